"""The rows of a table, kept a column at a time, which takes half of what they take one by one."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from crm_cli.exchange.grid import KEPT_CELLS, Row


class Page(NamedTuple):
    """Some rows: their lines, their columns and, by place, those with a problem, which may be wider."""

    lines: Sequence[int]
    columns: Sequence[Sequence[str]]
    odd: Mapping[int, Row]


class Rows:
    """Rows of one width, but for those with a problem, one by one and by the page."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.pages: list[Page] = []
        self._again: dict[str, str] = {}

    def __len__(self) -> int:
        return sum(len(page.lines) for page in self.pages)

    def __iter__(self) -> Iterator[Row]:
        for page in self.pages:
            for place, (line, *cells) in enumerate(zip(page.lines, *page.columns, strict=True)):
                yield page.odd.get(place) or Row(line, cells[: self.width])

    def problems(self) -> list[Row]:
        """Return the rows with a problem."""
        return [row for page in self.pages for row in page.odd.values()]

    def add(self, rows: Sequence[Row]) -> None:
        """Add a page."""
        if rows:
            lines, cells, problems = zip(*rows, strict=True)
            odd = {place: row for place, row in enumerate(rows) if row.problem} if any(problems) else {}
            columns = [self._shared(column) for column in zip_longest(*cells, fillvalue="")]
            self.pages.append(Page(array("q", lines), columns, odd))

    def _shared(self, column: Sequence[str]) -> Sequence[str]:
        """Return a column with each of its cells in memory once, if it says the same over and over."""
        once = set(column)
        if len(once) * 4 > len(column) or len(self._again) + len(once) > KEPT_CELLS:
            return column
        return list(map(self._again.setdefault, column, column))

    def cut(self, width: int) -> None:
        """Drop the columns beyond a width."""
        if width < self.width:
            self.width = width
            self.pages = [
                page if page.odd else page._replace(columns=page.columns[:width]) for page in self.pages
            ]
