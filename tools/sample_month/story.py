"""The customers whose month has a beginning and an end: asked, quoted, sampled, ordered, paid."""

from __future__ import annotations

from datetime import time
from typing import NamedTuple

from tools.sample_month import talk
from tools.sample_month.customers import REPS, Customer
from tools.sample_month.planning import book
from tools.sample_month.records import DAYS, Plan, Task, World


class Beat(NamedTuple):
    """What happens on a working day of the month (0 the first, 19 the last)."""

    day: int
    kind: str
    outcome: str = ""


NEW_BUYER = (
    Beat(0, "call", "quote_wanted"),
    Beat(1, "quote"),
    Beat(4, "call", "appointment"),
    Beat(7, "visit:首访", "sample_wanted"),
    Beat(9, "visit:送样", "met_decision_maker"),
    Beat(12, "call", "order"),
    Beat(15, "visit:收款", "met_staff"),
)
OLD_BUYER = (
    Beat(2, "incoming", "quote_wanted"),
    Beat(3, "quote"),
    Beat(8, "visit:回访", "deal"),
    Beat(13, "visit:收款", "met_staff"),
)
REORDER = (Beat(5, "incoming", "order"), Beat(11, "pay"))
WARMED = (
    Beat(7, "call", "info_wanted"),
    Beat(8, "info"),
    Beat(10, "call", "appointment"),
    Beat(14, "visit:首访", "met_decision_maker"),
    Beat(15, "quote"),
)
VISIT_END = (*WARMED, Beat(19, "visit:回访", "deal"))
PHONE_END = (*WARMED, Beat(19, "visit:回访", "met_decision_maker"))
LATE_CALL = (Beat(11, "call", "talked"), Beat(16, "call", "quote_wanted"), Beat(19, "call", "order"))
LAST_DAY_SAMPLE = (Beat(17, "call", "sample_wanted"), Beat(19, "sample"))
LAST_DAY_QUOTE = (Beat(18, "call", "quote_wanted"), Beat(19, "quote"))
PHONE_ORDER = (Beat(11, "call", "talked"), Beat(16, "call", "order"))
LAST_DAY_CHAT = (Beat(13, "call", "talked"), Beat(19, "greet"), Beat(19, "incoming", "talked"))
LAST_DAY_RING = (Beat(19, "incoming", "talked"), Beat(19, "incoming", "info_wanted"))


def cast(world: World) -> None:
    """Give every rep the same kinds of story, a day or two apart, with customers and sums of their own."""
    for shift, rep in enumerate(REPS):
        stories = [NEW_BUYER, OLD_BUYER, REORDER, LAST_DAY_SAMPLE, LAST_DAY_QUOTE, LAST_DAY_CHAT]
        stories += [PHONE_END if rep == REPS[2] else VISIT_END]
        stories += [LATE_CALL if rep == REPS[2] else PHONE_ORDER]
        for story in stories:
            _enrol(world, rep, _lead(world, rep), story, shift)
        for beat in LAST_DAY_RING:
            world.tasks.append(Task(DAYS[beat.day], rep, _lead(world, rep), beat.kind, beat.outcome))
        _doomed_plan(world, rep)


def _doomed_plan(world: World, rep: str) -> None:
    """A plan of the last day that will not be kept."""
    customer = _lead(world, rep)
    expected = world.rng.choice(talk.PURPOSES["首访"])
    customer.plans_open += 1
    world.plans.append(Plan(DAYS[-1], time(17, 0), rep, customer, "", "首访", "首访", expected))


def _lead(world: World, rep: str) -> Customer:
    """A customer of the rep's that nobody has spoken for, with a place to visit and a person."""
    free = [
        one
        for one in world.customers
        if one.rep == rep
        and one.found
        and one.book != "overseas"
        and not (one.in_story or one.building)
        and one.city == "广州"
        and any(line.mobile for line in one.lines)
    ]
    customer = world.rng.choice(free)
    customer.in_story = customer.wechat = customer.listed_contact = True
    return customer


def _enrol(world: World, rep: str, customer: Customer, story: tuple[Beat, ...], shift: int) -> None:
    for beat in story:
        # What the last days must show stays where it is; the rest of the story gives way.
        day = DAYS[beat.day if beat.day >= 16 else beat.day + shift]
        if beat.kind.startswith("visit:"):
            book(world, rep, customer, day, beat.kind.removeprefix("visit:"), beat.outcome)
        else:
            world.tasks.append(Task(day, rep, customer, beat.kind, beat.outcome))
