"""The list of customers on the screen: its first rows at once, then all of them in order, or what a search found."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.timer import Timer

from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services import browsing
from crm_cli.services.browsing import Wish
from crm_cli.services.desk import Desk
from crm_cli.tui.commands import DeskScreen
from crm_cli.tui.customer_table import HITS, NARROW_HITS, TITLES, Found, InOrder, columns, fields_in
from crm_cli.tui.newest import Newest
from crm_cli.tui.paged import PagedTable

if TYPE_CHECKING:
    from array import array

    from crm_cli.services.search import SearchHit

DRAWN = 0.05
"""Seconds in which what is known already is drawn."""
_FOUND = 200
"""Customers that one search shows."""
_FIRST = 50
"""Customers that are shown before all of them are counted."""
_NARROW = 60
_RESTS = 9
"""After an order was read because others wrote, as many times as long as that took nothing is read for that."""


class CustomerList:
    """What the table of a screen shows: customers by a wish, or those in which `text` is found.

    `is_whole` says whether all of them are counted; `changed` is called when something else is shown.
    """

    def __init__(self, screen: DeskScreen) -> None:
        self._screen = screen
        self.wish = Wish()
        self.text = ""
        self.hits: list[SearchHit] | None = None
        self.is_whole = False
        self._beside: Newest | None = None
        self._rests_until = 0.0
        self._timer: Timer | None = None

    @property
    def beside(self) -> Newest:
        """What is asked and done beside the screen."""
        if self._beside is None:
            self._beside = Newest(self._screen)
        return self._beside

    @property
    def table(self) -> PagedTable:
        """The table on the screen."""
        return self._screen.query_one(PagedTable)

    def close(self) -> None:
        """Leave nothing running."""
        if self._beside is not None:
            self._beside.close()

    def begin(self) -> None:
        """Show the list from its beginning, or what is found; raises what filters raise that mean nothing."""
        if self.text:
            self._find(keep=False)
            return
        self.hits, self.is_whole = None, False
        first = browsing.first(self._screen.desk, self.wish, _FIRST)
        if first is not None:
            self._show(first, keep=False)
        else:
            self._tell_changed()
        # All of them are counted when the first are drawn: it would take the processor from the drawing.
        self._later(DRAWN, keep=first is not None)

    def again(self) -> None:
        """Read the rows again at once, and their order seldom where that takes long, since others write all day."""
        if isinstance(source := self.table.source, InOrder):
            self._show(source.numbers, keep=True)
        self._later(max(0.0, self._rests_until - time.monotonic()), keep=True)

    def lay_out(self) -> None:
        """Have as many columns as there is room for."""
        if self.hits is not None:
            self._show_found(self.hits, keep=True)
        elif isinstance(source := self.table.source, InOrder):
            self._show(source.numbers, keep=True)

    def _later(self, seconds: float, *, keep: bool) -> None:
        """Read everything after so many seconds, once."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._screen.set_timer(max(seconds, 0.001), lambda: self._refill(keep=keep))

    def _refill(self, *, keep: bool) -> None:
        self._timer = None
        if self.text:
            self._find(keep=keep)
        else:
            self._order(keep=keep)

    def _order(self, *, keep: bool) -> None:
        wish = self.wish

        def read(desk: Desk) -> "tuple[array[int], float]":
            started = time.monotonic()
            return browsing.in_order(desk, wish), time.monotonic() - started

        def shown(found: "tuple[array[int], float]") -> None:
            numbers, took = found
            self._rests_until = time.monotonic() + _RESTS * took
            self.is_whole = True
            self._show(numbers, keep=keep)
            if wish.words and not numbers:
                self._tell_strange(wish.words)

        self.beside.ask(read, shown)

    def _tell_strange(self, words: Sequence[str]) -> None:
        from crm_cli.services.customer_filters import read_asked
        from crm_cli.services.filter_words import strange_words

        self.beside.ask(lambda desk: strange_words(desk, read_asked(desk, words)), self._warn, "words")

    def _warn(self, sentences: list[str]) -> None:
        for sentence in sentences:
            self._screen.tell(sentence, "warning")

    def _show(self, numbers: Sequence[int], *, keep: bool) -> None:
        table = self.table
        fields = fields_in(table.size.width or self._screen.app.size.width)
        table.columns = columns(fields, self.wish.sort, turned=self.wish.turned)
        table.show(InOrder(self._screen.desk, numbers, fields), keep=keep)
        self._tell_changed()

    def _find(self, *, keep: bool) -> None:
        from crm_cli.services.search import search

        wish, text = self.wish, self.text
        if self._timer is not None:
            self._timer.stop()

        def read(desk: Desk) -> "list[SearchHit]":
            hits = search(desk, text, limit=_FOUND, mine=wish.mine)
            if not wish.words:
                return hits
            passed = browsing.passed(desk, wish, [hit.no for hit in hits])
            return [hit for hit in hits if hit.no in passed]

        self.beside.ask(read, lambda hits: self._show_found(hits, keep=keep))

    def _show_found(self, hits: "list[SearchHit]", *, keep: bool) -> None:
        self.hits = hits
        table = self.table
        narrow = table.size.width < _NARROW
        table.columns = NARROW_HITS if narrow else HITS
        table.show(Found(hits, narrow=narrow), keep=keep)
        self._tell_changed()

    def _tell_changed(self) -> None:
        self._screen.post_message(PagedTable.Marked(self.table))
        self._screen.post_message(PagedTable.Moved(self.table))

    def state(self) -> str:
        """Say how many there are, of whom, in which order and how narrowed."""
        wish, rows, marked = self.wish, self.table.rows, len(self.table.marked)
        if self.hits is not None:
            full = len(self.hits) == _FOUND
            counted = _("the best {count}") if full else ngettext("{count} found", "{count} found", rows)
        elif self.is_whole:
            counted = ngettext("{count} customer", "{count} customers", rows)
        else:
            counted = _("counting …")
        parts = (
            counted.format(count=f"{rows:,}"),
            _("{count} marked").format(count=f"{marked:,}") if marked else "",
            _("mine") if wish.mine else "",
            _("order: {column}").format(column=_(TITLES[wish.sort])) if self.hits is None else "",
            _("filter: {words}").format(words=_joined(wish.words)) if wish.words else "",
            _("closed too") if wish.closed else "",
        )
        return "  ".join(filter(None, parts))


def _joined(words: Sequence[str]) -> str:
    from crm_cli.services.saved_filters import joined

    return joined(words)
