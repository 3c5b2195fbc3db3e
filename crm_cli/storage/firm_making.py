"""Makes a whole firm's database of rows that came from elsewhere: beside its place, whole or not at all."""

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from crm_cli.errors import CrmError, DatabaseError, RefusedError, system_reason
from crm_cli.i18n import gettext as _
from crm_cli.storage import facts, migrate, search, whole_tables
from crm_cli.storage.database import SCHEMA_VERSION, connect, sentences
from crm_cli.storage.opening import open_database
from crm_cli.storage.whole_files import explained, settle
from crm_cli.storage.whole_tables import Cells, Table

Tell = Callable[[str, int, int], None]
"""What is told that so much of so much is done: of `indexes`, `search` or `facts`."""

_CACHE_KIB = 16_384
# What `crm init` writes: a database with rows in no other table is as good as none.
_FROM_INIT = frozenset({"firm", "outcome", "setting", "change", "change_row"})


class Making:
    """A database being made; rows of a table go in with `insert`, with the columns that table then had."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.tables = {table.name: table for table in whole_tables.tables(connection)}

    def insert(self, table: Table, columns: Mapping[str, Cells]) -> None:
        """Insert rows given a column at a time; raise RowError for the first that the schema refuses."""
        before = self._connection.total_changes
        try:
            whole_tables.insert(self._connection, table, columns)
        except sqlite3.IntegrityError as error:
            raise RowError(self._connection.total_changes - before, str(error)) from error

    def attached(self) -> set[str]:
        """Return the hashes of the attached files that the rows name."""
        return whole_tables.attached(self._connection)

    def set_last_numbers(self, numbers: Mapping[str, int]) -> None:
        """Say the greatest number each table ever gave."""
        whole_tables.set_last_numbers(self._connection, numbers)


class RowError(Exception):
    """A row that the schema refuses: its place among those given, from 0, and the database's words."""

    def __init__(self, place: int, reason: str) -> None:
        super().__init__(reason)
        self.place = place
        self.reason = reason


def refuse_full(path: Path) -> None:
    """Raise RefusedError where a firm is at `path` already, DatabaseError where it is no database of ours.

    Nothing at all and what `crm init` has just made are empty.
    """
    if not os.path.lexists(path):
        return
    database = open_database(path, migrate=False)
    try:
        with sentences(path), database.snapshot():
            if not _is_empty(database.connection):
                raise _full(path)
    finally:
        database.close()


def _is_empty(connection: sqlite3.Connection) -> bool:
    names = [table.name for table in whole_tables.tables(connection)]
    return not any(
        connection.execute(f'select 1 from "{name}" limit 1').fetchone()
        for name in names
        if name not in _FROM_INIT
    )


def _full(path: Path) -> RefusedError:
    return RefusedError(
        _("{path} holds a firm already; it was not touched.").format(path=path),
        _("A whole firm only goes into a new database: name one with --db NEW"),
    )


@contextlib.contextmanager
def making(path: Path, version: int, tell: Tell | None = None) -> Iterator[Making]:
    """Yield a database of the schema `version` to be filled, which becomes the one at `path` when the block ends well.

    It is brought up to date, checked and given its derived columns, facts and search index first, of which `tell` is
    told. What goes wrong, or a kill, leaves `path` as it was. Raises RefusedError as `refuse_full` does and for a row that names one
    that is not there, DatabaseError for the disk's errors.
    """
    refuse_full(path)
    part = _new_file(path)
    try:
        with sentences(path):
            migrate.make_schema(part, version)
            with contextlib.closing(_unsafe(part)) as connection:
                yield from _filled(connection, tell)
            if version < SCHEMA_VERSION:
                migrate.migrate_in_place(part, complete=False)
            with contextlib.closing(_unsafe(part)) as connection:
                _complete(connection, tell)
        _put(part, path)
    finally:
        for name in (part.name, f"{part.name}-journal"):
            part.with_name(name).unlink(missing_ok=True)


def _unsafe(part: Path) -> sqlite3.Connection:
    """Open a file that is thrown away when anything goes wrong, and is on the disk before it gets its name.

    A journal of a change as large as the file took longer than the change.
    """
    connection = connect(part)
    for pragma in ("journal_mode = off", "synchronous = off", f"cache_size = -{_CACHE_KIB}"):
        connection.execute(f"pragma {pragma}")
    return connection


def _new_file(path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=".crm-", suffix=".part", dir=path.parent)
    except OSError as error:
        raise DatabaseError(
            _("A database cannot be made at {path}: {reason}.").format(path=path, reason=system_reason(error))
        ) from error
    os.close(handle)
    return Path(name)


def _filled(connection: sqlite3.Connection, tell: Tell | None) -> Iterator[Making]:
    """Yield what fills the database, in one transaction; a row may come before the one it names."""
    connection.execute("pragma foreign_keys = off")
    connection.execute("begin immediate")
    indexes = whole_tables.set_indexes_aside(connection)
    yield Making(connection)
    counted = tell and partial(tell, "indexes")
    for place, sql in enumerate(indexes):
        if counted is not None:
            counted(place, len(indexes))
        connection.execute(sql)
    _refuse_broken(connection)
    connection.execute("commit")


def _refuse_broken(connection: sqlite3.Connection) -> None:
    broken = whole_tables.broken_reference(connection)
    if broken is not None:
        table, number, named = broken
        raise CrmError(
            _("Row {no} of {table} names a row of {named} that is not there.").format(
                no=number, table=table, named=named
            ),
            _("The folder was changed after it was written: export it again."),
        )


def _complete(connection: sqlite3.Connection, tell: Tell | None) -> None:
    connection.execute("begin immediate")
    search.create_index(connection, tell and partial(tell, "search"))
    facts.rebuild(connection, tell and partial(tell, "facts"))
    connection.execute("commit")


def _put(part: Path, path: Path) -> None:
    """Let the database made take its place; who else writes there meanwhile is not overwritten."""
    try:
        settle(part)
    except OSError as error:
        raise explained(error, path) from error
    if os.path.lexists(path):
        _move_in(part, path)
        return
    # SQLite would play it back into a database that it does not belong to.
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    try:
        os.link(part, path)
    except FileExistsError as error:
        raise _full(path) from error
    except OSError:
        # Not every file system has links; the moment between asking and moving is all that is lost.
        if os.path.lexists(path):
            raise _full(path) from None
        part.rename(path)
    settle(path.parent)


def _move_in(part: Path, path: Path) -> None:
    """Put the rows made in the place of what `crm init` wrote, in one transaction of that database."""
    open_database(path).close()  # brings an older one up to date
    with sentences(path), contextlib.closing(connect(path)) as connection:
        connection.execute("pragma foreign_keys = off")
        connection.execute("attach ? as incoming", [f"{part.absolute().as_uri()}?mode=ro"])
        connection.execute("begin immediate")
        if not _is_empty(connection):
            raise _full(path)
        names = [table.name for table in whole_tables.tables(connection)]
        whole_tables.replace_all(connection, "incoming", names)
        search.rebuild(connection)
        connection.execute("commit")
