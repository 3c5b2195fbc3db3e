"""The rows of a table, kept a column at a time, which takes half of what they take one by one."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    Where `again` reads the lots anew none is kept: who wants them a second time reads the file a second time.
    """

    def __init__(
        self,
        width: int,
        lots: Iterable[Sequence[Row]] = (),
        expected: int = 0,
        again: Callable[[], Iterable[Sequence[Row]]] | None = None,
    ) -> None:
        self.width = self._full = width
        self.expected = expected
        self._lots = iter(lots)
        self._pages: list[Page] = []
        self._once: dict[str, str] = {}
        self._again, self._passes = again, 0
        self._odd: list[Row] | None = None

    @property
    def pages(self) -> Iterator[Page]:
        """The pages, those not read yet as they come; raises what reading them raises."""
        if self._again is not None:
            yield from self._passing(self._again)
            return
        place = 0
        while place < len(self._pages) or self._read_on():
            yield self._pages[place]
            place += 1

    def _passing(self, again: Callable[[], Iterable[Sequence[Row]]]) -> Iterator[Page]:
        """Yield the pages of a file too long to be kept, from its beginning each time."""
        lots: Iterable[Sequence[Row]] = self._lots if not self._passes else again()
        self._passes += 1
        odd: list[Row] = []
        for rows in filter(None, lots):
            page = self._page(rows)
            # What is wrong is told later, the cells are not.
            odd += [Row(row.line, [], row.problem) for row in page.odd.values()]
            yield page
        self._odd = odd

    def __len__(self) -> int:
        return sum(len(page.lines) for page in self.pages)

    def __iter__(self) -> Iterator[Row]:
        for page in self.pages:
            for place, (line, *cells) in enumerate(zip(page.lines, *page.columns, strict=True)):
                yield page.odd.get(place) or Row(line, cells[: self.width])

    def problems(self) -> list[Row]:
        """Return the rows with a problem, of a long file without their cells."""
        if self._again is not None:
            for _page in self.pages if self._odd is None else ():
                pass
            return self._odd or []
        return [row for page in self.pages for row in page.odd.values()]

    def _read_on(self) -> bool:
        for rows in self._lots:
            if rows:
                self._pages.append(self._page(rows))
                return True
        return False

    def _page(self, rows: Sequence[Row]) -> Page:
        lines, cells, problems = zip(*rows, strict=True)
        if self._again is not None and self.width < self._full:
            # Of a margin that was cut off nothing is handed on.
            cells = tuple(
                row if problem else row[: self.width] for row, problem in zip(cells, problems, strict=True)
            )
        odd = {place: row for place, row in enumerate(rows) if row.problem} if any(problems) else {}
        columns = [self._shared(column) for column in zip_longest(*cells, fillvalue="")]
        return Page(array("I", lines), columns, odd)

    def _shared(self, column: Sequence[str]) -> Sequence[str]:
        """Return a column with each of its cells in memory once, if it says the same over and over."""
        once = set(column)
        if len(once) * 4 > len(column) or len(self._once) + len(once) > KEPT_CELLS:
            return column
        return list(map(self._once.setdefault, column, column))

    def cut(self, width: int) -> None:
        """Read all there is and drop the columns beyond a width."""
        if width < self.width:
            self._pages = [
                page if page.odd else page._replace(columns=page.columns[:width]) for page in self.pages
            ]
            self.width = width
