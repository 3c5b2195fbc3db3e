"""Team: a row for each rep with the day's figures against goals, who has not reported, what is late; live."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from crm_cli.domain.cleaning import clean
from crm_cli.domain.number_words import TITLES
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.board import KEYS, Board, BoardRow, cell, goal_lines, late_line, read_board, report_cell
from crm_cli.reports.scope import Scope
from crm_cli.reports.team_form import SHORT
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.commands import Command
from crm_cli.tui.days import DAYS, DayScreen
from crm_cli.tui.paged import Column, Line, Made, PagedTable

_NAME, _LATE, _REPORT = 10, 9, 11
_LEAST, _MOST = 8, 12
"""Cells of a column of a number."""
_EACH = 30
"""Seconds after which callbacks are late that were not, though nobody wrote anything."""


class TeamScreen(DayScreen):
    """The board of the firm or a team; the row under the cursor in full beside it."""

    OFFERS: ClassVar = (
        Command("open", "enter", N_("report"), N_("Open the daily report of the rep under the cursor.")),
        Command("sort", "o", N_("sort"), N_("Order by the next number, the most first.")),
        *DAYS,
    )
    DEFAULT_CSS = """
    TeamScreen #head { height: auto; max-height: 2; }
    TeamScreen #body { height: 1fr; layout: horizontal; }
    TeamScreen PagedTable { width: 1fr; height: 1fr; }
    TeamScreen #rep { width: 52; height: 1fr; padding: 0 1; border-left: solid $accent; }
    TeamScreen.-narrow #body { layout: vertical; }
    TeamScreen.-narrow #rep { width: 1fr; height: 8; padding: 0; border: none; border-top: solid $accent; }
    TeamScreen.-low #rep { display: none; }
    TeamScreen.-low CommandBar { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (130, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]
        self._sort: str | None = None
        self._board: Board | None = None

    def compose(self) -> ComposeResult:
        """Put the row under the cursor beside the table, on a narrow screen below it."""
        yield PlaceBar()
        yield Static("", id="head")
        with Container(id="body"):
            yield PagedTable(())
            with VerticalScroll(id="rep", can_focus=False):
                yield Static("", id="rep-text")
        yield CommandBar()

    @property
    def table(self) -> PagedTable:
        """The table of reps."""
        return self.query_one(PagedTable)

    def first_scope(self) -> Scope:
        """Return the firm."""
        return Scope("firm", self.desk.firm.name)

    def scopes(self) -> list[Scope]:
        """Return the firm and its teams."""
        return [one for one in super().scopes() if one.kind != "rep"]

    def on_mount(self) -> None:
        """Read the board, and again as time goes by."""
        self.table.focus()
        self.reload()
        self.set_interval(_EACH, self._again)

    def _again(self) -> None:
        if self.is_current:
            self.reload()

    def reload(self) -> None:
        """Read the board again; the cursor stays on its rep."""
        scope, day, sort = self.scope, self.day, self._sort
        self._put_head()
        self.read_beside(lambda desk: read_board(desk, scope, day, sort), self._show)

    def _show(self, board: Board) -> None:
        self._board = board
        self._put_head()
        self._put_rows()
        self.query_one(CommandBar).refresh()

    def _put_head(self) -> None:
        head = Text(clean(self.heading()), style="bold")
        board = self._board
        if board is None:
            head.append("  " + _("reading …"), style="dim not bold")
        elif board.expected:
            told = _("Reports {count} of {whole}").format(
                count=board.expected - len(board.missing), whole=board.expected
            )
            if board.missing:
                told = _("{told}; not yet: {names}").format(told=told, names=_(", ").join(board.missing))
            head.append(f"  {clean(told)}", style="not bold")
        if board is not None and (late := board.sums[-1].late):
            head.append(f"  {_('Late callbacks')} {len(late)}", style="bold red")
        self.query_one("#head", Static).update(head)

    def _put_rows(self) -> None:
        board, table = self._board, self.table
        if board is None or not table.size.width:
            return
        # The number by which it is ordered is always seen.
        keys = list(dict.fromkeys((board.sort, *KEYS)))
        columns, room = [], table.size.width - _NAME - _LATE - _REPORT - 5
        for key in keys:
            title = SHORT.get(key, TITLES[key])
            width = max(_LEAST, min(_MOST, cell_len(_(title))))
            if room < width:
                break
            columns.append(Column(title, width, right=True))
            room -= width + 1
        shown = keys[: len(columns)]
        table.columns = (
            Column(N_("rep"), _NAME + max(0, min(room, 12))),
            Column(N_("report"), _REPORT),
            Column(N_("callbacks"), _LATE, right=True),
            *columns,
        )
        lines = [self._line(board, row, shown) for row in board.reps]
        # The sums are no rows to act on, so the cursor passes over them.
        lines += [self._line(board, row, shown)._replace(key=None, style="bold") for row in board.sums]
        table.show(Made(lines), keep=True)
        self._put_rep()

    def _line(self, board: Board, row: BoardRow, keys: Sequence[str]) -> Line:
        name = row.did.name if row.did.level != "total" else _("all")
        late = _("{count} late").format(count=len(row.late)) if row.late else ""
        cells = (name, report_cell(self.desk, row), late, *(cell(board, row, key) for key in keys))
        return Line(row.did.no, cells)

    def on_resize(self, _event: events.Resize) -> None:
        """Show as many numbers as there is room for."""
        self.call_after_refresh(self._put_rows)

    def on_paged_table_moved(self, _event: PagedTable.Moved) -> None:
        """Show the row under the cursor in full."""
        self._put_rep()

    def on_paged_table_chosen(self, _event: PagedTable.Chosen) -> None:
        """Open the rep's report."""
        self.action_do("open")

    def _row(self) -> BoardRow | None:
        here = self.table.line_here()
        if self._board is None or here is None:
            return None
        return next((row for row in self._board.reps if row.did.no == here.key), None)

    def _put_rep(self) -> None:
        row, board = self._row(), self._board
        text = Text()
        if row is not None and board is not None:
            text.append(clean(f"{row.did.name}  {row.did.team}") + "\n", style="bold")
            if row.late:
                text.append(_("Late callbacks") + f" {len(row.late)}\n", style="bold")
            for one in row.late:
                text.append(clean(late_line(self.desk, one)) + "\n")
            width = max(self.query_one("#rep").scrollable_content_region.width - 1, 30)
            for line in goal_lines(board, row, width):
                text.append(f"{line}\n")
        text.rstrip()
        self.query_one("#rep-text", Static).update(text)

    def why_not(self, name: str) -> str | None:
        """Say what keeps a command from being done."""
        if name == "open" and self._row() is None:
            return _("Choose a row first.")
        return super().why_not(name)

    def do_open(self) -> None:
        """Open the report of the rep under the cursor."""
        row = self._row()
        assert row is not None  # noqa: S101  # why_not said so
        self.the_app.go("report")
        shown = self.app.screen_stack[0]
        assert isinstance(shown, DayScreen)  # noqa: S101  # the report is one
        shown.show_of(Scope("rep", row.did.name, row.did.no), self.day)

    def do_sort(self) -> None:
        """Order by the next number."""
        board = self._board
        at = KEYS.index(board.sort) if board is not None and board.sort in KEYS else -1
        self._sort = KEYS[(at + 1) % len(KEYS)]
        self.reload()

    def do_mine(self) -> None:
        """Show my team, or the firm when it is shown already."""
        me = self.desk.me
        if me is None or me.team_no is None or self.scope.kind == "team":
            self._scope = None
        else:
            self._scope = Scope("team", me.team, me.team_no)
        self.turned()
