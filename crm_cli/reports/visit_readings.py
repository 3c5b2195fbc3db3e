"""What a report of visits reads once, and every way of taking them apart shares."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from crm_cli.domain.sweeping import coverage, pace
from crm_cli.reports.call_readings import HourOf, hours_of
from crm_cli.reports.doubts import OpenDays, find_fair_play
from crm_cli.reports.fair_play import Found
from crm_cli.reports.figures import LEAST_DIALLING_SECONDS, Rate
from crm_cli.reports.periods import Plans, read_plans
from crm_cli.reports.scope import Scope, days_between, people_of
from crm_cli.services import sweep_views
from crm_cli.services.desk import Desk
from crm_cli.storage import visit_stats
from crm_cli.storage.breakdowns import FIRST_MET, FirstMet
from crm_cli.storage.fair_play import TOUCHES_OF_DAYS
from crm_cli.storage.visit_stats import FrontRow, OrderOfVisit, PlanPlace, VisitFact

Door = tuple[object, ...]


class Pace(NamedTuple):
    """Doors knocked at one after another, and the seconds that took, pauses off."""

    doors: int
    seconds: int

    @property
    def per_hour(self) -> float | None:
        """Doors an hour, None where there was no run long enough."""
        return round(self.doors * 3600 / self.seconds, 1) if self.seconds else None


class Coverage(NamedTuple):
    """Of the doors those with any outcome, and of those not empty the ones with a tenant on file."""

    knocked: Rate
    on_file: Rate


class Doubtful(NamedTuple):
    """What is worth a word in the days of the visits; `withheld` are days only their reps may see yet."""

    found: Sequence[Found]
    withheld: Sequence[date]


class Reading(NamedTuple):
    """The visits of some days in one scope, and what belongs to them.

    `places` says what a plan is grouped by, `workers` which reps of a plan are of the scope (None for all of them),
    `front_of` the front of a rep in a sweep; coverage is of buildings by name and of sweeps by number.
    """

    days: Sequence[date]
    facts: Sequence[VisitFact]
    fresh: Sequence[FirstMet]
    orders: Sequence[OrderOfVisit]
    plans: Plans
    places: Mapping[int, PlanPlace]
    workers: Collection[int] | None
    fronts: Sequence[FrontRow]
    front_of: Mapping[tuple[int, int], int]
    buildings: Mapping[str, Coverage]
    sweeps: Mapping[int, Coverage]
    doubtful: Doubtful
    gap_minutes: int
    hour_of: HourOf


def read(desk: Desk, scope: Scope, start: date, end: date, ways: Collection[str]) -> Reading:
    """Return what is shared, read in the snapshot that is open; coverage only of what `ways` have rows for."""
    days = days_between(start, end)
    where = {"days": days, **scope.filters()}
    facts = desk.database.all(visit_stats.VISIT_FACTS, **where)
    plans = read_plans(desk, scope, start, end)
    places = desk.database.all(visit_stats.PLAN_PLACES, since=start, until=end) if plans.rows else []
    named = {*(fact.sweep_no for fact in facts), *(place.sweep_no for place in places)}
    swept = sorted(no for no in named if no is not None)
    fronts = desk.database.all(visit_stats.SWEEP_FRONTS, sweep_numbers=swept) if swept else []
    return Reading(
        days=days,
        facts=facts,
        fresh=desk.database.all(FIRST_MET, **where),
        orders=desk.database.all(visit_stats.ORDERS_OF_VISITS, **where),
        plans=plans,
        places={place.no: place for place in places},
        workers=_workers(desk, scope, days),
        fronts=fronts,
        front_of=_front_of(fronts),
        buildings=_buildings(desk, facts, end) if "building" in ways else {},
        sweeps=_sweeps(desk, swept, end) if "sweep" in ways else {},
        doubtful=_doubtful(desk, scope, facts),
        gap_minutes=int(desk.setting("door_gap_minutes")),
        hour_of=hours_of(desk),
    )


def _workers(desk: Desk, scope: Scope, days: Sequence[date]) -> Collection[int] | None:
    if scope.kind == "rep":
        return {scope.no or 0}
    return None if scope.kind == "firm" else {rep.no for rep in people_of(desk, scope, days)}


def _front_of(fronts: Iterable[FrontRow]) -> dict[tuple[int, int], int]:
    """Return the front of each rep in each sweep, the first one of several."""
    found: dict[tuple[int, int], int] = {}
    for row in fronts:
        if row.rep_no is not None:
            found.setdefault((row.sweep_no, row.rep_no), row.front_no)
    return found


def _buildings(desk: Desk, facts: Iterable[VisitFact], end: date) -> dict[str, Coverage]:
    names = sorted({fact.building for fact in facts} - {""})
    if not names:
        return {}
    before = desk.instant(datetime.combine(end + timedelta(days=1), time()))
    rows = desk.database.all(visit_stats.BUILDING_COVERAGE, buildings=names, on=end, before=before)
    return {
        row.building: Coverage(Rate(row.knocked, row.doors), Rate(row.on_file, row.doors - row.vacant))
        for row in rows
    }


def _sweeps(desk: Desk, numbers: Sequence[int], end: date) -> dict[int, Coverage]:
    rows = sweep_views.sweeps(desk, numbers=numbers) if numbers else []
    found = {row.no: coverage(sweep_views.doors(desk, row, after=end)) for row in rows}
    return {
        no: Coverage(Rate(one.knocked, one.doors), Rate(one.on_file, one.occupied))
        for no, one in found.items()
    }


def _doubtful(desk: Desk, scope: Scope, facts: Iterable[VisitFact]) -> Doubtful:
    """Return what is worth a word on the days with doors; other touches are read too, since they fill a gap."""
    knocked = sorted({fact.day for fact in facts if fact.how == "cold"})
    open_days, found = OpenDays(desk), []
    # One day at a time, so that a month of calls need not be held at once.
    for day in knocked:
        found += find_fair_play(desk, desk.database.all(TOUCHES_OF_DAYS, days=[day], **scope.filters()))
    whose = (scope.no or 0) if scope.kind == "rep" else 0
    return Doubtful(found, [day for day in knocked if not open_days.has(whose, day)])


def door_of(fact: VisitFact) -> Door:
    """Return what tells a door of a day from others."""
    return fact.day, fact.door_building, fact.door_floor, fact.door_unit, fact.door_customer


def pace_of(facts: Iterable[VisitFact], whose: Callable[[VisitFact], object], gap_minutes: int) -> Pace:
    """Return how fast doors were knocked at, the runs told apart by `whose` (domain/sweeping.pace).

    A door knocked at again on its day is no other door, and one of which only the day is known is left out. As of dials a run of less than ten minutes is left out.
    """
    runs: dict[object, dict[Door, datetime]] = {}
    for fact in sorted(
        (fact for fact in facts if fact.is_door and not fact.day_only),
        key=lambda fact: (fact.arrived_at, fact.no),
    ):
        runs.setdefault(whose(fact), {}).setdefault(door_of(fact), fact.arrived_at)
    doors = seconds = 0
    for run in runs.values():
        counted, hours = pace(run.values(), gap_minutes)
        if (took := round(hours * 3600)) >= LEAST_DIALLING_SECONDS:
            doors, seconds = doors + counted, seconds + took
    return Pace(doors, seconds)
