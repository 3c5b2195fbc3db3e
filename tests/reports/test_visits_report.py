"""Visits taken apart add up: each row is the daily report of its part, and rows cover every visit once."""

from datetime import date, timedelta
from typing import Any

import pytest

from crm_cli.errors import UsageError
from crm_cli.reports.daily import daily_report
from crm_cli.reports.figures import Rate
from crm_cli.reports.scope import Scope, days_between
from crm_cli.reports.visits import WAYS, VisitsRow, read_ways, visits_report, visits_values
from crm_cli.services.desk import Desk
from tests.reports.random_month import DAYS, FIRST, Raw, fill

LAST = FIRST + timedelta(days=DAYS - 1)
FIRM = Scope("firm", "")
SAME = {"visits": "visits", "doors": "doors", "opened": "opened", "met": "reached", "effective": "effective",
        "cards": "cards", "wechat_added": "wechat_added", "new_customers": "new_customers", "expenses": "expenses",
        "past_front_desk": "past_front_desk", "target_met": "target_met", "card_rate": "card_rate"}  # fmt: skip


def daily_numbers(desk: Desk, scope: Scope, start: date, end: date) -> dict[str, Any]:
    visits = daily_report(desk, scope, start, end).totals.visits
    assert visits is not None
    return {key: getattr(visits, own) for key, own in SAME.items()}


@pytest.mark.parametrize("seed", [8, 9])
def test_a_row_is_the_daily_report_of_its_rep_team_or_day(desk: Desk, seed: int) -> None:
    fill(desk, seed)
    report = visits_report(desk, FIRM, FIRST, LAST, ["rep", "team", "day"])
    assert report.total.numbers == daily_numbers(desk, FIRM, FIRST, LAST)
    for row in report.rows:
        start, end, scope = FIRST, LAST, FIRM
        if row.by == "day":
            start = end = date.fromisoformat(row.key)
        elif row.key:
            scope = Scope(row.by, row.name, int(row.key[1:]))
        else:
            continue
        assert row.numbers == daily_numbers(desk, scope, start, end), row


def test_every_way_has_each_visit_once(desk: Desk) -> None:
    fill(desk, 10)
    rep = Scope("rep", "李娜", 2)
    raw = Raw(desk, days_between(FIRST, LAST), [2])
    report = visits_report(desk, rep, FIRST, LAST, WAYS)
    for way in WAYS:
        rows = [row for row in report.rows if row.by == way]
        # Doors are told apart by day and place, so only rows of other days or places add up.
        for key in ("visits", "opened", "met", "effective", "cards", "wechat_added", "expenses"):
            assert sum(map(int, (row.numbers[key] for row in rows))) == report.total.numbers[key]  # type: ignore[arg-type]
        assert all(row.label for row in rows)
    assert report.total.numbers["visits"] == len(raw.visits)
    by_hour = {row.key: row.numbers["visits"] for row in report.rows if row.by == "hour"}
    hours = [f"{_hour(row['arrived_at']):02}" for row in raw.visits]
    assert by_hour == {hour: hours.count(hour) for hour in set(hours)}


def _hour(instant: str) -> int:
    return (int(instant[11:13]) + 8) % 24


def test_groups_come_in_their_order_or_the_largest_first(desk: Desk) -> None:
    fill(desk, 11)
    report = visits_report(desk, FIRM, FIRST, LAST, ["weekday", "building"])
    days = [row.key for row in report.rows if row.by == "weekday"]
    assert days == sorted(days)
    sizes = [row.numbers["visits"] for row in report.rows if row.by == "building"]
    assert sizes == sorted(sizes, reverse=True)  # type: ignore[type-var]


def test_a_month_without_visits_and_a_way_there_is_not(desk: Desk) -> None:
    report = visits_report(desk, FIRM, FIRST, LAST, ["rep"])
    assert report.rows == ()
    assert report.total.numbers["card_rate"] == Rate(0, 0)
    assert [row["by"] for row in visits_values(desk, report)["rows"]] == ["total"]
    with pytest.raises(UsageError, match="by colour"):
        visits_report(desk, FIRM, FIRST, LAST, ["colour"])


def test_ways_are_read_as_typed() -> None:
    assert read_ways(None) == ["rep"]
    assert read_ways(["Outcome, day", "rep", "day"]) == ["outcome", "day", "rep"]


def test_a_group_is_called_what_people_call_it() -> None:
    def label(by: str, key: str, name: str = "") -> str:
        return VisitsRow(by, key, name, {}).label

    assert label("weekday", "7") == "Sun"
    assert label("outcome", "closed") == "door closed / nobody"
    assert label("outcome", "closed", "锁门") == "锁门"
    assert label("team", "") == "no team"
    assert label("building", "[/b]", "[/b]") == "[/b]"
