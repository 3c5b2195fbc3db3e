"""Reports handed in and signed, who is away, what waits to be sent."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from crm_cli.domain import codes
from crm_cli.domain.models.base import (
    Instant,
    Record,
    code_of,
    count,
    index,
    instant,
    one_of,
    plain_text,
    refers,
    table_arguments,
)


class Submission(Record, table=True):
    """A rep's daily report as it was handed in: `snapshot` is the whole of it as JSON and never changes.

    Handing it in again makes a further revision; the last one counts.
    """

    day: date
    rep_no: int = refers("rep", required=True)
    revision: int
    submitted_at: datetime = Field(sa_type=Instant)
    snapshot: str
    __table_args__ = table_arguments(
        UniqueConstraint("rep_no", "day", "revision"), index("ix_submission_day", "day", "rep_no")
    )


class SignOff(Record, table=True):
    """What a manager or the owner said of a report handed in, and when they signed it."""

    __tablename__ = "sign_off"
    submission_no: int = refers("submission", required=True)
    rep_no: int = refers("rep", required=True)
    comment: str = plain_text()
    signed_at: datetime | None = instant()
    __table_args__ = table_arguments(UniqueConstraint("submission_no", "rep_no"))


class Absence(Record, table=True):
    """Days on which a rep is away, both included: no report is missed from them."""

    rep_no: int = refers("rep", required=True)
    starts_on: date
    ends_on: date
    reason: str = plain_text()
    __table_args__ = table_arguments(index("ix_absence_rep", "rep_no", "starts_on"))


class Outbox(Record, table=True):
    """A message that leaves the house once: `key` says what it is, so that it is never queued twice.

    `payload` is the whole message as it is sent, without secrets, and empty once that is done or given up.
    `sent_at` is when it was handed over, or when it may have been. Not journalled: what is sent cannot be undone.
    """

    key: str
    channel: str
    medium: str
    subject: str = plain_text()
    payload: str
    state: str = code_of("queued")
    attempts: int = count()
    next_try_at: datetime = Field(sa_type=Instant)
    lease_until: datetime | None = instant()
    sent_at: datetime | None = instant()
    error: str = plain_text()
    __table_args__ = table_arguments(
        UniqueConstraint("key"),
        one_of("medium", codes.MEDIA),
        one_of("state", codes.OUTBOX_STATES),
        index("ix_outbox_state", "state", "next_try_at"),
    )
