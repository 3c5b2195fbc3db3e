"""What reports read of the journal: an archive takes it along and leaves it in the database too."""

import sqlite3

from crm_cli.storage.bulk import last_number
from crm_cli.storage.database import Database
from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement

_WHOLE = ("import_batch", "objection", "outcome", "list_rule")
"""Tables of few rows: earlier answers, changed rules and the files that came in."""
_CORRECTED = ("visit", "call", "followup", "money", "plan")
"""Records that a report handed in is compared with: who corrected one, and when."""
_MOVES = {
    "customer": ("owner_no", "grade", "stage", "need_state", "need_on"),
    "step": ("due_at",),
}
"""Columns of which a report asks when they got their value, or what they had before."""
_BLOCK = 500


class LastRow(Row):
    """How far archives go."""

    last_no: int | None


ARCHIVED_TO = Statement(LastRow, "select max(last_no) as last_no from journal_archive")


def archived_to(database: Database) -> int:
    """Return the number of the last change that lies in an archive, 0 where there is none.

    What the journal still says up to there is for reports alone: it is not whole, so nothing is undone by it.
    """
    return database.one(ARCHIVED_TO).last_no or 0


def kept_rows() -> str:
    """Return SQL for what is left in the journal of `change_row`; `file_change` holds the changes files came in with."""
    moves = " or ".join(
        f"table_name = '{table}' and operation = 'update' and (" +
        " or ".join(f"""before like '%"{name}":%'""" for name in names) + ")"
        for table, names in _MOVES.items()
    )  # fmt: skip
    return (
        f"(table_name in ({_listed(_WHOLE)})"
        f" or table_name in ({_listed(_CORRECTED)}) and operation <> 'insert' or {moves}"
        " or table_name = 'customer' and operation = 'insert' and change_no in (select no from file_change))"
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def note_files(connection: sqlite3.Connection) -> None:
    """Note in a table of this connection's own with which changes files came in, for `kept_rows`."""
    connection.execute("create temp table if not exists file_change (no integer primary key)")
    numbers = range(1, last_number(connection, "import_batch") + 1)
    for start in range(0, len(numbers), _BLOCK):
        marks = ", ".join(map(str, numbers[start : start + _BLOCK]))
        connection.execute(
            "insert or ignore into file_change select change_no from change_row"
            f" where row_no in ({marks}) and table_name = 'import_batch' and operation = 'insert'"
        )
