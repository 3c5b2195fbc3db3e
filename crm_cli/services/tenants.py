"""Tenants: which customer moved in behind which door and when it left; addresses follow."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold_name
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes
from crm_cli.storage.buildings import (
    CUSTOMERS_AT,
    FIND_BUILDINGS,
    FIND_UNITS,
    SPELLINGS,
    AddressRow,
    UnitRow,
)
from crm_cli.storage.change import Change
from crm_cli.storage.tenancies import FIND_TENANCIES, TenancyRow

if TYPE_CHECKING:
    from crm_cli.domain.door_names import DoorBook

_NOWHERE: dict[str, Any] = {"building": "", "floor": "", "unit": ""}


def tenants_at(desk: Desk, unit_no: int) -> list[TenancyRow]:
    """Return who is behind a door now."""
    return desk.database.all(FIND_TENANCIES, unit_no=unit_no, here=True)


def move_in(
    desk: Desk, change: Change, unit: UnitRow, customer_no: int, *, since: date | None = None
) -> bool:
    """Bind a customer to a door inside an open change, and have its address follow; say whether it is new there.

    One that is there already only learns since when.
    """
    for held in tenants_at(desk, unit.no):
        if held.customer_no == customer_no:
            if since is not None and held.since != since:
                change.update("tenancy", held.no, since=since)
            return False
    change.insert("tenancy", unit_no=unit.no, customer_no=customer_no, since=since)
    follow(desk, change, customer_no)
    return True


def move_out(desk: Desk, change: Change, held: Sequence[TenancyRow], on: date, reason: str = "") -> None:
    """End tenancies inside an open change; an address that still names the door is emptied or follows."""
    for one in held:
        change.update("tenancy", one.no, until=max(on, one.since or on), reason=reason)
    for customer_no in dict.fromkeys(one.customer_no for one in held):
        follow(desk, change, customer_no, left=[one for one in held if one.customer_no == customer_no])


def vacate(desk: Desk, change: Change, unit_no: int, on: date, reason: str = "") -> list[TenancyRow]:
    """End every tenancy of a door inside an open change (it stands empty); return those ended."""
    held = tenants_at(desk, unit_no)
    move_out(desk, change, held, on, reason)
    return held


def follow(desk: Desk, change: Change, customer_no: int, left: Sequence[TenancyRow] = ()) -> None:
    """Write into a customer's address the first of the doors it is behind, unless that is said there already.

    Behind none any more, the address is emptied where it still says one of the doors just `left`.
    """
    now = change.row("customer", customer_no)
    here = desk.database.all(FIND_TENANCIES, customer_no=customer_no, here=True)
    key = fold_name(str(now["building"]))
    # A firm with two offices keeps as its address the one it has.
    beside = [one for one in here if fold_name(one.building) == key] or _newest(here)
    if beside:
        change.update("customer", customer_no, **_address(now, beside))
    elif key and any(fold_name(one.building) == key and _says(now, one) for one in left):
        change.update("customer", customer_no, **_NOWHERE)


def _newest(here: Sequence[TenancyRow]) -> list[TenancyRow]:
    latest = max(here, key=lambda one: one.no, default=None)
    return [one for one in here if latest is not None and one.building_no == latest.building_no]


def _address(now: dict[str, Any], doors: Sequence[TenancyRow]) -> dict[str, Any]:
    """Return the address at the first of some doors; one that names any of them stays as it is written."""
    address = {"building": doors[0].building, "floor": doors[0].floor, "unit": doors[0].code}
    if all(now[field] == text for field, text in address.items()):
        return address
    from crm_cli.domain.door_names import DoorBook

    said, _missing = DoorBook(doors).said(str(now["unit"]), str(now["floor"]))
    written = fold_name(str(now["building"])) == fold_name(doors[0].building) and bool(said)
    door = said[0] if written else doors[0]
    return {
        "building": door.building,
        "floor": str(now["floor"]) if written and now["floor"] else door.floor,
        "unit": str(now["unit"]) if written else door.code,
    }


def _says(now: dict[str, Any], door: TenancyRow) -> bool:
    from crm_cli.domain.door_names import DoorBook

    said, _missing = DoorBook([door]).said(str(now["unit"]), str(now["floor"]))
    return bool(said) or not str(now["unit"])


def follow_door(desk: Desk, change: Change, unit: UnitRow) -> None:
    """Have the addresses of a door's tenants say its new code, where they said the old one."""
    code = str(change.row("unit", unit.no)["code"])
    for held in tenants_at(desk, unit.no):
        now = change.row("customer", held.customer_no)
        if str(now["unit"]) == unit.code and fold_name(str(now["building"])) == fold_name(unit.building):
            change.update("customer", held.customer_no, unit=code)


def bind_address(desk: Desk, change: Change, customer_no: int, notes: Notes) -> None:
    """Bind a customer to the door that its address names, where its building is on file, inside an open change.

    It is told where it stands now, and warned of another door of that building behind which it stands still.
    """
    from crm_cli.services.buildings import building_called

    now = change.row("customer", customer_no)
    building = building_called(desk, str(now["building"])) if now["unit"] or now["floor"] else None
    if building is None or not bind_by_text(desk, change, building.no, only=[customer_no]):
        return
    here = desk.database.all(FIND_TENANCIES, customer_no=customer_no, building_no=building.no, here=True)
    said = _said(now, here)
    name = number("customer", customer_no)
    doors = _(", ").join(one.code for one in said)
    notes.tell(_("{number} is behind {door} now.").format(number=name, door=doors))
    if others := [one.code for one in here if one not in said]:
        notes.warn(
            _(
                "{number} is behind {doors} still. If it has left: crm building move-out {building} {doors} {number}"
            ).format(number=name, doors=_(", ").join(others), building=number("building", building.no))
        )


def _said(now: dict[str, Any], doors: Sequence[TenancyRow]) -> list[TenancyRow]:
    from crm_cli.domain.door_names import DoorBook

    return DoorBook(doors).said(str(now["unit"]), str(now["floor"]))[0]


def bind_by_text(desk: Desk, change: Change, building_no: int, only: Iterable[int] | None = None) -> int:
    """Bind the customers whose address names a door of a building, inside an open change; return how many are new.

    Who was behind that door and left is not bound again. `only` are the customers to look at. Several doors in
    an address (3012-3015, 3012/3013) bind all of them.
    """
    building = desk.database.one(FIND_BUILDINGS, no=building_no)
    firms = _addressed(desk, building.name, only)
    if not firms:
        return 0
    from crm_cli.domain.door_names import DoorBook

    book = DoorBook(desk.database.all(FIND_UNITS, building_no=building_no, in_use=True))
    only_one = firms[0].no if len(firms) == 1 else None
    held = desk.database.all(FIND_TENANCIES, building_no=building_no, customer_no=only_one)
    known = {(one.unit_no, one.customer_no) for one in held}
    fresh = {
        firm.no: [door for door in _doors_of(book, firm) if (door.no, firm.no) not in known] for firm in firms
    }
    rows = [{"unit_no": door.no, "customer_no": no} for no, doors in fresh.items() for door in doors]
    change.insert_many("tenancy", rows)
    for firm in firms:
        if fresh[firm.no]:
            _complete(change, firm, building.name, fresh[firm.no][0])
    return sum(map(bool, fresh.values()))


def _addressed(desk: Desk, name: str, only: Iterable[int] | None) -> list[AddressRow]:
    """Return the customers, or those of them in `only`, whose address says that building and where in it."""
    key = fold_name(name)
    if only is not None:
        found = [row for part in _parts(list(only)) for row in desk.database.all(CUSTOMERS_AT, numbers=part)]
    else:
        names = [row.building for row in desk.database.all(SPELLINGS) if fold_name(row.building) == key]
        found = [row for part in _parts(names) for row in desk.database.all(CUSTOMERS_AT, buildings=part)]
    return [row for row in found if (row.unit or row.floor) and fold_name(row.building) == key]


def _doors_of(book: "DoorBook[UnitRow]", firm: AddressRow) -> list[UnitRow]:
    doors, _missing = book.said(firm.unit, firm.floor)
    return doors


def _complete(change: Change, firm: AddressRow, building: str, door: UnitRow) -> None:
    """Have an address call the building as it is called here, and say the floor where it says none."""
    if firm.building != building or not firm.floor:
        change.update("customer", firm.no, building=building, floor=firm.floor or door.floor)


def _parts(values: Sequence[Any]) -> list[Sequence[Any]]:
    return [values[start : start + 200] for start in range(0, len(values), 200)]
