"""Reminders: callbacks and timed steps that are due in a few minutes, each announced once through a channel."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.services.desk import Desk
from crm_cli.storage.reminders import ANNOUNCED, DUE_SOON, ReminderRow
from crm_cli.storage.statement import instant_text

LATE_MINUTES = 30
"""What was due longer ago is no news: nobody was announced to, or this computer slept."""
MOST_AHEAD = 24 * 60
AT_ONCE = 50
"""So many are told in one message: a key stays short enough for any index."""
_KIND = "remind"


def due_soon(desk: Desk, ahead: int | None = None, **whose: Any) -> list[ReminderRow]:
    """Return open callbacks and steps due from half an hour ago to `ahead` minutes from now, the earliest first.

    `ahead` is the firm's setting when None; `whose` is `rep_no`, with callbacks that anyone may make, or `team_no`.
    """
    now = clock.now()
    minutes = int(desk.setting("remind_minutes")) if ahead is None else ahead
    earliest, latest = now - timedelta(minutes=LATE_MINUTES), now + timedelta(minutes=minutes)
    first, last = desk.wall(earliest).date(), desk.wall(latest).date()
    return desk.database.all(
        DUE_SOON, since=earliest, latest=latest, due_since=first, due_until=last, **whose
    )


def unannounced(desk: Desk, channel: str, rows: Sequence[ReminderRow]) -> list[ReminderRow]:
    """Return those of `rows` that were not announced through `channel` yet.

    A step put off to another time is announced again.
    """
    rows_told = desk.database.all(ANNOUNCED, since=_since(), channel=channel)
    told = {word for row in rows_told for word in row.key.split()}
    return [row for row in rows if _mark(row) not in told]


@contextmanager
def announcing(desk: Desk, channel: str, rows: Sequence[ReminderRow]) -> Iterator[list[list[ReminderRow]]]:
    """Give out, in messages of AT_ONCE, what nobody has announced through `channel`; what is queued inside counts.

    Of two processes at once the second finds nothing left. The outbox is locked only when there is something.
    """
    if not unannounced(desk, channel, rows):
        yield []
        return
    from crm_cli.services import outbox

    with outbox.together(desk):
        left = unannounced(desk, channel, rows)
        yield [left[start : start + AT_ONCE] for start in range(0, len(left), AT_ONCE)]


def key_of(rows: Iterable[ReminderRow]) -> str:
    """Return what a message announces: each step with the time it is due at."""
    return " ".join([_KIND, *map(_mark, rows)])


def _mark(row: ReminderRow) -> str:
    return f"{number('step', row.no)}@{instant_text(row.due_at)}"


def forget_stale(desk: Desk) -> None:
    """Give up announcements that could not be sent until they were no news any more."""
    now = clock.now()
    for row in desk.database.all(ANNOUNCED, since=_since()):
        is_ours = row.state == "queued" and row.key.startswith(f"{_KIND} ")
        if is_ours and now - _latest(row.key, row.created_at) > timedelta(minutes=LATE_MINUTES):
            from crm_cli.services import outbox

            outbox.drop(desk, number("outbox", row.no) or "")


def _since() -> datetime:
    """Return the moment before which nothing was announced that could be due now."""
    return clock.now() - timedelta(minutes=MOST_AHEAD + LATE_MINUTES)


def _latest(key: str, otherwise: datetime) -> datetime:
    """Return the latest time a key of ours announces."""
    times = [word.partition("@")[2] for word in key.split() if word.startswith("s") and word.endswith("Z")]
    return max(map(datetime.fromisoformat, times), default=otherwise)
