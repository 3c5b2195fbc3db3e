"""The callbacks of a rep, a team or the firm as appointments of a calendar."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from crm_cli import clock
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.exchange.icalendar import Event
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage.callbacks import EVER, FIND_CALLBACKS, CallbackRow

CANCELLED_DAYS = 14
"""So long a callback that was taken back is told as cancelled, for readers that only add."""


def callback_events(desk: Desk, days: int, **whose: Any) -> list[Event]:
    """Return the open callbacks up to so many days ahead, late ones too, and those lately taken back or handed on.

    `whose` is `rep_no` or `team_no`, nothing for the firm. One callback is one event: what it was before it was
    moved is told only where it went to somebody else.
    """
    since = clock.now() - timedelta(days=CANCELLED_DAYS)
    until = desk.today() + timedelta(days=days)
    until_at = desk.instant(datetime.combine(until, time.max))
    with desk.database.snapshot():
        standing = desk.database.all(FIND_CALLBACKS, open_since=EVER, due_by=until_at, **whose)
        # The day bounds what is read; who took back a promise of long ago tells no calendar.
        ended = desk.database.all(
            FIND_CALLBACKS,
            ended_since=since,
            due_since=desk.wall(since).date(),
            due_until=until,
            **whose,
        )
    found = {event.uid: event for event in _cancelled(desk, ended)}
    found |= {event.uid: event for event in (_event(desk, row) for row in standing)}
    return sorted(found.values(), key=lambda event: (str(event.starts), event.uid))


def _cancelled(desk: Desk, rows: list[CallbackRow]) -> Iterator[Event]:
    for row in rows:
        if row.became_no is None:
            yield _event(desk, row)._replace(cancelled=True)
        elif row.became_rep_no != row.rep_no:
            yield _event(desk, row)._replace(
                uid=uid_of(desk, row.became_id), sequence=row.became_version or 1, cancelled=True
            )


def uid_of(desk: Desk, record_id: str) -> str:
    """Return what an event of a record is called in every calendar, for ever."""
    return f"{record_id}@{desk.firm.id}"


def _event(desk: Desk, row: CallbackRow) -> Event:
    at: datetime = row.due_at or row.created_at
    summary = " ".join(filter(None, (_("Call back"), row.customer, row.contact)))
    scope = words.label("scope", row.scope) if row.scope == "anyone" else ""
    promised = number("call", row.call_no)
    lines = (
        row.number,
        row.words,
        " ".join(filter(None, (number("step", row.no), row.rep, scope))),
        _("promised in {call}").format(call=promised) if promised else "",
        row.reason,
    )
    return Event(
        uid=uid_of(desk, row.id),
        starts=at,
        summary=summary,
        sequence=row.version,
        changed_at=row.changed_at,
        minutes=int(desk.setting("callback_minutes")),
        description="\n".join(filter(None, lines)),
        kind=_("Callbacks"),
        alarm_minutes=int(desk.setting("remind_minutes")),
    )
