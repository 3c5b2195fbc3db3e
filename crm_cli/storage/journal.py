"""The journal as read: changes and the rows each touched."""

from datetime import datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


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
    """One row a command changed; the images are JSON text."""

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


FIND_CHANGES = Statement(
    ChangeBrief,
    """
    select change.no, change.id, change.at, change.actor, change.command, change.kind, change.target_no,
        change.undone_by_no,
        (select count(*) from change_row where change_row.change_no = change.no) as rows
    from change
    where 1 = 1
        [and change.no = :no]
        [and change.actor = :actor]
        [and change.kind = :kind]
        [and (change.undone_by_no is null) = :standing]
        [and change.target_no = :target_no]
        [and change.at >= :since]
        [and change.at < :until]
        [and exists (select 1 from change_row where change_row.change_no = change.no
            and change_row.table_name = :table_name and change_row.row_no = :row_no)]
    order by {order}
    [limit :limit]
    """,
    {"no": "change.no desc"},
)

CHANGE_ROWS = Statement(
    ChangeRowRow,
    """
    select change_row.no, change_row.change_no, change.at, change.actor, change.command, change_row.table_name,
        change_row.row_no, change_row.row_id, change_row.operation, change_row.before, change_row.after
    from change_row join change on change.no = change_row.change_no
    where 1 = 1
        [and change_row.change_no = :change_no]
        [and change_row.table_name = :table_name]
        [and change_row.row_no = :row_no]
        [and change_row.no > :after_no]
        [and change.kind = :kind]
        [and (change.undone_by_no is null) = :standing]
    order by change_row.no
    [limit :limit]
    """,
)
