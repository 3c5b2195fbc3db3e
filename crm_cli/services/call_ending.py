"""The end of a call in an hour of calls: its questions, its words, and the one change that logs it."""

from datetime import datetime

from crm_cli import clock
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.durations import format_seconds, parse_seconds
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _
from crm_cli.services import calls
from crm_cli.services.call_drafts import Half, rung, talked
from crm_cli.services.conversations import Ask, Cancelled
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.history import changes
from crm_cli.services.receipts import Receipt
from crm_cli.services.touches import Extras
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.reps import RepRow

_ASKING = frozenset({"callback", "plan", "order", "next_number", "do_not_call"})
"""Effects that ask something."""


class Closing(Frozen):
    """A call as it was when its outcome was named: when it was made, the seconds talked and since it rang."""

    half: Half
    outcome: OutcomeRow
    at: datetime
    talked: int | None
    rung: int | None

    def words(self) -> str:
        """Return how the call ended, while its questions are asked: the outcome and how long was talked."""
        name = words.outcome_label("call", self.outcome.code, self.outcome.name)
        seconds = self.talked if self.outcome.answered else None
        return name if seconds is None else f"{name}  {format_seconds(seconds)}"

    @property
    def is_silent(self) -> bool:
        """Whether the outcome is one that asks nothing, so that it is logged when its key is pressed."""
        outcome, half = self.outcome, self.half
        is_meant = half.dialled_at is not None or half.is_over
        asks = outcome.answered or outcome.human or bool(outcome.asks.strip()) or outcome.effect in _ASKING
        return is_meant and not asks


class Done(Frozen):
    """A call that was logged: as it was before it had an outcome, what was told, and the change to take back."""

    half: Half
    receipt: Receipt
    change_no: int


def closing(half: Half, outcome: OutcomeRow) -> Closing:
    """Return a call as it is now that its outcome is named: the talk is over, however long its questions take."""
    return Closing(half, outcome, half.dialled_at or clock.now(), talked(half), rung(half))


def end_call(desk: Desk, ask: Ask, rep: RepRow, ended: Closing) -> Done:
    """Ask what the outcome needs and log the call.

    Raises Cancelled where a question is left, then nothing was logged; and what logging a call raises.
    """
    outcome = ended.outcome
    _require_meant(ask, ended)
    half = ended.half._replace(talk_seconds=_talk(ask, ended), answered=None)
    extras = Extras(half.grade or None, None, half.objections, (), half.wechat, False, half.replies)
    extras, answers = calls.answered(desk, outcome, extras, Answers(), ended.at)
    if outcome.human:
        half = half._replace(note=ask(_("What was said?"), filled=half.note, is_note=True) or "")
    receipt = _log(desk, _typed(half, rep, ended), extras, answers)
    change = changes(desk, record=receipt.number, limit=1)[0]
    return Done(half._replace(is_over=True, rang=ended.rung, dialled_at=ended.at), receipt, change.no)


def _require_meant(ask: Ask, ended: Closing) -> None:
    """Ask whether a call that was not dialled here was made: a key held too long is no call."""
    if ended.half.dialled_at is not None or ended.half.is_over:
        return
    name = words.outcome_label("call", ended.outcome.code, ended.outcome.name)
    if ask(_("Not dialled here. Log {outcome}? Enter logs it, Esc does not:").format(outcome=name)):
        raise Cancelled


def _talk(ask: Ask, ended: Closing) -> int | None:
    """Return the seconds talked: measured where it was said when they answered, else asked of who was answered."""
    if not ended.outcome.answered:
        return None
    if ended.talked is not None:
        return ended.talked
    answer = ask(
        _("Talk time? For example 185 or 3:05; Enter takes what stands there:")
        if ended.rung
        else _("Talk time? For example 185 or 3:05; Enter leaves it out:"),
        parse_seconds,
        offered=format_seconds(ended.rung) if ended.rung else "",
    )
    return parse_seconds(answer) if answer else None


def _typed(half: Half, rep: RepRow, ended: Closing) -> calls.Typed:
    offer = half.offer
    return calls.Typed(
        who=number("customer", offer.customer_no) or "",
        outcome=ended.outcome.code,
        rep=number("rep", rep.no),
        at=ended.at,
        talk=None if half.talk_seconds is None else str(half.talk_seconds),
        note=half.note,
        contact=number("contact", offer.contact_no),
        phone_no=offer.phone_no,
        call_list=number("call_list", offer.call_list_no),
        hours_waived=offer.hours_waived,
        promised=offer.step_no is not None,
    )


def _log(desk: Desk, typed: calls.Typed, extras: Extras, answers: Answers) -> Receipt:
    # What may be left empty has been asked: nobody is asked a second time.
    asking, command, desk.ask = desk.ask, desk.command, None
    desk.command = f"{command}: {typed.who} {typed.outcome}"
    try:
        return calls.log_call(desk, typed, extras, answers)
    finally:
        desk.ask, desk.command = asking, command
