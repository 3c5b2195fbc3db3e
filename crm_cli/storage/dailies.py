"""What a daily report reads besides counts: where people went, what was heard, what does not add up."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class PlaceRow(Row):
    """A building visited and the district of the customer there, each '' where unknown."""

    building: str
    district: str


class CallbackRow(Row):
    """A callback that was due, with one outgoing call to that customer made after the promise, or none.

    `ended_at` is when it was done or taken back, `ended_by` the direction of the call that closed it, '' for none.
    """

    no: int
    rep_no: int
    scope: str
    due_on: date
    due_at: datetime | None
    state: str
    ended_at: datetime | None
    ended_by: str
    handed_at: datetime | None
    called_at: datetime | None
    called_on: date | None
    called_by: int | None


class HeardTouch(Row):
    """A competitor heard of, or an objection met, on one touch of kind `noun`."""

    noun: str
    touch_no: int
    what_no: int
    what: str
    answer: str
    rep: str
    customer_no: int | None
    customer: str


class NoteRow(Row):
    """What a rep said about a day."""

    no: int
    day: date
    rep_no: int
    rep: str
    problem: str
    answer: str
    help_needed: str


class UndatedRow(Row):
    """A touched customer of grade A for which nothing is promised and no visit planned."""

    no: int
    name: str


class GradeRow(Row):
    """The grade typed on one touch."""

    at: datetime
    grade: str


PLACES = Statement(
    PlaceRow,
    """
    select distinct visit.building, coalesce(customer.district, '') as district
    from visit
        [join rep on rep.no = visit.rep_no and rep.team_no = :team_no]
        left join customer on customer.no = visit.customer_no
    where visit.day in (:days*)
        [and visit.rep_no = :rep_no]
    order by visit.building, district
    """,
)

CALLBACKS_DUE = Statement(
    CallbackRow,
    """
    select step.no, step.rep_no, step.scope, step.due_on, step.due_at, step.state, step.done_at as ended_at,
        coalesce(closing.direction, '') as ended_by, step.handed_at, call.at as called_at, call.day as called_on,
        call.rep_no as called_by
    from step
        [join rep on rep.no = step.rep_no and rep.team_no = :team_no]
        left join call origin on origin.no = step.call_no
        left join call closing on closing.no = step.done_by_call_no
        left join call on call.customer_no = step.customer_no and call.direction = 'out'
            and call.at >= :from_at and call.at <= :to_at and (origin.no is null or call.at > origin.at)
    where step.kind = 'callback'
        and step.due_on in (:days*)
        and (step.state <> 'cancelled' or step.done_at >= step.due_at)
        [and step.rep_no = :rep_no]
    order by step.no, call.at
    """,
)

# Each branch walks the touches of the days and looks up what was heard on them: `cross join` keeps SQLite
# from walking everything ever heard instead.
_HEARD = """
    select '{touch}' as noun, {touch}.no as touch_no, {what}.no as what_no, {what}.{words} as what,
        {answer} as answer, rep.name as rep, {touch}.customer_no, coalesce(customer.name, '') as customer
    from {touch} cross join {link}
        join {what} on {what}.no = {link}.{what}_no
        join rep on rep.no = {touch}.rep_no
        left join customer on customer.no = {touch}.customer_no
    where {link}.{touch}_no = {touch}.no
        and {touch}.day in (:days*)
        [and {touch}.rep_no = :rep_no]
        [and rep.team_no = :team_no]
"""


def _heard(link: str, what: str, words: str, answer: str) -> str:
    touches = ("call", "visit", "followup")
    parts = [
        _HEARD.format(touch=touch, link=link, what=what, words=words, answer=answer) for touch in touches
    ]
    return " union all ".join(parts) + " order by what_no, noun, touch_no"


COMPETITORS_OF_DAYS = Statement(HeardTouch, _heard("competitor_heard", "competitor", "name", "''"))
OBJECTIONS_OF_DAYS = Statement(HeardTouch, _heard("objection_met", "objection", "words", "objection.answer"))

NOTES_OF_DAYS = Statement(
    NoteRow,
    """
    select report_note.no, report_note.day, report_note.rep_no, rep.name as rep, report_note.problem,
        report_note.answer, report_note.help_needed
    from report_note join rep on rep.no = report_note.rep_no
    where report_note.day in (:days*)
        [and report_note.rep_no = :rep_no]
        [and rep.team_no = :team_no]
    order by report_note.day, report_note.no
    """,
)

UNDATED_A = Statement(
    UndatedRow,
    """
    select customer.no, customer.name
    from customer
    where customer.no in (
            select call.customer_no from call
                [join rep on rep.no = call.rep_no and rep.team_no = :team_no]
            where call.day in (:days*) [and call.rep_no = :rep_no]
            union
            select visit.customer_no from visit
                [join rep on rep.no = visit.rep_no and rep.team_no = :team_no]
            where visit.day in (:days*) [and visit.rep_no = :rep_no]
            union
            select followup.customer_no from followup
                [join rep on rep.no = followup.rep_no and rep.team_no = :team_no]
            where followup.day in (:days*) [and followup.rep_no = :rep_no])
        and customer.grade = 'A'
        and not exists (select 1 from step where step.customer_no = customer.no and step.state = 'open')
        and not exists (select 1 from plan where plan.customer_no = customer.no and plan.state = 'planned'
            and plan.day >= :since)
    order by customer.no
    """,
)

GRADES_BEFORE = Statement(
    GradeRow,
    """
    select typed.at, typed.grade from (
        select call.at, call.grade from call
        where call.customer_no = :customer_no and call.grade <> '' and call.at < :before
        union all
        select visit.arrived_at as at, visit.grade from visit
        where visit.customer_no = :customer_no and visit.grade <> '' and visit.arrived_at < :before
        union all
        select followup.at, followup.grade from followup
        where followup.customer_no = :customer_no and followup.grade <> '' and followup.at < :before
    ) typed
    order by typed.at desc
    limit 1
    """,
)
