"""Which door of a building on file a visit outside a sweep was at, so that it counts in what is known of that door."""

from typing import Any

from crm_cli.services.desk import Desk
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.visits import VisitRow


def door_said(desk: Desk, building: str, unit: str) -> dict[str, Any]:
    """Return the columns of a visit by which a place as typed is a building on file and a door in use of it.

    A place that is not on file stays as it was typed, which is said by leaving its columns out.
    """
    from crm_cli.domain.numerals import fold
    from crm_cli.services.buildings import building_called
    from crm_cli.storage.buildings import FIND_UNITS

    held = building_called(desk, building)
    if held is None:
        return {}
    code = fold(unit).strip().upper()
    doors = desk.database.all(FIND_UNITS, building_no=held.no, codes=[code], in_use=True) if code else []
    if len(doors) != 1:
        return {"building": held.name}
    return {"building": held.name, "floor": doors[0].floor, "unit": doors[0].code, "unit_no": doors[0].no}


def door_of(desk: Desk, customer: CustomerBrief) -> dict[str, Any]:
    """Return the door of a visit to a customer at its address: the only one it is behind, {} for none or several."""
    if not customer.building:
        return {}
    from crm_cli.storage.tenancies import FIND_TENANCIES

    held = desk.database.all(FIND_TENANCIES, customer_no=customer.no, here=True, limit=2)
    return {"unit_no": held[0].unit_no} if len(held) == 1 else {}


def door_again(desk: Desk, visit: VisitRow, typed: dict[str, object]) -> dict[str, Any]:
    """Return the columns of a visit whose place is corrected; `typed` are those of its place that were.

    Raises NotFoundError for a knock at a door that the building of its sweep does not have.
    """
    building, unit = str(typed.get("building", visit.building)), str(typed.get("unit", visit.unit))
    if visit.sweep_no is not None:
        from crm_cli.services.buildings import find_building
        from crm_cli.services.units import find_unit

        door = find_unit(desk, find_building(desk, visit.building), unit)
        return {"building": door.building, "floor": door.floor, "unit": door.code, "unit_no": door.no}
    return {"unit_no": None, **door_said(desk, building, unit)}
