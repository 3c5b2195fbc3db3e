"""Customers by the page, for a list of any length: the page is found in an index before a row is looked at."""

from datetime import datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class BrowsedRow(Row):
    """A customer on a page."""

    no: int
    name: str
    city: str
    industry: str
    owner: str
    stage: str
    grade: str
    last_touch_at: datetime | None


class HowMany(Row):
    """How many there are."""

    rows: int


_SORTS = {
    "last": "customer.last_touch_at desc nulls last, customer.no desc",
    "name": "customer.sort_key asc, customer.no asc",
    "no": "customer.no desc",
}

BROWSE = Statement(
    BrowsedRow,
    """
    select customer.no, customer.name, customer.city, customer.industry, coalesce(rep.name, '') as owner,
        customer.stage, customer.grade, customer.last_touch_at
    from customer left join rep on rep.no = customer.owner_no
    where customer.no in (select customer.no from customer where 1 = 1
        [and customer.owner_no = :owner_no] order by {order} limit :limit offset :after_no)
    order by {order}
    """,
    _SORTS,
)

BROWSED = Statement(
    HowMany, "select count(*) as rows from customer where 1 = 1 [and customer.owner_no = :owner_no]"
)
