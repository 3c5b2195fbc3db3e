"""What reports over many days take apart: each visit by its flags, who was met first, where customers came from.

Days are lists, as in tallies.py: an equality on the day is what the index (day, rep_no) answers.
"""

from datetime import date, datetime

from crm_cli.storage.journal import RUN
from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement
from crm_cli.storage.tallies import DOOR_COLUMNS, FRESH, IS_DOOR, PAST_FRONT_DESK, TARGET_MET


class VisitFact(Row):
    """One visit as it counts: what it may be grouped by, its flags, and which door it knocked at."""

    day: date
    arrived_at: datetime
    rep_no: int
    rep: str
    team_no: int | None
    team: str
    customer_no: int | None
    building: str
    district: str
    industry: str
    outcome: str
    outcome_name: str
    tactic: str
    how: str
    kind: str
    opened: bool
    reached: bool
    effective: bool
    past_front_desk: bool
    target_met: bool
    card: bool
    wechat_added: bool
    expense_minor: int
    is_door: bool
    door_building: str
    door_floor: str
    door_unit: str
    door_customer: int


class FirstMet(Row):
    """A customer nobody had reached before this rep did on this day."""

    customer_no: int
    day: date
    rep_no: int
    team_no: int | None


class SourceMet(Row):
    """New customers of one source, those of them who ordered since, and what; amounts in one currency."""

    source: str
    new_customers: int
    buyers: int
    orders: int
    order_amount_minor: int


class SourceAdded(Row):
    """Customers put on file, of one source; those of them brought in by a file, and those reached since."""

    source: str
    added: int
    imported: int
    reached: int


class NamedRow(Row):
    """A rep named in a plan."""

    plan_no: int
    rep_no: int


VISIT_FACTS = Statement(
    VisitFact,
    f"""
    select visit.day, visit.arrived_at, visit.rep_no, rep.name as rep, rep.team_no,
        coalesce(team.name, '') as team, visit.customer_no, visit.building,
        coalesce(customer.district, '') as district, coalesce(customer.industry, '') as industry,
        coalesce(outcome.code, '') as outcome, coalesce(outcome.name, '') as outcome_name, visit.tactic,
        visit.how, visit.kind, coalesce(outcome.opened, false) as opened,
        coalesce(outcome.reached, false) as reached, coalesce(outcome.effective, false) as effective,
        case when {PAST_FRONT_DESK} then true else false end as past_front_desk,
        case when {TARGET_MET} then true else false end as target_met,
        visit.card, visit.wechat_added, coalesce(visit.expense_minor, 0) as expense_minor,
        case when {IS_DOOR} then true else false end as is_door,
        {DOOR_COLUMNS}
    from visit
        join rep on rep.no = visit.rep_no
        left join team on team.no = rep.team_no
        left join customer on customer.no = visit.customer_no
        left join outcome on outcome.no = visit.outcome_no
    where visit.day in (:days*)
        [and visit.rep_no = :rep_no]
        [and rep.team_no = :team_no]
    """,
)

FIRST_MET = Statement(
    FirstMet,
    f"""
    {FRESH}
    select fresh.customer_no, fresh.day, fresh.rep_no, rep.team_no
    from fresh join rep on rep.no = fresh.rep_no
    """,
)

SOURCES_MET = Statement(
    SourceMet,
    f"""
    {FRESH}
    select customer.source, count(distinct met.customer_no) as new_customers,
        count(distinct money.customer_no) as buyers, count(money.no) as orders,
        cast(coalesce(sum(money.amount_minor) filter (where money.currency = :currency), 0) as bigint)
            as order_amount_minor
    from (select distinct fresh.customer_no, fresh.day from fresh) met
        join customer on customer.no = met.customer_no
        left join money on money.customer_no = met.customer_no and money.kind = 'order' and money.day >= met.day
    group by customer.source
    order by customer.source
    """,
)

# An id begins with the moment it was made (UUIDv7), so its index is one by time; the journal knows of which
# changes a file was the cause: `cross join` keeps SQLite from walking the whole of it.
SOURCES_ADDED = Statement(
    SourceAdded,
    f"""
    with files as (
        select made.change_no
        from import_batch cross join change_row made
        where made.row_no = import_batch.no and made.table_name = 'import_batch' and made.operation = 'insert'
    )
    select customer.source, count(*) as added,
        count(*) filter (where exists (select 1 from change_row made where made.row_no = customer.no
                and made.table_name = 'customer' and made.operation = 'insert'
                and made.change_no in (select files.change_no from files))
            or exists (select 1 from change_row run where run.table_name = 'customer'
                and run.row_no > customer.no - {RUN} and run.row_no < customer.no and run.last_no >= customer.no
                and run.change_no in (select files.change_no from files))) as imported,
        count(*) filter (where customer.last_touch_at is not null) as reached
    from customer
        [join rep on rep.no = customer.owner_no and rep.team_no = :team_no]
    where customer.id >= :from_id and customer.id < :until_id
        [and customer.owner_no = :rep_no]
    group by customer.source
    order by customer.source
    """,
)

NAMED_IN_PLANS = Statement(
    NamedRow,
    """
    select plan_rep.plan_no, plan_rep.rep_no
    from plan join plan_rep on plan_rep.plan_no = plan.no
    where plan.day >= :since and plan.day <= :until
    order by plan_rep.no
    """,
)


def id_from(instant: datetime) -> str:
    """Return the least id that a row made at `instant` or later may have."""
    digits = f"{int(instant.timestamp() * 1000):012x}"
    return f"{digits[:8]}-{digits[8:]}"
