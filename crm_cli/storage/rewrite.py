"""Many rows given the same values at once, with the images of each for the journal."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.storage import derived, facts, search

# SQLite binds some thirty thousand values to a statement; a text of this length is still read quickly.
_BLOCK = 500


class Rewritten(NamedTuple):
    """A row that got new values: what it is named by, and what stood in the changed columns before and after."""

    no: int
    id: str
    before: dict[str, Any]
    after: dict[str, Any]


def decides_more(table: str, columns: Mapping[str, Any]) -> bool:
    """Say whether these columns decide facts, derived columns or the search index, so that each row is its own work."""
    return (
        facts.is_deciding(table, columns)
        or derived.is_deciding(table, columns)
        or search.is_indexed(table, columns)
    )


def rewrite(
    connection: sqlite3.Connection,
    table: str,
    numbers: Sequence[int],
    wanted: Mapping[str, Any],
    stamps: Mapping[str, Any],
) -> Iterator[Rewritten]:
    """Write `wanted` and `stamps` over the rows of these numbers that are not so yet, and yield each.

    Raises RefusedError when a row is gone.
    """
    names = [*stamps, *wanted]
    told = {**stamps, **wanted}
    for start in range(0, len(numbers), _BLOCK):
        block = list(dict.fromkeys(numbers[start : start + _BLOCK]))
        rows = _read(connection, table, block, names)
        changed = [row for row in rows if any(row[name] != value for name, value in wanted.items())]
        _write(connection, table, told, [row["no"] for row in changed])
        for row in changed:
            moved = [name for name in names if row[name] != told[name]]
            yield Rewritten(
                row["no"],
                row["id"],
                {**{name: row[name] for name in moved}, "version": row["version"]},
                {**{name: told[name] for name in moved}, "version": row["version"] + 1},
            )


def _read(
    connection: sqlite3.Connection, table: str, block: Sequence[int], names: Sequence[str]
) -> list[dict[str, Any]]:
    columns = ("no", "id", "version", *names)
    marks = ", ".join("?" * len(block))
    found = connection.execute(
        f'select {", ".join(columns)} from "{table}" where no in ({marks})', list(block)
    ).fetchall()
    if len(found) != len(block):
        raise RefusedError(_("That record was removed by someone else in the meantime."))
    rows = {cells[0]: dict(zip(columns, cells, strict=True)) for cells in found}
    return [rows[no] for no in block]


def _write(
    connection: sqlite3.Connection, table: str, told: Mapping[str, Any], numbers: Sequence[int]
) -> None:
    if numbers:
        assignments = ", ".join(f"{name} = ?" for name in told)
        marks = ", ".join("?" * len(numbers))
        connection.execute(
            f'update "{table}" set {assignments}, version = version + 1 where no in ({marks})',
            [*told.values(), *numbers],
        )
