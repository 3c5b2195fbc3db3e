"""Who has which customer on the screen, which numbers are paused, and what is shown of the next one."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from crm_cli import clock
from crm_cli.storage.database import Database
from crm_cli.storage.ids import uuid7
from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement, instant_text, to_driver


class LeaseRow(Row):
    """A customer on a rep's screen until `lease_until`, why it was shown, and when it was dialled from there."""

    no: int
    rep_no: int
    rep: str
    customer_no: int
    phone_no: int
    tier: str
    call_list_no: int | None
    step_no: int | None
    taken_at: datetime
    lease_until: datetime
    hours_waived: bool
    dialled_at: datetime | None


class HeldNumberRow(Row):
    """A number that a rep has on the screen, or that rings where one does that another customer has too."""

    phone_no: int
    customer_no: int
    rep: str
    lease_until: datetime


class DialledRow(Row):
    """A call to a number: when, by whom, under which customer, and what it came to (None for nothing yet)."""

    at: datetime
    rep: str
    customer: str
    outcome_no: int | None


class PauseRow(Row):
    """A number skipped by a rep, or snoozed for everybody (rep None), until a moment."""

    no: int
    id: str
    phone_no: int
    rep_no: int | None
    rep: str
    kind: str
    until_at: datetime
    reason: str


class TargetRow(Row):
    """A number with whose it is and what bars it, but for do-not-call, which the marks say."""

    phone_no: int
    customer_no: int
    customer: str
    contact_no: int | None
    contact: str
    title: str
    number: str
    e164: str | None
    extension: str
    bad_at: datetime | None
    left_on: date | None
    tries: int
    timezone: str
    rest_outcome_no: int | None
    rest_list_no: int | None
    rest_at: datetime | None


class WaiverRow(Row):
    """A rep said for a day that calls go out outside the calling hours."""

    no: int
    reason: str


FIND_LEASES = Statement(
    LeaseRow,
    """
    select lease.no, lease.rep_no, rep.name as rep, lease.customer_no, lease.phone_no, lease.tier,
        lease.call_list_no, lease.step_no, lease.taken_at, lease.lease_until, lease.hours_waived,
        lease.dialled_at
    from call_lease lease join rep on rep.no = lease.rep_no
    where 1 = 1
        [and lease.rep_no = :rep_no]
        [and lease.rep_no <> :others_than]
        [and lease.customer_no = :customer_no]
        [and lease.lease_until > :now]
    order by lease.no
    """,
)

HELD_NUMBERS = Statement(
    HeldNumberRow,
    """
    select phone.no as phone_no, phone.customer_no, rep.name as rep, lease.lease_until
    from call_lease lease
        join rep on rep.no = lease.rep_no
        join phone held on held.no = lease.phone_no
        join phone on phone.e164 = held.e164 and phone.extension = held.extension
    where lease.lease_until > :now
        [and lease.rep_no <> :others_than]
        [and phone.no = :phone_no]
    order by lease.no, phone.no
    """,
)

# Of the calls of a day to a number, the last one under another customer.
DIALLED_ELSEWHERE = Statement(
    DialledRow,
    """
    select call.at, rep.name as rep, coalesce(customer.name, '') as customer, call.outcome_no
    from phone
        join call on call.phone_no = phone.no
        join rep on rep.no = call.rep_no
        left join customer on customer.no = call.customer_no
    where phone.e164 = :e164 and phone.extension = :extension and phone.customer_no <> :customer_no
        and call.at >= :since and call.day = :day and call.direction = 'out'
    order by call.at desc, call.no desc
    limit 1
    """,
)

FIND_PAUSES = Statement(
    PauseRow,
    """
    select pause.no, pause.id, pause.phone_no, pause.rep_no, coalesce(rep.name, '') as rep, pause.kind,
        pause.until_at, pause.reason
    from call_pause pause left join rep on rep.no = pause.rep_no
    where 1 = 1
        [and pause.phone_no = :phone_no]
        [and pause.until_at > :now]
        [and (pause.rep_no is null or pause.rep_no = :me)]
    order by pause.until_at desc, pause.no
    """,
)

TARGET = Statement(
    TargetRow,
    """
    select phone.no as phone_no, phone.customer_no, customer.name as customer, contact.no as contact_no,
        coalesce(contact.name, '') as contact, coalesce(contact.title, '') as title, phone.raw as number,
        phone.e164, phone.extension, phone.bad_at, contact.left_on, phone.tries, customer.timezone, customer.rest_outcome_no,
        customer.rest_list_no, customer.rest_at
    from phone
        join customer on customer.no = phone.customer_no
        left join contact on contact.no = coalesce([:contact_no,] phone.contact_no, 0)
    where phone.no = :phone_no
    """,
)

WAIVERS = Statement(
    WaiverRow, "select no, reason from hours_waiver where rep_no = :rep_no and day = :day order by no"
)


@contextmanager
def alone(database: Database) -> Iterator[sqlite3.Connection]:
    """Let nobody else write while a number is chosen and taken; join the change that is open, if one is."""
    if database.in_transaction:
        yield database.connection
        return
    with database.alone() as connection:
        yield connection


def take(connection: sqlite3.Connection, author: str, **lease: Any) -> None:
    """Put a customer on a rep's screen instead of the one there; the columns of LeaseRow name it."""
    now = instant_text(clock.now())
    # What another was given and let run out stays theirs to log until somebody else is given that customer.
    connection.execute(
        "delete from call_lease where rep_no = ? or (customer_no = ? and lease_until <= ?)",
        [lease["rep_no"], lease["customer_no"], now],
    )
    columns = {"id": uuid7(), "created_at": now, "created_by": author, "taken_at": now, **lease}
    marks = ", ".join("?" * len(columns))
    connection.execute(
        f"insert into call_lease ({', '.join(columns)}) values ({marks})",
        [to_driver(value) for value in columns.values()],
    )


def drop(connection: sqlite3.Connection, lease_no: int) -> None:
    """Take a customer off the screen it is on."""
    connection.execute("delete from call_lease where no = ?", [lease_no])


def extend(connection: sqlite3.Connection, lease_no: int, until: datetime) -> None:
    """Keep a customer on its screen until a later moment."""
    connection.execute("update call_lease set lease_until = ? where no = ?", [instant_text(until), lease_no])


def note_dialled(connection: sqlite3.Connection, lease_no: int, at: datetime | None) -> None:
    """Note when what is on a screen was dialled, None where it was not after all."""
    connection.execute(
        "update call_lease set dialled_at = ? where no = ?", [at and instant_text(at), lease_no]
    )
