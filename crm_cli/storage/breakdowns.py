"""What reports over many days take apart: who was met first, where customers came from, who is named in plans.

Days are lists, as in tallies.py: an equality on the day is what the index (day, rep_no) answers.
"""

from datetime import date, datetime

from crm_cli.storage.journal import RUN
from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement
from crm_cli.storage.tallies import FRESH


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
