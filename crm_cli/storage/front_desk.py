"""What is remembered of front desks, and what visits tell of getting past them."""

from datetime import datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement
from crm_cli.storage.tallies import PAST_FRONT_DESK


class FrontDeskRow(Row):
    """Something remembered of the front desk of a building or a customer."""

    no: int
    id: str
    building_no: int | None
    building: str
    customer_no: int | None
    customer: str
    kind: str
    words: str
    rep_no: int | None
    rep: str
    visit_no: int | None
    created_at: datetime
    created_by: str
    version: int


FRONT_DESK = Statement(
    FrontDeskRow,
    """
    select note.no, note.id, note.building_no, coalesce(building.name, '') as building, note.customer_no,
        coalesce(customer.name, '') as customer, note.kind, note.words, note.rep_no, coalesce(rep.name, '') as rep,
        note.visit_no, note.created_at, note.created_by, note.version
    from front_desk_note note
        left join building on building.no = note.building_no
        left join customer on customer.no = note.customer_no
        left join rep on rep.no = note.rep_no
    where 1 = 1
        [and note.no = :no]
        [and note.building_no = :building_no]
        [and note.customer_no = :customer_no]
        [and note.customer_no in (:customer_numbers*)]
        [and note.kind = :kind]
        [and note.visit_no = :visit_no]
    order by note.kind, note.no
    [limit :limit]
    """,
)


class GateRow(Row):
    """A door that opened at a building: when, by which tactic, and whether it led past the front desk."""

    arrived_at: datetime
    day_only: bool
    tactic: str
    past: int


_PASSED = f"""select visit.no as no, visit.arrived_at as arrived_at, visit.day_only as day_only,
            visit.tactic as tactic,
            case when {PAST_FRONT_DESK} then 1 else 0 end as past
        from visit join outcome on outcome.no = visit.outcome_no
        where outcome.opened = true"""

# What was logged at a tenant before its door was on file counts too, where it says the building by name.
GATE_OF_BUILDING = Statement(
    GateRow,
    f"""
    select arrived_at, day_only, tactic, past from (
        {_PASSED} and visit.unit_no in (select unit.no from unit where unit.building_no = :building_no)
        union
        {_PASSED} and visit.sweep_no in (select sweep.no from sweep where sweep.building_no = :building_no)
        union
        {_PASSED} and visit.unit_no is null and visit.building in (:buildings*)
            and visit.customer_no in (select tenancy.customer_no from unit
                join tenancy on tenancy.unit_no = unit.no where unit.building_no = :building_no)
    ) passed
    order by arrived_at desc
    limit :limit
    """,
)

GATE_OF_CUSTOMER = Statement(
    GateRow,
    f"""
    select arrived_at, day_only, tactic, past from ({_PASSED} and visit.customer_no = :customer_no) passed
    order by arrived_at desc
    limit :limit
    """,
)
