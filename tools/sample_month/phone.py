"""A rep's calls: which number next, what comes of it and what it makes happen later."""

from __future__ import annotations

from datetime import datetime, timedelta

from tools.sample_month import talk
from tools.sample_month.customers import Customer, Line
from tools.sample_month.planning import SWEEPS, book
from tools.sample_month.records import DAYS, LAST, Call, Task, World, days_after, moment

# Weights per kind of number; only a first try can learn that a number is void.
LANDLINE = {
    "no_answer": 31,
    "busy": 10,
    "voicemail": 2,
    "unreachable": 1,
    "suspended": 2,
    "invalid_number": 8,
    "hung_up": 4,
    "gatekeeper": 20,
    "referred": 5,
    "wrong_number": 3,
    "do_not_call": 1,
    "callback": 2.2,
    "talked": 1.5,
    "info_wanted": 1.4,
    "quote_wanted": 0.6,
    "sample_wanted": 0.4,
    "appointment": 1.0,
    "has_supplier": 1.8,
    "not_interested": 1.6,
}
MOBILE = {
    "no_answer": 35,
    "busy": 7,
    "voicemail": 5,
    "unreachable": 14,
    "suspended": 3,
    "invalid_number": 7,
    "hung_up": 15,
    "gatekeeper": 4,
    "referred": 3,
    "wrong_number": 3,
    "do_not_call": 1.3,
    "callback": 3.0,
    "talked": 2.7,
    "info_wanted": 2.0,
    "quote_wanted": 0.8,
    "sample_wanted": 0.5,
    "appointment": 1.5,
    "has_supplier": 1.8,
    "not_interested": 1.8,
}
WARM = {
    "no_answer": 40,
    "busy": 10,
    "unreachable": 5,
    "gatekeeper": 6,
    "referred": 2,
    "callback": 5,
    "talked": 17,
    "info_wanted": 4,
    "quote_wanted": 2,
    "sample_wanted": 1,
    "appointment": 7,
    "has_supplier": 2,
    "not_interested": 3,
}
TRY_LIMIT = {"no_answer": 4, "busy": 3, "unreachable": 3, "voicemail": 4, "suspended": 2, "hung_up": 2}
GRADE_AFTER = {
    "talked": "CDDB",
    "info_wanted": "CCB",
    "quote_wanted": "BBA",
    "sample_wanted": "BA",
    "appointment": "BBC",
    "order": "A",
    "has_supplier": "DE",
    "not_interested": "E",
}


def candidate(world: World, rep: str, now: datetime, fresh_quota: int) -> Customer | None:
    """The next customer of the rep's queue: retries first, fresh numbers while the day's quota lasts."""
    half = 0 if now.hour < 12 else 1
    ready = [
        one
        for one in world.customers
        if one.rep == rep
        and one.found
        and not (one.barred or one.in_story or one.plans_open)
        and one.ready <= now
        and (one.half in {None, half} or now - one.ready > timedelta(days=1))
        and one.live_lines()
    ]
    again = [one for one in ready if one.calls]
    new = [one for one in ready if not one.calls]
    if again and (world.chance(0.6) or not new or fresh_quota <= 0):
        return again[world.rng.randrange(len(again))]
    return new[world.rng.randrange(len(new))] if new and fresh_quota > 0 else None


def choose_outcome(world: World, rep: str, customer: Customer, line: Line, *, warm: bool) -> str:
    """Draw an outcome that is possible for this number, this customer and this day."""
    weights = dict(WARM if warm else MOBILE if line.mobile else LANDLINE)
    if line.tries:
        for first_only in ("invalid_number", "wrong_number", "suspended"):
            weights.pop(first_only, None)
    if customer.book == "expo" or customer.grade in set("ABC"):
        for void in ("invalid_number", "wrong_number", "do_not_call"):
            weights.pop(void, None)
    if customer.book == "overseas":
        weights.pop("appointment")
    if not world.quotes_left[rep]:
        weights.pop("quote_wanted", None)
    if not world.samples_left[rep]:
        weights.pop("sample_wanted", None)
    return world.rng.choices(list(weights), list(weights.values()))[0]


def make_call(world: World, rep: str, now: datetime, task: Task | None, customer: Customer) -> Call:
    """Dial one number of the customer now, keep the row and everything that follows from it."""
    line = pick_line(customer)
    outcome = task.outcome if task and task.outcome else ""
    outcome = outcome or choose_outcome(world, rep, customer, line, warm=task is not None)
    low, high = talk.CALL_SECONDS.get(outcome, (0, 0))
    seconds = round(low + (high - low) * world.rng.random() ** 1.6)
    call = Call(now, rep, customer, line.digits, outcome, seconds)
    describe(world, call)
    learn(world, call, line)
    promise(world, call, scripted=bool(task and task.outcome))
    world.calls.append(call)
    if task and outcome not in talk.REACHED and outcome not in {"gatekeeper", "referred"}:
        world.tasks.append(Task(days_after(now.date(), 1), rep, customer, "call"))
    return call


def pick_line(customer: Customer) -> Line:
    """Lines take turns once the first has been tried twice; a warm customer's mobile comes first."""
    lines = customer.live_lines()
    if customer.grade in set("AB"):
        lines = sorted(lines, key=lambda line: not line.mobile)
    return min(lines, key=lambda line: line.tries // 2)


def take_call(world: World, rep: str, now: datetime, customer: Customer, outcome: str) -> Call:
    """A customer rings the rep."""
    low, high = talk.CALL_SECONDS[outcome]
    line = sorted(customer.live_lines(), key=lambda each: not each.mobile)[0]
    call = Call(now, rep, customer, line.digits, outcome, world.rng.randint(low, high), incoming=True)
    describe(world, call)
    call.note = world.rng.choice(talk.INCOMING_NOTES[outcome])
    customer.ready = moment(days_after(now.date(), 3), 9)
    promise(world, call, scripted=outcome in {"quote_wanted", "order"})
    world.calls.append(call)
    return call


def describe(world: World, call: Call) -> None:
    """Fill in what was said: only who was reached has a grade, a need for WeChat, an objection."""
    call.note = world.rng.choice(talk.CALL_NOTES.get(call.outcome, ("",)))
    customer = call.customer
    if call.outcome == "hung_up":
        call.objection = world.maybe(0.15, ("没有需求", "没时间听"))
    if call.outcome not in talk.REACHED:
        return
    call.contact = customer.contact
    if call.outcome in GRADE_AFTER and world.chance(0.85):
        call.grade = world.rng.choice(GRADE_AFTER[call.outcome])
        customer.grade = call.grade
    call.objection = {"has_supplier": "已有固定供应商"}.get(call.outcome, "") or world.maybe(
        0.3, talk.OBJECTIONS
    )
    call.competitor = heard(world, 0.14 if call.outcome != "has_supplier" else 0.45)
    if not customer.wechat and call.outcome not in {"has_supplier", "not_interested"} and world.chance(0.38):
        call.wechat = customer.wechat = True


def heard(world: World, share: float) -> str:
    """What was heard of a competitor, with that probability."""
    words = world.maybe(share, talk.HEARD)
    return words.format(name=world.rng.choice(talk.COMPETITORS))


def learn(world: World, call: Call, line: Line) -> None:
    """Apply the outcome's effect on the number and on when the customer may be tried again."""
    customer, now, outcome = call.customer, call.start, call.outcome
    line.tries = 0 if outcome in talk.REACHED else line.tries + 1
    customer.calls += 1
    customer.half = None
    tomorrow = moment(days_after(now.date(), 1), 9)
    customer.ready = tomorrow
    if outcome in {"invalid_number", "wrong_number"}:
        line.dead = True
        customer.ready = now + timedelta(minutes=20)
    elif outcome in {"do_not_call", "has_supplier", "not_interested"}:
        customer.barred = True
    elif outcome == "no_answer" and line.tries == 1:
        customer.ready = now + timedelta(hours=4)
    elif outcome == "no_answer":
        customer.half = 1 if now.hour < 12 else 0
    elif outcome == "busy":
        customer.ready = now + timedelta(minutes=30)
    elif outcome in {"suspended", "hung_up"}:
        wait = 5 if outcome == "suspended" else 3
        customer.ready = moment(days_after(now.date(), wait), 9)
    elif outcome in talk.REACHED:
        customer.ready = moment(days_after(now.date(), world.rng.randint(4, 8)), 9)
    if line.tries >= TRY_LIMIT.get(outcome, 6):
        line.dead = True


def promise(world: World, call: Call, *, scripted: bool) -> None:
    """Turn the outcome into a next step with its day; a story brings its own steps on its own days."""
    rng, day, outcome = world.rng, call.start.date(), call.outcome
    if outcome == "callback":
        call.callback = _callback_time(world, call.start)
        world.tasks.append(Task(call.callback.date(), call.rep, call.customer, "callback", at=call.callback))
        return
    if outcome == "appointment":
        if not scripted:
            book(world, call.rep, call.customer, days_after(day, rng.randint(1, 4)), "首访")
        return
    kind = {"info_wanted": "info", "quote_wanted": "quote", "sample_wanted": "sample"}.get(outcome, "")
    if outcome == "talked" and (world.chance(0.7) or call.grade in set("AB")):
        kind = "call"
    if outcome == "order":
        kind = "pay"
    if not kind:
        return
    ahead = rng.randint(2, 6) if kind in {"call", "pay"} else rng.randint(1, 2)
    call.next_day, call.next_words = days_after(day, ahead), rng.choice(talk.NEXT_WORDS[kind])
    if scripted or kind == "pay":
        return
    if kind == "quote" and call.next_day <= LAST:
        world.quotes_left[call.rep] -= 1
    if kind == "sample" and call.next_day <= LAST:
        world.samples_left[call.rep] -= 1
    # Some promises are forgotten, so that there is something overdue to find.
    if kind in {"quote", "sample"} or world.chance(0.55 if kind == "info" else 0.9):
        world.tasks.append(Task(call.next_day, call.rep, call.customer, kind))


def _callback_time(world: World, now: datetime) -> datetime:
    """A time as people promise it: this afternoon, or one of the next three working days."""
    rng = world.rng
    if now.hour < 12 and world.chance(0.4):
        return moment(now.date(), rng.choice((14, 15, 16)), rng.choice((0, 30)))
    day = days_after(now.date(), rng.randint(1, 3 if now.date() < DAYS[-3] else 2))
    hours = (14, 15, 16) if day in SWEEPS else (9, 10, 14, 15, 16)
    return moment(day, rng.choice(hours), rng.choice((15, 30, 45)))
