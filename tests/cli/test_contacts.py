"""`crm contact`."""

import pytest

from tests.cli.conftest import Run


def test_a_person_is_added_with_everything_that_helps_a_talk(firm: Run) -> None:
    firm("field", "add", "contact", "爱喝", "--choices", "茶,咖啡")
    done = firm(
        "contact add 李明 --customer c1 --phone 13900001234 --phone 020-80000001转8 --wechat lm",
        *["--role", "influencer", "--reports-to", "王丽", "--birthday", "1980-05-01", "--home-town", "潮州"],
        *["--consent-how", "展会签字", "--field", "爱喝=茶", "--notes", "下午打"],
    )
    assert done.exit_code == 0, done.stderr
    shown = firm("contact", "show", "李明", "--format", "json").json()
    assert shown["phones"] == ["13900001234", "020-80000001转8"]
    assert (shown["reports_to"], shown["reports_to_no"], shown["role"]) == ("王丽", "n1", "influencer")
    assert (shown["birthday"], shown["fields"], shown["notes"]) == ("1980-05-01", {"爱喝": "茶"}, "下午打")
    assert shown["consent_at"].startswith("2026-11-20T17:00")
    said = firm("contact", "show", "李明").stdout
    assert (said.count("13900001234"), said.count("020-80000001")) == (1, 1)
    assert firm("undo").exit_code == 0
    assert firm("contact", "show", "李明").exit_code == 3


def test_lists_are_narrowed(firm: Run) -> None:
    firm("customer", "add", "中信", "--owner", "李娜")
    firm("contact add 赵前台 --customer 中信 --role gatekeeper")
    firm("contact edit 赵前台 --left 2026-11-01")

    def names(*filters: str) -> list[str]:
        return [one["name"] for one in firm("contact", "list", *filters, "--format", "json").json()]

    assert names("--sort", "no") == ["王丽", "赵前台"]
    assert names("--owner", "李娜") == names("--left") == names("--role", "gatekeeper") == ["赵前台"]
    assert names("--customer", "白云") == names("--here") == ["王丽"]
    assert names("--limit", "1", "--sort", "no", "--reverse") == ["赵前台"]
    assert len(names("--limit", "0")) == 2


def test_who_moves_takes_the_phones_along_and_leaves_the_superior_behind(firm: Run) -> None:
    firm("customer", "add", "中信")
    firm("contact add 李明 --customer 白云 --reports-to 王丽 --phone 13900001234")
    assert firm("contact edit 李明 --customer 中信 --wechat-added --email lm@example.com").exit_code == 0
    shown = firm("contact", "show", "李明", "--format", "json").json()
    assert (shown["customer_no"], shown["reports_to_no"], shown["wechat_added"]) == ("c2", None, True)
    assert "中信" in firm("call", "log", "13900001234", "no_answer").stdout


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (
            "contact add 甲 --customer 白云 --role manager",
            2,
            "decision_maker, influencer, executor, gatekeeper",
        ),
        ("contact add 甲 --customer 无此", 3, "Nothing is called"),
        ("contact edit n1 --reports-to n1", 4, "themselves"),
        ("contact edit n1 --field 爱喝", 2, "NAME=VALUE"),
        ("contact remove n1", 2, "--yes"),
        ("contact remove n9 --yes", 3, "n9"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    firm: Run, words: str, code: int, sentence: str
) -> None:
    before = firm("history", "--all").stdout
    done = firm(words)
    assert (done.exit_code, sentence in done.stderr) == (code, True), done.stderr
    assert firm("history", "--all").stdout == before


def test_several_from_stdin_are_one_change(firm: Run) -> None:
    firm("contact add 李明 --customer 白云 --phone 13900001234")
    numbers = firm("contact", "list", "--format", "ids").stdout
    assert firm("contact", "remove", "-", "--yes", stdin=numbers).exit_code == 0
    assert firm("contact", "list", "--format", "json").json() == []
    firm("undo")
    assert len(firm("contact", "list", "--format", "json").json()) == 2
