"""What to know of one door of a sweep: who is behind it, what happened there, the front desk, whose it is now."""

from collections.abc import Sequence

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.sweeping import Door
from crm_cli.services.desk import Desk
from crm_cli.storage.door_leases import LAST_VISITS, TENANTS_NOW, LastVisitRow, TenantRow
from crm_cli.storage.front_desk import FRONT_DESK, FrontDeskRow
from crm_cli.storage.reps import FIND_REPS
from crm_cli.storage.sweeps import SweepRow


class DoorCard(Frozen):
    """A door with its tenants, the last visits there, the latest first, and what is remembered of front desks.

    `at_it` is the name of who was sent there, `handed_to` of who was handed the door; '' for nobody.
    """

    door: Door
    tenants: list[TenantRow]
    visits: list[LastVisitRow]
    front_desk: list[FrontDeskRow]
    at_it: str
    handed_to: str


def door_card(desk: Desk, sweep: SweepRow, door: Door, *, visits: int = 3) -> DoorCard:
    """Return what to know of a door of a sweep, with at most so many visits."""
    tenants = desk.database.all(TENANTS_NOW, unit_no=door.unit_no)
    notes = desk.database.all(FRONT_DESK, building_no=sweep.building_no)
    if tenants:
        notes += desk.database.all(FRONT_DESK, customer_numbers=[one.customer_no for one in tenants])
    names = {rep.no: rep.name for rep in desk.database.all(FIND_REPS)}
    return DoorCard(
        door, tenants, last_visits(desk, door.unit_no, tenants, visits), notes,
        names.get(door.lease_rep_no or 0, ""), names.get(door.handed_rep_no or 0, ""),
    )  # fmt: skip


def last_visits(desk: Desk, unit_no: int, tenants: Sequence[TenantRow], count: int) -> list[LastVisitRow]:
    """Return the last visits at a door and to those behind it, wherever that was, the latest first."""
    found = {row.no: row for row in desk.database.all(LAST_VISITS, unit_no=unit_no, limit=count)}
    for one in tenants:
        rows = desk.database.all(LAST_VISITS, customer_no=one.customer_no, limit=count)
        found |= {row.no: row for row in rows}
    return sorted(found.values(), key=lambda row: (row.arrived_at, row.no), reverse=True)[:count]
