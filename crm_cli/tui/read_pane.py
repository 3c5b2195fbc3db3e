"""Something to read over the screen, closed by any key."""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from crm_cli.domain.cleaning import clean
from crm_cli.i18n import gettext as _
from crm_cli.tui.over import Over


class ReadPane(Over[None]):
    """A title and lines, each with its own title."""

    DEFAULT_CSS = """
    ReadPane { align: center middle; }
    #help { width: 80%; max-width: 90; height: auto; max-height: 90%; border: round $accent;
        padding: 0 2; background: $surface; }
    """
    BINDINGS: ClassVar = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(self, title: str, lines: list[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        """Show them one under the other."""
        text = Text(f"{clean(self._title)}\n\n", style="bold")
        for title, said in self._lines:
            text.append(f"{clean(title)}: ", style="bold")
            text.append(f"{clean(said, multiline=True)}\n", style="not bold")
        text.append(f"\n{_('Any key goes on')}", style="not bold dim")
        with VerticalScroll(id="help", can_focus=False):
            yield Static(text)

    def action_move(self, by: int) -> None:
        """Read on."""
        self.query_one("#help").scroll_relative(y=by, animate=False)

    def on_key(self, event: events.Key) -> None:
        """Go back, or leave the desk altogether."""
        if event.key not in {"up", "down", "ctrl+q"}:
            event.stop()
            self.dismiss()

    def on_click(self) -> None:
        """Go back."""
        self.dismiss()
