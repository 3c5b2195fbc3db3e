"""`crm call next`, `skip` and `snooze` as they are typed."""

import json
from pathlib import Path

import pytest
import time_machine

from crm_cli.cli import call_card
from crm_cli.services import queue
from crm_cli.services.desk import open_desk
from crm_cli.services.glances import glance_of
from tests.cli.conftest import Run

KEYS = {
    "number", "e164", "phone_no", "customer", "customer_no", "contact", "contact_no", "title", "tier", "why", "call_list",
    "call_list_no", "step_no", "due_at", "tries", "owner", "owner_no", "grade", "stage", "city", "last_touches",
    "unknown", "script_no", "script", "lease_until", "hours_waived",
}  # fmt: skip
EMPTY_KEYS = {
    "number", "why", "lists", "do_not_call", "resting", "used_up", "waiting", "retry_at", "outside_hours", "opens_at",
    "held", "paused", "callback_at",
}  # fmt: skip


@pytest.fixture
def listed(run: Run) -> Run:
    """Three customers on one list, the last of them in England."""
    run("customer add 白云航空 --phone 13800138000")
    run("contact add 王丽 --customer 白云航空 --title 采购经理 --phone 19000008000")
    run("customer add 前海贸易 --phone 13900139000")
    run("customer add London --phone +442079460018")
    run("calllist add 年会 --ids c1 --ids c2 --ids c3", who="周敏")
    return run


def _next(run: Run, *options: str, who: str = "陈伟") -> dict[str, object]:
    told: dict[str, object] = run("call", "next", "--format", "json", *options, who=who).json()
    return told


def test_the_next_number_is_kept_until_it_is_logged(listed: Run) -> None:
    first = _next(listed)
    assert first.keys() == KEYS
    assert (first["number"], first["tier"], first["call_list_no"]) == ("19000008000", "fresh", "l1")
    assert first["lease_until"] == "2026-11-20T17:20:00+08:00"
    assert _next(listed)["number"] == first["number"]
    assert _next(listed, who="李娜")["customer"] == "前海贸易"
    listed("call log c1 no_answer --number 19000008000")
    assert listed("call list --format json").json()[0]["call_list_no"] == "l1"
    assert _next(listed)["number"] == "+442079460018"


def test_a_main_number_names_whom_to_ask_for(listed: Run) -> None:
    listed("contact add 小张 --customer 前海贸易 --title 前台")
    listed("contact add 何总 --customer 前海贸易 --title 总经理 --role decision_maker")
    listed("contact add 小李 --customer 前海贸易")
    assert "王丽 采购经理" in listed("call next").stdout
    assert "\n前海贸易  何总 总经理, 小张 前台\n" in listed("call next", who="李娜").stdout


def test_who_is_on_anothers_screen_is_not_dialled_beside_them(listed: Run) -> None:
    assert _next(listed)["customer"] == "白云航空"
    refused = listed("call dial c1", who="李娜")
    assert (refused.exit_code, "held by 陈伟 until" in refused.stderr) == (4, True)
    # By hand, since no dial command is set; whoever types for them dials for them.
    assert listed("call dial c1").exit_code == 1
    assert listed("call dial --rep 陈伟", who="李娜").exit_code == 1
    listed("call skip")
    assert listed("call dial c1", who="李娜").exit_code == 1


def test_why_there_is_none(listed: Run) -> None:
    listed("donotcall add 13900139000")
    listed("call log c1 no_answer --number 19000008000 --list 年会")
    listed("call next", who="李娜")
    told = _next(listed)
    assert told.keys() == EMPTY_KEYS
    assert (told["waiting"], told["do_not_call"], told["retry_at"]) == (1, 1, "2026-11-23T09:00:00+08:00")
    assert told["held"] == [{"rep": "李娜", "count": 1}]
    said = listed("call next").stdout
    assert said == "0 now: 1 waiting for retry (next Mon 09:00), 1 do-not-call, 1 held by 李娜\n"


def test_an_empty_firm(run: Run) -> None:
    assert run("call next").stdout == "0 now: no open list.\n"
    assert _next(run)["number"] is None


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("call next --list 年", 4, "paused"),
        ("call next --list none", 3, "none"),
        ("call skip", 3, "screen of 陈伟"),
        ("call snooze yesterday --number 13800138000", 2, "has passed"),
        ("call snooze soon --number 13800138000", 2, "soon"),
        ("call skip --number 13333333333", 3, "13333333333"),
    ],
)
def test_what_is_refused(listed: Run, command: str, code: int, said: str) -> None:
    listed("calllist pause l1", who="周敏")
    found = listed(command)
    assert found.exit_code == code
    assert said in found.stderr


def test_who_is_not_known_is_told_how_to_say_so(listed: Run) -> None:
    found = listed("call next", who=None)
    assert found.exit_code == 2
    assert "--as NAME" in found.stderr


def test_a_list_of_others(listed: Run) -> None:
    listed("calllist edit l1 --rep 李娜", who="周敏")
    assert _next(listed)["number"] is None
    found = listed("call next --list l1")
    assert found.exit_code == 4
    assert "李娜" in found.stderr


def test_skipped_is_mine_and_snoozed_is_everybodys(listed: Run) -> None:
    assert _next(listed)["customer_no"] == "c1"
    assert "again today" in listed("call skip 开会").stdout
    assert _next(listed)["customer_no"] == "c2"
    assert "until 17:30" in listed("call snooze 17:30").stdout
    assert _next(listed)["customer_no"] == "c3"
    assert _next(listed, who="李娜")["customer_no"] == "c1"
    listed("undo")
    listed("call skip")
    assert _next(listed)["customer_no"] == "c2"


def test_a_number_is_snoozed_until_later_than_the_hours_open(listed: Run) -> None:
    listed("call next")
    listed("call snooze 'wed 11:00'")
    with time_machine.travel("2026-11-21T02:00:00+00:00", tick=False):
        (found,) = listed("calllist why 19000008000 --format json").json()
        assert found["lists"][0]["state"] == "snoozed until Wed 11:00"
        listed("call snooze 'mon 08:00' --number 13900139000")
        (found,) = listed("calllist why 13900139000 --format json").json()
        assert found["lists"][0]["state"] == "outside calling hours until Mon 09:00"


def test_a_promise_is_put_off_and_not_moved(listed: Run) -> None:
    listed("call log c2 callback --callback 16:30 --at 16:00 --number 13900139000")
    offer = _next(listed)
    assert (offer["tier"], offer["step_no"], offer["due_at"]) == (
        "callback",
        "s1",
        "2026-11-20T16:30:00+08:00",
    )
    assert "30 min late" in str(offer["why"])
    assert "crm callback move s1" in listed("call snooze +1h").stdout
    assert listed("step show s1 --format json").json()["due_at"] == "2026-11-20T16:30:00+08:00"


def test_what_is_on_a_screen_can_be_taken_back(listed: Run) -> None:
    listed("followup add c2 --note 微信 --next 'today 打电话'")
    assert _next(listed)["step_no"] == "s1"
    assert listed("undo").exit_code == 0
    assert _next(listed)["tier"] == "fresh"


def test_outside_hours_who_says_so_is_kept(listed: Run) -> None:
    listed("config set calling_hours '1-4 09:00-12:00'", who="周敏")
    told = _next(listed)
    assert (told["outside_hours"], told["opens_at"]) == (3, "2026-11-23T09:00:00+08:00")
    offer = _next(listed, "--ignore-hours", "--reason", "客户要求")
    assert offer["hours_waived"] is True
    assert "客户要求" in listed("history --format json").stdout
    listed("call log c1 no_answer")
    before = len(listed("history --format json").json())
    _next(listed, "--ignore-hours")
    assert len(listed("history --format json").json()) == before


def test_do_not_call_is_never_waived(listed: Run) -> None:
    for who in ("白云航空", "前海贸易", "London"):
        listed("donotcall add", who, "--whole-customer")
    assert _next(listed, "--ignore-hours")["number"] is None


def test_hostile_words_are_only_words(run: Run) -> None:
    run("customer", "add", "[/b]=1+1\x1b[31m", "--phone", "13800138000")
    run("calllist add [/b] --ids c1", who="周敏")
    shown = run("call next", terminal=True).stdout
    assert "[/b]=1+1" in shown
    assert "\x1b[31m" not in shown


@pytest.mark.parametrize(("lang", "word"), [("zh-Hans", "年会"), ("zh-Hant", "年会")])
def test_in_every_language(listed: Run, lang: str, word: str) -> None:
    assert word in listed(f"call next --lang {lang}").stdout


def test_who_is_away_is_told(listed: Run) -> None:
    listed("rep away 陈伟", who="周敏")
    assert "away today" in listed("call next").stderr


def test_a_number_without_a_dial_command_is_dialled_by_hand(listed: Run) -> None:
    found = listed("call next --dial")
    assert found.exit_code == 1
    assert "Dial it by hand: 19000008000" in found.stderr


def test_what_time_it_is_at_a_customer_may_be_said(listed: Run, tmp_path: Path) -> None:
    assert _next(listed)["customer"] == "白云航空"
    done = listed("customer edit c1 c2 --timezone pacific/auckland")
    assert done.exit_code == 0, done.stderr
    # It is 22:00 there, so what is on the screen goes off it; in London the morning begins.
    assert _next(listed)["customer"] == "London"
    assert listed("customer show c1 --format json").json()["timezone"] == "Pacific/Auckland"
    assert "Pacific/Auckland" in listed("customer show c1").stdout
    refused = listed("customer edit c3 --timezone Auckland")
    assert (refused.exit_code, "Auckland is not a time zone." in refused.stderr) == (2, True)
    listed("call skip")
    listed("customer edit c2 --timezone ''")
    assert _next(listed)["customer"] == "前海贸易"
    file = tmp_path / "客户.csv"
    rows = (
        "公司,电话,时区",
        "前海贸易,13900139000,asia/tokyo",
        "白云航空,13800138000,火星",
        "新公司,,Europe/Paris",
    )
    file.write_text("\n".join(rows), encoding="utf-8")
    taken = listed(f"import customers {file} --on-match update", who="周敏")
    assert "时区: 火星" in taken.stderr
    lines = listed("export customers --format jsonl").stdout.splitlines()
    zones = {row["name"]: row["timezone"] for row in map(json.loads, lines)}
    assert zones == {
        "白云航空": "Pacific/Auckland", "前海贸易": "Asia/Tokyo", "London": "", "新公司": "Europe/Paris",
    }  # fmt: skip
    # In Tokyo the day is over too.
    assert _next(listed)["number"] is None


def test_a_long_script_is_cut_to_the_screen_and_says_how_to_see_it_all(
    listed: Run, tmp_path: Path, database_path: Path
) -> None:
    (tmp_path / "s.md").write_text("\n\n".join(f"第{place}句" for place in range(40)))
    listed(f"script add 长话 --file {tmp_path / 's.md'}", who="周敏")
    listed("calllist edit l1 --script 长话", who="周敏")
    assert "第39句" in listed("call next").stdout
    desk = open_desk(database_path, "陈伟")
    offer = queue.next_offer(desk)
    assert isinstance(offer, queue.Offer)
    card = list(call_card.lines(desk, offer, glance_of(desk, offer), 80, colour=False, height=24))
    desk.close()
    assert len(card) <= 22
    assert card[-1] == "… script: crm script show d1 --for c1"


def test_a_list_with_nobody_on_it_is_said_to_be_empty(firm: Run) -> None:
    assert firm("calllist add 空表").exit_code == 0
    assert "空表 has no numbers yet: crm calllist fill l1 …" in firm("call next --list 空表").stdout
    assert "has no numbers" not in firm("call next").stdout
    assert 'Fill it with: crm calllist fill "空表"' in firm("calllist assign 空表 --rep 陈伟").stdout


def test_a_touch_shows_the_objections_it_met(firm: Run) -> None:
    told = "--objection 价格太高 --competitor 粤礼轩"
    for noun in ("call log 王丽 talked", "visit log 白云 met_staff", "followup add 白云 --channel wechat"):
        done = firm(f"{noun} {told}")
        assert done.exit_code == 0, done.stderr
    for line in ("call show k1", "visit show v1", "followup show f1"):
        found = firm(line, "--format", "json").json()
        assert (found["objections"], found["competitors"]) == (["价格太高"], ["粤礼轩"])
        assert "objections" in (shown := firm(line, terminal=True).stdout)
        assert "价格太高" in shown
