"""Sweeps: two teams, one from the top and one from the bottom, unit by unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from tools.sample_month import talk
from tools.sample_month.customers import CITIC, REPS, TEEM, Customer
from tools.sample_month.meetings import fill
from tools.sample_month.records import DAYS, LAST, Door, Visit, World, moment

COLD = {
    "closed": 46,
    "front_desk": 17,
    "not_in": 12,
    "refused": 11,
    "secretary": 5,
    "vacant": 5,
    "moved": 2,
    "no_entry": 1,
    "has_supplier": 3,
    "no_need": 4,
    "met_staff": 4,
    "met_decision_maker": 2.5,
    "quote_wanted": 0.6,
    "sample_wanted": 0.6,
}
AGAIN = {
    "closed": 26,
    "front_desk": 20,
    "not_in": 16,
    "refused": 8,
    "secretary": 8,
    "met_staff": 12,
    "no_need": 5,
}
REVISIT_DAYS = tuple(DAYS[index] for index in (4, 9, 13, 15))
REVISIT = {"closed", "front_desk", "secretary", "not_in"}
# The floors below are shops and lobbies; each floor has this many units.
TOWERS = {TEEM: (6, 35, 6), CITIC: (4, 80, 8)}


def lay_routes(world: World) -> None:
    """Give each rep the units in walking order: the top team shares a floor, the other has it all."""
    for building, (low, high, width) in TOWERS.items():
        half = width // 2
        down = range(high, low - 1, -1)
        world.routes[building, REPS[0]] = [
            f"{floor}{unit:02d}" for floor in down for unit in range(1, half + 1)
        ]
        world.routes[building, REPS[1]] = [
            f"{floor}{unit:02d}" for floor in down for unit in range(half + 1, width + 1)
        ]
        up = range(low, high + 1)
        world.routes[building, REPS[2]] = [
            f"{floor}{unit:02d}" for floor in up for unit in range(1, width + 1)
        ]


def sweep(world: World, rep: str, day: date, building: str) -> None:
    """Walk on from where the rep stopped, until the count of the morning or 11:45."""
    count = 20 if day == LAST else 12
    clock = moment(day, 9, world.rng.randint(4, 12))
    while count and clock < moment(day, 11, 45):
        unit = _next_unit(world, rep, building)
        if unit is None:
            return
        door = Door(building, unit, rep)
        world.doors[building, unit] = door
        clock = knock(world, door, clock, COLD) + timedelta(minutes=world.rng.randint(1, 2))
        count -= 1


def _next_unit(world: World, rep: str, building: str) -> str | None:
    route = world.routes[building, rep]
    while route:
        unit = route.pop(0)
        if (building, unit) not in world.doors:
            return unit
    return None


def revisit(world: World, rep: str, day: date, building: str) -> datetime:
    """An afternoon round of doors that were shut or guarded in the morning; returns its end."""
    clock = moment(day, 13, 40)
    mine = [
        door
        for door in world.doors.values()
        if door.rep == rep
        and door.building == building
        and door.outcome in REVISIT
        and door.knocks == 1
        and not (
            door.customer and (door.customer.barred or door.customer.in_story or door.customer.plans_open)
        )
    ]
    for door in mine[:5]:
        if clock > moment(day, 13, 58):
            break
        clock = knock(world, door, clock, AGAIN) + timedelta(minutes=world.rng.randint(2, 4))
    return clock


def knock(world: World, door: Door, arrive: datetime, weights: Mapping[str, float]) -> datetime:
    """Knock once, keep the visit and return the moment of leaving."""
    outcome = _outcome(world, door, arrive, weights)
    opened = outcome not in talk.UNOPENED
    if door.customer is None and (opened or outcome == "moved" or world.chance(0.2)):
        door.customer = tenant(world, door, wanted=opened)
    if door.customer is None and (opened or outcome == "moved"):
        outcome = "closed"
    low, high = talk.VISIT_MINUTES[outcome]
    # Nobody stays into the lunch hour at a door where no visit was agreed.
    stay = min(
        world.rng.randint(low, high), max(1, int((moment(arrive.date(), 12) - arrive).total_seconds()) // 60)
    )
    if arrive.hour >= 12:
        stay = world.rng.randint(low, high)
    visit = Visit(
        arrive,
        arrive + timedelta(minutes=stay),
        door.rep,
        door.customer,
        door.building,
        door.unit,
        cold=True,
        kind="回访" if door.knocks else "首访",
        outcome=outcome,
    )
    fill(world, visit)
    _past_the_desk(world, visit)
    door.outcome, door.day = outcome, arrive.date()
    door.knocks += 1
    if door.customer and outcome in {"refused", "moved"}:
        door.customer.barred = True
    world.visits.append(visit)
    return visit.leave


def _outcome(world: World, door: Door, arrive: datetime, weights: Mapping[str, float]) -> str:
    possible = dict(weights)
    if not world.quotes_left[door.rep] and arrive.date() < DAYS[-2]:
        possible.pop("quote_wanted", None)
    if not world.samples_left[door.rep] and arrive.date() < DAYS[-2]:
        possible.pop("sample_wanted", None)
    return world.rng.choices(list(possible), list(possible.values()))[0]


def tenant(world: World, door: Door, *, wanted: bool) -> Customer | None:
    """Who sits behind the door: a firm of this tower from the books, or one found by this knock."""
    here = [
        one
        for one in world.customers
        if one.building == door.building
        and not (one.unit or one.barred or one.in_story or one.plans_open)
        and (wanted or one.found)
    ]
    own = [one for one in here if one.found and one.rep == door.rep]
    new = [one for one in here if not one.found]
    known = own or [one for one in here if one.found]
    pool = new if new and (not known or world.chance(0.55)) and wanted else known
    if not pool:
        return None
    customer = world.rng.choice(pool)
    if not customer.found:
        customer.found, customer.rep = True, door.rep
        customer.ready = moment(door.day, 9) + timedelta(days=1)
    customer.unit = door.unit
    return customer


def _past_the_desk(world: World, visit: Visit) -> None:
    """Which tactic got the rep past the desk, and whether a card came of it."""
    if visit.customer is None or visit.outcome in talk.UNOPENED | {"refused", "front_desk"}:
        return
    visit.tactic = world.maybe(0.6, talk.TACTICS)
    if visit.outcome in {"secretary", "not_in"}:
        visit.card = world.chance(0.2)
