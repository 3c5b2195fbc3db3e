"""The rows of a table, kept a column at a time, which takes half of what they take one by one."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from crm_cli.exchange.grid import KEPT_CELLS, Row


class Page(NamedTuple):
    """Some rows: their lines, their columns and, by place, those with a problem, which may be wider."""

    lines: Sequence[int]
    columns: Sequence[Sequence[str]]
    odd: Mapping[int, Row]


class Rows:
    """Rows of one width, but for those with a problem, one by one and by the page.

    They come by the lot and are read no sooner than somebody asks for them; `expected` is about how many there will be.
    """

    def __init__(self, width: int, lots: Iterable[Sequence[Row]] = (), expected: int = 0) -> None:
        self.width = width
        self.expected = expected
        self._lots = iter(lots)
        self._pages: list[Page] = []
        self._again: dict[str, str] = {}

    @property
    def pages(self) -> Iterator[Page]:
        """The pages, those not read yet as they come; raises what reading them raises."""
        place = 0
        while place < len(self._pages) or self._read_on():
            yield self._pages[place]
            place += 1

    def __len__(self) -> int:
        return sum(len(page.lines) for page in self.pages)

    def __iter__(self) -> Iterator[Row]:
        for page in self.pages:
            for place, (line, *cells) in enumerate(zip(page.lines, *page.columns, strict=True)):
                yield page.odd.get(place) or Row(line, cells[: self.width])

    def problems(self) -> list[Row]:
        """Return the rows with a problem."""
        return [row for page in self.pages for row in page.odd.values()]

    def _read_on(self) -> bool:
        for rows in self._lots:
            if rows:
                self._pages.append(self._page(rows))
                return True
        return False

    def _page(self, rows: Sequence[Row]) -> Page:
        lines, cells, problems = zip(*rows, strict=True)
        odd = {place: row for place, row in enumerate(rows) if row.problem} if any(problems) else {}
        columns = [self._shared(column) for column in zip_longest(*cells, fillvalue="")]
        return Page(array("q", lines), columns, odd)

    def _shared(self, column: Sequence[str]) -> Sequence[str]:
        """Return a column with each of its cells in memory once, if it says the same over and over."""
        once = set(column)
        if len(once) * 4 > len(column) or len(self._again) + len(once) > KEPT_CELLS:
            return column
        return list(map(self._again.setdefault, column, column))

    def cut(self, width: int) -> None:
        """Read all there is and drop the columns beyond a width."""
        if width < self.width:
            self._pages = [
                page if page.odd else page._replace(columns=page.columns[:width]) for page in self.pages
            ]
            self.width = width
