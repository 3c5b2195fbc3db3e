"""History: who did what and when, the last first."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult

from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import history
from crm_cli.services.change_words import said_of, told, touched
from crm_cli.services.desk import Desk
from crm_cli.services.wording import Wording
from crm_cli.storage.journal import ChangeBrief
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.commands import Command, DeskScreen
from crm_cli.tui.paged import Column, Line, PagedTable
from crm_cli.tui.read_pane import ReadPane

_SHOWN = 1_000
"""Changes that are shown; the shell shows them all."""


class _Changes:
    """Changes as lines; what each touched is read when it is shown."""

    def __init__(self, desk: Desk, actor: str | None) -> None:
        self._desk = desk
        self._rows: list[ChangeBrief] = history.changes(desk, actor=actor, limit=_SHOWN)
        self._wording = Wording(desk)

    def count(self) -> int:
        return len(self._rows)

    def lines(self, first: int, size: int) -> Sequence[Line]:
        return [self._line(row) for row in self._rows[first : first + size]]

    def place(self, key: Any) -> int | None:
        return next((at for at, row in enumerate(self._rows) if row.no == key), None)

    def change(self, key: Any) -> ChangeBrief | None:
        """Return the change of a line, None where it is gone."""
        place = self.place(key)
        return self._rows[place] if place is not None else None

    def _line(self, row: ChangeBrief) -> Line:
        cells = (
            str(number("change", row.no)),
            f"{self._desk.wall(row.at):%m-%d %H:%M}",
            row.actor,
            touched(self._wording, row),
            said_of(row),
        )
        return Line(row.no, cells, "dim" if row.undone_by_no is not None else "")


class HistoryScreen(DeskScreen):
    """Changes, each with what it touched and its command."""

    OFFERS: ClassVar = (
        Command(
            "show", "enter", N_("show"), N_("Show what the change under the cursor did, field by field.")
        ),
        Command("redo", "r", N_("redo"), N_("Do again what was taken back last.")),
        Command("undo_this", "U", N_("undo this"), N_("Take back the change under the cursor.")),
        Command("mine", "m", N_("mine / all"), N_("Show what I did only, or what everybody did.")),
    )

    def __init__(self) -> None:
        super().__init__()
        self._is_mine = False

    def compose(self) -> ComposeResult:
        """Put the table between the bars."""
        yield PlaceBar()
        yield PagedTable(
            (
                Column(N_("no."), 9),
                Column(N_("time"), 12),
                Column(N_("who"), 10),
                Column(N_("what")),
                Column(N_("command")),
            )
        )
        yield CommandBar()

    def on_mount(self) -> None:
        """Show the last change first."""
        self.reload()
        self.query_one(PagedTable).focus()

    def reload(self) -> None:
        """Read again what is shown."""
        actor = self.desk.me.name if self._is_mine and self.desk.me else None
        self._changes = _Changes(self.desk, actor)
        self.query_one(PagedTable).show(self._changes, keep=True)

    def why_not(self, name: str) -> str | None:
        """Say that there is nothing under the cursor, or that nobody knows who I am."""
        if name == "mine" and self.desk.me is None:
            return _("Nobody in particular sits here: open the desk with --as NAME.")
        if name in {"show", "undo_this"} and self.query_one(PagedTable).line_here() is None:
            return _("There is no change here.")
        return None

    def on_paged_table_chosen(self, _event: PagedTable.Chosen) -> None:
        """Show what it did."""
        self.action_do("show")

    def do_show(self) -> None:
        """Show what the change under the cursor did."""
        line = self.query_one(PagedTable).line_here()
        change = self._changes.change(line.key) if line is not None else None
        if change is not None:
            title = f"{number('change', change.no)}  {said_of(change)}"
            self.app.push_screen(ReadPane(title, told(Wording(self.desk), change)))

    def do_mine(self) -> None:
        """Show mine, or everybody's."""
        self._is_mine = not self._is_mine
        self.reload()

    def do_redo(self) -> None:
        """Do again what was taken back last."""
        receipt = history.redo(self.desk)
        self.said(receipt.lines, receipt.warnings)

    def do_undo_this(self) -> None:
        """Take back the change under the cursor."""
        line = self.query_one(PagedTable).line_here()
        if line is not None:
            receipt = history.undo(self.desk, number("change", line.key))
            self.said(receipt.lines, receipt.warnings)
