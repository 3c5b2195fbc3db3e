"""The customers whose grade or stage the facts may speak against, and the proposals that were turned down."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class FactsRow(Row):
    """What a proposal is made from; `order_on` is the last order's day."""

    no: int
    id: str
    name: str
    owner_no: int | None
    owner: str
    grade: str
    stage: str
    need_state: str
    need_on: date | None
    knows_decider: bool
    order_on: date | None
    last_touch_at: datetime | None
    created_at: datetime
    version: int


class KeptRow(Row):
    """A proposal that was turned down."""

    no: int
    customer_no: int
    field: str
    value: str
    created_at: datetime


_FACTS = """
    select customer.no, customer.id, customer.name, customer.owner_no, coalesce(owner.name, '') as owner,
        customer.grade, customer.stage, customer.need_state, customer.need_on,
        (customer.need_decides <> '' or exists (select 1 from contact where contact.customer_no = customer.no
            and contact.role = 'decision_maker' and contact.left_on is null)) as knows_decider,
        (select max(money.day) from money where money.customer_no = customer.no and money.kind = 'order')
            as order_on,
        customer.last_touch_at, customer.created_at, customer.version
    from customer left join rep owner on owner.no = customer.owner_no
    where customer.closed_on is null
        [and customer.no in (:numbers*)]
        [and customer.owner_no in (:owners*)]
"""

# The first term repeats the condition of ix_customer_known, which lets SQLite answer from it.
KNOWN_FACTS = Statement(
    FactsRow,
    _FACTS
    + """
        and (customer.grade <> '' or customer.stage <> 'potential' or customer.need_state <> 'unknown'
            or customer.need_on is not null)
        and ((customer.need_state = 'none' and customer.grade <> 'E')
            or (customer.need_state <> 'none' and customer.need_on >= :today)
            or (customer.need_state in ('now', 'later') and customer.stage = 'potential')
            or (customer.stage = 'won'
                and coalesce(customer.last_touch_at, customer.created_at) < :silent_before))
    """,
)

SOLD_FACTS = Statement(
    FactsRow,
    _FACTS
    + """
        and customer.stage <> 'won' and customer.no in (
            select sale.customer_no from money sale where sale.day >= :sold_since and sale.kind = 'order')
    """,
)

KEPT = Statement(
    KeptRow,
    "select no, customer_no, field, value, created_at from kept_proposal where customer_no in (:numbers*)"
    " order by no",
)
