"""Customers: one box that finds anything, and all of them in any order, narrowed; what is marked is acted on."""

import time
from array import array
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from crm_cli.domain.cleaning import clean
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services import browsing, saved_filters
from crm_cli.services.browsing import SORTS, Wish
from crm_cli.services.desk import Desk
from crm_cli.services.filter_words import strange_words
from crm_cli.services.many import MOST
from crm_cli.services.search import SearchHit, search
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.choice import Choice
from crm_cli.tui.commands import Command
from crm_cli.tui.customer_acts import ActsOnMarked
from crm_cli.tui.customer_filters import KeptFilters, Narrowing, Words
from crm_cli.tui.customer_preview import Preview
from crm_cli.tui.customer_table import HITS, NARROW_HITS, TITLES, Found, InOrder, columns, fields_in
from crm_cli.tui.newest import Newest
from crm_cli.tui.paged import PagedTable

_FOUND = 200
"""Customers that one search shows."""
_FIRST = 60
"""Customers that are shown before all of them are counted."""
_NARROW = 60
_RESTS = 9
"""After an order was read because others wrote, as many times as long as that took nothing is read for that."""


class CustomersScreen(ActsOnMarked):
    """All customers, or those that are found."""

    DEFAULT_CSS = """
    CustomersScreen #box { padding: 0 1; }
    CustomersScreen #state { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; }
    CustomersScreen Horizontal { height: 1fr; }
    CustomersScreen Preview { display: none; }
    CustomersScreen.-wide Preview { display: block; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (120, "-wide")]  # noqa: RUF012  # as Textual declares it
    OFFERS: ClassVar = (
        Command("open", "enter", N_("show"), N_("Open the customer under the cursor.")),
        Command("find", "slash", N_("find"), N_("Type what to find: a name, pinyin, a phone, a word of a note.")),
        Command("narrow", "f", N_("filter"), N_("Narrow the list: by city, stage, grade, owner, tag …")),
        Command("kept", "F", N_("kept filters"), N_("Take a filter that was kept, keep this one, or drop one.")),
        Command("sort", "o", N_("sort"), N_("Order by another column; a press on its title does the same.")),
        Command("turn", "O", N_("turn round"), N_("Turn the order round."), shown=False),
        Command("mine", "m", N_("mine / all"), N_("Show my customers only, or the firm's.")),
        Command("closed", "C", N_("closed too"), N_("Show closed customers too, or leave them out."), shown=False),
        Command("mark", "space", N_("select"), N_("Mark the customer, or take the mark off; then act on all marked.")),
        Command("mark_all", "ctrl+a,asterisk", N_("select all"), N_("Mark all that are listed, or none."), shown=False),
        *ActsOnMarked.ACTS,
        Command("clear", "escape", N_("clear"), N_("Take off the marks, then what was typed, then the filter."), shown=False),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._wish = Wish()
        self._beside: Newest | None = None
        self._hits: list[SearchHit] | None = None
        self._is_whole = False
        self._rests_until = 0.0
        self._was_left = False

    def compose(self) -> ComposeResult:
        """Put the box and the state of the list above the table, the customer beside it where there is room."""
        yield PlaceBar()
        yield Input(placeholder=_("Name, pinyin, phone, a word of a note"), id="box", compact=True)
        yield Static(id="state")
        with Horizontal():
            yield PagedTable(columns(fields_in(self.app.size.width), self._wish.sort, turned=False))
            yield Preview()
        yield CommandBar()

    @property
    def table(self) -> PagedTable:
        """The table of customers."""
        return self.query_one(PagedTable)

    @property
    def beside(self) -> Newest:
        """What is asked and done beside the screen."""
        if self._beside is None:
            self._beside = Newest(self)
        return self._beside

    def chosen(self) -> list[int]:
        """Return the numbers of the marked customers, of the one under the cursor where none is marked."""
        return self.table.chosen_keys()

    def on_mount(self) -> None:
        """Show the last touched."""
        self.table.focus()
        with self.spoken():
            self._list()

    def on_unmount(self) -> None:
        """Leave nothing running."""
        if self._beside is not None:
            self._beside.close()

    def on_screen_suspend(self) -> None:
        """Take note of being left, not of something that is asked over this screen."""
        self._was_left = not isinstance(self.app.screen, ModalScreen)

    def on_screen_resume(self) -> None:
        """Show what was changed on another screen."""
        if self._was_left:
            self._was_left = False
            self.reload()

    def reload(self) -> None:
        """Read the rows again at once, and their order, seldom where that takes long: others write all day."""
        source = self.table.source
        if isinstance(source, InOrder):
            self._show(source.numbers, keep=True)
        self.query_one(Preview).show(self.desk, self._here(), again=True)
        if (wait := self._rests_until - time.monotonic()) > 0:
            self._rests_until += wait
            self.set_timer(wait, self._refill)
        else:
            self._refill()

    def _refill(self) -> None:
        text = self.query_one(Input).value
        if text.strip():
            self._find(text, keep=True)
        else:
            self._order(keep=True)

    def _list(self) -> None:
        """Show the list from its beginning: its first rows at once where an index has them, then all of it."""
        self._hits, self._is_whole = None, False
        first = browsing.first(self.desk, self._wish, _FIRST)
        if first is not None:
            self._show(first, keep=False)
        else:
            self._tell_state()
        self._order(keep=first is not None)

    def _order(self, *, keep: bool) -> None:
        wish = self._wish

        def read(desk: Desk) -> "tuple[array[int], float]":
            started = time.monotonic()
            return browsing.in_order(desk, wish), time.monotonic() - started

        def shown(found: "tuple[array[int], float]") -> None:
            numbers, took = found
            self._rests_until = time.monotonic() + _RESTS * took
            self._is_whole = True
            self._show(numbers, keep=keep)
            if wish.words and not numbers:
                self._tell_strange(wish.words)

        self.beside.ask(read, shown)

    def _tell_strange(self, words: Words) -> None:
        from crm_cli.services.customer_filters import read_asked

        self.beside.ask(lambda desk: strange_words(desk, read_asked(desk, words)), self._warn, "words")

    def _warn(self, sentences: list[str]) -> None:
        for sentence in sentences:
            self.tell(sentence, "warning")

    def _show(self, numbers: Sequence[int], *, keep: bool) -> None:
        table = self.table
        fields = fields_in(table.size.width or self.app.size.width)
        table.columns = columns(fields, self._wish.sort, turned=self._wish.turned)
        table.show(InOrder(self.desk, numbers, fields), keep=keep)
        self._tell_state()
        self.on_paged_table_moved()

    def _find(self, text: str, *, keep: bool) -> None:
        wish = self._wish

        def read(desk: Desk) -> list[SearchHit]:
            hits = search(desk, text, limit=_FOUND, mine=wish.mine)
            if not wish.words:
                return hits
            passed = browsing.passed(desk, wish, [hit.no for hit in hits])
            return [hit for hit in hits if hit.no in passed]

        self.beside.ask(read, lambda hits: self._show_found(hits, keep=keep))

    def _show_found(self, hits: list[SearchHit], *, keep: bool) -> None:
        self._hits = hits
        table = self.table
        narrow = table.size.width < _NARROW
        table.columns = NARROW_HITS if narrow else HITS
        table.show(Found(hits, narrow=narrow), keep=keep)
        self._tell_state()
        self.on_paged_table_moved()

    def _tell_state(self) -> None:
        """Say how many there are, of whom, in which order and how narrowed."""
        wish, rows = self._wish, self.table.rows
        if self._hits is not None:
            counted = (
                _("the best {count}")
                if len(self._hits) == _FOUND
                else ngettext("{count} found", "{count} found", rows)
            )
            order = ""
        else:
            counted = (
                ngettext("{count} customer", "{count} customers", rows) if self._is_whole else _("counting …")
            )
            order = _("order: {column}").format(column=_(TITLES[wish.sort]))
        marked = len(self.table.marked)
        parts = (
            counted.format(count=f"{rows:,}"),
            _("{count} marked").format(count=f"{marked:,}") if marked else "",
            _("mine") if wish.mine else "",
            order,
            _("filter: {words}").format(words=saved_filters.joined(wish.words)) if wish.words else "",
            _("closed too") if wish.closed else "",
        )
        told = clean("  ".join(filter(None, parts)))
        self.query_one("#state", Static).update(Text(told, no_wrap=True, overflow="ellipsis"))

    def _here(self) -> int | None:
        line = self.table.line_here()
        return line.key if line is not None else None

    def on_paged_table_moved(self) -> None:
        """Show the customer under the cursor beside the list."""
        self.query_one(Preview).show(self.desk, self._here())

    def on_paged_table_marked(self) -> None:
        """Say how many are marked."""
        self._tell_state()

    def on_paged_table_chosen(self, event: PagedTable.Chosen) -> None:
        """Open the customer."""
        event.stop()
        self.do_open()

    def on_paged_table_title_pressed(self, event: PagedTable.TitlePressed) -> None:
        """Order by the column, or turn its order round."""
        sort = next((sort for sort, title in TITLES.items() if title == event.column.title), None)
        if sort == self._wish.sort:
            self.do_turn()
        elif sort is not None and self._hits is None:
            self._take(self._wish._replace(sort=sort, turned=False))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find what has been typed so far."""
        with self.spoken():
            if event.value.strip():
                self._find(event.value, keep=False)
            else:
                self._list()

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Go to what was found."""
        self.table.focus()

    def on_key(self, event: events.Key) -> None:
        """Go down from the box to what was found."""
        if event.key == "down" and isinstance(self.focused, Input):
            event.stop()
            self.table.focus()

    def on_resize(self) -> None:
        """Have as many columns as there is room for."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        if self._hits is not None:
            self._show_found(self._hits, keep=True)
        elif isinstance(source := self.table.source, InOrder):
            self._show(source.numbers, keep=True)

    def why_not(self, name: str) -> str | None:
        """Say that nobody in particular sits here, or that there is no row."""
        if name == "mine" and self.desk.me is None:
            return _("Nobody in particular sits here: open the desk with --as NAME.")
        if name in {"sort", "turn"} and self._hits is not None:
            return _("What is found stands with the best first; empty the box to order the list.")
        if name in {"open", "mark", *(one.name for one in self.ACTS)} and not self.chosen():
            return _("Choose a row first.")
        return None

    def do_open(self) -> None:
        """Open the customer under the cursor."""
        from crm_cli.tui.screens.customer import CustomerScreen

        if (no := self._here()) is not None:
            self.app.push_screen(CustomerScreen(no, self._beside_it))

    def _beside_it(self, by: int) -> int | None:
        """Move the cursor by so many rows and return the customer there, None at the end."""
        before = self._here()
        self.table.action_move(by)
        return self._here() if self._here() != before else None

    def do_find(self) -> None:
        """Go to the box."""
        self.query_one(Input).focus()

    def do_narrow(self) -> None:
        """Ask by what the list is narrowed."""
        Narrowing(self, self.beside, self._narrowed).begin(self._wish.words)

    def _narrowed(self, words: Words) -> None:
        self._take(self._wish._replace(words=words))

    def do_kept(self) -> None:
        """Take a filter that was kept, keep this one, or drop one."""
        KeptFilters(self, self._take).begin(self._wish)

    def do_sort(self) -> None:
        """Ask for the column."""

        def picked(place: int | None) -> None:
            if place is not None:
                self._take(self._wish._replace(sort=SORTS[place], turned=False))

        lines = [_(TITLES[sort]) for sort in SORTS]
        self.app.push_screen(Choice(_("Order by what?"), lines, at=SORTS.index(self._wish.sort)), picked)

    def do_turn(self) -> None:
        """Turn the order round."""
        self._take(self._wish._replace(turned=not self._wish.turned))

    def do_mine(self) -> None:
        """Show mine, or all."""
        self._take(self._wish._replace(mine=not self._wish.mine))

    def do_closed(self) -> None:
        """Show closed customers too, or leave them out."""
        self._take(self._wish._replace(closed=not self._wish.closed))

    def _take(self, wish: Wish) -> None:
        with self.spoken():
            before, self._wish = self._wish, wish
            try:
                browsing.check(self.desk, wish.words)
            except BaseException:
                self._wish = before
                raise
            if (text := self.query_one(Input).value).strip():
                self._find(text, keep=False)
            else:
                self._list()

    def do_mark(self) -> None:
        """Mark the customer under the cursor, or take its mark off."""
        self.table.action_mark()

    def do_mark_all(self) -> None:
        """Mark all that are listed, or none."""
        table = self.table
        source = table.source
        if table.marked:
            table.mark_only(())
        elif table.rows > MOST:
            self.tell(
                _("Narrow the list first: {most} can be marked at once.").format(most=f"{MOST:,}"), "warning"
            )
        elif isinstance(source, InOrder):
            table.mark_only(source.numbers)
        elif isinstance(source, Found):
            table.mark_only([hit.no for hit in source.hits])
        self._tell_state()

    def do_clear(self) -> None:
        """Take off the marks, then what was typed, then the filter."""
        box = self.query_one(Input)
        if self.table.marked:
            self.table.mark_only(())
            self._tell_state()
        elif box.value:
            box.value = ""
        elif self._wish.words:
            self._take(self._wish._replace(words=()))
        self.table.focus()
