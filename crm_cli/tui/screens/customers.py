"""Customers: one box that finds anything, or all of them by the page."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import browsing
from crm_cli.services.browsing import SORTS, Wish
from crm_cli.services.search import SearchHit, search
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.commands import Command, DeskScreen
from crm_cli.tui.paged import Column, Line, PagedTable

_FOUND = 200
"""Customers that one search shows."""

_COLUMNS = (
    Column(N_("no"), 8),
    Column(N_("name")),
    Column(N_("city"), 10),
    Column(N_("owner"), 10),
    Column(N_("stage"), 10),
    Column(N_("grade"), 5),
    Column(N_("last touch"), 10),
)
_HITS = (
    Column(N_("no"), 8),
    Column(N_("name")),
    Column(N_("contact"), 12),
    Column(N_("phone"), 16),
    Column(N_("found in")),
)


class _All:
    """Every customer in an order, by the page."""

    def __init__(self, screen: DeskScreen, *, mine: bool, sort: str) -> None:
        self._desk = screen.desk
        self._numbers = browsing.in_order(screen.desk, Wish(mine=mine, sort=sort))

    def count(self) -> int:
        """Return how many there are."""
        return len(self._numbers)

    def lines(self, first: int, size: int) -> Sequence[Line]:
        """Return some of them."""
        numbers = self._numbers[first : first + size]
        found = browsing.rows(self._desk, numbers)
        return [
            Line(
                row.no,
                (
                    str(number("customer", row.no)),
                    row.name,
                    row.city,
                    row.owner,
                    words.label("stage", row.stage),
                    row.grade,
                    f"{self._desk.wall(row.last_touch_at):%Y-%m-%d}" if row.last_touch_at else "",
                ),
            )
            for row in (found[no] for no in numbers if no in found)
        ]


class _Found:
    """What a search found, the best first."""

    def __init__(self, hits: Sequence[SearchHit]) -> None:
        self._hits = hits

    def count(self) -> int:
        """Return how many there are."""
        return len(self._hits)

    def lines(self, first: int, size: int) -> Sequence[Line]:
        """Return some of them."""
        return [
            Line(hit.no, (str(number("customer", hit.no)), hit.name, hit.contact, hit.phone, hit.matched))
            for hit in self._hits[first : first + size]
        ]


class CustomersScreen(DeskScreen):
    """All customers, or those that are found."""

    OFFERS: ClassVar = (
        Command(
            "find", "slash", N_("find"), N_("Type what to find: a name, pinyin, a phone, a word of a note.")
        ),
        Command("mine", "m", N_("mine / all"), N_("Show my customers only, or the firm's.")),
        Command("sort", "o", N_("order"), N_("Order by the last touch, the name or the number.")),
    )

    def __init__(self) -> None:
        super().__init__()
        self._mine = False
        self._sort = SORTS[0]

    def compose(self) -> ComposeResult:
        """Put the box above the table."""
        yield PlaceBar()
        yield Input(placeholder=_("Name, pinyin, phone, a word of a note"), id="box")
        yield PagedTable(_COLUMNS)
        yield CommandBar()

    @property
    def table(self) -> PagedTable:
        """The table of customers."""
        return self.query_one(PagedTable)

    def on_mount(self) -> None:
        """Show the last touched."""
        self.reload()
        self.table.focus()

    def reload(self) -> None:
        """Read again what is shown."""
        self._fill(self.query_one(Input).value, keep=True)

    def _fill(self, text: str, *, keep: bool) -> None:
        table = self.table
        if text.strip():
            table.columns = _HITS
            table.show(_Found(search(self.desk, text, limit=_FOUND, mine=self._mine)), keep=keep)
        else:
            table.columns = _COLUMNS
            table.show(_All(self, mine=self._mine, sort=self._sort), keep=keep)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find what has been typed so far."""
        with self.spoken():
            self._fill(event.value, keep=False)

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Go to what was found."""
        self.table.focus()

    def why_not(self, name: str) -> str | None:
        """Say that nobody in particular sits here."""
        if name == "mine" and self.desk.me is None:
            return _("Nobody in particular sits here: open the desk with --as NAME.")
        return None

    def do_find(self) -> None:
        """Go to the box."""
        self.query_one(Input).focus()

    def do_mine(self) -> None:
        """Show mine, or all."""
        self._mine = not self._mine
        self._fill(self.query_one(Input).value, keep=False)

    def do_sort(self) -> None:
        """Take the next order."""
        self._sort = SORTS[(SORTS.index(self._sort) + 1) % len(SORTS)]
        self._fill(self.query_one(Input).value, keep=False)
