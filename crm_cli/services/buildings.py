"""Buildings and streets: adding them with their doors, naming, changing and removing them."""

from collections.abc import Sequence
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold, fold_name
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import RefusedError, UsageError, in_use_as
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.naming import missing, number_of, pick
from crm_cli.services.reading import spelled
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.buildings import BUILDING_NAMES, FIND_BUILDINGS, BuildingName, BuildingRow
from crm_cli.storage.change import Change

TEXT_FIELDS = ("city", "district", "address", "rule", "note")


class Layout(Frozen):
    """The doors of a new building as typed: floors and units of a tower, shops of a street."""

    floors: str = ""
    units: str = ""
    skip: str = ""
    basement: int = 0
    irregular: Sequence[str] = ()
    shops: str = ""
    left: str = ""
    right: str = ""
    is_two_sided: bool = True


_NO_DOORS = Layout()


def find_building(desk: Desk, text: str) -> BuildingName:
    """Return the building that `text` names: b3, its name, part of it, pinyin or its initials.

    Raises NotFoundError or AmbiguousError (exit 3), UsageError where nothing is named.
    """
    if not text.strip():
        raise UsageError(_("Which building?"), _("Name it by its number (b3), its name or part of it."))
    rows = desk.database.all(BUILDING_NAMES)
    no = number_of("building", text)
    found = [row for row in rows if row.no == no] if no is not None else []
    if not (found := found or _called(rows, text)):
        raise missing(
            text,
            _("See them with: crm building list, or add it with: crm building add {text}").format(text=text),
        )
    return pick(
        desk,
        text,
        found,
        lambda row: f"{number('building', row.no)} {row.name}",
        _("Name one by its number, for example b3."),
    )


def _called(rows: Sequence[BuildingName], text: str) -> list[BuildingName]:
    """Return those whose name is the text, else those in whose name, pinyin or initials it is found."""
    folded, key = fold(text), fold_name(text)
    if exact := [row for row in rows if fold_name(row.name) == key]:
        return exact
    if within := [row for row in rows if folded in fold(row.name)]:
        return within
    from crm_cli.domain.pinyin import initials, syllables
    from crm_cli.domain.search_words import in_name, name_word

    word, keys = name_word(folded), {row.no: fold(row.name) for row in rows}
    return [
        row for row in rows if in_name(word, keys[row.no], initials(keys[row.no]), syllables(keys[row.no]))
    ]


def building_called(desk: Desk, name: str) -> BuildingName | None:
    """Return the building of exactly that name, in any script, case and width; None where there is none."""
    key = fold_name(name)
    return (
        next((row for row in desk.database.all(BUILDING_NAMES) if fold_name(row.name) == key), None)
        if key
        else None
    )


def building(desk: Desk, text: str) -> BuildingRow:
    """Return the building that `text` names whole; raise what `find_building` raises."""
    return desk.database.one(FIND_BUILDINGS, no=find_building(desk, text).no)


def buildings(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[BuildingRow]:
    """Return the buildings that pass the filters."""
    return desk.database.all(FIND_BUILDINGS, sort=sort, descending=descending, **spelled(filters))


def add_building(
    desk: Desk, name: str, layout: Layout = _NO_DOORS, *, kind: str | None = None, **texts: str | None
) -> Receipt:
    """Add a building or street with its doors, and bind the customers whose address names one of them.

    A street is what has shops. Raises UsageError for a layout that cannot be read, RefusedError for a name taken.
    """
    kind = _read_kind(kind, layout)
    doors = _doors(kind, layout)
    values = {field: text.strip() for field, text in texts.items() if text}
    notes = Notes()
    with desk.change() as change:
        # Asked inside the change: two who add one building at once make one.
        name = _free_name(desk, name)
        no = change.insert("building", name=name, kind=kind, **values)
        change.insert_many("unit", [{"building_no": no, **door._asdict()} for door in doors])
        from crm_cli.services.tenants import bind_by_text

        bound = bind_by_text(desk, change, no)
    told = _("{number} {name} added: {doors}.")
    notes.tell(told.format(number=number("building", no), name=name, doors=_say_doors(kind, doors)))
    tell_bound(notes, bound)
    _warn_of_skips(layout, notes)
    return notes.receipt("building", no)


def _warn_of_skips(layout: Layout, notes: Notes) -> None:
    from crm_cli.domain.doors import skipped_in_vain

    if layout.floors and layout.skip:
        for label in skipped_in_vain(layout.floors, basement=layout.basement, skip=layout.skip):
            notes.warn(_("--skip {floor}: it has no such floor anyway.").format(floor=label))


def tell_bound(notes: Notes, bound: int) -> None:
    """Tell how many customers on file turned out to be tenants, if any."""
    if bound:
        told = ngettext(
            "{count} customer on file is its tenant.", "{count} customers on file are its tenants.", bound
        )
        notes.tell(told.format(count=bound))


def _say_doors(kind: str, doors: Sequence[Any]) -> str:
    if not doors:
        return _("no doors yet")
    count = ngettext("{count} door", "{count} doors", len(doors)).format(count=len(doors))
    if kind == "street":
        shops = sorted(doors, key=lambda door: door.position)
        # Both sides begin and end somewhere: what stands at either end of the street.
        return f"{count} ({shops[0].code} … {shops[-1].code})"
    ends = f"{doors[0].code} … {doors[-1].code}"
    floors = len({door.floor for door in doors})
    return ngettext("{count} floor", "{count} floors", floors).format(count=floors) + f", {count} ({ends})"


def _read_kind(text: str | None, layout: Layout) -> str:
    is_street = bool(layout.shops or layout.left or layout.right)
    kind = "street" if is_street else "tower"
    if text is not None:
        from crm_cli.services.reading import read_code

        kind = read_code("building_kind", text)
    has_floors = layout.floors or layout.units or layout.irregular or layout.skip or layout.basement
    if (is_street and kind == "tower") or (kind == "street" and has_floors):
        raise UsageError(
            _("A tower has --floors and --units, a street has --shops."),
            'crm building add "文明路" --kind street --shops 1-120',
        )
    return kind


def _doors(kind: str, layout: Layout) -> Sequence[Any]:
    from crm_cli.domain import doors

    if kind == "street":
        if not (layout.shops or layout.left or layout.right):
            return []
        return doors.street_doors(
            layout.shops, left=layout.left, right=layout.right, is_two_sided=layout.is_two_sided
        )
    if not layout.floors and not layout.irregular:
        if layout.units or layout.skip or layout.basement:
            raise UsageError(_("Which floors does it have?"), "--floors 3-80 --units 01-12")
        return []
    if not layout.units and layout.floors:
        raise UsageError(_("Which doors does a floor have?"), "--floors 3-80 --units 01-12")
    floors = (
        doors.read_floors(layout.floors, basement=layout.basement, skip=layout.skip) if layout.floors else []
    )
    units = doors.read_units(layout.units) if layout.units else []
    return doors.tower_doors(floors, units, doors.read_irregular(layout.irregular))


def _free_name(desk: Desk, name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise UsageError(_("A name is needed."))
    if (other := building_called(desk, name)) is not None:
        raise RefusedError(
            _("{number} is called {name} already.").format(
                number=number("building", other.no), name=other.name
            ),
            f"crm building show {number('building', other.no)}",
        )
    return name


def edit_building(
    desk: Desk, text: str, *, name: str | None = None, retired: bool | None = None, **texts: str | None
) -> Receipt:
    """Change a building; its new name follows to its tenants, its open plans and the visits made there."""
    row = building(desk, text)
    values: dict[str, Any] = {field: one.strip() for field, one in texts.items() if one is not None}
    if name is not None and " ".join(name.split()) != row.name:
        other = building_called(desk, name)
        values["name"] = (
            " ".join(name.split()) if other is not None and other.no == row.no else _free_name(desk, name)
        )
    if retired is not None:
        values["retired_on"] = desk.today() if retired else None
    notes = Notes()
    with desk.change() as change:
        changed = change.update("building", row.no, expect=row.version, **values)
        if changed and "name" in values:
            from crm_cli.services.building_names import rename_texts

            rename_texts(desk, change, row, values["name"], notes)
    told = _("{number} {name} changed.") if changed else _("{number} {name} is already so.")
    notes.lines.insert(0, told.format(number=number("building", row.no), name=values.get("name", row.name)))
    return notes.receipt("building", row.no, row.id, changed=changed)


def remove_building(desk: Desk, text: str) -> Receipt:
    """Remove a building nobody was at; one with visits, sweeps or former tenants is retired instead.

    The addresses of its tenants stay as they are written.
    """
    row = building(desk, text)
    notes = Notes()
    with (
        in_use_as(
            _("{name} has a history; removing it would change old reports.").format(name=row.name),
            _("Say that it is no longer used: crm building edit {number} --retired").format(
                number=number("building", row.no)
            ),
        ),
        desk.change() as change,
    ):
        _remove_parts(desk, change, row.no)
        change.delete("building", row.no)
    notes.tell(_("{name} removed.").format(name=row.name))
    return notes.receipt("building", row.no, row.id)


def _remove_parts(desk: Desk, change: Change, building_no: int) -> None:
    from crm_cli.storage.buildings import FIND_UNITS
    from crm_cli.storage.front_desk import FRONT_DESK
    from crm_cli.storage.tenancies import FIND_TENANCIES

    for note in desk.database.all(FRONT_DESK, building_no=building_no):
        change.delete("front_desk_note", note.no)
    for tenancy in desk.database.all(FIND_TENANCIES, building_no=building_no):
        change.delete("tenancy", tenancy.no)
    for unit in desk.database.all(FIND_UNITS, building_no=building_no):
        change.delete("unit", unit.no)
