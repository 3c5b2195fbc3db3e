"""History: who did what and when, the last first."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import history
from crm_cli.storage.journal import ChangeBrief
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.commands import Command, DeskScreen
from crm_cli.tui.paged import Column, Line, PagedTable

_SHOWN = 1_000
"""Changes that are shown; the shell shows them all."""


class _Changes:
    def __init__(self, screen: DeskScreen) -> None:
        self._desk = screen.desk
        self._rows: list[ChangeBrief] = history.changes(screen.desk, limit=_SHOWN)

    def count(self) -> int:
        return len(self._rows)

    def lines(self, first: int, size: int) -> Sequence[Line]:
        return [
            Line(
                row.no,
                (
                    str(number("change", row.no)),
                    f"{self._desk.wall(row.at):%m-%d %H:%M}",
                    row.actor,
                    words.label("change_kind", row.kind) if row.kind != "do" else "",
                    row.command,
                ),
                "dim" if row.undone_by_no is not None else "",
            )
            for row in self._rows[first : first + size]
        ]


class HistoryScreen(DeskScreen):
    """Changes, each with its command."""

    OFFERS: ClassVar = (
        Command("redo", "r", N_("redo"), N_("Do again what was taken back last.")),
        Command("undo_this", "U", N_("undo this"), N_("Take back the change under the cursor.")),
    )

    def compose(self) -> ComposeResult:
        """Put the table between the bars."""
        yield PlaceBar()
        yield PagedTable(
            (
                Column(N_("no."), 9),
                Column(N_("time"), 12),
                Column(N_("who"), 10),
                Column(N_("what"), 8),
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
        self.query_one(PagedTable).show(_Changes(self), keep=True)

    def why_not(self, name: str) -> str | None:
        """Say that there is nothing to take back."""
        if name == "undo_this" and self.query_one(PagedTable).line_here() is None:
            return _("There is no change here.")
        return None

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
