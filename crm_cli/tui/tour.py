"""The tour: a few cards for who sees the desk for the first time; it begins by itself once on a machine."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from crm_cli import config
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.tui.over import Over

CARDS = (
    (
        N_("Keys"),
        N_(
            "The bar at the top names the screens with their keys: F2 is the day, F3 the phone, F4 the tower. The bar at the foot says what can be done here; what cannot just now is dim, and its key says why. Everything works with the mouse too."
        ),
    ),
    (
        N_("The day"),
        N_(
            "F2 has what is planned, promised and due, in the order of the day. Stand on a row with the arrows: d says that it is done, z puts it off, Enter opens the customer."
        ),
    ),
    (
        N_("Calls and doors"),
        N_(
            "F3 shows the next number to call, F4 the tower you sweep. One key is one outcome, and the outcome decides what is asked next. Nothing is chosen for you beforehand."
        ),
    ),
    (
        N_("Finding"),
        N_(
            "F5 and then / finds anything: a name, its pinyin or initials (byhk), the tail of a phone, a word of a note. Mark several with the space bar and act on all of them at once."
        ),
    ),
    (
        N_("Nothing is lost"),
        N_(
            "u takes back the last thing you did. What is half typed is kept when you press esc, close the window or lose the power, and comes back where you left it."
        ),
    ),
    (
        N_("Help"),
        N_(
            "? lists what can be done on a screen, ^p finds a command by its name, F10 has the settings: outcomes, goals, language, colours. ^g shows this tour again."
        ),
    ),
)
"""What each card is called and says."""


def is_due() -> bool:
    """Say whether the tour has not begun by itself on this machine, and have it never do so again."""
    from crm_cli.storage.whole_files import write_private

    seen = config.state_folder() / "tour-seen"
    try:
        if seen.exists():
            return False
        write_private(seen, "")
    except (CrmError, OSError):
        # Better no tour than one at every start.
        return False
    return True


class TourScreen(Over[None]):
    """The cards, one after the other."""

    DEFAULT_CSS = """
    TourScreen { align: center middle; }
    #tour { width: 90%; max-width: 64; height: auto; max-height: 95%; border: round $accent; padding: 0 1;
        background: $surface; }
    #tour Static { height: auto; margin-bottom: 1; }
    #tour #tour-keys { margin-bottom: 0; }
    """
    BINDINGS: ClassVar = [
        Binding("escape,q", "close", show=False),
        Binding("enter,space,right,l,down", "turn(1)", show=False),
        Binding("left,h,up,backspace", "turn(-1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._at = 0

    def compose(self) -> ComposeResult:
        """Show the card over the keys that turn it."""
        with VerticalScroll(id="tour", can_focus=False):
            yield Static(id="tour-title")
            yield Static(id="tour-text")
            yield Static(id="tour-keys")

    def on_mount(self) -> None:
        """Show the first card."""
        self._show()

    def _show(self) -> None:
        title, text = CARDS[self._at]
        self.query_one("#tour-title", Static).update(
            Text(f"{_(title)}  {self._at + 1}/{len(CARDS)}", style="bold")
        )
        self.query_one("#tour-text", Static).update(Text(_(text)))
        self.query_one("#tour-keys", Static).update(
            Text(_("⏎ next   ← back   esc ends the tour"), style="dim")
        )

    def on_click(self) -> None:
        """Go on to the next card."""
        self.action_turn(1)

    def action_turn(self, by: int) -> None:
        """Turn to another card; behind the last it is over."""
        if self._at + by >= len(CARDS):
            self.dismiss()
        elif self._at + by >= 0:
            self._at += by
            self._show()

    def action_close(self) -> None:
        """End the tour."""
        self.dismiss()
