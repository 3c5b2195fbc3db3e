"""Makes firms of any size for measuring: python -m tests.benchmarks.firm_of CUSTOMERS CALLS FOLDER.

A firm is deterministic, and kept in its folder until the generator makes other rows. One of an older schema is
brought up to date where it is, without the copy that the program would make first.
"""

import hashlib
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path

from crm_cli.storage import facts, migrate
from crm_cli.storage.database import SCHEMA_VERSION
from crm_cli.storage.derived import FACTS
from crm_cli.storage.search import INDEXES
from tests.benchmarks import history, million, workday

DAY = date(2026, 11, 2)
"""The last day of every firm, a Monday: the first working day of its month, so the month to date is the day itself."""
REPS = 50
# What the file takes, and what sorting its indexes takes beside it for a while.
BYTES_PER_CALL, BYTES_PER_CUSTOMER = 800, 2_000
_TOLD = (
    "customer",
    "contact",
    "phone",
    "call",
    "visit",
    "followup",
    "step",
    "plan",
    "money",
    "goal",
    "objection_met",
)

_WORKED_OUT = frozenset(FACTS["step"])


def default_folder() -> Path:
    """Return where firms are kept when nobody says where."""
    return Path(tempfile.gettempdir()) / "crm-bench"


def firm_of(folder: Path, customers: int, calls: int = 0, reps: int = REPS) -> Path:
    """Return a firm's database with so many customers, and calls in whole working days up to DAY; made when missing.

    Raises SystemExit when the disk has no room for it.
    """
    made, schema = _made_by()[bool(calls)]
    path = folder / f"firm-{customers}-{calls}-{reps}-{made}-{schema}.db"
    if path.exists() or _brought_up(folder.glob(f"firm-{customers}-{calls}-{reps}-{made}-*.db"), path):
        return path
    _need(folder, customers * BYTES_PER_CUSTOMER + calls * BYTES_PER_CALL)
    for stale in folder.glob(f"firm-{customers}-{calls}-{reps}-*.db"):
        stale.unlink()
    making, started = path.with_suffix(".making"), time.perf_counter()
    making.unlink(missing_ok=True)
    if calls:
        shutil.copyfile(firm_of(folder, customers), making)
        _work(making, customers, calls, reps)
    else:
        million.build(making, customers)
    making.rename(path)
    size, took = path.stat().st_size / 2**20, time.perf_counter() - started
    print(f"made {path}: {customers} customers, {calls} calls, {size:.0f} MiB, {took:.0f} s", flush=True)
    return path


def _brought_up(older: Iterable[Path], path: Path) -> bool:
    """Bring one of these to the schema of the program and call it `path`; say whether there was one to bring."""
    for firm in older:
        connection = sqlite3.connect(firm)
        version = connection.execute("pragma user_version").fetchone()[0]
        connection.close()
        if version < SCHEMA_VERSION:
            migrate.migrate_in_place(firm)
            if _shape(firm) == _shape_of_new():
                firm.rename(path)
                return True
            # Made while the migrations it had were still being written: it lacks what they got since.
            firm.unlink()
    return False


def _shape(path: Path) -> set[tuple[str, str]]:
    """Return the columns of each table and the indexes of a database, by their names."""
    connection = sqlite3.connect(path)
    names = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
    found = {
        (name, column[1])
        for (name,) in names
        for column in connection.execute(f"pragma table_info('{name}')")
    }
    found |= {
        ("", name) for (name,) in connection.execute("select name from sqlite_master where type = 'index'")
    }
    connection.close()
    return found


@lru_cache
def _shape_of_new() -> set[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.db"
        migrate.create_database(path)
        return _shape(path)


def _work(path: Path, customers: int, calls: int, reps: int) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    # The file is thrown away when the making fails.
    for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -600000", "threads = 2"):
        connection.execute(f"pragma {pragma}")
    connection.execute("begin")
    history.add_history(connection, customers, reps, max(1, calls // (reps * workday.CALLS)), DAY)
    facts.complete(connection)
    connection.execute("commit")
    connection.close()


def _need(folder: Path, size: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < size:
        raise SystemExit(f"{folder} has {free >> 20} MiB free; this firm needs {size >> 20}")


@lru_cache
def _made_by() -> tuple[tuple[str, str], tuple[str, str]]:
    """Return what tells apart firms made otherwise, without calls and with: the hashes of a tiny one made now."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tiny.db"
        million.build(path, 60)
        plain = _hashes(path)
        _work(path, 60, 2 * workday.CALLS, 2)
        return plain, _hashes(path)


def _hashes(path: Path) -> tuple[str, str]:
    """Return a hash of the rows that were made and of what the search index holds of them, and one of the tables."""
    connection = sqlite3.connect(path, isolation_level=None)
    asked = [f"select * from {table} order by no" for table in _TOLD]
    for index in INDEXES:
        connection.execute(f"create virtual table temp.held_{index} using fts5vocab(main, {index}, instance)")
        asked.append(f"select term, doc from temp.held_{index}")
    made, schema = hashlib.sha256(), hashlib.sha256()
    for sql in asked:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        for cells in cursor:
            # A column that came later is empty in what is made, and so are the facts that are worked out of it.
            told = [pair for pair in zip(names, cells, strict=True) if pair[1] and pair[0] not in _WORKED_OUT]
            made.update(repr(told).encode())
    for row in connection.execute("select sql from sqlite_master order by name"):
        schema.update(repr(row).encode())
    connection.close()
    return made.hexdigest()[:8], schema.hexdigest()[:8]


if __name__ == "__main__":
    print(firm_of(Path(sys.argv[3]), int(sys.argv[1]), int(sys.argv[2])))
