"""`crm followup`."""

import pytest

from tests.cli.conftest import Run

ADD = ["followup", "add", "白云", "--at", "2026-11-20 16:00", "--channel", "WeChat", "--note", "已发样品图"]


@pytest.mark.parametrize("verb", ["add", "log"])
def test_the_next_step_is_agreed_in_the_same_breath(firm: Run, verb: str) -> None:
    done = firm("followup", verb, *ADD[2:], "--next", "+3d 打电话")
    assert done.exit_code == 0, done.stderr
    [row] = firm("followup", "list", "--format", "json").json()
    assert (row["next_day"], row["next_step"], row["channel"], row["rep"]) == (
        "2026-11-23", "打电话", "wechat", "陈伟",
    )  # fmt: skip
    [step] = firm("step", "list", "--all", "--format", "json").json()
    assert (step["followup_no"], step["state"], step["due_on"]) == ("f1", "open", "2026-11-23")


def test_the_next_step_is_changed_while_it_is_open_and_added_where_none_was(firm: Run) -> None:
    firm(*ADD, "--next", "+3d 打电话")
    firm("followup", "edit", "f1", "--next", "2026-12-01 15:00 见面", "--note", "改期")
    shown = firm("followup", "show", "f1", "--format", "json").json()
    assert (shown["next_at"], shown["next_step"], shown["note"]) == (
        "2026-12-01T15:00:00+08:00",
        "见面",
        "改期",
    )
    firm("undo")
    assert firm("followup", "show", "f1", "--format", "json").json()["next_step"] == "打电话"
    firm("step", "done", "s1")
    assert firm("followup", "edit", "f1", "--next", "+5d 再打").exit_code == 4
    firm(*ADD)
    firm("followup", "edit", "f2", "--next", "+5d 再打")
    assert firm("followup", "show", "f2", "--format", "json").json()["next_day"] == "2026-11-25"


def test_lists_are_narrowed_and_unknown_channels_are_told(firm: Run) -> None:
    firm(*ADD)
    firm("followup", "add", "白云", "--channel", "email", "--rep", "李娜", "--grade", "C")

    def numbers(*filters: str) -> list[str]:
        return [one["no"] for one in firm("followup", "list", *filters, "--format", "json").json()]

    assert (numbers(), numbers("--rep", "李娜"), numbers("--all", "--sort", "no")) == (
        ["f1"],
        ["f2"],
        ["f1", "f2"],
    )
    assert numbers("--customer", "白云", "--channel", "email") == numbers("--all", "--grade", "c") == ["f2"]
    refused = firm("followup", "list", "--channel", "pigeon")
    assert refused.exit_code == 2
    assert "wechat" in refused.stderr


def test_a_removed_one_takes_its_promise_along_and_opens_what_it_closed(firm: Run) -> None:
    firm("step", "add", "白云", "2026-11-19 寄目录")
    firm(*ADD, "--next", "+3d 打电话")
    firm("followup", "remove", "f1", "--yes")
    assert [step["words"] for step in firm("step", "list", "--format", "json").json()] == ["寄目录"]


@pytest.mark.parametrize("typed", ["LINE", "line", "WhatsApp", "微信", "電話", "e-mail"])
def test_a_channel_is_typed_in_any_language(firm: Run, typed: str) -> None:
    assert firm("followup", "add", "白云", "--channel", typed).exit_code == 0


def test_only_the_channels_of_the_firms_setting_are_taken(firm: Run) -> None:
    done = firm("config", "set", "channels", "電話，微信,钉钉,LINE", who="周敏")
    assert done.stdout == "channels (channels of a follow-up) is now phone, wechat, 钉钉, line.\n"
    assert [
        firm("followup", "add", "c1", "--channel", one).exit_code for one in ("钉钉", "WeChat", "email")
    ] == [
        0,
        0,
        2,
    ]
    refused = firm("followup", "add", "c1", "--channel", "Skype", "--lang", "zh-Hans").stderr
    assert "phone 电话, wechat 微信, 钉钉, line" in refused
    assert "crm config set channels phone,wechat,钉钉,line,Skype" in refused.replace("'", "")
    rows = firm("followup", "list", "--format", "json").json()
    assert sorted(row["channel"] for row in rows) == ["wechat", "钉钉"]
