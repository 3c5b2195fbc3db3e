"""Whom to visit on a day: steps due, doors to knock at again, and customers where somebody goes anyway."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class DueStepRow(Row):
    """A step at a customer that is due."""

    no: int
    customer_no: int
    due_on: date
    words: str


class KnockRow(Row):
    """A visit of a rep: where, and what came of it."""

    no: int
    customer_no: int | None
    building: str
    unit: str
    unit_no: int | None
    arrived_at: datetime
    outcome_no: int | None


class TryRow(Row):
    """A visit that counts as a try at a customer or a door, and whether someone who matters was met."""

    customer_no: int | None
    unit_no: int | None
    reached: bool


class NearRow(Row):
    """A customer of a rep in a building."""

    no: int
    building: str


class CustomerDayRow(Row):
    """A customer's plan that stands on a day."""

    customer_no: int
    day: date


DUE_STEPS = Statement(
    DueStepRow,
    """
    select step.no, step.customer_no, step.due_on, step.words
    from step
    where step.state = 'open' and step.rep_no = :rep_no and step.due_on <= :until and step.kind = 'step'
        and step.customer_no is not null
    order by step.due_on desc, step.no desc
    [limit :limit]
    """,
)

# A visit after it at the same customer, or the same door, by whomever, has answered what it left open.
KNOCKS = Statement(
    KnockRow,
    """
    select visit.no, visit.customer_no, visit.building, visit.unit, visit.unit_no, visit.arrived_at,
        visit.outcome_no
    from visit
    where visit.rep_no = :rep_no and visit.arrived_at >= :since
        and (visit.customer_no is null or not exists (select 1 from visit later
            where later.customer_no = visit.customer_no and later.arrived_at > visit.arrived_at))
        and (visit.unit_no is null or not exists (select 1 from visit later
            where later.unit_no = visit.unit_no and later.arrived_at > visit.arrived_at))
    order by visit.arrived_at desc, visit.no desc
    [limit :limit]
    """,
)

# The newest first, for tries are counted back to the last time somebody was met.
TRIES = Statement(
    TryRow,
    """
    select visit.customer_no, visit.unit_no, outcome.reached
    from visit join outcome on outcome.no = visit.outcome_no
    where visit.arrived_at >= :since
        [and visit.customer_no in (:customers*)]
        [and visit.customer_no is null and visit.unit_no in (:units*)]
    order by visit.arrived_at desc, visit.no desc
    """,
)

# A plus keeps SQLite from reading all customers of a rep: it begins with those of the buildings.
IN_BUILDINGS = Statement(
    NearRow,
    """
    select customer.no, customer.building
    from customer
    where customer.building in (:buildings*) and customer.building <> '' and +customer.owner_no = :rep_no
        and customer.closed_on is null and customer.stage not in ('lost', 'dropped')
    order by customer.last_touch_at asc nulls first, customer.no
    [limit :limit]
    """,
)

PLANNED = Statement(
    CustomerDayRow,
    """
    select plan.customer_no, plan.day
    from plan where plan.state = 'planned' and plan.customer_no in (:numbers*) and plan.day >= :since
        and plan.day <= :until
    """,
)
