"""Everybody who would write gets a turn; who is told that somebody has not finished is told the truth."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crm_cli.storage import waiting
from crm_cli.storage.database import begin, connect


@contextmanager
def writing_without_a_pause(path: Path, seconds: float) -> Iterator[list[int]]:
    """Let another thread write to a file for so long, always again as soon as it has finished; yield how often it did."""
    done, begun = [0], threading.Event()

    def write() -> None:
        connection, until = connect(path), time.monotonic() + seconds
        connection.execute("pragma synchronous = off")
        while time.monotonic() < until:
            connection.execute("begin immediate")
            begun.set()
            connection.execute("update firm set version = version + 1")
            time.sleep(0.05)
            connection.execute("commit")
            done[0] += 1
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    begun.wait()
    try:
        yield done
    finally:
        thread.join()


@pytest.mark.trust("R7")
def test_nobody_is_told_of_a_program_that_has_not_finished_while_others_finish(database_path: Path) -> None:
    connection = connect(database_path, timeout=0.5)
    with writing_without_a_pause(database_path, 1.2) as done:
        begin(connection)
        assert done[0] >= 1
        connection.execute("rollback")
    assert connection.execute("pragma busy_timeout").fetchone() == (500,)
    connection.close()


@pytest.mark.trust("R8")
def test_a_wait_ends_however_many_others_finish_meanwhile() -> None:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorname = "SQLITE_BUSY"
    asked = []

    class Busy:
        def execute(self, sql: str) -> Any:
            asked.append(sql)
            if sql == "begin immediate":
                raise error
            return self

        def fetchone(self) -> tuple[int]:
            return (len(asked),)

    held: Any = Busy()
    begun = time.monotonic()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        waiting.wait_for_turn(held, 0.1, error)
    assert time.monotonic() - begun >= 0.4
    assert len(asked) > 20


@pytest.mark.trust("R8")
def test_what_is_wrong_with_the_file_is_not_waited_for() -> None:
    class Full:
        def execute(self, sql: str) -> Any:
            raise sqlite3.OperationalError(sql)

    broken: Any = Full()
    with pytest.raises(sqlite3.OperationalError, match="begin immediate"):
        waiting.wait_for_turn(broken, 5, sqlite3.OperationalError("database is locked"))
