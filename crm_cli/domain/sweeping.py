"""A sweep's geometry: floors and shops in order, the part of each front, where they meet, whose door is next."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from crm_cli.domain.frozen import Frozen

FROM_LOW = frozenset({"up", "left"})
"""The directions that begin at the ground floor, or at the first shop."""

TOWER, STREET = ("down", "up"), ("left", "right")


class Door(Frozen):
    """A unit of the building and how it stands in a sweep; `state` is of domain/door_states.STATES.

    `lease_rep_no` is at it now, `handed_rep_no` has it from whatever front it is on, `rep_no` knocked last.
    `knocked`: it has an outcome in this sweep; `on_file`: a customer is behind it. A door to revisit is due from
    `revisit_at` on, in the half-day `revisit_half` ('' for either).
    """

    unit_no: int
    code: str
    floor: str
    floor_order: int
    position: int
    side: str = ""
    state: str = "todo"
    lease_rep_no: int | None = None
    handed_rep_no: int | None = None
    knocked: bool = False
    on_file: bool = False
    rep_no: int | None = None
    revisit_at: datetime | None = None
    revisit_half: str = ""


class Front(Frozen):
    """Who comes from one end; the floors (shops) of a part said apart are named as their doors are, '' for none."""

    no: int
    name: str
    direction: str
    from_floor: str = ""
    to_floor: str = ""
    rep_nos: tuple[int, ...] = ()

    @property
    def is_apart(self) -> bool:
        """Whether its part was said apart from where the fronts meet."""
        return bool(self.from_floor or self.to_floor)


class Stop(Frozen):
    """Doors that are passed together, from the low end up: a floor of a tower, a shop of a street."""

    label: str
    doors: tuple[Door, ...]


class Course(Frozen):
    """The way of a front: the doors of its part, and those `beyond` it that it helps with afterwards."""

    front: Front
    part: tuple[Door, ...]
    beyond: tuple[Door, ...]


class Standing(Frozen):
    """How far a front has come: the doors of its part, those still to do, those never knocked at, the one it comes to next.

    Of a door that was passed over or is barred there is nothing to do, though nobody knocked at it.

    `next` is beyond its part when it is `helping`, None where nothing is left; `reached` is the door furthest
    along its way at which one of its reps has knocked.
    """

    front: Front
    doors: int
    left: int
    unknocked: int
    next: Door | None
    helping: bool
    reached: Door | None


class Coverage(Frozen):
    """Both coverages of PRODUCT section 5: doors with any outcome of all, and with a customer on file of the occupied."""

    knocked: int
    doors: int
    on_file: int
    occupied: int


class Turn(Frozen):
    """The door that is next for a rep; `part` says whether it is own, handed to them, or help for others."""

    door: Door
    part: str


def is_street(fronts: Iterable[Front]) -> bool:
    """Say whether fronts go along a street; those of one sweep all do or none does."""
    return any(front.direction in STREET for front in fronts)


def is_sided(doors: Iterable[Door]) -> bool:
    """Say whether the shops of a street have sides."""
    return any(door.side for door in doors)


def stops(doors: Iterable[Door], *, street: bool) -> list[Stop]:
    """Return the floors from the ground up, or the shops from the first on."""
    found: dict[int, list[Door]] = {}
    for door in sorted(doors, key=_from_low):
        found.setdefault(door.position if street else door.floor_order, []).append(door)
    return [Stop(group[0].code if street else group[0].floor, tuple(group)) for group in found.values()]


def _from_low(door: Door) -> tuple[int, int, int]:
    return door.floor_order, door.position, door.unit_no


def walk(direction: str, doors: Iterable[Door]) -> list[Door]:
    """Return all doors in the order in which someone comes to them who goes on and on in a direction.

    Along a street with sides the way back on the other side follows.
    """
    if direction == "up":
        return sorted(doors, key=_from_low)
    if direction == "down":
        return sorted(doors, key=lambda door: (-door.floor_order, door.position, door.unit_no))
    along = sorted(doors, key=_from_low)
    if not is_sided(along):
        return along if direction == "left" else along[::-1]
    own = [door for door in along if (door.side or "left") == direction]
    return own + [door for door in reversed(along) if (door.side or "left") != direction]


def meeting(doors: Sequence[Door], fronts: Sequence[Front], meet: str = "") -> str | None:
    """Return the floor (shop) that is the last of those who come from the low end; None where nobody meets.

    `meet` is the one agreed; else that at which both ends have as near as possible the same number of doors, of
    two equally near the lower one, since down is the easier way. Parts said apart are left out.
    """
    levels = stops(doors, street=is_street(fronts))
    place = _meeting_place(levels, doors, fronts, meet)
    return None if place is None else levels[place].label


def _meeting_place(
    levels: Sequence[Stop], doors: Sequence[Door], fronts: Sequence[Front], meet: str
) -> int | None:
    if is_street(fronts) and is_sided(doors):
        return None
    # Who come from one end alone meet nobody, whatever was agreed when there were others.
    if len({front.direction in FROM_LOW for front in fronts if not front.is_apart}) < 2:
        return None
    if (agreed := _place(levels, meet)) is not None:
        return agreed
    apart = {door.unit_no for front in fronts if front.is_apart for door in _apart(front, doors)}
    return _middle([sum(door.unit_no not in apart for door in stop.doors) for stop in levels])


def _place(levels: Sequence[Stop], text: str) -> int | None:
    wanted = text.casefold()
    found = (place for place, stop in enumerate(levels) if text and stop.label.casefold() == wanted)
    return next(found, None)


def _middle(sizes: Sequence[int]) -> int | None:
    total, below = sum(sizes), 0
    best: tuple[int, int] | None = None
    for place, size in enumerate(sizes):
        below += size
        distance = abs(total - 2 * below)
        # A floor all of which was said apart is no place to meet at.
        if size and (best is None or distance < best[0]):
            best = distance, place
    return best[1] if best else None


def _apart(front: Front, doors: Sequence[Door]) -> tuple[Door, ...]:
    """Return the doors of a part said apart, in the order of its front; an end that is not said is the way's own."""
    way = walk(front.direction, doors)
    street = is_street([front])
    if street and is_sided(way):
        way = [door for door in way if (door.side or "left") == front.direction]
    levels = stops(way, street=street)
    last = max(len(levels) - 1, 0)
    # A floor that is not there any more is passed over like one that was not said.
    first, final = (0, last) if front.direction in FROM_LOW else (last, 0)
    ends = _place(levels, front.from_floor), _place(levels, front.to_floor)
    low, high = sorted((first if ends[0] is None else ends[0], final if ends[1] is None else ends[1]))
    within = {door.unit_no for stop in levels[low : high + 1] for door in stop.doors}
    return tuple(door for door in way if door.unit_no in within)


def courses(doors: Sequence[Door], fronts: Sequence[Front], meet: str = "") -> list[Course]:
    """Return the way of each front, in their order: its own part, then all else from there on in its direction."""
    apart = {front.no: _apart(front, doors) for front in fronts if front.is_apart}
    taken = {door.unit_no for part in apart.values() for door in part}
    shared = _shared([door for door in doors if door.unit_no not in taken], doors, fronts, meet)
    found = []
    for front in fronts:
        part = apart[front.no] if front.is_apart else shared[front.direction]
        found.append(Course(front, part, _beyond(front, doors, part)))
    return found


def _shared(
    rest: Sequence[Door], doors: Sequence[Door], fronts: Sequence[Front], meet: str
) -> Mapping[str, tuple[Door, ...]]:
    """Return the part of each direction of `rest`, the doors that no front has apart."""
    directions = {front.direction for front in fronts if not front.is_apart}
    if is_street(fronts) and is_sided(doors):
        return {
            way: tuple(door for door in walk(way, rest) if (door.side or "left") == way) for way in directions
        }
    levels = stops(doors, street=is_street(fronts))
    place = _meeting_place(levels, doors, fronts, meet)
    if place is None:
        return {way: tuple(walk(way, rest)) for way in directions}
    low = {door.unit_no for stop in levels[: place + 1] for door in stop.doors}
    return {
        way: tuple(door for door in walk(way, rest) if (door.unit_no in low) is (way in FROM_LOW))
        for way in directions
    }


def _beyond(front: Front, doors: Sequence[Door], part: Sequence[Door]) -> tuple[Door, ...]:
    """Return the doors that are not a front's own, from the end of its part on, those behind it last."""
    own = {door.unit_no for door in part}
    way = walk(front.direction, doors)
    last = max((place for place, door in enumerate(way) if door.unit_no in own), default=-1)
    return tuple(door for door in (*way[last + 1 :], *way[: last + 1]) if door.unit_no not in own)


def next_door(
    course: Course | None, doors: Sequence[Door], rep_no: int, is_wanted: Callable[[Door], bool] | None = None
) -> Turn | None:
    """Return the door a rep goes to now; None where none is left for them.

    First of those in the front's part and those handed to the rep, in the front's direction, then beyond the part;
    `course` is None for who is on no front and has only what was handed over. Never a door that somebody else is
    at or has been handed. `is_wanted` says which doors are to be done, by default those nobody was at yet.
    """
    wanted = is_wanted or is_to_do
    free = [door for door in doors if wanted(door) and is_free(door, rep_no)]
    own = {door.unit_no for door in course.part} if course else set()
    mine = [door for door in free if door.handed_rep_no == rep_no or door.unit_no in own]
    if mine:
        first = walk(course.front.direction if course else "up", mine)[0]
        return Turn(first, "own" if first.unit_no in own else "handed")
    if course is None:
        return None
    open_ = {door.unit_no for door in free}
    return next((Turn(door, "help") for door in course.beyond if door.unit_no in open_), None)


def is_to_do(door: Door) -> bool:
    """Say whether nobody was at a door yet, nothing bars it and nobody passed it over."""
    return door.state == "todo"


def never_knocked(doors: Iterable[Door]) -> list[Door]:
    """Return the doors without an outcome: what a sweep that is over has left, the rest of what `coverage` counts."""
    return [door for door in doors if not door.knocked]


def is_free(door: Door, rep_no: int) -> bool:
    """Say whether a door may be given to a rep: no other is at it or has been handed it."""
    return door.lease_rep_no in {None, rep_no} and door.handed_rep_no in {None, rep_no}


def standings(ways: Iterable[Course]) -> list[Standing]:
    """Return how far each front has come; a door somebody is at is still to do."""
    return [_standing(course) for course in ways]


def _standing(course: Course) -> Standing:
    front = course.front
    reps = set(front.rep_nos)
    left = [door for door in course.part if is_to_do(door)]
    others = (door for door in (*left, *course.beyond) if is_to_do(door))
    following = next(
        (door for door in others if door.handed_rep_no is None or door.handed_rep_no in reps), None
    )
    helping = following is not None and all(door.unit_no != following.unit_no for door in left)
    along = (*course.part, *course.beyond)
    reached = next((door for door in reversed(along) if door.knocked and door.rep_no in reps), None)
    unknocked = len(never_knocked(course.part))
    return Standing(front, len(course.part), len(left), unknocked, following, helping, reached)


def coverage(doors: Iterable[Door]) -> Coverage:
    """Return both coverages; vacant is a door that was found exhausted and has nobody on file."""
    knocked = count = on_file = vacant = 0
    for door in doors:
        count += 1
        knocked += door.knocked
        on_file += door.on_file
        vacant += door.state == "exhausted" and not door.on_file
    return Coverage(knocked, count, on_file, count - vacant)


def pace(moments: Iterable[datetime], gap_minutes: float) -> tuple[int, float]:
    """Return the doors of one rep's day that were knocked one after another, and the hours that took.

    Between two doors more than `gap_minutes` apart was a pause, which is left out; the first door of a stretch
    begins its time and is not counted. Doors per hour are the one by the other.
    """
    ordered = sorted(moments)
    gaps = [(late - early).total_seconds() for early, late in pairwise(ordered)]
    counted = [gap for gap in gaps if gap <= gap_minutes * 60]
    return len(counted), sum(counted) / 3600
