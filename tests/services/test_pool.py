"""The public pool: who is warned, taken back, given back, and who may claim how many."""

from collections.abc import Callable, Iterator

import pytest
import time_machine

from crm_cli.errors import RefusedError
from crm_cli.services import (
    absences,
    calls,
    customers,
    firm,
    followups,
    history,
    plans,
    pool,
    pool_collection,
    steps,
)
from crm_cli.services.desk import Desk
from crm_cli.services.touches import Extras
from tests.storage.test_undo import dump

Open = Callable[[str | None], Desk]
# A Monday, 09:00 at the firm.
MONDAY = "2026-11-02T01:00:00+00:00"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def boss(open_as: Open, clock: time_machine.Traveller) -> Desk:
    manager = open_as("周敏")
    firm.set_setting(manager, "pool_days", "A=3,B=5")
    firm.set_setting(manager, "pool_warning_days", "2")
    return manager


def _at(clock: time_machine.Traveller, day: int, hour: int = 9) -> None:
    clock.move_to(f"2026-11-{day:02}T{hour - 8:02}:00:00+00:00")


def _run(boss: Desk, clock: time_machine.Traveller, days: range) -> dict[int, list[tuple[str, str]]]:
    """Let cron run each day; return what it did on which day of November, as (kind, customer's number)."""
    done: dict[int, list[tuple[str, str]]] = {}
    for day in days:
        _at(clock, day, 20)
        found, _receipt = pool_collection.collect(boss)
        if found.judged:
            done[day] = [(one.kind, f"c{one.customer.no}") for one in found.judged]
        assert not pool_collection.judge(boss).judged
    return done


def test_a_customer_is_warned_of_and_then_taken_back_after_the_days_of_its_grade(
    desk: Desk, boss: Desk, clock: time_machine.Traveller
) -> None:
    for name, grade in (("甲", "A"), ("乙", "B"), ("丙", "C"), ("丁", "")):
        customers.add_customer(desk, name, grade=grade)
        followups.add_followup(desk, name, note="谈过")
    # Touched on Monday the 2nd; A may be left alone on the 3rd, 4th and 5th, B up to the 9th.
    assert _run(boss, clock, range(2, 20)) == {
        3: [("warned", "c1")],
        5: [("warned", "c2")],
        6: [("collected", "c1")],
        10: [("collected", "c2")],
    }
    assert [row.owner for row in customers.customers(desk, sort="no")] == ["", "", "陈伟", "陈伟"]
    assert [(row.name, row.how, row.held_by) for row in pool.pool(desk, sort="no")] == [
        ("甲", "collected", "陈伟"),
        ("乙", "collected", "陈伟"),
    ]


def test_who_is_warned_sees_it_until_a_touch_lifts_it(
    desk: Desk, boss: Desk, clock: time_machine.Traveller
) -> None:
    customers.add_customer(desk, "甲", grade="A")
    customers.add_customer(desk, "乙", grade="A")
    _run(boss, clock, range(3, 4))
    assert [(row.name, row.due_on.day) for row in pool.warnings(desk, 1)] == [("甲", 5), ("乙", 5)]
    assert (pool.warnings(desk, 2), len(pool.warnings(desk))) == ([], 2)
    _at(clock, 4)
    calls.log_call(desk, calls.Typed("甲", "no_answer"))
    assert len(pool.warnings(desk, 1)) == 2
    calls.log_call(desk, calls.Typed("甲", "talked"))
    # Typed late, a touch of the day before the warning counts too.
    followups.add_followup(desk, "乙", note="补记", at="2026-11-03 08:00")
    assert [row.name for row in pool.warnings(desk, 1)] == ["乙"]
    assert _run(boss, clock, range(4, 10)) == {5: [("warned", "c1")], 9: [("collected", "c2")]}


def test_weekends_holidays_and_rests_do_not_count(
    desk: Desk, boss: Desk, clock: time_machine.Traveller
) -> None:
    firm.set_setting(boss, "holidays", "2026-11-04")
    firm.set_setting(boss, "extra_working_days", "2026-11-07")
    customers.add_customer(desk, "甲", grade="A")
    customers.add_customer(desk, "休息", grade="A")
    calls.log_call(desk, calls.Typed("休息", "has_supplier"))
    customers.edit_customer(desk, "休息", grade="A")
    assert _run(boss, clock, range(3, 12)) == {3: [("warned", "c1")], 7: [("collected", "c1")]}


def test_a_rep_on_leave_loses_nobody_and_is_warned_when_back(
    desk: Desk, boss: Desk, clock: time_machine.Traveller
) -> None:
    customers.add_customer(desk, "甲", grade="A")
    absences.set_away(desk, "陈伟", start="2026-11-03", end="2026-11-06")
    assert _run(boss, clock, range(3, 18)) == {11: [("warned", "c1")], 16: [("collected", "c1")]}


@pytest.mark.parametrize("how", ["won", "manager", "closed", "promised"])
def test_who_is_never_taken_back(desk: Desk, boss: Desk, clock: time_machine.Traveller, how: str) -> None:
    customers.add_customer(desk, "甲", grade="A")
    if how == "won":
        customers.edit_customer(desk, "甲", stage="won")
    elif how == "manager":
        customers.assign_customer(boss, "甲", "周敏")
    elif how == "closed":
        customers.edit_customer(desk, "甲", closed_on="today")
    else:
        calls.log_call(desk, calls.Typed("甲", "talked"), Extras(next="2026-12-01 下单"))
        steps.add_step(desk, "随手记", customer="甲", due="2026-12-02")
    assert _run(boss, clock, range(3, 14)) == {}


def test_a_promise_made_in_no_touch_protects_nobody_and_is_cancelled_with_the_customer(
    desk: Desk, boss: Desk, clock: time_machine.Traveller
) -> None:
    customers.add_customer(desk, "甲", grade="A")
    steps.add_step(desk, "随手记", customer="甲", due="2026-12-02")
    plans.add_plan(desk, "甲", when="2026-12-03")
    plans.add_plan(desk, "甲", when="2026-12-04", reps=["陈伟", "李娜"])
    before = dump(desk)
    _run(boss, clock, range(3, 6))
    assert _run(boss, clock, range(6, 7)) == {6: [("collected", "c1")]}
    assert steps.steps(desk, state="open") == []
    left = plans.plans(desk, state="planned")
    assert [plans.reps_of(desk, [row.no])[row.no] for row in left] == [["李娜"]]
    history.undo(boss)
    history.undo(boss)
    assert dump(desk) == before


def test_a_new_owner_has_the_whole_time(
    desk: Desk, boss: Desk, open_as: Open, clock: time_machine.Traveller
) -> None:
    customers.add_customer(desk, "甲", grade="A")
    _run(boss, clock, range(3, 4))
    _at(clock, 5)
    customers.assign_customer(boss, "甲", "李娜")
    assert _run(boss, clock, range(5, 13)) == {6: [("warned", "c1")], 11: [("collected", "c1")]}
    _at(clock, 12)
    pool.claim(desk, ["甲"])
    assert pool.warnings(desk) == []
    assert _run(boss, clock, range(12, 16)) == {13: [("warned", "c1")]}


def test_without_a_rule_nobody_loses_a_customer_and_reps_do_not_collect(
    desk: Desk, boss: Desk, clock: time_machine.Traveller
) -> None:
    customers.add_customer(desk, "甲", grade="A")
    _at(clock, 20)
    with pytest.raises(RefusedError, match="Only a manager"):
        pool_collection.collect(desk)
    firm.set_setting(boss, "pool_days", "")
    assert pool_collection.collect(boss)[0].idle == "no_rule"
    firm.set_setting(boss, "pool_days", "A=3")
    _at(clock, 21)
    assert pool_collection.collect(boss)[0].idle == "day_off"


def test_on_a_day_off_one_sees_what_the_next_working_day_will_do(
    desk: Desk, boss: Desk, clock: time_machine.Traveller
) -> None:
    customers.add_customer(desk, "甲", grade="A")
    customers.add_customer(desk, "乙", grade="B")
    for saturday, monday in ((7, 9), (14, 16)):
        _at(clock, saturday)
        foreseen = pool_collection.foresee(boss)
        assert foreseen.day.day == monday
        _at(clock, monday, 20)
        assert foreseen == pool_collection.foresee(boss)
        assert foreseen.judged == pool_collection.collect(boss)[0].judged != []


def _in_pool(boss: Desk, count: int) -> list[str]:
    for place in range(1, count + 1):
        customers.add_customer(boss, f"公海{place}")
    return [f"c{place}" for place in range(1, count + 1)]


def test_a_rep_claims_so_many_a_day_and_a_manager_gives_more(
    desk: Desk, boss: Desk, clock: time_machine.Traveller
) -> None:
    numbers = _in_pool(boss, 6)
    firm.set_setting(boss, "pool_daily_claims", "3")
    assert "1 more claim today" in pool.claim(desk, numbers[:2])[-1].lines[-1]
    before = dump(desk)
    with pytest.raises(RefusedError, match="3 customers a day and has claimed 2"):
        pool.claim(desk, numbers[2:4])
    with pytest.raises(RefusedError, match="belongs to 陈伟"):
        pool.claim(boss, ["c5", "c1"], rep="李娜")
    with pytest.raises(RefusedError, match="has claimed 3"), desk.change():
        assert [customers.assign_customer(desk, text, "陈伟") for text in numbers[2:4]]
    assert dump(desk) == before
    customers.assign_customer(desk, "c3", "陈伟")
    with pytest.raises(RefusedError, match="has claimed 3"):
        pool.claim(desk, ["c4"])
    pool.claim(boss, ["c4", "c5"], rep="陈伟")
    history.undo(boss)
    _at(clock, 3)
    pool.claim(desk, ["c4"])
    assert [row.owner for row in customers.customers(desk, sort="no")] == ["陈伟"] * 4 + ["", ""]


def test_what_was_lost_or_given_back_is_not_claimed_at_once_by_who_had_it(
    desk: Desk, boss: Desk, open_as: Open, clock: time_machine.Traveller
) -> None:
    customers.add_customer(desk, "甲")
    with pytest.raises(RefusedError, match="Only a manager"):
        pool.release(open_as("李娜"), ["甲"])
    pool.release(desk, ["甲"], reason="太远")
    with pytest.raises(RefusedError, match="already"):
        pool.release(boss, ["甲"])
    for claim in (lambda: pool.claim(desk, ["甲"]), lambda: customers.assign_customer(desk, "甲", "陈伟")):
        with pytest.raises(RefusedError, match="again from 2026-11-09 on"):
            claim()
    (row,) = pool.pool(desk)
    assert (row.how, row.held_by, row.reason, pool.claimable_on(desk, [row], 1)[1].day) == (
        "released", "陈伟", "太远", 9,
    )  # fmt: skip
    assert pool.claimable_on(desk, [row], 2) == {}
    assert [one.no for one in pool.pool(desk, held_by_no=1)] == [1]
    assert pool.pool(desk, held_by_no=2) == []
    _at(clock, 9)
    pool.claim(desk, ["甲"])
    pool.release(boss, ["甲"])
    pool.claim(boss, ["甲"], rep="陈伟")


def test_a_customer_with_promises_is_not_given_back_unless_they_go_too(desk: Desk, boss: Desk) -> None:
    customers.add_customer(desk, "甲")
    customers.add_customer(desk, "乙")
    steps.add_step(desk, "打电话", customer="甲", due="+3d")
    before = dump(desk)
    with pytest.raises(RefusedError, match=r"promises of 陈伟: s1"):
        pool.release(desk, ["乙", "甲"])
    assert dump(desk) == before
    receipts = pool.release(desk, ["乙", "甲"], cancel_steps=True)
    assert "s1 cancelled." in receipts[1].lines
    assert steps.steps(desk, state="open") == []
    history.undo(desk)
    assert dump(desk) == before


def test_the_faster_of_two_reps_has_it(desk: Desk, boss: Desk, open_as: Open) -> None:
    _in_pool(boss, 1)
    other = open_as("李娜")
    pool.claim(desk, ["c1"])
    with pytest.raises(RefusedError, match="belongs to 陈伟; nothing was claimed"):
        pool.claim(other, ["c1"])
