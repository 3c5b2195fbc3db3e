"""What can be done of a call besides naming its outcome: a note, an objection, the script, another customer."""

from collections.abc import Sequence

from crm_cli.cli.call_console import Console
from crm_cli.cli.call_view import legend
from crm_cli.cli.prose_text import markdown_lines
from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.services import queue_pauses, scripts
from crm_cli.services.call_drafts import Half
from crm_cli.services.call_hour import Hour
from crm_cli.services.desk import Desk
from crm_cli.services.glance_words import pairs, script_of
from crm_cli.services.glances import glance
from crm_cli.services.naming import find_party
from crm_cli.storage.outcomes import OutcomeRow

SUGGESTED = 9
"""Agreed answers that are named by a figure."""


def take_objection(desk: Desk, console: Console, hour: Hour, half: Half) -> None:
    """Note what stopped the rep; a figure takes one with an agreed answer, and shows that."""
    known = scripts.agreed_answers(desk, half.offer.call_list_no)[:SUGGESTED]
    with console.behind([f"{place}  {one.words}" for place, one in enumerate(known, 1)]):
        said = console.ask(
            _("Objection? Its words, or a figure from the list:") if known else _("Objection? Its words:")
        )
    if not said:
        return
    place = int(said) if said.isascii() and said.isdecimal() else 0
    agreed = known[place - 1] if 0 < place <= len(known) else None
    with console.behind([_("Agreed: {answer}").format(answer=agreed.answer)] if agreed else []):
        reply = console.ask(_("What did you answer? Enter leaves it out:")) or ""
    hour.meet(agreed.words if agreed else said, reply)


def script_lines(desk: Desk, half: Half, width: int) -> list[str]:
    """Return the script of the call filled in for whom it is with, [] where the list has none."""
    text = script_of(desk, half.offer)
    return markdown_lines(text, width) if text else []


def snooze(desk: Desk, console: Console, hour: Hour) -> str:
    """Ask until when nobody is offered the number and put it off; return what was done, '' for nothing."""
    until = console.ask(
        _("Until when? For example: 14:30, +2h, tomorrow 10:00, +3d:"),
        lambda text: queue_pauses.read_until(desk, text),
    )
    return hour.snooze(desk, until) if until else ""


def pause(desk: Desk, console: Console, hour: Hour) -> None:
    """Free the number on the screen and rest until a key is pressed."""
    console.read_pane(_("Pause"), [hour.pause(desk)])


def look_up(desk: Desk, console: Console, before: Half | None) -> None:
    """Show any customer at a glance, the one called before when nothing is typed."""
    who = console.ask(
        _("Look up whom? Enter for {name}:").format(name=before.offer.customer)
        if before
        else _("Look up whom?")
    )
    if not who and before is None:
        return
    party = find_party(desk, who or number("customer", before.offer.customer_no if before else None) or "")
    told = pairs(desk, glance(desk, party))
    console.read_pane(
        party.customer.name, [f"{title}: {line}" for title, text in told for line in text.split("\n")]
    )


def show_keys(console: Console, outcomes: Sequence[OutcomeRow], half: Half | None) -> None:
    """Show every key and what it does."""
    told = legend(outcomes, half)
    console.read_pane(_("Keys"), [f"{key:>5}  {meaning}" for key, meaning in told])
