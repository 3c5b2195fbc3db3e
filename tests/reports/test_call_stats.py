"""Calls taken apart: every number of every group is what a count over the raw rows gives."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm_cli.domain.codes import LETTERS
from crm_cli.errors import UsageError
from crm_cli.reports.call_groups import KEYS
from crm_cli.reports.call_stats import WAYS, CallsReport, CallsRow, calls_report
from crm_cli.reports.daily import daily_report
from crm_cli.reports.figures import Rate
from crm_cli.reports.scope import Scope, days_between
from crm_cli.reports.ways import read_ways
from crm_cli.services.desk import Desk, open_desk
from tests.reports.random_calls import LAST, LISTS, RawCalls, fill_calls
from tests.reports.random_month import FIRST

FIRM, TEAM, REP = Scope("firm", ""), Scope("team", "航空汽车组", 1), Scope("rep", "李娜", 2)
WORKERS = {"firm": [1, 2, 3], "team": [1, 2], "rep": [2]}
WITHOUT = {
    "hour": {"customers_tried", "customers_reached", "conversion_per_customer"},
    "outcome": {"dials_per_hour", "dialling_seconds", "paced_dials", "callback_kept"},
    "industry": {"dials_per_hour", "dialling_seconds", "paced_dials"},
}
OF_LISTS = {"penetration", "list_reach_rate"}


def raw_key(desk: Desk, row: CallsRow) -> Any:
    """Return a row's key as raw rows have it."""
    if row.by in {"hour", "weekday"}:
        return int(row.key)
    if row.by == "outcome":
        return next((one.no for one in desk.outcomes("call") if one.code == row.key), None)
    if row.by in {"rep", "team", "list", "script"}:
        return int(row.key[1:]) if row.key[:1] in LETTERS else None
    return row.key


def plain(value: Any) -> Any:
    return (value.part, value.whole) if isinstance(value, Rate) else value


def same(desk: Desk, raw: RawCalls, row: CallsRow) -> None:
    expected = raw.numbers(row.by, raw_key(desk, row))
    for key in KEYS:
        if key in WITHOUT.get(row.by, ()):
            assert row.numbers[key] is None, (row.by, key)
        elif key not in OF_LISTS:
            assert plain(row.numbers[key]) == expected[key], (row.by, row.key, key)


def covers(raw: RawCalls, report: CallsReport) -> None:
    every = [(0, 0), (0, 0)]
    for row in report.of("list"):
        of = raw.coverage(int(row.key[1:])) if row.key else None
        shown = tuple(plain(row.numbers[key]) for key in ("penetration", "list_reach_rate"))
        if of is None or shown == (None, None):
            assert of is None or of[0][1] == 0 or row.key in {"l2", "l3"}, row.key
            continue
        assert shown == of, row.key
        every = [(whole[0] + part[0], whole[1] + part[1]) for whole, part in zip(every, of, strict=True)]
    assert plain(report.total.numbers["penetration"]) == every[0]
    assert plain(report.total.numbers["list_reach_rate"]) == every[1]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("scope", [FIRM, TEAM, REP], ids=["firm", "team", "rep"])
def test_every_number_by_every_way_is_what_a_count_over_raw_rows_gives(
    desk: Desk, scope: Scope, seed: int
) -> None:
    fill_calls(desk, seed)
    for start, end in ((FIRST, LAST), (LAST - timedelta(days=2), LAST)):
        report = calls_report(desk, scope, start, end, WAYS)
        raw = RawCalls(desk, days_between(start, end), WORKERS[scope.kind])
        for row in (*report.rows, report.total):
            same(desk, raw, row)
        for way in WAYS:
            of = raw.key_of(way)
            due = raw.due if way != "outcome" else []
            keys = {of(row) for row in (*raw.calls, *raw.orders, *due)} - ({None} if way == "hour" else set())
            assert keys <= {raw_key(desk, row) for row in report.of(way)}, way
        covers(raw, report)
        tries = raw.tries()
        shown = {one.tries: one.customers.part for one in report.tries}
        assert {one: tries.get(one, 0) for one in (1, 2, 3, None)} == {
            one: shown[one] for one in (1, 2, 3, None)
        }
        assert sum(shown.values()) == sum(tries.values()) == report.total.numbers["customers_tried"]


@pytest.mark.parametrize("list_no", range(1, LISTS + 1))
def test_one_list_alone(desk: Desk, list_no: int) -> None:
    fill_calls(desk, 4)
    for scope in (FIRM, REP):
        report = calls_report(desk, scope, FIRST, LAST, WAYS, list_no)
        raw = RawCalls(desk, days_between(FIRST, LAST), WORKERS[scope.kind], list_no)
        assert report.call_list == f"名单{list_no - 1}"
        for row in (*report.rows, report.total):
            same(desk, raw, row)
        assert [row.key for row in report.of("list")] == [f"l{list_no}"]
        assert plain(report.total.numbers["penetration"]) == raw.coverage(list_no)[0]


@pytest.mark.parametrize("seed", [5, 6])
def test_the_total_and_each_rep_are_the_daily_reports(desk: Desk, seed: int) -> None:
    fill_calls(desk, seed)
    report = calls_report(desk, FIRM, FIRST, LAST, ["rep", "day"])
    for row in (report.total, *report.rows):
        scope, start, end = FIRM, FIRST, LAST
        if row.by == "rep":
            scope = Scope("rep", row.name, int(row.key[1:]))
        elif row.by == "day":
            start = end = date.fromisoformat(row.key)
        daily = daily_report(desk, scope, start, end, "calls", summed=True).totals.calls
        assert daily is not None
        own = daily._asdict()
        del own["new_customers"]
        assert own == {key: row.numbers[key] for key in own}, row.key


def test_hours_are_the_firms_and_add_up(desk: Desk) -> None:
    fill_calls(desk, 7)
    report = calls_report(desk, FIRM, FIRST, LAST, ["hour", "weekday"])
    for way, cells in (
        ("hour", [cell for cell in report.hours if cell.weekday is None]),
        ("weekday", [cell for cell in report.hours if cell.hour is None]),
    ):
        rows = {int(row.key): row.numbers for row in report.of(way) if row.numbers["dials"]}
        shown = {cell.hour if way == "hour" else cell.weekday: cell for cell in cells}
        assert {key: (found["answer_rate"], found["reach_rate"]) for key, found in rows.items()} == {
            key: (cell.answer_rate, cell.reach_rate) for key, cell in shown.items()
        }
    both = [cell for cell in report.hours if cell.weekday and cell.hour is not None]
    assert sum(cell.dials for cell in both) == report.total.numbers["dials"]
    best = report.best.hour
    assert best is not None
    assert best.dials >= 10
    assert all(
        (cell.reach_rate.rate or 0) <= (best.reach_rate.rate or 0)
        for cell in report.hours if cell.weekday is None and cell.dials >= 10
    )  # fmt: skip


def test_the_hours_of_a_firm_that_moved_to_a_zone_of_quarters(desk: Desk) -> None:
    fill_calls(desk, 8)
    with desk.change() as change:
        change.update("firm", 1, timezone="Asia/Kathmandu")
    moved = open_desk(desk.database.path, "周敏")
    report = calls_report(moved, FIRM, FIRST, LAST, ["hour"])
    moved.close()
    zone = ZoneInfo("Asia/Kathmandu")
    raw = RawCalls(desk, days_between(FIRST, LAST), [1, 2, 3])
    hours = [datetime.fromisoformat(row["at"]).astimezone(zone).hour for row in raw.out]
    shown = {int(row.key): row.numbers["attempts"] for row in report.rows if row.numbers["attempts"]}
    assert shown == {hour: hours.count(hour) for hour in hours}


def test_the_funnel_has_each_steps_share_of_the_one_before(desk: Desk) -> None:
    fill_calls(desk, 9)
    report = calls_report(desk, FIRM, FIRST, LAST, ["rep"])
    numbers = [report.total.numbers[step.number] for step in report.funnel]
    assert [step.calls for step in report.funnel] == numbers
    for before, step in pairwise(report.funnel):
        assert step.of_previous == Rate(step.calls, before.calls)
        assert step.of_attempts == Rate(step.calls, report.funnel[0].calls)


def test_a_month_without_calls_has_a_total_and_no_best(desk: Desk) -> None:
    report = calls_report(desk, FIRM, FIRST, LAST, WAYS)
    assert (report.rows, report.hours, report.best) == ((), (), (None, None, None))
    assert report.total.numbers["reach_rate"] == Rate(0, 0)
    assert report.total.numbers["penetration"] is None
    assert [one.customers for one in report.tries] == [Rate(0, 0)] * 5


def test_a_base_below_ten_is_not_the_best(desk: Desk) -> None:
    fill_calls(desk, 10)
    report = calls_report(desk, FIRM, FIRST, FIRST, ["hour"])
    assert report.best.cell is None
    assert max(cell.dials for cell in report.hours if cell.weekday and cell.hour is not None) < 10


def test_a_way_there_is_not_and_ways_as_typed(desk: Desk) -> None:
    with pytest.raises(UsageError, match="by colour"):
        calls_report(desk, FIRM, FIRST, LAST, ["colour"])
    assert read_ways(["Hour, day", "rep", "day"], FIRM) == ["hour", "day", "rep"]
    assert (read_ways(None, FIRM), read_ways([], TEAM), read_ways([" "], REP)) == (
        ["rep"],
        ["rep"],
        ["outcome"],
    )
