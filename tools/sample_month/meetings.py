"""Invited visits: those that close a plan, and the money that comes of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tools.sample_month import talk
from tools.sample_month.customers import Customer
from tools.sample_month.phone import heard
from tools.sample_month.records import LAST, Money, Plan, Task, Visit, World, days_after, moment

INVITED = {
    "met_decision_maker": 46,
    "met_staff": 26,
    "quote_wanted": 8,
    "sample_wanted": 6,
    "not_in": 9,
    "no_need": 3,
    "has_supplier": 2,
}
GRADES = {
    "met_decision_maker": "BBC",
    "met_staff": "CCD",
    "quote_wanted": "AB",
    "sample_wanted": "AB",
    "deal": "A",
    "no_need": "E",
    "has_supplier": "D",
}
STEPS = {
    "met_decision_maker": "call",
    "met_staff": "call",
    "quote_wanted": "quote",
    "sample_wanted": "sample",
    "deal": "pay",
}


def meet(world: World, plan: Plan) -> Visit:
    """The rep arrives about the planned time and stays as long as the outcome suggests."""
    rng, customer = world.rng, plan.customer
    assert customer is not None
    outcome = plan.outcome or _draw(world, plan)
    arrive = datetime.combine(plan.day, plan.at) + timedelta(minutes=rng.randint(-6, 7))
    low, high = talk.VISIT_MINUTES[outcome]
    leave = arrive + timedelta(minutes=rng.randint(low, high))
    visit = Visit(
        arrive,
        leave,
        plan.rep,
        customer,
        customer.building,
        customer.unit,
        cold=False,
        kind=plan.kind,
        outcome=outcome,
    )
    visit.expense = rng.choice((0, 0, 6, 12, 18, 28, 35, 46))
    fill(world, visit)
    if outcome in talk.REACHED and plan.kind in {"收款", "送样"}:
        visit.note = rng.choice(talk.COLLECTED_NOTES if plan.kind == "收款" else talk.SAMPLE_NOTES)
    customer.ready = moment(days_after(plan.day, 3), 9)
    _money(world, visit)
    world.visits.append(visit)
    return visit


def _draw(world: World, plan: Plan) -> str:
    weights = dict(INVITED)
    if not world.quotes_left[plan.rep]:
        del weights["quote_wanted"]
    if not world.samples_left[plan.rep]:
        del weights["sample_wanted"]
    return world.rng.choices(list(weights), list(weights.values()))[0]


def fill(world: World, visit: Visit) -> None:
    """What was said and promised at a door that opened to somebody who matters."""
    rng, customer, outcome = world.rng, visit.customer, visit.outcome
    visit.note = rng.choice(talk.VISIT_NOTES[outcome])
    if customer is None or outcome not in talk.REACHED:
        return
    visit.contact = customer.contact
    visit.card = world.chance(0.8 if visit.kind == "首访" else 0.15)
    if outcome in {"no_need", "has_supplier"}:
        customer.barred = True
    elif not customer.wechat and world.chance(0.55):
        visit.wechat = customer.wechat = True
    if visit.kind == "收款":
        visit.grade = customer.grade = "B"
        return
    visit.grade = customer.grade = rng.choice(GRADES[outcome])
    visit.objection = {"has_supplier": "已有固定供应商"}.get(outcome, "") or world.maybe(0.3, talk.OBJECTIONS)
    visit.competitor = heard(world, 0.2)
    if outcome not in {"no_need", "has_supplier"}:
        visit.need = f"{rng.choice(talk.NEEDS)}{rng.choice((50, 100, 200, 300, 500))}份"
        visit.supplier = world.maybe(0.4, talk.SUPPLIERS)
    elif outcome == "has_supplier":
        visit.supplier = rng.choice(talk.SUPPLIERS)
    _promise(world, visit)


def _promise(world: World, visit: Visit) -> None:
    kind = STEPS.get(visit.outcome)
    if kind is None or visit.customer is None:
        return
    day = visit.arrive.date()
    ahead = world.rng.randint(1, 2) if kind in {"quote", "sample"} else world.rng.randint(2, 6)
    visit.next_day, visit.next_words = days_after(day, ahead), world.rng.choice(talk.NEXT_WORDS[kind])
    if visit.customer.in_story or kind == "pay":
        return
    if visit.next_day <= LAST and kind == "quote":
        world.quotes_left[visit.rep] -= 1
    if visit.next_day <= LAST and kind == "sample":
        world.samples_left[visit.rep] -= 1
    if kind in {"quote", "sample"} or world.chance(0.9):
        world.tasks.append(Task(visit.next_day, visit.rep, visit.customer, kind))


def _money(world: World, visit: Visit) -> None:
    """A deal is an order; a sample or payment visit that reached somebody leaves its event."""
    customer, day = visit.customer, visit.arrive.date()
    assert customer is not None
    if visit.outcome == "deal":
        place_order(world, visit.rep, customer, day, "当面签合同")
    elif visit.kind == "收款" and visit.outcome in talk.REACHED:
        pay(world, visit.rep, customer, day)
    elif visit.kind == "送样" and visit.outcome in talk.REACHED:
        world.money.append(Money(day, "送样", visit.rep, customer, sample_value(world), "上门送样"))


def sample_value(world: World) -> int:
    """What a sample costs us, in yuan; some cost nothing."""
    return world.rng.choice((0, 45, 68, 96, 120, 180, 260))


def order_value(world: World) -> int:
    """An order in yuan: pieces times a unit price, from a few thousand to some hundred thousand."""
    return world.rng.choice((80, 100, 150, 200, 300, 500, 800)) * world.rng.choice((38, 56, 78, 96, 128, 188))


def place_order(world: World, rep: str, customer: Customer, day: date, remark: str) -> None:
    """Keep an order and remember what the customer owes for it."""
    amount = order_value(world)
    world.money.append(Money(day, "订单", rep, customer, amount, remark))
    world.debts[customer.name] = world.debts.get(customer.name, 0) + amount


def pay(world: World, rep: str, customer: Customer, day: date) -> None:
    """Take a deposit of 30 % or the whole debt of the customer."""
    owed = world.debts[customer.name]
    whole = world.chance(0.4)
    amount = owed if whole else owed * 3 // 10
    world.debts[customer.name] = owed - amount
    world.money.append(Money(day, "回款", rep, customer, amount, "全款" if whole else "定金三成"))
