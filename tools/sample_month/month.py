"""Play the month: four weeks of three reps, then what is kept by hand beside it."""

from __future__ import annotations

import random
from datetime import date
from typing import NamedTuple

from tools.sample_month import talk
from tools.sample_month.customers import REPS, draw
from tools.sample_month.day import run_day
from tools.sample_month.doors import TOWERS, lay_routes
from tools.sample_month.phone import heard
from tools.sample_month.planning import plan_sweeps
from tools.sample_month.records import DAYS, LAST, LATER, Step, World, days_after
from tools.sample_month.story import cast

SEED = 20261142


class Month(NamedTuple):
    """The world after its last day and the sheets that people keep by hand."""

    world: World
    steps: list[Step]
    notes: list[tuple[date, str, str, str, str]]


def play() -> Month:
    """Return the same month every time."""
    world = World(random.Random(SEED), [])
    world.customers = draw(world.rng)
    lay_routes(world)
    plan_sweeps(world)
    cast(world)
    for day in DAYS:
        run_day(world, day)
    for rep in REPS:
        _enrich_last_day(world, rep)
    _house_the_rest(world)
    return Month(world, _steps(world), _notes(world))


def _enrich_last_day(world: World, rep: str) -> None:
    """Everybody hears of a competitor, is stopped by an objection and adds a WeChat on the last day."""
    mine = [call for call in world.calls if call.rep == rep and call.start.date() == LAST]
    talks = [call for call in mine if call.outcome in {"talked", "info_wanted", "callback"}]
    for call in talks[:2]:
        call.objection = call.objection or world.rng.choice(talk.OBJECTIONS)
    talks[-1].competitor = talks[-1].competitor or heard(world, 1)
    for call in talks:
        if not call.customer.wechat:
            call.wechat = call.customer.wechat = True
            return


def _house_the_rest(world: World) -> None:
    """Tenants that no sweep met sit behind doors that stayed shut or were not reached yet."""
    for building, (low, high, width) in TOWERS.items():
        units = [f"{floor}{unit:02d}" for floor in range(low, high + 1) for unit in range(1, width + 1)]
        doors = {unit: world.doors.get((building, unit)) for unit in units}
        free = [
            unit
            for unit, door in doors.items()
            if door is None or (not door.customer and door.outcome == "closed")
        ]
        world.rng.shuffle(free)
        for customer in world.customers:
            if customer.building == building and not customer.unit:
                customer.unit = free.pop()


def _reached(world: World, rep: str) -> list[tuple[date, int]]:
    """Days on which the rep reached a customer, with the customer's place in the book."""
    place = {id(customer): index for index, customer in enumerate(world.customers)}
    calls = [
        (call.start.date(), place[id(call.customer)])
        for call in world.calls
        if _counts(call.rep, rep, call.outcome)
    ]
    met = [
        (visit.arrive.date(), place[id(visit.customer)])
        for visit in world.visits
        if visit.customer and _counts(visit.rep, rep, visit.outcome)
    ]
    wrote = [(follow.at.date(), place[id(follow.customer)]) for follow in world.follows if follow.rep == rep]
    return sorted(calls + met + wrote)


def _counts(who: str, rep: str, outcome: str) -> bool:
    return who == rep and outcome in talk.REACHED


def _steps(world: World) -> list[Step]:
    """Hand-kept steps: done when a touch of that rep reached the customer on the due day or after it."""
    rng, steps = world.rng, []
    for rep in REPS:
        reached = _reached(world, rep)
        for day, index in rng.sample(reached, 14):
            due = max(DAYS[0], DAYS[max(0, DAYS.index(day) - rng.choice((0, 0, 1)))])
            steps.append(_step(world, due, rep, index, done=True))
        last_seen = {index: day for day, index in reached}
        open_to = [
            index
            for index, customer in enumerate(world.customers)
            if customer.rep == rep
            and customer.found
            and not customer.barred
            and last_seen.get(index, DAYS[0]) < DAYS[14]
        ]
        dues = [*DAYS[15:19], LAST, LAST, *LATER, LATER[0]]
        for due, index in zip(dues, rng.sample(open_to, len(dues)), strict=True):
            steps.append(_step(world, due, rep, index, done=False))
        for words in rng.sample(talk.LOOSE_TASKS, 2):
            due = days_after(LAST, rng.randint(-4, 1))
            steps.append(Step(due, "", rep, None, words, done=due < LAST and world.chance(0.8)))
    return sorted(steps, key=lambda step: (step.due, REPS.index(step.rep)))


def _step(world: World, due: date, rep: str, index: int, *, done: bool) -> Step:
    kinds = ("call", "call", "info", "visit")
    words = world.rng.choice(talk.NEXT_WORDS[world.rng.choice(kinds)])
    at = world.maybe(0.3, ("09:30", "10:00", "14:30", "15:00", "16:30"))
    return Step(due, at, rep, world.customers[index], words, done)


def _notes(world: World) -> list[tuple[date, str, str, str, str]]:
    """The day's problem, answer and help needed: now and then, and from everybody on the last day."""
    rows = []
    for number, rep in enumerate(REPS):
        notes = world.rng.sample(talk.REPORT_NOTES, len(talk.REPORT_NOTES))
        days = [*sorted(world.rng.sample(DAYS[:-1], 8 + number)), LAST]
        rows += [(day, rep, *note) for day, note in zip(days, notes, strict=False)]
    return sorted(rows, key=lambda row: row[0])
