"""Callbacks: what was promised for a time, the calls that may have been it, and what was handed to others."""

from datetime import UTC, date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class CallbackRow(Row):
    """A callback: who promised it in which call, who has it, what ended it, and what it became.

    `ended_by` is the direction of the call that closed it, '' for none. `dial_phone_no` is None where no number
    may be dialled, `rest_…` the customer's last word if it may mean rest: facts of the queue, of open ones.
    """

    no: int
    id: str
    due_on: date
    due_at: datetime | None
    words: str
    state: str
    scope: str
    rep_no: int
    rep: str
    customer_no: int | None
    customer: str
    contact_no: int | None
    contact: str
    phone_no: int | None
    number: str
    reason: str
    became_no: int | None
    became_id: str
    became_rep_no: int | None
    became_rep: str
    became_version: int | None
    handed_at: datetime | None
    call_no: int | None
    promised_at: datetime | None
    promised_by: str
    done_at: datetime | None
    done_by_call_no: int | None
    ended_by: str
    dial_phone_no: int | None
    rest_at: datetime | None
    rest_outcome_no: int | None
    rest_list_no: int | None
    created_at: datetime
    created_by: str
    changed_at: datetime
    version: int


class AttemptRow(Row):
    """An outgoing call to the customer of a callback, after it was promised."""

    step_no: int
    at: datetime
    day: date
    rep_no: int


# Open ones are read from a moment on, EVER for all, so that the index of open callbacks is: it holds no other step.
EVER = datetime(1970, 1, 1, tzinfo=UTC)
FIND_CALLBACKS = Statement(
    CallbackRow,
    """
    select step.no, step.id, step.due_on, step.due_at, step.words, step.state, step.scope, step.rep_no,
        rep.name as rep, step.customer_no, coalesce(customer.name, '') as customer, step.contact_no,
        coalesce(contact.name, '') as contact, step.phone_no, coalesce(phone.raw, '') as number, step.reason,
        step.became_no, coalesce(became.id, '') as became_id, became.rep_no as became_rep_no,
        coalesce(taker.name, '') as became_rep, became.version as became_version, step.handed_at, step.call_no,
        origin.at as promised_at, coalesce(promiser.name, step.created_by) as promised_by, step.done_at,
        step.done_by_call_no, coalesce(closing.direction, '') as ended_by, step.dial_phone_no, step.rest_at, step.rest_outcome_no,
        step.rest_list_no,
        step.created_at, step.created_by,
        coalesce(step.changed_at, step.created_at) as changed_at, step.version
    from step
        join rep on rep.no = step.rep_no
        left join customer on customer.no = step.customer_no
        left join contact on contact.no = step.contact_no
        left join phone on phone.no = coalesce(step.phone_no, step.dial_phone_no)
        left join call origin on origin.no = step.call_no
        left join rep promiser on promiser.no = origin.rep_no
        left join call closing on closing.no = step.done_by_call_no
        left join step became on became.no = step.became_no
        left join rep taker on taker.no = became.rep_no
    where step.kind = 'callback'
        [and step.no = :no]
        [and step.no in (:numbers*)]
        [and step.state = 'open' and step.due_at >= :open_since]
        [and (step.state <> 'cancelled' or step.done_at >= step.due_at or step.became_no is not null) and :standing]
        [and step.state = 'cancelled' and step.done_at >= :ended_since]
        [and step.rep_no = :rep_no]
        [and rep.team_no = :team_no]
        [and step.customer_no = :customer_no]
        [and step.scope = 'anyone' and :is_anyones]
        [and step.due_on >= :due_since]
        [and step.due_on <= :due_until]
        [and step.due_at <= :due_by]
    order by {order}
    [limit :limit]
    """,
    {
        "due_at": "step.due_at asc nulls last, step.no asc",
        "no": "step.no asc",
        "customer": "customer.sort_key asc nulls last, step.due_on asc, step.no asc",
        "rep": "rep.name asc, step.due_on asc, step.due_at asc nulls last, step.no asc",
    },
)

CALLS_SINCE = Statement(
    AttemptRow,
    """
    select step.no as step_no, call.at, call.day, call.rep_no
    from step
        join call on call.customer_no = step.customer_no and call.direction = 'out'
            and call.at >= :from_at and call.at <= :to_at
        left join call origin on origin.no = step.call_no
    where step.no in (:numbers*) and (origin.no is null or call.at > origin.at)
    order by step.no, call.at, call.no
    """,
)

HANDED_ON = Statement(
    CallbackRow,
    FIND_CALLBACKS.sql.replace(
        "where step.kind = 'callback'",
        """where step.kind = 'callback' and step.became_no is not null and step.rep_no = :of_rep
        and step.done_at >= :handed_since and became.rep_no <> step.rep_no and step.created_by <> rep.name""",
    ),
    FIND_CALLBACKS.sorts,
)
