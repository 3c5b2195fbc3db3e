"""Many new rows at once, a column at a time: their ids, their driver's values, and statements of many rows."""

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import repeat
from types import NoneType
from typing import Any

from crm_cli.storage import derived, journal, search
from crm_cli.storage.statement import to_driver

# SQLite binds twice as many, but keeps what it bound to each. Few sizes are few statements to keep.
_VALUES = 16_384
_SIZES = tuple(1 << power for power in range(13, -1, -1))
_UNORDERED = frozenset({"name_key", "sort_key", "e164", "reversed"})
_CACHE_KIB = 32_768

Columns = Mapping[str, Sequence[Any]]
Job = tuple[str, Sequence[object]]


def new_ids(count: int) -> list[str]:
    """Return `count` new UUIDv7 of this millisecond in rising order, so that indexes are appended to.

    The random part of the first is counted on from (RFC 9562, section 6.2, method 2).
    """
    moment, chance = f"{time.time_ns() // 1_000_000:012x}", os.urandom(10)
    head = (
        f"{moment[:8]}-{moment[8:]}-7{chance[:2].hex()[1:]}-{'89ab'[chance[2] & 3]}{chance[3:5].hex()[1:]}-"
    )
    # Without its first bit the count has room for more rows than any file has.
    first = int.from_bytes(chance[4:], "big") & 0x7FFF_FFFF_FFFF
    pages = range(first >> 12, (first + count >> 12) + 1)
    found = [front + tail for front in (f"{head}{page:09x}" for page in pages) for tail in _tails()]
    return found[first & 0xFFF :][:count]


@lru_cache(maxsize=1)
def _tails() -> list[str]:
    return [f"{one:03x}" for one in range(0x1000)]


def complete(table: str, columns: Columns, stamp: str, author: str) -> dict[str, Sequence[Any]]:
    """Return the columns of new rows with their ids, stamps and derived columns, as the driver takes them.

    Ids and stamps that are given, as those of an export that comes back, stay.
    """
    count = len(next(iter(columns.values())))
    found: dict[str, Sequence[Any]] = {"id": new_ids(count), "created_at": [stamp] * count}
    found |= {"created_by": [author] * count, **{name: _driven(values) for name, values in columns.items()}}
    return {**found, **derived.complete_columns(table, found)}


def _driven(values: Sequence[Any]) -> Sequence[Any]:
    """Return a column's values as the driver takes them; a column of plain text or numbers is looked at only once."""
    if type(values[0]) is str:
        with suppress(TypeError):
            # What can be joined is text.
            return values if "".join(values).isprintable() else list(map(to_driver, values))
    kinds = set(map(type, values)) - {NoneType}
    if not kinds or (kinds == {int} and _are_short(values)):
        return values
    if kinds == {str} and "".join(filter(None, values)).isprintable():
        return values
    return list(map(to_driver, values))


def _are_short(values: Sequence[Any]) -> bool:
    from array import array

    try:
        array("q", filter(None, values))
    except OverflowError:
        return False
    return True


def defaults(connection: sqlite3.Connection, table: str) -> dict[str, Any]:
    """Return what the columns of a table hold that are not given; none of those that must be."""
    told = connection.execute(f'pragma table_info("{table}")').fetchall()
    free = [
        (name, default or "null")
        for _, name, _, needed, default, key in told
        if default or not (needed or key)
    ]
    values = connection.execute(f"select {', '.join(default for _name, default in free)}").fetchone()
    return {name: value for (name, _default), value in zip(free, values, strict=True)}


def used(columns: Columns, left_out: Mapping[str, Any]) -> Columns:
    """Return the columns without those that hold in every row what they would hold anyway.

    SQLite copies a default four times faster than a value is bound to it.
    """
    return {
        name: values
        for name, values in columns.items()
        if name not in left_out or values.count(left_out[name]) != len(values)
    }


def jobs(change_no: int, table: str, numbers: range, columns: Columns) -> Iterator[Job]:
    """Yield the statements that insert rows under `numbers` and journal them."""
    yield from insertion(table, {"no": numbers, **columns})
    yield from insertion("change_row", _journal(change_no, table, numbers, columns["id"]))


def index_jobs(entries: Mapping[str, Sequence[tuple[int, str]]]) -> Iterator[Job]:
    """Yield the statements that put entries, row ids with tokens, into the search index."""
    for index, told in entries.items():
        yield from insertion(index, dict(zip(("rowid", search.COLUMN), zip(*told, strict=True), strict=True)))


def _journal(change_no: int, table: str, numbers: range, ids: Sequence[str]) -> Columns:
    """Return what the journal says of new rows: of many in a row for each run of them, of few in one for each."""
    step = journal.RUN if len(numbers) >= journal.LEAST else 1
    firsts = numbers[::step]
    return {
        "change_no": [change_no] * len(firsts),
        "table_name": [table] * len(firsts),
        "row_no": firsts,
        "row_id": ids[::step],
        "operation": ["insert"] * len(firsts),
        **({"last_no": [min(first + step - 1, numbers[-1]) for first in firsts]} if step > 1 else {}),
    }


def insertion(table: str, columns: Columns) -> Iterator[Job]:
    """Yield the statements that insert the rows whose columns are given."""
    count = len(next(iter(columns.values())))
    # The moment, the author, often the note: what all rows have is bound once.
    same = {name: values[0] for name, values in columns.items() if _is_same(values)}
    others = {name: values for name, values in columns.items() if name not in same}
    width, start = len(others), 0
    for size in _sizes(count, (_VALUES - len(same)) // width):
        cells: list[Any] = [None] * (size * width)
        for place, values in enumerate(others.values()):
            cells[place::width] = values[start : start + size]
        start += size
        yield _statement(table, tuple(same), tuple(others), size), [*same.values(), *cells]


def _is_same(values: Sequence[Any]) -> bool:
    return len(values) > 1 and values[0] is values[-1] and values.count(values[0]) == len(values)


def _sizes(count: int, most: int) -> Iterator[int]:
    for size in _SIZES:
        if size <= most:
            yield from repeat(size, count // size)
            count %= size


@lru_cache(maxsize=64)
def _statement(table: str, same: tuple[str, ...], others: tuple[str, ...], count: int) -> str:
    given = [f"?{place}" for place in range(1, len(same) + 1)]
    first = ", ".join([*given, *(f"?{place}" for place in range(len(same) + 1, len(same) + len(others) + 1))])
    more = ", ".join([*given, *("?" * len(others))])
    rows = ", ".join([f"({first})", *[f"({more})"] * (count - 1)])
    return f'insert into "{table}" ({", ".join((*same, *others))}) values {rows}'


def last_number(connection: sqlite3.Connection, table: str) -> int:
    """Return the greatest number the table ever gave: the next is one more, also after an undo."""
    row = connection.execute("select seq from sqlite_sequence where name = ?", [table]).fetchone()
    return int(row[0]) if row else 0


def unordered_indexes(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """Return name and SQL of the indexes of a table into which new rows go in no order; the others grow at their end."""
    asked = "select name, sql from sqlite_master where type = 'index' and tbl_name = ? and sql is not null"
    return [
        (name, sql)
        for name, sql in connection.execute(asked, [table]).fetchall()
        if connection.execute(f"pragma index_info('{name}')").fetchone()[2] in _UNORDERED
    ]


def make_room(connection: sqlite3.Connection) -> None:
    """Let a long change keep the pages of its indexes, which it comes back to in no order, until the file closes."""
    connection.execute(f"pragma cache_size = -{_CACHE_KIB}")
