"""That people were erased, and who of them is back: a file or a backup from before brings them in again."""

import contextlib
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from crm_cli.domain.number_hash import keyed_hash
from crm_cli.storage.database import connect
from crm_cli.storage.journal import saying
from crm_cli.storage.personal import called
from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class ErasureRow(Row):
    """That somebody was erased, when, by whom and why; `record_no` is the number it had."""

    no: int
    id: str
    created_at: datetime
    created_by: str
    noun: str
    record_no: int
    record_id: str
    reason: str
    rows: int


class SourceRow(Row):
    """The name of a file that came in."""

    file_name: str


FIND_ERASURES = Statement(
    ErasureRow,
    """
    select no, id, created_at, created_by, noun, record_no, record_id, reason, rows
    from erasure
    where 1 = 1
        [and record_id = :record_id]
        [and created_at >= :since]
    order by no
    """,
)

# A row came in with a file where the change that inserted it inserted that of the file too.
SOURCES_OF = Statement(
    SourceRow,
    f"""
    select distinct import_batch.file_name
    from change_row said
        join import_batch on import_batch.no = said.row_no
    where said.table_name = 'import_batch' and said.operation = 'insert'
        and said.change_no in ({saying("change_no")})
    order by import_batch.file_name
    """,
)

_COLUMNS = "id, created_at, created_by, noun, record_no, record_id, reason, rows"
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError, OSError)


class Back(Row):
    """A person that was erased and is in the database again; `no` is the number of its record there."""

    noun: str
    no: int
    id: str


def erased_and_back(connection: sqlite3.Connection) -> list[Back]:
    """Return the people who were erased and whose record, known by its global id, has a name again."""
    found = []
    for noun in ("customer", "contact"):
        sql = (
            f'select person.no, person.id, person.name from erasure join "{noun}" person'
            " on person.id = erasure.record_id where erasure.noun = ? group by person.no order by person.no"
        )
        found += [
            Back(noun, no, record_id)
            for no, record_id, name in connection.execute(sql, [noun]).fetchall()
            if name != called(noun, no)
        ]
    return found


def barred_and_back(connection: sqlite3.Connection) -> list[int]:
    """Return the customers with a number whose do-not-call mark outlived the erasing of it: of a number, more is not kept."""
    marks = (
        "select number_hash from do_not_call where e164 is null and customer_no is null and lifted_at is null"
    )
    hashes = {row[0] for row in connection.execute(marks)}
    if not hashes:
        return []
    (firm_id,) = connection.execute("select id from firm").fetchone()
    numbers = "select customer_no, coalesce(e164, raw) from phone where raw <> ''"
    return sorted({no for no, number in connection.execute(numbers) if keyed_hash(number, firm_id) in hashes})


def erasures_since(backup: Path, database: Path) -> list[tuple[object, ...]]:
    """Return the rows of erasures that `database` has and a backup of it has not; [] where one cannot be read."""
    try:
        with contextlib.closing(connect(database)) as now, contextlib.closing(connect(backup)) as then:
            firms = [side.execute("select id from firm order by no").fetchone() for side in (now, then)]
            if firms[0] != firms[1]:
                return []
            known = {row[0] for row in then.execute("select id from erasure").fetchall()}
            rows = now.execute(f"select {_COLUMNS} from erasure order by no").fetchall()
    except _UNREADABLE:
        return []
    return [row for row in rows if row[0] not in known]


def carry_over(work: Path, rows: Sequence[tuple[object, ...]]) -> None:
    """Write erasures into a copy that is from before them, so that it knows whom it must not bring back."""
    with contextlib.closing(connect(work)) as copy:
        copy.execute("begin immediate")
        copy.executemany(
            f"insert into erasure ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)", [list(row) for row in rows]
        )
        copy.execute("commit")
