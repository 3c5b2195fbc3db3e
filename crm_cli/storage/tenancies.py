"""Which customers are, and were, behind which doors."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class TenancyRow(Row):
    """A customer behind a door, since and until when; `until` is None while it is there."""

    no: int
    id: str
    unit_no: int
    code: str
    floor: str
    floor_order: int
    building_no: int
    building: str
    customer_no: int
    customer: str
    grade: str
    stage: str
    owner: str
    last_touch_at: datetime | None
    since: date | None
    until: date | None
    reason: str
    version: int


FIND_TENANCIES = Statement(
    TenancyRow,
    """
    select tenancy.no, tenancy.id, tenancy.unit_no, unit.code, unit.floor, unit.floor_order, unit.building_no,
        building.name as building, tenancy.customer_no, customer.name as customer, customer.grade, customer.stage,
        coalesce(owner.name, '') as owner, customer.last_touch_at, tenancy.since, tenancy.until, tenancy.reason,
        tenancy.version
    from tenancy
        join unit on unit.no = tenancy.unit_no
        join building on building.no = unit.building_no
        join customer on customer.no = tenancy.customer_no
        left join rep owner on owner.no = customer.owner_no
    where 1 = 1
        [and tenancy.no = :no]
        [and tenancy.no > :after]
        [and tenancy.unit_no = :unit_no]
        [and tenancy.unit_no in (:unit_numbers*)]
        [and tenancy.customer_no = :customer_no]
        [and unit.building_no = :building_no]
        [and unit.floor = :floor]
        [and (tenancy.until is null) = :here]
    order by {order}
    [limit :limit]
    """,
    {
        "order": "unit.building_no asc, unit.floor_order asc, unit.side asc, unit.position asc, tenancy.no asc",
        "no": "tenancy.no asc",
    },
)
