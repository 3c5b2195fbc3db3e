"""The rows the month produces and the state of the world between them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from tools.sample_month.customers import REPS, Customer

FIRST, LAST = date(2026, 10, 26), date(2026, 11, 20)
DAYS = tuple(
    FIRST + timedelta(days=offset) for offset in range(26) if (FIRST + timedelta(days=offset)).weekday() < 5
)
LATER = tuple(LAST + timedelta(days=offset) for offset in range(3, 8))
CALENDAR = DAYS + LATER


@dataclass
class Call:
    """One call, out or in; `talk` is in seconds."""

    start: datetime
    rep: str
    customer: Customer
    digits: str
    outcome: str
    talk: int
    incoming: bool = False
    contact: str = ""
    grade: str = ""
    objection: str = ""
    note: str = ""
    wechat: bool = False
    competitor: str = ""
    callback: datetime | None = None
    next_day: date | None = None
    next_words: str = ""


@dataclass
class Visit:
    """One door or one meeting; a door that stayed shut may have no customer."""

    arrive: datetime
    leave: datetime
    rep: str
    customer: Customer | None
    building: str
    unit: str
    cold: bool
    kind: str
    outcome: str
    contact: str = ""
    card: bool = False
    wechat: bool = False
    tactic: str = ""
    need: str = ""
    supplier: str = ""
    competitor: str = ""
    objection: str = ""
    grade: str = ""
    expense: int = 0
    note: str = ""
    next_day: date | None = None
    next_words: str = ""


@dataclass
class Plan:
    """A row of the visit plan: a customer or, for a sweep, only a building."""

    day: date
    at: time
    rep: str
    customer: Customer | None
    building: str
    kind: str
    purpose: str
    expected: str
    state: str = "计划"
    reason: str = ""
    outcome: str = ""


class Follow(NamedTuple):
    """A touch that was neither a call nor a visit."""

    at: datetime
    rep: str
    customer: Customer
    channel: str
    words: str
    grade: str
    next_day: date | None
    next_words: str


class Money(NamedTuple):
    """A quote, sample, order or payment of a day, in yuan."""

    day: date
    kind: str
    rep: str
    customer: Customer
    amount: int
    remark: str


class Task(NamedTuple):
    """Something a rep will do on a day: `kind` says how, `outcome` is set when the story needs it."""

    day: date
    rep: str
    customer: Customer
    kind: str
    outcome: str = ""
    at: datetime | None = None


class Step(NamedTuple):
    """A row of the next-step sheet, kept by hand beside what calls and visits promise."""

    due: date
    at: str
    rep: str
    customer: Customer | None
    words: str
    done: bool


@dataclass
class Door:
    """A unit of a tower and what the last knock found."""

    building: str
    unit: str
    rep: str
    customer: Customer | None = None
    outcome: str = ""
    day: date = FIRST
    knocks: int = 0


@dataclass
class World:
    """Everything that has happened so far."""

    rng: random.Random
    customers: list[Customer]
    calls: list[Call] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    follows: list[Follow] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    doors: dict[tuple[str, str], Door] = field(default_factory=dict)
    routes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    quotes_left: dict[str, int] = field(default_factory=lambda: dict.fromkeys(REPS, 1))
    samples_left: dict[str, int] = field(default_factory=lambda: dict.fromkeys(REPS, 2))
    debts: dict[str, int] = field(default_factory=dict)

    def chance(self, share: float) -> bool:
        """True with that probability."""
        return self.rng.random() < share

    def maybe(self, share: float, words: tuple[str, ...]) -> str:
        """One of the words with that probability, else nothing."""
        return self.rng.choice(words) if self.chance(share) else ""

    def plan_of(self, rep: str, day: date) -> list[Plan]:
        """The rep's plan of a day in the order of its times."""
        mine = [plan for plan in self.plans if plan.rep == rep and plan.day == day]
        return sorted(mine, key=lambda plan: plan.at)


def days_after(day: date, count: int) -> date:
    """The working day `count` after one; past the calendar's end it is the last one."""
    return CALENDAR[min(CALENDAR.index(day) + count, len(CALENDAR) - 1)]


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall-clock moment of a day."""
    return datetime.combine(day, time(hour, minute))
