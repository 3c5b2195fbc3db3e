"""Visits taken apart: every number of every group is what a count over the raw rows and the daily report give."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from crm_cli.errors import UsageError
from crm_cli.reports.daily import daily_report
from crm_cli.reports.fair_play_report import fair_play_report
from crm_cli.reports.figures import Average, Rate
from crm_cli.reports.scope import Scope, days_between
from crm_cli.reports.visit_groups import DOUBT_KEYS, KEYS, PACE_KEYS, PLAN_KEYS
from crm_cli.reports.visits import WAYS, VisitsReport, VisitsRow, visits_report
from crm_cli.reports.visits_json import visits_values
from crm_cli.reports.ways import read_ways
from crm_cli.services.desk import Desk
from crm_cli.services.sweep_views import view
from crm_cli.services.sweeps import find_sweep
from tests.reports.random_month import FIRST
from tests.reports.random_visits import FRONTS, LAST, RawVisits, fill_visits

FIRM, TEAM, REP = Scope("firm", ""), Scope("team", "航空汽车组", 1), Scope("rep", "李娜", 2)
WORKERS = {"firm": [1, 2, 3], "team": [1, 2], "rep": [2]}
OF_DAILY = {"met": "reached", "met_cold": "reached_cold", "met_invited": "reached_invited"}
"""The numbers that the daily report calls otherwise."""
UNPLANNED = ("outcome", "tactic", "how", "kind")
NO_PACE = (*UNPLANNED, "industry", "district")


@pytest.fixture(autouse=True)
def _a_week_later() -> Iterator[None]:
    """Every day of the random month is over and final."""
    with time_machine.travel("2026-11-20T09:00:00+00:00", tick=False):
        yield


def fill_early(desk: Desk, seed: int) -> None:
    """Fill a month as of its fourth morning, so that some plans stood before their day and some were added."""
    with time_machine.travel("2026-11-05T01:00:00+00:00", tick=False):
        fill_visits(desk, seed)


def raw_key(desk: Desk, report: VisitsReport, row: VisitsRow) -> Any:
    """Return a row's key as raw rows have it."""
    if row.by in {"hour", "weekday"}:
        return int(row.key)
    if row.by == "outcome":
        return next((one.no for one in desk.outcomes("visit") if one.code == row.key), None)
    if row.by in {"rep", "team", "sweep"}:
        return int(row.key[1:]) if row.key else None
    if row.by == "front":
        sweep, _slash, name = row.key.partition("/")
        fronts = {front: no for no, front, _reps in FRONTS.get(int(sweep[1:] or 0), ())}
        return (int(sweep[1:]), fronts.get(name)) if row.key else None
    return row.key


def plain(value: Any) -> Any:
    return (value.part, value.whole) if isinstance(value, Rate | Average) else value


def same(desk: Desk, raw: RawVisits, report: VisitsReport, row: VisitsRow) -> None:
    expected = raw.numbers(row.by, raw_key(desk, report, row))
    if row.by in {"rep", "team"}:
        # A rep's new customers are those that rep met first; told by the daily report below.
        del expected["new_customers"]
    for key in KEYS:
        if (key in PLAN_KEYS and row.by in UNPLANNED) or (key in PACE_KEYS and row.by in NO_PACE):
            assert row.numbers[key] is None, (row.by, key)
        elif key in expected:
            assert plain(row.numbers[key]) == expected[key], (row.by, row.key, key)
    counted = {"new_customers", *DOUBT_KEYS, "knocked", "on_file"}
    assert set(KEYS) - expected.keys() <= counted


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("scope", [FIRM, TEAM, REP], ids=["firm", "team", "rep"])
def test_every_number_by_every_way_is_what_a_count_over_raw_rows_gives(
    desk: Desk, scope: Scope, seed: int
) -> None:
    fill_early(desk, seed)
    for start, end in ((FIRST, LAST), (FIRST + timedelta(days=1), FIRST + timedelta(days=4))):
        report = visits_report(desk, scope, start, end, WAYS)
        raw = RawVisits(desk, days_between(start, end), WORKERS[scope.kind])
        for row in (*report.rows, report.total):
            same(desk, raw, report, row)
        for way in WAYS:
            of = raw.key_of(way)
            keys = {of(row) for row in (*raw.visits, *raw.orders)}
            keys |= {key for row in raw.plans for key in raw.plan_keys(way, row)}
            assert keys == {raw_key(desk, report, row) for row in report.of(way)}, way
        states = [row["state"] for row in raw.plans if row["state"] != "visited"]
        assert sum(one.plans for one in report.not_done) == len(states)


@pytest.mark.parametrize("seed", [4, 5])
def test_coverage_is_of_the_last_day_and_of_everyone(desk: Desk, seed: int) -> None:
    fill_early(desk, seed)
    raw = RawVisits(desk, days_between(FIRST, LAST), [1, 2, 3])
    for end in (FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=3), LAST):
        report = visits_report(desk, REP, FIRST, end, ["building", "sweep"])
        for row in report.rows:
            shown = {key: plain(row.numbers[key]) for key in ("knocked", "on_file")}
            if row.by == "building":
                assert shown == (raw.coverage(end) if row.key == "甲座" else dict.fromkeys(shown)), (
                    end,
                    row.key,
                )
            elif row.key:
                assert shown == raw.coverage(end, int(row.key[1:])), (end, row.key)
    whole = visits_report(desk, FIRM, FIRST, LAST, ["sweep"])
    (row,) = [row for row in whole.rows if row.key == "w1"]
    # As `sweep show` says it.
    now = view(desk, find_sweep(desk, "w1")).coverage
    assert plain(row.numbers["knocked"]) == (now.knocked, now.doors)


@pytest.mark.parametrize("seed", [6, 7])
def test_what_is_worth_a_word_is_what_the_report_of_fair_play_says(desk: Desk, seed: int) -> None:
    fill_early(desk, seed)
    every = fair_play_report(desk, FIRM, FIRST, LAST).found
    of_visits = [one for one in every if any(record.startswith("v") for record in one.records)]
    report = visits_report(desk, FIRM, FIRST, LAST, ["rep", "sweep", "day"])
    assert report.found
    kinds = Counter(one.kind for one in of_visits)
    for key, names in DOUBT_KEYS.items():
        assert report.total.numbers[key] == sum(kinds[name] for name in names)
        for way in ("rep", "day"):
            assert sum(plain(row.numbers[key]) for row in report.of(way)) == report.total.numbers[key]
    bursts = [one for one in of_visits if one.kind == "doors_in_a_burst"]
    raw = RawVisits(desk, days_between(FIRST, LAST), [1, 2, 3])
    sweeps = {f"v{row['no']}": row["sweep_no"] for row in raw.visits}
    for row in report.of("sweep"):
        no = int(row.key[1:]) if row.key else None
        assert row.numbers["door_bursts"] == sum(
            no in {sweeps[record] for record in one.records} for one in bursts
        )


def test_the_hours_are_those_of_cold_visits_alone(desk: Desk) -> None:
    fill_early(desk, 8)
    report = visits_report(desk, FIRM, FIRST, LAST, ["hour"])
    raw = RawVisits(desk, days_between(FIRST, LAST), [1, 2, 3])
    hour_of = raw.key_of("hour")
    cold = [row for row in raw.visits if row["how"] == "cold"]
    for cell in report.hours:
        if cell.weekday is None:
            own = [row for row in cold if hour_of(row) == cell.hour]
            assert cell.reach_rate == Rate(sum(raw.flag(row, "reached") for row in own), len(own))
            assert cell.answer_rate == Rate(sum(raw.flag(row, "opened") for row in own), len(own))
    best = report.best.hour
    assert best is not None
    assert all(
        (cell.reach_rate.rate or 0) <= (best.reach_rate.rate or 0)
        for cell in report.hours if cell.weekday is None and cell.dials >= 10
    )  # fmt: skip


def daily_numbers(desk: Desk, scope: Scope, start: date, end: date) -> dict[str, Any]:
    visits = daily_report(desk, scope, start, end, "visits").totals.visits
    assert visits is not None
    found = visits._asdict()
    return {key: found[OF_DAILY.get(key, key)] for key in KEYS if OF_DAILY.get(key, key) in found}


@pytest.mark.parametrize("seed", [8, 9])
def test_a_row_is_the_daily_report_of_its_rep_team_or_day(desk: Desk, seed: int) -> None:
    fill_early(desk, seed)
    report = visits_report(desk, FIRM, FIRST, LAST, ["rep", "team", "day"])
    expected = daily_numbers(desk, FIRM, FIRST, LAST)
    assert {key: report.total.numbers[key] for key in expected} == expected
    assert len(expected) > 25
    for row in report.rows:
        start, end, scope = FIRST, LAST, FIRM
        if row.by == "day":
            start = end = date.fromisoformat(row.key)
        elif row.key:
            scope = Scope(row.by, row.name, int(row.key[1:]))
        else:
            continue
        expected = daily_numbers(desk, scope, start, end)
        assert {key: row.numbers[key] for key in expected} == expected, row


def test_every_way_has_each_visit_once(desk: Desk) -> None:
    fill_early(desk, 10)
    raw = RawVisits(desk, days_between(FIRST, LAST), [2])
    report = visits_report(desk, REP, FIRST, LAST, WAYS)
    for way in WAYS:
        rows = [row for row in report.rows if row.by == way]
        # Doors are told apart by day and place, so only rows of other days or places add up.
        for key in ("visits", "opened", "met", "effective", "cards", "wechat_added", "expenses"):
            assert sum(map(int, (row.numbers[key] for row in rows))) == report.total.numbers[key]  # type: ignore[arg-type]
        assert all(row.label for row in rows)
    assert report.total.numbers["visits"] == len(raw.visits)


def test_groups_come_in_their_order_or_the_largest_first(desk: Desk) -> None:
    fill_early(desk, 11)
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
    assert (read_ways(None, FIRM), read_ways(None, REP)) == (["rep"], ["outcome"])
    assert read_ways(["Outcome, day", "rep", "day"], FIRM) == ["outcome", "day", "rep"]


def test_a_group_is_called_what_people_call_it() -> None:
    def label(by: str, key: str, name: str = "") -> str:
        return VisitsRow(by, key, name, {}).label

    assert label("weekday", "7") == "Sun"
    assert label("outcome", "closed") == "door closed / nobody"
    assert label("outcome", "closed", "锁门") == "锁门"
    assert label("team", "") == "no team"
    assert label("building", "[/b]", "[/b]") == "[/b]"
