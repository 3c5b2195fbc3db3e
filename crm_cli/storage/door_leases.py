"""Which door each rep was sent to, and what was found there last."""

import sqlite3
from datetime import date, datetime

from crm_cli import clock
from crm_cli.storage.ids import uuid7
from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement, instant_text


class DoorLeaseRow(Row):
    """A door a rep is at until `lease_until`."""

    no: int
    unit_no: int
    sweep_no: int
    rep_no: int
    taken_at: datetime
    lease_until: datetime


class LastVisitRow(Row):
    """One of the last visits at a door, or to a customer behind it."""

    no: int
    day: date
    arrived_at: datetime
    rep: str
    outcome: str | None
    outcome_name: str
    customer: str
    contact: str
    title: str
    note: str


class TenantRow(Row):
    """A customer behind a door."""

    customer_no: int
    customer: str
    owner: str


FIND_DOOR_LEASES = Statement(
    DoorLeaseRow,
    """
    select no, unit_no, sweep_no, rep_no, taken_at, lease_until from door_lease
    where 1 = 1
        [and rep_no = :rep_no] [and unit_no = :unit_no] [and sweep_no = :sweep_no] [and lease_until > :now]
    order by no
    """,
)

LAST_VISITS = Statement(
    LastVisitRow,
    """
    select visit.no, visit.day, visit.arrived_at, rep.name as rep, outcome.code as outcome,
        coalesce(outcome.name, '') as outcome_name, coalesce(customer.name, '') as customer,
        coalesce(contact.name, '') as contact, coalesce(contact.title, '') as title, visit.note
    from visit
        join rep on rep.no = visit.rep_no
        left join outcome on outcome.no = visit.outcome_no
        left join customer on customer.no = visit.customer_no
        left join contact on contact.no = visit.contact_no
    where 1 = 1 [and visit.unit_no = :unit_no] [and visit.customer_no = :customer_no]
    order by visit.arrived_at desc, visit.no desc
    limit :limit
    """,
)

TENANTS_NOW = Statement(
    TenantRow,
    """
    select tenancy.customer_no, customer.name as customer, coalesce(rep.name, '') as owner
    from tenancy
        join customer on customer.no = tenancy.customer_no
        left join rep on rep.no = customer.owner_no
    where tenancy.unit_no = :unit_no and tenancy.until is null
    order by tenancy.no
    """,
)


def take(
    connection: sqlite3.Connection, author: str, *, unit_no: int, sweep_no: int, rep_no: int, until: datetime
) -> None:
    """Send a rep to a door instead of the one they were sent to before; nobody else's lease is taken over.

    Call it in the transaction in which the door was chosen (storage/call_leases.alone), or in an open change.
    """
    now = instant_text(clock.now())
    connection.execute("delete from door_lease where rep_no = ? or lease_until <= ?", [rep_no, now])
    connection.execute(
        "insert into door_lease (id, created_at, created_by, unit_no, sweep_no, rep_no, taken_at, lease_until)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        [uuid7(), now, author, unit_no, sweep_no, rep_no, now, instant_text(until)],
    )


def extend(connection: sqlite3.Connection, rep_no: int, until: datetime) -> None:
    """Keep the door a rep is at for another while; one that ran out is not taken again."""
    connection.execute(
        "update door_lease set lease_until = ? where rep_no = ? and lease_until > ?",
        [instant_text(until), rep_no, instant_text(clock.now())],
    )


def drop(connection: sqlite3.Connection, *, rep_no: int | None = None, unit_no: int | None = None) -> None:
    """Let go of the door a rep was sent to, or of a door, whoever was sent to it."""
    connection.execute("delete from door_lease where rep_no = ? or unit_no = ?", [rep_no, unit_no])


def drop_all(connection: sqlite3.Connection, sweep_no: int) -> None:
    """Let go of every door of a sweep that is over."""
    connection.execute("delete from door_lease where sweep_no = ?", [sweep_no])
