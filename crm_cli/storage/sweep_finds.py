"""What a sweep found: the customers who were met in it, and what speaks for their stage."""

from datetime import date, datetime

from crm_cli.storage.rows import RecordNumber, Row
from crm_cli.storage.statement import Statement


class FindRow(Row):
    """A customer met in a sweep.

    `finder_no` is who met it there first. `effective`: one of the visits there was; `wanted`: something was asked
    for, its need written down, or a grade of A to C given. `was_on_file`: it was a customer before the sweep was planned.
    """

    no: int
    id: str
    name: str
    unit: str
    industry: str
    owner_no: int | None
    owner: str
    grade: str
    stage: str
    need_state: str
    need_on: date | None
    knows_decider: bool
    order_on: date | None
    finder_no: int
    finder: str
    effective: bool
    wanted: bool
    was_on_file: bool
    created_at: datetime
    last_touch_at: datetime | None
    version: int


class OwnedRow(Row):
    """How many open customers a rep has."""

    rep_no: int
    customers: int


FINDS = Statement(
    FindRow,
    """
    with knock as (
        select visit.no, visit.customer_no, visit.unit, visit.rep_no, outcome.reached, outcome.effective,
            (outcome.reached = true and (visit.need <> '' or visit.grade in ('A', 'B', 'C')
                or outcome.effect in ('quote', 'sample', 'order'))) as wanted,
            row_number() over (partition by visit.customer_no, outcome.reached
                order by visit.arrived_at, visit.no) as place
        from visit join outcome on outcome.no = visit.outcome_no
        where visit.sweep_no = :sweep_no and visit.customer_no is not null),
    said as (
        select knock.customer_no, sum(case when knock.effective = true then 1 else 0 end) as effective,
            sum(case when knock.wanted = true then 1 else 0 end) as wanted
        from knock
        group by knock.customer_no)
    select customer.no, customer.id, customer.name, first.unit, customer.industry, customer.owner_no,
        coalesce(owner.name, '') as owner, customer.grade, customer.stage, customer.need_state, customer.need_on,
        (customer.need_decides <> '' or exists (select 1 from contact where contact.customer_no = customer.no
            and contact.role = 'decision_maker' and contact.left_on is null)) as knows_decider,
        (select max(money.day) from money where money.customer_no = customer.no and money.kind = 'order')
            as order_on,
        first.rep_no as finder_no, finder.name as finder,
        (said.effective > 0) as effective, (said.wanted > 0) as wanted,
        (customer.created_at < sweep.created_at) as was_on_file, customer.created_at, customer.last_touch_at,
        customer.version
    from sweep
        join knock first on first.reached = true and first.place = 1
        join said on said.customer_no = first.customer_no
        join customer on customer.no = first.customer_no and customer.closed_on is null
        join rep finder on finder.no = first.rep_no
        left join rep owner on owner.no = customer.owner_no
    where sweep.no = :sweep_no
    order by customer.no
    """,
)

OWNED = Statement(
    OwnedRow,
    """
    select owner_no as rep_no, count(*) as customers from customer
    where owner_no in (:reps*) and closed_on is null
    group by owner_no
    order by owner_no
    """,
)

# A rep goes back to the doors of a sweep that is over: it is planned so.
REVISITED_SWEEP = Statement(
    RecordNumber,
    """
    select sweep.no
    from plan
        join plan_rep on plan_rep.plan_no = plan.no
        join sweep on sweep.no = plan.sweep_no
    where plan.day = :day and plan_rep.rep_no = :rep_no and sweep.state = 'finished'
        and plan.state in ('planned', 'visited')
    order by plan.position, plan.no
    limit 1
    """,
)
