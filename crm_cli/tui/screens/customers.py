"""Customers: one box that finds anything, and all of them in any order, narrowed; what is marked is acted on."""

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Static

from crm_cli.domain.cleaning import clean
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import browsing
from crm_cli.services.browsing import SORTS, Wish
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.commands import Command, DeskScreen
from crm_cli.tui.customer_acts import ACTS, MarkedActs
from crm_cli.tui.customer_list import DRAWN, CustomerList
from crm_cli.tui.customer_table import TITLES, Found, InOrder, columns, fields_in
from crm_cli.tui.newest import Newest
from crm_cli.tui.paged import PagedTable

if TYPE_CHECKING:
    from textual.widgets import Input

    from crm_cli.tui.customer_preview import Preview

_HINT = N_("Name, pinyin, phone, a word of a note")
_WIDE = 120


class CustomersScreen(DeskScreen):
    """All customers, or those that are found."""

    DEFAULT_CSS = """
    CustomersScreen #hint, CustomersScreen #box { height: 1; padding: 0 1; }
    CustomersScreen #state { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; }
    CustomersScreen Horizontal { height: 1fr; }
    """
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
        *ACTS,
        Command("clear", "escape", N_("clear"), N_("Take off the marks, then what was typed, then the filter."), shown=False),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._list = CustomerList(self)
        self._acts = MarkedActs(self, self._list)
        self._was_left = False
        self._box: Input | None = None
        self._preview: Preview | None = None

    def compose(self) -> ComposeResult:
        """Put the box and the state of the list above the table, the customer beside it where there is room."""
        yield PlaceBar()
        yield Static(Text(_(_HINT), style="dim"), id="hint")
        yield Static(id="state")
        with Horizontal():
            yield PagedTable(columns(fields_in(self.app.size.width), SORTS[0], turned=False))
        yield CommandBar()

    @property
    def table(self) -> PagedTable:
        """The table of customers."""
        return self.query_one(PagedTable)

    @property
    def beside(self) -> Newest:
        """What is asked and done beside the screen."""
        return self._list.beside

    def on_mount(self) -> None:
        """Show the last touched, and when they are drawn the box and the customer under the cursor."""
        self.table.focus()
        self.set_timer(DRAWN, self._furnish)
        with self.spoken():
            self._list.begin()

    def _furnish(self) -> None:
        """Put the box in the place of its hint, and the customer beside the list: both take a while to be made."""
        from crm_cli.tui.customer_preview import Preview
        from crm_cli.tui.line import Entry

        if self._box is not None:
            return
        self._box, self._preview = Entry(placeholder=_(_HINT), id="box", compact=True), Preview()
        self._preview.display = False
        hint = self.query_one("#hint")
        self.mount(self._box, before=hint)
        hint.display = False
        self.query_one(Horizontal).mount(self._preview)
        self.call_after_refresh(self._show_preview)

    def on_unmount(self) -> None:
        """Leave nothing running."""
        self._list.close()

    def on_screen_suspend(self) -> None:
        """Take note of being left, not of something that is asked over this screen."""
        self._was_left = not isinstance(self.app.screen, ModalScreen)

    def on_screen_resume(self) -> None:
        """Show what was changed on another screen."""
        if self._was_left:
            self._was_left = False
            self.reload()

    def reload(self) -> None:
        """Read again what is shown."""
        self._list.again()
        self._show_preview(again=True)

    def on_paged_table_moved(self) -> None:
        """Show the customer under the cursor beside the list."""
        self._show_preview()

    def _show_preview(self, *, again: bool = False) -> None:
        if (preview := self._preview) is not None and preview.is_mounted:
            preview.display = self.app.size.width >= _WIDE
            preview.show(self.desk, self._here(), again=again)

    def _here(self) -> int | None:
        line = self.table.line_here()
        return line.key if line is not None else None

    def on_paged_table_marked(self) -> None:
        """Say how many there are, and how many are marked."""
        told = Text(clean(self._list.state()), no_wrap=True, overflow="ellipsis")
        self.query_one("#state", Static).update(told)

    def on_paged_table_chosen(self, event: PagedTable.Chosen) -> None:
        """Open the customer."""
        event.stop()
        self.do_open()

    def on_paged_table_title_pressed(self, event: PagedTable.TitlePressed) -> None:
        """Order by the column, or turn its order round."""
        sort = next((sort for sort, title in TITLES.items() if title == event.column.title), None)
        if sort == self._list.wish.sort:
            self.do_turn()
        elif sort is not None and self._list.hits is None:
            self._take(self._list.wish._replace(sort=sort, turned=False))

    def on_input_changed(self) -> None:
        """Find what has been typed so far."""
        assert self._box is not None  # noqa: S101  # nothing else is typed in
        self._list.text = self._box.value.strip()
        with self.spoken():
            self._list.begin()

    def on_input_submitted(self) -> None:
        """Go to what was found."""
        self.table.focus()

    def on_key(self, event: events.Key) -> None:
        """Go down from the box to what was found."""
        if event.key == "down" and self.focused is not None and self.focused is self._box:
            event.stop()
            self.table.focus()

    def on_resize(self) -> None:
        """Have the customer beside the list where there is room."""
        self._show_preview()

    def on_paged_table_widened(self) -> None:
        """Have as many columns as there is room for."""
        self._list.lay_out()

    def why_not(self, name: str) -> str | None:
        """Say that nobody in particular sits here, or that there is no row."""
        if name == "mine" and self.desk.me is None:
            return _("Nobody in particular sits here: open the desk with --as NAME.")
        if name in {"sort", "turn"} and self._list.hits is not None:
            return _("What is found stands with the best first; empty the box to order the list.")
        if name in {"open", "mark", *(one.name for one in ACTS)} and not self.table.chosen_keys():
            return _("Choose a row first.")
        return None

    def action_do(self, name: str) -> None:
        """Do a command; those on marked customers are done elsewhere."""
        if any(name == one.name for one in ACTS) and self.why_not(name) is None:
            self.act_as(name)
            with self.spoken():
                self._acts.do(name)
        else:
            super().action_do(name)

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
        self._furnish()
        if self._box is not None:
            self._box.focus()

    def do_narrow(self) -> None:
        """Ask by what the list is narrowed."""
        from crm_cli.tui.customer_filters import Narrowing

        now = self._list.wish
        Narrowing(self, self.beside, lambda words: self._take(now._replace(words=words))).begin(now.words)

    def do_kept(self) -> None:
        """Take a filter that was kept, keep this one, or drop one."""
        from crm_cli.tui.customer_filters import KeptFilters

        KeptFilters(self, self._take).begin(self._list.wish)

    def do_sort(self) -> None:
        """Ask for the column."""
        from crm_cli.tui.choice import Choice

        now = self._list.wish

        def picked(place: int | None) -> None:
            if place is not None:
                self._take(now._replace(sort=SORTS[place], turned=False))

        lines = [_(TITLES[sort]) for sort in SORTS]
        self.app.push_screen(Choice(_("Order by what?"), lines, at=SORTS.index(now.sort)), picked)

    def do_turn(self) -> None:
        """Turn the order round."""
        self._take(self._list.wish._replace(turned=not self._list.wish.turned))

    def do_mine(self) -> None:
        """Show mine, or all."""
        self._take(self._list.wish._replace(mine=not self._list.wish.mine))

    def do_closed(self) -> None:
        """Show closed customers too, or leave them out."""
        self._take(self._list.wish._replace(closed=not self._list.wish.closed))

    def _take(self, wish: Wish) -> None:
        """Show another list, unless its filter means nothing."""
        with self.spoken():
            browsing.check(self.desk, wish.words)
            self._list.wish = wish
            self._list.begin()

    def do_mark(self) -> None:
        """Mark the customer under the cursor, or take its mark off."""
        self.table.action_mark()

    def do_mark_all(self) -> None:
        """Mark all that are listed, or none."""
        from crm_cli.services.many import MOST

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

    def do_clear(self) -> None:
        """Take off the marks, then what was typed, then the filter."""
        if self.table.marked:
            self.table.mark_only(())
        elif self._box is not None and self._box.value:
            self._box.value = ""
        elif self._list.wish.words:
            self._take(self._list.wish._replace(words=()))
        self.table.focus()
