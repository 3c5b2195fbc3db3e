"""The rows of a table, kept a column at a time, which takes half of what they take one by one."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

from crm_cli.exchange.grid import Row
from crm_cli.services.importing.intake import CHUNK


class Page(NamedTuple):
    """Some rows: their lines, their columns and, by place, those with a problem, which may be wider."""

    lines: Sequence[int]
    columns: Sequence[Sequence[str]]
    odd: Mapping[int, Row]


class Rows:
    """Rows of one width, but for those with a problem, one by one and by the page of CHUNK."""

    def __init__(self, rows: Iterable[Row], width: int) -> None:
        coming = iter(rows)
        self.width = width
        self.pages: list[Page] = []
        while page := list(islice(coming, CHUNK)):
            self.pages.append(_page(page))

    def __len__(self) -> int:
        return sum(len(page.lines) for page in self.pages)

    def __iter__(self) -> Iterator[Row]:
        for page in self.pages:
            for place, (line, *cells) in enumerate(zip(page.lines, *page.columns, strict=True)):
                yield page.odd.get(place) or Row(line, cells[: self.width])

    def problems(self) -> list[Row]:
        """Return the rows with a problem."""
        return [row for page in self.pages for row in page.odd.values()]


def _page(rows: Sequence[Row]) -> Page:
    lines, cells, problems = zip(*rows, strict=True)
    odd = {place: row for place, row in enumerate(rows) if row.problem} if any(problems) else {}
    return Page(array("q", lines), list(zip_longest(*cells, fillvalue="")), odd)
