"""Visit plans: booking them, keeping them, and what happens to those that are not kept."""

from __future__ import annotations

from datetime import date, time

from tools.sample_month import talk
from tools.sample_month.customers import CITIC, REPS, TEEM, Customer
from tools.sample_month.records import CALENDAR, DAYS, LAST, LATER, Plan, World, days_after

# Both teams sweep on the same mornings, as the firm does; the tower left unfinished goes on next week.
SWEEPS = {DAYS[index]: TEEM for index in (1, 3, 5, 6, 8)} | {
    DAYS[index]: CITIC for index in (10, 12, 14, 16, 17, 19)
}
SWEEPS[LATER[0]] = CITIC
MORNING, AFTERNOON = (time(10, 0), time(10, 30)), (time(14, 30), time(15, 0), time(15, 30), time(16, 0))


def free_times(world: World, rep: str, day: date) -> list[time]:
    """Times of a day at which the rep can still promise to be somewhere."""
    taken = {plan.at.hour < 12 for plan in world.plan_of(rep, day) if plan.customer and plan.state != "改期"}
    times: list[time] = []
    if True not in taken and day not in SWEEPS:
        times += MORNING
    if False not in taken:
        times += AFTERNOON
    return times


def book(world: World, rep: str, customer: Customer, day: date, kind: str, outcome: str = "") -> Plan | None:
    """Plan a visit on the first day from `day` on that has room; None past the calendar's end."""
    for candidate in CALENDAR[CALENDAR.index(day) :]:
        times = free_times(world, rep, candidate)
        if times:
            break
    else:
        return None
    at = world.rng.choice(times)
    expected = world.rng.choice(talk.PURPOSES[kind])
    plan = Plan(candidate, at, rep, customer, customer.building, kind, kind, expected, outcome=outcome)
    world.plans.append(plan)
    customer.plans_open += 1
    return plan


def plan_sweeps(world: World) -> None:
    """Put the towers into everybody's plan."""
    for day, building in SWEEPS.items():
        for rep in REPS:
            side = "自下而上" if rep == REPS[2] else "自上而下"
            words = f"{side}逐层敲门,登记每个单元"
            world.plans.append(Plan(day, time(9, 0), rep, None, building, "陌拜", "扫楼", words))


def top_up(world: World, rep: str, day: date) -> None:
    """Three days ahead, fill an empty day with a warm customer of the rep's."""
    ahead = days_after(day, 3)
    busy = [plan for plan in world.plan_of(rep, ahead) if plan.customer]
    if busy:
        return
    warm = [
        one
        for one in world.customers
        if one.rep == rep and one.grade in set("ABC") and one.book != "overseas" and visitable(one)
    ]
    if warm:
        customer = world.rng.choice(warm)
        book(world, rep, customer, ahead, "回访" if customer.calls else "首访")


def visitable(customer: Customer) -> bool:
    """A found customer that wants no rest and has no visit planned already."""
    return customer.found and not (customer.barred or customer.in_story or customer.plans_open)


def settle(world: World, rep: str, day: date) -> list[Plan]:
    """Decide which of the day's plans fall through; return those that will be visited."""
    mine = [plan for plan in world.plan_of(rep, day) if plan.state == "计划"]
    open_plans = [plan for plan in mine if plan.customer and not plan.outcome]
    unwanted = [plan for plan in mine if plan.customer and plan.customer.barred]
    for plan in unwanted:
        call_off(plan, "对方取消", "客户来电说不需要了")
    open_plans = [plan for plan in open_plans if plan not in unwanted]
    fails = open_plans[:1] if day == LAST else [plan for plan in open_plans if world.chance(0.16)]
    for plan in fails:
        fall_through(world, plan)
    kept = [plan for plan in mine if plan.state == "计划"]
    for plan in kept:
        plan.state = "已拜访"
        if plan.customer:
            plan.customer.plans_open -= 1
    return [plan for plan in kept if plan.customer]


def fall_through(world: World, plan: Plan) -> None:
    """A plan is called off, or moved to a later row of its own."""
    assert plan.customer is not None
    state = world.rng.choices(("对方取消", "我方取消", "突发", "改期"), (3, 2, 2, 4))[0]
    reason = world.rng.choice(talk.CANCEL_REASONS[state])
    call_off(plan, state, reason)
    if state == "改期":
        later = days_after(plan.day, world.rng.randint(1, 4))
        moved = book(world, plan.rep, plan.customer, later, plan.kind)
        if moved is None:
            plan.state, plan.reason = "对方取消", "客户临时出差"
        else:
            plan.reason = reason.format(date=f"{moved.day.month}月{moved.day.day}日")


def call_off(plan: Plan, state: str, reason: str) -> None:
    """Close a plan without a visit."""
    assert plan.customer is not None
    plan.customer.plans_open -= 1
    plan.state, plan.reason = state, reason
