"""Waiting for whoever else writes, so that everybody's turn comes; imported by who has to wait, which is seldom.

SQLite's own waiting asks again after 1, 2, 5 … and soon only every 100 milliseconds. Where several programs write
without a pause the lock is free for a few milliseconds at a time, and whoever has just come, and asks often, takes
it before those who wait longest: of eight on two loaded cores one waited 13 seconds while the others wrote hundreds
of times. So all ask every few milliseconds, at random, and the longer they wait the more often: nobody is unlucky
for long. And nobody is told of a program that has not finished while others do finish, which SQLite says by its
`data_version`: patience is for a lock that somebody keeps.
"""

import os
import sqlite3
from time import monotonic, sleep

from crm_cli.storage.database import is_busy

_MOST_MILLISECONDS, _LEAST_MILLISECONDS = 20, 2
_MOST_PATIENCES = 4
"""However many others finish meanwhile, who types is told after so many times the patience."""


def wait_for_turn(connection: sqlite3.Connection, patience: float, error: sqlite3.Error) -> None:
    """Begin a transaction that alone may write as soon as others let it; `connection` must not wait by itself.

    Raises `error`, what the first attempt met, when nobody else finished in `patience` seconds.
    """
    begun = moved = monotonic()
    seen: int | None = None
    while (now := monotonic()) < min(moved + patience, begun + _MOST_PATIENCES * patience):
        most = max(int(_MOST_MILLISECONDS / (1 + now - begun)), _LEAST_MILLISECONDS)
        # Importing `random` would take as long as the wait.
        sleep((1 + os.urandom(1)[0] % most) / 1000)
        if _asked(connection, "begin immediate") is not None:
            return
        if (told := _asked(connection, "pragma data_version")) is None:
            continue
        found = told.fetchone()[0]
        if seen is not None and found != seen:
            moved = monotonic()
        seen = found
    raise error


def _asked(connection: sqlite3.Connection, sql: str) -> sqlite3.Cursor | None:
    """Execute a statement; None where another program holds the file, for reading too in the middle of its commit."""
    try:
        return connection.execute(sql)
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise
        return None
