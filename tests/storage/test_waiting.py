"""Everybody who would write gets a turn; who is told that somebody has not finished is told the truth."""

import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crm_cli.storage import waiting
from crm_cli.storage.database import begin, connect, identity_of, is_held
from crm_cli.storage.opening import open_database


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


_TAKE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)
try:
    connection.execute("begin immediate")
except sqlite3.OperationalError as error:
    print(error)
else:
    print("taken")
"""


def test_a_second_desk_of_one_process_gives_up_no_lock_of_the_first(template: Path, tmp_path: Path) -> None:
    """The desk's threads have desks of their own; POSIX takes all locks of a process that closes the file anyhow."""
    path = tmp_path / "firm.db"
    shutil.copy(template, path)

    def ask() -> str:
        command = [sys.executable, "-c", _TAKE, str(path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    first = open_database(path)
    first.connection.execute("begin immediate")
    assert ask() == "database is locked"
    second = open_database(path)
    assert ask() == "database is locked"
    second.close()
    second.close()
    open_database(path).close()
    first.connection.execute("rollback")
    first.close()
    assert ask() == "taken"
    # A file that nobody has open any more is looked at before it is opened, as ever.
    assert not is_held(identity_of(path))
