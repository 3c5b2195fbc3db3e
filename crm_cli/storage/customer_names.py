"""Other names of customers, and the pairs that somebody looked at and found to be two."""

from datetime import datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class OtherNameRow(Row):
    """Another name of a customer; `was_no` and `was_id` are of the customer that bore it until it was merged."""

    no: int
    id: str
    customer_no: int
    customer: str
    name: str
    was_no: int | None
    was_id: str | None
    created_at: datetime
    created_by: str


class NotDuplicateRow(Row):
    """Two customers that are two, who said so and why; `customer_no` is the smaller number."""

    no: int
    id: str
    customer_no: int
    customer: str
    other_no: int
    other: str
    reason: str
    created_at: datetime
    created_by: str


FIND_NAMES = Statement(
    OtherNameRow,
    """
    select own.no, own.id, own.customer_no, customer.name as customer, own.name, own.was_no, own.was_id,
        own.created_at, own.created_by
    from customer_name own join customer on customer.no = own.customer_no
    where 1 = 1
        [and own.customer_no = :customer_no]
        [and own.customer_no in (:customers*)]
        [and own.was_no = :was_no]
        [and own.was_id in (:ids*)]
        [and own.name_key in (:keys*)]
    order by own.customer_no, own.no
    [limit :limit]
    """,
)

FIND_PAIRS = Statement(
    NotDuplicateRow,
    """
    select pair.no, pair.id, pair.customer_no, customer.name as customer, pair.other_no, other.name as other,
        pair.reason, pair.created_at, pair.created_by
    from not_duplicate pair
        join customer on customer.no = pair.customer_no
        join customer other on other.no = pair.other_no
    where 1 = 1
        [and pair.customer_no = :customer_no]
        [and pair.other_no = :other_no]
        [and (pair.customer_no = :of_no or pair.other_no = :of_no)]
        [and pair.customer_no in (:customers*)]
    order by pair.customer_no, pair.other_no
    """,
)
