"""Visits, cold and invited."""

from datetime import date, datetime

from crm_cli.storage.rows import RecordNumber, Row
from crm_cli.storage.statement import Statement


class VisitRow(Row):
    """A visit as listed and exported."""

    no: int
    id: str
    arrived_at: datetime
    left_at: datetime | None
    day: date
    day_only: bool
    rep_no: int
    rep: str
    customer_no: int | None
    customer: str
    industry: str
    contact_no: int | None
    contact: str
    title: str
    phone: str
    building: str
    floor: str
    unit: str
    sweep_no: int | None
    how: str
    kind: str
    outcome: str | None
    outcome_name: str
    opened: bool | None
    reached: bool | None
    effective: bool | None
    exhausted: bool | None
    progress: str
    tactic: str
    card: bool
    wechat_added: bool
    need: str
    supplier: str
    heard: str
    grade: str
    expense_minor: int | None
    note: str
    plan_no: int | None
    next_day: date | None
    next_at: datetime | None
    next_step: str
    created_at: datetime
    created_by: str
    changed_at: datetime | None
    changed_by: str | None
    version: int


FIND_VISITS = Statement(
    VisitRow,
    """
    select visit.no, visit.id, visit.arrived_at, visit.left_at, visit.day, visit.day_only, visit.rep_no, rep.name as rep,
        visit.customer_no, coalesce(customer.name, '') as customer, coalesce(customer.industry, '') as industry,
        visit.contact_no, coalesce(contact.name, '') as contact, coalesce(contact.title, '') as title,
        coalesce((select phone.raw from phone where phone.customer_no = visit.customer_no
            and (visit.contact_no is null or phone.contact_no is null or phone.contact_no = visit.contact_no)
            order by (phone.bad_at is not null), phone.contact_no desc nulls last, phone.position, phone.no
            limit 1), '') as phone,
        visit.building, visit.floor, visit.unit, visit.sweep_no, visit.how, visit.kind, outcome.code as outcome,
        coalesce(outcome.name, '') as outcome_name, outcome.opened, outcome.reached, outcome.effective,
        outcome.exhausted, visit.progress, visit.tactic, visit.card, visit.wechat_added, visit.need,
        visit.supplier, visit.heard, visit.grade, visit.expense_minor, visit.note,
        (select min(plan.no) from plan where plan.done_by_visit_no = visit.no) as plan_no,
        step.due_on as next_day, step.due_at as next_at, coalesce(step.words, '') as next_step,
        visit.created_at, visit.created_by, visit.changed_at, visit.changed_by, visit.version
    from visit
        join rep on rep.no = visit.rep_no
        left join customer on customer.no = visit.customer_no
        left join contact on contact.no = visit.contact_no
        left join outcome on outcome.no = visit.outcome_no
        left join step on step.no = (select min(own.no) from step own where own.visit_no = visit.no)
    where 1 = 1
        [and visit.no = :no]
        [and visit.no in (:numbers*)]
        [and visit.no > :after]
        [and visit.no <= :last]
        [and visit.day = :day]
        [and visit.day >= :since]
        [and visit.day <= :until]
        [and visit.rep_no = :rep_no]
        [and rep.team_no = :team_no]
        [and visit.customer_no = :customer_no]
        [and visit.contact_no = :contact_no]
        [and visit.building in (:building*)]
        [and visit.how = :how]
        [and visit.kind = :kind]
        [and outcome.code in (:outcomes*)]
        [and visit.grade in (:grades*)]
        [and outcome.reached = :reached]
    order by {order}
    [limit :limit]
    """,
    {
        "at": "visit.arrived_at desc, visit.no desc",
        "no": "visit.no asc",
        "customer": "customer.sort_key asc nulls last, visit.arrived_at desc, visit.no desc",
        "building": "visit.building asc, visit.floor asc, visit.unit asc, visit.no asc",
        "outcome": "outcome.code asc nulls last, visit.arrived_at desc, visit.no desc",
        "rep": "rep.name asc, visit.arrived_at desc, visit.no desc",
        "grade": "nullif(visit.grade, '') asc nulls last, visit.no desc",
    },
)

# A visit written just before another that is the same: of the same minute, or of the same words soon after.
# A door without a customer is told by its unit.
SAME_VISIT = Statement(
    RecordNumber,
    """
    select other.no
    from visit own
        join visit other on other.rep_no = own.rep_no
    where own.no = :no and other.no < own.no
        and other.arrived_at >= :since and other.arrived_at <= :until
        and (other.customer_no = own.customer_no
            or (own.customer_no is null and other.customer_no is null and own.unit <> ''
                and other.unit = own.unit and other.floor = own.floor and other.building = own.building))
        and ((other.arrived_at >= :minute and other.arrived_at < :next_minute)
            or (coalesce(other.outcome_no, 0) = coalesce(own.outcome_no, 0) and other.note = own.note))
    order by other.no desc
    limit 1
    """,
)
