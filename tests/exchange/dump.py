"""All that a database holds, to be compared with another."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from crm_cli.storage import search
from crm_cli.storage.database import connect


def dump(path: Path) -> dict[str, list[Any]]:
    """Return every row of every table but the index of search, which is compared by what it should hold."""
    with contextlib.closing(connect(path)) as connection:
        assert search.check(connection) == []
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        names = connection.execute(
            "select name from sqlite_master where type = 'table' and name not like 'search_%'"
        )
        found = {name: _rows(connection, name) for (name,) in names.fetchall()}
        schema = (
            "select type, name, sql from sqlite_master where name not like 'search_%' order by type, name"
        )
        return {**found, "": connection.execute(schema).fetchall()}


def _rows(connection: sqlite3.Connection, table: str) -> list[Any]:
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute(f'select * from "{table}" order by 1')]
    connection.row_factory = None
    return rows
