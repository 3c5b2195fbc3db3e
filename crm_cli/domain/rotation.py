"""Which of many backups are kept: the last few, one a day for some days, one a month for some months."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple


class Rotation(NamedTuple):
    """How many are kept: of the last, of days one each, of months one each."""

    last: int
    days: int
    months: int


def kept(moments: Sequence[datetime], rule: Rotation) -> set[int]:
    """Return the places in `moments` that are kept; always the newest, whatever the rule says.

    Of a day or a month it is its last one, and only those that have one count: a week of holidays costs no day.
    """
    newest = sorted(range(len(moments)), key=lambda place: (moments[place], place), reverse=True)
    found = set(newest[: max(rule.last, 1)])
    found |= _one_of_each(moments, newest, rule.days, lambda at: (at.year, at.month, at.day))
    found |= _one_of_each(moments, newest, rule.months, lambda at: (at.year, at.month))
    return found


def _one_of_each(
    moments: Sequence[datetime],
    newest: Sequence[int],
    count: int,
    span: Callable[[datetime], tuple[int, ...]],
) -> set[int]:
    first: dict[tuple[int, ...], int] = {}
    for place in newest:
        first.setdefault(span(moments[place]), place)
    return set(list(first.values())[:count])
