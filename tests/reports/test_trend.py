"""A trend is what the daily report says of each period, whatever the unit, and changes add up."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli import i18n
from crm_cli.errors import UsageError
from crm_cli.reports.daily import daily_report
from crm_cli.reports.figures import Rate
from crm_cli.reports.periods import NUMBERS
from crm_cli.reports.scope import Scope
from crm_cli.reports.trend import MOST_PERIODS, Point, periods, read_numbers, trend, trend_values
from crm_cli.services import firm
from crm_cli.services.desk import Desk
from tests.reports.random_month import DAYS, FIRST, fill

LAST = FIRST + timedelta(days=DAYS - 1)
FIRM, TEAM, REP = Scope("firm", ""), Scope("team", "航空汽车组", 1), Scope("rep", "李娜", 2)


def said(desk: Desk, scope: Scope, point: Point) -> Any:
    """Return what the report of a point's days says of its number."""
    totals = daily_report(desk, scope, point.start, point.end).totals
    assert totals.calls is not None
    assert totals.visits is not None
    own = {
        "met": totals.visits.reached, "reached": totals.calls.reached, "orders": totals.money.orders,
        "new_customers": totals.new_customers, "cards": totals.cards, "wechat_added": totals.wechat_added,
        "payment_amount": totals.money.payment_amount,
    }  # fmt: skip
    if point.number in own:
        return own[point.number]
    parts = (totals.visits, totals.calls, totals.money)
    return next(getattr(part, point.number) for part in parts if hasattr(part, point.number))


@pytest.mark.parametrize(("scope", "unit", "last"), [(FIRM, "day", 4), (TEAM, "week", 2), (REP, "month", 2)])
def test_every_number_is_what_the_report_of_the_period_says(
    desk: Desk, scope: Scope, unit: str, last: int
) -> None:
    fill(desk, 12)
    found = trend(desk, scope, NUMBERS, unit, last, LAST)
    assert len(found.points) == len(NUMBERS) * last
    for point in found.points:
        assert point.value == said(desk, scope, point), point


def test_a_change_is_held_against_the_period_before_the_first_shown_too(desk: Desk) -> None:
    fill(desk, 13)
    two, one = (trend(desk, FIRM, ["dials", "reach_rate"], "week", last, LAST) for last in (2, 1))
    for key in ("dials", "reach_rate"):
        before, now = two.of(key)
        assert now == one.of(key)[0]
        assert now.before == before.value
    dials = one.of("dials")[0]
    assert isinstance(dials.value, int)
    assert isinstance(dials.before, int)
    assert dials.change == dials.value - dials.before
    assert one.of("reach_rate")[0].growth is None


def test_periods_without_anything_are_nothing(desk: Desk) -> None:
    row = trend_values(desk, trend(desk, FIRM, ["dials", "card_rate"], "month", 1, date(2025, 1, 15)))["rows"]
    assert [(one["value"], one["part"], one["whole"], one["growth"]) for one in row] == [
        (0, None, None, None), (None, 0, 0, None),
    ]  # fmt: skip
    assert row[0]["goal"] == {"part": None, "whole": None, "rate": None}


def test_days_off_have_no_goal_of_a_day_and_the_month_has_its_own(desk: Desk) -> None:
    desk.me = desk.me._replace(role="manager") if desk.me else None
    firm.add_goal(desk, "dials", "60", period="day", rep="李娜", team=None, from_day="2026-11-01")
    firm.add_goal(desk, "dials", "1000", period="month", rep="李娜", team=None, from_day="2026-11-01")
    days = trend(desk, REP, ["dials"], "day", 3, date(2026, 11, 22)).points
    assert [point.goal for point in days] == [Rate(0, 60), None, None]
    month = trend(desk, REP, ["dials"], "month", 1, date(2026, 11, 22)).points
    assert [point.goal for point in month] == [Rate(0, 1000)]
    assert trend(desk, FIRM, ["reach_rate"], "week", 1).points[0].goal is None


@given(
    st.sampled_from(["day", "week", "month"]), st.integers(1, 60), st.dates(date(1, 1, 1), date(9998, 1, 1))
)
def test_periods_follow_each_other_and_end_around_the_day_asked_for(
    unit: str, last: int, until: date
) -> None:
    found = periods(unit, last, until)
    # Nothing lies before the first of all days.
    assert len(found) == last or found[0][0] == date.min
    assert found[-1][0] <= until <= found[-1][1]
    assert all(second[0] - first[1] == timedelta(days=1) for first, second in pairwise(found))


@pytest.mark.parametrize("last", [0, -1, MOST_PERIODS["month"] + 1])
def test_too_many_periods_are_refused(last: int) -> None:
    with pytest.raises(UsageError, match="A trend has"):
        periods("month", last, LAST)


def test_numbers_are_read_by_key_and_by_name_in_the_language_spoken() -> None:
    assert read_numbers(["dials", "Reach Rate", "reach_rate"]) == ["dials", "reach_rate"]
    with i18n.speaking("zh-Hans"):
        assert read_numbers(["有效撥打", "新增客户"]) == ["dials", "new_customers"]
    with pytest.raises(UsageError, match="nonsense"):
        read_numbers(["nonsense"])
