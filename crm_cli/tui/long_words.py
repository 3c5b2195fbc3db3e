"""Words of several lines, written over the screen; what is half written comes back, also after the program was killed."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from crm_cli.domain.cleaning import clean
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.services import drafts
from crm_cli.services.desk import Desk
from crm_cli.tui.area import Area
from crm_cli.tui.kept import Kept
from crm_cli.tui.over import Over


class LongWords(Over[str | None]):
    """A title and room to write; ctrl+s gives back what is written, Esc leaves it half written."""

    DEFAULT_CSS = """
    LongWords { align: center middle; }
    #long { width: 90%; max-width: 90; height: 80%; border: round $accent; padding: 0 1; background: $surface; }
    #long TextArea { height: 1fr; border: none; }
    """
    BINDINGS: ClassVar = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("ctrl+s", "save", show=False, priority=True),
    ]

    def __init__(self, desk: Desk, title: str, value: str) -> None:
        super().__init__()
        self._desk = desk
        self._title = title
        self._before = value
        self._draft = f"words:{title}"
        held = drafts.take(desk, self._draft) or {}
        self._value = str(held.get("text", value))
        self._kept = Kept(self, self._write, lambda error: self.notify(error.sentence, markup=False))

    def compose(self) -> ComposeResult:
        """Put the title above the room to write."""
        with Vertical(id="long"):
            yield Static(Text(clean(self._title), style="bold"))
            yield Area(self._value)
            yield Static(Text(_("^s keeps it   esc leaves it"), style="dim"))

    def on_text_area_changed(self) -> None:
        """Have it on the disk soon."""
        self._kept.soon()

    def _write(self) -> None:
        text = self.query_one(TextArea).text
        if text == self._before:
            drafts.forget(self._desk, self._draft)
        else:
            drafts.keep(self._desk, self._draft, {"text": text})

    def keep_now(self) -> None:
        """Have on the disk what is typed."""
        self._kept.at_last()

    def action_save(self) -> None:
        """Give back what is written; it stays on the disk until it is in the database."""
        self.dismiss(self.query_one(TextArea).text)

    def action_leave(self) -> None:
        """Give back nothing, and keep what is written for the next time."""
        try:
            self._write()
        except CrmError as error:
            self.notify(error.sentence, markup=False)
        self.dismiss(None)

    def forget(self) -> None:
        """Have it no more: it is in the database."""
        drafts.forget(self._desk, self._draft)
