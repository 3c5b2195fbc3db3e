"""The doors of a building: naming one, adding, changing and taking them away."""

from collections.abc import Sequence
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.errors import InUseError, NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import pick
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.records import record
from crm_cli.storage.buildings import FIND_UNITS, BuildingName, UnitRow
from crm_cli.storage.change import Change


def units_of(desk: Desk, building_no: int, **filters: Any) -> list[UnitRow]:
    """Return the doors in use of a building, floor by floor from the ground up, along each floor."""
    return desk.database.all(FIND_UNITS, building_no=building_no, in_use=True, **filters)


def find_unit(desk: Desk, building: BuildingName, text: str, *, in_use: bool = True) -> UnitRow:
    """Return the door of a building that `text` names: 3012, 30-12, 3012室; a retired one unless only `in_use`.

    Raises NotFoundError or AmbiguousError (exit 3).
    """
    code = fold(text).upper()
    used = True if in_use else None
    found = desk.database.all(FIND_UNITS, building_no=building.no, codes=[code], in_use=used)
    if not found:
        from crm_cli.domain.door_names import DoorBook

        found, _missing = DoorBook(desk.database.all(FIND_UNITS, building_no=building.no, in_use=used)).said(
            text
        )
    if not found:
        raise missing_door(building, text)
    return pick(desk, text, found, lambda one: one.code, _("Name one as it is written on the door."))


def doors_named(desk: Desk, building: BuildingName, text: str) -> list[UnitRow]:
    """Return the doors in use that a text names: 3012, 3012-3015, 3012/13; raise NotFoundError where one is missing."""
    from crm_cli.domain.door_names import DoorBook

    found, missing_codes = DoorBook(units_of(desk, building.no)).said(text)
    if missing_codes or not found:
        raise missing_door(building, ", ".join(missing_codes) or text)
    return found


def missing_door(building: BuildingName, text: str) -> NotFoundError:
    """Return the error for a door that a building does not have."""
    return NotFoundError(
        _("{building} has no door {code}.").format(building=building.name, code=text),
        _("Add it with: crm unit add {number} {code}").format(
            number=number("building", building.no), code=text
        ),
    )


def doors_with_tenants(
    desk: Desk,
    building: BuildingName,
    *,
    floor: str | None = None,
    retired: bool = False,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Return the doors of a building as records, each with the names of who is behind it."""
    from crm_cli.domain.doors import floor_label
    from crm_cli.storage.tenancies import FIND_TENANCIES

    label = None if floor is None else floor_label(floor)
    in_use = None if retired else True
    rows = desk.database.all(FIND_UNITS, building_no=building.no, floor=label, in_use=in_use, limit=limit)
    names: dict[int, list[str]] = {}
    for one in desk.database.all(FIND_TENANCIES, building_no=building.no, floor=label, here=True):
        names.setdefault(one.unit_no, []).append(one.customer)
    return [{**unit_record(row, desk), "tenants": names.get(row.no, [])} for row in rows]


def unit_record(row: Any, desk: Desk) -> dict[str, Any]:
    """Return a door, or a tenancy at one, as a record whose door is its `unit`, as it is of visits and customers."""
    return {"unit" if key == "code" else key: value for key, value in record(row, desk).items()}


def add_units(
    desk: Desk,
    building: BuildingName,
    texts: Sequence[str],
    *,
    floor: str | None = None,
    side: str | None = None,
    note: str = "",
) -> Receipt:
    """Add doors to a building, each in its place among those of its floor (its side of a street); one change.

    A door that was retired is in use again. Where `floor` is not said, the code tells it.
    """
    if not texts:
        raise UsageError(_("Which door?"), "crm unit add b1 3012A")
    notes = Notes()
    with desk.change() as change:
        for text in texts:
            _add_unit(desk, change, building, text, floor=floor, side=side, note=note, notes=notes)
        from crm_cli.services.tenants import bind_by_text

        bound = bind_by_text(desk, change, building.no)
    from crm_cli.services.buildings import tell_bound

    tell_bound(notes, bound)
    return notes.receipt("building", building.no)


def _add_unit(
    desk: Desk,
    change: Change,
    building: BuildingName,
    text: str,
    *,
    floor: str | None,
    side: str | None,
    note: str,
    notes: Notes,
) -> None:
    insert_unit(desk, change, building, text, floor=floor, side=side, note=note)
    notes.tell(_("{building} {code} added.").format(building=building.name, code=fold(text).upper()))


def insert_unit(
    desk: Desk,
    change: Change,
    building: BuildingName,
    text: str,
    *,
    floor: str | None = None,
    side: str | None = None,
    note: str = "",
) -> int:
    """Insert a door inside an open change, or use a retired one again; return its number.

    Raises RefusedError when the building has that door, UsageError when its floor cannot be told.
    """
    code = "".join(fold(text).upper().split())
    if not code or not code.replace("-", "").isalnum():
        raise UsageError(_("{text} is no code of a door.").format(text=text or "''"), "3012, 12A, 128-1")
    every = desk.database.all(FIND_UNITS, building_no=building.no)
    if held := [one for one in every if one.code == code]:
        if held[0].retired_on is None:
            raise RefusedError(
                _("{building} has a door {code} already.").format(building=building.name, code=code)
            )
        change.update("unit", held[0].no, retired_on=None)
        return held[0].no
    place = place_of_door(desk, change, building.no, building.kind, code, floor=floor, side=side)
    return change.insert("unit", building_no=building.no, code=code, **place, note=note)


def place_of_door(
    desk: Desk,
    change: Change,
    building_no: int,
    kind: str,
    code: str,
    *,
    floor: str | None = None,
    side: str | None = None,
) -> dict[str, Any]:
    """Return the columns that say where a new door lies, having made room for it inside an open change.

    Raises UsageError when its floor cannot be told.
    """
    every = desk.database.all(FIND_UNITS, building_no=building_no)
    if kind == "street":
        label, order, side = "", 0, _read_side(side, code, every)
    else:
        label, order = _floor(floor, code, every)
        side = ""
    beside = [one for one in every if one.floor_order == order and one.side == side]
    position = _make_room(change, beside, code)
    return {"floor": label, "floor_order": order, "position": position, "side": side}


def _read_side(text: str | None, code: str, every: Sequence[UnitRow]) -> str:
    if text is not None:
        from crm_cli.services.reading import read_code

        return read_code("side", text) if text.strip() else ""
    number_on = _shop_number(code)
    same = [one.side for one in every if _shop_number(one.code) == number_on]
    alike = same or [one.side for one in every if _shop_number(one.code) % 2 == number_on % 2]
    # A street may have its even numbers on the left, or no sides at all: its other shops tell.
    return max(dict.fromkeys(alike), key=alike.count) if alike else ("right", "left")[number_on % 2]


def _shop_number(code: str) -> int:
    import re

    found = re.search(r"\d+", code)
    return int(found[0]) if found else 0


def _floor(text: str | None, code: str, every: Sequence[UnitRow]) -> tuple[str, int]:
    """Return the label and order of a new door's floor, that of the door most like it where none is said."""
    from crm_cli.domain.doors import floor_label, order_of

    if text is None:
        return _floor_told(code, every)
    label = floor_label(text)
    known = {one.floor: one.floor_order for one in every}
    if label in known:
        return label, known[label]
    order = order_of(label)
    order = max(known.values(), default=0) + 1 if order is None else order
    while order in known.values():
        order += 1
    return label, order


def _floor_told(code: str, every: Sequence[UnitRow]) -> tuple[str, int]:
    """Return the floor that a code tells by itself: 3012A lies beside 3012, 3013 is written as 3012 is."""
    beside = [one for one in every if code.startswith(one.code) and not code[len(one.code) :][:1].isdigit()]
    alike = [
        one
        for one in every
        if one.floor and code.startswith(one.floor) and _shape(code, one.floor) == _shape(one.code, one.floor)
    ]
    near = max(beside or alike, key=lambda one: len(one.floor), default=None)
    if near is None or not near.floor:
        raise UsageError(_("On which floor is {code}?").format(code=code), "--floor 30")
    return near.floor, near.floor_order


def _shape(code: str, floor: str) -> str:
    return "".join("0" if char.isdigit() else char for char in code.removeprefix(floor))


def _natural(code: str) -> list[tuple[int, str]]:
    """Return what orders codes as people count: 9 before 12, 12 before 12A."""
    import re

    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|[^\d]+", code)]


def _make_room(change: Change, beside: Sequence[UnitRow], code: str) -> int:
    """Return the position of a new door among those beside it, and move those behind it on."""
    before = [one for one in beside if _natural(one.code) < _natural(code)]
    position = max((one.position for one in before), default=0) + 1
    if any(one.position == position for one in beside):
        for one in beside:
            if one.position >= position:
                change.update("unit", one.no, position=one.position + 1)
    return position


def edit_unit(
    desk: Desk,
    building: BuildingName,
    text: str,
    *,
    code: str | None = None,
    note: str | None = None,
    side: str | None = None,
) -> Receipt:
    """Change what is written on a door, or the note at it; tenants' addresses follow."""
    row = find_unit(desk, building, text)
    values: dict[str, Any] = {} if note is None else {"note": note.strip()}
    if side is not None:
        values["side"] = _read_side(side, row.code, ())
    if code is not None and (code := "".join(fold(code).upper().split())) != row.code:
        if not code.replace("-", "").isalnum():
            raise UsageError(_("{text} is no code of a door.").format(text=code or "''"), "3012, 12A, 128-1")
        if desk.database.first(FIND_UNITS, building_no=building.no, codes=[code]):
            raise RefusedError(
                _("{building} has a door {code} already.").format(building=building.name, code=code)
            )
        values["code"] = code
    notes = Notes()
    with desk.change() as change:
        changed = change.update("unit", row.no, expect=row.version, **values)
        if "code" in values:
            from crm_cli.services.tenants import follow_door

            follow_door(desk, change, row)
    told = _("{building} {code} changed.") if changed else _("{building} {code} is already so.")
    notes.tell(told.format(building=building.name, code=values.get("code", row.code)))
    return notes.receipt("building", building.no, changed=changed)


def remove_units(desk: Desk, building: BuildingName, texts: Sequence[str]) -> Receipt:
    """Take doors away: one that never was knocked at is removed, another retired (a wall was taken out).

    Raises RefusedError for a door with tenants.
    """
    rows = list(dict.fromkeys(find_unit(desk, building, text) for text in texts))
    notes = Notes()
    with desk.change() as change:
        for row in rows:
            _refuse_tenants(desk, building, row)
            told = (
                _("{building} {code} removed.")
                if _delete(desk, change, row)
                else _("{building} {code} is not used any more.")
            )
            notes.tell(told.format(building=building.name, code=row.code))
    return notes.receipt("building", building.no)


def _refuse_tenants(desk: Desk, building: BuildingName, row: UnitRow) -> None:
    from crm_cli.storage.tenancies import FIND_TENANCIES

    if tenants := desk.database.all(FIND_TENANCIES, unit_no=row.no, here=True):
        raise RefusedError(
            _("{customer} is at {code}.").format(customer=tenants[0].customer, code=row.code),
            _("Move it out first: crm building move-out {number} {code}").format(
                number=number("building", building.no), code=row.code
            ),
        )


def _delete(desk: Desk, change: Change, row: UnitRow) -> bool:
    """Delete a door, or retire one that other records stand on; say whether it is gone."""
    try:
        change.delete("unit", row.no)
    except InUseError:
        change.update("unit", row.no, retired_on=desk.today())
        return False
    return True
