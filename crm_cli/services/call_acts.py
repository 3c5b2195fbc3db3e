"""What is asked of a call besides its outcome: an objection, until when it is put off, whom to look up."""

from crm_cli.domain.codes import number
from crm_cli.domain.numerals import fold
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services import queue_pauses, scripts
from crm_cli.services.call_hour import Hour
from crm_cli.services.conversations import Ask, numbered
from crm_cli.services.desk import Desk
from crm_cli.services.glances import Glance, glance
from crm_cli.services.naming import find_party

_SUGGESTED = 9
"""Agreed answers that are named by a figure."""


def take_objection(desk: Desk, ask: Ask, hour: Hour) -> None:
    """Note what stopped the rep; a figure takes one with an agreed answer, and shows that."""
    half = hour.half
    known = scripts.agreed_answers(desk, half.offer.call_list_no)[:_SUGGESTED] if half else []
    question = _("Objection? Its words, or a figure from the list:") if known else _("Objection? Its words:")
    said = ask(question, lambda text: _place(text, len(known)), behind=numbered([one.words for one in known]))
    if not said:
        return
    place = _place(said, len(known))
    agreed = known[place - 1] if place else None
    reply = ask(
        _("What did you answer? Enter leaves it out:"),
        behind=[_("Agreed: {answer}").format(answer=agreed.answer)] if agreed else [],
    )
    hour.meet(agreed.words if agreed else said, reply or "")


def _place(text: str, listed: int) -> int:
    """Return the place in a list that a figure names, 0 for words; raise UsageError for one that is not there."""
    plain = fold(text).strip()
    if not listed or not (plain.isascii() and plain.isdecimal()):
        return 0
    if plain not in {str(place) for place in range(1, listed + 1)}:
        raise UsageError(_("{text} is not in the list.").format(text=plain))
    return int(plain)


def put_off(desk: Desk, ask: Ask, hour: Hour) -> str:
    """Ask until when nobody is offered the number and put it off; return what was done, '' for nothing."""
    until = ask(
        _("Until when? For example: 14:30, +2h, tomorrow 10:00, +3d:"),
        lambda text: queue_pauses.read_until(desk, text),
    )
    return hour.snooze(desk, until) if until else ""


def look_up(desk: Desk, ask: Ask, hour: Hour) -> Glance | None:
    """Ask for any customer, the one called before when nothing is typed; return it at a glance, None for nobody."""
    before = hour.last.half.offer if hour.last else None
    who = ask(
        _("Look up whom? Enter for {name}:").format(name=before.customer) if before else _("Look up whom?")
    )
    if not who and before is None:
        return None
    return glance(
        desk, find_party(desk, who or number("customer", before.customer_no if before else 0) or "")
    )
