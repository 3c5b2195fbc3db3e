"""Visits taken apart: by rep, hour, building, sweep, outcome and more, every number defined as in the daily report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from crm_cli.domain import words
from crm_cli.i18n import gettext as _
from crm_cli.reports import call_hours, visit_groups
from crm_cli.reports.call_hours import Best, Cell
from crm_cli.reports.fair_play import Found
from crm_cli.reports.figures import VisitFigures
from crm_cli.reports.scope import Scope
from crm_cli.reports.visit_groups import VisitNumber
from crm_cli.reports.visit_readings import Reading, read
from crm_cli.reports.ways import IN_ORDER, label_of, require_ways
from crm_cli.services.desk import Desk

WAYS = (
    "rep", "team", "day", "weekday", "hour", "building", "district", "sweep", "front", "industry", "outcome", "tactic",
    "how", "kind",
)  # fmt: skip
_WORDS_OF = {"how": "how", "tactic": "tactic", "kind": "visit_kind"}


class VisitsRow(NamedTuple):
    """The visits of one group: `by` is the way they are taken apart, `key` the group's for programs.

    `name` is the group's own name where it has one, '' where the key has a name in each language.
    """

    by: str
    key: str
    name: str
    numbers: Mapping[str, VisitNumber]

    @property
    def label(self) -> str:
        """What the group is called in the language in use."""
        if self.key and self.by in _WORDS_OF:
            return words.label(_WORDS_OF[self.by], self.key)
        if self.by == "front" and self.key.endswith("/"):
            return self.name + " (" + _("on no front") + ")"
        return label_of(self.by, self.key, self.name, "visit")


class NotDone(NamedTuple):
    """Plans that came to no visit: what became of them, for which reason, how many."""

    state: str
    reason: str
    plans: int


class VisitsReport(NamedTuple):
    """The numbers of all visits in `total` and `figures`, the groups of each way, the hours at doors and the best.

    `found` is what is worth a word in the days, `withheld` the days that only their reps may look into yet. `day_only`
    visits came from paper without a time and are of no hour and no pace.
    """

    start: date
    end: date
    scope: Scope
    currency: str
    ways: tuple[str, ...]
    rows: tuple[VisitsRow, ...]
    total: VisitsRow
    figures: VisitFigures
    not_done: tuple[NotDone, ...]
    hours: tuple[Cell, ...]
    best: Best
    found: tuple[Found, ...]
    withheld: tuple[date, ...]
    day_only: int

    def of(self, way: str) -> list[VisitsRow]:
        """Return the rows of one way."""
        return [row for row in self.rows if row.by == way]


class _Knock(NamedTuple):
    """A visit without an appointment, as an hour counts it."""

    day: date
    dials: int
    answered: int
    reached: int


def visits_report(desk: Desk, scope: Scope, start: date, end: date, ways: Sequence[str]) -> VisitsReport:
    """Return the visits of the days in `scope`, taken apart in each of WAYS named.

    Days, weekdays and hours come in their order, other groups by their visits, the most first. A new customer
    counts in a rep's or a team's row when that rep or team met it first, in any other when anybody of `scope`
    did. Everything is read in one snapshot. Raises UsageError for a way there is not.
    """
    require_ways(ways, WAYS, _("Visits cannot be taken apart by {name}."))
    with desk.database.snapshot():
        reading = read(desk, scope, start, end, ways)
        rows = [row for way in ways for row in _rows(desk, reading, way)]
    parts = visit_groups.total_parts(reading)
    told = parts._replace(doubts=None) if reading.doubtful.withheld else parts
    cells = call_hours.cells(_knocks(reading))
    return VisitsReport(
        start=start,
        end=end,
        scope=scope,
        currency=desk.currency,
        ways=tuple(ways),
        rows=tuple(rows),
        total=VisitsRow("total", "total", "", visit_groups.numbers(told)),
        figures=visit_groups.shown_figures(parts),
        not_done=_not_done(reading),
        hours=cells,
        best=call_hours.best_of(cells),
        found=tuple(parts.doubts or ()),
        withheld=tuple(reading.doubtful.withheld),
        day_only=sum(fact.day_only for fact in reading.facts),
    )


def _rows(desk: Desk, reading: Reading, way: str) -> list[VisitsRow]:
    rows = [
        VisitsRow(way, key, name, numbers) for key, name, numbers in visit_groups.groups(desk, reading, way)
    ]
    if way in IN_ORDER:
        return sorted(rows, key=lambda row: row.key)
    return sorted(rows, key=lambda row: (-_visits(row), row.key == "", row.name, row.key))


def _visits(row: VisitsRow) -> int:
    found = row.numbers["visits"]
    return found if isinstance(found, int) else 0


def _knocks(reading: Reading) -> list[tuple[int, _Knock]]:
    # Whoever is invited is let in at any hour, which says nothing of doors.
    return [
        (reading.hour_of(fact.arrived_at), _Knock(fact.day, 1, int(fact.opened), int(fact.reached)))
        for fact in reading.facts
        if fact.how == "cold" and not fact.day_only
    ]


def _not_done(reading: Reading) -> tuple[NotDone, ...]:
    """Return why plans came to nothing, the most first; one moved within its day is the plan it became."""
    rows = reading.plans.rows
    counts = Counter(
        (row.state, row.reason)
        for row in rows
        if row.state != "visited" and not (row.state == "moved" and row.moved_to_day == row.day)
    )
    found = [NotDone(state, reason, plans) for (state, reason), plans in counts.items()]
    return tuple(sorted(found, key=lambda one: (-one.plans, one.state, one.reason)))
