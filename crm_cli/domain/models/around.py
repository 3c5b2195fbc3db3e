"""What is kept around a record: files and memos."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from crm_cli.domain import codes
from crm_cli.domain.models.base import (
    Record,
    flag,
    how_many,
    index,
    plain_text,
    refers,
    table_arguments,
)

_OF = [f"{noun}_no" for noun in codes.ATTACHABLE]


class Attachment(Record, table=True):
    """A file kept with the database under the hash of its content; `name` is what it was called."""

    customer_no: int | None = refers("customer")
    contact_no: int | None = refers("contact")
    call_no: int | None = refers("call")
    visit_no: int | None = refers("visit")
    followup_no: int | None = refers("followup")
    step_no: int | None = refers("step")
    plan_no: int | None = refers("plan")
    money_no: int | None = refers("money")
    name: str
    sha256: str
    size: int = Field(sa_type=BigInteger)
    note: str = plain_text()
    recording: bool = flag("recording")
    __table_args__ = table_arguments(
        how_many("one_record", _OF, exactly=True),
        *(index(f"ix_attachment_{of[:-3]}", of, where=f"{of} is not null") for of in _OF),
        index("ix_attachment_sha256", "sha256"),
    )


class Memo(Record, table=True):
    """Words a rep keeps, at a customer, at one of its people or at none; no touch and no promise."""

    rep_no: int = refers("rep", required=True)
    customer_no: int | None = refers("customer")
    contact_no: int | None = refers("contact")
    words: str
    pinned: bool = flag("pinned")
    __table_args__ = table_arguments(
        index("ix_memo_customer", "customer_no", where="customer_no is not null"),
        index("ix_memo_rep", "rep_no"),
        index("ix_memo_contact", "contact_no", where="contact_no is not null"),
    )
