"""The outbox: messages that leave the house once. Not journalled, for what is sent cannot be undone."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from crm_cli.storage.database import Database, sentences
from crm_cli.storage.ids import uuid7
from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement, instant_text, to_driver


class OutboxRow(Row):
    """A message without its text: what it is, for whom, and how far it has come."""

    no: int
    id: str
    key: str
    channel: str
    medium: str
    subject: str
    state: str
    attempts: int
    next_try_at: datetime
    lease_until: datetime | None
    sent_at: datetime | None
    error: str
    created_at: datetime
    created_by: str


class DueRow(Row):
    """A message as it is taken to be sent; `attempts` are those before."""

    no: int
    key: str
    channel: str
    medium: str
    subject: str
    payload: str
    attempts: int
    created_at: datetime


class WaitingRow(Row):
    """How many messages wait for a channel."""

    channel: str
    messages: int


FIND_OUTBOX = Statement(
    OutboxRow,
    """
    select no, id, key, channel, medium, subject, state, attempts, next_try_at, lease_until, sent_at, error,
        created_at, created_by
    from outbox
    where 1 = 1
        [and no = :no]
        [and key in (:keys*)]
        [and state in (:states*)]
        [and channel = :channel]
    order by {order}
    [limit :limit]
    """,
    {
        "created_at": "no desc",
        "no": "no asc",
        "next_try_at": "next_try_at asc, no asc",
        "state": "state asc, no desc",
        "channel": "channel asc, no desc",
    },
)
DUE = Statement(
    DueRow,
    """
    select no, key, channel, medium, subject, payload, attempts, created_at
    from outbox
    where state = 'queued' [and next_try_at <= :now] [and channel in (:channels*)]
    order by next_try_at, no
    limit 1
    """,
)
ABANDONED = Statement(
    OutboxRow,
    """
    select no, id, key, channel, medium, subject, state, attempts, next_try_at, lease_until, sent_at, error,
        created_at, created_by
    from outbox
    where state = 'sending' [and lease_until <= :now]
    order by no
    """,
)
WAITING = Statement(
    WaitingRow,
    """
    select channel, count(*) as messages
    from outbox
    where state = 'queued' [and next_try_at <= :now]
    group by channel
    order by channel
    """,
)

_INSERT = (
    "insert into outbox (id, created_at, created_by, key, channel, medium, subject, payload, next_try_at)"
    " values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do nothing"
)


def insert_messages(
    database: Database, rows: Sequence[Mapping[str, str]], *, now: datetime, author: str
) -> set[str]:
    """Queue messages (key, channel, medium, subject, payload), due at once; return the keys not there before.

    Joins a transaction that is open already, so that a message may be queued with the change it tells of.
    """
    added = set()
    with writing(database, joining=True) as connection:
        for row in rows:
            cells = [row[name] for name in ("key", "channel", "medium", "subject", "payload")]
            values = [uuid7(), instant_text(now), author, *map(to_driver, cells), instant_text(now)]
            if connection.execute(_INSERT, values).rowcount == 1:
                added.add(row["key"])
    return added


def claim(
    database: Database, channels: Sequence[str], *, now: datetime, lease_until: datetime, author: str
) -> DueRow | None:
    """Take the message that has been due longest for one of `channels`; None when none is.

    It is on disk that it is being sent before this returns, so that nobody else takes it.
    """
    with writing(database):
        due = database.first(DUE, now=now, channels=list(channels))
        if due is not None:
            values = {
                "state": "sending",
                "attempts": due.attempts + 1,
                "lease_until": lease_until,
                "sent_at": None,
            }
            _update(database, due.no, due.attempts, ("queued",), values, now=now, author=author)
    return due


def hand_over(
    database: Database, no: int, attempts: int, *, now: datetime, lease_until: datetime, author: str
) -> bool:
    """Note that the last byte of a claimed message leaves now; False when it is ours no longer."""
    values = {"sent_at": now, "lease_until": lease_until}
    with writing(database):
        return _update(database, no, attempts, ("sending",), values, now=now, author=author)


def postpone(database: Database, channel: str, *, until: datetime, now: datetime, author: str) -> None:
    """Let nothing that waits for a channel be due before `until`."""
    with writing(database) as connection:
        connection.execute(
            "update outbox set next_try_at = ?, changed_at = ?, changed_by = ?, version = version + 1"
            " where state = 'queued' and next_try_at < ? and channel = ?",
            [*map(to_driver, (until, now, author, until, channel))],
        )


def settle(
    database: Database,
    no: int,
    attempts: int,
    values: Mapping[str, object],
    *,
    states: Sequence[str],
    now: datetime,
    author: str,
) -> bool:
    """Write how a message fared where it is still in one of `states` after `attempts`; say whether it was.

    Joins an open transaction, so that several are decided about together.
    """
    with writing(database, joining=True):
        return _update(database, no, attempts, states, values, now=now, author=author)


def _update(
    database: Database,
    no: int,
    attempts: int,
    states: Sequence[str],
    values: Mapping[str, object],
    *,
    now: datetime,
    author: str,
) -> bool:
    """Change a message that nobody has taken since it was read: its state and number of attempts say so."""
    wanted = {**values, "changed_at": now, "changed_by": author}
    changes = ", ".join(f"{name} = ?" for name in wanted)
    marks = ", ".join("?" * len(states))
    cursor = database.connection.execute(
        f"update outbox set {changes}, version = version + 1"
        f" where no = ? and attempts = ? and state in ({marks})",
        [*map(to_driver, wanted.values()), no, attempts, *states],
    )
    return cursor.rowcount == 1


def is_busy(error: BaseException) -> bool:
    """Say whether a write failed only because another program held the file for longer than we wait."""
    cause: Any = error.__cause__
    return (getattr(cause, "sqlite_errorname", None) or "").startswith("SQLITE_BUSY")


@contextmanager
def writing(database: Database, *, joining: bool = False) -> Iterator[sqlite3.Connection]:
    """Open a transaction of the outbox's own that is on disk at its end; `joining` takes part in an open one.

    Raises RuntimeError where one is open and may not be joined: who sends must not wait for its commit.
    """
    connection: Any = database.connection
    if not connection.in_transaction:
        with database.alone():
            yield connection
        return
    if not joining:
        raise RuntimeError("a message is not sent in the middle of a change")
    with sentences(database.path):
        yield connection
