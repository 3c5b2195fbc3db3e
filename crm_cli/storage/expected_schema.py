"""What tables, indexes and columns a database of ours has, and in what another differs from that.

Whatever else is in `sqlite_master` was not put there by us: a trigger or a view runs words of a stranger whenever the
rows are read or written (sqlite.org/security.html).
"""

import contextlib
import re
import sqlite3
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from crm_cli.errors import DatabaseError
from crm_cli.i18n import gettext as _

_OWN = "sqlite_"
_STATISTICS = re.compile(r"sqlite_stat\d$|sqlite_autoindex_")


class Thing(NamedTuple):
    """A table or an index: its columns as SQLite tells them, and the names of its constraints.

    `words` is its definition where only that says what it is: a table of search, an index of a part of the rows.
    """

    kind: str
    table: str
    columns: tuple[tuple[object, ...], ...]
    refers: frozenset[tuple[object, ...]]
    constraints: frozenset[str]
    words: str


Schema = Mapping[str, Thing]


class Difference(NamedTuple):
    """In what a schema differs: names of what is strange, of what is missing, of what is otherwise than ours."""

    strange: tuple[str, ...]
    missing: tuple[str, ...]
    other: tuple[str, ...]


def expected() -> Schema:
    """Return the schema that this crm makes, taken from a new database: the migrations are its only description."""
    return _new()[0]


def definition(thing: str) -> str:
    """Return the SQL that makes an index of ours, named as in `expected`."""
    return _new()[1][thing]


@lru_cache(maxsize=1)
def _new() -> tuple[Schema, Mapping[str, str]]:
    # Whoever only opens a database does without Alembic.
    from crm_cli.storage.database import connect
    from crm_cli.storage.migrate import create_database

    with tempfile.TemporaryDirectory(prefix="crm-schema-") as folder:
        path = Path(folder) / "new.db"
        create_database(path)
        with contextlib.closing(connect(path)) as connection:
            rows = connection.execute("select type, name, sql from sqlite_master").fetchall()
            return schema_of(connection), {f"{kind} {name}": sql or "" for kind, name, sql in rows}


def schema_of(connection: sqlite3.Connection) -> Schema:
    """Return every table and index of a database, those that SQLite keeps for itself left out."""
    rows = connection.execute("select type, name, tbl_name, sql from sqlite_master").fetchall()
    return {
        f"{kind} {name}": _thing(connection, kind, name, table, sql or "")
        for kind, name, table, sql in rows
        if not (_STATISTICS.match(name) or name == "sqlite_sequence")
    }


def _thing(connection: sqlite3.Connection, kind: str, name: str, table: str, sql: str) -> Thing:
    plain = re.sub(r"\s+", " ", sql).strip()
    empty: frozenset[tuple[object, ...]] = frozenset()
    if kind == "index":
        columns = tuple(
            tuple(row[2:]) for row in connection.execute("select * from pragma_index_xinfo(?)", [name])
        )
        return Thing(
            kind, table, columns, empty, frozenset(), plain.lower() if "where" in sql.lower() else ""
        )
    if kind != "table" or sql.upper().startswith("CREATE VIRTUAL") or name.startswith("search_"):
        return Thing(kind, table, (), empty, frozenset(), plain)
    cells = connection.execute("select * from pragma_table_xinfo(?)", [name]).fetchall()
    # The order of columns says nothing, and a default may stand in brackets or not.
    columns = tuple(
        sorted((row[1], row[2], row[3], str(row[4] or "").strip("()'\""), row[5], row[6]) for row in cells)
    )
    refers = frozenset(
        tuple(row[2:8]) for row in connection.execute("select * from pragma_foreign_key_list(?)", [name])
    )
    return Thing(
        kind, table, columns, refers, frozenset(re.findall(r"CONSTRAINT (\w+)", sql, re.IGNORECASE)), ""
    )


def compare(found: Schema, wanted: Schema) -> Difference:
    """Return in what `found` differs from `wanted`, each thing as its kind and name."""
    strange = tuple(sorted(found.keys() - wanted.keys()))
    missing = tuple(sorted(wanted.keys() - found.keys()))
    other = tuple(sorted(name for name in found.keys() & wanted.keys() if found[name] != wanted[name]))
    return Difference(strange, missing, other)


def refuse_planted(path: Path, connection: sqlite3.Connection) -> None:
    """Raise DatabaseError where a database has triggers, views or strange tables, before anything is done with it.

    Older schemas had no tables that this one has not, so it holds before a database is brought up to date.
    """
    known = expected()
    names = connection.execute("select type, name, sql from sqlite_master").fetchall()
    planted = [
        f"{kind} {name}"
        for kind, name, sql in names
        if kind in {"trigger", "view"}
        or (kind == "table" and not name.startswith(_OWN) and f"table {name}" not in known)
        or (kind == "table" and "VIRTUAL" in (sql or "").upper()[:30] and not name.startswith("search_"))
    ]
    if planted:
        raise DatabaseError(
            _("{path} holds what crm never made: {names}. It was not touched.").format(
                path=path, names=", ".join(sorted(planted)[:5])
            ),
            _("It may have been made to do harm. Use a backup that crm made."),
        )


def refuse_other(path: Path, connection: sqlite3.Connection) -> None:
    """Raise DatabaseError where a database of the present schema is not exactly what this crm makes."""
    difference = compare(schema_of(connection), expected())
    if any(difference):
        names = [*difference.strange, *difference.other, *difference.missing]
        raise DatabaseError(
            _("{path} has another schema than it says: {names}. It was not touched.").format(
                path=path, names=", ".join(names[:5])
            ),
            _("It may have been made to do harm. Use a backup that crm made."),
        )
