"""The end of a call in a run: its questions, its words, and the one change that logs it."""

from crm_cli import clock
from crm_cli.cli.call_console import Console
from crm_cli.cli.call_drafts import Half
from crm_cli.cli.call_view import rung, talked
from crm_cli.domain.codes import number
from crm_cli.domain.durations import format_seconds, parse_seconds
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _
from crm_cli.services import calls
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.history import changes
from crm_cli.services.receipts import Receipt
from crm_cli.services.touches import Extras
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.reps import RepRow


class Done(Frozen):
    """A call that was logged: as it was before it had an outcome, what was told, and the change to take back."""

    half: Half
    receipt: Receipt
    change_no: int


def end_call(desk: Desk, console: Console, rep: RepRow, half: Half, outcome: OutcomeRow) -> Done:
    """Ask what the outcome needs and log the call; the talk is over when this is asked.

    Raises Cancelled when a question is left with Esc, then nothing was logged.
    """
    at = half.dialled_at or clock.now()
    half = half._replace(
        dialled_at=half.dialled_at, talk_seconds=_talk(console, half, outcome), answered=None
    )
    extras = Extras(half.grade or None, None, half.objections, (), half.wechat, False, half.replies)
    extras, answers = calls.answered(desk, outcome, extras, Answers(), at)
    if outcome.human:
        with console.of_note():
            half = half._replace(note=console.ask(_("What was said?"), filled=half.note) or "")
    desk.command = f"{desk.command}: {number('customer', half.offer.customer_no)} {outcome.code}"
    receipt = _log(desk, _typed(half, rep, outcome, at), extras, answers)
    change = changes(desk, record=receipt.number, limit=1)[0]
    return Done(half._replace(is_over=True, dialled_at=at), receipt, change.no)


def _talk(console: Console, half: Half, outcome: OutcomeRow) -> int | None:
    """Return the seconds talked: measured where it was said when they answered, else asked of who was answered."""
    seconds = talked(half)
    if not outcome.answered:
        return None
    if seconds is not None:
        return seconds
    since = rung(half)
    answer = console.ask(
        _("Talk time? For example 185 or 3:05; Enter takes what stands there:")
        if since
        else _("Talk time? For example 185 or 3:05; Enter leaves it out:"),
        parse_seconds,
        offered=format_seconds(since) if since else "",
    )
    return parse_seconds(answer) if answer else None


def _typed(half: Half, rep: RepRow, outcome: OutcomeRow, at: object) -> calls.Typed:
    offer = half.offer
    return calls.Typed(
        who=number("customer", offer.customer_no) or "",
        outcome=outcome.code,
        rep=number("rep", rep.no),
        at=at,  # type: ignore[arg-type]
        talk=None if half.talk_seconds is None else str(half.talk_seconds),
        note=half.note,
        contact=number("contact", offer.contact_no),
        phone_no=offer.phone_no,
        call_list=number("call_list", offer.call_list_no),
        hours_waived=offer.hours_waived,
    )


def _log(desk: Desk, typed: calls.Typed, extras: Extras, answers: Answers) -> Receipt:
    # What may be left empty has been asked: nobody is asked a second time.
    asking, desk.ask = desk.ask, None
    try:
        return calls.log_call(desk, typed, extras, answers)
    finally:
        desk.ask = asking
