"""Finishing a sweep: stages from what was seen, finds to who takes them, calls and revisits; all of it undone."""

from collections.abc import Callable, Iterator

import pytest
import time_machine

from crm_cli.errors import RefusedError
from crm_cli.services import firm, reps
from crm_cli.services.bans import ban_customer
from crm_cli.services.call_lists import call_lists, list_numbers
from crm_cli.services.customers import add_customer, customers, edit_customer
from crm_cli.services.desk import Desk
from crm_cli.services.history import undo
from crm_cli.services.notices import notices
from crm_cli.services.plans import plans, reps_of
from crm_cli.services.sweep_finish import Finish, finish_sweep
from crm_cli.services.sweeps import find_sweep
from crm_cli.services.visits import visits
from tests.services.tower import TOWER, knock, raise_tower

Open = Callable[[str | None], Desk]


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with time_machine.travel("2026-11-20T02:00:00+00:00", tick=False):
        yield


@pytest.fixture
def tower(desk: Desk) -> Desk:
    """A tower in which 陈伟 met three firms and 李娜 one, and five doors are to be revisited."""
    add_customer(desk, "老客户贸易", owner="李娜", phones=["020-80000001"])
    with time_machine.travel("2026-11-20T03:00:00+00:00", tick=False):
        raise_tower(desk, 10)
        knock(
            desk,
            "1001 met_decision_maker B 宏达航空 王总 13800138000",
            "1002 met_staff 远东印刷 李经理 13800138001",
            "1003 met_decision_maker 老客户贸易",
            "1004-1006 not_in",
            "1007 closed",
        )
    return desk


def finish(desk: Desk, *, dry_run: bool = False) -> Finish:
    return finish_sweep(desk, find_sweep(desk, "w1"), dry_run=dry_run)


def test_stages_are_set_from_what_the_visits_say(tower: Desk) -> None:
    edit_customer(tower, "远东印刷", need_state="now", need_on="2026-12-01")
    done = finish(tower)
    assert {find.customer.name: find.proposal and find.proposal.proposed for find in done.finds} == {
        "宏达航空": "target", "远东印刷": "immediate", "老客户贸易": None,
    }  # fmt: skip
    assert {firm.name: firm.stage for firm in customers(tower)} == {
        "宏达航空": "target", "远东印刷": "immediate", "老客户贸易": "potential",
    }  # fmt: skip
    assert find_sweep(tower, "w1").state == "finished"
    assert done.not_knocked == 113
    undo(tower)
    assert {firm.stage for firm in customers(tower)} == {"potential"}
    assert find_sweep(tower, "w1").state == "open"
    assert call_lists(tower) == []


def test_a_dry_run_tells_the_same_and_changes_nothing(tower: Desk) -> None:
    foreseen = finish(tower, dry_run=True)
    assert find_sweep(tower, "w1").state == "open"
    assert (call_lists(tower), {firm.stage for firm in customers(tower)}) == ([], {"potential"})
    assert finish(tower).receipt.lines == foreseen.receipt.lines


def test_finds_stay_with_the_finder_and_old_customers_with_their_owner(tower: Desk) -> None:
    done = finish(tower)
    assert {find.customer.name: find.taker and find.taker.name for find in done.finds} == {
        "宏达航空": "陈伟", "远东印刷": "陈伟", "老客户贸易": "李娜",
    }  # fmt: skip
    assert not any(find.is_moved for find in done.finds)


def test_finds_go_to_the_team_of_their_industry_and_there_to_who_has_least(
    tower: Desk, manager: Desk
) -> None:
    reps.add_team(manager, "印刷组", ["印刷"])
    for name in ("赵一", "钱二"):
        reps.add_rep(manager, name, team="印刷组")
    add_customer(manager, "赵一的客户", owner="赵一")
    firm.set_setting(manager, "find_goes_to", "industry")
    tower.forget_settings()
    edit_customer(tower, "远东印刷", industry="印刷")
    done = finish(tower)
    assert {find.customer.name: find.taker and find.taker.name for find in done.finds} == {
        "宏达航空": "陈伟", "远东印刷": "钱二", "老客户贸易": "李娜",
    }  # fmt: skip
    assert customers(tower, no=3)[0].owner == "钱二"
    told = [(notice.rep, notice.kind) for notice in notices(tower) if notice.kind == "assigned"]
    assert told == [("钱二", "assigned")]


def test_finds_that_may_be_called_go_on_a_list_with_who_takes_them(tower: Desk) -> None:
    with tower.change() as change:
        ban_customer(tower, change, 2, reason="不要再打")
    done = finish(tower)
    [made] = call_lists(tower)
    assert (made.name, made.no) == (f"{TOWER} 2026-11-20", done.call_list_no)
    assert [(row.customer, row.rep) for row in list_numbers(tower)] == [
        ("老客户贸易", "李娜"), ("远东印刷", "陈伟"),
    ]  # fmt: skip
    assert {find.customer.name: find.to_call for find in done.finds}["宏达航空"] == 0


def test_doors_to_revisit_are_planned_for_the_next_working_day(tower: Desk) -> None:
    done = finish(tower)
    [revisit] = done.revisits
    [plan] = plans(tower, since=tower.today(), state="planned")
    assert (plan.no, plan.day.isoformat(), plan.building) == (revisit.plan_no, "2026-11-23", TOWER)
    assert plan.purpose == "revisit afternoon: 1007; any time: 1004-1006"
    assert reps_of(tower, [plan.no]) == {plan.no: ["陈伟"]}
    # 李娜 was planned for today and never came.
    assert [one.state for one in plans(tower, day=tower.today())] == ["visited", "cancelled_by_us"]
    with time_machine.travel("2026-11-23T06:00:00+00:00", tick=False):
        knock(tower, "1004-1006 not_in 1007 met_staff 南方科技 周小姐")
        assert visits(tower)[0].customer == "南方科技"
        assert plans(tower, day=tower.today())[0].state == "visited"


def test_a_sweep_is_finished_once_and_again_after_undo(tower: Desk) -> None:
    finish(tower)
    with pytest.raises(RefusedError):
        finish(tower)
    undo(tower)
    finish(tower)
    assert len(call_lists(tower)) == 1


def test_a_sweep_in_which_nobody_was_met_makes_no_list(desk: Desk) -> None:
    raise_tower(desk, 2)
    done = finish(desk)
    assert (done.finds, done.revisits, done.call_list_no, done.not_knocked) == ([], [], None, 24)
    assert call_lists(desk) == []
