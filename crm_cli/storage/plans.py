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


class StopRow(Row):
    """A plan that stands: when and where it is, and the hours in which that customer can be visited."""

    no: int
    day: date
    at: datetime | None
    position: int
    minutes: int | None
    sweep_no: int | None
    customer_no: int | None
    customer: str
    building: str
    floor: str
    district: str
    city: str
    hours: str
    timezone: str
    version: int


class HoursRow(Row):
    """When a customer can be visited, on whose clock."""

    no: int
    hours: str
    timezone: str


class SeriesRow(Row):
    """Plans that repeat: the rule, from when to when, and up to which day they are planned."""

    no: int
    id: str
    rule: str
    starts_on: date
    ends_on: date | None
    planned_until: date
    on_holiday: str
    version: int


class TemplateRow(Row):
    """What a plan of a kind says, by name."""

    no: int
    id: str
    name: str
    purpose: str
    expected: str
    at_time: str
    minutes: int | None
    rule: str
    retired_on: date | None
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
        [and plan.no in (:numbers*)]
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

STOPS = Statement(
    StopRow,
    """
    select plan.no, plan.day, plan.at, plan.position, plan.minutes, plan.sweep_no, plan.customer_no,
        coalesce(customer.name, '') as customer, coalesce(nullif(plan.building, ''), customer.building, '') as building,
        coalesce(customer.floor, '') as floor,
        coalesce(nullif(customer.district, ''), building.district, '') as district,
        coalesce(nullif(customer.city, ''), building.city, '') as city, coalesce(customer.hours, '') as hours,
        coalesce(customer.timezone, '') as timezone, plan.version
    from plan
        left join customer on customer.no = plan.customer_no
        left join building on building.name = coalesce(nullif(plan.building, ''), customer.building)
    where plan.state = 'planned'
        [and plan.no = :no]
        [and plan.day >= :since]
        [and plan.day <= :until]
        [and exists (select 1 from plan_rep where plan_rep.plan_no = plan.no and plan_rep.rep_no = :rep_no)]
    order by plan.day, plan.position, plan.at nulls last, plan.no
    """,
)

STOP_REPS = Statement(
    PlanRepRow,
    """
    select plan_rep.no, plan_rep.plan_no, plan_rep.rep_no, rep.name as rep
    from plan
        join plan_rep on plan_rep.plan_no = plan.no
        join rep on rep.no = plan_rep.rep_no
    where plan.state = 'planned' [and plan.day >= :since] [and plan.day <= :until]
    order by plan_rep.no
    """,
)

HOURS = Statement(HoursRow, "select no, hours, timezone from customer where no in (:numbers*)")

FIND_SERIES = Statement(
    SeriesRow,
    """
    select plan_series.no, plan_series.id, plan_series.rule, plan_series.starts_on, plan_series.ends_on,
        coalesce(plan_series.planned_until, plan_series.starts_on) as planned_until, plan_series.on_holiday,
        plan_series.version
    from plan_series
    where 1 = 1
        [and plan_series.no = :no]
        [and plan_series.planned_until < :planned_before
            and (plan_series.ends_on is null or plan_series.ends_on > plan_series.planned_until)]
    order by plan_series.no
    """,
)

FIND_TEMPLATES = Statement(
    TemplateRow,
    """
    select no, id, name, purpose, expected, at_time, minutes, rule, retired_on, created_at, created_by, version
    from plan_template
    where 1 = 1
        [and name = :name]
        [and (retired_on is null) = :in_use]
    order by {order}
    [limit :limit]
    """,
    {"name": "name asc, no asc", "no": "no asc"},
)
