"""What a sound database's rows say of each other, looked at in blocks for as long as there is time.

Read by hand rather than through statements: what is looked at may be damaged in any way.
"""

import random
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from crm_cli.storage import derived, facts, search
from crm_cli.storage.change import STAMPS
from crm_cli.storage.database import begin, together
from crm_cli.storage.runs import PAGE

BLOCK = 200
_STEPS = 20_000
_FEW = 20_000
_MANY = 200_000
_TERMS = 3
_JOURNALLED = 5_000


class Looked(NamedTuple):
    """How many rows of how many were looked at, and what is wrong: a line each, of the first."""

    looked: int
    total: int
    wrong: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every row was looked at."""
        return self.looked >= self.total


class Deadline:
    """So many seconds from now; None is as long as it takes."""

    def __init__(self, seconds: float | None) -> None:
        self._until = None if seconds is None else time.monotonic() + seconds

    def is_over(self) -> bool:
        """Say whether the time is up."""
        return self._until is not None and time.monotonic() > self._until


def verdict(connection: sqlite3.Connection, *, full: bool, deadline: Deadline) -> list[str] | None:
    """Return what SQLite finds wrong with the file, [] for nothing, None when the time was up before the end."""
    with _broken_off(connection, deadline) as ended:
        rows = connection.execute(
            "pragma integrity_check(20)" if full else "pragma quick_check(20)"
        ).fetchall()
        return [row[0] for row in rows if row[0] != "ok"]
    return None if ended else []


def references(connection: sqlite3.Connection, deadline: Deadline) -> list[str] | None:
    """Return rows that name a row that is not there, a line each; None when the time was up before the end."""
    with _broken_off(connection, deadline) as ended:
        rows = connection.execute("pragma foreign_key_check").fetchall()
        return [f"{table} {rowid} → {parent}" for table, rowid, parent, _place in rows]
    return None if ended else []


@contextmanager
def _broken_off(connection: sqlite3.Connection, deadline: Deadline) -> Iterator[list[bool]]:
    """Let nothing inside take longer than there is time; the list has an element when it was broken off."""
    ended: list[bool] = []
    connection.set_progress_handler(deadline.is_over, _STEPS)
    try:
        yield ended
    except sqlite3.OperationalError as error:
        if "interrupt" not in str(error):
            raise
        ended.append(True)
    finally:
        connection.set_progress_handler(None, _STEPS)


def _spans(connection: sqlite3.Connection, table: str, *, full: bool) -> Iterator[tuple[int, int]]:
    """Yield spans of numbers that cover a table; unless all are to be looked at in an order nobody foresees."""
    last = connection.execute(f'select max(no) from "{table}"').fetchone()[0] or 0
    starts: Sequence[int] = range(1, last + 1, BLOCK)
    if not full:
        starts = random.sample(starts, len(starts))
    for start in starts:
        yield start, start + BLOCK - 1


def _count(connection: sqlite3.Connection, table: str) -> int:
    last = connection.execute(f'select max(no) from "{table}"').fetchone()[0] or 0
    # To count ten million takes longer than to look at a few; numbers are never used again, so this is about it.
    if last > _MANY:
        return int(last)
    return int(connection.execute(f'select count(*) from "{table}"').fetchone()[0])


def _rows(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, cells, strict=True)) for cells in cursor.fetchall()]


def names(connection: sqlite3.Connection, *, full: bool, deadline: Deadline, mend: bool = False) -> Looked:
    """Look whether folded names, initials and readings are those of the names; `mend` works them out again.

    They are in no image of the journal, so working them out again is no change of a row.
    """
    looked, total, wrong = 0, 0, []
    for table, columns in derived.DERIVED.items():
        total += _count(connection, table)
        for first, last in _spans(connection, table, full=full):
            if deadline.is_over():
                break
            rows = _rows(connection, f'select * from "{table}" where no between ? and ?', (first, last))
            looked += len(rows)
            for row in rows:
                right = derived.complete(table, dict(row), None)
                if moved := {name: right[name] for name in columns if right[name] != row[name]}:
                    wrong.append(f"{table} {row['no']}: {row['name']}")
                    if mend:
                        _rename(connection, table, row, moved)
    return Looked(looked, total, tuple(wrong))


def _rename(
    connection: sqlite3.Connection, table: str, row: Mapping[str, Any], moved: Mapping[str, Any]
) -> None:
    assignments = ", ".join(f"{name} = ?" for name in moved)
    connection.execute(f'update "{table}" set {assignments} where no = ?', [*moved.values(), row["no"]])


def mend_names(connection: sqlite3.Connection) -> Looked:
    """Work out every folded name, initial and reading again, and the search index from them; one transaction."""
    with together(connection):
        found = names(connection, full=True, deadline=Deadline(None), mend=True)
        search.rebuild(connection)
    return found


_OF_CUSTOMERS = {
    "customer": "no",
    "phone": "customer_no",
    "step": "customer_no",
    "list_number": "customer_no",
}


def derived_facts(
    connection: sqlite3.Connection, *, full: bool, deadline: Deadline, mend: bool = False
) -> Looked:
    """Look whether last touch, tries, rest and the places in the queue are what the touches say.

    Each block is worked out again in a transaction of its own, which is taken back unless `mend` and something was
    wrong: so it is judged by the very code that keeps the facts. Others wait for a block, no longer.
    """
    looked, wrong = 0, []
    for first, last in _spans(connection, "customer", full=full):
        if deadline.is_over():
            break
        begin(connection)
        try:
            before = _facts(connection, first, last)
            numbers = {key[1] for key in before if key[0] == "customer"}
            phones = {key[1] for key in before if key[0] == "phone"}
            facts.recompute(connection, {"customer": numbers, "phone": phones, "queue": numbers})
            after = _facts(connection, first, last)
            moved = [key for key, held in before.items() if after.get(key) != held]
            connection.execute("commit" if mend and moved else "rollback")
        finally:
            with suppress(sqlite3.Error):
                if connection.in_transaction:
                    connection.execute("rollback")
        looked += len(numbers)
        wrong += [f"{table} {no}" for table, no in moved]
    return Looked(looked, _count(connection, "customer"), tuple(wrong))


def _facts(connection: sqlite3.Connection, first: int, last: int) -> dict[tuple[str, int], tuple[Any, ...]]:
    found = {}
    for table, column in _OF_CUSTOMERS.items():
        sql = f'select no, {", ".join(derived.FACTS[table])} from "{table}" where {column} between ? and ?'
        for no, *cells in connection.execute(sql, (first, last)):
            found[table, no] = tuple(cells)
    return found


def index(connection: sqlite3.Connection, *, full: bool, deadline: Deadline) -> Looked:
    """Look whether the search index finds the rows; of a large one only whether it finds some of each noun by name."""
    total = sum(_count(connection, table) for table in search.NOTES)
    if full or total <= _FEW:
        return Looked(total, total, tuple(search.check(connection)))
    looked, wrong = 0, []
    for table in ("customer", "contact"):
        for first, last in _spans(connection, table, full=False):
            if deadline.is_over():
                break
            rows = _rows(
                connection, f'select * from "{table}" where no between ? and ? limit 20', (first, last)
            )
            looked += len(rows)
            wrong += [f"{table} {row['no']}" for row in rows if not _is_found(connection, table, row)]
            if looked > _FEW:
                break
    return Looked(looked, total, tuple(wrong))


def _is_found(connection: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> bool:
    for name, rowid, text in search.entries_of_row(table, row["no"], row):
        for term in list(dict.fromkeys(text.split()))[:_TERMS]:
            quoted = '"' + term.replace('"', '""') + '"'
            sql = f"select 1 from {name} where {name} match ? and rowid = ?"
            if connection.execute(sql, (quoted, rowid)).fetchone() is None:
                return False
    return True


def rebuild_index(connection: sqlite3.Connection) -> None:
    """Make the search index anew from the rows."""
    with together(connection):
        search.create_index(connection)
        search.rebuild(connection)


def journal(connection: sqlite3.Connection, *, full: bool, deadline: Deadline) -> Looked:
    """Look whether the journal can be read, and its last word on each row is the row; the newest entries first."""
    import json

    # Of what was archived a part is left, whose last word is not the row's.
    held = _rows(connection, "select coalesce(max(last_no), 0) as no from journal_archive", ())[0]["no"]
    total, before, looked = _count(connection, "change_row"), 2**62, 0
    told: set[tuple[str, int]] = set()
    runs: dict[str, list[range]] = {}
    wrong: list[str] = []
    while looked < total and not deadline.is_over() and (full or looked < _JOURNALLED):
        page = _rows(
            connection,
            "select * from change_row where no < ? and change_no > ? order by no desc limit ?",
            (before, held, PAGE),
        )
        if not page:
            break
        before, looked = page[-1]["no"], looked + len(page)
        for row in page:
            key = (row["table_name"], row["row_no"])
            try:
                images = [json.loads(row[name]) for name in ("before", "after") if row[name] is not None]
            except ValueError:
                wrong.append(f"h{row['change_no']}: {key[0]} {key[1]}")
                continue
            is_last = key not in told and not any(key[1] in run for run in runs.get(key[0], ()))
            if is_last and not _agrees(connection, row, images):
                wrong.append(f"h{row['change_no']}: {key[0]} {key[1]}")
            told.add(key)
            if row["last_no"] is not None:
                runs.setdefault(key[0], []).append(range(row["row_no"], row["last_no"] + 1))
    return Looked(looked, total, tuple(wrong))


def _agrees(connection: sqlite3.Connection, said: Mapping[str, Any], images: Sequence[Any]) -> bool:
    """Say whether a row is as the journal's last word on it says; of a run only its first row is looked for."""
    if '"' in said["table_name"]:
        return False
    held = _rows(connection, f'select * from "{said["table_name"]}" where no = ?', (said["row_no"],))
    if said["operation"] == "delete":
        return not held
    if not held:
        return False
    if said["operation"] == "insert" or not images or said["after"] is None:
        return bool(held[0]["id"] == said["row_id"])
    left_out = {*STAMPS, *derived.LEFT_OUT.get(said["table_name"], ())}
    after = {name: value for name, value in images[-1].items() if name not in left_out}
    return all(name not in held[0] or held[0][name] == value for name, value in after.items())


def newest_stamp(connection: sqlite3.Connection) -> str | None:
    """Return the instant of the last change, as it is stored."""
    row = connection.execute("select at from change order by no desc limit 1").fetchone()
    return str(row[0]) if row else None


def oldest_stamp(connection: sqlite3.Connection) -> str | None:
    """Return the instant of the first change, as it is stored."""
    row = connection.execute("select at from change order by no limit 1").fetchone()
    return str(row[0]) if row else None


def zone(connection: sqlite3.Connection) -> str | None:
    """Return the firm's time zone."""
    row = connection.execute("select timezone from firm order by no").fetchone()
    return str(row[0]) if row else None


def attached(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return the hash and the size of every attached file."""
    return [
        tuple(row)
        for row in connection.execute("select distinct sha256, size from attachment order by sha256")
    ]
