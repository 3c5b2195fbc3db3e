"""The plan of phone sales: what was planned counts on the days worked, and is held against the dials made."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.reports.daily import daily_report
from crm_cli.reports.daily_form import daily_form, dial_plan_blocks
from crm_cli.reports.dial_plans import planned_on
from crm_cli.reports.scope import Scope, find_scope
from crm_cli.reports.snapshot import freeze, thaw
from crm_cli.services import absences, call_lists, calls, customers, dial_plans, firm
from crm_cli.services.desk import Desk
from crm_cli.storage.tallies import DialPlanRow

FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _friday_at_five() -> Iterator[None]:
    with time_machine.travel("2026-11-20T09:00:00+00:00", tick=False):
        yield


@pytest.fixture
def manager(open_as: Callable[[str | None], Desk]) -> Desk:
    desk = open_as("周敏")
    customers.add_customer(desk, "白云航空", phones=["020-80000001"], owner="")
    call_lists.add_call_list(desk, "年会礼品")
    return desk


def _call(desk: Desk, outcome: str, at: str, rep: str = "陈伟") -> None:
    with desk.change() as change:
        no = calls.log_call(desk, calls.Typed("c1", outcome, at=at, rep=rep)).no
        change.update("call", no, call_list_no=1)


Line = tuple[str, int, int, int, int]


def _lines(desk: Desk, scope: Scope, start: date, end: date) -> Sequence[Line]:
    found = daily_report(desk, scope, start, end).dial_plans
    return [(one.rep, one.planned, one.dials, one.reached, one.left) for one in found]


def test_of_a_day_of_a_rep_a_team_and_the_firm(manager: Desk) -> None:
    dial_plans.plan_dials(manager, "l1", ["陈伟", "李娜"], 3, from_day="2026-11-16")
    for outcome in ("no_answer", "talked", "invalid_number"):
        _call(manager, outcome, "2026-11-20 10:00")
    mine = ("陈伟", 3, 2, 1, 1)
    hers = ("李娜", 3, 0, 0, 3)
    assert _lines(manager, find_scope(manager, rep="陈伟"), FRIDAY, FRIDAY) == [mine]
    assert _lines(manager, find_scope(manager, team="航空汽车组"), FRIDAY, FRIDAY) == [mine, hers]
    assert _lines(manager, Scope("firm", ""), FRIDAY, FRIDAY) == [mine, hers]


def test_of_a_week_without_days_off_absences_and_what_came_before_the_plan(manager: Desk) -> None:
    firm.set_setting(manager, "holidays", "2026-11-17")
    firm.set_setting(manager, "extra_working_days", "2026-11-22")
    absences.set_away(manager, "李娜", start="2026-11-19", end="2026-11-20")
    dial_plans.plan_dials(manager, "l1", ["陈伟", "李娜"], 10, from_day="2026-11-16")
    dial_plans.plan_dials(manager, "l1", ["陈伟"], 20, from_day="2026-11-19")
    found = _lines(manager, Scope("firm", ""), MONDAY, MONDAY + timedelta(days=6))
    # 陈伟: Mon, Wed 10, Thu, Fri, Sun 20; 李娜: Mon, Wed, Sun 10.
    assert [(rep, planned) for rep, planned, *_rest in found] == [("陈伟", 80), ("李娜", 30)]


def test_a_closed_list_plans_nothing_from_the_day_after_and_keeps_what_was_done(manager: Desk) -> None:
    dial_plans.plan_dials(manager, "l1", ["陈伟"], 10, from_day="2026-11-16")
    _call(manager, "talked", "2026-11-18 10:00")
    with time_machine.travel("2026-11-18T09:00:00+00:00", tick=False):
        call_lists.set_state(manager, "l1", "closed")
    everyone = Scope("firm", "")
    assert _lines(manager, everyone, MONDAY, FRIDAY) == [("陈伟", 30, 1, 1, 29)]
    assert _lines(manager, everyone, FRIDAY, FRIDAY) == []


def test_nought_ends_a_plan_and_saying_it_again_is_no_change(manager: Desk) -> None:
    for dials, changed in ((60, True), (60, False), (40, True), (0, True)):
        assert dial_plans.plan_dials(manager, "l1", ["陈伟"], dials).changed == changed
    assert _lines(manager, Scope("firm", ""), FRIDAY, FRIDAY) == []
    assert dial_plans.standing_plans(manager, 1, FRIDAY) == []


def test_the_block_stands_in_the_form_only_where_something_was_planned(manager: Desk) -> None:
    everyone = Scope("firm", "")
    assert dial_plan_blocks(daily_report(manager, everyone, FRIDAY)) == []
    dial_plans.plan_dials(manager, "l1", ["陈伟"], 3)
    _call(manager, "talked", "2026-11-20 10:00")
    report = daily_report(manager, everyone, FRIDAY)
    (block,) = dial_plan_blocks(report)
    assert block in daily_form(report, manager).blocks
    assert block.rows == (("年会礼品", "陈伟", "3", "1", "1/3 = 33.3 %", "1", "2"),)
    assert thaw(freeze(report)) == report
    assert daily_report(manager, everyone, FRIDAY, part="visits").dial_plans == ()
    week = daily_report(manager, everyone, MONDAY, FRIDAY, summed=True)
    assert dial_plan_blocks(week)[0] in daily_form(week, manager).blocks


DAYS = st.integers(0, 40).map(lambda ahead: MONDAY + timedelta(days=ahead))


@given(st.dictionaries(DAYS, st.integers(0, 99), max_size=5), st.none() | DAYS, st.none() | DAYS, DAYS)
def test_what_stands_on_a_day_is_the_last_row_until_the_list_or_the_rep_is_gone(
    plans: dict[date, int], closed_on: date | None, left_on: date | None, day: date
) -> None:
    rows = [
        DialPlanRow(1, "", closed_on, 1, "", left_on, starts_on, dials)
        for starts_on, dials in sorted(plans.items())
    ]
    begun = [starts_on for starts_on in plans if starts_on <= day]
    expected = plans[max(begun)] if begun else 0
    if (closed_on and day > closed_on) or (left_on and day >= left_on):
        expected = 0
    assert planned_on(day, rows) == expected
