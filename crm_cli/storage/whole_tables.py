"""Every row of every table as it stands, read and written a block at a time: how a whole firm moves.

What is derived or a fact is left out: whoever reads the rows back works it out again.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

from crm_cli.storage import bulk, derived

BLOCK = 2_000
"""Rows that are in memory together."""

HISTORY = ("change", "change_row", "journal_archive")
"""The tables of the journal, which an export may leave out."""

_KINDS = {
    "INTEGER": "number",
    "BIGINT": "number",
    "BOOLEAN": "flag",
    "DATE": "day",
    "VARCHAR(24)": "instant",
}

Cells = Sequence[Any]


class Column(NamedTuple):
    """A column that is moved: what it holds (number, flag, day, instant or text), how long a text may be (0: any).

    `default` is what it holds where nothing is said, `needed` whether something must be there.
    """

    name: str
    kind: str
    longest: int
    default: Any
    needed: bool


class Table(NamedTuple):
    """A table as it is moved; `derived` are the columns that are worked out when rows come back."""

    name: str
    columns: tuple[Column, ...]
    derived: tuple[str, ...]


def tables(connection: sqlite3.Connection, *, history: bool = True) -> list[Table]:
    """Return every table of the firm, one that is named by another before it as far as that goes, else by name."""
    found = connection.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        " and name not like 'search_%' and name <> 'alembic_version' order by name"
    ).fetchall()
    names = [row[0] for row in found if history or row[0] not in HISTORY]
    return [_table(connection, name) for name in _in_order(connection, names)]


def _in_order(connection: sqlite3.Connection, names: Sequence[str]) -> list[str]:
    """Return tables so that who reads them from the top has met what is named; the journal, which names all, last."""
    graph: dict[str, list[str]] = {}
    for name in names:
        told = connection.execute(f'pragma foreign_key_list("{name}")').fetchall()
        graph[name] = sorted({row[2] for row in told} & {*names} - {name})
    sorter, found = TopologicalSorter(graph), list[str]()
    sorter.prepare()
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        found += ready
        sorter.done(*ready)
    return sorted(found, key=lambda name: name in HISTORY)


def _table(connection: sqlite3.Connection, name: str) -> Table:
    defaults = bulk.defaults(connection, name)
    told = connection.execute(f'pragma table_info("{name}")').fetchall()
    held = [row[1] for row in told]
    left_out = {*derived.LEFT_OUT.get(name, ())}
    columns = tuple(
        Column(
            column, _KINDS.get(kind, "text"), _longest(kind), defaults.get(column), bool(needed) or bool(key)
        )
        for _place, column, kind, needed, _default, key in told
        if column not in left_out
    )
    return Table(name, columns, tuple(one for one in derived.DERIVED.get(name, ()) if one in held))


def _longest(kind: str) -> int:
    return int(kind[8:-1]) if kind.startswith("VARCHAR(") else 0


def count(connection: sqlite3.Connection, table: str) -> int:
    """Return how many rows a table has."""
    return int(connection.execute(f'select count(*) from "{table}"').fetchone()[0])


def blocks(connection: sqlite3.Connection, table: Table) -> Iterator[list[Cells]]:
    """Yield the rows of a table by their numbers, so many at a time, with the cells of `table.columns`."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    cursor = connection.execute(f'select {names} from "{table.name}" order by no')
    try:
        while found := cursor.fetchmany(BLOCK):
            yield found
    finally:
        cursor.close()


def last_numbers(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the greatest number each table ever gave: what was deleted does not give its number away."""
    return dict(connection.execute("select name, seq from sqlite_sequence").fetchall())


def attached(connection: sqlite3.Connection) -> set[str]:
    """Return the hashes of the attached files that rows name; the first schema had no table of them."""
    if not connection.execute("select 1 from sqlite_master where name = 'attachment'").fetchone():
        return set()
    return {row[0] for row in connection.execute("select distinct sha256 from attachment").fetchall()}


def set_last_numbers(connection: sqlite3.Connection, numbers: Mapping[str, int]) -> None:
    """Let the next row of each table have a number after this one, or after its own rows' last where that is more."""
    connection.execute("delete from sqlite_sequence where name <> 'alembic_version'")
    for table, last in numbers.items():
        # A number that was typed into a manifest must not make one row's number another's.
        sql = f'insert into sqlite_sequence (name, seq) select ?, max(?, coalesce(max(no), 0)) from "{table}"'
        connection.execute(sql, (table, last))


def insert(connection: sqlite3.Connection, table: Table, columns: Mapping[str, Cells]) -> None:
    """Insert rows whose moved columns are given whole, with what is derived of them.

    Raises sqlite3.IntegrityError for a row the schema refuses; those before it are in.
    """
    made = derived.complete_columns(table.name, columns) if table.derived else {}
    whole = {**columns, **{name: made[name] for name in table.derived if name in made}}
    names = ", ".join(f'"{name}"' for name in whole)
    marks = ", ".join("?" * len(whole))
    connection.executemany(
        f'insert into "{table.name}" ({names}) values ({marks})', zip(*whole.values(), strict=True)
    )


def set_indexes_aside(connection: sqlite3.Connection) -> list[str]:
    """Drop the indexes that keep nothing unique and return what makes them again: sooner made of all rows at once."""
    found = connection.execute(
        "select name, sql from sqlite_master where type = 'index' and sql is not null and sql not like 'CREATE UNIQUE%'"
        " and tbl_name not like 'search_%' order by rowid"
    ).fetchall()
    for name, _sql in found:
        connection.execute(f'drop index "{name}"')
    return [sql for _name, sql in found]


def broken_reference(connection: sqlite3.Connection) -> tuple[str, int, str] | None:
    """Return a row that names one that is not there, as table, number and the table named; None when none does."""
    row = connection.execute("pragma foreign_key_check").fetchone()
    return (row[0], row[1], row[2]) if row else None


def replace_all(connection: sqlite3.Connection, source: str, names: Iterable[str]) -> None:
    """Put the rows of an attached database of the same schema in the place of all rows of these tables."""
    for name in names:
        told = connection.execute(f'pragma table_info("{name}")').fetchall()
        columns = ", ".join(f'"{row[1]}"' for row in told)
        connection.execute(f'delete from main."{name}"')
        connection.execute(
            f'insert into main."{name}" ({columns}) select {columns} from {source}."{name}" order by no'
        )
    connection.execute("delete from main.sqlite_sequence")
    connection.execute(
        f"insert into main.sqlite_sequence (name, seq) select name, seq from {source}.sqlite_sequence"
    )
