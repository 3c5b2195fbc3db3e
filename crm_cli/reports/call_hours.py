"""The hours of the week in which calls are answered, or doors open, and the right party is reached; the best of them."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, Protocol

from crm_cli.reports.figures import Rate

LEAST_BASE = 10
"""Dials or doors below which a rate says nothing (DECISIONS 20)."""


class Slot(Protocol):
    """Some tries of one day: how many (dials; of doors the knocks), answered or opened, and reached."""

    @property
    def day(self) -> date: ...
    @property
    def dials(self) -> int: ...
    @property
    def answered(self) -> int: ...
    @property
    def reached(self) -> int: ...


class Cell(NamedTuple):
    """An hour of a weekday (Monday is 1), of any weekday (None) or any hour (None), with its rates by dials.

    Of doors a dial is a knock, and a door that opened has answered.
    """

    weekday: int | None
    hour: int | None
    answer_rate: Rate
    reach_rate: Rate

    @property
    def dials(self) -> int:
        """How many dials both rates stand on."""
        return self.reach_rate.whole or 0


class Best(NamedTuple):
    """The hour, the weekday and the hour of a weekday in which the most dials reached the right party.

    None where none of them has LEAST_BASE dials, or none reached anyone.
    """

    hour: Cell | None
    weekday: Cell | None
    cell: Cell | None


def cells(slots: Iterable[tuple[int, Slot]]) -> tuple[Cell, ...]:
    """Return each hour of a weekday, each hour and each weekday in which there was a dial, in their order.

    Every slot stands behind the firm's hour it is of.
    """
    counts: dict[tuple[int | None, int | None], list[int]] = {}
    for hour, slot in slots:
        weekday = slot.day.isoweekday()
        for place in ((weekday, hour), (None, hour), (weekday, None)):
            sums = counts.setdefault(place, [0, 0, 0])
            for at, value in enumerate((slot.answered, slot.reached, slot.dials)):
                sums[at] += value
    found = [
        Cell(weekday, hour, Rate(answered, dials), Rate(reached, dials))
        for (weekday, hour), (answered, reached, dials) in counts.items()
        if dials
    ]
    return tuple(sorted(found, key=lambda cell: (cell.weekday or 0, -1 if cell.hour is None else cell.hour)))


def best_of(every: Iterable[Cell]) -> Best:
    """Return the best of each kind of `cells`."""
    known = [cell for cell in every if cell.dials >= LEAST_BASE and cell.reach_rate.part]
    return Best(
        _best(cell for cell in known if cell.weekday is None),
        _best(cell for cell in known if cell.hour is None),
        _best(cell for cell in known if cell.weekday is not None and cell.hour is not None),
    )


def _best(found: Iterable[Cell]) -> Cell | None:
    # Of equal rates the one more dials stand on, then the one in which more was answered, then the earliest.
    return max(
        found,
        key=lambda cell: (
            cell.reach_rate.rate or 0,
            cell.dials,
            cell.answer_rate.part,
            -(cell.weekday or 0),
            -(cell.hour or 0),
        ),
        default=None,
    )
