"""A file that is picked from its folder, or typed; Tab completes, and only spreadsheets and folders are offered."""

import os
from itertools import islice
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from crm_cli.domain.cleaning import clean
from crm_cli.errors import system_reason
from crm_cli.i18n import gettext as _
from crm_cli.tui.guarded import Guarded
from crm_cli.tui.line import Entry

KINDS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt"})
"""Endings of the files that are offered; any other may be typed."""
_LOOKED_AT, _OFFERED = 20_000, 300
"""Entries of a folder that are looked at, and those that are shown."""


class FilePicker(Guarded, ModalScreen[Path | None]):
    """A line for a path over what its folder holds; gives back a file, None for none."""

    DEFAULT_CSS = """
    FilePicker { align: center middle; }
    #picker { width: 95%; max-width: 90; height: 90%; border: round $accent; padding: 0 1; background: $surface; }
    #picker Static { height: auto; }
    #picker Input { height: 1; }
    #picker OptionList { height: 1fr; border: none; background: $surface; }
    """
    BINDINGS: ClassVar = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("tab", "complete", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
    ]

    def __init__(self, question: str, typed: str = "") -> None:
        super().__init__()
        self._question = question
        self._typed = typed
        self._found: list[Path] = []

    def compose(self) -> ComposeResult:
        """Put the line above the folder."""
        with Vertical(id="picker"):
            yield Static(Text(clean(self._question), style="bold"))
            yield Entry(self._typed or _shown(Path.cwd()), compact=True, select_on_focus=False)
            yield OptionList(compact=True)
            yield Static("", id="wrong")
            yield Static(Text(_("⏎ takes it   tab completes   ↑ ↓ choose   esc back"), style="dim"))

    def on_mount(self) -> None:
        """Show the folder."""
        self._line.focus()
        self._line.cursor_position = len(self._line.value)
        self._offer()

    @property
    def _line(self) -> Input:
        return self.query_one(Input)

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what begins so."""
        event.stop()
        self._offer()

    def _offer(self) -> None:
        typed = self._line.value
        folder, start = _apart(typed)
        self._wrong("")
        try:
            self._found = _held(folder, start)
        except (OSError, ValueError) as error:
            self._found = []
            if typed:
                reason = system_reason(error) if isinstance(error, OSError) else str(error)
                self._wrong(_("{path} cannot be read: {reason}").format(path=folder, reason=reason))
        options = self._list
        options.clear_options()
        options.add_options(
            Option(Text(clean(_name(path)), no_wrap=True, overflow="ellipsis")) for path in self._found
        )
        options.highlighted = 0 if self._found else None

    def _wrong(self, sentence: str) -> None:
        self.query_one("#wrong", Static).update(Text(clean(sentence), style="bold red"))

    def _here(self) -> Path | None:
        at = self._list.highlighted
        return self._found[at] if at is not None and at < len(self._found) else None

    def action_move(self, by: int) -> None:
        """Choose another of those that are offered."""
        if self._found:
            at = self._list.highlighted or 0
            self._list.highlighted = max(0, min(at + by, len(self._found) - 1))

    def action_complete(self) -> None:
        """Write the one that is chosen into the line."""
        if (path := self._here()) is not None:
            self._write(path)

    def _write(self, path: Path) -> None:
        text = _shown(path) if path.is_dir() else str(path)
        # A name that is no text cannot be typed, only chosen.
        if text.isprintable():
            self._line.value = text
            self._line.cursor_position = len(text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the file that is typed, or go into the folder; else take the one that is chosen."""
        event.stop()
        typed = Path(event.value).expanduser() if event.value.strip() else None
        if typed is not None and _is_file(typed):
            self.dismiss(typed)
        elif (here := self._here()) is not None:
            self._take(here)
        else:
            self._wrong(_("There is no file {path}.").format(path=event.value or "''"))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was pressed with the mouse."""
        event.stop()
        self._take(self._found[event.option_index])
        self._line.focus()

    def _take(self, path: Path) -> None:
        if _is_file(path):
            self.dismiss(path)
        else:
            self._write(path)

    def on_paste(self, event: events.Paste) -> None:
        """Take a path that a file manager wrote, without its quotes."""
        text = event.text.strip().strip("'\"")
        if text.startswith(("/", "~")) and text.isprintable():
            event.stop()
            self._line.value = text
            self._line.cursor_position = len(text)

    def action_leave(self) -> None:
        """Pick none."""
        self.dismiss(None)


def _shown(folder: Path) -> str:
    """Return a folder as it stands in the line, with what comes behind its name."""
    text = str(folder)
    return text if text.endswith(os.sep) else text + os.sep


def _name(path: Path) -> str:
    return f"{path.name or '..'}{os.sep}" if path.name in {"", ".."} or path.is_dir() else path.name


def _apart(typed: str) -> tuple[Path, str]:
    """Return the folder of what is typed and the beginning of a name in it."""
    head, sep, tail = typed.rpartition(os.sep)
    return Path(head + sep if sep else ".").expanduser(), tail


def _held(folder: Path, start: str) -> list[Path]:
    """Return the folders and then the spreadsheets of a folder whose names begin so; raises OSError."""
    folders: list[Path] = []
    files: list[Path] = []
    with os.scandir(folder) as entries:
        for entry in islice(entries, _LOOKED_AT):
            hidden = entry.name.startswith(".") and not start.startswith(".")
            if hidden or not entry.name.casefold().startswith(start.casefold()):
                continue
            if _is_folder(entry):
                folders.append(folder / entry.name)
            elif Path(entry.name).suffix.lower() in KINDS:
                files.append(folder / entry.name)
    # What Enter takes first is a file; the way up is the last that is meant.
    above = [folder / ".."] if not start else []
    return [*sorted(files), *sorted(folders)][:_OFFERED] + above


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
