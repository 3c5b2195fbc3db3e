"""Numbers over time: what each came to in the last days, weeks or months, with its goal and its change."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.reports.figures import Rate
from crm_cli.reports.heading import head_values, number_value, rate_value, size
from crm_cli.reports.periods import (
    NUMBERS,
    Number,
    Plans,
    count_for,
    goals_between,
    read_plans,
    values_of,
)
from crm_cli.reports.scope import Scope, days_between, month_around, week_of
from crm_cli.reports.totals import Counts
from crm_cli.services.desk import Desk
from crm_cli.services.reading import choices, known_code

MOST_PERIODS = {"day": 400, "week": 120, "month": 60}
"""How far back a trend may go: what is read for it grows with the calls of all those days."""


class Point(NamedTuple):
    """What a number came to from `start` to `end`; `so_far` where the period is not over yet.

    `goal` is the number of its goal, None where there is none; `before` what it was in the period before,
    None for the first.
    """

    number: str
    start: date
    end: date
    value: Number
    goal: Rate | None
    before: Number
    so_far: bool

    @property
    def change(self) -> float | None:
        """How much it grew since the period before, in its own unit (a rate's as a fraction); None if unknown."""
        now, then = size(self.value), size(self.before)
        return None if now is None or then is None else round(now - then, 4)

    @property
    def growth(self) -> float | None:
        """The change as a fraction of what it was; None for a rate, and where there was nothing before."""
        before = size(self.before)
        if isinstance(self.value, Rate) or self.change is None or not before:
            return None
        return round(self.change / before, 4)


class Trend(NamedTuple):
    """The points of each number, the earliest first."""

    unit: str
    scope: Scope
    currency: str
    numbers: tuple[str, ...]
    points: tuple[Point, ...]

    def of(self, number: str) -> list[Point]:
        """Return the points of one number."""
        return [point for point in self.points if point.number == number]


def read_numbers(texts: Iterable[str]) -> list[str]:
    """Return the keys of the numbers typed: a key, or what the number is called in any of our languages.

    Raises UsageError for one there is not.
    """
    from crm_cli.domain.folding import fold_name
    from crm_cli.reports.figure_words import title

    by_name = {fold_name(title(key)): key for key in NUMBERS} | {fold_name(key): key for key in NUMBERS}
    found = []
    for text in texts:
        key = by_name.get(fold_name(text)) or known_code("metric", text, NUMBERS)
        if not key:
            raise UsageError(
                _("There is no number called {name}.").format(name=text),
                _("Choose from: {codes}").format(codes=choices("metric", NUMBERS)),
            )
        found.append(key)
    return list(dict.fromkeys(found))


def periods(unit: str, last: int, until: date) -> list[tuple[date, date]]:
    """Return the first and last day of the last `last` days, weeks or months, the earliest first.

    The last one has `until` in it. Raises UsageError for none, or more than MOST_PERIODS.
    """
    if not 1 <= last <= MOST_PERIODS[unit]:
        raise UsageError(
            _("A trend has from 1 to {most} of these periods.").format(most=MOST_PERIODS[unit]),
            "--days --last 30, --weeks --last 12, --months --last 12",
        )
    found: list[tuple[date, date]] = []
    day = until
    for _each in range(last):
        span = {"day": lambda on: (on, on), "week": week_of, "month": month_around}[unit](day)
        found.append(span)
        if span[0].toordinal() == 1:
            break
        day = span[0] - timedelta(days=1)
    return found[::-1]


def trend(
    desk: Desk, scope: Scope, numbers: Sequence[str], unit: str, last: int, until: date | None = None
) -> Trend:
    """Return what `numbers` (keys of NUMBERS) came to in the last periods, the one around `until` included.

    One period more is read, so that the first has something to be held against.
    """
    end = until or desk.today()
    spans = periods(unit, last, end)
    before = periods(unit, 1, spans[0][0] - timedelta(days=1)) if spans[0][0].toordinal() > 1 else []
    with desk.database.snapshot():
        every = [*before, *spans]
        first, final = every[0][0], every[-1][1]
        counts = count_for(desk, scope, days_between(first, final), numbers)
        plans = read_plans(desk, scope, first, final) if "plan_completion" in numbers else None
        values = [_values(desk, scope, span, counts, numbers, plans) for span in every]
        goals = [_goals(desk, scope, *span) for span in spans]
    points = [
        _point(key, spans[place], desk.today(), values, place + len(before), goals[place].get(key))
        for key in numbers
        for place in range(len(spans))
    ]
    return Trend(unit, scope, desk.currency, tuple(numbers), tuple(points))


def _goals(desk: Desk, scope: Scope, start: date, end: date) -> dict[str, int]:
    # A Sunday among other days has no goal, though one asked for by itself would have.
    if start == end and not desk.workdays().is_working(start):
        return {}
    return goals_between(desk, scope, start, end)


def _values(
    desk: Desk,
    scope: Scope,
    span: tuple[date, date],
    counts: Counts,
    numbers: Sequence[str],
    plans: Plans | None,
) -> dict[str, Number]:
    days = days_between(*span)
    return values_of(desk, scope, days, counts.of(set(days)), numbers, plans)


def _point(
    key: str,
    span: tuple[date, date],
    today: date,
    values: Sequence[dict[str, Number]],
    place: int,
    goal: int | None,
) -> Point:
    value = values[place][key]
    of_goal = Rate(value, goal) if goal is not None and isinstance(value, int) else None
    before = values[place - 1][key] if place else None
    return Point(key, *span, value, of_goal, before, span[0] <= today < span[1])


def trend_values(desk: Desk, found: Trend) -> dict[str, Any]:
    """Return the trend as JSON takes it: `rows`, a row for each number and period."""
    first, last = found.points[0], found.points[-1]
    return {
        **head_values(desk, found.scope, first.start, last.end),
        "unit": found.unit,
        "numbers": list(found.numbers),
        "rows": [_row(point, found.currency) for point in found.points],
    }


def _row(point: Point, currency: str) -> dict[str, Any]:
    is_rate = isinstance(point.value, Rate)
    value = point.value if isinstance(point.value, Rate) else Rate(0, None)
    change = None if point.change is None else number_value(point.number, point.change, currency)
    return {
        "number": point.number,
        "from": point.start.isoformat(),
        "to": point.end.isoformat(),
        "so_far": point.so_far,
        "value": value.rate if is_rate else number_value(point.number, point.value, currency),
        "part": value.part if is_rate else None,
        "whole": value.whole if is_rate else None,
        "goal": rate_value(point.number, point.goal, currency)
        if point.goal
        else {"part": None, "whole": None, "rate": None},
        "change": change,
        "growth": point.growth,
    }
