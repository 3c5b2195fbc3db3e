"""A rep's whole agenda as appointments of a calendar: plans, timed steps and callbacks."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from crm_cli import clock
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.exchange.callback_calendar import callback_events, uid_of
from crm_cli.exchange.icalendar import Event
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage.agenda import (
    AGENDA_PLANS,
    TAKEN_AWAY,
    TIMED_STEPS,
    AgendaPlanRow,
    AgendaStepRow,
    TakenAwayRow,
)
from crm_cli.storage.plans import PLAN_REPS

PAST_DAYS = 60
"""So long what was done or cancelled stays in, for readers that only add."""
_STANDING = frozenset({"planned", "visited"})


def agenda_events(desk: Desk, days: int, rep_no: int) -> list[Event]:
    """Return what a rep has planned and promised up to so many days ahead, and what was in the PAST_DAYS before.

    What was cancelled, moved or given to somebody else is told as cancelled; what was moved is on its new day too.
    """
    today = desk.today()
    span: dict[str, Any] = {"since": today - timedelta(days=PAST_DAYS), "until": today + timedelta(days=days)}
    read = desk.database.all
    with desk.database.snapshot():
        plans = read(AGENDA_PLANS, rep_no=rep_no, **span)
        steps = read(TIMED_STEPS, rep_no=rep_no, **span)
        gone = read(TAKEN_AWAY, rep_no=rep_no, since_at=clock.now() - timedelta(days=PAST_DAYS))
        reps = _reps(desk, [row.no for row in plans])
        calls = callback_events(desk, days, rep_no=rep_no)
    events = [
        *(_gone(desk, row) for row in gone),
        *_plans(desk, plans, reps),
        *(_step(desk, row) for row in steps),
        *calls,
    ]
    # What came back to the rep stands, whatever was said of it before.
    found = {event.uid: event for event in events}
    return sorted(found.values(), key=lambda event: (str(event.starts), event.summary, event.uid))


def _reps(desk: Desk, numbers: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in desk.database.all(PLAN_REPS, numbers=numbers):
        found.setdefault(row.plan_no, []).append(row.rep)
    return found


def _plans(desk: Desk, rows: Iterable[AgendaPlanRow], reps: dict[int, list[str]]) -> Iterator[Event]:
    """Yield an event for each plan; those without a time are of all day, numbered in the order of their day."""
    order: dict[date, int] = {}
    for row in rows:
        place = ""
        if row.at is None and row.state == "planned":
            order[row.day] = order.get(row.day, 0) + 1
            # Programs sort what is of all day by its name.
            place = f"{order[row.day]:02}"
        yield _plan(desk, row, place, reps.get(row.no, []))


def _plan(desk: Desk, row: AgendaPlanRow, place: str, reps: list[str]) -> Event:
    kind = _("Sweep") if row.sweep_no is not None else _("Visit")
    state = "" if row.state == "planned" else words.label("plan_state", row.state)
    lines = (
        row.purpose,
        f"→ {row.expected}" if row.expected else "",
        ", ".join(reps) if len(reps) > 1 else "",
        " ".join(filter(None, (number("plan", row.no), number("sweep", row.sweep_no), state))),
        row.reason,
    )
    minutes = int(desk.setting("visit_minutes")) if row.minutes is None else row.minutes
    return Event(
        uid=uid_of(desk, row.id),
        starts=row.at or row.day,
        summary=" ".join(filter(None, (place, kind, row.customer or row.building))),
        sequence=row.version,
        changed_at=row.changed_at,
        minutes=minutes if row.at is not None else 0,
        description="\n".join(filter(None, lines)),
        place=_where(row),
        kind=_("Visits"),
        alarm_minutes=int(desk.setting("remind_minutes")) if _rings(row) else None,
        cancelled=row.state not in _STANDING,
        # A list of whom to see some time that day leaves the day free for what has a time.
        is_free=row.at is None,
    )


def _rings(row: AgendaPlanRow) -> bool:
    return row.at is not None and row.state == "planned"


def _where(row: AgendaPlanRow) -> str:
    """Return where a visit goes, from the city to the door."""
    door = " ".join(filter(None, (row.building, row.floor and f"{row.floor}F", row.unit)))
    return ", ".join(dict.fromkeys(filter(None, (row.city, row.district, row.address, door))))


def _step(desk: Desk, row: AgendaStepRow) -> Event:
    lines = (row.number, row.contact, number("step", row.no))
    is_open = row.state == "open"
    return Event(
        uid=uid_of(desk, row.id),
        starts=row.due_at or row.due_on,
        summary=" · ".join(filter(None, (row.words, row.customer))),
        sequence=row.version,
        changed_at=row.changed_at,
        description="\n".join(filter(None, lines)),
        kind=_("Steps"),
        alarm_minutes=int(desk.setting("remind_minutes")) if is_open else None,
        cancelled=row.state == "cancelled",
        is_free=True,
    )


def _gone(desk: Desk, row: TakenAwayRow) -> Event:
    return Event(
        uid=uid_of(desk, row.id),
        starts=row.at or row.day,
        summary=row.words,
        sequence=row.version,
        changed_at=row.changed_at,
        cancelled=True,
    )
