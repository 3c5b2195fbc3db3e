"""The phone desk: whole calls at it, wrong keys and second thoughts, and nothing typed that is ever lost."""

from collections.abc import Callable
from unittest.mock import Mock, patch

import pytest
from textual.widgets import Input

from crm_cli.services import call_lists, calls, history, objections, queue, scripts, steps
from crm_cli.services.desk import Desk, open_desk
from crm_cli.tui.app import LOOKED_AFTER
from tests.tui.conftest import Sitting
from tests.tui.phone import made

Sit = Callable[..., None]


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


def test_the_talk_of_a_call_that_is_over_does_not_go_on(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        clock = Mock(monotonic=Mock(return_value=1000.0))
        with (
            patch("crm_cli.services.call_drafts.time", clock),
            patch("crm_cli.services.call_hour.time", clock),
        ):
            await at.press("enter")
            clock.monotonic.return_value = 1005.0
            await at.press("1", "u")
            clock.monotonic.return_value = 1050.0
            await at.press("6")
            assert "0:05" in at.screen
            assert "0:50" not in at.screen

    sit(act, start="calls")


def test_a_promise_given_another_outcome_waits_for_its_retry_too(spring: Desk, sit: Sit) -> None:
    for one in ("甲公司", "乙公司"):
        steps.add_step(spring, "问预算", customer=one, due="2026-11-19")

    async def act(at: Sitting) -> None:
        assert "甲公司" in at.screen
        await at.press("enter", "1")
        assert "乙公司" in at.screen
        await at.press("u", "2")
        assert "it comes again after" in " ".join(at.screen.split())
        assert "乙公司" in at.screen
        # Skipped, 甲公司 would be next at once, were it not put off by its second outcome as by its first.
        await at.press("n")
        assert "甲公司  c1" not in at.screen
        assert "next step due" not in at.screen

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


@pytest.mark.parametrize("dialled", [False, True])
def test_who_comes_back_goes_on_with_the_note_and_the_foot_says_so(
    spring: Desk, sit: Sit, dialled: bool
) -> None:
    async def act(at: Sitting) -> None:
        def foot() -> str:
            return "\n".join(at.screen.splitlines()[-2:])

        if dialled:
            await at.press("enter")
        await at.press("e")
        await at.type("n1")
        await at.press("f2", "f3")
        assert "You are typing the note: ⏎ or esc ends it" in foot()
        await at.type(" 9x")
        assert at.app.screen.query_one("#note", Input).value == "n1 9x"
        await at.press("enter")
        assert "typing the note" not in foot()
        assert "help" in foot()
        await at.pilot.click("#note")
        assert "typing the note" in foot()
        await at.press("escape", *([] if dialled else ["enter"]), "1")

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
        await at.press("2", "enter")
        assert "2 is not in the list." in at.screen
        await at.press("backspace", "1", "enter")
        assert "Agreed: 先看样品再谈" in at.screen
        await at.type("请她看目录")
        await at.press("enter")
        assert "太贵了 -> 请她看目录" in at.screen
        await at.press("enter", "2")
        assert "乙公司" in at.screen

    sit(act, start="calls")
    met = objections.meetings_of(spring, objections.find_objection(spring, "太贵"))
    assert [one.reply for one in met] == ["请她看目录"]


def _figures(at: Sitting) -> str:
    """Return the day's figures at the foot, without how long the desk is open."""
    return at.screen.splitlines()[-3].rsplit(maxsplit=1)[0]


def test_the_figures_follow_what_is_taken_back_elsewhere_during_a_call(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        before = _figures(at)
        await at.press("enter", "1", "enter")
        assert _figures(at) != before
        await at.press("f9", "U", "f3")
        assert "Dialling" in at.screen
        assert _figures(at) == before

    sit(act, start="calls")


def test_the_figures_follow_what_another_takes_back_during_a_call(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        before = _figures(at)
        await at.press("enter", "1", "enter")
        assert _figures(at) != before
        other = open_desk(spring.database.path, "陈伟")
        history.undo(other)
        other.close()
        await at.pilot.pause(LOOKED_AFTER * 2)
        assert "Dialling" in at.screen
        assert _figures(at) == before

    sit(act, start="calls")
