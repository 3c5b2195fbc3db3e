"""What can be read in a run of calls besides the number: the script, another customer, the keys."""

from collections.abc import Sequence

from crm_cli.cli.call_console import Console
from crm_cli.cli.call_view import legend
from crm_cli.domain.prose_text import markdown_lines
from crm_cli.i18n import gettext as _
from crm_cli.services import call_acts
from crm_cli.services.call_drafts import Half
from crm_cli.services.call_hour import Hour
from crm_cli.services.desk import Desk
from crm_cli.services.glance_words import pairs, script_of
from crm_cli.storage.outcomes import OutcomeRow


def script_lines(desk: Desk, half: Half, width: int) -> list[str]:
    """Return the script of the call filled in for whom it is with, [] where the list has none."""
    text = script_of(desk, half.offer)
    return markdown_lines(text, width) if text else []


def pause(desk: Desk, console: Console, hour: Hour) -> None:
    """Free the number on the screen and rest until a key is pressed."""
    console.read_pane(_("Pause"), [hour.pause(desk)])


def look_up(desk: Desk, console: Console, hour: Hour) -> None:
    """Show any customer at a glance, the one called before when nothing is typed."""
    found = call_acts.look_up(desk, console.ask, hour)
    if found is None:
        return
    told = pairs(desk, found)
    console.read_pane(
        found.party.customer.name, [f"{title}: {line}" for title, text in told for line in text.split("\n")]
    )


def show_keys(console: Console, outcomes: Sequence[OutcomeRow], half: Half | None) -> None:
    """Show every key and what it does."""
    told = legend(outcomes, half)
    console.read_pane(_("Keys"), [f"{key:>5}  {meaning}" for key, meaning in told])
