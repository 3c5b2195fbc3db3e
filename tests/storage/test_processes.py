"""What was acknowledged is there after kill -9, and many at once lose nothing and see no lock (R1, R2, R7)."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from crm_cli.storage.database import connect
from crm_cli.storage.opening import open_database

START = """
import os, sys, threading
from pathlib import Path
from crm_cli.services import calls, customers
from crm_cli.services.desk import open_desk
from crm_cli.errors import RefusedError
from crm_cli.services.touches import Extras
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
desk = open_desk(path, "陈伟")
os.write(1, b"ready\\n")
sys.stdin.readline()
"""
LOG_FOR_EVER = (
    START
    + """
i = 0
while True:
    calls.log_call(desk, calls.Typed("c1", "talked", note=f"{name}-{i}"), Extras(next="+3d 报价", keep=True))
    os.write(1, f"{name}-{i}\\n".encode())
    i += 1
"""
)
IMPORT_FOR_EVER = (
    START
    + """
i = 0
while True:
    with desk.change() as change:
        no = change.insert("customer", name=f"{name}-{i}")
        change.insert_many("contact", [{"customer_no": no, "name": f"人{k}"} for k in range(200)])
    os.write(1, f"{name}-{i}\\n".encode())
    i += 1
"""
)
COUNT = (
    START
    + """
for i in range(count):
    while True:
        row = desk.database.connection.execute("select version, need_budget_minor from customer where no = 1").fetchone()
        try:
            with desk.change() as change:
                change.update("customer", 1, expect=row[0], need_budget_minor=row[1] + 1)
        except RefusedError:
            continue
        break
    calls.log_call(desk, calls.Typed("c1", "no_answer", note=f"{name}-{i}"))
"""
)


def _start(script: str, path: Path, name: str, count: int = 0) -> "subprocess.Popen[bytes]":
    """Start a process and return it when its database is open; it goes on when it is written to."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, path, name, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def _go(processes: Iterable["subprocess.Popen[bytes]"]) -> None:
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()


def _kill_after(process: "subprocess.Popen[bytes]", seconds: float) -> list[str]:
    """Kill a process in the middle of its work; return what it had acknowledged."""
    killer = threading.Timer(seconds, lambda: os.kill(process.pid, signal.SIGKILL))
    killer.start()
    assert process.stdout is not None
    acknowledged = process.stdout.read().decode().splitlines()
    killer.join()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    return acknowledged


def _sound(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    return connection


def _killed_logging(path: Path, rounds: int) -> None:
    acknowledged: list[str] = []
    for number in range(rounds):
        process = _start(LOG_FOR_EVER, path, f"k{number}")
        _go([process])
        acknowledged += _kill_after(process, random.uniform(0.02, 0.25))
    connection = _sound(path)
    notes = [row[0] for row in connection.execute("select note from call where note like 'k%'")]
    assert set(acknowledged) <= set(notes)
    assert len(notes) == len(set(notes)) <= len(acknowledged) + rounds
    # Each call came with its step, its change and a journal row of each, or not at all.
    half = connection.execute(
        "select count(*) from call where note like 'k%' and ((select count(*) from step where step.call_no = call.no)"
        " <> 1 or not exists (select 1 from change_row where table_name = 'call' and row_no = call.no))"
    ).fetchone()
    assert half == (0,)
    assert len(acknowledged) > rounds
    connection.close()


def _killed_importing(path: Path, rounds: int) -> None:
    acknowledged: list[str] = []
    for number in range(rounds):
        process = _start(IMPORT_FOR_EVER, path, f"i{number}")
        _go([process])
        acknowledged += _kill_after(process, random.uniform(0.05, 0.3))
    connection = _sound(path)
    people = connection.execute(
        "select customer.name, (select count(*) from contact where customer_no = customer.no) from customer"
        " where customer.name like 'i%-%'"
    ).fetchall()
    assert set(acknowledged) <= {name for name, _count in people}
    assert {count for _name, count in people} <= {200}
    connection.close()


def _together(path: Path, processes: int, count: int) -> float:
    """Let processes edit one row and log calls at once; return the seconds it took."""
    connection = connect(path)
    connection.execute("update customer set need_budget_minor = 0 where no = 1")
    connection.close()
    started = [_start(COUNT, path, f"p{number}", count) for number in range(processes)]
    begun = time.monotonic()
    _go(started)
    for process in started:
        process.communicate(timeout=240)
        assert process.returncode == 0
    took = time.monotonic() - begun
    connection = _sound(path)
    assert connection.execute("select need_budget_minor from customer where no = 1").fetchone() == (
        processes * count,
    )
    notes = connection.execute("select count(distinct note) from call where note like 'p%-%'").fetchone()
    assert notes == (processes * count,)
    tries = connection.execute("select tries from phone where no = 1").fetchone()[0]
    assert tries >= processes * count
    connection.close()
    return took


@pytest.fixture
def phoned_path(busy_path: Path) -> Path:
    """The busy firm, whose first customer's first number is nobody's yet."""
    connection = connect(busy_path)
    connection.execute("update phone set contact_no = null where no = 1")
    connection.close()
    return busy_path


@pytest.mark.trust("R1")
def test_kill_during_logging(busy_path: Path) -> None:
    _killed_logging(busy_path, 4)


@pytest.mark.trust("R2")
def test_kill_during_an_import(busy_path: Path) -> None:
    _killed_importing(busy_path, 3)


@pytest.mark.trust("R7")
def test_many_at_once(phoned_path: Path) -> None:
    _together(phoned_path, 8, 3)


@pytest.mark.trust("R7")
@pytest.mark.slow
@pytest.mark.parametrize("run", range(3))
def test_eight_at_once_a_hundred_times(phoned_path: Path, run: int) -> None:
    _together(phoned_path, 8, 100)


@pytest.mark.trust("R1")
def test_a_journal_left_hot_by_a_kill_is_played_back_by_the_next_to_open(
    busy_path: Path, tmp_path: Path
) -> None:
    """The copy is what a crash leaves: pages of a change already in the file, their old content in the journal."""
    connection = connect(busy_path)
    connection.execute("pragma cache_size = 1")
    connection.execute("pragma cache_spill = 1")
    connection.execute("begin immediate")
    connection.execute("delete from change_row")
    connection.execute("update customer set notes = hex(randomblob(20000))")
    for one in busy_path.parent.glob("busy.db*"):
        shutil.copy(one, tmp_path / f"copy-{one.name}")
    connection.execute("rollback")
    copy = tmp_path / "copy-busy.db"
    assert copy.read_bytes() != busy_path.read_bytes()
    assert (tmp_path / "copy-busy.db-journal").stat().st_size > 0
    # Opened as a user would: nobody may be told that the file is damaged.
    open_database(copy).close()
    ours, theirs = _sound(busy_path), _sound(copy)
    for question in ("select * from change_row order by no", "select * from customer order by no"):
        assert ours.execute(question).fetchall() == theirs.execute(question).fetchall() != []
    ours.close()
    theirs.close()
    connection.close()
