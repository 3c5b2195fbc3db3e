"""The daily report on the screen: filled from what was logged, written to, submitted, commented on and signed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm_cli.reports.scope import Scope
from crm_cli.services import calls, customers, drafts, plans, standings, steps
from crm_cli.services.calls import Typed
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker
from crm_cli.services.report_notes import last_note
from tests.tui.conftest import Sitting

Sit = Callable[..., None]
DAY = date(2026, 11, 20)


async def _press(at: Sitting, *keys: str) -> None:
    await at.press(*keys)
    await at.still()


@pytest.fixture
def baiyun(desk: Desk) -> str:
    """A customer with a call of today and a visit that nobody closed."""
    customers.add_customer(desk, "白云航空", phones=["020-86120000"])
    calls.log_call(desk, Typed("白云航空", "talked", at="10:05"))
    customers.add_customer(desk, "远洋货运", phones=["020-86120001"], grade="A")
    calls.log_call(desk, Typed("远洋货运", "no_answer", at="10:20"))
    plans.add_plan(desk, "白云航空", when="today", purpose="谈年会")
    return "白云航空"


def test_a_report_is_written_proved_and_submitted(desk: Desk, sit: Sit, baiyun: str) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        assert "Daily report of A公司" in at.screen
        assert "What does not add up 1" in at.screen
        assert "provisional" in at.screen
        # What is half typed is on the disk, and there again.
        await at.press("e")
        await at.type("前台不让进")
        await at.pilot.pause(0.6)
        await at.press("escape")
        assert last_note(desk, find_worker(desk, None), DAY) is None
        # A report is not submitted over a half-written note: it is finished first.
        await _press(at, "s")
        assert "前台不让进" in at.screen
        await at.press("enter")
        await at.type("换下午去")
        await _press(at, "enter", "enter")
        # Then tomorrow is planned, two rows of it.
        await _press(at, "escape")
        await at.press("t")
        await at.type("白云")
        await at.press("tab", "tab")
        await at.type("年会报价")
        # A time alone is one of that day.
        await at.press("tab", "tab", "ctrl+u")
        await at.type("10:30")
        await at.press("ctrl+s")
        assert "2026-11-23 Mon 10:30" in at.screen
        await at.press("escape", "n")
        await at.type("印样本")
        await at.press("enter", "enter", "enter")
        await at.press("escape")
        await _press(at, "s")
        assert "Submit it?" in at.screen
        assert "年会报价" in at.screen
        assert "印样本" in at.screen
        await _press(at, "enter")
        assert any("on time" in one for one in at.told)
        assert "submitted 17:" in at.screen

    sit(act, start="report", size=(110, 40))
    rep = find_worker(desk, None)
    held = standings.latest(desk, rep.no, DAY)
    assert held is not None
    assert held.revision == 1
    note = last_note(desk, rep, DAY)
    assert note is not None
    assert (note.problem, note.answer) == ("前台不让进", "换下午去")
    assert [one.purpose for one in plans.plans(desk, day=date(2026, 11, 23))] == ["年会报价"]
    assert {one.words for one in steps.steps(desk, state="open")} >= {"印样本"}
    assert drafts.take(desk, f"reportnote:r{rep.no}:{DAY.isoformat()}") is None


def test_a_manager_comments_and_signs_what_appears_by_itself(
    desk: Desk, sit: Sit, open_as: Callable[[str | None], Desk], baiyun: str
) -> None:
    from crm_cli.reports.handing_in import hand_in

    manager = open_as("周敏")

    async def act(at: Sitting) -> None:
        await at.still()
        await at.press("v")
        assert at.told[-1] == "No report of this day was submitted."
        hand_in(desk, find_worker(desk, None), DAY, problem="[/b]卡壳", answer="", help_needed="")
        await at.pilot.pause(0.9)
        await at.still()
        assert "1 of 1 submitted" in at.screen
        await at.press("c")
        await at.type("约访再多两个")
        await _press(at, "enter")
        await _press(at, "v")
        await _press(at, "end")
        assert "约访再多两个" in at.screen
        assert "周敏 2026-11-20 17:" in at.screen

    sit(act, start="report", at=manager, size=(100, 60))
    (signed,) = standings.sign_offs(desk, day=DAY)
    assert signed.comment == "约访再多两个"
    assert signed.signed_at is not None


def test_days_spans_charts_and_whose(desk: Desk, sit: Sit, baiyun: str) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        await _press(at, "h")
        assert "2026-11-19" in at.screen
        assert "Nothing was logged." in at.screen
        await _press(at, "l", "p")
        assert "2026-11-16" in at.screen
        await _press(at, "g")
        assert "Goals and the last 14 days" in at.screen
        assert "█" in at.screen
        await _press(at, "g", "p", "p", "m")
        assert "A公司" in at.screen.split("\n")[1]
        await at.press("e")
        assert at.told[-1] == "Choose whose report with w first."
        await at.press("w", "3")
        await at.still()
        assert "陈伟" in at.screen.split("\n")[1]
        await at.press("v")
        assert "Only a manager" in at.told[-1]

    sit(act, start="report", size=(100, 40))


def test_what_is_refused_is_said_and_nothing_is_lost(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _press(at, "l", "s")
        assert any("has not come yet" in one for one in at.told)
        await at.press("t")
        await at.type("没有这家")
        await at.press("ctrl+s")
        assert "没有这家" in at.screen
        await at.press("escape", "t")
        assert "没有这家" in at.screen

    sit(act, start="report")
    assert not plans.plans(desk)


def test_a_report_is_shown_as_another_screen_asks(desk: Desk, sit: Sit, baiyun: str) -> None:
    async def act(at: Sitting) -> None:
        screen: Any = at.app.screen
        screen.show_of(Scope("rep", "李娜", find_worker(desk, "李娜").no), DAY)
        await at.still()
        assert "李娜" in at.screen.split("\n")[1]

    sit(act, start="report")


def test_a_day_that_cannot_be_read_is_tried_again(
    desk: Desk, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crm_cli.errors import DatabaseError
    from crm_cli.reports import pages
    from crm_cli.tui import days

    read, failing = pages.report_page, [True]

    def broken(*given: Any, **named: Any) -> pages.Page:
        if failing[0]:
            raise DatabaseError("The disk is away.")
        return read(*given, **named)

    monkeypatch.setattr(pages, "report_page", broken)
    monkeypatch.setattr(days, "_AGAIN", 0.05)

    async def act(at: Sitting) -> None:
        await at.pilot.pause(0.3)
        assert at.told == ["The disk is away."]
        assert "reading …" in at.screen
        failing[0] = False
        await at.pilot.pause(0.3)
        await at.still()
        assert "Daily report of A公司" in at.screen

    sit(act, start="report")
