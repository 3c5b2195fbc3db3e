"""What keeps the firm's data whole: other names, pairs that are two, how files were read, what was erased."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlmodel import Field

from crm_cli.domain.models.base import (
    Instant,
    Record,
    count,
    index,
    plain_text,
    refers,
    table_arguments,
)


class CustomerName(Record, table=True):
    """Another name by which a customer is found: typed, or that of one that was merged into it.

    `was_no` and `was_id` are the number and the global id of the merged one, so that c17 and a file that names it
    still lead here. `name_key`, `initials` and `pinyin` are derived from the name.
    """

    __tablename__ = "customer_name"
    customer_no: int = refers("customer", required=True)
    name: str
    was_no: int | None = None
    was_id: str | None = Field(default=None, sa_type=String(36))
    name_key: str = plain_text()
    initials: str = plain_text()
    pinyin: str = plain_text()
    __table_args__ = table_arguments(
        index("ix_customer_name_customer", "customer_no"),
        index("ix_customer_name_other_key", "name_key"),
        index("ix_customer_name_was_no", "was_no", where="was_no is not null"),
        index("ix_customer_name_was_id", "was_id", where="was_id is not null"),
    )


class NotDuplicate(Record, table=True):
    """Somebody looked at two customers and said that they are two; `customer_no` is the smaller number."""

    __tablename__ = "not_duplicate"
    customer_no: int = refers("customer", required=True)
    other_no: int = refers("customer", required=True)
    reason: str = plain_text()
    __table_args__ = table_arguments(
        UniqueConstraint("customer_no", "other_no"), index("ix_not_duplicate_other", "other_no")
    )


class ImportMap(Record, table=True):
    """How files with these headers are read: what `--map` said, which the next file of the source need not say.

    `headers` are those of the file, folded, one a line; `words` is what was typed, one `header=field` a line.
    """

    __tablename__ = "import_map"
    noun: str
    headers: str
    words: str = plain_text()
    __table_args__ = table_arguments(UniqueConstraint("noun", "headers"))


class Erasure(Record, table=True):
    """A person was erased: that it was done, when and why, and nothing of whom; `rows` lost all or a part."""

    noun: str
    record_no: int
    record_id: str = Field(sa_type=String(36))
    reason: str = plain_text()
    rows: int = count()
    __table_args__ = table_arguments(index("ix_erasure_record", "record_id"))


class JournalArchive(Record, table=True):
    """A stretch of the journal that was written to a file and taken out of the database."""

    __tablename__ = "journal_archive"
    file_name: str
    sha256: str = Field(sa_type=String(64))
    first_no: int
    last_no: int
    until_at: datetime = Field(sa_type=Instant)
    changes: int = count()
    __table_args__ = table_arguments()
