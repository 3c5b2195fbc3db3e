"""The public pool (公海): customers nobody owns, the moves in and out of it, and warnings."""

from datetime import date, datetime

from crm_cli.storage.rows import RecordNumber, Row
from crm_cli.storage.statement import Statement


class PoolRow(Row):
    """A customer nobody owns; `how` it came into the pool and who held it, where that is on record."""

    no: int
    id: str
    name: str
    phone: str
    industry: str
    city: str
    district: str
    building: str
    grade: str
    stage: str
    pooled_on: date | None
    how: str
    held_by_no: int | None
    held_by: str
    reason: str
    last_touch_at: datetime | None
    created_at: datetime


class WarningRow(Row):
    """A customer whose owner was warned and who has not been touched since; it is kept up to `due_on`."""

    no: int
    id: str
    name: str
    phone: str
    grade: str
    stage: str
    owner_no: int
    owner: str
    warned_on: date
    due_on: date
    last_touch_at: datetime | None


class LossRow(Row):
    """The last day on which a rep lost a customer to the pool."""

    customer_no: int
    day: date


class ClaimsRow(Row):
    """How many customers a rep claimed in a day."""

    claims: int


class OwnedRow(Row):
    """Since when a customer has had its owner."""

    customer_no: int
    at: datetime


class PromiseRow(Row):
    """A step or a plan (`noun`) open at a customer; `others` says whether a plan names further reps."""

    noun: str
    no: int
    customer_no: int
    plan_rep_no: int | None
    others: bool


_PHONE = """coalesce((select phone.raw from phone where phone.customer_no = customer.no
            order by (phone.bad_at is not null), phone.contact_no nulls first, phone.position, phone.no limit 1),
            '') as phone"""

FIND_POOL = Statement(
    PoolRow,
    f"""
    select customer.no, customer.id, customer.name, {_PHONE}, customer.industry, customer.city,
        customer.district, customer.building, customer.grade, customer.stage, came.day as pooled_on,
        coalesce(came.kind, '') as how, came.rep_no as held_by_no, coalesce(rep.name, '') as held_by,
        coalesce(came.reason, '') as reason, customer.last_touch_at, customer.created_at
    from customer
        left join pool_move came on came.no = (select max(move.no) from pool_move move
            where move.customer_no = customer.no and move.kind in ('collected', 'released'))
        left join rep on rep.no = came.rep_no
    where customer.owner_no is null and customer.closed_on is null
        [and customer.no in (:numbers*)]
        [and came.rep_no = :held_by_no]
        [and customer.industry in (:industry*)]
        [and customer.city in (:city*)]
        [and customer.district in (:district*)]
        [and customer.building in (:building*)]
        [and customer.source = :source]
        [and customer.stage = :stage]
        [and customer.grade in (:grades*)]
        [and exists (select 1 from customer_tag tag where tag.customer_no = customer.no and tag.name in (:tag*))]
    order by {{order}}
    [limit :limit]
    """,
    {
        # The warmest first, in the order of ix_customer_owner.
        "last_touch_at": "customer.last_touch_at desc nulls last, customer.no desc",
        "pooled_on": "came.day desc nulls last, customer.no desc",
        "name": "customer.sort_key asc, customer.no asc",
        "no": "customer.no asc",
        "grade": "nullif(customer.grade, '') asc nulls last, customer.sort_key asc, customer.no asc",
        "industry": "customer.industry asc, customer.sort_key asc, customer.no asc",
        "city": "customer.city asc, customer.sort_key asc, customer.no asc",
        "created_at": "customer.created_at desc, customer.no desc",
    },
)

FIND_WARNINGS = Statement(
    WarningRow,
    f"""
    select customer.no, customer.id, customer.name, {_PHONE}, customer.grade, customer.stage, customer.owner_no,
        rep.name as owner, warned.day as warned_on, warned.due_on, customer.last_touch_at
    from pool_move warned
        join customer on customer.no = warned.customer_no and customer.owner_no = warned.rep_no
        join rep on rep.no = warned.rep_no
    where warned.kind = 'warned' and warned.due_on is not null and warned.rep_no in (:reps*)
        and warned.day >= :since and customer.closed_on is null
        and (customer.last_touch_at is null or customer.last_touch_at < warned.created_at)
        and not exists (select 1 from pool_move later
            where later.customer_no = warned.customer_no and later.no > warned.no)
    order by warned.due_on, customer.no
    """,
)

LOSSES = Statement(
    LossRow,
    """
    select customer_no, max(day) as day from pool_move
    where kind in ('collected', 'released') and rep_no = :rep_no and day > :since and customer_no in (:numbers*)
    group by customer_no
    """,
)

HELD = Statement(
    RecordNumber,
    """
    select customer_no as no from pool_move
    where kind in ('collected', 'released') and rep_no = :rep_no
    group by customer_no order by max(day) desc, customer_no
    [limit :limit]
    """,
)

CLAIMED = Statement(
    ClaimsRow,
    "select count(*) as claims from pool_move where kind = 'claimed' and rep_no = :rep_no and day = :day",
)

# The journal knows every way in which a customer changes hands; its images are JSON on every database.
OWNED_SINCE = Statement(
    OwnedRow,
    """
    select change_row.row_no as customer_no, max(change.at) as at
    from change_row join change on change.no = change_row.change_no
    where change_row.table_name = 'customer' and change_row.row_no in (:numbers*)
        and change_row.operation = 'update' and change_row.after like '%"owner_no":%'
    group by change_row.row_no
    """,
)

PROMISED_IN_TOUCHES = Statement(
    RecordNumber,
    """
    select distinct step.customer_no as no
    from step where step.state = 'open' and step.customer_no in (:numbers*) and step.due_on >= :day
        and coalesce(step.call_no, step.visit_no, step.followup_no) is not null
    union
    select distinct plan.customer_no as no
    from plan where plan.state = 'planned' and plan.customer_no in (:numbers*) and plan.day >= :day
        and coalesce(plan.call_no, plan.visit_no, plan.followup_no) is not null
    """,
)

# The difference keeps SQLite from reading every open step of the owner for each of the customers.
OPEN_PROMISES = Statement(
    PromiseRow,
    """
    select 'step' as noun, step.no, step.customer_no, cast(null as integer) as plan_rep_no, false as others
    from step join customer on customer.no = step.customer_no and customer.owner_no - step.rep_no = 0
    where step.state = 'open' and step.customer_no in (:numbers*)
    union all
    select 'plan' as noun, plan.no, plan.customer_no, plan_rep.no as plan_rep_no,
        exists (select 1 from plan_rep other where other.plan_no = plan.no and other.no <> plan_rep.no) as others
    from plan
        join customer on customer.no = plan.customer_no
        join plan_rep on plan_rep.plan_no = plan.no and plan_rep.rep_no = customer.owner_no
    where plan.state = 'planned' and plan.day >= :day and plan.customer_no in (:numbers*)
    """,
)
