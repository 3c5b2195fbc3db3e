"""Calls, out and in."""

from datetime import date, datetime

from crm_cli.storage.rows import RecordNumber, Row
from crm_cli.storage.statement import Statement


class CallRow(Row):
    """A call as listed and exported."""

    no: int
    id: str
    at: datetime
    day: date
    direction: str
    rep_no: int
    rep: str
    customer_no: int | None
    customer: str
    contact_no: int | None
    contact: str
    title: str
    phone_no: int | None
    number: str
    outcome: str | None
    outcome_name: str
    dialled: bool | None
    answered: bool | None
    human: bool | None
    reached: bool | None
    effect: str | None
    talk_seconds: int | None
    grade: str
    note: str
    wechat_added: bool
    heard: str
    call_list_no: int | None
    call_list: str
    hours_waived: bool
    transferred_to_no: int | None
    transferred_to: str
    next_day: date | None
    next_at: datetime | None
    next_step: str
    next_kind: str
    created_at: datetime
    created_by: str
    changed_at: datetime | None
    changed_by: str | None
    version: int


class ListOfNumberRow(Row):
    """A call list that a number stands on, its place there, and what says when it is called."""

    no: int
    call_list_no: int
    call_list: str
    position: int
    contact_no: int | None
    rep_no: int | None
    zone: str
    hours: str


FIND_CALLS = Statement(
    CallRow,
    """
    select call.no, call.id, call.at, call.day, call.direction, call.rep_no, rep.name as rep, call.customer_no,
        coalesce(customer.name, '') as customer, call.contact_no, coalesce(contact.name, '') as contact,
        coalesce(contact.title, '') as title, call.phone_no, call.number, outcome.code as outcome,
        coalesce(outcome.name, '') as outcome_name, outcome.dialled, outcome.answered, outcome.human,
        outcome.reached, outcome.effect, call.talk_seconds, call.grade, call.note, call.wechat_added, call.heard,
        call.call_list_no, coalesce(call_list.name, '') as call_list, call.hours_waived, call.transferred_to_no,
        coalesce(taker.name, '') as transferred_to,
        coalesce(step.due_on, plan.day) as next_day, coalesce(step.due_at, plan.at) as next_at,
        coalesce(step.words, plan.purpose, '') as next_step,
        coalesce(step.kind, case when plan.no is null then '' else 'plan' end) as next_kind, call.created_at,
        call.created_by, call.changed_at, call.changed_by, call.version
    from call
        join rep on rep.no = call.rep_no
        left join customer on customer.no = call.customer_no
        left join contact on contact.no = call.contact_no
        left join outcome on outcome.no = call.outcome_no
        left join call_list on call_list.no = call.call_list_no
        left join rep taker on taker.no = call.transferred_to_no
        left join step on step.no = (select min(own.no) from step own where own.call_no = call.no)
        left join plan on plan.no = (select min(made.no) from plan made where made.call_no = call.no)
    where 1 = 1
        [and call.no = :no]
        [and call.no in (:numbers*)]
        [and call.no > :after]
        [and call.no <= :last]
        [and call.day = :day]
        [and call.day >= :since]
        [and call.day <= :until]
        [and call.rep_no = :rep_no]
        [and rep.team_no = :team_no]
        [and call.customer_no = :customer_no]
        [and call.contact_no = :contact_no]
        [and call.direction = :direction]
        [and outcome.code in (:outcomes*)]
        [and call.grade in (:grades*)]
        [and outcome.reached = :reached]
        [and (call.outcome_no is null) = :open]
        [and call.call_list_no = :call_list_no]
    order by {order}
    [limit :limit]
    """,
    {
        "at": "call.at desc, call.no desc",
        "no": "call.no asc",
        "customer": "customer.sort_key asc nulls last, call.at desc, call.no desc",
        "outcome": "outcome.code asc nulls last, call.at desc, call.no desc",
        "rep": "rep.name asc, call.at desc, call.no desc",
        "talk_seconds": "call.talk_seconds desc nulls last, call.no desc",
        "grade": "nullif(call.grade, '') asc nulls last, call.no desc",
    },
)

LISTS_OF_NUMBER = Statement(
    ListOfNumberRow,
    """
    select list_number.no, list_number.call_list_no, call_list.name as call_list, list_number.position,
        list_number.contact_no, list_number.rep_no, list_number.zone, call_list.hours
    from list_number join call_list on call_list.no = list_number.call_list_no
    where list_number.phone_no = :phone_no and list_number.removed_at is null
        [and list_number.call_list_no = :call_list_no]
        [and call_list.state = 'open' and (list_number.rep_no is null or list_number.rep_no = :rep_no)
            and (exists (select 1 from call_list_rep mine where mine.call_list_no = call_list.no
                    and mine.rep_no = :rep_no)
                or not exists (select 1 from call_list_rep named where named.call_list_no = call_list.no))]
    order by list_number.no
    """,
)

# A call written just before another that is the same. A number that did not answer is soon dialled again, so
# without words of it only the same minute tells.
SAME_CALL = Statement(
    RecordNumber,
    """
    select other.no
    from call own
        join call other on other.rep_no = own.rep_no
        left join outcome on outcome.no = own.outcome_no
    where own.no = :no and other.no < own.no
        and other.at >= :since and other.at <= :until
        and other.customer_no = own.customer_no and other.number = own.number and other.direction = own.direction
        and coalesce(other.outcome_no, 0) = coalesce(own.outcome_no, 0) and other.note = own.note
        and (own.note <> '' or outcome.reached = true
            or (other.at >= :minute and other.at < :next_minute))
    order by other.no desc
    limit 1
    """,
)

# Asked with every call that is logged, so it stands here and not with the rest of the leases.
LEASE_AT = Statement(
    RecordNumber,
    """
    select no from call_lease
    where rep_no = :rep_no and customer_no = :customer_no and taken_at <= :taken_until
    """,
)
