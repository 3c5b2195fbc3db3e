"""Opening a firm's database: what is missing, empty, foreign or newer is refused, what is older is migrated."""

import sqlite3
from pathlib import Path

from crm_cli.errors import DatabaseError, system_reason
from crm_cli.i18n import gettext as _
from crm_cli.storage.database import (
    APPLICATION_ID,
    BUSY_SECONDS,
    SCHEMA_VERSION,
    Database,
    connect,
    identity_of,
    is_held,
    sentences,
)

OLDEST_SQLITE = (3, 35, 0)


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
    # Asked before it is opened: of a file replaced in between it is said once too often, never once too seldom.
    identity = identity_of(path)
    with sentences(path):
        if not is_held(identity):
            refuse_foreign(path, *peek(path))
        connection = connect(path, timeout=timeout)
        try:
            # Asked again: a migration that was killed is taken back by the first to open the file.
            application, version = _marks(connection)
            refuse_foreign(path, application, version)
            connection.execute("pragma journal_mode = truncate").fetchone()
        except BaseException:
            connection.close()
            raise
    if version < SCHEMA_VERSION and migrate:
        connection.close()
        from crm_cli.storage.migrate import upgrade

        upgrade(path)
        return open_database(path, timeout=timeout, migrate=False)
    return Database(connection, path, identity)


def peek(path: Path) -> tuple[int, int]:
    """Return the marks in the file's own header (sqlite.org/fileformat2.html, 1.3): application id, user version.

    Read as bytes, so that a foreign file is not even tidied, and one that a killed program left in the middle
    of a commit is not mistaken for a damaged one: the connection made next plays its journal back. Not for a file
    that this process has open (`database.is_held`).
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise DatabaseError(_("{path} cannot be opened; check its permissions.").format(path=path)) from error
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        return APPLICATION_ID, SCHEMA_VERSION
    return int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big")


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
                path=path, reason=system_reason(error)
            ),
            _('Make one with: crm init --firm "Your firm", or name another with --db or CRM_DB.'),
        ) from error
    if path.is_dir():
        raise DatabaseError(_("{path} is a folder, not a database.").format(path=path))
    if size == 0:
        raise DatabaseError(
            _("The database {path} is empty; it was not made by crm, or it was damaged.").format(path=path),
            _("Go back to a backup with: crm restore last, or delete it and run crm init."),
        )


def refuse_foreign(path: Path, application: int, version: int) -> None:
    """Raise DatabaseError for the marks of another program, of a newer crm, or of one never finished being made."""
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
