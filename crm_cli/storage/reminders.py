"""What is due at a time in the next minutes, and what was announced already."""

from datetime import datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class ReminderRow(Row):
    """An open step with a time: whose it is, where, and the number to call."""

    no: int
    kind: str
    due_at: datetime
    words: str
    scope: str
    rep: str
    customer: str
    contact: str
    number: str


class AnnouncedRow(Row):
    """A message that announced something; its key holds what."""

    no: int
    key: str
    created_at: datetime
    state: str


_TOLD = """
    select step.no, step.kind, step.due_at, step.words, step.scope, rep.name as rep,
        coalesce(customer.name, '') as customer, coalesce(contact.name, '') as contact,
        coalesce(phone.raw, '') as number
    from step
        join rep on rep.no = step.rep_no
        left join customer on customer.no = step.customer_no
        left join contact on contact.no = step.contact_no
        left join phone on phone.no = step.phone_no
"""
# The days bound what the index is read for; the instants say what is near.
DUE_SOON = Statement(
    ReminderRow,
    f"""
    {_TOLD}
    where step.state = 'open' and step.due_on >= :due_since and step.due_on <= :due_until
        and step.due_at >= :since and step.due_at <= :latest
        [and step.rep_no = :rep_no]
        [and rep.team_no = :team_no]
    order by step.due_at, step.no
    """,
)
# What may not be dialled is nobody's to take.
PAST_GRACE = Statement(
    ReminderRow,
    f"""
    {_TOLD}
    where step.state = 'open' and step.kind = 'callback' and step.scope = 'anyone'
        and step.dial_phone_no is not null
        and step.due_at >= :since and step.due_at <= :latest
        [and step.rep_no <> :others_than]
        [and rep.team_no = :team_no]
    order by step.due_at, step.no
    """,
)
# Every state is named, so that the index of states and times is read from `since` on.
ANNOUNCED = Statement(
    AnnouncedRow,
    """
    select no, key, created_at, state
    from outbox
    where state in ('queued', 'sending', 'sent', 'failed', 'unsure', 'dropped') and next_try_at >= :since
        [and channel = :channel]
    order by no
    """,
)
