"""The table of customers: its columns by the room there is, and where its rows come from."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import browsing
from crm_cli.services.desk import Desk
from crm_cli.storage.browsing import BrowsedRow
from crm_cli.tui.paged import Column, Line

if TYPE_CHECKING:
    from crm_cli.services.search import SearchHit

Cell = Callable[[Desk, BrowsedRow], str]


class Field(Frozen):
    """A column of customers: the order it stands for ('' none), its title, its cells, and the room from which it is shown."""

    sort: str
    title: str
    width: int
    room: int
    cell: Cell


def _touched(desk: Desk, row: BrowsedRow) -> str:
    return f"{desk.wall(row.last_touch_at):%Y-%m-%d}" if row.last_touch_at else ""


def _stage(_desk: Desk, row: BrowsedRow) -> str:
    return _("closed") if row.closed_on else words.label("stage", row.stage)


FIELDS = (
    Field("no", N_("no."), 7, 0, lambda _desk, row: str(number("customer", row.no))),
    Field("name", N_("name"), 0, 0, lambda _desk, row: row.name),
    Field("", N_("phone"), 16, 120, lambda _desk, row: row.phone),
    Field("city", N_("city"), 8, 70, lambda _desk, row: row.city),
    Field("industry", N_("industry"), 10, 100, lambda _desk, row: row.industry),
    Field("owner", N_("owner"), 8, 60, lambda _desk, row: row.owner),
    Field("stage", N_("stage"), 10, 76, _stage),
    Field("grade", N_("grade"), 7, 50, lambda _desk, row: row.grade),
    Field("last", N_("last touch"), 12, 0, _touched),
    Field("next", N_("next step"), 11, 90, lambda _desk, row: f"{row.next_day or ''}"),
)
TITLES = {field.sort: field.title for field in FIELDS if field.sort}

HITS = (
    Column(N_("no."), 8),
    Column(N_("name")),
    Column(N_("contact"), 12),
    Column(N_("phone"), 16),
    Column(N_("found in")),
)
NARROW_HITS = (HITS[0], HITS[1], HITS[4])


def fields_in(width: int) -> tuple[Field, ...]:
    """Return the columns for which there is room."""
    return tuple(field for field in FIELDS if field.room <= width)


def columns(fields: Sequence[Field], sort: str, *, turned: bool) -> tuple[Column, ...]:
    """Return columns as a table has them, the one ordered by with a mark: ^ rises, v falls."""
    falls = (sort in {"last", "no", "stage"}) != turned
    return tuple(
        Column(field.title, field.width, order=("v" if falls else "^") if field.sort == sort else "")
        for field in fields
    )


class InOrder:
    """Customers by their numbers, read by the page."""

    def __init__(self, desk: Desk, numbers: Sequence[int], fields: Sequence[Field]) -> None:
        self._desk = desk
        self.numbers = numbers
        self._fields = fields

    def count(self) -> int:
        """Return how many there are."""
        return len(self.numbers)

    def lines(self, first: int, size: int) -> Sequence[Line]:
        """Return some of them; one that was removed since is a blank line."""
        numbers = self.numbers[first : first + size]
        found = browsing.rows(self._desk, numbers)
        return [self._line(found[no]) if no in found else Line(None, ("",)) for no in numbers]

    def _line(self, row: BrowsedRow) -> Line:
        cells = [field.cell(self._desk, row) for field in self._fields]
        return Line(row.no, cells, "dim" if row.closed_on else "")

    def place(self, key: int) -> int | None:
        """Return where a customer is."""
        try:
            return self.numbers.index(key)
        except ValueError:
            return None


class Found:
    """What a search found, the best first."""

    def __init__(self, hits: "Sequence[SearchHit]", *, narrow: bool) -> None:
        self.hits = hits
        self._narrow = narrow

    def count(self) -> int:
        """Return how many there are."""
        return len(self.hits)

    def lines(self, first: int, size: int) -> Sequence[Line]:
        """Return some of them."""
        return [
            Line(
                hit.no,
                (
                    str(number("customer", hit.no)),
                    hit.name,
                    *(() if self._narrow else (hit.contact, hit.phone)),
                    hit.matched,
                ),
            )
            for hit in self.hits[first : first + size]
        ]

    def place(self, key: int) -> int | None:
        """Return where a customer is."""
        return next((place for place, hit in enumerate(self.hits) if hit.no == key), None)
