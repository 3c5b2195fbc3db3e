"""What does not add up is said once, in a sentence, with the records it is about; what does is not."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine

from crm_cli import i18n
from crm_cli.reports.daily import daily_report
from crm_cli.reports.daily_form import doubts_block
from crm_cli.reports.daily_json import as_json
from crm_cli.reports.doubts import Doubt
from crm_cli.reports.scope import find_scope
from crm_cli.services import calls, customers, followups, plans, steps, visits
from crm_cli.services.desk import Desk
from crm_cli.services.touches import Extras

FRIDAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def baiyun(desk: Desk) -> str:
    with time_machine.travel("2026-11-10T09:00:00+08:00"):
        customers.add_customer(desk, "白云", phones=["020-80000000"], grade="C")
    return "白云"


def doubts(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    found = daily_report(desk, find_scope(desk), FRIDAY).doubts
    assert all(doubt.sentence.endswith(".") and "{" not in doubt.sentence for doubt in found)
    return [(doubt.kind, doubt.records) for doubt in found]


@pytest.mark.parametrize(("grade", "is_doubted"), [("B", True), ("C", False), ("D", False)])
def test_a_grade_raised_with_nobody_reached(desk: Desk, grade: str, is_doubted: bool) -> None:
    calls.log_call(desk, calls.Typed("白云", "no_answer", at="2026-11-20 10:00"), Extras(grade=grade))
    assert doubts(desk) == ([("grade_raised", ("k1", "c1"))] if is_doubted else [])


def test_a_grade_is_held_against_the_touch_before(desk: Desk) -> None:
    calls.log_call(desk, calls.Typed("白云", "talked", at="2026-11-19 10:00"), Extras(grade="B"))
    visits.log_visit(desk, visits.Typed("白云", "front_desk", arrive="2026-11-20 10:00"), Extras(grade="B"))
    assert doubts(desk) == []
    visits.log_visit(
        desk, visits.Typed("白云", "front_desk", arrive="2026-11-20 11:00"), Extras(grade="A", next="+3d x")
    )
    assert doubts(desk) == [("grade_raised", ("v2", "c1"))]


def test_an_a_customer_without_a_next_date(desk: Desk) -> None:
    followups.add_followup(desk, "白云", at="2026-11-20 10:00", extras=Extras(grade="A"))
    assert doubts(desk) == [("a_without_date", ("c1",))]
    steps.add_step(desk, "寄样", customer="白云", due="2026-11-25")
    assert doubts(desk) == []
    steps.cancel_step(desk, "s1")
    plans.add_plan(desk, "白云", when="2026-11-26")
    assert doubts(desk) == []


def test_touches_without_an_outcome(desk: Desk) -> None:
    calls.log_call(desk, calls.Typed("白云", at="2026-11-20 10:00"))
    visits.log_visit(desk, visits.Typed("白云", arrive="2026-11-20 11:00"))
    assert doubts(desk) == [("call_without_outcome", ("k1",)), ("visit_without_outcome", ("v1",))]


@pytest.mark.parametrize(
    ("seconds", "live", "how", "is_doubted"),
    [
        (20, True, "cold", True),
        (21, True, "cold", False),
        (10, False, "cold", False),
        (10, True, "invited", False),
    ],
)
def test_two_doors_logged_live_too_soon(
    desk: Desk, seconds: int, live: bool, how: str, is_doubted: bool
) -> None:
    typed_on = "2026-11-20" if live else "2026-11-21"
    for number, second in enumerate((0, seconds), 1):
        with time_machine.travel(f"{typed_on}T14:00:{second:02}+08:00", tick=False):
            arrive = None if live else f"2026-11-20 14:0{number}"
            visits.log_visit(
                desk,
                visits.Typed(None, "closed", building="国金", unit=f"120{number}", arrive=arrive, how=how),
            )
    assert doubts(desk) == ([("doors_in_a_burst", ("v1", "v2"))] if is_doubted else [])


@pytest.mark.parametrize(("dials", "misses", "is_doubted"), [(10, 0, True), (9, 0, False), (11, 1, False)])
def test_reaching_everybody_is_doubted_from_ten_on(
    desk: Desk, dials: int, misses: int, is_doubted: bool
) -> None:
    with desk.change():
        for minute in range(dials):
            outcome = "no_answer" if minute < misses else "talked"
            calls.log_call(desk, calls.Typed("白云", outcome, at=f"2026-11-20 10:{minute:02}"))
    assert ("all_reached" in [kind for kind, _records in doubts(desk)]) == is_doubted


@pytest.mark.parametrize(
    ("now", "is_doubted"),
    [
        ("2026-11-20T17:59:00+08:00", False),
        ("2026-11-20T18:00:00+08:00", True),
        ("2026-11-21T00:01:00+08:00", True),
    ],
)
def test_a_plan_nobody_closed_by_the_end_of_its_day(desk: Desk, now: str, is_doubted: bool) -> None:
    with time_machine.travel(now, tick=False):
        plans.add_plan(desk, "白云", when="2026-11-20")
        assert doubts(desk) == ([("plan_left_open", ("p1",))] if is_doubted else [])
        plans.end_plan(desk, "p1", "incident", "下雨")
        assert doubts(desk) == []


def test_a_doubt_that_was_kept_is_read_in_any_language() -> None:
    facts = (("noun", "visit"), ("rep", "{0}[/b]"), ("count", 12))
    kept = Doubt("all_reached", facts, ("v1",))
    assert kept.sentence == "{0}[/b] met someone who matters on every one of 12 visits."
    with i18n.speaking("zh-Hans"):
        assert "12" in kept.sentence
        assert "visits" not in kept.sentence


@pytest.mark.parametrize(
    ("at", "rep", "kept"),
    [
        ("2026-11-20T19:00:00+08:00", "陈伟", False),
        ("2026-11-20T19:00:00+08:00", "李娜", True),
        ("2026-11-24T09:00:00+08:00", "李娜", False),
    ],
)
def test_a_colleague_is_told_that_doubts_are_kept_back_until_the_day_is_final(
    open_as: Callable[[str | None], Desk], at: str, rep: str, *, kept: bool
) -> None:
    calls.log_call(
        open_as("陈伟"), calls.Typed("白云", "no_answer", at="2026-11-20 10:00"), Extras(grade="B")
    )
    with time_machine.travel(at):
        desk = open_as(rep)
        firm = find_scope(desk, everyone=True)
        report = daily_report(desk, firm, FRIDAY)
        told = [row[0] for row in doubts_block(report, desk).rows]
        until = [
            as_json(one, desk)["doubts_withheld_until"]
            for one in (report, daily_report(desk, firm, FRIDAY, summed=True))
        ]
    if kept:
        final = "How it was logged is for each rep alone to see until the day is final: 2026-11-23 08:00."
        assert told == [final]
        assert until == ["2026-11-23T08:00:00+08:00"] * 2
    else:
        assert told == ["白云 was raised from C to B though nobody was reached."]
        # A report that is summed asks by days who was at work, not what was logged.
        assert until[0] is None
