"""The follow-up sheet: which customers are on it, in their order, and what was last said to each."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class SheetRow(Row):
    """A customer on the sheet; `since` is its last touch, or when it was typed where it was never touched."""

    no: int
    since: datetime


class SheetCount(Row):
    """How many customers on the sheet have a grade and a stage."""

    grade: str
    stage: str
    customers: int


class LastTouchRow(Row):
    """The last real touch of a customer; `code` is its outcome, or the channel of a follow-up."""

    customer_no: int
    no: int
    noun: str
    at: datetime
    rep: str
    code: str
    own_name: str
    words: str


class NextRow(Row):
    """Something open at a customer: a step, or a visit planned for the day asked about or later."""

    customer_no: int
    no: int
    noun: str
    day: date
    words: str


class PersonRow(Row):
    """A person at a customer who is still there, with the first number that works."""

    customer_no: int
    no: int
    name: str
    title: str
    role: str
    phone: str


# Each of the three is answered from an index, however many customers nobody ever spoke to; the plus below
# keeps SQLite from reading a rep's other customers all the same.
_WORKED_ON = """
        and customer.no in (
            select known.no from customer known
                where (known.grade <> '' or known.stage <> 'potential' or known.need_state <> 'unknown'
                    or known.need_on is not null) [and known.owner_no in (:owners*)]
            union select touched.no from customer touched
                where touched.last_touch_at is not null [and touched.owner_no in (:owners*)]
            union select step.customer_no from step where step.state = 'open' and step.customer_no is not null
                [and step.rep_no in (:owners*)])
"""
_WHERE = """
    where customer.closed_on is null
        [and customer.owner_no in (:owners*)]
        [and customer.grade in (:grades*)]
        [and customer.stage in (:stages*)]
        [and customer.industry in (:industry*)]
        [and coalesce(customer.last_touch_at, customer.created_at) < :silent_before]
"""
_PAGE = "select customer.no, coalesce(customer.last_touch_at, customer.created_at) as since from customer"
_ORDER = " order by nullif(customer.grade, '') asc nulls last, since asc, customer.no asc [limit :limit]"
_COUNT = "select customer.grade, customer.stage, count(*) as customers from customer"
_GROUP = " group by customer.grade, customer.stage"

_WHERE_WORKED_ON = _WHERE.replace("customer.owner_no in", "+customer.owner_no in") + _WORKED_ON

WORKED_ON = Statement(SheetRow, _PAGE + _WHERE_WORKED_ON + _ORDER)
WORKED_ON_COUNTS = Statement(SheetCount, _COUNT + _WHERE_WORKED_ON + _GROUP)
OWNED = Statement(SheetRow, _PAGE + _WHERE + _ORDER)
OWNED_COUNTS = Statement(SheetCount, _COUNT + _WHERE + _GROUP)

LAST_TOUCHES = Statement(
    LastTouchRow,
    """
    select call.customer_no, call.no, 'call' as noun, call.at, rep.name as rep, outcome.code,
        outcome.name as own_name, call.note as words
    from customer
        join call on call.customer_no = customer.no and call.at = customer.last_touch_at
        join outcome on outcome.no = call.outcome_no and outcome.reached = true
        join rep on rep.no = call.rep_no
    where customer.no in (:numbers*)
    union all
    select visit.customer_no, visit.no, 'visit' as noun, visit.arrived_at as at, rep.name as rep, outcome.code,
        outcome.name as own_name, visit.note as words
    from customer
        join visit on visit.customer_no = customer.no and visit.arrived_at = customer.last_touch_at
        join outcome on outcome.no = visit.outcome_no and outcome.reached = true
        join rep on rep.no = visit.rep_no
    where customer.no in (:numbers*)
    union all
    select followup.customer_no, followup.no, 'followup' as noun, followup.at, rep.name as rep,
        followup.channel as code, '' as own_name, followup.note as words
    from customer
        join followup on followup.customer_no = customer.no and followup.at = customer.last_touch_at
        join rep on rep.no = followup.rep_no
    where customer.no in (:numbers*)
    """,
)

NEXT = Statement(
    NextRow,
    """
    select step.customer_no, step.no, 'step' as noun, step.due_on as day, step.words from step
    where step.customer_no in (:numbers*) and step.state = 'open'
        and step.no = (select first.no from step first where first.customer_no = step.customer_no
            and first.state = 'open' order by first.due_on, first.no limit 1)
    union all
    select plan.customer_no, plan.no, 'plan' as noun, plan.day, plan.purpose as words from plan
    where plan.customer_no in (:numbers*) and plan.state = 'planned' and plan.day >= :today
    """,
)

PEOPLE = Statement(
    PersonRow,
    """
    select contact.customer_no, contact.no, contact.name, contact.title, contact.role,
        coalesce((select phone.raw from phone where phone.contact_no = contact.no and phone.bad_at is null
            order by phone.position, phone.no limit 1), '') as phone
    from contact
    where contact.customer_no in (:numbers*) and contact.left_on is null
    order by contact.customer_no, contact.no
    """,
)
