"""Reminders: callbacks and timed steps due in a few minutes, and notices; each announced once through a channel."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.services.desk import Desk
from crm_cli.storage.notices import FIND_NOTICES, NoticeRow
from crm_cli.storage.reminders import ANNOUNCED, DUE_SOON, PAST_GRACE, ReminderRow
from crm_cli.storage.statement import instant_text

LATE_MINUTES = 30
"""What was due longer ago is no news: nobody was announced to, or this computer slept."""
MOST_AHEAD = 24 * 60
AT_ONCE = 50
"""So many are told in one message: a key stays short enough for any index."""
_KIND = "remind"


class Reminder(Frozen):
    """What is told: a step, and the moment it is told for: when it is due, or when it became anyone's to make.

    Or a notice that nobody has seen yet, told for the moment it was written.
    """

    row: ReminderRow | NoticeRow
    told_for: datetime
    is_anyones: bool = False


def due_soon(desk: Desk, ahead: int | None = None, **whose: Any) -> list[Reminder]:
    """Return open callbacks and steps due from half an hour ago to `ahead` minutes from now, the earliest first.

    And callbacks anyone may make whose grace ended in the half hour past, and notices of the last day that were not
    seen. `ahead` is the firm's setting when None; `whose` is `team_no`, or `rep_no` for that rep's own and what
    others did not make.
    """
    now = clock.now()
    minutes = int(desk.setting("remind_minutes")) if ahead is None else ahead
    soon = desk.database.all(
        DUE_SOON,
        **_span(desk, now - timedelta(minutes=LATE_MINUTES), now + timedelta(minutes=minutes)),
        **whose,
    )
    grace = timedelta(minutes=int(desk.setting("callback_grace_minutes")))
    others = {"others_than" if name == "rep_no" else name: no for name, no in whose.items()}
    ended = now - grace
    past = desk.database.all(
        PAST_GRACE, since=ended - timedelta(minutes=LATE_MINUTES), latest=ended, **others
    )
    if past:
        from crm_cli.services.callback_list import numbered

        stands = numbered(desk, [row.no for row in past])
        past = [row for row in past if not stands[row.no].not_offered]
    found = [Reminder(row, row.due_at) for row in soon]
    found += [Reminder(row, row.due_at + grace, is_anyones=True) for row in past]
    news = desk.database.all(FIND_NOTICES, unseen=True, since=now - timedelta(minutes=MOST_AHEAD), **whose)
    found += [Reminder(row, row.at) for row in news]
    # Without a grace both moments are one, and so is the reminder.
    return sorted(
        {_mark(one): one for one in reversed(found)}.values(), key=lambda one: (one.told_for, one.row.no)
    )


def _span(desk: Desk, since: datetime, latest: datetime) -> dict[str, Any]:
    days = {"due_since": desk.wall(since).date(), "due_until": desk.wall(latest).date()}
    return {"since": since, "latest": latest, **days}


def unannounced(desk: Desk, channel: str, rows: Sequence[Reminder]) -> list[Reminder]:
    """Return those of `rows` that were not announced through `channel` yet.

    A step put off to another time is announced again.
    """
    rows_told = desk.database.all(ANNOUNCED, since=_since(), channel=channel)
    told = {word for row in rows_told for word in row.key.split()}
    return [one for one in rows if _mark(one) not in told]


@contextmanager
def announcing(desk: Desk, channel: str, rows: Sequence[Reminder]) -> Iterator[list[list[Reminder]]]:
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


def key_of(rows: Iterable[Reminder]) -> str:
    """Return what a message announces: each step and each notice with the moment it is told for."""
    return " ".join([_KIND, *map(_mark, rows)])


def _mark(one: Reminder) -> str:
    noun = "notice" if isinstance(one.row, NoticeRow) else "step"
    return f"{number(noun, one.row.no)}@{instant_text(one.told_for)}"


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
    """Return the latest time at which what a key of ours announces is due; of a notice, until when it is news."""
    marks = [word.partition("@") for word in key.split() if word[0] in "sj" and word.endswith("Z")]
    kept = {"s": timedelta(), "j": timedelta(minutes=MOST_AHEAD)}
    times = [datetime.fromisoformat(at) + kept[named[0]] for named, _at, at in marks]
    return max(times, default=otherwise)
