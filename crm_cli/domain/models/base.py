"""What every table shares: local number, global id, who typed and changed it, a row version."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    String,
    text,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A moment in UTC: fixed-width text on SQLite, so that it sorts; timestamptz on PostgreSQL."""

    impl = String(24)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Return the column type for `dialect`."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(24))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return `value` as the driver takes it; raise ValueError for a naive one."""
        if value is None or dialect.name == "postgresql":
            return value
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:23] + "Z"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return what the driver gave as an aware datetime."""
        return datetime.fromisoformat(value) if isinstance(value, str) else cast("datetime | None", value)


class Base(SQLModel):
    """The registry of tables, with a name for every constraint from the first day."""

    metadata = MetaData(naming_convention=NAMING)


def number_column(*, primary_key: bool = False) -> Any:
    """Return a field for the local number: counted by the database, never reused."""
    return Field(default=None, primary_key=primary_key, sa_column_args=[Identity()])


class Record(Base):
    """A thing with a local number, a global id (UUIDv7), its author and its row version."""

    no: int | None = number_column(primary_key=True)
    id: str = Field(sa_type=String(36), unique=True)
    created_at: datetime = Field(sa_type=Instant)
    created_by: str
    changed_at: datetime | None = Field(default=None, sa_type=Instant)
    changed_by: str | None = None
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


def plain_text() -> Any:
    """Return a field for text that may be empty and is never null."""
    return Field(default="", sa_column_kwargs={"server_default": ""})


def code_of(default: str) -> Any:
    """Return a field for a code of domain/codes.py; `one_of` in the table's arguments checks it."""
    return Field(default=default, sa_column_kwargs={"server_default": default})


def flag(name: str) -> Any:
    """Return a field for a yes or no, no by default; `name` names its check."""
    return Field(
        default=False,
        sa_type=Boolean(create_constraint=True, name=name),
        sa_column_kwargs={"server_default": text("false")},
    )


def yes_flag(name: str) -> Any:
    """Return a field for a yes or no, yes by default."""
    return Field(
        default=True,
        sa_type=Boolean(create_constraint=True, name=name),
        sa_column_kwargs={"server_default": text("true")},
    )


def count() -> Any:
    """Return a field for a whole number, 0 by default."""
    return Field(default=0, sa_column_kwargs={"server_default": text("0")})


def minor() -> Any:
    """Return a field for an amount in minor units, or nothing."""
    return Field(default=None, sa_type=BigInteger)


def instant() -> Any:
    """Return a field for a moment that may be unknown."""
    return Field(default=None, sa_type=Instant)


def refers(table: str, *, required: bool = False, cascade: bool = False) -> Any:
    """Return a field that names a row of `table` by its local number."""
    key = ForeignKey(f"{table}.no", ondelete="CASCADE" if cascade else None)
    if required:
        return Field(sa_column_args=[key], nullable=False)
    return Field(default=None, sa_column_args=[key], nullable=True)


def one_of(column: str, codes: Sequence[str], *, empty: bool = False) -> CheckConstraint:
    """Return the check that `column` holds one of `codes` (or null; or '' when `empty`)."""
    # SQLite compares one by one four times faster than it looks a value up in a list.
    chain = " or ".join(f"{column} = '{value}'" for value in (("", *codes) if empty else codes))
    return CheckConstraint(chain, name=column)


def how_many(name: str, columns: Sequence[str], *, exactly: bool) -> CheckConstraint:
    """Return the check that exactly, or at most, one of `columns` is set."""
    total = " + ".join(f"case when {column} is null then 0 else 1 end" for column in columns)
    return CheckConstraint(f"{total} {'=' if exactly else '<='} 1", name=name)


TOUCH = ("call_no", "visit_no", "followup_no")


def table_arguments(*arguments: Any) -> tuple[Any, ...]:
    """Return `__table_args__` with local numbers that are never reused."""
    return (*arguments, {"sqlite_autoincrement": True})


def index(name: str, *columns: str, where: str = "") -> Index:
    """Return an index, partial when `where` is given."""
    if not where:
        return Index(name, *columns)
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
