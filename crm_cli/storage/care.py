"""Who needs care: customers left alone, quotes and samples without an answer, use dates that come near.

The first three find who may need it, from indexes alone; the others, asked of a few hundred customers at a
time, find what excuses them.
"""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class UntouchedRow(Row):
    """A graded customer and its last touch; when it was typed where it was never touched."""

    no: int
    grade: str
    since: datetime
    touched: bool


class UnansweredRow(Row):
    """A quote or a sample with no order after it, and the customer's last touch."""

    no: int
    kind: str
    day: date
    customer_no: int
    grade: str
    last_touch_at: datetime | None


class UseDateRow(Row):
    """A customer with a use date; `need_state` and when it was typed."""

    no: int
    grade: str
    need_on: date
    created_at: datetime


class BannedRow(Row):
    """A customer that is do-not-call as a whole."""

    customer_no: int


class DatedRow(Row):
    """A day of a customer."""

    customer_no: int
    day: date


class RestRow(Row):
    """The last word of a customer, after which it is left alone for some days."""

    customer_no: int
    day: date
    rest_days: int


class EditRow(Row):
    """A change somebody made to a customer; `after` is the JSON of what it became."""

    customer_no: int
    at: datetime
    after: str


# A term on the grade or the use date is what lets SQLite answer from ix_customer_known, the few in a million.
UNTOUCHED = Statement(
    UntouchedRow,
    """
    select customer.no, customer.grade, coalesce(customer.last_touch_at, customer.created_at) as since,
        customer.last_touch_at is not null as touched
    from customer
    where customer.grade <> '' and customer.closed_on is null and customer.stage not in ('lost', 'dropped')
        and ((customer.grade = 'A' and coalesce(customer.last_touch_at, customer.created_at) < :a_before)
            or (customer.grade = 'B' and coalesce(customer.last_touch_at, customer.created_at) < :b_before)
            or (customer.grade = 'C' and coalesce(customer.last_touch_at, customer.created_at) < :c_before)
            or (customer.grade = 'D' and coalesce(customer.last_touch_at, customer.created_at) < :d_before)
            or (customer.grade = 'E' and coalesce(customer.last_touch_at, customer.created_at) < :e_before))
        [and customer.owner_no in (:owners*)]
        [and customer.grade in (:grades*)]
        [and (customer.building in (:near*) or customer.district in (:near*))]
    """,
)

# A plus keeps SQLite from reading the customers of a rep, to begin with the few quotes of these days.
UNANSWERED = Statement(
    UnansweredRow,
    """
    select money.no, money.kind, money.day, money.customer_no, customer.grade, customer.last_touch_at
    from money join customer on customer.no = money.customer_no
    where money.kind in (:kinds*) and money.day >= :since and money.day <= :until
        and customer.closed_on is null and customer.stage not in ('lost', 'dropped')
        and coalesce(customer.last_touch_at < :touched_before, true)
        and not exists (select 1 from money later where later.customer_no = money.customer_no
            and ((later.kind = 'order' and later.day >= money.day)
                or (later.kind = money.kind
                    and (later.day > money.day or (later.day = money.day and later.no > money.no)))))
        [and (+customer.owner_no in (:owners*) or (+customer.owner_no is null and +money.rep_no in (:owners*)))]
        [and customer.grade in (:grades*)]
        [and (customer.building in (:near*) or customer.district in (:near*))]
    """,
)

USE_DATES = Statement(
    UseDateRow,
    """
    select customer.no, customer.grade, customer.need_on, customer.created_at
    from customer
    where customer.need_on is not null and customer.need_on >= :since and customer.need_on <= :until
        and customer.need_state <> 'none' and customer.closed_on is null
        and customer.stage not in ('lost', 'dropped')
        [and customer.owner_no in (:owners*)]
        [and customer.grade in (:grades*)]
        [and (customer.building in (:near*) or customer.district in (:near*))]
    """,
)

BANNED = Statement(
    BannedRow,
    "select distinct customer_no from do_not_call where customer_no in (:numbers*) and lifted_at is null",
)

PROMISES = Statement(
    DatedRow,
    """
    select step.customer_no, min(step.due_on) as day
    from step where step.state = 'open' and step.customer_no in (:numbers*) and step.due_on >= :since
    group by step.customer_no
    union all
    select plan.customer_no, min(plan.day) as day
    from plan where plan.state = 'planned' and plan.customer_no in (:numbers*) and plan.day >= :since
    group by plan.customer_no
    """,
)

# Only the last word counts: who was talked to since has been woken.
RESTS = Statement(
    RestRow,
    """
    select call.customer_no, call.day, outcome.rest_days
    from call
        join outcome on outcome.no = call.outcome_no
        join customer on customer.no = call.customer_no
    where call.customer_no in (:numbers*) and outcome.rest_days > 0 and call.day >= :since
        and (customer.last_touch_at is null or call.at >= customer.last_touch_at)
    union all
    select visit.customer_no, visit.day, outcome.rest_days
    from visit
        join outcome on outcome.no = visit.outcome_no
        join customer on customer.no = visit.customer_no
    where visit.customer_no in (:numbers*) and outcome.rest_days > 0 and visit.day >= :since
        and (customer.last_touch_at is null or visit.arrived_at >= customer.last_touch_at)
    """,
)

CLAIMS = Statement(
    DatedRow,
    "select customer_no, max(day) as day from pool_move where kind = 'claimed' and customer_no in (:numbers*)"
    " group by customer_no",
)

ORDERS = Statement(
    DatedRow,
    "select customer_no, max(day) as day from money where kind = 'order' and customer_no in (:numbers*)"
    " group by customer_no",
)

EDITS = Statement(
    EditRow,
    """
    select change_row.row_no as customer_no, change.at, change_row.after
    from change_row join change on change.no = change_row.change_no
    where change_row.table_name = 'customer' and change_row.row_no in (:numbers*)
        and change_row.operation = 'update' and change_row.after is not null
    order by change_row.no
    """,
)
