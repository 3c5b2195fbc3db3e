"""The order of a day's visits: by district, building and floor, around what is fixed in time."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from crm_cli.domain.frozen import Frozen

FAR = 3
_HIGHEST = 999


class Place(Frozen):
    """Where a visit is; what is not known is ''."""

    city: str = ""
    district: str = ""
    building: str = ""
    floor: str = ""


class Stop(Frozen):
    """A visit of the day: `start` is its minute of the day where it is timed, `open` when it can be visited.

    A `fixed` one keeps its turn among those that are fixed; one with a start always is. None for `open` is
    at any time.
    """

    no: int
    place: Place
    minutes: int
    start: int | None = None
    fixed: bool = False
    open: tuple[tuple[int, int], ...] | None = None


def distance(one: Place, other: Place) -> int:
    """Return how far apart two places are: 0 one building, 1 one district, 2 one city, 3 farther or not known."""
    # A plan of a building alone often says no city: a name alike is the same one then.
    apart = one.city and other.city and one.city != other.city
    if one.building and one.building == other.building and not apart:
        return 0
    if one.district and one.district == other.district and not apart:
        return 1
    return 2 if one.city and one.city == other.city else FAR


def floor_height(floor: str) -> int:
    """Return how high a floor is by its label: 30, 13A, G, B2 (-2), PH; 0 for any other."""
    text = floor.strip().upper()
    if basement := re.match(r"(?:B|地下|负)\s*(\d{1,2})", text):
        return -int(basement[1])
    if text in {"PH", "顶层", "頂層"}:
        return _HIGHEST
    number = re.search(r"\d{1,3}", text)
    return int(number[0]) if number else 0


def propose(stops: Sequence[Stop], begins: int) -> list[Stop]:
    """Return the stops in the order proposed for a day that begins at the minute `begins`; the present one where none is better.

    Fewest come late, then the way between places is shortest, then the day, then the way between floors; in a
    building from the top down. A stop that is late where it is stays where it costs least.
    """
    order = _fixed(stops)
    groups = _groups(one for one in stops if not _is_fixed(one))
    for group in groups:
        order = _with(order, group, begins)
    present = _in_time(stops)
    return min(present, order, key=lambda one: cost(one, begins))


def cost(order: Sequence[Stop], begins: int) -> tuple[int, int, int, int]:
    """Return what an order costs: how many come late, the way between places, when it ends, the way between floors."""
    ways = [distance(one.place, other.place) for one, other in pairwise(order)]
    floors = sum(
        abs(floor_height(one.place.floor) - floor_height(other.place.floor))
        for (one, other), way in zip(pairwise(order), ways, strict=True)
        if way == 0
    )
    late, ends = _run(order, begins)
    return late, sum(ways), ends, floors


def _is_fixed(stop: Stop) -> bool:
    return stop.fixed or stop.start is not None


def _in_time(stops: Sequence[Stop]) -> list[Stop]:
    """Return the stops with the timed ones, wherever they are, in the order of their times."""
    timed = iter(sorted((one for one in stops if one.start is not None), key=lambda one: one.start or 0))
    return [one if one.start is None else next(timed) for one in stops]


def _fixed(stops: Sequence[Stop]) -> list[Stop]:
    return _in_time([one for one in stops if _is_fixed(one)])


def _groups(stops: Iterable[Stop]) -> list[list[Stop]]:
    """Return the stops by building, each from the top down; the largest first, then by name."""
    found: dict[tuple[object, ...], list[Stop]] = {}
    for one in stops:
        place = one.place
        # Two of no known building are not in one.
        key = (place.city, place.district, place.building, 0 if place.building else one.no)
        found.setdefault(key, []).append(one)
    for group in found.values():
        group.sort(key=lambda one: (-floor_height(one.place.floor), one.no))
    return [found[key] for key in sorted(found, key=lambda key: (-len(found[key]), key))]


def _with(order: list[Stop], group: list[Stop], begins: int) -> list[Stop]:
    """Return an order with a group put in where it costs least; one by one where it would come late as a whole."""
    whole = _cheapest(order, group, begins)
    if len(group) == 1 or _run(whole, begins)[0] <= _run(order, begins)[0]:
        return whole
    for one in group:
        order = _cheapest(order, [one], begins)
    return order


def _cheapest(order: list[Stop], group: list[Stop], begins: int) -> list[Stop]:
    # Of places that cost the same the last: what was put first comes first.
    tried = [[*order[:place], *group, *order[place:]] for place in range(len(order), -1, -1)]
    return min(tried, key=lambda one: cost(one, begins))


def _run(order: Sequence[Stop], begins: int) -> tuple[int, int]:
    """Return how many stops begin after their time, or cannot while they are open, and when the last one ends."""
    late, now = 0, begins
    for stop in order:
        if stop.start is not None:
            late += now > stop.start
            now = max(now, stop.start) + stop.minutes
            continue
        if stop.open is not None:
            fits = [max(now, first) for first, last in stop.open if max(now, first) < last]
            late += not fits
            now = min(fits, default=now)
        now += stop.minutes
    return late, now
