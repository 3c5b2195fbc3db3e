"""The migrations make the schema the models say, on both databases, and every read runs on it."""

import contextlib
import gzip
import re
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from crm_cli.domain.models import metadata
from crm_cli.storage import checkup, facts, search
from crm_cli.storage.database import connect
from crm_cli.storage.migrate import create_database, run_migrations
from crm_cli.storage.opening import open_database


def _schema(path: Path) -> dict[str, list[str]]:
    """Return each table's and index's definition as its sorted lines, for order says nothing."""
    connection = sqlite3.connect(path)
    rows = connection.execute("select name, sql from sqlite_master where sql is not null").fetchall()
    connection.close()
    ours = [row for row in rows if not re.match("sqlite_|search_|alembic_version", row[0])]
    # Alembic puts a default in brackets that SQLAlchemy leaves bare.
    plain = {
        name: re.sub(r"DEFAULT \((\w+)\)", r"DEFAULT \1", re.sub(r"[ \t]+", " ", sql)) for name, sql in ours
    }
    # A column added to a table stands on the line of the one before it.
    lines = {name: re.split(r"\n|, (?=\w+ [A-Z]+)", _apart(sql)) for name, sql in plain.items()}
    return {name: sorted(line.strip(" ,") for line in found) for name, found in lines.items()}


def _apart(sql: str) -> str:
    """Return a definition with the constraints that stand beside a column on lines of their own."""
    sql = re.sub(
        r"(?<=\W)(\w+) (INTEGER) (CONSTRAINT \w+) (REFERENCES \w+ \(no\))",
        r"\1 \2\n\3 FOREIGN KEY(\1) \4",
        sql,
    )
    return re.sub(r"(NOT NULL) (CONSTRAINT \w+ CHECK \([^\n()]*(?:\(0, 1\))?\))", r"\1\n\2", sql)


def test_migrations_on_sqlite_make_the_schema_of_the_models(tmp_path: Path) -> None:
    create_database(tmp_path / "migrated.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'models.db'}")
    metadata.create_all(engine)
    engine.dispose()
    migrated, models = _schema(tmp_path / "migrated.db"), _schema(tmp_path / "models.db")
    assert migrated.keys() == models.keys()
    assert {
        name: set(migrated[name]) ^ set(lines) for name, lines in models.items() if migrated[name] != lines
    } == {}


def _told_alike(lines: list[str]) -> set[str]:
    """Return lines with each list of codes as the chain of comparisons it is written as today."""
    listed = r"(\w+) in \((.+)\)\)"
    return {
        re.sub(
            listed,
            lambda told: " or ".join(f"{told[1]} = {code}" for code in told[2].split(", ")) + ")",
            line,
        )
        for line in lines
    }


def test_a_firm_of_the_first_release_gets_the_schema_of_the_models(tmp_path: Path) -> None:
    path = tmp_path / "firm.db"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "schema_1.db.gz").read_bytes()))
    path.chmod(0o600)
    open_database(path).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'models.db'}")
    metadata.create_all(engine)
    engine.dispose()
    upgraded, models = _schema(path), _schema(tmp_path / "models.db")
    assert upgraded.keys() == models.keys()
    assert {name: _told_alike(upgraded[name]) ^ set(lines) for name, lines in models.items()} == {
        name: set() for name in models
    }


def test_facts_of_a_firm_of_the_first_release_are_right_once_it_is_brought_up_to_date(tmp_path: Path) -> None:
    """With outcomes and steps that decide what the first release had no columns for."""
    path = tmp_path / "firm.db"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "schema_1.db.gz").read_bytes()))
    path.chmod(0o600)
    with contextlib.closing(connect(path)) as connection:
        for place, at in enumerate(("2026-11-20T03:00:00.000Z", "2026-11-20T04:00:00.000Z")):
            for outcome in connection.execute("select no from outcome where subject = 'call'").fetchall():
                _log(connection, f"{place}-{outcome[0]}", at, outcome[0], place + 1)
        for what in ("'open'", "'done'"):
            row = "id, created_at, created_by, customer_no, contact_no, rep_no, kind, words, due_on, state"
            connection.execute(
                f"insert into step ({row}) select 's' || {what}, created_at, created_by, no, null, 1, 'task', 'x',"
                f" '2026-11-23', {what} from customer where no = 2"
            )
        # What the first release kept by itself, it kept by the same rules.
        for statement, table in ((facts._CUSTOMER, "customer"), (facts._PHONE, "phone")):
            numbers = connection.execute(f"select no from {table}").fetchall()
            connection.executemany(statement, [{"no": row[0]} for row in numbers])
    open_database(path).close()
    with contextlib.closing(connect(path)) as connection:
        found = checkup.derived_facts(connection, full=True, deadline=checkup.Deadline(None))
        resting = connection.execute("select count(*) from customer where rest_at is not null").fetchone()[0]
        dialled = connection.execute("select count(*) from step where dial_at is not null").fetchone()[0]
        assert checkup.names(connection, full=True, deadline=checkup.Deadline(None)).wrong == ()
        assert search.check(connection) == []
    assert (found.looked, found.wrong) == (2, ())
    assert (resting > 0, dialled > 0) == (True, True)


def _log(connection: sqlite3.Connection, id_: str, at: str, outcome: int, customer: int) -> None:
    connection.execute(
        "insert into call (id, created_at, created_by, at, day, customer_no, phone_no, number, rep_no, outcome_no,"
        " direction) select ?, ?, 'x', ?, '2026-11-20', ?, (select min(no) from phone where customer_no = ?), '1', 1,"
        " ?, 'out'",
        (id_, at, at, customer, customer, outcome),
    )


def test_every_constraint_has_a_name_and_every_number_is_never_reused(tmp_path: Path) -> None:
    create_database(tmp_path / "crm.db")
    for name, lines in _schema(tmp_path / "crm.db").items():
        text = "\n".join(lines)
        if "CREATE TABLE" in text:
            assert "AUTOINCREMENT" in text, name
            assert not re.search(r"^(CHECK|UNIQUE|FOREIGN|PRIMARY)", text, re.MULTILINE), name


def test_migrations_on_postgresql_make_the_schema_of_the_models(postgres: str) -> None:
    engine = create_engine(postgres)
    with engine.connect() as connection:
        transaction = connection.begin()
        run_migrations(connection)
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        difference = compare_metadata(context, metadata)
        transaction.rollback()
    engine.dispose()
    assert difference == []


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_a_column_without_a_default_is_said_by_whoever_inserts(table: object) -> None:
    """Server defaults are constants (DECISIONS 14): nothing is computed twice, once here and once there."""
    for column in table.columns:  # type: ignore[attr-defined]
        if column.server_default is not None and column.name != "no":
            assert re.fullmatch(r"-?\d+|true|false|\w*", str(column.server_default.arg)), column
