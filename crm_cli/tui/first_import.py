"""A spreadsheet of customers before it comes in: its columns and what each was taken for, and what would become of it."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Static

from crm_cli.domain.cleaning import clean
from crm_cli.domain.titles import TITLES
from crm_cli.errors import CrmError
from crm_cli.exchange import importing
from crm_cli.exchange.headers import HEADERS, IGNORE
from crm_cli.exchange.import_words import counts_of, reasons_of
from crm_cli.exchange.importing import Loaded, Outcome, Reading
from crm_cli.exchange.xlsx import sheet_names
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.importing.intake import Block, Options
from crm_cli.tui.beside import Beside
from crm_cli.tui.choice import Choice
from crm_cli.tui.guarded import Guarded
from crm_cli.tui.paged import Column, Line, Made, PagedTable
from crm_cli.tui.setting_lines import NARROW

if TYPE_CHECKING:
    from crm_cli.tui.first_start import StartApp

_NOUN = "customers"
_LONGEST = 60
"""Letters of an example that are kept."""


class Seen:
    """What is known of a file: its columns with an example each, what a rehearsal came to, and a workbook's sheets."""

    def __init__(
        self, loaded: Loaded, examples: dict[int, str], outcome: Outcome | None, sheets: Sequence[str]
    ) -> None:
        self.loaded = loaded
        self.examples = examples
        self.outcome = outcome
        self.sheets = sheets


class ImportScreen(Guarded, Screen[None]):
    """The columns of a file, a row each; what a column holds is changed there, and then the file is taken in."""

    DEFAULT_CSS = """
    ImportScreen { layout: vertical; }
    ImportScreen #title { height: 1; }
    ImportScreen PagedTable { height: 1fr; }
    ImportScreen #counts { height: auto; max-height: 7; padding: 0 1; }
    ImportScreen #keys { height: auto; dock: bottom; background: $panel; }
    """
    BINDINGS: ClassVar = [
        Binding("i,ctrl+s", "go", show=False),
        Binding("s", "other_sheet", show=False),
        Binding("f", "other_file", show=False),
        Binding("escape", "leave", show=False),
    ]

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._mapping: dict[str, str] = {}
        self._sheet: str | None = None
        self._beside: Beside | None = None
        self._seen: Seen | None = None
        self._busy = ""

    @property
    def _start(self) -> "StartApp":
        from crm_cli.tui.first_start import StartApp

        assert isinstance(self.app, StartApp)  # noqa: S101  # no other program imports so
        return self.app

    def compose(self) -> ComposeResult:
        """Put the columns above what would come of them."""
        yield Static(
            Text(clean(str(self._path)), style="bold", no_wrap=True, overflow="ellipsis"), id="title"
        )
        yield PagedTable(self._columns())
        yield Static("", id="counts")
        yield Static(
            Text(_("⏎ another field   i take it in   f another file   esc back"), style="bold"), id="keys"
        )

    def _columns(self) -> tuple[Column, ...]:
        found = (Column(N_("column of the file")), Column(N_("goes to")), Column(N_("example")))
        return found[:2] if self.app.size.width < NARROW else found

    def on_mount(self) -> None:
        """Read the file."""
        self.query_one(PagedTable).focus()
        self._look()

    def on_unmount(self) -> None:
        """Leave nothing running."""
        self._close()

    def _close(self) -> None:
        if self._beside is not None:
            self._beside.interrupt()
            self._beside.close()
            self._beside = None

    def on_resize(self, _event: events.Resize) -> None:
        """Show as many columns as there is room for."""
        table = self.query_one(PagedTable)
        table.columns = self._columns()
        self._show()

    def _beside_it(self, desk: Desk) -> Beside:
        if self._beside is None:
            self._beside = Beside(desk)
        return self._beside

    def _reading(self) -> Reading:
        return Reading(mapping=dict(self._mapping), sheet=self._sheet)

    def _look(self) -> None:
        """Read the file and rehearse it, as the columns are taken just now."""
        self._busy = _("Reading …")
        self._tell()
        self.run_worker(self._looked(self._reading()), exclusive=True)

    async def _looked(self, reading: Reading) -> None:
        start = self._start
        try:
            desk = start.begun_desk()
            self._seen = await self._beside_it(desk).do(lambda desk: _seen(desk, self._path, reading))
            self._busy = ""
        except CrmError as error:
            self._busy = ""
            if self._seen is None:
                # A file that is none has nothing to show: another one is asked for, with the reason.
                start.pop_screen()
                start.ask_file()
            start.say(error)
            return
        self._show()
        self._tell()

    def _show(self) -> None:
        if self._seen is None:
            return
        loaded, sheets = self._seen.loaded, self._seen.sheets
        if len(sheets) > 1:
            told = _("{file}: sheet {name}, one of {count}").format(
                file=self._path, name=loaded.table.sheet, count=len(sheets)
            )
            head = Text(clean(told), style="bold", no_wrap=True, overflow="ellipsis")
            self.query_one("#title", Static).update(head)
            keys = _("⏎ another field   i take it in   s another sheet   f another file   esc back")
            self.query_one("#keys", Static).update(Text(keys, style="bold"))
        lines = []
        for at, header in enumerate(loaded.table.header):
            field = loaded.columns.get(at)
            title = _title(field) if field else _("not read")
            lines.append(Line(at, (header, title, self._seen.examples.get(at, "")), "" if field else "dim"))
        self.query_one(PagedTable).show(Made(lines), keep=True)

    def _tell(self) -> None:
        counts = self.query_one("#counts", Static)
        if self._busy or self._seen is None:
            counts.update(Text(self._busy, style="bold"))
            return
        outcome = self._seen.outcome
        if outcome is None:
            needed = _title(self._seen.loaded.missing[0])
            told = _("No column is taken for the {title} yet: stand on the one that is and press Enter.")
            counts.update(Text(told.format(title=needed), style="bold"))
            return
        told = _("Would come in: {counts}").format(counts=counts_of(outcome.report) or _("nothing"))
        text = Text(told, style="bold")
        for sentence in [*reasons_of(outcome.report), *outcome.loaded.table.warnings][:5]:
            text.append(f"\n{clean(sentence)}", style="not bold")
        counts.update(text)

    def on_paged_table_chosen(self, event: PagedTable.Chosen) -> None:
        """Ask what the column holds."""
        if self._busy or self._seen is None:
            return
        header = self._seen.loaded.table.header[event.key]
        if not header.strip():
            self.app.notify(
                _("A column without a title cannot be read; give it one in the file."), markup=False
            )
            return
        fields = [IGNORE, *HEADERS[_NOUN]]
        now = self._seen.loaded.columns.get(event.key, IGNORE)

        def picked(place: int | None) -> None:
            if place is not None:
                self._mapping[header] = fields[place]
                self._look()

        lines = [_("not read") if field == IGNORE else _title(field) for field in fields]
        question = _("What does the column {header} hold?").format(header=header)
        self.app.push_screen(Choice(question, lines, at=fields.index(now) if now in fields else 0), picked)

    def action_other_sheet(self) -> None:
        """Ask which sheet of the workbook the customers are on."""
        if self._busy or self._seen is None or len(sheets := self._seen.sheets) < 2:
            return

        def picked(place: int | None) -> None:
            if place is not None:
                self._sheet, self._mapping = sheets[place], {}
                self._look()

        now = self._seen.loaded.table.sheet
        at = sheets.index(now) if now in sheets else 0
        self.app.push_screen(Choice(_("Which sheet are the customers on?"), sheets, at=at), picked)

    def action_other_file(self) -> None:
        """Ask for another file."""
        if not self._busy:
            start = self._start
            start.pop_screen()
            start.ask_file()

    def action_leave(self) -> None:
        """Break off what is being done; else go back, and leave nothing."""
        if self._busy and self._beside is not None:
            self._beside.interrupt()
        else:
            self._start.pop_screen()
            self._start.drop()

    def action_go(self) -> None:
        """Take the file in."""
        if self._busy or self._seen is None:
            self.app.notify(self._busy, markup=False)
            return
        if self._seen.outcome is None or not self._seen.outcome.report.counts["created"]:
            self.app.notify(_("Nothing would come in."), severity="warning", markup=False)
            return
        self._busy = _("Coming in …")
        self._tell()
        self.run_worker(self._taken(self._reading()), exclusive=True)

    async def _taken(self, reading: Reading) -> None:
        start = self._start
        try:
            desk = start.begun_desk(really=True)
            # The rehearsal's may be nobody's: who begins has only now been added.
            self._close()
            outcome = await self._beside_it(desk).do(
                lambda desk: _take(desk, self._path, reading, self._rejects(), self._passed)
            )
        except CrmError as error:
            self._busy = ""
            self._tell()
            start.say(error)
            return
        self._busy = ""
        # The database is put in its place when nobody works at it any more.
        self._close()
        told = [f"{clean(self._path.name)}: {counts_of(outcome.report)}"]
        if outcome.rejects is not None:
            told.append(
                _("Rejected rows are in {path}; correct them there and import that file.").format(
                    path=outcome.rejects
                )
            )
        start.finish(told)

    def _rejects(self) -> Path | None:
        """Return where rejected rows go where nothing can be written beside the file; None is beside it."""
        if os.access(self._path.absolute().parent, os.W_OK):
            return None
        return self._start.path.absolute().with_name(f"{self._path.stem}.rejects.csv")

    def _passed(self, count: int) -> None:
        """Show how many rows have come in; told in the thread beside."""
        self._busy = _("Coming in: {count} rows …").format(count=f"{count:,}")
        self.app.call_from_thread(self._tell)


def _title(field: str) -> str:
    return _(TITLES[field]) if field in TITLES else field


def _seen(desk: Desk, path: Path, reading: Reading) -> Seen:
    """Read a file and rehearse it; raises what reading it raises."""
    loaded = importing.look(desk, _NOUN, path, reading)
    examples: dict[int, str] = {}
    page = next(iter(loaded.table.rows.pages), None)
    for at, cells in enumerate(page.columns if page is not None else ()):
        examples[at] = next((cell for cell in cells if cell.strip()), "")[:_LONGEST]
    sheets = sheet_names(path) if loaded.table.sheet else []
    if loaded.missing:
        return Seen(loaded, examples, None, sheets)
    options = _options(desk)._replace(dry_run=True)
    outcome = importing.import_file(desk, _NOUN, path, reading, options, keep_rejects=False)
    return Seen(loaded, examples, outcome, sheets)


def _take(
    desk: Desk, path: Path, reading: Reading, rejects: Path | None, passed: Callable[[int], None]
) -> Outcome:
    """Take a file in, and tell how many rows have passed."""

    def watch(blocks: Iterator[Block], _total: int) -> Iterator[Block]:
        count = 0
        for block in blocks:
            yield block
            count += block.size
            passed(count)

    return importing.import_file(desk, _NOUN, path, reading, _options(desk), rejects=rejects, watch=watch)


def _options(desk: Desk) -> Options:
    """Return how a first list is taken in: that of a rep who works alone is their own, as what they add by hand is."""
    me = desk.me
    return Options(add_reps=True, rep=me.name if me is not None and me.role == "rep" else None)
