"""Plans of visits."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class PlanRow(Row):
    """A planned visit, its order in the day and what became of it."""

    no: int
    id: str
    day: date
    at: datetime | None
    position: int
    customer_no: int | None
    customer: str
    building: str
    city: str
    purpose: str
    expected: str
    state: str
    reason: str
    moved_to_no: int | None
    moved_to_day: date | None
    minutes: int | None
    sweep_no: int | None
    series_no: int | None
    apart: bool
    visit_no: int | None
    outcome: str | None
    outcome_name: str
    created_at: datetime
    created_by: str
    version: int


class PlanRepRow(Row):
    """A rep named in a plan."""

    no: int
    plan_no: int
    rep_no: int
    rep: str


FIND_PLANS = Statement(
    PlanRow,
    """
    select plan.no, plan.id, plan.day, plan.at, plan.position, plan.customer_no,
        coalesce(customer.name, '') as customer, plan.building, coalesce(customer.city, '') as city, plan.purpose,
        plan.expected, plan.state, plan.reason, plan.moved_to_no, later.day as moved_to_day, plan.minutes,
        plan.sweep_no, plan.series_no, plan.apart, plan.done_by_visit_no as visit_no, outcome.code as outcome, coalesce(outcome.name, '') as outcome_name,
        plan.created_at, plan.created_by, plan.version
    from plan
        left join customer on customer.no = plan.customer_no
        left join plan later on later.no = plan.moved_to_no
        left join visit on visit.no = plan.done_by_visit_no
        left join outcome on outcome.no = visit.outcome_no
    where 1 = 1
        [and plan.no = :no]
        [and plan.no > :after]
        [and plan.no <= :last]
        [and plan.day = :day]
        [and plan.day >= :since]
        [and plan.day <= :until]
        [and plan.state = :state]
        [and plan.customer_no = :customer_no]
        [and plan.building in (:building*)]
        [and plan.done_by_visit_no = :done_by_visit_no]
        [and plan.sweep_no = :sweep_no]
        [and plan.series_no = :series_no]
        [and plan.apart = :apart]
        [and plan.call_no = :from_call_no]
        [and plan.visit_no = :from_visit_no]
        [and plan.followup_no = :from_followup_no]
        [and exists (select 1 from plan_rep where plan_rep.plan_no = plan.no and plan_rep.rep_no = :rep_no)]
        [and exists (select 1 from plan_rep join rep on rep.no = plan_rep.rep_no
            where plan_rep.plan_no = plan.no and rep.team_no = :team_no)]
    order by {order}
    [limit :limit]
    """,
    {
        "day": "plan.day asc, plan.position asc, plan.at asc nulls last, plan.no asc",
        "no": "plan.no asc",
        "customer": "customer.sort_key asc nulls last, plan.day asc, plan.no asc",
        "state": "plan.state asc, plan.day asc, plan.no asc",
    },
)

PLAN_REPS = Statement(
    PlanRepRow,
    """
    select plan_rep.no, plan_rep.plan_no, plan_rep.rep_no, rep.name as rep
    from plan_rep join rep on rep.no = plan_rep.rep_no
    where 1 = 1 [and plan_rep.plan_no = :plan_no] [and plan_rep.plan_no in (:numbers*)]
    order by plan_rep.no
    """,
)
