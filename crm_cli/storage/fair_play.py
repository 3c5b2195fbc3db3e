"""The touches of days as the checks of fair play look at them: when each was, when it was typed, what was said."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class TouchRow(Row):
    """A call, visit or follow-up (`noun`): its own time and the time it was typed, and what is checked of it.

    `counts` says whether its being reached or not counts: a visit, or an outgoing call with flag D. `cold` is
    True for a cold visit, `opened` where its door opened; `sweep_no` is the sweep it was knocked in. Of a visit that is
    `day_only` nobody knows the time.
    """

    noun: str
    no: int
    day: date
    at: datetime
    left_at: datetime | None
    day_only: bool
    created_at: datetime
    created_by: str
    rep_no: int
    rep: str
    customer_no: int | None
    customer: str
    grade: str
    counts: bool
    reached: bool
    cold: bool
    opened: bool
    sweep_no: int | None
    note: str


TOUCHES_OF_DAYS = Statement(
    TouchRow,
    """
    select 'visit' as noun, visit.no, visit.day, visit.arrived_at as at, visit.left_at, visit.day_only, visit.created_at,
        visit.created_by, visit.rep_no, rep.name as rep, visit.customer_no,
        coalesce(customer.name, '') as customer, visit.grade, true as counts,
        coalesce(outcome.reached, false) as reached,
        case when visit.how = 'cold' then true else false end as cold,
        coalesce(outcome.opened, false) as opened, visit.sweep_no, visit.note
    from visit
        join rep on rep.no = visit.rep_no
        left join customer on customer.no = visit.customer_no
        left join outcome on outcome.no = visit.outcome_no
    where visit.day in (:days*) [and visit.rep_no = :rep_no] [and rep.team_no = :team_no]
    union all
    select 'call' as noun, call.no, call.day, call.at, null as left_at, false as day_only, call.created_at, call.created_by,
        call.rep_no, rep.name as rep, call.customer_no, coalesce(customer.name, '') as customer, call.grade,
        case when call.direction = 'out' and outcome.dialled = true then true else false end as counts,
        coalesce(outcome.reached, false) as reached, false as cold, false as opened,
        cast(null as integer) as sweep_no, call.note
    from call
        join rep on rep.no = call.rep_no
        left join customer on customer.no = call.customer_no
        left join outcome on outcome.no = call.outcome_no
    where call.day in (:days*) [and call.rep_no = :rep_no] [and rep.team_no = :team_no]
    union all
    select 'followup' as noun, followup.no, followup.day, followup.at, null as left_at, false as day_only, followup.created_at,
        followup.created_by, followup.rep_no, rep.name as rep, followup.customer_no,
        coalesce(customer.name, '') as customer, followup.grade, false as counts, true as reached,
        false as cold, false as opened, cast(null as integer) as sweep_no, followup.note
    from followup
        join rep on rep.no = followup.rep_no
        left join customer on customer.no = followup.customer_no
    where followup.day in (:days*) [and followup.rep_no = :rep_no] [and rep.team_no = :team_no]
    """,
)
