"""What can be done of a call besides naming its outcome: a note, an objection, the script, another customer."""

from collections.abc import Sequence

from crm_cli.cli.call_card import script_of
from crm_cli.cli.call_console import Cancelled, Console
from crm_cli.cli.call_drafts import Half
from crm_cli.cli.call_view import legend
from crm_cli.cli.glance_card import pairs
from crm_cli.cli.prose_text import markdown_lines
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.services import queue, queue_pauses, scripts
from crm_cli.services.desk import Desk
from crm_cli.services.glances import glance
from crm_cli.services.naming import find_party
from crm_cli.storage.call_lists import FIND_CALL_LISTS
from crm_cli.storage.contacts import FIND_PHONES
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.reps import RepRow

_SUGGESTED = 9


def barred(desk: Desk, rep: RepRow, half: Half) -> str:
    """Return why the number on the screen must not be dialled any more, '' where it may be; then it is kept longer."""
    offer = half.offer
    held = queue.held(desk, rep.no)
    if held is not None and held.phone_no == offer.phone_no:
        queue.renew(desk, rep.no)
        return ""
    listed = desk.database.first(FIND_CALL_LISTS, no=offer.call_list_no) if offer.call_list_no else None
    reason = queue.may_call(
        desk, offer.customer_no, desk.database.first(FIND_PHONES, no=offer.phone_no),
        own_hours=listed.hours if listed else "", rests=True, waived=offer.hours_waived,
    )  # fmt: skip
    if reason is not None:
        return _("Not dialled: {reason}.").format(reason=reason.reason)
    return _("Not dialled: it was on the screen too long, or somebody else has called.")


def require_meant(console: Console, half: Half, outcome: OutcomeRow) -> None:
    """Ask whether a call that was not dialled here was made: a key held too long is no call.

    Raises Cancelled unless Enter alone says so.
    """
    if half.dialled_at is not None or half.is_over:
        return
    name = words.outcome_label("call", outcome.code, outcome.name)
    question = _("Not dialled here. Log {outcome}? Enter logs it, Esc does not:").format(outcome=name)
    if console.ask(question):
        raise Cancelled


def take_note(console: Console, half: Half) -> Half:
    """Return the call with its note as it was typed."""
    with console.of_note():
        return half._replace(note=console.ask(_("Note:"), filled=half.note) or "")


def take_objection(desk: Desk, console: Console, half: Half) -> Half:
    """Return the call with what stopped the rep; a figure takes one with an agreed answer, and shows that."""
    known = scripts.agreed_answers(desk, half.offer.call_list_no)[:_SUGGESTED]
    with console.behind([f"{place}  {one.words}" for place, one in enumerate(known, 1)]):
        said = console.ask(
            _("Objection? Its words, or a figure from the list:") if known else _("Objection? Its words:")
        )
    if not said:
        return half
    place = int(said) if said.isascii() and said.isdecimal() else 0
    agreed = known[place - 1] if 0 < place <= len(known) else None
    with console.behind([_("Agreed: {answer}").format(answer=agreed.answer)] if agreed else []):
        reply = console.ask(_("What did you answer? Enter leaves it out:")) or ""
    met = agreed.words if agreed else said
    return half._replace(objections=(*half.objections, met), replies=(*half.replies, reply))


def script_lines(desk: Desk, half: Half, width: int) -> list[str]:
    """Return the script of the call filled in for whom it is with, [] where the list has none."""
    text = script_of(desk, half.offer)
    return markdown_lines(text, width) if text else []


def snooze(desk: Desk, console: Console, rep: RepRow) -> str:
    """Ask until when nobody is offered the number and put it off; return what was done, '' for nothing."""
    until = console.ask(
        _("Until when? For example: 14:30, +2h, tomorrow 10:00, +3d:"),
        lambda text: queue_pauses.read_until(desk, text),
    )
    if not until:
        return ""
    return " ".join(queue_pauses.snooze(desk, until, rep=number("rep", rep.no)).lines)


def pause(desk: Desk, console: Console, rep: RepRow) -> None:
    """Free the number on the screen and rest until a key is pressed."""
    queue.release(desk, rep.no)
    since = _("Paused since {time}. The number is free for others.").format(time=f"{desk.now():%H:%M}")
    console.read_pane(_("Pause"), [since])


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
