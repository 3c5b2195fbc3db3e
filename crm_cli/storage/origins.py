"""Where exported records come from and what they belong to: their global id and stamps, and the ids of what they name.

A local number means another record in another firm, and two customers may have one name: only an id leads back.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crm_cli.storage.database import Database

_STAMPS = ("id", "created_at", "created_by", "changed_at", "changed_by")
_MOMENTS = frozenset({"created_at", "changed_at"})
_LINKED = frozenset(
    {
        *("customer", "contact", "call", "visit", "followup", "step", "plan", "building", "unit", "sweep"),
        *("call_list", "script", "submission", "objection", "plan_series"),
    }
)
"""The tables whose rows are known by no name or code of their own."""


def columns(database: Database, table: str) -> list[str]:
    """Return the stamps of a table's rows, then a key `<what>_id` for each column that names another record."""
    return [*_STAMPS, *(f"{name.removesuffix('_no')}_id" for name, _linked in _links(database, table))]


def origins(database: Database, table: str, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return by number what `columns` names, of the rows of a table that are numbered so."""
    links = _links(database, table)
    asked = [f"own.{name}" for name in _STAMPS] + [f"other{place}.id" for place in range(len(links))]
    joined = [
        f"left join {linked} other{place} on other{place}.no = own.{name}"
        for place, (name, linked) in enumerate(links)
    ]
    within = ", ".join(map(str, numbers)) or "null"
    sql = (
        f'select own.no, {", ".join(asked)} from "{table}" own {" ".join(joined)} where own.no in ({within})'
    )
    names = columns(database, table)
    with database.reading() as connection:
        rows = connection.execute(sql).fetchall()
    return {row[0]: dict(zip(names, map(_read, names, row[1:]), strict=True)) for row in rows}


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in _MOMENTS and value is not None else value


def _links(database: Database, table: str) -> list[tuple[str, str]]:
    """Return the columns of a table that name a row of a table of _LINKED, in order, and that table."""
    with database.reading() as connection:
        told = connection.execute(f'pragma foreign_key_list("{table}")').fetchall()
    return sorted((row[3], row[2]) for row in told if row[2] in _LINKED)
