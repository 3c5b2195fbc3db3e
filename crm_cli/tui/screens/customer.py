"""A customer: its file, edited where it stands, and one timeline of all that happened and will."""

from collections.abc import Callable
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from crm_cli.domain.cleaning import clean
from crm_cli.errors import NotFoundError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.customer_file import CustomerFile, customer_file
from crm_cli.services.timeline import KINDS, Timeline
from crm_cli.tui import customer_past as past
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.commands import Command
from crm_cli.tui.customer_alike import ShowsAlike
from crm_cli.tui.customer_edits import Key
from crm_cli.tui.customer_lines import Shown, head, lines
from crm_cli.tui.customer_logs import LogsTouches
from crm_cli.tui.over import LeftOnce
from crm_cli.tui.paged import Column, Made, PagedTable
from crm_cli.tui.read_pane import ReadPane

_WIDE = 100
_ROOM = 60
"""Cells from which a timeline has all its columns."""
_SHOWN = "event"
"""What a line of the past is that is only shown, whatever else Enter edits."""


class CustomerScreen(ShowsAlike, LeftOnce[Any]):
    """One customer; `beside` moves the list it was opened from by so many rows and gives the customer there."""

    DEFAULT_CSS = """
    CustomerScreen #who { height: 2; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    CustomerScreen #both { height: 1fr; }
    CustomerScreen #file { width: 1fr; }
    CustomerScreen #past { width: 1fr; }
    CustomerScreen.-wide #file { width: 46; }
    CustomerScreen.-wide #past { border-left: solid $panel; }
    CustomerScreen.-slim #past { display: none; }
    CustomerScreen.-slim.-later #past { display: block; }
    CustomerScreen.-slim.-later #file { display: none; }
    """
    TITLE = N_("Customer")
    PLACE = "customer"
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (_WIDE, "-wide")]  # noqa: RUF012  # as Textual declares it
    OFFERS: ClassVar = (
        Command("back", "escape,q", N_("back"), N_("Go back to where the customer was opened.")),
        Command("other", "tab", N_("file / past"), N_("Go from the file to what happened, and back.")),
        *LogsTouches.EDITS,
        *LogsTouches.LOGS,
        *ShowsAlike.ALIKE,
        Command("everything", "e", N_("all fields"), N_("Show the fields that say nothing yet, too, or hide them.")),
        Command("next", "right_square_bracket,n", N_("next"), N_("Open the next customer of the list."), shown=False),
        Command("before", "left_square_bracket,p", N_("previous"), N_("Open the customer before."), shown=False),
        *past.OFFERS,
    )  # fmt: skip

    def __init__(self, no: int, beside: Callable[[int], int | None] | None = None) -> None:
        super().__init__()
        self._no = no
        self._beside = beside
        self._file: CustomerFile | None = None
        self._shown = Shown()
        self._kind = ""

    def compose(self) -> ComposeResult:
        """Put the file beside what happened, or one of them where there is little room."""
        yield PlaceBar()
        yield Static(id="who")
        with Horizontal(id="both"):
            yield PagedTable((Column("", 14), Column("")), id="file")
            with Vertical(id="past"):
                yield past.KindBar()
                yield PagedTable(past.COLUMNS, id="timeline")
        yield CommandBar()

    @property
    def file(self) -> CustomerFile:
        """The file that is shown."""
        assert self._file is not None  # noqa: S101  # read before anything is shown
        return self._file

    @property
    def _lines(self) -> PagedTable:
        return self.query_one("#file", PagedTable)

    @property
    def _past(self) -> PagedTable:
        return self.query_one("#timeline", PagedTable)

    def on_mount(self) -> None:
        """Read the file at once, and what happened when that is drawn."""
        self._lines.focus()
        if self._read():
            self._draw(keep=False)
            self.call_after_refresh(self._draw_past, keep=False)
            self.seek_alike()

    def on_resize(self) -> None:
        """Have as many columns as there is room for."""
        self.call_after_refresh(self._draw_past, keep=True)

    def reload(self) -> None:
        """Read everything again; both cursors stay where they are."""
        if self._read():
            self._draw(keep=True)
            self._draw_past(keep=True)

    def _read(self) -> bool:
        """Read the file; a customer that is there no more is left."""
        try:
            self._file = customer_file(self.desk, f"c{self._no}", with_timeline=False)
        except NotFoundError as error:
            self.tell(error.sentence, "warning")
            self.dismiss()
            return False
        return True

    def _draw(self, *, keep: bool) -> None:
        first, second = head(self.desk, self.file)
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(clean(first), style="bold")
        text.append(f"\n{clean(second)}", style="bold red" if self.file.bans else "")
        self.query_one("#who", Static).update(text)
        made = lines(self.desk, self.file, self._shown)
        # Below the heading of the card.
        self._lines.show(Made([*made[:1], *self.alike_lines(), *made[1:]]), keep=keep)

    def _draw_past(self, *, keep: bool) -> None:
        if self._file is None:
            return
        with self.spoken():
            narrow = self._past.size.width < _ROOM
            kinds = [self._kind] if self._kind else KINDS
            self._past.columns = past.NARROW if narrow else past.COLUMNS
            self._past.show(past.Happened(Timeline(self.desk, self._no, kinds), narrow=narrow), keep=keep)
            self.query(CommandBar).refresh()

    def key_here(self) -> Key | None:
        """Return what the line under the cursor is about, in the file or in what happened."""
        table = self._past if self._past.has_focus else self._lines
        line = table.line_here()
        if line is None or line.key is None:
            return None
        if table is not self._past:
            found: Key = line.key
            return found
        noun, no = past.about(line.key)
        file = self.file
        stands = {
            "step": {one.no for one in file.steps},
            "plan": {one.no for one in file.plans},
            "memo": {one.no for one in file.memos},
        }
        return (noun, no) if no in stands.get(noun, ()) else (_SHOWN, line.key)

    def _edit_event(self, name: str) -> None:
        source = self._past.source
        if isinstance(source, past.Happened) and (event := source.events.get(name)) is not None:
            title = f"{self.file.customer.name}  {event.no}"
            self.app.push_screen(ReadPane(title, past.details(self.desk, event)))

    def toggle_person(self, no: int) -> None:
        """Show a person's own fields under the person, or hide them."""
        self._shown = self._shown._replace(people=self._shown.people ^ {no})
        self._draw(keep=True)

    def commands(self) -> tuple[Command, ...]:
        """Return what can be done here; Enter is called what it does with the line under the cursor."""
        key = self.key_here() if self._file is not None else None
        if key is None or key[0] != _SHOWN:
            return self.OFFERS
        return tuple(one._replace(label=N_("show")) if one.name == "edit" else one for one in self.OFFERS)

    def on_paged_table_moved(self, _event: PagedTable.Moved) -> None:
        """Say at the foot what can be done with the line."""
        self.query(CommandBar).refresh()

    def on_descendant_focus(self) -> None:
        """Say at the foot what can be done in this half."""
        self.query(CommandBar).refresh()

    def on_paged_table_chosen(self, event: PagedTable.Chosen) -> None:
        """Edit the line."""
        event.stop()
        self.action_do("edit")

    def why_not(self, name: str) -> str | None:
        """Return what keeps a command from being done."""
        if name in {"next", "before"} and self._beside is None:
            return _("The customer was not opened from a list.")
        if name == "alike" and not self.alike.pairs:
            return _("It looks like no other customer.")
        if any(name == one.name for one in self.EDITS):
            return self.why_not_edit(name)
        return None

    def action_do(self, name: str) -> None:
        """Do a command; those of the kinds share one."""
        if name.startswith(past.KIND):
            self._show_kind(name.removeprefix(past.KIND))
        else:
            super().action_do(name)

    def _show_kind(self, kind: str) -> None:
        """Show a kind alone; the same once more shows all again."""
        self._kind = "" if kind == self._kind else kind
        bar = self.query_one(past.KindBar)
        bar.kind = self._kind
        bar.refresh()
        self.add_class("-later")
        self._draw_past(keep=False)
        self._past.focus()

    def do_back(self) -> None:
        """Go back."""
        self.dismiss()

    def do_other(self) -> None:
        """Go to the other half."""
        to_past = not self._past.has_focus
        self.set_class(to_past, "-later")
        (self._past if to_past else self._lines).focus()

    def do_everything(self) -> None:
        """Show every field, or those that say something."""
        self._shown = self._shown._replace(everything=not self._shown.everything)
        self._draw(keep=True)

    def do_next(self) -> None:
        """Open the next customer of the list."""
        self._go(1)

    def do_before(self) -> None:
        """Open the customer before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        no = self._beside(by) if self._beside is not None else None
        if no is None:
            self.tell(_("There is no other."), "warning")
            return
        self.show(no)

    def draw_alike(self) -> None:
        """Show which customers look like this one."""
        if self.alike.pairs:
            self._draw(keep=True)

    def show(self, no: int) -> None:
        """Show another customer in the place of this one."""
        self._no, self._shown = no, self._shown._replace(people=frozenset())
        if self._read():
            self.seek_alike()
            self._draw(keep=False)
            self._draw_past(keep=False)
