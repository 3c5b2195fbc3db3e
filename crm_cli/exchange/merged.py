"""Cells merged over several rows of a sheet: what stands in them is said of each of those rows."""

from collections.abc import Iterable, Iterator
from typing import Any

from crm_cli.i18n import ngettext

Range = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of a merged range, as row and column from 0."""


def _is_quantity(value: object) -> bool:
    """Say whether a cell holds a number or an amount: one order of 80,000 is not one for each of its rows."""
    if isinstance(value, str):
        return any(mark in value for mark in "元¥￥$") and any(map(str.isdecimal, value))
    return isinstance(value, int | float) and not isinstance(value, bool)


class Merged:
    """The merged ranges of one sheet, taken up and let go of as its rows pass: no more is kept than stand open.

    A title merged over columns stays one cell, and a row of nothing but merged cells stays empty: it is the
    second line of the record above.
    """

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._by_row: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, _right) in ranges:
            if bottom > top:
                self._by_row.setdefault(top, []).append((left, bottom))
        self._used: set[tuple[int, int]] = set()
        self._first = 0

    def filled(self, rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
        """Yield the rows of a sheet from its first one on, blank cells filled from the ranges they are in."""
        return self._fill(rows) if self._by_row else iter(rows)

    def _fill(self, rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
        standing: dict[int, tuple[int, int, Any]] = {}
        for place, cells in enumerate(rows):
            standing = {left: one for left, one in standing.items() if one[1] >= place}
            if standing and any(cell not in ("", None) for cell in cells):
                self._say(place, cells, standing)
            for left, bottom in self._by_row.get(place, ()):
                if left < len(cells) and cells[left] not in ("", None) and not _is_quantity(cells[left]):
                    standing[left] = (place, bottom, cells[left])
            yield cells

    def _say(self, place: int, cells: list[Any], standing: dict[int, tuple[int, int, Any]]) -> None:
        for left, (top, _bottom, value) in standing.items():
            if left < len(cells) and cells[left] in ("", None):
                cells[left] = value
                self._used.add((top, left))
                self._first = self._first or place + 1

    def told(self) -> list[str]:
        """Return the sentence that says how many merged cells were read in each of their rows, if any were."""
        if not self._used:
            return []
        sentence = ngettext(
            "{count} cell merged over several rows was read in each of them (first in line {line}).",
            "{count} cells merged over several rows were read in each of them (first in line {line}).",
            len(self._used),
        )
        return [sentence.format(count=len(self._used), line=self._first)]
