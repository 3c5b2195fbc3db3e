"""The hours of the week as blocks of a form: the best of them, a bar for each, a table by weekday."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from crm_cli.domain import words
from crm_cli.domain.form import Bar, Block, Chart, Field, Listing, Panel
from crm_cli.i18n import gettext as _
from crm_cli.reports.call_hours import LEAST_BASE, Best, Cell
from crm_cli.reports.figure_words import percent


class HourWords(NamedTuple):
    """What is said of the hours of calls or of doors, in the language in use.

    `cell` has places for `when`, `reached` and `answered`, `least` one for the `count` below which nothing is said.
    """

    best: str
    cell: str
    least: str
    chart: str
    matrix: str


def hour_blocks(cells: Sequence[Cell], best: Best, said: HourWords) -> Iterator[Block]:
    """Yield the best time, the reach rate of every hour, and where there is more than one weekday those too."""
    hours = [cell for cell in cells if cell.weekday is None]
    is_one_day = sum(cell.hour is None for cell in cells) < 2
    named = [(_("hour"), best.hour)]
    if not is_one_day:
        named += [(_("weekday"), best.weekday), (_("hour of a weekday"), best.cell)]
    least = said.least.format(count=LEAST_BASE)
    yield Panel(said.best, tuple((name, _cell_text(cell, said) if cell else least) for name, cell in named))
    bars = (
        Bar(_hour(cell), cell.reach_rate.rate, percent(cell.reach_rate), part=cell.reach_rate.rate)
        for cell in hours
    )
    yield Chart(said.chart, tuple(bars))
    if not is_one_day:
        yield _matrix(cells, best, hours, said)


def _hour(cell: Cell) -> str:
    return f"{cell.hour:02}:00" if cell.hour is not None else ""


def _cell_text(cell: Cell, said: HourWords) -> str:
    when = " ".join(part for part in (_weekday(cell.weekday), _hour(cell)) if part)
    return said.cell.format(when=when, reached=percent(cell.reach_rate), answered=percent(cell.answer_rate))


def _weekday(weekday: int | None) -> str:
    # Any Monday-first week tells what its days are called.
    return words.weekday(date(2024, 1, weekday)) if weekday else ""


def _matrix(cells: Sequence[Cell], best: Best, hours: Sequence[Cell], said: HourWords) -> Listing:
    """Return who was reached by tries of each hour of each weekday; the best one has a star."""
    found = {(cell.weekday, cell.hour): cell for cell in cells}
    days = [cell.weekday for cell in cells if cell.hour is None]
    fields = (
        Field("hour", _("hour"), 1, main=True),
        *(Field(f"day{day}", _weekday(day), 1, main=True, numeric=True) for day in days),
    )

    def text(day: int | None, hour: int | None) -> str:
        cell = found.get((day, hour))
        star = "*" if cell is not None and cell == best.cell else ""
        return f"{star}{cell.reach_rate.part}/{cell.dials}" if cell else ""

    rows = tuple((_hour(one), *(text(day, one.hour) for day in days)) for one in hours)
    return Listing(said.matrix, fields, rows)
