"""Dealing a call list out: who gets which customer, what stays where it is, and who may say so."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from crm_cli import clock
from crm_cli.errors import RefusedError
from crm_cli.services import (
    call_list_assigning,
    call_lists,
    calls,
    contacts,
    customers,
    dial_plans,
    history,
)
from crm_cli.services.call_list_filling import fill
from crm_cli.services.desk import Desk
from tests.services.call_list_firm import add_firm, make_list, on_list, put_on_screen


@pytest.fixture(autouse=True)
def _friday_at_ten() -> Iterator[None]:
    with time_machine.travel("2026-11-20T02:00:00+00:00", tick=False):
        yield


def _dealt(desk: Desk, no: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in on_list(desk, no):
        found.setdefault(row.rep, []).append(row.customer_no)
    return found


def test_even_gives_everyone_as_many_and_keeps_numbers_together(manager: Desk, twelve: int) -> None:
    done = call_list_assigning.assign(manager, "l1", ["陈伟", "李娜"])
    assert [(one.customers, one.numbers, one.not_done) for one in done.shares] == [(6, 12, 12)] * 2
    dealt = _dealt(manager, twelve)
    assert set(dealt["陈伟"]).isdisjoint(dealt["李娜"])
    assert call_lists.reps_of(manager, [twelve]) == {twelve: ["陈伟", "李娜"]}


def test_what_is_dealt_anew_is_counted_whole_and_told_when_there_is_nothing(
    manager: Desk, twelve: int
) -> None:
    call_list_assigning.assign(manager, "l1", ["陈伟"])
    anew = call_list_assigning.assign(manager, "l1", ["陈伟", "李娜"], by="stage", anew=True)
    assert [(one.customers, one.numbers, one.not_done) for one in anew.shares] == [(6, 12, 12)] * 2
    assert anew.receipt.lines[0] == "年会礼品: 24 numbers of 12 customers given out."
    again = call_list_assigning.assign(manager, "l1", ["陈伟", "李娜"])
    assert "--anew" in again.receipt.lines[0]
    assert not again.receipt.changed


def test_by_stage_everyone_gets_as_many_of_each(manager: Desk, twelve: int) -> None:
    done = call_list_assigning.assign(manager, "l1", ["陈伟", "李娜"], by="stage")
    assert [sorted(part.customers for part in one.parts) for one in done.shares] == [[2, 2, 2]] * 2


def test_by_industry_the_team_that_looks_after_it_gets_it(manager: Desk, twelve: int) -> None:
    done = call_list_assigning.assign(manager, "l1", ["陈伟", "周敏"], by="industry")
    assert {part.of: part.customers for part in done.shares[0].parts} == {"航空": 6, "印刷": 3}
    assert {part.of: part.customers for part in done.shares[1].parts} == {"印刷": 3}


def test_by_territory_each_goes_whole_to_who_owns_most_there(manager: Desk, twelve: int) -> None:
    add_firm(manager, "老客户", district="天河", owner="李娜")
    done = call_list_assigning.assign(manager, "l1", ["陈伟", "李娜"], by="territory")
    assert [[(part.of, part.customers) for part in one.parts] for one in done.shares] == [
        [("白云", 8)],
        [("天河", 4)],
    ]


def test_owners_keep_their_customers_unless_told_otherwise(manager: Desk, twelve: int) -> None:
    for no in (1, 2, 3, 4):
        customers.assign_customer(manager, f"c{no}", "李娜")
    done = call_list_assigning.assign(manager, "l1", ["陈伟", "李娜"])
    assert {1, 2, 3, 4} <= set(_dealt(manager, twelve)["李娜"])
    assert [(one.customers, one.owned) for one in done.shares] == [(6, 0), (6, 4)]
    assert any("4" in line for line in done.receipt.lines)
    history.undo(manager)
    done = call_list_assigning.assign(manager, "l1", ["陈伟", "李娜"], ignore_owner=True)
    assert [one.owned for one in done.shares] == [0, 0]


def test_later_numbers_go_to_who_has_the_customer_and_level_the_rest(manager: Desk, twelve: int) -> None:
    call_list_assigning.assign(manager, "l1", ["陈伟"])
    contacts.add_contact(manager, "王丽", "c1", phones=["13900000001"])
    more = [add_firm(manager, f"新{place}", f"020-8200{place:04}") for place in range(4)]
    fill(manager, "l1", [1, *more], "--ids")
    call_list_assigning.assign(manager, "l1", ["陈伟", "李娜"])
    dealt = _dealt(manager, twelve)
    assert Counter(dealt["陈伟"])[1] == 3
    assert sorted(dealt["李娜"]) == more


def test_what_somebody_has_on_the_screen_is_not_moved(manager: Desk, twelve: int) -> None:
    call_list_assigning.assign(manager, "l1", ["陈伟"])
    put_on_screen(manager, 1, 5)
    done = call_list_assigning.reassign(manager, "l1", "陈伟", "李娜")
    assert _dealt(manager, twelve)["陈伟"] == [5, 5]
    assert any("陈伟" in warning for warning in done.warnings)
    again = call_list_assigning.assign(manager, "l1", ["李娜"], anew=True)
    assert (_dealt(manager, twelve)["陈伟"], len(again.receipt.warnings)) == ([5, 5], 1)
    with time_machine.travel(clock.now() + timedelta(minutes=21), tick=False):
        call_list_assigning.reassign(manager, "l1", "陈伟", "李娜")
        assert "陈伟" not in _dealt(manager, twelve)


def test_only_untried_leaves_who_was_called(manager: Desk, twelve: int) -> None:
    call_list_assigning.assign(manager, "l1", ["陈伟"])
    calls.log_call(manager, calls.Typed("c2", "no_answer", rep="陈伟", call_list="l1"))
    with manager.change() as change:
        # A call from elsewhere is no try of this list.
        no = calls.log_call(manager, calls.Typed("c3", "no_answer", rep="陈伟")).no
        change.update("call", no, call_list_no=None)
    call_list_assigning.reassign(manager, "l1", "陈伟", "李娜", only_untried=True)
    assert set(_dealt(manager, twelve)["陈伟"]) == {2}


def test_only_a_manager_gives_work_to_others(desk: Desk, manager: Desk, twelve: int) -> None:
    call_list_assigning.assign(desk, "l1", ["陈伟"])
    for refused in (
        lambda: call_list_assigning.assign(desk, "l1", ["陈伟", "李娜"]),
        lambda: call_list_assigning.reassign(desk, "l1", "陈伟", "李娜"),
        lambda: dial_plans.plan_dials(desk, "l1", ["李娜"], 60),
    ):
        with pytest.raises(RefusedError):
            refused()
    assert dial_plans.plan_dials(desk, "l1", [], 60).changed


@pytest.mark.parametrize("by", ["even", "industry", "territory", "stage"])
def test_customers_that_share_a_number_go_to_one_rep(manager: Desk, by: str) -> None:
    first = add_firm(manager, "启明教育", "020-80001111", city="广州", industry="教育")
    other = add_firm(manager, "启明培训", "13800138000", city="深圳", stage="target")
    desk_of_801 = add_firm(manager, "楼上", "020-80001111 转 801", city="广州")
    both = add_firm(manager, "启明集团", "020-80001111", "13800138000", city="北京", industry="集团")
    rest = [add_firm(manager, f"公司{place}", f"1390013900{place}", city="广州") for place in range(4)]
    no = make_list(manager, first, other, desk_of_801, both, *rest)
    call_list_assigning.assign(manager, f"l{no}", ["陈伟", "李娜"], by=by)
    for customers_of in _dealt(manager, no).values():
        assert {first, other, both} & set(customers_of) in (set(), {first, other, both})
    later = add_firm(manager, "启明后来", "13800138000")
    fill(manager, f"l{no}", [later], "--ids")
    call_list_assigning.assign(manager, f"l{no}", ["陈伟", "李娜"], by=by)
    holder = {no: rep for rep, numbers in _dealt(manager, no).items() for no in numbers}
    assert holder[later] == holder[first]
    assert all(holder.values())


def test_an_owner_keeps_a_customer_whoever_shares_its_number(manager: Desk) -> None:
    mine = add_firm(manager, "启明教育", "020-80001111", owner="陈伟")
    hers = add_firm(manager, "启明培训", "020-80001111", owner="李娜")
    free = add_firm(manager, "启明集团", "020-80001111")
    no = make_list(manager, mine, hers, free)
    call_list_assigning.assign(manager, f"l{no}", ["陈伟", "李娜"])
    assert _dealt(manager, no) == {"陈伟": [mine, free], "李娜": [hers]}


def test_a_plan_from_a_day_off_says_when_it_begins(manager: Desk) -> None:
    no = make_list(manager, add_firm(manager, "启明教育", "020-80001111"))
    told = dial_plans.plan_dials(manager, f"l{no}", ["陈伟"], 30, from_day="2026-11-22")
    assert told.warnings == ("2026-11-22 is no working day: the plan begins on 2026-11-23.",)
    assert dial_plans.plan_dials(manager, f"l{no}", ["陈伟"], 30, from_day="2026-11-23").warnings == ()
