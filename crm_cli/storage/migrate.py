"""Makes a new database and brings an older one up to date, with nothing lost on the way.

Alembic and SQLAlchemy are imported here only: an everyday command never needs them.
"""

import contextlib
import sqlite3
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from crm_cli.errors import DatabaseError, RefusedError, system_reason
from crm_cli.i18n import gettext as _
from crm_cli.storage.backup import create_private, verified_copy
from crm_cli.storage.database import APPLICATION_ID, SCHEMA_VERSION, connect, sentences

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

MIGRATIONS = Path(__file__).parent / "migrations"
_FACTS_SINCE = 3
"""The schema from which on what the queue of calls stands on is kept."""


def create_database(path: Path) -> None:
    """Make a new, empty database at `path`, readable by its owner only.

    Raises RefusedError when something is already there, DatabaseError when it cannot be made.
    """
    if path.exists():
        raise RefusedError(
            _("{path} already exists; it was not touched.").format(path=path),
            _("Name another file with --db or CRM_DB."),
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        create_private(path)
    except OSError as error:
        raise DatabaseError(
            _("A database cannot be made at {path}: {reason}.").format(path=path, reason=system_reason(error))
        ) from error
    try:
        with sentences(path), contextlib.closing(connect(path)) as connection:
            connection.execute(f"pragma application_id = {APPLICATION_ID}")
        migrate_in_place(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def upgrade(path: Path, *, scripts: Path = MIGRATIONS, version: int = SCHEMA_VERSION) -> Path:
    """Bring an older database up to date and return the verified copy made of it first.

    `scripts` is the folder of the migrations and `version` what their last one makes of the schema.
    Raises DatabaseError when the copy cannot be made or a row would be lost; the database is then untouched.
    """
    copy = verified_copy(path)
    migrate_in_place(path, scripts, version)
    return copy


def _engine(path: Path) -> "Engine":
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import NullPool

    def plain() -> sqlite3.Connection:
        # Off before BEGIN: inside a transaction SQLite ignores it, and batch mode would then delete children.
        connection = connect(path)
        connection.execute("pragma foreign_keys = off")
        return connection

    engine = create_engine("sqlite://", creator=plain, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("begin immediate"))
    return engine


def migrate_in_place(
    path: Path, scripts: Path = MIGRATIONS, version: int = SCHEMA_VERSION, *, complete: bool = True
) -> None:
    """Run the migrations that `path` has not seen, in one transaction and without a copy of it.

    Unless `complete`, the search index and facts are left to the caller. Raises DatabaseError as `upgrade` does.
    """
    from alembic.util import CommandError
    from sqlalchemy.exc import DBAPIError

    engine = _engine(path)
    try:
        with engine.connect() as connection, connection.begin():
            before, broken = _row_counts(connection), _broken_references(connection)
            held = connection.exec_driver_sql("pragma user_version").scalar_one()
            run_migrations(connection, scripts)
            if complete:
                _complete_search(path, connection)
            if complete and held < _FACTS_SINCE <= version:
                _complete_facts(path, connection)
            _refuse_loss(path, connection, before, broken)
            connection.exec_driver_sql(f"pragma user_version = {version}")
    except DBAPIError as error:
        with sentences(path):
            raise (error.orig or error) from error
    except CommandError as error:
        raise DatabaseError(
            _("{path} has a schema this crm does not know ({reason}); it was not touched.").format(
                path=path, reason=error
            ),
            _("Update crm on this machine."),
        ) from error
    finally:
        engine.dispose()


def _complete_search(path: Path, connection: "Connection") -> None:
    """Make the search index, which no model describes, where it is missing."""
    from crm_cli.storage.search import create_index

    raw = connection.connection.driver_connection
    if isinstance(raw, sqlite3.Connection):
        with sentences(path):
            create_index(raw)


def _complete_facts(path: Path, connection: "Connection") -> None:
    """Work out the facts that an older schema had no columns for."""
    from crm_cli.storage import facts

    raw = connection.connection.driver_connection
    if isinstance(raw, sqlite3.Connection):
        with sentences(path):
            facts.complete(raw)


def make_schema(path: Path, version: int) -> None:
    """Bring an empty file to the schema of `version`, which may be an old one, without a row or the search index."""
    engine = _engine(path)
    try:
        with engine.connect() as connection, connection.begin():
            run_migrations(connection, revision=f"{version:04d}")
            connection.exec_driver_sql(f"pragma application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"pragma user_version = {version}")
    finally:
        engine.dispose()


def run_migrations(connection: "Connection", scripts: Path = MIGRATIONS, *, revision: str = "head") -> None:
    """Run every migration in `scripts` up to `revision` not yet run, in the caller's transaction, on any database."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _row_counts(connection: "Connection") -> dict[str, int]:
    tables = connection.exec_driver_sql(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        " and name not like 'search_%' and name <> 'alembic_version'"
    ).scalars()
    return {
        table: connection.exec_driver_sql(f'select count(*) from "{table}"').scalar_one()
        for table in list(tables)
    }


def _broken_references(connection: "Connection") -> Counter[tuple[str, str]]:
    """Count the rows that name a row that is not there, by table and the table named."""
    rows = connection.exec_driver_sql("pragma foreign_key_check").fetchall()
    return Counter((row[0], row[2]) for row in rows)


def _refuse_loss(
    path: Path, connection: "Connection", before: dict[str, int], broken: Counter[tuple[str, str]]
) -> None:
    after = _row_counts(connection)
    lost = [table for table, count in before.items() if after.get(table, 0) < count]
    orphaned = [table for table, _parent in _broken_references(connection) - broken]
    if lost or orphaned:
        raise DatabaseError(
            _("{path} could not be brought up to date without losing rows; it was not touched.").format(
                path=path
            ),
            ", ".join(sorted({*lost, *orphaned})),
        )
