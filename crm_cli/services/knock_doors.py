"""Which doors of a building a knock is at: `3012`, `3016-3018`, `3016-18`, `12a`."""

from collections.abc import Sequence

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.domain.knock_lines import range_ends
from crm_cli.errors import AmbiguousError, NotFoundError, RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage.buildings import FIND_UNITS, UnitRow


def doors_named(desk: Desk, building_no: int, building: str, texts: Sequence[str]) -> list[UnitRow]:
    """Return the doors that texts name, each once, in the order in which they were named.

    A range is of one floor, or of one side of a street, from door to door as they lie; what is written on a door
    comes before a range (128-1). Raises NotFoundError for no door, RefusedError for one that is no longer used or
    for a range from floor to floor.
    """
    wanted = {fold(part).upper() for text in texts for part in (text, *_ends(text))}
    rows = desk.database.all(FIND_UNITS, building_no=building_no, codes=sorted(wanted | set(texts)))
    known = {fold(row.code).upper(): row for row in rows}
    found: dict[int, UnitRow] = {}
    for text in texts:
        for row in _doors(desk, building_no, building, known, text):
            found[row.no] = row
    return list(found.values())


def is_door(desk: Desk, building_no: int, text: str) -> bool:
    """Say whether that is written on a door of the building."""
    return bool(desk.database.all(FIND_UNITS, building_no=building_no, codes=[text, text.upper()], limit=1))


def _ends(text: str) -> list[str]:
    return [end for pair in range_ends(text) for end in pair]


def _doors(
    desk: Desk, building_no: int, building: str, known: dict[str, UnitRow], text: str
) -> list[UnitRow]:
    if (row := known.get(fold(text).upper())) is not None:
        return [_in_use(row)]
    for first, last in range_ends(fold(text).upper()):
        if first in known and last in known:
            return _between(desk, known[first], known[last], text)
    return [_spelled(desk, building_no, building, text)]


def _in_use(row: UnitRow) -> UnitRow:
    if row.retired_on is not None:
        raise RefusedError(
            _("{door} is no longer a door of {building}.").format(door=row.code, building=row.building)
        )
    return row


def _between(desk: Desk, first: UnitRow, last: UnitRow, text: str) -> list[UnitRow]:
    if (first.floor_order, first.side) != (last.floor_order, last.side):
        raise RefusedError(
            _("{text} goes from one floor or side to another.").format(text=text),
            _("Name the doors of each by themselves: {first} {last}").format(
                first=first.code, last=last.code
            ),
        )
    low, high = sorted((first.position, last.position))
    along = desk.database.all(
        FIND_UNITS, building_no=first.building_no, floor=first.floor, side=first.side, in_use=True
    )
    return [row for row in along if low <= row.position <= high]


def _spelled(desk: Desk, building_no: int, building: str, text: str) -> UnitRow:
    """Return the door that a text names in another spelling (30-12, 3012室); all doors are looked through for it."""
    from crm_cli.domain.door_names import DoorBook

    book = DoorBook(desk.database.all(FIND_UNITS, building_no=building_no, in_use=True))
    found = book.one(text)
    if not found and len(book.said(text)[0]) == 1:
        found, _missing = book.said(text)
    if not found:
        raise NotFoundError(
            _("There is no door {door} in {building}.").format(door=text, building=building),
            _("See its doors with: crm sweep show; add one with: crm unit add {number} {door}").format(
                number=number("building", building_no), door=text
            ),
        )
    if len(found) > 1:
        raise AmbiguousError(
            _("{text} can be any of these:").format(text=text),
            [row.code for row in found],
            _("Write the door as it is written there."),
        )
    return found[0]
