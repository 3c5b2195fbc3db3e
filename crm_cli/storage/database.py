"""The one SQLite file, connected to safely, and statements run on it; every failure becomes a sentence."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from crm_cli.errors import CrmError, DamagedError, DatabaseError
from crm_cli.i18n import gettext as _
from crm_cli.storage.statement import Statement

if TYPE_CHECKING:
    from array import array

    from crm_cli.storage.write_behind import WriteBehind

APPLICATION_ID = 0x43524D31
SCHEMA_VERSION = 6
BUSY_SECONDS = 15.0
_FETCHED = 1000
_OF_DAMAGE = ("not a database", "malformed", "no such table", "no such column", "UTF-8")

Row = TypeVar("Row")


_HELD: list[tuple[int, int]] = []
"""The files that this process has open as databases, each once for each connection."""


def is_held(identity: tuple[int, int] | None) -> bool:
    """Say whether this process has this file open as a database.

    Such a file must not be opened in any other way: when that is closed, POSIX takes every lock of the process from it
    (sqlite.org/howtocorrupt.html, 2.2), and another program writes into the middle of a transaction.
    """
    return identity in _HELD


class Database:
    """An open database file. Reads fetch and close before they return; writes go through `Change`."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, identity: tuple[int, int] | None = None
    ) -> None:
        self._connection = connection
        self._behind: WriteBehind | None = None
        self._identity = identity
        self.path = path
        self._is_held = identity is not None
        if identity is not None:
            _HELD.append(identity)

    @property
    def connection(self) -> sqlite3.Connection:
        """The driver's connection, once everything given to `write_behind` is written."""
        if self._behind is not None:
            with sentences(self.path):
                self._behind.settle()
        return self._connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the driver's connection to what reads by itself; what goes wrong there is said in a sentence."""
        with sentences(self.path):
            yield self.connection

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; it may not be after an error."""
        return self._connection.in_transaction

    @property
    def behind(self) -> "WriteBehind":
        """What executes statements inside the open transaction while the program goes on; the next read waits for it.

        What goes wrong is raised by that read, or by the commit.
        """
        if self._behind is None:
            from crm_cli.storage.write_behind import WriteBehind

            self._behind = WriteBehind(self._connection)
        return self._behind

    def end_behind(self) -> None:
        """Break off what is still to be written behind; after a settled read that is nothing."""
        behind, self._behind = self._behind, None
        if behind is not None:
            behind.stop()

    def all(
        self, statement: Statement[Row], *, sort: str | None = None, descending: bool = False, **given: Any
    ) -> list[Row]:
        """Return every row of `statement` for the parameters given."""
        prepared = statement.prepare(given, sort, descending=descending)
        with sentences(self.path):
            rows = self.connection.execute(prepared.sql, prepared.values).fetchall()
        self.require_in_place()
        try:
            return statement.read(rows)
        except (ValueError, TypeError) as error:
            # A day that is none or an instant that is no text was never written by us.
            raise damaged(self.path, str(error)) from error

    def numbers(
        self, statement: Statement[Any], *, sort: str | None = None, descending: bool = False, **given: Any
    ) -> "array[int]":
        """Return the first column of every row, whole numbers of 8 bytes each: as rows a million would take 100 MB."""
        from array import array

        prepared = statement.prepare(given, sort, descending=descending)
        found = array("q")
        with sentences(self.path):
            cursor = self.connection.execute(prepared.sql, prepared.values)
            try:
                while block := cursor.fetchmany(_FETCHED):
                    found.extend([row[0] for row in block])
            finally:
                cursor.close()
        return found

    def interrupt(self) -> None:
        """Break off what another thread asks of this connection; it raises DatabaseError there."""
        self._connection.interrupt()

    def first(self, statement: Statement[Row], **given: Any) -> Row | None:
        """Return the first row of `statement`, None when there is none."""
        found = self.all(statement, **given)
        return found[0] if found else None

    def one(self, statement: Statement[Row], **given: Any) -> Row:
        """Return the only row of a statement that always has one; raise DatabaseError when it is lost."""
        found = self.first(statement, **given)
        if found is None:
            raise damaged(self.path, _("a row that every database has is missing"))
        return found

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let every read inside see the same moment; end it before anything is drawn."""
        if self.connection.in_transaction:
            yield
            return
        with sentences(self.path):
            self.connection.execute("begin")
            try:
                yield
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("rollback")

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """Let nobody else write inside, where rows are written that no Change journals; all of it, or nothing."""
        with sentences(self.path), together(self.connection):
            self.require_in_place()
            yield self.connection

    def others_wrote(self) -> int:
        """Return a number that changes whenever another program has written to the file."""
        with sentences(self.path):
            return int(self.connection.execute("pragma data_version").fetchone()[0])

    def require_in_place(self) -> None:
        """Raise DatabaseError when another file lies at the path by now: a restored copy, or none at all.

        What is open then is the old file without a name, and whatever is written there would be lost with it.
        """
        if self._identity is not None and self._identity != identity_of(self.path):
            raise replaced(self.path)

    def has_successor(self) -> bool:
        """Say whether another file lies at the path by now, a restored copy for example."""
        there = identity_of(self.path)
        return there is not None and self._identity is not None and there != self._identity

    def close(self) -> None:
        """Close the file."""
        self.connection.close()
        if self._is_held and self._identity is not None:
            self._is_held = False
            _HELD.remove(self._identity)


def identity_of(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at `path` from one put in its place later, None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116  # asked at every read, and pathlib is slower
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


@contextmanager
def together(connection: sqlite3.Connection) -> Iterator[None]:
    """Write what is written inside in one transaction that waits for nobody halfway: all of it, or nothing."""
    begin(connection)
    try:
        yield
        connection.execute("commit")
    finally:
        # A rollback that fails leaves the journal, which the next one to open the file plays back.
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("rollback")


def begin(connection: sqlite3.Connection) -> None:
    """Begin a transaction that alone may write; others' are waited for as long as the connection waits for a lock.

    The waiting is our own (`waiting.wait_for_turn` says why), so SQLite's is put off for the length of it.
    """
    patience = connection.execute("pragma busy_timeout").fetchone()[0]
    connection.execute("pragma busy_timeout = 0")
    try:
        connection.execute("begin immediate")
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise
        from crm_cli.storage.waiting import wait_for_turn

        wait_for_turn(connection, patience / 1000, error)
    finally:
        connection.execute(f"pragma busy_timeout = {patience}")


def is_busy(error: BaseException | None) -> bool:
    """Say whether a driver's error is that another program holds the file."""
    return (getattr(error, "sqlite_errorname", None) or "").startswith("SQLITE_BUSY")


def connect(path: Path, *, timeout: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Return a connection to an existing file with the pragmas every connection needs."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma in (
            "trusted_schema = off",
            "foreign_keys = on",
            "cell_size_check = on",
            "synchronous = full",
            # KiB, taken as needed: a day of ten thousand calls goes back and forth between more pages than 2,000.
            "cache_size = -8000",
        ):
            connection.execute(f"pragma {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn the driver's errors inside into DatabaseErrors that say what to do."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except UnicodeDecodeError as error:
        # The driver's own message quotes a damaged schema.
        raise damaged(path, error.reason) from error


def explain(error: sqlite3.Error, path: Path) -> CrmError:
    """Return the sentence for a driver's error at `path`."""
    text = str(error)
    name: Any = getattr(error, "sqlite_errorname", "") or ""
    if is_busy(error) or "locked" in text:
        return _busy(path)
    if name == "SQLITE_READONLY_DBMOVED":
        return replaced(path)
    if name.startswith("SQLITE_READONLY") or "readonly" in text:
        return DatabaseError(
            _("{path} cannot be written: the file or its folder is read-only.").format(path=path),
            _("Nothing was changed. Ask for write permission, or work on a copy."),
        )
    if name == "SQLITE_FULL" or "disk is full" in text:
        return DatabaseError(
            _("The disk is full; nothing was changed in {path}.").format(path=path),
            _("Free some space and try again. Reading and exporting still work."),
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or any(told in text for told in _OF_DAMAGE):
        return damaged(path, text)
    if name.startswith("SQLITE_CANTOPEN"):
        return DatabaseError(
            _("{path} cannot be opened or written, or its folder cannot.").format(path=path),
            _("Nothing was changed. Check the permissions of both."),
        )
    if name.startswith("SQLITE_IOERR"):
        return DatabaseError(
            _("Reading or writing {path} failed ({reason}).").format(path=path, reason=text),
            _("Nothing was changed. Free some space; if there is enough, the disk may be failing."),
        )
    return DatabaseError(_("The database {path} failed: {reason}.").format(path=path, reason=text))


def _busy(path: Path) -> DatabaseError:
    from crm_cli.storage.surroundings import is_backed_up_now

    if is_backed_up_now(path):
        return DatabaseError(
            _("A backup of {path} is being made, and whoever writes waits for it.").format(path=path),
            _("Nothing was changed. Try again in a minute."),
        )
    return DatabaseError(
        _("{path} is in use by another program that has not finished.").format(path=path),
        _("Nothing was changed. Try again; if it stays so, find what holds it open."),
    )


def replaced(path: Path) -> DatabaseError:
    """Return the error of a file in whose place another lies by now."""
    return DatabaseError(
        _("{path} was replaced or taken away while it was open here.").format(path=path),
        _("Nothing was changed. Leave, and start crm again."),
    )


def damaged(path: Path, reason: str) -> DatabaseError:
    """Return the error of a file whose content nobody can have written."""
    return DamagedError(
        _("{path} is damaged or is not a database: {reason}.").format(path=path, reason=reason),
        _("Keep the file as it is; see what is wrong with: crm doctor, and go back with: crm restore last"),
    )
