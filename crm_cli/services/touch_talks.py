"""Logging a touch in a conversation: what its outcome asks, whom it was with, what was said, one question at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from crm_cli.domain.codes import number
from crm_cli.domain.dates import parse_when
from crm_cli.domain.durations import parse_seconds
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services import calls, visits
from crm_cli.services.conversations import Ask
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.followups import add_followup
from crm_cli.services.reading import read_due, read_grade, read_instant, say_when
from crm_cli.services.receipts import Receipt
from crm_cli.services.touches import Extras
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.plans import PlanRow


def log_call(desk: Desk, ask: Ask, who: str, outcome: OutcomeRow, contact: str | None = None) -> Receipt:
    """Ask what the outcome of a call needs and log the call, just now. Raises Cancelled where a question is left."""
    at = desk.instant(desk.now())
    extras, answers = calls.answered(desk, outcome, Extras(), Answers(), at)
    talk = None
    if outcome.answered:
        talk = ask(_("Talk time? For example 185 or 3:05; Enter leaves it out:"), parse_seconds)
    note = ask(_("What was said?"), is_note=True) if outcome.human else None
    typed = calls.Typed(who, outcome.code, talk=talk, note=note or "", contact=contact)
    with _asked(desk):
        return calls.log_call(desk, typed, extras, answers)


def log_visit(
    desk: Desk,
    ask: Ask,
    who: str,
    outcome: OutcomeRow,
    contact: str | None = None,
    plan: PlanRow | None = None,
) -> Receipt:
    """Ask what the outcome of a visit needs and log the visit, just now. Raises Cancelled where a question is left.

    It closes the plan named; one of a day gone by was done on that day, at the time that is asked for.
    """
    arrive = _arrived(desk, ask, plan) if plan is not None and plan.day < desk.today() else None
    at = read_instant(desk, arrive)
    extras, answers = calls.answered(desk, outcome, Extras(), Answers(), at)
    note = ask(_("What was said?"), is_note=True) if outcome.opened else None
    called = str(number("plan", plan.no)) if plan is not None else None
    typed = visits.Typed(who, outcome.code, note=note or "", contact=contact, arrive=arrive, plan=called)
    with _asked(desk):
        return visits.log_visit(desk, typed, extras, answers)


def _arrived(desk: Desk, ask: Ask, plan: PlanRow) -> str:
    """Ask when the rep arrived on a plan's day, and return the day with the time."""
    usual = f"{desk.wall(plan.at):%H:%M}" if plan.at is not None else ""

    def on_day(text: str) -> str:
        day, at = parse_when(f"{plan.day.isoformat()} {text.strip() or usual}", desk.now(), desk.zone)
        if day != plan.day or at is None:
            raise UsageError(_("{text} is not a time.").format(text=text or "''"), "14:30")
        return f"{day.isoformat()} {at:%H:%M}"

    question = _("When did you arrive on {day}? For example 14:30:").format(
        day=say_when(desk, plan.day, None)
    )
    return on_day(ask(question, on_day, offered=usual) or "")


def log_followup(desk: Desk, ask: Ask, who: str, channel: str, contact: str | None = None) -> Receipt:
    """Ask what was said, the grade and the next step, and log a follow-up. Raises Cancelled where a question is left."""
    at = desk.instant(desk.now())
    note = ask(_("What was said?"), is_note=True)
    grade = ask(
        _("Grade? A buys within 1 month, B 3, C 6, D later, E never; Enter leaves it out:"), read_grade
    )
    following = ask(
        _("Next step? For example: +3d send the quote, 周五 打电话; Enter for none:"),
        lambda text: read_due(desk, text, at),
    )
    with _asked(desk):
        return add_followup(
            desk, who, channel=channel, note=note or "", contact=contact, extras=Extras(grade, following)
        )


@contextmanager
def _asked(desk: Desk) -> Iterator[None]:
    """Ask nobody a second time: what may be left empty has been asked."""
    asking, desk.ask = desk.ask, None
    try:
        yield
    finally:
        desk.ask = asking
