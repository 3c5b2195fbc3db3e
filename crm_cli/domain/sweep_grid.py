"""The grid of a sweep as rows of doors: floors from the top down, or stretches of a street; which rows are shown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from crm_cli.domain.door_states import LETTERS
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.sweeping import Door, Standing, is_sided, is_to_do, stops

ARROWS = {"down": "↓", "up": "↑", "left": "→", "right": "→"}


class GridRow(Frozen):
    """Doors drawn beside each other: a floor's label and doors, each in its column, None where there is none.

    `fronts` are the places, in their order, of the fronts that stand there. `below` says that the row is on the low
    side of where the fronts meet and the one drawn before it is not.
    """

    label: str
    doors: tuple[Door | None, ...]
    fronts: tuple[int, ...] = ()
    below: bool = False


class Fold(Frozen):
    """Rows that are not drawn: how many floors, how many of their doors there are and how many are still to do."""

    rows: int
    doors: int
    left: int


def letter_of(door: Door) -> str:
    """Return the letter of a door in the grid; one somebody is at says so where it is to be done."""
    return LETTERS["busy" if door.lease_rep_no is not None else door.state]


def counts_of(doors: Iterable[Door]) -> dict[str, int]:
    """Return how many doors stand how, by states in the order of the legend, doors somebody is at as `busy`."""
    found = dict.fromkeys(LETTERS, 0)
    for door in doors:
        found["busy" if door.lease_rep_no is not None else door.state] += 1
    return {state: count for state, count in found.items() if count}


def tower_rows(doors: Sequence[Door], ahead: Sequence[Standing], meeting: str | None) -> list[GridRow]:
    """Return the floors from the top down, doors in the columns of their positions."""
    columns = {position: place for place, position in enumerate(sorted({door.position for door in doors}))}
    standing = _where(ahead)
    found = []
    below = False
    for stop in reversed(stops(doors, street=False)):
        cells: list[Door | None] = [None] * len(columns)
        spare: list[Door] = []
        for door in stop.doors:
            place = columns[door.position]
            # Two doors of a floor in one place would hide each other.
            spare += [door] if cells[place] is not None else []
            cells[place] = cells[place] or door
        cells += spare
        while cells and cells[-1] is None:
            cells.pop()
        here = tuple(place for door in stop.doors for place in standing.get(door.unit_no, ()))
        is_meeting = not below and stop.label == meeting
        below = below or is_meeting
        found.append(GridRow(stop.label, tuple(cells), here, is_meeting))
    return found


def street_rows(
    doors: Sequence[Door], ahead: Sequence[Standing], meeting: str | None, width: int
) -> list[GridRow]:
    """Return a street in stretches of `width` shops, each labelled by its first; both sides below each other."""
    standing = _where(ahead)
    shops = [door for stop in stops(doors, street=True) for door in stop.doors]
    if is_sided(shops):
        sides = [[door for door in shops if (door.side or "left") == side] for side in ("left", "right")]
        parts = [part for pair in _side_by_side(*sides, width=width) for part in pair if part]
    else:
        parts = [shops[start : start + width] for start in range(0, len(shops), width)]
    found = []
    for part in parts:
        here = tuple(place for door in part for place in standing.get(door.unit_no, ()))
        found.append(GridRow(part[0].code, tuple(part), here))
    return _with_line(found, meeting)


def _side_by_side(
    left: list[Door], right: list[Door], *, width: int
) -> Iterator[tuple[list[Door], list[Door]]]:
    for start in range(0, max(len(left), len(right)), width):
        yield left[start : start + width], right[start : start + width]


def _with_line(rows: list[GridRow], meeting: str | None) -> list[GridRow]:
    """Say at which stretch of a street the shops behind the meeting one begin."""
    if meeting is None:
        return rows
    place = next(
        (place for place, row in enumerate(rows) if any(door and door.code == meeting for door in row.doors)),
        None,
    )
    if place is None or place + 1 >= len(rows):
        return rows
    return [*rows[: place + 1], rows[place + 1]._replace(below=True), *rows[place + 2 :]]


def _where(ahead: Sequence[Standing]) -> Mapping[int, list[int]]:
    """Return which fronts come next to a door, by the number of the door."""
    found: dict[int, list[int]] = {}
    for place, one in enumerate(ahead):
        if one.next is not None:
            found.setdefault(one.next.unit_no, []).append(place)
    return found


def headings(rows: Sequence[GridRow]) -> list[str]:
    """Return what the doors of each column share behind their floor's label (01, 02 …), [] where they do not."""
    found: list[str] = []
    for row in rows:
        for place, door in enumerate(row.doors):
            if door is None:
                continue
            if not door.floor or not door.code.startswith(door.floor):
                return []
            ending = door.code[len(door.floor) :].removeprefix("-")
            found += [""] * (place + 1 - len(found))
            if found[place] not in {"", ending}:
                return []
            found[place] = ending
    return found if all(found) else []


def folded(rows: Sequence[GridRow], height: int) -> list[GridRow | Fold]:
    """Return as many rows as fit into `height` lines: those nearest to the fronts, then to where they meet.

    The others are folded, a line for each stretch of them; a line where the fronts meet counts too.
    """
    if _lines(rows, set(range(len(rows)))) <= height:
        return list(rows)
    order = _by_nearness(rows)
    for count in range(min(len(rows), height), 0, -1):
        shown = set(order[:count])
        if _lines(rows, shown) <= height:
            return list(_fold(rows, shown))
    return list(_fold(rows, set(order[:1])))


def _by_nearness(rows: Sequence[GridRow]) -> list[int]:
    fronts = [place for place, row in enumerate(rows) if row.fronts]
    meets = [place for place, row in enumerate(rows) if row.below]

    def distance(place: int) -> tuple[float, int]:
        near = min((abs(place - one) for one in fronts), default=len(rows))
        # A floor beside the meeting one is worth as much as one four floors from a front.
        meet = min((abs(place - one) + 4 for one in meets), default=len(rows))
        return min(near, meet), place

    return sorted(range(len(rows)), key=distance)


def _lines(rows: Sequence[GridRow], shown: set[int]) -> int:
    folds = sum(1 for place in range(len(rows)) if place not in shown and (not place or place - 1 in shown))
    return len(shown) + folds + sum(rows[place].below for place in shown)


def _fold(rows: Sequence[GridRow], shown: set[int]) -> Iterator[GridRow | Fold]:
    hidden: list[GridRow] = []
    for place, row in enumerate(rows):
        if place not in shown:
            hidden.append(row)
            continue
        if hidden:
            yield fold_of(hidden)
            hidden = []
        yield row
    if hidden:
        yield fold_of(hidden)


def fold_of(rows: Sequence[GridRow]) -> Fold:
    """Return what is told of rows that are not drawn."""
    doors = [door for row in rows for door in row.doors if door is not None]
    return Fold(len(rows), len(doors), sum(map(is_to_do, doors)))
