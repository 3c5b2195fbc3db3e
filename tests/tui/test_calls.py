"""The phone desk: whole hours at it, alone and beside others, and nothing typed that is ever lost."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from crm_cli import i18n
from crm_cli.services import (
    bans,
    call_cards,
    call_lists,
    calls,
    customers,
    drafts,
    objections,
    queue,
    scripts,
)
from crm_cli.services.call_list_filling import fill
from crm_cli.services.desk import Desk
from crm_cli.services.outcomes import label
from tests.tui.conftest import Sitting

ROOT = Path(__file__).parents[2]
Sit = Callable[..., None]


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def fill_list(desk: Desk, names: list[str], name: str = "春季") -> None:
    numbers = [
        customers.add_customer(desk, one, phones=[f"138{place:08}"], owner="").no
        for place, one in enumerate(names, 1)
    ]
    no = call_lists.add_call_list(desk, name).no
    fill(desk, f"l{no}", numbers, "--ids")


@pytest.fixture
def spring(desk: Desk) -> Desk:
    """The firm with a list 春季 of three customers, in the order 甲, 乙, 丙."""
    fill_list(desk, ["甲公司", "乙公司", "丙公司"])
    return desk


def made(desk: Desk) -> list[tuple[str, str | None]]:
    return [(one.customer, one.outcome) for one in calls.calls(desk, sort="no")]


def test_one_call_from_showing_it_to_the_next_number(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        assert "甲公司" in at.screen
        assert "13800000001" in at.screen
        assert "Enter dials" in at.screen
        await at.press("enter")
        assert "Dialling 0:0" in at.screen
        await at.press("space")
        assert "Talking 0:0" in at.screen
        await at.press("A", "plus", "6")
        assert "Next step?" in at.screen
        await at.type("+3d 送目录")
        await at.press("enter")
        assert "What was said?" in at.screen
        await at.type("要两份目錄")
        await at.press("enter")
        assert "乙公司" in at.screen
        assert "dials 1  reached 1  left 2" in at.screen

    sit(act, start="calls")
    (call,) = calls.calls(spring)
    assert (call.customer, call.outcome, call.grade, call.wechat_added) == ("甲公司", "talked", "A", True)
    assert (call.note, call.next_step, call.call_list) == ("要两份目錄", "送目录", "春季")
    # Who leaves frees the number on the screen.
    assert queue.held(spring, 1) is None


def test_a_wrong_key_is_taken_back_and_the_same_call_gets_the_right_one(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("k")
        assert "k does nothing here" in at.screen
        await at.press("enter", "1")
        assert "乙公司" in at.screen
        await at.press("u")
        assert "Name the right outcome." in at.screen
        assert "甲公司" in at.screen
        await at.press("2")
        assert "乙公司" in at.screen
        # A skip after it is what is taken back then, and the call stays.
        await at.press("n", "u")
        assert "Undone" in at.screen

    sit(act, start="calls")
    assert made(spring) == [("甲公司", "busy")]


def test_what_is_asked_can_be_gone_back_to_mended_and_left(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("enter", "5")
        assert "Talk time?" in at.screen
        await at.type("1:05")
        await at.press("enter")
        await at.type("sometime")
        await at.press("enter")
        assert "does not begin with a date" in at.screen
        await at.press("up")
        assert "Talk time?" in at.screen
        await at.press("ctrl+u")
        await at.type("2:05")
        await at.press("enter")
        await at.type("fri 15:00")
        await at.press("enter")
        await at.type("前台说不在")
        await at.press("escape")
        # The wrong outcome was left, not what was typed: the call goes on.
        assert "Dialling" in at.screen
        assert "note 前台说不在" in at.screen
        await at.press("1")
        assert "乙公司" in at.screen

    sit(act, start="calls")
    assert [(one.outcome, one.note) for one in calls.calls(spring)] == [("no_answer", "前台说不在")]


def test_letters_are_letters_while_a_note_is_typed(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("e")
        await at.type("n1 9x")
        assert "note n1 9x" in at.screen
        await at.press("escape", "enter", "１")
        assert "乙公司" in at.screen
        await at.press("e", "f5", "f3")
        assert "乙公司" in at.screen

    sit(act, start="calls")
    assert [(one.outcome, one.note) for one in calls.calls(spring)] == [("no_answer", "n1 9x")]


def test_a_key_held_down_logs_no_call_that_was_not_made(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("enter", "1", "1", "1")
        assert "Not dialled here. Log no answer?" in at.screen
        await at.press("escape", "d", "d", "d")
        assert "d dials again" in at.screen
        await at.press("n")
        assert "n again skips it all the same" in at.screen
        await at.press("n")
        assert "乙公司" in at.screen
        await at.pilot.pause(0.35)
        await at.press("n")
        assert "丙公司" in at.screen

    sit(act, start="calls")
    assert made(spring) == [("甲公司", "no_answer")]


def test_snoozing_and_resting_lead_to_somebody_else(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("z")
        await at.type("+2h")
        await at.press("enter")
        assert "乙公司" in at.screen
        await at.press("a")
        assert "Paused since" in at.screen
        assert queue.held(spring, 1) is None
        await at.press("1")
        assert "There is nobody to call now." in at.screen
        await at.press("a")
        assert "Enter dials" in at.screen
        await at.press("enter", "a")
        assert "It was dialled: name its outcome." in at.screen

    sit(act, start="calls")


def test_script_objection_and_any_customer_are_a_key_away(spring: Desk, sit: Sit) -> None:
    boss = spring
    scripts.add_script(boss, "开场", "# 开场\n\n您好，请问是{customer}吗？\n\n- 年会 **什么时候** 办\n")
    call_lists.edit_call_list(boss, "春季", script="开场")
    objections.add_objection(boss, "太贵了", answer="先看样品再谈")

    async def act(at: Sitting) -> None:
        await at.press("t")
        assert "您好，请问是甲公司吗？" in at.screen
        assert "• 年会 什么时候 办" in at.screen
        await at.press("t", "b")
        await at.type("丙公司")
        await at.press("enter")
        assert "customer: c3 丙公司" in at.screen
        await at.press("space", "o")
        assert "1  太贵了" in at.screen
        await at.press("1", "enter")
        assert "Agreed: 先看样品再谈" in at.screen
        await at.type("请她看目录")
        await at.press("enter")
        assert "太贵了 -> 请她看目录" in at.screen
        await at.press("enter", "2")
        assert "乙公司" in at.screen

    sit(act, start="calls")
    met = objections.meetings_of(spring, objections.find_objection(spring, "太贵"))
    assert [one.reply for one in met] == ["请她看目录"]


def test_one_list_and_calls_outside_the_hours(spring: Desk, sit: Sit) -> None:
    fill_list(spring, ["丁公司"], "夏季")
    call_lists.edit_call_list(spring, "夏季", hours="1-5 09:00-10:00")

    async def act(at: Sitting) -> None:
        await at.press("ctrl+l")
        assert "all of mine" in at.screen
        await at.press("3")
        assert "outside hours" in at.screen
        await at.press("ctrl+o")
        await at.type("约好的")
        await at.press("enter")
        assert "丁公司" in at.screen
        await at.press("enter", "1")

    sit(act, start="calls")
    (call,) = calls.calls(spring)
    assert (call.customer, call.call_list, call.hours_waived) == ("丁公司", "夏季", True)


def test_what_others_do_is_followed_while_the_number_is_shown(
    spring: Desk, sit: Sit, open_as: Callable[[str | None], Desk]
) -> None:
    boss = open_as("周敏")

    async def act(at: Sitting) -> None:
        bans.ban(boss, "13800000001", whole_customer=False, reason="投诉")
        await at.pilot.pause(0.9)
        assert "乙公司" in at.screen
        await at.press("enter", "e")
        await at.type("在开会")
        bans.ban(boss, "13800000002", whole_customer=False, reason="投诉")
        await at.pilot.pause(0.9)
        # Somebody is on the line: it stays, and so does what is being typed.
        assert "note 在开会" in at.screen
        assert "do not call: 投诉" in at.screen
        await at.type("晚点")
        assert "note 在开会晚点" in at.screen

    sit(act, start="calls")


def test_going_to_another_screen_gives_the_number_back_unless_somebody_is_on_the_line(
    spring: Desk, sit: Sit
) -> None:
    async def act(at: Sitting) -> None:
        await at.press("f2")
        assert queue.held(spring, 1) is None
        await at.press("f3", "enter", "f2")
        assert queue.held(spring, 1) is not None
        await at.press("f3")
        assert "Dialling" in at.screen
        await at.press("1")
        assert "乙公司" in at.screen

    sit(act, start="calls")
    assert made(spring) == [("甲公司", "no_answer")]


def test_nobody_in_particular_is_told_so(
    spring: Desk, sit: Sit, open_as: Callable[[str | None], Desk]
) -> None:
    async def act(at: Sitting) -> None:
        assert "Nobody in particular sits here" in at.screen
        for key in ("enter", "1", "e", "n", "a", "ctrl+l", "u", "b"):
            await at.press(key)

    sit(act, start="calls", at=open_as(None))


def test_a_mouse_does_what_keys_do(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        lines = at.screen.split("\n")
        row = next(place for place, line in enumerate(lines) if "2 busy" in line)
        await at.press("enter")
        await at.pilot.click(offset=(lines[row].index("2 busy") + 1, row))
        await at.pilot.pause()
        assert "乙公司" in at.screen

    sit(act, start="calls")
    assert made(spring) == [("甲公司", "busy")]


@pytest.mark.parametrize(
    ("language", "size"),
    [
        ("en", (45, 20)),
        ("en", (80, 24)),
        ("zh-Hans", (160, 50)),
        ("zh-Hant", (45, 20)),
        ("zh-Hant", (80, 24)),
    ],
)
def test_the_number_why_and_every_outcome_fit(
    desk: Desk, sit: Sit, size: tuple[int, int], language: str
) -> None:
    fill_list(desk, ["[/b]廣州白雲國際航空服務股份有限公司"])
    i18n.use(language)

    async def act(at: Sitting) -> None:
        assert "13800000001" in at.screen.replace(" ", "")
        assert "[/b]廣州白雲國際" in at.screen
        for one in call_cards.by_key(desk.outcomes("call")):
            # Where there is little room a long name is cut, but its key is there.
            assert f"{one.key} {label(one)[: 4 if size[0] < 80 else None]}" in at.screen
        before = at.screen.split("\n")
        await at.press("enter", "6", "enter")
        lines = at.screen.split("\n")
        assert len(lines) == len(before) == size[1]
        assert all(cell_len(line) <= size[0] for line in lines)
        assert lines != before

    sit(act, start="calls", size=size)


_BESIDE = """
import sys
from pathlib import Path
from crm_cli.services import calls, queue
import time_machine
from crm_cli.services.desk import open_desk
time_machine.travel("2026-11-20T09:00:00Z", tick=True).start()
desk = open_desk(Path(sys.argv[1]), "李娜", command="beside")
for _ in range(10):
    offer = queue.next_offer(desk, waive="")
    if isinstance(offer, queue.Empty):
        break
    calls.log_call(desk, calls.Typed(f"c{offer.customer_no}", "no_answer", phone_no=offer.phone_no))
    print(offer.customer_no, flush=True)
"""


def test_an_hour_of_twenty_numbers_beside_another_who_works_the_list(
    desk: Desk, sit: Sit, database_path: Path
) -> None:
    fill_list(desk, [f"客户{place}" for place in range(1, 31)])
    mine: list[str] = []
    beside: list[subprocess.Popen[str]] = []

    async def call(at: Sitting, place: int) -> None:
        number = next(line for line in at.screen.split("\n") if "13800" in line.replace(" ", ""))
        mine.append(number)
        await at.press("enter")
        if place % 5 == 0:
            await at.press("space", "9")
            await at.type("没预算")
            await at.press("enter", "enter")
        elif place % 5 == 1:
            await at.press("e")
            await at.type("改天")
            await at.press("enter", "2")
        elif place % 5 == 2:
            await at.press("1", "u", "3")
        else:
            await at.press("1")

    async def act(at: Sitting) -> None:
        beside.append(
            subprocess.Popen(
                [sys.executable, "-c", _BESIDE, str(database_path)],
                env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
            )
        )  # fmt: skip
        for place in range(20):
            await call(at, place)
        assert "dials 20" in at.screen

    sit(act, start="calls")
    said, _none = beside[0].communicate(timeout=30)
    hers = [int(no) for no in said.split()]
    done = calls.calls(desk, sort="no")
    assert len(hers) == 10
    assert [one.customer_no for one in done if one.rep == "李娜"] == hers
    own = [one for one in done if one.rep == "陈伟"]
    assert len(own) == 20
    # Nobody was rung twice, and each was given the outcome whose key was pressed last.
    assert len({one.customer_no for one in done}) == 30
    wanted = ["not_interested", "busy", "unreachable", "no_answer", "no_answer"]
    assert [one.outcome for one in own] == wanted * 4
    assert [one.note for one in own][1::5] == ["改天"] * 4
    assert drafts.take(desk, "call") is None
