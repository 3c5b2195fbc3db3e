"""What stands around plans: those that repeat, templates, notices of changes, and sheets of paper."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint, text
from sqlmodel import Field

from crm_cli.domain import codes
from crm_cli.domain.models.base import (
    Instant,
    Record,
    code_of,
    index,
    instant,
    one_of,
    plain_text,
    refers,
    table_arguments,
)


class PlanSeries(Record, table=True):
    """Plans that repeat by a rule (RFC 5545 RRULE), made as rows of their own up to `planned_until`.

    What a plan of it says, and who goes, is copied from the one before it that is not apart. `on_holiday` says what
    becomes of one that falls on a day nobody works.
    """

    __tablename__ = "plan_series"
    rule: str
    starts_on: date
    ends_on: date | None = None
    planned_until: date | None = None
    on_holiday: str = code_of("next")
    __table_args__ = table_arguments(
        one_of("on_holiday", codes.HOLIDAY_RULES), index("ix_plan_series_until", "planned_until")
    )


class PlanTemplate(Record, table=True):
    """What a plan of a kind says, by name: purpose, expected result, how long, how often."""

    __tablename__ = "plan_template"
    name: str
    purpose: str = plain_text()
    expected: str = plain_text()
    at_time: str = plain_text()
    minutes: int | None = None
    rule: str = plain_text()
    retired_on: date | None = None
    __table_args__ = table_arguments(UniqueConstraint("name"))


class Notice(Record, table=True):
    """A rep is told that somebody else changed what is theirs to do.

    `was` and `now` are moments as ISO text or names, `words` whom it is about, as it was called then, `items` how
    many records it is about, of which `plan_no`, `step_no` or `sweep_no` is one where it is one.
    """

    rep_no: int = refers("rep", required=True)
    kind: str
    plan_no: int | None = refers("plan")
    step_no: int | None = refers("step")
    sweep_no: int | None = refers("sweep")
    at: datetime = Field(sa_type=Instant)
    was: str = plain_text()
    now: str = plain_text()
    words: str = plain_text()
    reason: str = plain_text()
    items: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    seen_at: datetime | None = instant()
    __table_args__ = table_arguments(
        one_of("kind", codes.NOTICE_KINDS),
        index("ix_notice_unseen", "rep_no", "at", where="seen_at is null"),
        index("ix_notice_at", "at", where="seen_at is null"),
        index("ix_notice_rep", "rep_no", "at"),
        index("ix_notice_plan", "plan_no", where="plan_no is not null"),
        index("ix_notice_step", "step_no", where="step_no is not null"),
        index("ix_notice_sweep", "sweep_no", where="sweep_no is not null"),
    )


class Sheet(Record, table=True):
    """A sheet printed to be filled in by hand and typed back: a walk list, a call sheet, a stretch of a sweep."""

    kind: str
    day: date
    rep_no: int | None = refers("rep")
    sweep_no: int | None = refers("sweep")
    call_list_no: int | None = refers("call_list")
    __table_args__ = table_arguments(
        one_of("kind", codes.SHEET_KINDS),
        index("ix_sheet_rep", "rep_no", where="rep_no is not null"),
        index("ix_sheet_sweep", "sweep_no", where="sweep_no is not null"),
        index("ix_sheet_call_list", "call_list_no", where="call_list_no is not null"),
    )


class SheetRow(Record, table=True):
    """A row of a sheet by its short code, and the visit or call it was typed back as."""

    __tablename__ = "sheet_row"
    sheet_no: int = refers("sheet", required=True)
    code: int
    customer_no: int | None = refers("customer")
    unit_no: int | None = refers("unit")
    plan_no: int | None = refers("plan")
    phone_no: int | None = refers("phone")
    visit_no: int | None = refers("visit")
    call_no: int | None = refers("call")
    __table_args__ = table_arguments(
        UniqueConstraint("sheet_no", "code"),
        index("ix_sheet_row_customer", "customer_no", where="customer_no is not null"),
        index("ix_sheet_row_unit", "unit_no", where="unit_no is not null"),
        index("ix_sheet_row_plan", "plan_no", where="plan_no is not null"),
        index("ix_sheet_row_phone", "phone_no", where="phone_no is not null"),
        index("ix_sheet_row_visit", "visit_no", where="visit_no is not null"),
        index("ix_sheet_row_call", "call_no", where="call_no is not null"),
    )
