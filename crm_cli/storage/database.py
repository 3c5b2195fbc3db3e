"""Opens the one SQLite file safely and runs statements on it; every failure becomes a sentence."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from crm_cli.errors import CrmError, DatabaseError
from crm_cli.i18n import gettext as _
from crm_cli.storage.statement import Statement

APPLICATION_ID = 0x43524D31
SCHEMA_VERSION = 1
BUSY_SECONDS = 15.0
OLDEST_SQLITE = (3, 35, 0)

Row = TypeVar("Row")


class Database:
    """An open database file. Reads fetch and close before they return; writes go through `Change`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    def all(
        self, statement: Statement[Row], *, sort: str | None = None, descending: bool = False, **given: Any
    ) -> list[Row]:
        """Return every row of `statement` for the parameters given."""
        prepared = statement.prepare(given, sort, descending=descending)
        with sentences(self.path):
            rows = self.connection.execute(prepared.sql, prepared.values).fetchall()
        try:
            return statement.read(rows)
        except (ValueError, TypeError) as error:
            # A day that is none or an instant that is no text was never written by us.
            raise damaged(self.path, str(error)) from error

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

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


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
        ):
            connection.execute(f"pragma {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def open_database(path: Path, *, timeout: float = BUSY_SECONDS, migrate: bool = True) -> Database:
    """Open the database at `path`; raise DatabaseError when it is missing, empty, broken, foreign or newer.

    Only an older schema is touched: it is migrated after a verified backup, unless `migrate` is False.
    `timeout` is how many seconds another program's lock is waited for.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseError(
            _("SQLite {version} is too old; 3.35 or newer is needed.").format(version=sqlite3.sqlite_version)
        )
    _refuse_missing(path)
    with sentences(path):
        _refuse_foreign(path, *_peek(path))
        connection = connect(path, timeout=timeout)
        try:
            # Asked again: a migration that was killed is taken back by the first to open the file.
            application, version = _marks(connection)
            _refuse_foreign(path, application, version)
            connection.execute("pragma journal_mode = truncate").fetchone()
        except BaseException:
            connection.close()
            raise
    if version < SCHEMA_VERSION and migrate:
        connection.close()
        from crm_cli.storage.migrate import upgrade

        upgrade(path)
        return open_database(path, timeout=timeout, migrate=False)
    return Database(connection, path)


def _peek(path: Path) -> tuple[int, int]:
    """Return the marks of the file without a lock, a journal or a log: a foreign file is not even tidied."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return _marks(connection)
    finally:
        connection.close()


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    application = connection.execute("pragma application_id").fetchone()[0]
    return application, connection.execute("pragma user_version").fetchone()[0]


def _refuse_missing(path: Path) -> None:
    try:
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise DatabaseError(
            _("There is no database at {path}.").format(path=path)
            if isinstance(error, FileNotFoundError)
            else _("The database {path} cannot be reached: {reason}.").format(
                path=path, reason=getattr(error, "strerror", None) or error
            ),
            _('Make one with: crm init --firm "Your firm", or name another with --db or CRM_DB.'),
        ) from error
    if path.is_dir():
        raise DatabaseError(_("{path} is a folder, not a database.").format(path=path))
    if size == 0:
        raise DatabaseError(
            _("The database {path} is empty; it was not made by crm, or it was damaged.").format(path=path),
            _("Put a copy of yours in its place, or delete it and run crm init."),
        )


def _refuse_foreign(path: Path, application: int, version: int) -> None:
    if application != APPLICATION_ID:
        raise DatabaseError(
            _("{path} is a database of another program; it was not touched.").format(path=path),
            _("Name yours with --db or CRM_DB."),
        )
    if version > SCHEMA_VERSION:
        raise DatabaseError(
            _("{path} was written by a newer crm (schema {version}); it was not touched.").format(
                path=path, version=version
            ),
            _("Update crm on this machine."),
        )
    if version < 1:
        raise DatabaseError(
            _("{path} was never finished being made; it holds nothing.").format(path=path),
            _("Delete it and run crm init."),
        )


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
    if name.startswith("SQLITE_BUSY") or "locked" in text:
        return DatabaseError(
            _("{path} is in use by another program that has not finished.").format(path=path),
            _("Nothing was changed. Try again; if it stays so, find what holds it open."),
        )
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
    if (
        "not a database" in text
        or "malformed" in text
        or name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
    ):
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
    if "no such table" in text or "no such column" in text or "UTF-8" in text:
        return damaged(path, text)
    return DatabaseError(_("The database {path} failed: {reason}.").format(path=path, reason=text))


def damaged(path: Path, reason: str) -> DatabaseError:
    """Return the error of a file whose content nobody can have written."""
    return DatabaseError(
        _("{path} is damaged or is not a database: {reason}.").format(path=path, reason=reason),
        _("Keep the file as it is, put your last backup in its place, and try again."),
    )
