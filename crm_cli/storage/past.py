"""What a row was: each of its states in the journal, worked out backwards from how it stands now."""

import json

from crm_cli.domain.frozen import Frozen
from crm_cli.storage import derived
from crm_cli.storage.change import Image
from crm_cli.storage.database import Database
from crm_cli.storage.journal import CHANGE_ROWS, ChangeRowRow
from crm_cli.storage.read_journal import archived_to


class Version(Frozen):
    """What one change did to a row and what stood there afterwards, None where it was gone."""

    said: ChangeRowRow
    image: Image | None


def versions(database: Database, table: str, no: int) -> list[Version]:
    """Return the states of a row, the oldest the journal knows first; none of a row nobody ever changed."""
    image = current(database, table, no)
    found: list[Version] = []
    held = archived_to(database)
    for said in database.all(CHANGE_ROWS, descending=True, table_name=table, row_no=no):
        # Of what is archived a part is left, which does not say what stood there.
        if said.change_no <= held:
            break
        found.append(Version(said, image))
        if said.operation == "insert":
            image = None
        elif said.operation == "delete":
            image = json.loads(said.before or "{}")
        elif image is not None:
            image = {**image, **json.loads(said.before or "{}")}
    return found[::-1]


def current(database: Database, table: str, no: int) -> Image | None:
    """Return a row as it stands without what is worked out from others, None where it is gone."""
    with database.reading() as connection:
        cursor = connection.execute(f'select * from "{table}" where no = ?', [no])
        cells = cursor.fetchone()
        if cells is None:
            return None
        names = [column[0] for column in cursor.description]
    left_out = derived.LEFT_OUT.get(table, ())
    return {name: cell for name, cell in zip(names, cells, strict=True) if name not in left_out}


def tables_of(database: Database) -> list[str]:
    """Return the tables whose rows the journal tells of."""
    with database.reading() as connection:
        names = [
            row[0]
            for row in connection.execute(
                "select name from sqlite_master where type = 'table' order by name"
            ).fetchall()
        ]
    return [
        name
        for name in names
        if not name.startswith(("sqlite_", "search_", "alembic")) and name not in {"change", "change_row"}
    ]


class Reference(Frozen):
    """A column that names a row of another table, or of its own."""

    table: str
    column: str
    parent: str


def references(database: Database) -> list[Reference]:
    """Return every reference of the schema; the journal's own are none."""
    tables = tables_of(database)
    with database.reading() as connection:
        return [
            Reference(table, row[3], row[2])
            for table in tables
            for row in connection.execute(f'pragma foreign_key_list("{table}")').fetchall()
        ]


def columns_of(database: Database, table: str) -> dict[str, str]:
    """Return the columns of a table with the types they were declared with."""
    with database.reading() as connection:
        told = connection.execute(f'pragma table_info("{table}")').fetchall()
    return {row[1]: row[2] for row in told}


def naming(database: Database, table: str, column: str, numbers: range | list[int]) -> dict[int, int]:
    """Return which rows of `table` name one of `numbers` in `column`: their number and the one they name."""
    if not numbers:
        return {}
    found: dict[int, int] = {}
    with database.reading() as connection:
        for start in range(0, len(numbers), 500):
            marks = ", ".join(map(str, numbers[start : start + 500]))
            asked = f'select no, {column} from "{table}" where {column} in ({marks})'
            found.update(connection.execute(asked).fetchall())
    return found
