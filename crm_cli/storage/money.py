"""Quotes, samples, orders and payments."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class MoneyRow(Row):
    """A money event and the touch it came from; `amount_minor` is in minor units of `currency`."""

    no: int
    id: str
    kind: str
    day: date
    customer_no: int
    customer: str
    rep_no: int
    rep: str
    amount_minor: int | None
    currency: str
    note: str
    call_no: int | None
    visit_no: int | None
    followup_no: int | None
    created_at: datetime
    created_by: str
    changed_at: datetime | None
    changed_by: str | None
    version: int


FIND_MONEY = Statement(
    MoneyRow,
    """
    select money.no, money.id, money.kind, money.day, money.customer_no, customer.name as customer, money.rep_no,
        rep.name as rep, money.amount_minor, money.currency, money.note, money.call_no, money.visit_no,
        money.followup_no, money.created_at, money.created_by, money.changed_at, money.changed_by, money.version
    from money
        join customer on customer.no = money.customer_no
        join rep on rep.no = money.rep_no
    where 1 = 1
        [and money.no = :no]
        [and money.no in (:numbers*)]
        [and money.no > :after]
        [and money.no <= :last]
        [and money.kind = :kind]
        [and money.day = :day]
        [and money.day >= :since]
        [and money.day <= :until]
        [and money.customer_no = :customer_no]
        [and money.rep_no = :rep_no]
        [and rep.team_no = :team_no]
        [and money.amount_minor = :amount_minor]
        [and money.call_no = :call_no]
        [and money.visit_no = :visit_no]
        [and money.followup_no = :followup_no]
    order by {order}
    [limit :limit]
    """,
    {
        "day": "money.day desc, money.no desc",
        "no": "money.no asc",
        "customer": "customer.sort_key asc, money.day desc, money.no desc",
        "amount": "money.amount_minor desc nulls last, money.no desc",
        "rep": "rep.name asc, money.day desc, money.no desc",
    },
)
