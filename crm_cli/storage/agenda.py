"""What a rep, a team or the firm has planned for some days, a row for each rep named."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class AgendaPlanRow(Row):
    """A plan as it stands in the agenda of one of its reps."""

    no: int
    id: str
    rep_no: int
    rep: str
    day: date
    at: datetime | None
    minutes: int | None
    position: int
    customer_no: int | None
    customer: str
    building: str
    floor: str
    unit: str
    address: str
    district: str
    city: str
    purpose: str
    expected: str
    state: str
    reason: str
    sweep_no: int | None
    changed_at: datetime
    version: int


class AgendaStepRow(Row):
    """A next step, task or callback as it stands in the agenda of its rep."""

    no: int
    id: str
    kind: str
    rep_no: int
    rep: str
    due_on: date
    due_at: datetime | None
    customer_no: int | None
    customer: str
    contact: str
    number: str
    words: str
    state: str
    changed_at: datetime
    version: int


class TakenAwayRow(Row):
    """A plan or a timed step that was a rep's until somebody gave it to another."""

    id: str
    day: date
    at: datetime | None
    words: str
    version: int
    changed_at: datetime


# Whose it is, is asked of each plan of the days, so that the index of the days is read and not all of a rep's plans.
AGENDA_PLANS = Statement(
    AgendaPlanRow,
    """
    select plan.no, plan.id, plan_rep.rep_no, rep.name as rep, plan.day, plan.at, plan.minutes, plan.position,
        plan.customer_no, coalesce(customer.name, '') as customer,
        case when plan.building <> '' then plan.building else coalesce(customer.building, '') end as building,
        coalesce(customer.floor, '') as floor, coalesce(customer.unit, '') as unit,
        coalesce(customer.address, '') as address, coalesce(customer.district, '') as district,
        coalesce(customer.city, '') as city, plan.purpose, plan.expected, plan.state, plan.reason, plan.sweep_no,
        coalesce(plan.changed_at, plan.created_at) as changed_at, plan.version
    from plan
        join plan_rep on plan_rep.plan_no = plan.no
        join rep on rep.no = plan_rep.rep_no
        left join customer on customer.no = plan.customer_no
    where plan.day >= :since and plan.day <= :until
        [and plan.state in (:states*)]
        [and exists (select 1 from plan_rep mine where mine.plan_no = plan.no and mine.rep_no = :rep_no
            and mine.no = plan_rep.no)]
        [and rep.team_no = :team_no]
    order by plan.day, rep.no, plan.at nulls last, plan.position, plan.no
    """,
)

_STEPS = """
    select step.no, step.id, step.kind, step.rep_no, rep.name as rep, step.due_on, step.due_at, step.customer_no,
        coalesce(customer.name, '') as customer, coalesce(contact.name, '') as contact,
        coalesce(phone.raw, '') as number, step.words, step.state,
        coalesce(step.changed_at, step.created_at) as changed_at, step.version
    from step
        join rep on rep.no = step.rep_no
        left join customer on customer.no = step.customer_no
        left join contact on contact.no = step.contact_no
        left join phone on phone.no = step.phone_no
"""
OPEN_STEPS = Statement(
    AgendaStepRow,
    f"""
    {_STEPS}
    where step.state = 'open' and step.due_on >= :since and step.due_on <= :until
        [and step.rep_no = :rep_no]
        [and rep.team_no = :team_no]
    order by step.due_on, rep.no, step.due_at nulls last, step.no
    """,
)

# A calendar also tells what was done or taken back lately.
TIMED_STEPS = Statement(
    AgendaStepRow,
    f"""
    {_STEPS}
    where step.due_at is not null and step.kind <> 'callback'
        and step.rep_no = :rep_no and step.due_on >= :since and step.due_on <= :until
    order by step.due_on, step.due_at, step.no
    """,
)

# What a notice says was taken off a rep, unless it came back.
TAKEN_AWAY = Statement(
    TakenAwayRow,
    """
    select plan.id as id, plan.day, plan.at, notice.words, plan.version, notice.at as changed_at
    from notice join plan on plan.no = notice.plan_no
    where notice.rep_no = :rep_no and notice.kind = 'taken_away' [and notice.at >= :since_at]
        and not exists (select 1 from plan_rep where plan_rep.plan_no = plan.no and plan_rep.rep_no = :rep_no)
    union all
    select step.id as id, step.due_on as day, step.due_at as at, notice.words, step.version, notice.at as changed_at
    from notice join step on step.no = notice.step_no
    where notice.rep_no = :rep_no and notice.kind = 'taken_away' [and notice.at >= :since_at]
        and step.kind <> 'callback' and step.due_at is not null and step.rep_no <> :rep_no
    order by changed_at, id
    """,
)
