"""A whole firm read at one moment, from a verified copy: a reader that stayed open would stop whoever writes."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from crm_cli.errors import DatabaseError
from crm_cli.storage import backup, kept_files, whole_tables
from crm_cli.storage.database import connect, sentences
from crm_cli.storage.whole_tables import Cells, Table


class Reading:
    """A copy of a database that nobody writes to, read from its first row to its last."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def tables(self, *, history: bool) -> list[tuple[Table, int]]:
        """Return every table and how many rows it has; without history, not those of the journal."""
        found = whole_tables.tables(self._connection, history=history)
        return [(table, whole_tables.count(self._connection, table.name)) for table in found]

    def blocks(self, table: Table) -> Iterator[list[Cells]]:
        """Yield a table's rows, some thousand at a time."""
        return whole_tables.blocks(self._connection, table)

    def last_numbers(self) -> dict[str, int]:
        """Return the greatest number each table ever gave."""
        return whole_tables.last_numbers(self._connection)

    def firm(self) -> str:
        """Return the firm's name."""
        row = self._connection.execute("select name from firm order by no").fetchone()
        return str(row[0]) if row else ""

    def attached(self, database: Path, *, history: bool) -> list[str]:
        """Return the hashes of the attached files that belong to the firm, in order.

        With its history these are all that are kept beside `database`: an undo may want what no record has any more.
        """
        named = whole_tables.attached(self._connection)
        if history:
            folder = kept_files.folder_of(database)
            named |= {sha256 for sha256, _place in kept_files.contents(folder) if sha256}
        return sorted(named)


@contextlib.contextmanager
def frozen(database: Path, folder: Path) -> Iterator[Path]:
    """Yield where a checked copy of the database is, in a new folder inside `folder`; it is gone afterwards.

    Raises what `backup.make` raises, but the disk's own error where it is `folder` that cannot hold a copy.
    """
    inside = folder / ".copy"
    inside.mkdir(mode=0o700)
    try:
        try:
            copy = backup.make(database, inside / "firm.db").path
        except DatabaseError as error:
            cause = error.__cause__
            if isinstance(cause, OSError) and str(cause.filename or inside).startswith(str(inside)):
                raise cause from None
            raise
        yield copy
    finally:
        shutil.rmtree(inside, ignore_errors=True)


@contextlib.contextmanager
def reading(copy: Path) -> Iterator[Reading]:
    """Open such a copy."""
    with sentences(copy), contextlib.closing(connect(copy)) as connection:
        yield Reading(connection)
