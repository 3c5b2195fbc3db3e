"""Handing over: everything open goes with the customers, what was done stays, and one undo takes it back."""

from collections.abc import Callable
from typing import Any

import pytest

from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.services import absences, calls, customers, handover, history, plans, reps, steps
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from tests.storage.test_undo import dump

Open = Callable[[str | None], Desk]
FAR = "2099-03-04"


@pytest.fixture
def boss(open_as: Open) -> Desk:
    return open_as("周敏")


@pytest.fixture
def busy(desk: Desk, open_as: Open) -> Desk:
    """陈伟 with two customers, a closed one, promises at them, at another's and at none."""
    customers.add_customer(desk, "甲", industry="航空", grade="A", phones=["13800138000"])
    customers.add_customer(desk, "乙", industry="礼品")
    customers.add_customer(desk, "旧", closed_on="today")
    customers.add_customer(open_as("李娜"), "别人的")
    calls.log_call(desk, calls.Typed("甲", "callback"), answers=Answers(callback=f"{FAR} 15:00"))
    steps.add_step(desk, "送样", customer="甲", due="+1d")
    steps.add_step(desk, "报价", customer="乙", due="+2d")
    steps.add_step(desk, "帮忙", customer="别人的", due="+3d")
    steps.add_step(desk, "写周报", due="+4d")
    steps.add_step(desk, "做完了", customer="甲", due="+1d")
    steps.finish_step(desk, "s6")
    plans.add_plan(desk, "甲", when=FAR)
    plans.add_plan(desk, "乙", when=FAR, reps=["陈伟", "李娜"])
    plans.add_plan(desk, None, building="白云大厦", when=FAR)
    return desk


def _of(rows: dict[str, list[dict[str, Any]]], table: str, column: str) -> dict[int, Any]:
    return {row["no"]: row[column] for row in rows[table]}


def _wish(desk: Desk, giver: str = "陈伟", taker: str = "李娜", **said: Any) -> handover.Wish:
    filters: dict[str, Any] = {key: said.pop(key) for key in ("industry", "grades") if key in said}
    return handover.read_wish(desk, giver, taker, filters=filters, **said)


def test_a_whole_handover_takes_every_promise_along_and_no_history(busy: Desk, boss: Desk) -> None:
    before = dump(boss)
    receipt = handover.hand_over(boss, _wish(boss))
    after = dump(boss)
    assert set(_of(after, "customer", "owner_no").values()) == {2}
    assert _of(after, "step", "rep_no") == {1: 2, 2: 2, 3: 2, 4: 2, 5: 1, 6: 1}
    assert {(row["plan_no"], row["rep_no"]) for row in after["plan_rep"]} == {(1, 2), (2, 2), (3, 2)}
    assert after["call"] == before["call"]
    assert "3 customers (1 of them closed); 3 steps" in receipt.lines[0]
    assert "1 callback; 3 plans" in receipt.lines[0]
    assert receipt.lines[1].startswith("1 task of 陈伟 at no customer stays")
    handover.hand_over(boss, _wish(boss, giver="李娜", taker="周敏"))
    history.undo(boss)
    history.undo(boss)
    assert dump(boss) == before
    history.redo(boss)
    again = dump(boss)
    assert _of(again, "customer", "owner_no") == _of(after, "customer", "owner_no")


@pytest.mark.parametrize(
    ("said", "customer_nos", "step_nos", "plan_nos"),
    [
        ({"industry": "航空"}, {1}, {1, 2}, {1}),
        ({"grades": ["B"], "tasks": True}, set(), {5}, set()),
        ({"customers": ["乙", "c2"]}, {2}, {3}, {2}),
        ({"open_only": True}, {1, 2}, {1, 2, 3, 4}, {1, 2, 3}),
        ({"keep_steps": True}, {1, 2, 3}, set(), set()),
        ({"tasks": True}, {1, 2, 3}, {1, 2, 3, 4, 5}, {1, 2, 3}),
    ],
)
def test_what_goes_is_what_passes(
    busy: Desk,
    boss: Desk,
    said: dict[str, Any],
    customer_nos: set[int],
    step_nos: set[int],
    plan_nos: set[int],
) -> None:
    before = dump(boss)
    wish = _wish(boss, **said)
    found = handover.look(boss, wish)
    assert dump(boss) == before
    assert {row.no for row in found.customers} == customer_nos
    assert {row.no for row in found.steps} == step_nos
    assert {row.no for row in found.plans} == plan_nos
    handover.hand_over(boss, wish)
    assert {no for no, owner in _of(dump(boss), "customer", "owner_no").items() if owner == 2} == {
        *customer_nos,
        4,
    }


def test_who_may_not_hand_over(busy: Desk, boss: Desk, open_as: Open) -> None:
    before = dump(boss)
    refused: list[tuple[type[Exception], Desk, dict[str, Any]]] = [
        (RefusedError, open_as("李娜"), {}),
        (UsageError, boss, {"taker": "陈伟"}),
        (RefusedError, boss, {"customers": ["别人的"]}),
        (NotFoundError, boss, {"giver": "周敏"}),
        (NotFoundError, boss, {"industry": "汽车"}),
    ]
    for error, desk, said in refused:
        with pytest.raises(error):
            handover.look(desk, _wish(desk, **said))
    reps.edit_rep(boss, "李娜", active=False)
    with pytest.raises(RefusedError, match="has left"):
        _wish(boss)
    history.undo(boss)
    assert dump(boss) == before
    handover.hand_over(busy, _wish(busy))


def test_what_does_not_fit_is_told(busy: Desk, boss: Desk, open_as: Open) -> None:
    taker = open_as("李娜")
    steps.add_step(taker, "", customer="别人的", due=f"{FAR} 15:20", kind="callback")
    steps.add_step(taker, "晚一点", customer="别人的", due=f"{FAR} 15:30")
    absences.set_away(boss, "李娜", start="2099-03-01", end="2099-03-31")
    clashes = handover.look(boss, _wish(boss)).clashes
    assert clashes == [
        "李娜 is away from 2099-03-01 to 2099-03-31, and 4 of these are due then: p1, p2, p3, s1",
        f"李娜 has s7 at the time of s1 ({FAR} 15:00).",
    ]
    assert handover.look(boss, _wish(boss, keep_steps=True)).clashes == []


def test_the_most_urgent_comes_first(busy: Desk, boss: Desk) -> None:
    found = handover.look(boss, _wish(boss, tasks=True))
    assert [one.number for one in found.promises()] == ["s2", "s3", "s4", "s5", "p1", "p2", "p3", "s1"]
