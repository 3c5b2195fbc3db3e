"""Objections as the sales meeting looks at them: met when, by whom, where, answered how, and what came after."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class ObjectionCard(Row):
    """A question that stops reps, with the answer agreed on; `agreed_on` is None while it is open."""

    no: int
    id: str
    words: str
    answer: str
    agreed_on: date | None
    retired_on: date | None
    created_at: datetime
    created_by: str
    version: int


class MeetingRow(Row):
    """An objection met on a touch of kind `noun`, and what the rep replied.

    `appointed` and `ordered` say whether an appointment with the customer, or an order of theirs, was made on
    that touch or after it.
    """

    no: int
    noun: str
    touch_no: int
    objection_no: int
    reply: str
    at: datetime
    day: date
    rep_no: int
    rep: str
    customer_no: int | None
    customer: str
    appointed: bool
    ordered: bool


class MeetingLink(Row):
    """The link between an objection and the touch it was met on."""

    no: int
    id: str
    objection_no: int
    objection: str
    call_no: int | None
    visit_no: int | None
    followup_no: int | None
    reply: str
    created_at: datetime
    created_by: str


class SpanCount(Row):
    """How often an objection was met in a span of days, by one rep."""

    objection_no: int
    rep_no: int
    rep: str
    met: int


class Total(Row):
    """How often an objection was ever met."""

    objection_no: int
    met: int


FIND_OBJECTIONS = Statement(
    ObjectionCard,
    """
    select objection.no, objection.id, objection.words, objection.answer, objection.agreed_on,
        objection.retired_on, objection.created_at, objection.created_by, objection.version
    from objection
    where 1 = 1
        [and objection.no = :no]
        [and objection.no > :after]
        [and objection.words = :words]
        [and (objection.retired_on is null) = :in_use]
        [and (objection.answer = '') = :unanswered]
    order by {order}
    [limit :limit]
    """,
    {
        "no": "objection.no asc",
        "words": "objection.words asc, objection.no asc",
        "agreed_on": "objection.agreed_on desc nulls first, objection.no asc",
    },
)

FIND_LINKS = Statement(
    MeetingLink,
    """
    select met.no, met.id, met.objection_no, objection.words as objection, met.call_no, met.visit_no,
        met.followup_no, met.reply, met.created_at, met.created_by
    from objection_met met join objection on objection.no = met.objection_no
    where 1 = 1
        [and met.no > :after]
        [and met.objection_no = :objection_no]
    order by met.no
    [limit :limit]
    """,
)

_TOUCHES = (("call", "at"), ("visit", "arrived_at"), ("followup", "at"))
# Each branch walks the touches of the days and looks up what was met on them: `cross join` keeps SQLite from
# walking everything ever met instead.
_BY_DAYS = """
    {touch} cross join objection_met met
        join rep on rep.no = {touch}.rep_no
    {joins}
    where met.{touch}_no = {touch}.no
        and {touch}.day >= :since and {touch}.day <= :until
        [and {touch}.rep_no = :rep_no]
        [and rep.team_no = :team_no]
"""
# The newest are those typed last: sorting by the day would look at every touch an objection was ever met on.
_OF_ONE = """
    (select one.* from objection_met one where one.objection_no = :objection_no
        order by one.no desc [limit :limit]) met
        join {touch} on {touch}.no = met.{touch}_no
        join rep on rep.no = {touch}.rep_no
    {joins}
"""
_MEETING = """
    select met.no, '{touch}' as noun, {touch}.no as touch_no, met.objection_no, met.reply, {touch}.{at} as at,
        {touch}.day, {touch}.rep_no, rep.name as rep, {touch}.customer_no,
        coalesce(customer.name, '') as customer,
        exists (select 1 from call later join outcome on outcome.no = later.outcome_no
            where later.customer_no = {touch}.customer_no and later.at >= {touch}.{at}
                and outcome.effect = 'plan') as appointed,
        exists (select 1 from money
                left join call from_call on from_call.no = money.call_no
                left join visit from_visit on from_visit.no = money.visit_no
                left join followup from_followup on from_followup.no = money.followup_no
            where money.customer_no = {touch}.customer_no and money.kind = 'order'
                and money.day >= {touch}.day
                and coalesce(from_call.at, from_visit.arrived_at, from_followup.at, {touch}.{at})
                    >= {touch}.{at}) as ordered
    from {source}
"""
_CUSTOMER = "left join customer on customer.no = {touch}.customer_no"


def _meetings(source: str) -> str:
    return " union all ".join(
        _MEETING.format(
            touch=touch, at=at, source=source.format(touch=touch, joins=_CUSTOMER.format(touch=touch))
        )
        for touch, at in _TOUCHES
    )


MEETINGS_OF_DAYS = Statement(MeetingRow, _meetings(_BY_DAYS) + " order by objection_no, at, noun, touch_no")
MEETINGS_OF_ONE = Statement(MeetingRow, _meetings(_OF_ONE) + " order by at desc, noun, touch_no")

MET_OF_DAYS = Statement(
    SpanCount,
    "select found.objection_no, found.rep_no, found.rep, count(*) as met from ("
    + " union all ".join(
        "select met.objection_no, rep.no as rep_no, rep.name as rep from "
        + _BY_DAYS.format(touch=touch, joins="")
        for touch, _at in _TOUCHES
    )
    + ") found group by found.objection_no, found.rep_no, found.rep order by found.objection_no, met desc, found.rep_no",
)

MET_EVER = Statement(
    Total,
    """
    select met.objection_no, count(*) as met from objection_met met
    where met.objection_no in (:numbers*)
    group by met.objection_no
    """,
)
