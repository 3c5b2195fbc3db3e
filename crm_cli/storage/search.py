"""Search: keeps the index of names and finds by name, initials, pinyin and phone."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any


def index_many(
    connection: sqlite3.Connection, table: str, rows: Iterable[tuple[int, Mapping[str, Any]]]
) -> None:
    """Index rows just inserted."""


def reindex(
    connection: sqlite3.Connection,
    table: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    """Replace what the index holds of a row."""


def customer_numbers(connection: sqlite3.Connection, folded: str, limit: int) -> list[int]:
    """Return the numbers of customers whose name, initials or pinyin holds `folded`."""
    rows = connection.execute(
        "select no from customer where instr(name_key, ?) or instr(initials, ?) limit ?",
        [folded, folded, limit],
    )
    return [row[0] for row in rows]
