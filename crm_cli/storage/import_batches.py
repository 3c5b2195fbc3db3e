"""Files that came in, as read: what each was, what became of its rows, and the change it came in with."""

from datetime import datetime

from crm_cli.storage.bulk import last_number
from crm_cli.storage.database import Database
from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class BatchRow(Row):
    """One file that came in; `change_no` is None where the history of that time was archived."""

    no: int
    id: str
    created_at: datetime
    created_by: str
    noun: str
    file_name: str
    sha256: str
    encoding: str
    source: str
    created_count: int
    updated_count: int
    skipped_count: int
    rejected_count: int
    change_no: int | None
    undone_by_no: int | None


class GoneBatch(Row):
    """A file that was taken back whole: its row as it was (JSON), and the change it came in with."""

    no: int
    before: str
    change_no: int | None


class LaterRow(Row):
    """A change of one row of an import that came after it and stands."""

    row_no: int
    change_no: int
    actor: str
    command: str


FIND_BATCHES = Statement(
    BatchRow,
    """
    select batch.*, change.undone_by_no
    from (
        select import_batch.no, import_batch.id, import_batch.created_at, import_batch.created_by, import_batch.noun,
            import_batch.file_name, import_batch.sha256, import_batch.encoding, import_batch.source,
            import_batch.created_count, import_batch.updated_count, import_batch.skipped_count,
            import_batch.rejected_count,
            (select min(made.change_no) from change_row made where made.row_no = import_batch.no
                and made.table_name = 'import_batch' and made.operation = 'insert') as change_no
        from import_batch
        where 1 = 1 [and import_batch.no = :no]
    ) batch left join change on change.no = batch.change_no
    order by {order}
    [limit :limit]
    """,
    {"no": "batch.no desc"},
)

GONE_BATCHES = Statement(
    GoneBatch,
    """
    select removed.row_no as no, removed.before,
        (select min(made.change_no) from change_row made where made.row_no = removed.row_no
            and made.table_name = 'import_batch' and made.operation = 'insert') as change_no
    from change_row removed
    where removed.row_no between :first_no and :last_no and removed.table_name = 'import_batch'
        and removed.operation = 'delete'
        and removed.no = (select max(last.no) from change_row last where last.row_no = removed.row_no
            and last.table_name = 'import_batch')
    """,
)

LATER_ROWS = Statement(
    LaterRow,
    """
    select change_row.row_no, change_row.change_no, change.actor, change.command
    from change_row join change on change.no = change_row.change_no
    where change_row.row_no between :first_no and :last_no and change_row.table_name = :table_name
        and change_row.change_no > :after_no and change.kind = 'do' and change.undone_by_no is null
    order by change_row.row_no, change_row.no
    """,
)


def gone_batches(database: Database, no: int | None = None) -> list[GoneBatch]:
    """Return the files that were taken back whole, or the one of that number."""
    with database.reading() as connection:
        last = no or last_number(connection, "import_batch")
    return database.all(GONE_BATCHES, first_no=no or 1, last_no=last)
