"""What an import asks of the database: is this row here already, and what does it bring with it."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class NumberMatch(Row):
    """A number on file and the customer whose, or whose contact's, it is."""

    e164: str
    extension: str
    customer_no: int


class KeyMatch(Row):
    """A text by which a customer is known (a name, an id, an e-mail address) and the customer."""

    key: str
    customer_no: int


class Key(Row):
    """A folded name or a number on file."""

    key: str


class Extent(Row):
    """How many customers and numbers there may be on file."""

    rows: int


class RecordKey(Row):
    """A record's global id and local number."""

    id: str
    no: int


class CallKey(Row):
    """What tells one call from another."""

    id: str
    at: datetime
    rep_no: int
    direction: str
    customer_no: int | None
    number: str


class VisitKey(Row):
    """What tells one visit from another."""

    id: str
    at: datetime
    rep_no: int
    customer_no: int | None
    building: str
    floor: str
    unit: str


class FollowupKey(Row):
    """What tells one follow-up from another."""

    id: str
    at: datetime
    rep_no: int
    customer_no: int


class OpenStep(Row):
    """A step that a touch may keep and when it was promised: at its touch, else when it was typed.

    `kept_at` is when another touch kept it.
    """

    no: int
    customer_no: int
    rep_no: int
    scope: str
    kind: str
    due_on: date
    made_at: datetime
    kept_at: datetime | None


class Closing(Row):
    """A touch that reached somebody."""

    noun: str
    no: int
    at: datetime


class FirstVisit(Row):
    """When a customer was first visited."""

    customer_no: int
    at: datetime


class StandingBan(Row):
    """A do-not-call mark in force."""

    e164: str | None
    number_hash: str | None
    customer_no: int | None


class NoteKey(Row):
    """A note a rep made for a day's report."""

    day: date
    rep_no: int
    problem: str
    answer: str
    help_needed: str


class PlannedVisit(Row):
    """A plan that stands, or was kept by no visit on file, and one of the reps it is for."""

    no: int
    day: date
    rep_no: int
    customer_no: int | None
    building: str


EXTENT = Statement(
    Extent,
    "select coalesce((select max(no) from customer), 0) + coalesce((select max(no) from phone), 0) as rows",
)
UNOWNED = Statement(
    Extent, "select count(*) as rows from customer where owner_no is null and no between :first and :last"
)
KNOWN_KEYS = Statement(
    Key,
    "select name_key as key from customer union all select name_key from customer_name"
    " union all select e164 from phone where e164 is not null",
)
BY_NUMBER = Statement(
    NumberMatch,
    """
    select phone.e164, phone.extension, phone.customer_no
    from phone
    where phone.e164 in (:e164s*)
    order by phone.customer_no, phone.no
    """,
)
BY_NAME = Statement(
    KeyMatch,
    """
    select key, customer_no from (
        select name_key as key, no as customer_no from customer where name_key in (:keys*)
        union select name_key, customer_no from customer_name where name_key in (:keys*)) named
    order by key, customer_no
    """,
)
PERSON_AT = Statement(
    KeyMatch,
    """
    select name_key as key, customer_no from contact
    where customer_no in (:customers*) and name_key in (:names*)
    order by customer_no, no
    """,
)
NAMES = Statement(KeyMatch, "select name as key, no as customer_no from customer order by no")
BY_ID = Statement(
    KeyMatch,
    """
    select key, customer_no from (
        select id as key, no as customer_no from customer where id in (:ids*)
        union all select was_id, customer_no from customer_name where was_id in (:ids*)) known
    order by customer_no
    """,
)
SHORT_NAMED = Statement(
    KeyMatch, "select name_key as key, no as customer_no from customer where short_name <> '' order by no"
)
BY_EMAIL = Statement(
    KeyMatch,
    """
    select email as key, customer_no from (
        select email, no as customer_no from customer where email <> ''
        union select email, customer_no from contact where email <> '') addresses
    order by customer_no
    """,
)
CONTACT_IDS = Statement(RecordKey, "select id, no from contact where id in (:ids*) order by no")
STEP_IDS = Statement(RecordKey, "select id, no from step where id in (:ids*) order by no")
PLAN_IDS = Statement(RecordKey, "select id, no from plan where id in (:ids*) order by no")
MONEY_IDS = Statement(RecordKey, "select id, no from money where id in (:ids*) order by no")
CALL_KEYS = Statement(
    CallKey,
    "select id, at, rep_no, direction, customer_no, number from call where day between :since and :until"
    " order by at, no",
)
VISIT_KEYS = Statement(
    VisitKey,
    "select id, arrived_at as at, rep_no, customer_no, building, floor, unit from visit"
    " where day between :since and :until order by arrived_at, no",
)
FOLLOWUP_KEYS = Statement(
    FollowupKey,
    "select id, at, rep_no, customer_no from followup where day between :since and :until order by at, no",
)
OPEN_STEPS = Statement(
    OpenStep,
    """
    select step.no, step.customer_no, step.rep_no, step.scope, step.kind, step.due_on,
        coalesce(call.at, visit.arrived_at, followup.at, step.created_at) as made_at, step.done_at as kept_at
    from step
        left join call on call.no = step.call_no
        left join visit on visit.no = step.visit_no
        left join followup on followup.no = step.followup_no
    where step.customer_no is not null
        and (step.state = 'open'
            or (step.done_at > :after and coalesce(
                step.done_by_call_no, step.done_by_visit_no, step.done_by_followup_no) is not null))
    order by step.due_on, step.no
    """,
)
CLOSINGS = Statement(
    Closing,
    """
    select noun, no, at from (
        select 'call' as noun, call.no, call.at from call join outcome on outcome.no = call.outcome_no
            where outcome.reached = true and call.customer_no = :customer_no and call.rep_no = :rep_no
                and call.at > :after and call.day >= :due_on
        union all
        select 'visit', visit.no, visit.arrived_at from visit join outcome on outcome.no = visit.outcome_no
            where outcome.reached = true and visit.customer_no = :customer_no and visit.rep_no = :rep_no
                and visit.arrived_at > :after and visit.day >= :due_on and :calls_alone = 0
        union all
        select 'followup', followup.no, followup.at from followup
            where followup.customer_no = :customer_no and followup.rep_no = :rep_no
                and followup.at > :after and followup.day >= :due_on and :calls_alone = 0) touches
    order by at, no limit 1
    """,
)
FIRST_VISITS = Statement(
    FirstVisit,
    "select customer_no, min(arrived_at) as at from visit where customer_no is not null"
    " group by customer_no order by customer_no",
)
STANDING_BANS = Statement(
    StandingBan,
    "select e164, number_hash, customer_no from do_not_call where lifted_at is null order by no",
)
NOTE_KEYS = Statement(
    NoteKey, "select day, rep_no, problem, answer, help_needed from report_note order by day, no"
)
PLANNED = Statement(
    PlannedVisit,
    """
    select plan.no, plan.day, plan_rep.rep_no, plan.customer_no, plan.building
    from plan join plan_rep on plan_rep.plan_no = plan.no
    where (plan.state = 'planned' or (plan.state = 'visited' and plan.done_by_visit_no is null))
        and plan.day between :since and :until
    order by plan.day, plan.position, plan.at nulls last, plan.no
    """,
)
