"""Many new rows at once: their ids, their numbers from the table's sequence, and their journal."""

import os
import sqlite3
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

# Every statement reads and writes the table's sequence, which costs as much as the row: so few statements.
_BLOCK = 50
_JOURNAL = (
    "insert into change_row (change_no, table_name, row_no, row_id, operation)"
    " select ?, ?, no, id, 'insert' from \"{table}\" where no between ? and ? order by no"
)
_CACHE_KIB = 40_960


def new_ids(count: int) -> list[str]:
    """Return `count` new UUIDv7 (RFC 9562) of this millisecond in rising order, so that indexes are appended to."""
    moment = f"{time.time_ns() // 1_000_000:012x}"
    head = f"{moment[:8]}-{moment[8:]}-7"
    chance = os.urandom(10 * count).hex()
    return sorted(
        f"{head}{one[:3]}-{'89ab'[int(one[3], 16) & 3]}{one[4:7]}-{one[7:19]}"
        for one in (chance[start : start + 20] for start in range(0, len(chance), 20))
    )


def insert(connection: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows that name the same columns, two at least; return their numbers, which follow one another.

    The table's sequence gives them, so a number is never given twice, and the transaction is the only writer.
    """
    columns = tuple(rows[0])
    cells = itemgetter(*columns)
    last = 0
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        values = list(chain.from_iterable(map(cells, block)))
        last = int(connection.execute(_statement(table, columns, len(block)), values).lastrowid or 0)
    return list(range(last - len(rows) + 1, last + 1))


@lru_cache(maxsize=32)
def _statement(table: str, columns: tuple[str, ...], count: int) -> str:
    marks = f"({', '.join('?' * len(columns))})"
    return f'insert into "{table}" ({", ".join(columns)}) values {", ".join([marks] * count)}'


def journal(connection: sqlite3.Connection, change_no: int, table: str, numbers: Sequence[int]) -> None:
    """Write in the journal that change `change_no` inserted the rows of these numbers, which follow one another."""
    connection.execute(_JOURNAL.format(table=table), [change_no, table, numbers[0], numbers[-1]])


def make_room(connection: sqlite3.Connection) -> None:
    """Let a long change keep the pages of its indexes, which it comes back to in no order, until the file closes."""
    connection.execute(f"pragma cache_size = -{_CACHE_KIB}")
