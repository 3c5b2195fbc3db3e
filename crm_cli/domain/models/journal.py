"""The journal: who changed which rows with which command, and the files that came in."""

from datetime import datetime

from sqlalchemy import String
from sqlmodel import Field

from crm_cli.domain import codes
from crm_cli.domain.models.base import (
    Base,
    Instant,
    Record,
    code_of,
    count,
    index,
    number_column,
    one_of,
    plain_text,
    refers,
    table_arguments,
)


class Change(Base, table=True):
    """One command's changes; `undone_by_no` is set while an undo of it stands."""

    no: int | None = number_column(primary_key=True)
    id: str = Field(sa_type=String(36), unique=True)
    at: datetime = Field(sa_type=Instant)
    actor: str
    rep_no: int | None = refers("rep")
    command: str
    kind: str = code_of("do")
    target_no: int | None = refers("change")
    undone_by_no: int | None = refers("change")
    __table_args__ = table_arguments(
        one_of("kind", codes.CHANGE_KINDS),
        index("ix_change_actor", "actor", "no"),
        index("ix_change_target", "target_no", where="target_no is not null"),
        # Without it each change taken out of the journal would be looked for in all the others.
        index("ix_change_undone_by", "undone_by_no", where="undone_by_no is not null"),
    )


class ChangeRow(Base, table=True):
    """One row a command inserted, updated or deleted, with what stood there before and after (JSON).

    An insert keeps no image: until the next change it is the row. One with a `last_no` says a run: all rows
    from `row_no` to that, inserted together; `row_id` is then that of the first.
    """

    __tablename__ = "change_row"
    no: int | None = number_column(primary_key=True)
    change_no: int = refers("change", required=True)
    table_name: str
    row_no: int
    row_id: str = Field(sa_type=String(36))
    operation: str
    before: str | None = None
    after: str | None = None
    last_no: int | None = None
    __table_args__ = table_arguments(
        one_of("operation", codes.ROW_OPERATIONS),
        index("ix_change_row_change", "change_no"),
        index("ix_change_row_row", "row_no", "table_name"),
        index("ix_change_row_run", "table_name", "row_no", where="last_no is not null"),
    )


class ImportBatch(Record, table=True):
    """One file that came in: what it was and what became of its rows.

    `source` is whose export it was where it was recognised, '' a file of the firm's own.
    """

    __tablename__ = "import_batch"
    noun: str
    file_name: str
    sha256: str = Field(sa_type=String(64))
    encoding: str = plain_text()
    source: str = plain_text()
    created_count: int = count()
    updated_count: int = count()
    skipped_count: int = count()
    rejected_count: int = count()
    __table_args__ = table_arguments()
