"""What a rep would hand over: the customers owned and the plans they are named in."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class HeldRow(Row):
    """A customer of the rep; `closed` when it ceased to exist for us."""

    no: int
    name: str
    closed: bool


class HeldPlanRow(Row):
    """A plan the rep is named in by `plan_rep_no`; `shared` when who takes over is named there too."""

    no: int
    day: date
    at: datetime | None
    customer_no: int | None
    customer: str
    building: str
    purpose: str
    plan_rep_no: int
    shared: bool


HELD = Statement(
    HeldRow,
    """
    select customer.no, customer.name, customer.closed_on is not null as closed
    from customer
    where customer.owner_no = :owner_no
        [and customer.industry in (:industry*)]
        [and customer.city in (:city*)]
        [and customer.district in (:district*)]
        [and customer.building in (:building*)]
        [and customer.stage = :stage]
        [and customer.grade in (:grades*)]
        [and (customer.closed_on is null) = :active]
        [and exists (select 1 from customer_tag tag where tag.customer_no = customer.no and tag.name in (:tag*))]
    order by customer.no
    """,
)

HELD_PLANS = Statement(
    HeldPlanRow,
    """
    select plan.no, plan.day, plan.at, plan.customer_no, coalesce(customer.name, '') as customer, plan.building,
        plan.purpose, mine.no as plan_rep_no,
        exists (select 1 from plan_rep other where other.plan_no = plan.no and other.rep_no = :taker_no) as shared
    from plan
        join plan_rep mine on mine.plan_no = plan.no and mine.rep_no = :rep_no
        left join customer on customer.no = plan.customer_no
    where plan.state = 'planned' and plan.day >= :since
    order by plan.day, plan.position, plan.no
    """,
)
