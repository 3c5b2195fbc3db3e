"""The sweeps of a day's report: the doors of that day beside the sweep of that evening, and nothing where none was."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from crm_cli.domain.door_states import LETTERS
from crm_cli.reports.daily import DailyReport, daily_report
from crm_cli.reports.daily_form import daily_form
from crm_cli.reports.scope import Scope
from crm_cli.reports.snapshot import freeze, thaw
from crm_cli.reports.sweep_day import SweepDay
from crm_cli.services.desk import Desk
from crm_cli.services.sweep_views import view
from crm_cli.services.sweeps import find_sweep
from crm_cli.storage.database import Database
from tests.reports.random_month import FIRST
from tests.reports.random_visits import RawVisits, fill_visits

FIRM, TEAM, REP = Scope("firm", ""), Scope("team", "航空汽车组", 1), Scope("rep", "李娜", 2)
WORKERS = {"firm": [1, 2, 3], "team": [1, 2], "rep": [2]}
CODES = {1: "301", 2: "302", 3: "401", 4: "402", 5: "501", 6: "502", 7: "601"}
DAY = FIRST + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_week_later() -> Iterator[None]:
    """Every day of the random month is over."""
    with time_machine.travel("2026-11-20T09:00:00+00:00", tick=False):
        yield


@pytest.fixture
def swept(desk: Desk) -> Desk:
    """A firm that swept a tower on three days, in two sweeps at once."""
    with time_machine.travel("2026-11-01T01:00:00+00:00", tick=False):
        fill_visits(desk, 12)
    return desk


def letters(one: SweepDay, field: str) -> str:
    return "".join(getattr(line, field) for line in one.lines)


@pytest.mark.parametrize("scope", [FIRM, TEAM, REP], ids=["firm", "team", "rep"])
def test_the_doors_of_the_day_are_those_of_the_scope_and_the_sweep_is_everyones(
    swept: Desk, scope: Scope
) -> None:
    raw = RawVisits(swept, [DAY], WORKERS[scope.kind])
    every = RawVisits(swept, [DAY], WORKERS["firm"])
    report = daily_report(swept, scope, DAY)
    assert {one.sweep_no for one in report.sweeps} == {row["sweep_no"] for row in raw.visits} - {None}
    for one in report.sweeps:
        own = [row for row in raw.visits if row["sweep_no"] == one.sweep_no]
        # A door that is walled up since counts for the day and stands in no grid.
        doors = {row["unit_no"] for row in own}
        assert one.doors == len(doors)
        drawn = letters(one, "today")
        assert len(drawn) - drawn.count("-") == len(doors - {7})
        assert (one.opened, one.met, one.effective) == tuple(
            sum(raw.flag(row, name) for row in own) for name in ("opened", "reached", "effective")
        )
        covered = every.coverage(DAY, one.sweep_no)
        assert (one.knocked.part, one.knocked.whole) == covered["knocked"]
        assert one.on_file.part == covered["on_file"][0]
        assert sum(one.counts.values()) == 6
        shown = letters(one, "sweep")
        folded = sum(line.doors for line in one.lines if line.folded)
        assert len(shown) + folded == 6
        assert all(here in {"-", there} for here, there in zip(drawn, shown, strict=True))


def test_a_report_of_the_past_does_not_change_with_the_doors_knocked_since(swept: Desk) -> None:
    before = daily_report(swept, FIRM, DAY).sweeps
    with swept.change() as change:
        for unit_no in range(1, 7):
            change.insert(
                "visit", arrived_at=swept.instant(swept.now()), rep_no=1, building="甲座", unit=CODES[unit_no],
                unit_no=unit_no, sweep_no=1, outcome_no=21,
            )  # fmt: skip
    assert daily_report(swept, FIRM, DAY).sweeps == before
    (today,) = daily_report(swept, FIRM, date(2026, 11, 20)).sweeps
    assert (today.doors, today.counts) == (6, {"effective": 6})
    now = view(swept, find_sweep(swept, "w1")).coverage
    assert (today.knocked.part, today.on_file.whole) == (now.knocked, now.occupied)
    assert {front.left for front in today.fronts} == {0}


def test_floors_nobody_was_on_are_folded(desk: Desk) -> None:
    with desk.change() as change:
        tower = change.insert("building", name="高楼")
        units = [
            change.insert("unit", building_no=tower, code=f"{floor}{n:02}", floor=f"{floor}", floor_order=floor,
                          position=n)
            for floor in range(1, 31) for n in range(1, 18)
        ]  # fmt: skip
        sweep = change.insert("sweep", building_no=tower, starts_on=date(2026, 11, 20))
        change.insert("sweep_front", sweep_no=sweep, name="甲", direction="down")
        change.insert(
            "visit", arrived_at=desk.instant(desk.now()), rep_no=1, building="高楼", unit="1003", sweep_no=sweep,
            unit_no=units[9 * 17 + 2], outcome_no=next(one.no for one in desk.outcomes("visit") if one.exhausted),
        )  # fmt: skip
        # Where a card was obtained and nobody said yet what happened, somebody was all the same.
        change.insert(
            "visit", arrived_at=desk.instant(desk.now()), rep_no=1, building="高楼", unit="3001", sweep_no=sweep,
            unit_no=units[29 * 17], card=True,
        )  # fmt: skip
    (one,) = daily_report(desk, FIRM, date(2026, 11, 20)).sweeps
    assert (one.doors, one.knocked.part) == (2, 1)
    shown = [(line.label, line.today, line.folded, line.left, line.fronts) for line in one.lines]
    assert shown == [
        # Seventeen doors are two lines.
        ("30", "?" + "-" * 14, 0, 14, ("甲",)),
        ("30+15", "--", 0, 2, ()),
        ("", "", 19, 323, ()),
        ("10", f"--{LETTERS['exhausted']}{'-' * 12}", 0, 14, ()),
        ("10+15", "--", 0, 2, ()),
        ("", "", 9, 153, ()),
    ]


def test_a_day_without_a_sweep_reads_nothing_for_one(swept: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    whole = Database.all

    def counted(self: Database, statement: Any, *args: Any, **named: Any) -> Any:
        asked.append(statement.sql)
        return whole(self, statement, *args, **named)

    monkeypatch.setattr(Database, "all", counted)
    report = daily_report(swept, FIRM, FIRST + timedelta(days=8))
    assert (report.visits != (), report.sweeps) == (True, ())
    assert not [sql for sql in asked if "sweep_front" in sql or "from unit" in sql]
    assert "Sweep" not in {block.title.split()[0] for block in daily_form(report, swept).blocks}
    for part, summed in (("calls", False), (None, True)):
        assert daily_report(swept, FIRM, DAY, part=part, summed=summed).sweeps == ()
    assert daily_report(swept, FIRM, FIRST, DAY).sweeps == ()


def test_a_report_that_was_kept_has_its_sweeps_and_an_old_one_none(swept: Desk) -> None:
    report = daily_report(swept, FIRM, DAY)
    assert thaw(freeze(report)) == report
    old = freeze(report._replace(sweeps=())).replace('"sweeps":', '"unknown":')
    kept: DailyReport = thaw(old)
    assert kept.sweeps == ()
