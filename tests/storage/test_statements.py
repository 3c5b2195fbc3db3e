"""Every statement runs on SQLite and PostgreSQL with every segment on and off, and gives the types it says."""

import importlib
import inspect
import pkgutil
import re
import sqlite3
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text

import crm_cli.storage
from crm_cli.domain.models import metadata
from crm_cli.errors import UsageError
from crm_cli.storage.database import connect
from crm_cli.storage.statement import _PARAMETER, _SEGMENT, STATEMENTS, Prepared, Statement, to_driver


def _load() -> dict[str, Statement[Any]]:
    """Return every statement of the storage room by its module and name."""
    named: dict[str, Statement[Any]] = {}
    for module in pkgutil.iter_modules(crm_cli.storage.__path__):
        if module.ispkg:
            continue
        content = vars(importlib.import_module(f"crm_cli.storage.{module.name}"))
        for name, value in content.items():
            if isinstance(value, Statement) and value not in named.values():
                named[f"{module.name}.{name}"] = value
    return named


NAMED = _load()
# What to ask for so that rows are found in the busy firm; a parameter not named here is a 1 or a word.
SAMPLES: dict[str, Any] = {
    "limit": 1000, "name": "陈伟", "grade": "A", "state": "open", "kind": "step", "city": "广州",
    "subject": "call", "direction": "out", "actor": "陈伟", "table_name": "call", "outcome": "talked",
    "building": "白云大厦", "tag": "春节", "key": "protect_days", "noun": "customer", "industry": "航空",
    "field_value": "120", "role": "rep", "tail_from": "1", "tail_to": "9",
    "metric": "dials", "period": "day", "after_no": 0, "e164": "+8613800138000", "channel": "wechat",
}  # fmt: skip
DAY, INSTANT = date(2026, 11, 20), datetime(2026, 11, 20, 2, tzinfo=UTC)
BY_KIND = {
    "integer": 1, "bigint": 1, "smallint": 1, "numeric": 1, "double precision": 1.0, "boolean": True,
    "date": DAY, "timestamp with time zone": INSTANT, "text": "x", "character varying": "x",
}  # fmt: skip


def _guess(name: str) -> Any:
    if name.endswith(("_no", "numbers")) or name == "no":
        return 1
    if re.search(r"(^|_)(day|on|from|to|since|until|before|after|due|today|start|end)(_|$)", name):
        return DAY
    return "x"


def _sample(name: str, kind: str | None) -> Any:
    """Return a value for a parameter: of PostgreSQL's `kind` where that is known, else by its name."""
    known = SAMPLES.get(name, SAMPLES.get(name.removesuffix("s"), _guess(name)))
    if kind is None or kind in {"text", "character varying"}:
        return known if kind is None or isinstance(known, str) else "x"
    fits = {"integer": int, "bigint": int, "date": date}.get(kind, ())
    return known if isinstance(known, fits) and type(known) is not datetime else BY_KIND[kind]


def _variants(statement: Statement[Any]) -> Iterator[frozenset[str]]:
    """Yield the sets of parameters to give: the required ones, those with each segment, and all."""
    required = {name for name, _star in _PARAMETER.findall(_SEGMENT.sub("", statement.sql))}
    segments = [
        {name for name, _star in _PARAMETER.findall(part)} for part in _SEGMENT.findall(statement.sql)
    ]
    yield frozenset(required)
    for segment in segments:
        yield frozenset(required | segment)
    yield frozenset(statement.parameters())


def _orders(statement: Statement[Any]) -> list[tuple[str | None, bool]]:
    sorts: list[str | None] = [*statement.sorts] or [None]
    return [(sort, turned) for sort in sorts for turned in ((False, True) if statement.sorts else (False,))]


def _given(statement: Statement[Any], names: frozenset[str], kinds: Mapping[str, str]) -> dict[str, Any]:
    lists = {name for name, star in _PARAMETER.findall(statement.sql) if star}
    values = {name: _sample(name, kinds.get(name)) for name in names}
    return {name: [value, value] if name in lists else value for name, value in values.items()}


def _plans(statement: Statement[Any], kinds: Mapping[str, str]) -> Iterator[tuple[Prepared, dict[str, Any]]]:
    """Yield each text to run with the plain values behind it."""
    for names in dict.fromkeys(_variants(statement)):
        given = _given(statement, names, kinds)
        for sort, turned in (
            _orders(statement) if len(names) in {0, len(statement.parameters())} else [(None, False)]
        ):
            prepared = statement.prepare(given, sort, descending=turned)
            plain = {}
            for name in prepared.values:
                base, _, place = name.rpartition("_")
                plain[name] = given[name] if name in given else given[base][int(place)]
            yield prepared, plain


def _problems(statement: Statement[Any], rows: list[Any]) -> set[str]:
    """Return what is wrong with the types of the rows found."""
    found = set()
    for name, kind in inspect.get_annotations(statement.row, eval_str=True).items():
        allowed = typing.get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
        for row in rows:
            value = getattr(row, name)
            if not any(type(value) is (type(None) if one is None else one) for one in allowed):
                found.add(f"{name} is {type(value).__name__}, not {kind}")
    return found


@pytest.fixture(scope="module")
def sqlite(busy_template: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(busy_template)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def psycopg_connection(postgres: str, busy_template: Path) -> Iterator[Any]:
    """The busy firm's rows in PostgreSQL, and the driver's connection to them."""
    import psycopg

    source, target = create_engine(f"sqlite:///{busy_template}"), create_engine(postgres)
    metadata.create_all(target)
    with source.connect() as reader, target.begin() as writer:
        writer.execute(text("set session_replication_role = replica"))
        for table in metadata.tables.values():
            if rows := reader.execute(select(table)).mappings().all():
                writer.execute(table.insert(), [dict(row) for row in rows])
    source.dispose()
    connection = psycopg.connect(
        **target.url.translate_connect_args(username="user", database="dbname"), host=str(target.url.query["host"]),
        autocommit=True, prepare_threshold=None,
    )  # fmt: skip
    connection.execute("set time zone 'UTC'")
    yield connection
    connection.close()
    metadata.drop_all(target)
    target.dispose()


def _for_psycopg(sql: str) -> str:
    return re.sub(r"(?<![:\w]):([a-z_]\w*)", r"%(\1)s", sql.replace("%", "%%"))


def _kinds(connection: Any, statement: Statement[Any]) -> dict[str, str]:
    """Return the type PostgreSQL finds for each parameter."""
    lists = {name for name, star in _PARAMETER.findall(statement.sql) if star}
    everything = {name: ["x"] if name in lists else "x" for name in statement.parameters()}
    sql, values = statement.prepare(everything)
    places = {name: place for place, name in enumerate(values, 1)}
    numbered = re.sub(r"(?<![:\w]):([a-z_]\w*)", lambda match: f"${places[match[1]]}", sql)
    connection.execute(f"prepare asked as {numbered}")
    row = connection.execute("select parameter_types::text[] from pg_prepared_statements").fetchone()
    connection.execute("deallocate asked")
    return {
        name.removesuffix("_0") if name not in everything else name: row[0][places[name] - 1]
        for name in values
    }


def test_every_statement_is_found() -> None:
    assert {id(one) for one in NAMED.values()} == {
        id(one) for one in STATEMENTS if one.row.__module__ != __name__
    }


@pytest.mark.parametrize("name", NAMED)
def test_on_sqlite(name: str, sqlite: sqlite3.Connection) -> None:
    statement = NAMED[name]
    for prepared, _plain in _plans(statement, {}):
        cursor = sqlite.execute(prepared.sql, prepared.values)
        assert tuple(column[0] for column in cursor.description) == statement.row._fields
        rows = statement.read(cursor.fetchall())
        assert not _problems(statement, rows), prepared.sql
        if not prepared.values:
            assert rows, "tests/storage/busy_firm.py leaves this statement without a row to check"


@pytest.mark.parametrize("name", NAMED)
def test_on_postgresql_it_finds_what_sqlite_finds(
    name: str, sqlite: sqlite3.Connection, psycopg_connection: Any
) -> None:
    statement = NAMED[name]
    for prepared, plain in _plans(statement, _kinds(psycopg_connection, statement)):
        cursor = psycopg_connection.execute(_for_psycopg(prepared.sql), plain)
        assert tuple(column.name for column in cursor.description) == statement.row._fields
        rows = [statement.row._make(row) for row in cursor.fetchall()]
        assert not _problems(statement, rows), prepared.sql
        bound = {one: to_driver(value) for one, value in plain.items()}
        here = statement.read(sqlite.execute(prepared.sql, bound).fetchall())
        assert sorted(map(repr, here)) == sorted(map(repr, _in_utc(rows))), (prepared.sql, plain)


def _in_utc(rows: list[Any]) -> list[Any]:
    """Return rows whose instants carry the same zone object as SQLite's."""
    return [
        row._make(cell.astimezone(UTC) if isinstance(cell, datetime) else cell for cell in row)
        for row in rows
    ]


@pytest.mark.parametrize("name", NAMED)
def test_the_text_is_portable(name: str) -> None:
    """An empty list becomes `in (null)`, which is right; `not in (null)` would find nothing."""
    words = re.sub(r"\s+", " ", NAMED[name].sql)
    assert not re.search(r"not in \(:", words)
    assert not re.search(r"\b(group_concat|instr|strftime|julianday|datetime|ifnull|date)\(", words)


class Answer(typing.NamedTuple):
    one: int


def _statement(sql: str, sorts: Mapping[str, str] | None = None) -> Statement[Answer]:
    made = Statement(Answer, sql, sorts)
    STATEMENTS.remove(made)
    return made


def test_a_parameter_is_neither_missed_nor_passed_over() -> None:
    statement = _statement("select 1 as one where 1 = :must [and 2 = :both and 3 = :of_them]")
    assert statement.prepare({"must": 1, "both": None}).sql.strip() == "select 1 as one where 1 = :must"
    for wrong in ({}, {"must": 1, "both": 2}, {"must": 1, "mistyped": 3}):
        with pytest.raises(TypeError):
            statement.prepare(wrong)


def test_lists_sorts_and_numbers() -> None:
    statement = _statement("select 1 as one where 1 in (:ones*) order by {order}", {"a": "x asc, y desc"})
    assert statement.prepare({"ones": []}, descending=True).sql.endswith("in (null) order by x desc, y asc")
    assert statement.prepare({"ones": {7}}).values == {"ones_0": 7}
    with pytest.raises(UsageError, match="sorted by"):
        statement.prepare({"ones": [1]}, "b; drop table customer")
    with pytest.raises(UsageError, match="too large"):
        statement.prepare({"ones": [2**63]})
    with pytest.raises(TypeError):
        statement.prepare({"ones": "abc"})


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (datetime(2026, 11, 20, 1, 2, 3, 999_999, tzinfo=UTC), "2026-11-20T01:02:03.999Z"),
        (datetime(33, 1, 1, tzinfo=UTC), "0033-01-01T00:00:00.000Z"),
        (date(2026, 11, 20), "2026-11-20"),
        (True, 1),
        ("a\0b\ud800c\r\nd", "abc\nd"),
        (None, None),
    ],
)
def test_values_are_stored_so_that_text_sorts_as_they_do(value: object, stored: object) -> None:
    assert to_driver(value) == stored


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_driver(datetime(2026, 11, 20))
