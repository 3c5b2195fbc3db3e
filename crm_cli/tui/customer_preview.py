"""The customer under the cursor, beside the list: read when the cursor rests, so that no key waits for it."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.timer import Timer
from textual.widgets import Static

from crm_cli.domain.cleaning import clean
from crm_cli.errors import CrmError
from crm_cli.services.desk import Desk

if TYPE_CHECKING:
    from crm_cli.services.party import Party

_RESTS = 0.08
"""Seconds after which the cursor rests."""


class Preview(VerticalScroll, can_focus=False):
    """What to know of a customer at a glance."""

    DEFAULT_CSS = "Preview { width: 46; padding: 0 1; border-left: solid $panel; }"

    def __init__(self) -> None:
        super().__init__()
        self._no: int | None = None
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Hold one text."""
        yield Static(id="glance")

    def show(self, desk: Desk, no: int | None, *, again: bool = False) -> None:
        """Show a customer soon, nobody for None; `again` reads the same one anew."""
        if no == self._no and not again:
            return
        if self._timer is not None:
            self._timer.stop()
        # What is not on the screen is read when there is room for it.
        self._no = no if self.display else None
        if self.display:
            self._timer = self.set_timer(_RESTS, lambda: self._read(desk, no))

    def _read(self, desk: Desk, no: int | None) -> None:
        from crm_cli.services.glance_words import pairs
        from crm_cli.services.glances import glance

        text = Text()
        try:
            party = _party(desk, no) if no is not None else None
            if party is not None:
                for title, said in pairs(desk, glance(desk, party)):
                    text.append(f"{clean(title)}\n", style="bold")
                    text.append(f"{clean(said, multiline=True)}\n")
        except CrmError as error:
            text = Text(clean(error.sentence), style="bold red")
        self.query_one("#glance", Static).update(text)


def _party(desk: Desk, no: int) -> "Party | None":
    """Return a customer with its first good number."""
    from crm_cli.services.party import Party
    from crm_cli.storage.contacts import FIND_PHONES
    from crm_cli.storage.customers import BRIEFS

    found = desk.database.first(BRIEFS, no=no)
    phones = desk.database.all(FIND_PHONES, customer_no=no)
    good = next((one for one in phones if one.bad_at is None), None)
    return Party(found, None, good) if found is not None else None
