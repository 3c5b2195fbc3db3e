"""A warmed process whose children work on a database until they are killed: python -m tests.trust.killing JOB FOLDER.

Everything is imported once and each child is forked, so a kill costs some hundredths of a second. What a child was told
is on disk it counts in memory that it shares with its parent and that outlives it.
"""

import json
import mmap
import os
import random
import shutil
import signal
import sqlite3
import struct
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from crm_cli.errors import CrmError
from crm_cli.exchange.importing import import_file
from crm_cli.services import calls, history
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.importing.intake import Options
from crm_cli.services.merging import merge_customers
from crm_cli.services.touches import Extras
from crm_cli.storage.database import SCHEMA_VERSION, connect
from crm_cli.storage.opening import open_database

VOLATILE = ("no", "id", "version", "created_at", "created_by", "changed_at", "changed_by", "change_no")
ROWS_OF_A_FILE = 40
WHOLE_CHECK = 25
"""Kills after which the file is gone through whole, which takes longer than the kill."""
Told = dict[str, int]
Image = dict[str, list[tuple[Any, ...]]]


class Tally:
    """How much was acknowledged, in memory that a killed child cannot take with it."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 16)

    def add(self) -> None:
        self._memory[:8] = struct.pack("q", self.value + 1)

    @property
    def value(self) -> int:
        return int(struct.unpack("q", self._memory[:8])[0])

    @value.setter
    def value(self, value: int) -> None:
        self._memory[:8] = struct.pack("q", value)


def image_of(connection: sqlite3.Connection) -> Image:
    """Return every row of every table but for the journal, stamps, ids and numbers, which a command typed again differs in."""
    found = {}
    names = connection.execute("select name from sqlite_master where type = 'table' order by name").fetchall()
    for (name,) in names:
        if name.startswith(("sqlite_", "search_", "change", "alembic")):
            continue
        columns = [row[1] for row in connection.execute(f'pragma table_info("{name}")')]
        kept = ", ".join(f'"{one}"' for one in columns if one not in VOLATILE)
        found[name] = sorted(connection.execute(f'select {kept} from "{name}"').fetchall(), key=repr)
    return found


def require_sound(connection: sqlite3.Connection) -> None:
    """Raise AssertionError where the file or a reference in it is broken."""
    assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert connection.execute("pragma foreign_key_check").fetchall() == []


def changes_in(connection: sqlite3.Connection) -> int:
    """Return how many changes the journal has."""
    return int(connection.execute("select count(*) from change").fetchone()[0])


class Logging:
    """Calls with a step each, logged for ever."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.before = 0

    def work(self, place: int, tally: Tally) -> None:
        """Work until killed; add one to the tally for each thing that was acknowledged."""
        desk = open_desk(self.path, "陈伟")
        for number in count():
            typed = calls.Typed("c1", "talked", note=f"k{place}-{number}")
            calls.log_call(desk, typed, Extras(next="+3d 报价", keep=True))
            tally.add()

    def check(self, place: int, told: int) -> int:
        """Return how many were found; raise AssertionError where one is lost or half."""
        connection = connect(self.path)
        rows = connection.execute(
            "select note, (select count(*) from step where step.call_no = call.no),"
            " (select count(*) from change_row where table_name = 'call' and row_no = call.no)"
            " from call where no > ? order by no",
            [self.before],
        ).fetchall()
        found = [row for row in rows if str(row[0]).startswith(f"k{place}-")]
        self.before = connection.execute("select max(no) from call").fetchone()[0]
        connection.close()
        assert [row[0] for row in found] == [f"k{place}-{number}" for number in range(len(found))]
        assert all(row[1:] == (1, 1) for row in found), "half a call"
        assert told <= len(found) <= told + 1, f"{told} told, {len(found)} there"
        return len(found)


class Importing(Logging):
    """A file of customers with people and numbers, brought in again and again under other names."""

    def work(self, place: int, tally: Tally) -> None:
        """Import files until killed."""
        desk = open_desk(self.path, "陈伟")
        for number in count():
            file = self.path.with_name(f"list-{place}-{number}.csv")
            lines = (
                f"名{place}x{number}x{one},人{one},020-8{place % 1000:03}{number % 100:02}{one:02},天河路"
                for one in range(ROWS_OF_A_FILE)
            )
            file.write_text("公司名称,联系人,电话,地址\n" + "\n".join(lines), encoding="utf-8")
            import_file(desk, "customers", file, options=Options(on_match="create"), keep_rejects=False)
            tally.add()

    def check(self, place: int, told: int) -> int:
        """Return how many files were found; raise AssertionError where one is lost or half."""
        connection = connect(self.path)
        found = connection.execute(
            "select substr(name, 1, instr(name, 'x') + instr(substr(name, instr(name, 'x') + 1), 'x')) as file,"
            " count(*), sum((select count(*) from contact where customer_no = customer.no)),"
            " sum((select count(*) from phone where customer_no = customer.no))"
            " from customer where name like ? group by file",
            [f"名{place}x%"],
        ).fetchall()
        connection.close()
        for file in self.path.parent.glob(f"list-{place}-*"):
            file.unlink()
        assert all(row[1:] == (ROWS_OF_A_FILE,) * 3 for row in found), f"half a file: {found}"
        assert told <= len(found) <= told + 1, f"{told} told, {len(found)} there"
        return len(found)


class Alternating:
    """One command done and taken back in turn: after each number of changes the firm is in one of two states."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.prepare()
        connection = connect(path)
        self.base, self.states = changes_in(connection), [image_of(connection)]
        desk = open_desk(path, "周敏")
        self.forth(desk)
        self.states.append(image_of(connection))
        self.back(desk)
        assert image_of(connection) == self.states[0] != self.states[1]
        self.base += 2
        self.done = 0
        desk.close()
        connection.close()

    def prepare(self) -> None:
        """Make what is done and taken back."""

    def forth(self, desk: Desk) -> None:
        """Go from the first state to the second."""
        raise NotImplementedError

    def back(self, desk: Desk) -> None:
        """Go from the second state to the first."""
        history.undo(desk)

    def work(self, place: int, tally: Tally) -> None:
        """Go forth and back until killed."""
        del place
        desk = open_desk(self.path, "周敏")
        for number in count(self.done):
            (self.back if number % 2 else self.forth)(desk)
            tally.add()

    def check(self, place: int, told: int) -> int:
        """Return how many changes were made; raise AssertionError where one is lost or half."""
        del place
        connection = connect(self.path)
        made = changes_in(connection) - self.base - self.done
        assert told <= made <= told + 1, f"{told} told, {made} there"
        self.done += made
        assert image_of(connection) == self.states[self.done % 2], "half of it"
        connection.close()
        return made


class Merging(Alternating):
    """Two customers become one, and two again."""

    def forth(self, desk: Desk) -> None:
        """Merge the second customer into the first."""
        merge_customers(desk, "c1", [self.other])

    def prepare(self) -> None:
        """Give the customer that will be merged all that belongs to one."""
        from crm_cli.services import contacts, customers, followups, memos

        desk = open_desk(self.path, "周敏")
        added = customers.add_customer(
            desk, "白云航空配餐", phones=["020-81112222"], tags=["老", "新"], grade="B"
        )
        self.other = f"c{added.no}"
        for place in range(12):
            contacts.add_contact(desk, f"人{place}", self.other, phones=[f"1390000{place:04}"])
            calls.log_call(
                desk, calls.Typed(self.other, "talked", note=str(place)), Extras(next="+3d 送样", keep=True)
            )
        followups.add_followup(desk, self.other, at="2026-11-02 10:00")
        memos.add_memo(desk, "喜欢茶", customer=self.other)
        desk.close()


class Undoing(Alternating):
    """An import undone and redone."""

    def prepare(self) -> None:
        """Import a file, the last change, which is then undone first."""
        desk = open_desk(self.path, "周敏")
        file = self.path.with_name("list.csv")
        lines = (f"名单{one},人{one},020-8200{one:04}" for one in range(60))
        file.write_text("公司名称,联系人,电话\n" + "\n".join(lines), encoding="utf-8")
        import_file(desk, "customers", file, keep_rejects=False)
        desk.close()

    def forth(self, desk: Desk) -> None:
        """Take the import back."""
        history.undo(desk)

    def back(self, desk: Desk) -> None:
        """Bring it in again."""
        history.redo(desk)


class Migrating:
    """A firm of the first schema, brought up to date by whoever opens it, each time anew."""

    def __init__(self, path: Path) -> None:
        self.path, self.old = path, path.with_name("old.db")
        shutil.copy(path, self.old)
        connection = connect(path)
        self.image = image_of(connection)
        connection.close()

    def work(self, place: int, tally: Tally) -> None:
        """Open the firm, which brings it up to date."""
        del place
        open_database(self.path).close()
        tally.add()

    def check(self, place: int, told: int) -> int:
        """Return whether it was up to date; raise AssertionError where it is neither the old one nor the new."""
        connection = connect(self.path)
        version = connection.execute("pragma user_version").fetchone()[0]
        assert version in {1, SCHEMA_VERSION}
        assert version == SCHEMA_VERSION or not told
        if version == 1:
            assert image_of(connection) == self.image, "half of it"
        if place % WHOLE_CHECK == 0:
            # Whatever was left lying there, the next to open the file gets through.
            open_database(self.path).close()
        counts = {name: len(rows) for name, rows in image_of(connection).items()}
        require_sound(connection)
        connection.close()
        assert {name: counts[name] for name in self.image} == {n: len(rows) for n, rows in self.image.items()}
        shutil.rmtree(self.path.with_name("backups"), ignore_errors=True)
        shutil.copy(self.old, self.path)
        return int(version == SCHEMA_VERSION)


JOBS: dict[str, Callable[[Path], Any]] = {
    "logging": Logging,
    "importing": Importing,
    "merging": Merging,
    "undoing": Undoing,
    "migrating": Migrating,
}


def _child(job: Any, place: int, tally: Tally) -> int:
    """Start a child at work and return its process number."""
    pid = os.fork()
    if pid:
        return pid
    try:
        job.work(place, tally)
    except CrmError as error:
        os.write(2, f"{error.sentence}\n".encode())
        os._exit(3)
    except BaseException:  # noqa: BLE001  # whatever it is, this process is the parent's copy and must end here
        import traceback

        traceback.print_exc()
        os._exit(4)
    os._exit(0)


def _first_takes(job: Any, tally: Tally) -> float:
    """Let a child alone until its first acknowledgement; return the seconds that took."""
    begun = time.perf_counter()
    pid = _child(job, 0, tally)
    while not tally.value and time.perf_counter() - begun < 60:
        time.sleep(0.0005)
    took = time.perf_counter() - begun
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return took


def kills(name: str, path: Path, times: int, seed: int) -> Iterator[Told]:
    """Yield after each kill at a random moment what was acknowledged and what is there."""
    job, tally, chance = JOBS[name](path), Tally(), random.Random(seed)
    first = _first_takes(job, tally)
    longest = 2 * first
    yield {"acknowledged": tally.value, "there": job.check(0, tally.value)}
    for place in range(1, times):
        tally.value = 0
        pid = _child(job, place, tally)
        time.sleep(chance.uniform(0, longest))
        os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
        # A migration may be over before the kill; everything else works for ever.
        assert os.WIFSIGNALED(status) or (name == "migrating" and status == 0), status
        yield {"acknowledged": tally.value, "there": job.check(place, tally.value)}
        # On a busy machine a child comes to less: the kills stay where the work is, neither before nor after it.
        slower, faster = not tally.value, tally.value > (0 if name == "migrating" else 2)
        longest = max(first, min(longest * (1.06 if slower else 0.95 if faster else 1), 20 * first))
        if place % WHOLE_CHECK == 0:
            connection = connect(path)
            require_sound(connection)
            connection.close()


def main() -> None:
    """Kill as often as asked and print the sums as JSON."""
    name, path, times, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    sums = {"kills": 0, "acknowledged": 0, "there": 0, "in the middle": 0}
    for told in kills(name, path, times, seed):
        sums["kills"] += 1
        sums["acknowledged"] += told["acknowledged"]
        sums["there"] += told["there"]
        sums["in the middle"] += told["there"] == told["acknowledged"]
    connection = connect(path)
    require_sound(connection)
    connection.close()
    print(json.dumps(sums))


if __name__ == "__main__":
    main()
