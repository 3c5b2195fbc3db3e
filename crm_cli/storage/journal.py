"""The journal as read: changes and the rows each touched.

One of its rows may say a run of rows inserted together, from `row_no` to `last_no`.
"""

from datetime import datetime

from crm_cli.storage.database import Database
from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement

RUN = 5_000
"""The most rows of a run: the one that holds a row begins no further before it."""
LEAST = 100
"""The fewest: so close before a row begin few runs."""


class ChangeBrief(Row):
    """One command in the history."""

    no: int
    id: str
    at: datetime
    actor: str
    command: str
    kind: str
    target_no: int | None
    undone_by_no: int | None
    rows: int


class ChangeRowRow(Row):
    """One row a command changed, or a run of rows it inserted; the images are JSON text."""

    no: int
    change_no: int
    at: datetime
    actor: str
    command: str
    table_name: str
    row_no: int
    row_id: str
    operation: str
    before: str | None
    after: str | None
    last_no: int | None

    @property
    def size(self) -> int:
        """How many rows it says."""
        return (self.last_no or self.row_no) - self.row_no + 1


class RowId(Row):
    """The global id of a row."""

    row_no: int
    id: str


def saying(column: str) -> str:
    """Return SQL for a column of all the journal says of row :row_no of :table_name, by itself or within a run."""
    return f"""select said.{column} from change_row said
            where said.row_no = :row_no and said.table_name = :table_name
            union all select run.{column} from change_row run
            where run.table_name = :table_name and run.row_no > :row_no - {RUN} and run.row_no < :row_no
                and run.last_no >= :row_no"""


# An id begins with the moment it was made (UUIDv7), so its index is one by time; of a day that a colleague worked
# too the rows of the day are the fewer: `of_actor` leaves the index of actors aside.
FIND_CHANGES = Statement(
    ChangeBrief,
    f"""
    select change.no, change.id, change.at, change.actor, change.command, change.kind, change.target_no,
        change.undone_by_no,
        (select cast(coalesce(sum(coalesce(change_row.last_no, change_row.row_no) - change_row.row_no + 1), 0)
            as bigint) from change_row where change_row.change_no = change.no) as rows
    from change
    where 1 = 1
        [and change.no = :no]
        [and change.no > :after_no]
        [and change.no in (:numbers*)]
        [and change.actor = :actor]
        [and change.actor || '' = :of_actor]
        [and change.id >= :from_id]
        [and change.id < :until_id]
        [and change.kind = :kind]
        [and (change.undone_by_no is null) = :standing]
        [and change.target_no = :target_no]
        [and change.at >= :since]
        [and change.at < :until]
        [and change.no in ({saying("change_no")})]
        [and change.command like :command escape '!']
        [and exists (select 1 from change_row moved where moved.change_no = change.no
            and moved.operation = 'update' and (moved.after like :field escape '!'
                or moved.after like :field_also escape '!'))]
    order by {{order}}
    [limit :limit]
    """,
    {"no": "change.no desc", "id": "change.id desc"},
)

_ROWS = """
    select change_row.no, change_row.change_no, change.at, change.actor, change.command, change_row.table_name,
        change_row.row_no, change_row.row_id, change_row.operation, change_row.before, change_row.after,
        change_row.last_no
    from change_row join change on change.no = change_row.change_no
"""

CHANGE_ROWS = Statement(
    ChangeRowRow,
    f"""
    {_ROWS}
    where 1 = 1
        [and change_row.change_no = :change_no]
        [and change_row.table_name = :table_name]
        [and change_row.no in ({saying("no")})]
        [and change_row.no > :after_no]
        [and change_row.no < :before_no]
        [and change.kind = :kind]
        [and (change.undone_by_no is null) = :standing]
    order by {{order}}
    [limit :limit]
    """,
    {"no": "change_row.no asc"},
)

# What stands on one of a run's rows: commands change rows one by one, so no other run need be looked for.
LATER = Statement(
    ChangeRowRow,
    f"""
    {_ROWS}
    where change_row.row_no between :first_no and :last_no and change_row.table_name = :table_name
        and +change_row.no > :after_no and +change_row.change_no <> :change_no
        and change.kind = 'do' and change.undone_by_no is null
    order by change_row.row_no, change_row.table_name, change_row.no
    limit 1
    """,
)

# Rows that are gone have their ids in the journal.
REMOVED_IDS = Statement(
    RowId,
    """
    select row_no, min(row_id) as id from change_row
    where row_no between :first_no and :last_no and table_name = :table_name and operation = 'delete'
    group by row_no
    """,
)


def ids_of(database: Database, table: str, numbers: range) -> dict[int, str]:
    """Return the global ids of the rows of these numbers, also of those removed since."""
    if not numbers:
        return {}
    first, last = numbers[0], numbers[-1]
    removed = database.all(REMOVED_IDS, table_name=table, first_no=first, last_no=last)
    with database.reading() as connection:
        held = connection.execute(
            f'select no, id from "{table}" where no between ? and ?', (first, last)
        ).fetchall()
    return {**{row.row_no: row.id for row in removed}, **dict(held)}
