"""When what was done and promised at a customer happened, by its number alone: details are read by the page."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class MomentRow(Row):
    """Something at a customer: `at` is when, None where only the `day` is known."""

    kind: str
    no: int
    at: datetime | None
    day: date | None


# A branch whose kind is not asked for ends before it begins; calls, visits and follow-ups stand in their indexes.
MOMENTS = Statement(
    MomentRow,
    """
    select 'call' as kind, call.no, call.at, cast(null as date) as day
    from call where call.customer_no = :customer_no and 'call' in (:kinds*)
    union all
    select 'visit' as kind, visit.no, visit.arrived_at as at, cast(null as date) as day
    from visit where visit.customer_no = :customer_no and 'visit' in (:kinds*)
    union all
    select 'followup' as kind, followup.no, followup.at, cast(null as date) as day
    from followup where followup.customer_no = :customer_no and 'followup' in (:kinds*)
    union all
    select 'step' as kind, step.no, step.due_at as at, step.due_on as day
    from step where step.customer_no = :customer_no and 'step' in (:kinds*)
    union all
    select 'plan' as kind, plan.no, plan.at, plan.day
    from plan where plan.customer_no = :customer_no and plan.state <> 'visited' and 'plan' in (:kinds*)
        [and plan.state <> 'planned' and :over_only = 1]
    union all
    select 'money' as kind, money.no, cast(null as timestamp with time zone) as at, money.day
    from money where money.customer_no = :customer_no and 'money' in (:kinds*)
    union all
    select 'memo' as kind, memo.no, memo.created_at as at, cast(null as date) as day
    from memo where memo.customer_no = :customer_no and 'memo' in (:kinds*)
    """,
)
