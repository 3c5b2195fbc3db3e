"""Moving customers in and out of a building's doors, as typed."""

from collections.abc import Sequence

from crm_cli.domain.codes import number
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.buildings import find_building
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer
from crm_cli.services.reading import read_day
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.tenants import move_in, move_out, tenants_at
from crm_cli.services.units import doors_named, find_unit
from crm_cli.storage.buildings import UnitRow
from crm_cli.storage.tenancies import FIND_TENANCIES, TenancyRow


def tenancies(
    desk: Desk, building: str, *, floor: str | None = None, everyone: bool = False
) -> list[TenancyRow]:
    """Return who is in a building, from the ground up; those who left too with `everyone`."""
    label = None
    if floor is not None:
        from crm_cli.domain.doors import floor_label

        label = floor_label(floor)
    row = find_building(desk, building)
    found = desk.database.all(
        FIND_TENANCIES, building_no=row.no, floor=label, here=None if everyone else True
    )
    if label is not None and not found:
        from crm_cli.services.units import units_of

        if not units_of(desk, row.no, floor=label, limit=1):
            raise NotFoundError(_("{building} has no floor {floor}.").format(building=row.name, floor=floor))
    return found


def enter(desk: Desk, building: str, doors: str, customer: str, *, since: str | None = None) -> Receipt:
    """Bind a customer to the doors named (3012, 3012-3015, 3012/13); its address follows."""
    place, firm = find_building(desk, building), find_customer(desk, customer)
    units = doors_named(desk, place, doors)
    day = None if since is None else read_day(desk, since)
    notes = Notes()
    for unit in units:
        for other in tenants_at(desk, unit.no):
            if other.customer_no != firm.no:
                notes.warn(
                    _("{customer} is at {code} too; if it left: crm building move-out {building} {code} {number}").format(
                        customer=other.customer, code=unit.code, building=number("building", place.no),
                        number=number("customer", other.customer_no),
                    )
                )  # fmt: skip
    with desk.change() as change:
        fresh = [unit for unit in units if move_in(desk, change, unit, firm.no, since=day)]
    told = (
        _("{customer} is at {building} {codes}.")
        if fresh
        else _("{customer} is at {building} {codes} already.")
    )
    notes.tell(told.format(customer=firm.name, building=place.name, codes=_codes(units)))
    return notes.receipt("customer", firm.no, firm.id, changed=bool(fresh) or since is not None)


def leave(
    desk: Desk,
    building: str,
    door: str,
    customer: str | None = None,
    *,
    on: str | None = None,
    reason: str = "",
) -> Receipt:
    """End the tenancy of a customer at a door, or of everyone there; today unless said otherwise.

    Raises NotFoundError when nobody of that name is there, UsageError for a day to come.
    """
    place = find_building(desk, building)
    unit = find_unit(desk, place, door, in_use=False)
    day = read_day(desk, on)
    if day > desk.today():
        raise UsageError(_("{day} is to come.").format(day=day.isoformat()), _("Say it when they have left."))
    held = tenants_at(desk, unit.no)
    if customer is not None:
        firm = find_customer(desk, customer)
        held = [one for one in held if one.customer_no == firm.no]
    if not held:
        raise NotFoundError(
            _("Nobody of that name is at {building} {code}.").format(building=place.name, code=unit.code)
            if customer
            else _("Nobody is at {building} {code}.").format(building=place.name, code=unit.code),
            f"crm building tenants {number('building', place.no)} --floor {unit.floor}".removesuffix(
                " --floor "
            ),
        )
    if late := next((one for one in held if one.since is not None and one.since > day), None):
        raise UsageError(
            _("{customer} is there since {day}.").format(customer=late.customer, day=late.since),
            _("Say a day after that with --on, or the right one with: crm building move-in … --since"),
        )
    notes = Notes()
    with desk.change() as change:
        move_out(desk, change, held, day, reason.strip())
    for one in held:
        told = _("{customer} left {building} {code} on {day}.")
        notes.tell(
            told.format(customer=one.customer, building=place.name, code=unit.code, day=day.isoformat())
        )
    return notes.receipt("building", place.no)


def _codes(units: Sequence[UnitRow]) -> str:
    return ", ".join(unit.code for unit in units)
