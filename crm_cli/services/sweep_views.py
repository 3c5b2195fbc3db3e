"""How sweeps stand: the doors of each, its fronts and how far each has come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from crm_cli import clock
from crm_cli.domain.door_states import Behind, Knock, Mark, revisit_from, state_of
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.retry import Rule, rests_until
from crm_cli.domain.sweeping import (
    Course,
    Coverage,
    Door,
    Front,
    Standing,
    courses,
    coverage,
    meeting,
    standings,
)
from crm_cli.services.desk import Desk
from crm_cli.services.reading import spelled
from crm_cli.storage.sweeps import (
    DOORS,
    FIND_FRONTS,
    FIND_SWEEPS,
    FRONT_REPS,
    PROGRESS,
    DoorRow,
    ProgressRow,
    SweepRow,
)


class View(Frozen):
    """A sweep whole: its doors from the ground up, its fronts with the way of each, where they meet, both coverages.

    `meeting` is the label of the floor (shop) that is the last of those who come from the low end, None where
    nobody meets; `reps` the names of the reps of each front by its number.
    """

    sweep: SweepRow
    doors: list[Door]
    courses: list[Course]
    standings: list[Standing]
    meeting: str | None
    coverage: Coverage
    reps: Mapping[int, list[str]]


def sweeps(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[SweepRow]:
    """Return the sweeps that pass the filters, the latest first unless sorted otherwise."""
    return desk.database.all(FIND_SWEEPS, sort=sort, descending=descending, **spelled(filters))


def doors(
    desk: Desk, sweep: SweepRow, units: Sequence[int] | None = None, *, after: date | None = None
) -> list[Door]:
    """Return the doors in use of a sweep's building and how each stands, from the ground up along each floor.

    `units` leaves only those with these numbers; `after` says how they stood when that day was over. Rests and
    marks of do-not-call are those of now.
    """
    then: dict[str, Any] = {}
    if after is not None and after < desk.today():
        then = {"on": after, "before": desk.instant(datetime.combine(after + timedelta(days=1), time()))}
    rows = desk.database.all(
        DOORS, sweep_no=sweep.no, building_no=sweep.building_no, now=clock.now(), units=units, **then
    )
    judge = _Judge(desk)
    return [judge.door(list(group)) for _no, group in groupby(rows, key=_unit_no)]


def _unit_no(row: DoorRow) -> int:
    return row.unit_no


class _Judge:
    """Says how a door stands; rules and days are read once."""

    def __init__(self, desk: Desk) -> None:
        from crm_cli.services.retry_rules import rules

        self._desk = desk
        self._rules = rules(desk)
        self._known: dict[tuple[int, int | None], Rule] = {}
        self._today = desk.today()

    def door(self, rows: Sequence[DoorRow]) -> Door:
        """Return the door that rows are about, one for each customer behind it."""
        row = rows[0]
        knock = self._knock(row)
        behind = [self._behind(one) for one in rows if one.customer_no is not None]
        mark = Mark(row.mark, row.marked_at) if row.mark and row.marked_at else None
        state = state_of(knock, mark, behind) if knock or mark or behind else "todo"
        at, half = revisit_from(knock, self._desk.zone) if knock and state == "revisit" else (None, "")
        return Door(
            row.unit_no, row.code, row.floor, row.floor_order, row.position, row.side, state,
            row.lease_rep_no, row.handed_rep_no, row.knocks > 0, bool(behind), row.rep_no, at, half,
        )  # fmt: skip

    def _knock(self, row: DoorRow) -> Knock | None:
        if row.knocked_at is None:
            return None
        if row.outcome_no is None:
            return Knock(row.knocked_at, False, False, False, False, Rule(), row.knocks, is_said=False)
        return Knock(
            row.knocked_at, bool(row.opened), bool(row.reached), bool(row.effective), bool(row.exhausted),
            self._rule(row.outcome_no, None), row.knocks,
        )  # fmt: skip

    def _rule(self, outcome_no: int, call_list_no: int | None) -> Rule:
        # A tower of ten thousand doors has a dozen outcomes.
        if (rule := self._known.get((outcome_no, call_list_no))) is None:
            from crm_cli.services.retry_rules import rule_among

            rule = rule_among(self._rules, outcome_no, call_list_no)
            self._known[outcome_no, call_list_no] = rule
        return rule

    def _behind(self, row: DoorRow) -> Behind:
        return Behind(bool(row.barred), self._rest(row) is not None)

    def _rest(self, row: DoorRow) -> date | None:
        if row.rest_at is None or row.rest_outcome_no is None:
            return None
        days = self._rule(row.rest_outcome_no, row.rest_list_no).rest_days
        until = rests_until(self._desk.wall(row.rest_at).date(), days)
        return until if until > self._today else None


def fronts(desk: Desk, sweep: SweepRow) -> list[Front]:
    """Return the fronts of a sweep with the reps on each."""
    reps: dict[int, list[int]] = {}
    for one in desk.database.all(FRONT_REPS, sweep_no=sweep.no):
        reps.setdefault(one.front_no, []).append(one.rep_no)
    return [
        Front(row.no, row.name, row.direction, row.from_floor, row.to_floor, tuple(reps.get(row.no, ())))
        for row in desk.database.all(FIND_FRONTS, sweep_no=sweep.no)
    ]


def names_on(desk: Desk, sweeps_no: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of the reps of each front of these sweeps, by the number of the front."""
    found: dict[int, list[str]] = {}
    for one in desk.database.all(FRONT_REPS, sweeps=list(sweeps_no)):
        found.setdefault(one.front_no, []).append(one.rep)
    return found


def fronts_of(desk: Desk, sweeps_no: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of the fronts of each of these sweeps, by the number of the sweep."""
    found: dict[int, list[str]] = {}
    for row in desk.database.all(FIND_FRONTS, sweeps=list(sweeps_no)):
        found.setdefault(row.sweep_no, []).append(row.name)
    return found


def ways_of(desk: Desk, sweeps_no: Sequence[int]) -> dict[int, list[str]]:
    """Return the fronts of each of these sweeps as they are typed, `陈伟+李娜:down:80-41`, by the number of the sweep."""
    reps = names_on(desk, sweeps_no)
    found: dict[int, list[str]] = {}
    for row in desk.database.all(FIND_FRONTS, sweeps=list(sweeps_no)):
        ends = f":{row.from_floor}-{row.to_floor}" if row.from_floor or row.to_floor else ""
        who = "+".join(reps.get(row.no, [])) or row.name
        found.setdefault(row.sweep_no, []).append(f"{who}:{row.direction}{ends}")
    return found


def front_of(every: Iterable[Front], rep_no: int) -> Front | None:
    """Return the front a rep is on, None where on none."""
    return next((front for front in every if rep_no in front.rep_nos), None)


def view(desk: Desk, sweep: SweepRow, *, after: date | None = None) -> View:
    """Return a sweep whole, as of one moment, or as it stood when the day `after` was over."""
    with desk.database.snapshot():
        every, sides = doors(desk, sweep, after=after), fronts(desk, sweep)
        reps = names_on(desk, [sweep.no])
    ways = courses(every, sides, sweep.meet)
    return View(sweep, every, ways, standings(ways), meeting(every, sides, sweep.meet), coverage(every), reps)


def progress_of(desk: Desk, numbers: Sequence[int]) -> dict[int, ProgressRow]:
    """Return how many doors each sweep has, and how many were knocked at."""
    return {row.sweep_no: row for row in desk.database.all(PROGRESS, numbers=list(numbers))}
