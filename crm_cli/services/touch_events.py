"""What was done at a customer, call, visit or follow-up, each as one line of its history."""

from datetime import date, datetime

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import N_
from crm_cli.services.desk import Desk
from crm_cli.storage.calls import FIND_CALLS
from crm_cli.storage.followups import FIND_FOLLOWUPS
from crm_cli.storage.visits import FIND_VISITS

KINDS = {
    "call": N_("call"), "incoming": N_("incoming call"), "visit": N_("visit"), "followup": N_("follow-up"),
    "plan": N_("plan"), "quote": N_("quote"), "sample": N_("sample"), "order": N_("order"), "payment": N_("payment"),
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
        *call_events(desk, customer_no, count),
        *visit_events(desk, customer_no, count),
        *followup_events(desk, customer_no, count),
    ]
    return sorted(events, key=lambda event: (event.at, event.no), reverse=True)[:count]


def call_events(desk: Desk, no: int, limit: int | None = None) -> list[Event]:
    """Return the calls at a customer, newest first."""
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
        for row in desk.database.all(FIND_CALLS, customer_no=no, limit=limit)
    ]


def visit_events(desk: Desk, no: int, limit: int | None = None) -> list[Event]:
    """Return the visits at a customer, newest first."""
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
        for row in desk.database.all(FIND_VISITS, customer_no=no, limit=limit)
    ]


def followup_events(desk: Desk, no: int, limit: int | None = None) -> list[Event]:
    """Return the follow-ups at a customer, newest first."""
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
        for row in desk.database.all(FIND_FOLLOWUPS, customer_no=no, limit=limit)
    ]


def _said(note: str, heard: str, next_day: date | None, next_step: str) -> str:
    promised = f"-> {next_day.isoformat()} {next_step}".strip() if next_day else ""
    return " | ".join(part for part in (note, heard, promised) if part)
