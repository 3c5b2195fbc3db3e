"""Customers in an order, and some of them by their numbers: a list of any length is walked once, and read by the page."""

from datetime import date, datetime

from crm_cli.domain.codes import STAGES
from crm_cli.storage.customers import NARROWED
from crm_cli.storage.rows import RecordNumber, Row
from crm_cli.storage.statement import Statement


class BrowsedRow(Row):
    """A customer on a page; the next step is its earliest open one."""

    no: int
    name: str
    phone: str
    city: str
    industry: str
    owner: str
    stage: str
    grade: str
    last_touch_at: datetime | None
    next_day: date | None
    closed_on: date | None


_STAGE_ORDER = " ".join(f"when '{stage}' then {place}" for place, stage in enumerate(STAGES))

# Those of `known` stand in an index of their own (domain/models/customers.py), a twelfth of a bought list.
IN_ORDER = Statement(
    RecordNumber,
    """
    select customer.no
    from customer
    where 1 = 1
        [and customer.no not in (select closed.no from customer closed
            where closed.closed_on is not null and :open_only = 1)]
        [and customer.no in (select known.no from customer known
            where (known.grade <> '' or known.stage <> 'potential' or known.need_state <> 'unknown'
                or known.need_on is not null) and :known = 1)]
    """
    + NARROWED
    + """
    order by {order}
    [limit :limit]
    """,
    {
        "last": "customer.last_touch_at desc nulls last, customer.no desc",
        "name": "customer.sort_key asc, customer.no asc",
        "no": "customer.no desc",
        "city": "nullif(customer.city, '') asc nulls last, customer.sort_key asc, customer.no asc",
        "industry": "nullif(customer.industry, '') asc nulls last, customer.sort_key asc, customer.no asc",
        "owner": "(select rep.name from rep where rep.no = customer.owner_no) asc nulls last, customer.sort_key asc, customer.no asc",
        "stage": f"case customer.stage {_STAGE_ORDER} end desc, customer.sort_key asc, customer.no asc",
        "grade": "nullif(customer.grade, '') asc nulls last, customer.sort_key asc, customer.no asc",
        "next": "(select min(step.due_on) from step where step.customer_no = customer.no and step.state = 'open')"
        " asc nulls last, customer.no asc",
    },
)

BROWSED = Statement(
    BrowsedRow,
    """
    select customer.no, customer.name,
        coalesce((select phone.raw from phone where phone.customer_no = customer.no
            order by (phone.bad_at is not null), phone.contact_no nulls first, phone.position, phone.no limit 1),
            '') as phone,
        customer.city, customer.industry, coalesce(owner.name, '') as owner,
        customer.stage, customer.grade, customer.last_touch_at,
        (select min(step.due_on) from step where step.customer_no = customer.no and step.state = 'open') as next_day,
        customer.closed_on
    from customer left join rep owner on owner.no = customer.owner_no
    where customer.no in (:numbers*)
    """,
)
