"""What a knock has to know of its sweep: the plan it closes, the firms of the building."""

from crm_cli.storage.rows import RecordNumber, Row
from crm_cli.storage.statement import Statement


class NeighbourRow(Row):
    """A customer of a building, by the names that a door's may be compared with."""

    customer_no: int
    customer: str
    unit_no: int
    code: str


SWEEP_PLAN = Statement(
    RecordNumber,
    """
    select plan.no
    from plan join plan_rep on plan_rep.plan_no = plan.no
    where plan.sweep_no = :sweep_no and plan.day = :day and plan.state = 'planned' and plan_rep.rep_no = :rep_no
    order by plan.position, plan.no
    limit 1
    """,
)

NEIGHBOURS = Statement(
    NeighbourRow,
    """
    select tenancy.customer_no, customer.name as customer, tenancy.unit_no, unit.code
    from unit
        join tenancy on tenancy.unit_no = unit.no
        join customer on customer.no = tenancy.customer_no
    where unit.building_no = :building_no and tenancy.until is null
    order by tenancy.no
    """,
)
