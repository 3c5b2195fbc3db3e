"""One rep's working day, minute by minute: never in two places, quiet at lunch."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tools.sample_month import talk
from tools.sample_month.customers import CITIC, REPS, TEEM, Customer
from tools.sample_month.doors import REVISIT_DAYS, revisit, sweep
from tools.sample_month.meetings import meet, pay, place_order, sample_value
from tools.sample_month.phone import candidate, make_call, take_call
from tools.sample_month.planning import SWEEPS, settle, top_up
from tools.sample_month.records import DAYS, LAST, Call, Follow, Money, Task, World, days_after, moment

TRAVEL = timedelta(minutes=12)
PACE = {REPS[0]: 0.9, REPS[1]: 1.08, REPS[2]: 1.02}
FOLLOWED = {"info", "quote", "sample", "pay", "greet", "meeting"}


def run_day(world: World, day: date) -> None:
    """All doors come before all calls, so that nobody phones a firm that turned a colleague away."""
    for rep in REPS:
        if day not in {DAYS[-1], DAYS[-2]}:
            top_up(world, rep, day)
        if day in SWEEPS:
            sweep(world, rep, day, SWEEPS[day])
    desks = [_Desk(world, rep, day, *_afternoon(world, rep, day)) for rep in REPS]
    for desk in desks:
        desk.work()


def _afternoon(world: World, rep: str, day: date) -> tuple[list[tuple[datetime, datetime]], datetime]:
    """Keep the plan and go round shut doors; return when the rep is away and when calls can begin."""
    away = []
    for plan in settle(world, rep, day):
        visit = meet(world, plan)
        away.append((visit.arrive - TRAVEL, visit.leave + TRAVEL))
    begin = moment(day, 13, world.rng.randint(32, 39))
    if day in REVISIT_DAYS:
        begin = revisit(world, rep, day, CITIC if day > DAYS[9] else TEEM) + TRAVEL
    _chats(world, rep, day)
    return away, begin


def _chats(world: World, rep: str, day: date) -> None:
    """Small things of a day: a greeting by WeChat, a customer who rings."""
    friends = [one for one in world.customers if one.rep == rep and one.wechat and not one.barred]
    if friends and world.chance(0.12 if day != LAST else 1):
        kind = "meeting" if world.chance(0.06) else "greet"
        world.tasks.append(Task(day, rep, world.rng.choice(friends), kind))
    callers = [one for one in friends if one.live_lines() and not one.in_story and one.found]
    if callers and world.chance(0.42):
        outcome = "talked" if world.chance(0.8) else "info_wanted"
        world.tasks.append(Task(day, rep, world.rng.choice(callers), "incoming", outcome))


class _Desk:
    """The rep's desk on a day: what waits, how far the clock is, how many dials are still wanted."""

    def __init__(
        self, world: World, rep: str, day: date, busy: list[tuple[datetime, datetime]], begin: datetime
    ) -> None:
        self.world, self.rep, self.day, self.busy = world, rep, day, sorted(busy)
        base = 36 if day == LAST else 23 if day in SWEEPS else 29
        self.wanted = round(base * PACE[rep] * world.rng.uniform(0.9, 1.1)) if day != LAST else base
        fresh = [one for one in world.customers if one.rep == rep and one.found and not one.calls]
        done = DAYS.index(day)
        # New lists are called through at the start of the month; some numbers are kept for its last day.
        self.fresh = (
            99 if day == LAST else max(0, len(fresh) - 22) // max(1, 10 - done // 2) + (10 if done < 3 else 0)
        )
        due = [task for task in world.tasks if task.rep == rep and task.day <= day]
        world.tasks = [task for task in world.tasks if task not in due]
        self.due = [task for task in due if not _void(task)]
        self.blocks = [(begin, moment(day, 17, 49))]
        if day not in SWEEPS:
            self.blocks.insert(0, (moment(day, 9, world.rng.randint(3, 15)), moment(day, 11, 49)))

    def work(self) -> None:
        """Go through the blocks of desk time and leave what was not done for the next day."""
        blocks = self.blocks
        for index, (start, end) in enumerate(blocks):
            clock = start
            while (clock := self._free_from(clock)) <= end:
                clock = self._act(clock, self._left(clock, end, blocks[index + 1 :]))
        tomorrow = days_after(self.day, 1)
        self.world.tasks += [task._replace(day=tomorrow) for task in self.due if not _void(task)]

    def _free_from(self, clock: datetime) -> datetime:
        for start, end in self.busy:
            # A call started just before a visit could still be going on when the rep is at the door.
            if start - timedelta(minutes=9) <= clock < end:
                clock = end.replace(second=0)
        return clock

    def _left(self, clock: datetime, end: datetime, later: list[tuple[datetime, datetime]]) -> float:
        minutes = (end - clock).total_seconds() / 60
        minutes += sum((last - first).total_seconds() / 60 for first, last in later)
        for start, stop in self.busy:
            if start >= clock:
                minutes -= (stop - start).total_seconds() / 60 + 9
        return minutes

    def _act(self, clock: datetime, left: float) -> datetime:
        """Do the next thing and return when the rep is free again, paced over the time left."""
        pause = min(14.0, left / max(1, self.wanted + len(self.due)) * self.world.rng.uniform(0.6, 1.25))
        used = self._task(clock)
        if used is None:
            used = self._dial(clock)
        step = max(used / 60 + 0.4, pause)
        return clock + timedelta(minutes=int(step) + 1 if step < 2 else round(step + 0.49))

    def _task(self, clock: datetime) -> float | None:
        """The most pressing task that can be done now; returns its seconds."""
        ready = [
            task
            for task in self.due
            if not _void(task) and (task.at is None or clock >= task.at - timedelta(minutes=4))
        ]
        promised = [task for task in ready if task.kind == "callback"]
        promised = promised or [task for task in ready if task.outcome and clock.hour >= 15]
        if not promised and (not ready or self.world.chance(0.45 if clock.hour < 15 else 0)):
            return None
        task = (promised or ready)[0]
        self.due.remove(task)
        if task.kind == "callback" and self.world.chance(0.07):
            self.due.append(task._replace(kind="call", at=None))
            return None
        return self._do(task, clock)

    def _do(self, task: Task, clock: datetime) -> float:
        customer = task.customer
        if task.kind in FOLLOWED:
            follow(self.world, task, clock)
            return 180
        if task.kind == "incoming":
            call = take_call(self.world, self.rep, clock, customer, task.outcome)
        else:
            self.wanted -= 1
            call = make_call(self.world, self.rep, clock, task, customer)
        self._ordered(call)
        return call.talk

    def _dial(self, clock: datetime) -> float:
        if self.wanted <= 0:
            return 300
        customer = candidate(self.world, self.rep, clock, self.fresh)
        if customer is None:
            return 240
        self.fresh -= customer.calls == 0
        call = make_call(self.world, self.rep, clock, None, customer)
        self.wanted -= call.outcome != "invalid_number"
        return call.talk

    def _ordered(self, call: Call) -> None:
        if call.outcome == "order":
            place_order(self.world, self.rep, call.customer, self.day, "电话确认,合同回传")


def _void(task: Task) -> bool:
    """A task at a customer that wants no more of it, or has no number left."""
    gone = task.customer.barred or not task.customer.live_lines()
    return gone or (task.kind == "call" and not task.outcome and task.customer.plans_open > 0)


def follow(world: World, task: Task, clock: datetime) -> None:
    """Send what was promised, or a greeting; a quote, sample or payment leaves its money event."""
    rng, customer = world.rng, task.customer
    channel = "微信" if customer.wechat or not customer.email else "邮件"
    if task.kind in {"meeting", "sample"}:
        channel = "会议" if task.kind == "meeting" else "其他"
    grade = _grade(world, customer) if task.kind in {"quote", "meeting"} else ""
    next_day, next_words = None, ""
    if task.kind in {"quote", "sample", "info"} or grade == "A":
        next_day, next_words = days_after(task.day, rng.randint(2, 5)), rng.choice(talk.NEXT_WORDS["call"])
        if not customer.in_story:
            world.tasks.append(Task(next_day, task.rep, customer, "call"))
    words = rng.choice(talk.FOLLOW_WORDS[task.kind])
    world.follows.append(Follow(clock, task.rep, customer, channel, words, grade, next_day, next_words))
    day = clock.date()
    if task.kind == "quote":
        amount = rng.choice((80, 100, 200, 300, 500, 1000)) * rng.choice((45, 68, 88, 118, 168))
        world.money.append(Money(day, "报价", task.rep, customer, amount, "含税含运"))
    elif task.kind == "sample":
        world.money.append(Money(day, "送样", task.rep, customer, sample_value(world), "快递寄样"))
    elif task.kind == "pay":
        pay(world, task.rep, customer, day)


def _grade(world: World, customer: Customer) -> str:
    customer.grade = world.rng.choice("BBA") if customer.grade not in set("A") else "A"
    return customer.grade
