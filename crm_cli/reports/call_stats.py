"""Calls taken apart: by rep, list, hour, outcome and more, every number defined as in the daily report."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from crm_cli.i18n import gettext as _
from crm_cli.reports import call_groups, call_hours
from crm_cli.reports.call_hours import Best, Cell
from crm_cli.reports.call_readings import Reading, read
from crm_cli.reports.figures import Rate
from crm_cli.reports.periods import Number
from crm_cli.reports.scope import Scope
from crm_cli.reports.ways import IN_ORDER, label_of, require_ways
from crm_cli.services.desk import Desk
from crm_cli.storage.call_stats import TRIES_UNTIL_REACHED

WAYS = ("rep", "team", "list", "script", "hour", "weekday", "day", "outcome", "industry")
STEPS = (
    "attempts", "dials", "answered", "human", "reached", "conversations", "interested", "appointments", "orders",
)  # fmt: skip
"""The funnel from the first ring to the order."""
MOST_TRIES = 4


class CallsRow(NamedTuple):
    """The calls of one group: `by` is the way they are taken apart, `key` the group's for programs.

    `name` is the group's own name where it has one, '' where the key has a name in each language.
    """

    by: str
    key: str
    name: str
    numbers: Mapping[str, Number]

    @property
    def label(self) -> str:
        """What the group is called in the language in use."""
        return label_of(self.by, self.key, self.name, "call")


class Step(NamedTuple):
    """A step of the funnel: how many calls came so far, of those of the step before, and of all attempts."""

    number: str
    calls: int
    of_previous: Rate
    of_attempts: Rate


class Tries(NamedTuple):
    """Customers first reached at try number `tries`, MOST_TRIES standing for more too; None for never, of all tried."""

    tries: int | None
    customers: Rate


class CallsReport(NamedTuple):
    """The numbers of all calls in `total`, the groups of each way, the funnel, the tries, the hours and the best."""

    start: date
    end: date
    scope: Scope
    call_list: str
    currency: str
    ways: tuple[str, ...]
    rows: tuple[CallsRow, ...]
    total: CallsRow
    funnel: tuple[Step, ...]
    tries: tuple[Tries, ...]
    hours: tuple[Cell, ...]
    best: Best

    def of(self, way: str) -> list[CallsRow]:
        """Return the rows of one way."""
        return [row for row in self.rows if row.by == way]


def calls_report(
    desk: Desk, scope: Scope, start: date, end: date, ways: Sequence[str], call_list_no: int | None = None
) -> CallsReport:
    """Return the calls of the days in `scope`, of one list or of all, taken apart in each of WAYS named.

    Days, weekdays and hours come in their order, other groups by their attempts, the most first. Everything is
    read in one snapshot. Raises UsageError for a way there is not.
    """
    require_ways(ways, WAYS, _("Calls cannot be taken apart by {name}."))
    with desk.database.snapshot():
        reading = read(desk, scope, start, end, call_list_no)
        rows = [row for way in ways for row in _rows(desk, reading, way)]
        found = desk.database.all(TRIES_UNTIL_REACHED, **reading.where)
    tries = {row.tries: row.customers for row in found}
    tried = sum(tries.values())
    numbers = call_groups.total_numbers(reading, tried, tried - tries.get(None, 0))
    cells = call_hours.cells(reading.slots)
    return CallsReport(
        start=start,
        end=end,
        scope=scope,
        call_list="" if call_list_no is None else reading.lists[call_list_no].name,
        currency=desk.currency,
        ways=tuple(ways),
        rows=tuple(rows),
        total=CallsRow("total", "total", "", numbers),
        funnel=_funnel(numbers),
        tries=_tries(tries),
        hours=cells,
        best=call_hours.best_of(cells),
    )


def _rows(desk: Desk, reading: Reading, way: str) -> list[CallsRow]:
    rows = [
        CallsRow(way, key, name, numbers) for key, name, numbers in call_groups.groups(desk, reading, way)
    ]
    if way in IN_ORDER:
        return sorted(rows, key=lambda row: row.key)
    return sorted(rows, key=lambda row: (-_count(row.numbers, "attempts"), row.key == "", row.name, row.key))


def _count(numbers: Mapping[str, Number], key: str) -> int:
    found = numbers[key]
    return found if isinstance(found, int) else 0


def _funnel(numbers: Mapping[str, Number]) -> tuple[Step, ...]:
    """Return each step with its rates; a later step may be larger, since an order may come without an appointment."""
    counts = [_count(numbers, key) for key in STEPS]
    return tuple(
        Step(key, count, Rate(count, counts[max(place - 1, 0)]), Rate(count, counts[0]))
        for place, (key, count) in enumerate(zip(STEPS, counts, strict=True))
    )


def _tries(found: Mapping[int | None, int]) -> tuple[Tries, ...]:
    whole = sum(found.values())
    exact = [Tries(tries, Rate(found.get(tries, 0), whole)) for tries in range(1, MOST_TRIES)]
    more = sum(count for tries, count in found.items() if tries is not None and tries >= MOST_TRIES)
    return (*exact, Tries(MOST_TRIES, Rate(more, whole)), Tries(None, Rate(found.get(None, 0), whole)))
