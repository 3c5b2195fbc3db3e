"""What was done at a customer and what is promised there, each as one line of its history."""

from datetime import date, datetime, time
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import N_
from crm_cli.services.desk import Desk
from crm_cli.storage.calls import FIND_CALLS
from crm_cli.storage.followups import FIND_FOLLOWUPS
from crm_cli.storage.memos import FIND_MEMOS
from crm_cli.storage.money import FIND_MONEY
from crm_cli.storage.plans import FIND_PLANS
from crm_cli.storage.steps import FIND_STEPS
from crm_cli.storage.visits import FIND_VISITS

KINDS = {
    "call": N_("call"), "incoming": N_("incoming call"), "visit": N_("visit"), "followup": N_("follow-up"),
    "plan": N_("plan"), "step": N_("step"), "memo": N_("memo"), "quote": N_("quote"), "sample": N_("sample"), "order": N_("order"), "payment": N_("payment"),
}  # fmt: skip


class Event(Frozen):
    """One line of the timeline; `at` is local wall time, midnight where only the day is known.

    `outcome` is a code, or an amount; `label` is what the code is called in the language in use.
    """

    at: datetime
    kind: str
    no: str
    rep: str
    contact: str
    outcome: str
    grade: str
    text: str
    label: str = ""


def last_touches(desk: Desk, customer_no: int, count: int) -> list[Event]:
    """Return the last calls, visits and follow-ups at a customer, newest first, without reading all of them."""
    events = [
        *call_events(desk, customer_no=customer_no, limit=count),
        *visit_events(desk, customer_no=customer_no, limit=count),
        *followup_events(desk, customer_no=customer_no, limit=count),
    ]
    return sorted(events, key=lambda event: (event.at, event.no), reverse=True)[:count]


def call_events(desk: Desk, **asked: Any) -> list[Event]:
    """Return the calls that pass the filters, newest first."""
    return [
        Event(
            desk.wall(row.at),
            "call" if row.direction == "out" else "incoming",
            number("call", row.no) or "",
            row.rep,
            row.contact,
            row.outcome or "",
            row.grade,
            _said(row.note, row.heard, row.next_day, row.next_step),
            words.outcome_label("call", row.outcome, row.outcome_name),
        )
        for row in desk.database.all(FIND_CALLS, **asked)
    ]


def visit_events(desk: Desk, **asked: Any) -> list[Event]:
    """Return the visits that pass the filters, newest first."""
    return [
        Event(
            desk.wall(row.arrived_at),
            "visit",
            number("visit", row.no) or "",
            row.rep,
            row.contact,
            row.outcome or "",
            row.grade,
            _said(row.note or row.need, row.heard, row.next_day, row.next_step),
            words.outcome_label("visit", row.outcome, row.outcome_name),
        )
        for row in desk.database.all(FIND_VISITS, **asked)
    ]


def followup_events(desk: Desk, **asked: Any) -> list[Event]:
    """Return the follow-ups that pass the filters, newest first."""
    return [
        Event(
            desk.wall(row.at),
            "followup",
            number("followup", row.no) or "",
            row.rep,
            row.contact,
            row.channel,
            row.grade,
            _said(row.note, row.heard, row.next_day, row.next_step),
            words.label("channel", row.channel),
        )
        for row in desk.database.all(FIND_FOLLOWUPS, **asked)
    ]


def step_events(desk: Desk, **asked: Any) -> list[Event]:
    """Return the steps that pass the filters, at the time they are due."""
    return [
        Event(
            desk.wall(row.due_at) if row.due_at else start_of(row.due_on),
            "step",
            number("step", row.no) or "",
            row.rep,
            row.contact,
            row.state,
            "",
            row.words,
            words.label("step_state", row.state),
        )
        for row in desk.database.all(FIND_STEPS, **asked)
    ]


def memo_events(desk: Desk, **asked: Any) -> list[Event]:
    """Return the memos that pass the filters, at the time they were written."""
    return [
        Event(
            desk.wall(row.created_at).replace(second=0, microsecond=0),
            "memo",
            number("memo", row.no) or "",
            row.rep,
            row.contact,
            "",
            "",
            row.words,
        )
        for row in desk.database.all(FIND_MEMOS, **asked)
    ]


def money_events(desk: Desk, **asked: Any) -> list[Event]:
    """Return the quotes, samples, orders and payments that pass the filters; the outcome is the amount."""
    from crm_cli.domain.money import format_amount

    return [
        Event(
            start_of(row.day),
            row.kind,
            number("money", row.no) or "",
            row.rep,
            "",
            f"{format_amount(row.amount_minor, row.currency)} {row.currency}"
            if row.amount_minor is not None
            else "",
            "",
            row.note,
        )
        for row in desk.database.all(FIND_MONEY, **asked)
    ]


def plan_events(desk: Desk, **asked: Any) -> list[Event]:
    """Return the plans that pass the filters, with all their reps."""
    from crm_cli.services.plans import reps_of

    found = desk.database.all(FIND_PLANS, **asked)
    reps = reps_of(desk, [row.no for row in found])
    return [
        Event(
            desk.wall(row.at) if row.at else start_of(row.day),
            "plan",
            number("plan", row.no) or "",
            ", ".join(reps.get(row.no, [])),
            "",
            row.state,
            "",
            " ".join(part for part in (row.purpose, row.reason) if part),
            words.label("plan_state", row.state),
        )
        for row in found
    ]


def start_of(day: date) -> datetime:
    """Return the midnight a day begins with, by the wall clock."""
    return datetime.combine(day, time())


def _said(note: str, heard: str, next_day: date | None, next_step: str) -> str:
    promised = f"-> {next_day.isoformat()} {next_step}".strip() if next_day else ""
    return " | ".join(part for part in (note, heard, promised) if part)
