"""Recordings: the sound files attached to calls, and the calls that a phone's files may be of."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class RecordingRow(Row):
    """A recording as listed: `no` is the attachment's, the rest the call's."""

    no: int
    id: str
    call_no: int
    at: datetime
    day: date
    direction: str
    rep_no: int
    rep: str
    customer_no: int | None
    customer: str
    contact: str
    number: str
    outcome: str | None
    outcome_name: str
    talk_seconds: int | None
    name: str
    size: int
    sha256: str
    note: str
    created_at: datetime
    created_by: str


class CallToMatch(Row):
    """A call a file may be the recording of; `e164` is '' where the number was not understood."""

    no: int
    at: datetime
    customer: str
    contact: str
    number: str
    e164: str
    answered: bool
    recordings: int


# Recordings are few beside calls: `cross join` has SQLite walk them from the newest, not all a rep ever called.
FIND_RECORDINGS = Statement(
    RecordingRow,
    """
    select attachment.no, attachment.id, call.no as call_no, call.at, call.day, call.direction, call.rep_no,
        rep.name as rep, call.customer_no, coalesce(customer.name, '') as customer,
        coalesce(contact.name, '') as contact, call.number, outcome.code as outcome,
        coalesce(outcome.name, '') as outcome_name, call.talk_seconds, attachment.name, attachment.size,
        attachment.sha256, attachment.note, attachment.created_at, attachment.created_by
    from attachment cross join call
        join rep on rep.no = call.rep_no
        left join customer on customer.no = call.customer_no
        left join contact on contact.no = call.contact_no
        left join outcome on outcome.no = call.outcome_no
    where attachment.recording = true and call.no = attachment.call_no
        [and attachment.no = :no]
        [and attachment.call_no = :call_no]
        [and attachment.sha256 = :sha256]
        [and attachment.call_no in (select dated.no from call dated where dated.day = :day)]
        [and attachment.call_no in (select dated.no from call dated where dated.day >= :since)]
        [and attachment.call_no in (select dated.no from call dated where dated.day <= :until)]
        [and call.rep_no = :rep_no]
        [and rep.team_no = :team_no]
        [and attachment.call_no in (select own.no from call own where own.customer_no = :customer_no)]
        [and call.direction = :direction]
        [and outcome.code in (:outcomes*)]
    order by {order}
    [limit :limit]
    """,
    {
        "created_at": "attachment.no desc",
        "no": "attachment.no asc",
        "at": "call.at desc, attachment.no desc",
        "customer": "customer.sort_key asc nulls last, attachment.no asc",
        "talk_seconds": "call.talk_seconds desc nulls last, attachment.no desc",
        "size": "attachment.size desc, attachment.no asc",
    },
)

CALLS_TO_MATCH = Statement(
    CallToMatch,
    """
    select call.no, call.at, coalesce(customer.name, '') as customer, coalesce(contact.name, '') as contact,
        call.number, coalesce(phone.e164, '') as e164,
        case when outcome.answered = true or outcome.no is null then true else false end as answered,
        (select count(*) from attachment where attachment.call_no = call.no and attachment.recording = true)
            as recordings
    from call
        left join customer on customer.no = call.customer_no
        left join contact on contact.no = call.contact_no
        left join phone on phone.no = call.phone_no
        left join outcome on outcome.no = call.outcome_no
    where call.day in (:days*)
        [and call.rep_no = :rep_no]
    order by call.no
    """,
)
