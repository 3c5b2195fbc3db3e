"""The grid of a sweep in terminal cells: floors or shops with a letter each, fronts, legend, both coverages."""

from collections.abc import Iterator, Mapping, Sequence

from crm_cli.cli.output import Style
from crm_cli.domain.cleaning import cell_width, clean, fit
from crm_cli.domain.sweep_grid import (
    ARROWS,
    Fold,
    GridRow,
    counts_of,
    folded,
    headings,
    letter_of,
    street_rows,
    tower_rows,
)
from crm_cli.domain.sweeping import Door
from crm_cli.domain.table import wrap
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.reports import sweep_words
from crm_cli.services.sweep_views import View

_COLOURS = {
    "E": "1;32", "C": "32", "O": "36", "R": "33", "N": "2", "X": "2", "S": "2", "!": "1;31", "Z": "35", "@": "7",
    "?": "1;33",
}  # fmt: skip
_NARROW = 80
_TIGHT = 5
"""Doors that stand close together are parted into groups of so many."""


def draw(
    seen: View,
    style: Style,
    *,
    height: int | None,
    floors: set[int] | None = None,
    paces: Mapping[int, float] = sweep_words.NO_PACES,
) -> Iterator[str]:
    """Yield the lines of a sweep: what and how far, its fronts, the grid, the legend.

    `height` is how many lines a terminal has, None for as many as it takes; `floors` leaves only these doors;
    `paces` are the doors an hour of fronts, by their numbers.
    """
    width = style.width or _NARROW
    legend = sweep_words.legend(counts_of(seen.doors))
    fronts = [sweep_words.front_line(seen, standing, paces) for standing in seen.standings]
    head = [sweep_words.called(seen), *sweep_words.packed(sweep_words.facts(seen), width)]
    above = [line for part in (*head, *fronts) for line in wrap(clean(part), width)]
    below = sweep_words.packed(legend, width)
    rows = _rows(seen, width, floors)
    layout = _Layout(rows, seen, width, style)
    room = (
        None if height is None or floors is not None else height - len(above) - len(below) - layout.extra - 1
    )
    shown: Sequence[GridRow | Fold] = rows if room is None else folded(rows, max(room // layout.lines, 3))
    for place, line in enumerate(above):
        yield _paint(line, "1", style) if not place else line
    yield from layout.draw(shown)
    for line in below:
        yield _coloured_legend(line, style)


def _rows(seen: View, width: int, floors: set[int] | None) -> list[GridRow]:
    if seen.sweep.kind == "street":
        rows = street_rows(seen.doors, seen.standings, seen.meeting, _street_width(seen.doors, width))
    else:
        rows = tower_rows(seen.doors, seen.standings, seen.meeting)
    if floors is None:
        return rows
    return [row for row in rows if any(door and door.unit_no in floors for door in row.doors)]


def _street_width(doors: Sequence[Door], width: int) -> int:
    """Return how many shops stand in a line: tens, as many as fit."""
    label = max((cell_width(door.code) for door in doors), default=1)
    fits = (width - label - 3) * _TIGHT // (_TIGHT + 1)
    return max(fits // 10 * 10, _TIGHT)


class _Layout:
    """How the rows of one grid stand in a width: below headings where those fit, else close together in fives."""

    def __init__(self, rows: Sequence[GridRow], seen: View, width: int, style: Style) -> None:
        self._ahead, self._style = seen.standings, style
        self._whole = width
        self._is_street = seen.sweep.kind == "street"
        self._arrows_of = {way: sweep_words.arrow(seen, way) for way in ARROWS}
        self._label = max((cell_width(clean(row.label)) for row in rows), default=1)
        self._arrows = max((len(row.fronts) for row in rows), default=0)
        self._width = max(width - self._label - self._arrows - 1, _TIGHT * 2)
        self._doors = max((len(row.doors) for row in rows), default=0)
        heads = headings(rows)
        self._cell = max(map(len, heads), default=0) + 1 if heads else 0
        if self._cell * self._doors > self._width:
            heads, self._cell = [], 2 if 2 * self._doors <= self._width else 0
        self._heads = heads
        self._cell = self._cell or (2 if 2 * self._doors <= self._width else 0)
        self._per_line = (
            self._doors if self._cell else self._width * _TIGHT // (_TIGHT + 1) // _TIGHT * _TIGHT
        )
        self.lines = max(1, -(-self._doors // max(self._per_line, 1)))
        """How many lines a row takes: more than one where its doors do not fit into one."""
        self.extra = int(bool(heads))

    def draw(self, shown: Sequence[GridRow | Fold]) -> Iterator[str]:
        """Yield the lines of rows and folds."""
        if self._heads:
            cells = "".join(fit(head, self._cell) for head in self._heads)
            yield _paint(self._margin("", "") + cells.rstrip(), "2", self._style)
        for row in shown:
            if isinstance(row, Fold):
                told = fit(_told(row, street=self._is_street), self._whole).rstrip()
                yield _paint(told, "2", self._style)
                continue
            if row.below:
                yield _paint("─" * (self._label + self._arrows + 1 + self._drawn()), "2", self._style)
            yield from self._row(row)

    def _drawn(self) -> int:
        return max(self._used(min(self._doors, self._per_line)), 1)

    def _margin(self, arrows: str, label: str) -> str:
        gap = " " * (self._label - cell_width(label))
        return f"{arrows:>{self._arrows}}{gap}{label} "

    def _row(self, row: GridRow) -> Iterator[str]:
        arrows = "".join(self._arrows_of[self._ahead[place].front.direction] for place in row.fronts)
        names = clean(_(", ").join(dict.fromkeys(self._ahead[place].front.name for place in row.fronts)))
        margin = self._margin(arrows, clean(row.label))
        for start in range(0, max(len(row.doors), 1), max(self._per_line, 1)):
            part = row.doors[start : start + max(self._per_line, 1)]
            line = self._cells(part)
            room = self._width - self._drawn() - 2
            if names and not start and cell_width(names) <= room:
                line += " " * (self._drawn() - self._used(len(part)) + 2) + _paint(names, "1", self._style)
            yield (_paint(margin, "1", self._style) if row.fronts and not start else margin) + line
            margin = self._margin("", "")

    def _used(self, count: int) -> int:
        return self._cell * (count - 1) + 1 if self._cell else count + max(count - 1, 0) // _TIGHT

    def _cells(self, part: Sequence[Door | None]) -> str:
        letters = [" " if door is None else letter_of(door) for door in part]
        if self._cell:
            gap = " " * (self._cell - 1)
            return gap.join(_painted(letter, self._style) for letter in letters)
        groups = (letters[start : start + _TIGHT] for start in range(0, len(letters), _TIGHT))
        return " ".join("".join(_painted(letter, self._style) for letter in group) for group in groups)


def _told(fold: Fold, *, street: bool) -> str:
    if street and not fold.left:
        return ngettext("… {count} shop done", "… {count} shops done", fold.doors).format(count=fold.doors)
    if street:
        told = ngettext("… {count} shop, {left} to do", "… {count} shops, {left} to do", fold.doors)
        return told.format(count=fold.doors, left=fold.left)
    if not fold.left:
        return ngettext("… {count} floor done", "… {count} floors done", fold.rows).format(count=fold.rows)
    told = ngettext(
        "… {count} floor, {left} of {doors} doors to do",
        "… {count} floors, {left} of {doors} doors to do",
        fold.rows,
    )
    return told.format(count=fold.rows, left=fold.left, doors=fold.doors)


def _coloured_legend(line: str, style: Style) -> str:
    return "  ".join(_painted(entry[:1], style) + entry[1:] for entry in line.split("  "))


def _painted(letter: str, style: Style) -> str:
    return _paint(letter, _COLOURS[letter], style) if letter in _COLOURS else letter


def _paint(text: str, code: str, style: Style) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if style.colour and text else text
