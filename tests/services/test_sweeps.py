"""Sweeps through their use cases: planning, going on, who gets which door, and doors judged by brute force."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.domain.sweeping import courses, meeting
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.services import (
    buildings,
    customers,
    history,
    plans,
    reps,
    sweep_doors,
    sweep_editing,
    sweep_views,
    sweeps,
)
from crm_cli.services.buildings import Layout
from crm_cli.services.desk import Desk
from crm_cli.services.sweep_next import DoorOffer, NoDoor, next_for
from crm_cli.services.sweep_planning import plan_sweep
from tests.services.sweep_judge import states

Open = Callable[[str | None], Desk]


@pytest.fixture(autouse=True)
def friday() -> Iterator[time_machine.Traveller]:
    """It is Friday 2026-11-20, 10:00 at the firm, and goes on from there."""
    with time_machine.travel(datetime(2026, 11, 20, 2, tzinfo=UTC), tick=True) as travelled:
        yield travelled


@pytest.fixture
def tower(manager: Desk) -> Desk:
    """A tower of six floors by four doors, 白云 behind 203, swept by 陈伟 from above and 李娜 from below."""
    customers.add_customer(manager, "白云航空", building="中信广场", floor="2", unit="203", owner="陈伟")
    buildings.add_building(manager, "中信广场", Layout(floors="6", units="01-04"))
    plan_sweep(manager, "中信", teams=["陈伟:down", "李娜:up"])
    return manager


def offer(desk: Desk, *, revisit: bool = False) -> str:
    found = next_for(desk, revisit=revisit)
    return found.door.code if isinstance(found, DoorOffer) else found.sentence


def knock(desk: Desk, code: str, outcome: str, *, at: datetime | None = None) -> None:
    """Write down a visit at a door of sweep 1 as `crm knock` does."""
    (door,) = (one for one in sweep_views.doors(desk, sweeps.find_sweep(desk, "w1")) if one.code == code)
    (row,) = (one for one in desk.outcomes("visit") if one.code == outcome)
    with desk.change() as change:
        change.insert(
            "visit", arrived_at=at or clock.now(), rep_no=desk.me.no if desk.me else 1, outcome_no=row.no,
            building="中信广场", sweep_no=1, unit_no=door.unit_no,
        )  # fmt: skip
        change.connection.execute("delete from door_lease where unit_no = ?", [door.unit_no])


def test_a_plan_says_who_starts_where_and_stands_in_everyones_day(tower: Desk) -> None:
    (row,) = sweep_views.sweeps(tower, state="open")
    assert (row.building, row.starts_on.isoformat(), row.meet) == ("中信广场", "2026-11-20", "")
    found = plans.plans(tower, sort="no", sweep_no=row.no)
    assert [(plan.building, plan.purpose, plan.sweep_no) for plan in found] == [
        ("中信广场", "Sweep, from the top down", 1), ("中信广场", "Sweep, from the bottom up", 1),
    ]  # fmt: skip
    assert list(plans.reps_of(tower, [plan.no for plan in found]).values()) == [["陈伟"], ["李娜"]]
    done = plan_sweep(tower, "中信", when="mon", meet="2")
    assert done.lines == (
        "w1 中信广场 goes on 2026-11-23 Mon.",
        "陈伟, from the top down: 16 doors, from 601 on.",
        "李娜, from the bottom up: 8 doors, from 101 on.",
        "They meet at floor 2.",
    )
    assert history.undo(tower).lines
    assert len(plans.plans(tower, sweep_no=row.no)) == 2


def test_a_building_is_swept_once_at_a_time(tower: Desk) -> None:
    with pytest.raises(RefusedError, match="planned for 2026-11-20"):
        plan_sweep(tower, "中信")
    with pytest.raises(RefusedError, match="being swept already: w1"):
        plan_sweep(tower, "中信", when="mon", teams=["周敏:down"])
    sweep_editing.cancel_sweep(tower, "w1", "业主不让")
    with pytest.raises(RefusedError, match="陈伟 is on 航空汽车组 already"):
        plan_sweep(tower, "中信", teams=["航空汽车组:down", "陈伟:up"])
    assert [plan.state for plan in plans.plans(tower, sweep_no=1)] == ["cancelled_by_us"] * 2
    plan_sweep(tower, "中信", teams=["航空汽车组:up:1-3"])
    with pytest.raises(RefusedError, match="being swept already: w2"):
        sweep_editing.edit_sweep(tower, "w1", state="open")


@pytest.mark.parametrize(
    ("teams", "meet", "error"),
    [
        (["陈伟:left"], None, UsageError),
        (["陈伟:down:9-4"], None, UsageError),
        (["陈伟:down"], "13", UsageError),
        (["陈伟:down", "陈伟:up"], None, RefusedError),
        (["没有:down"], None, NotFoundError),
        ([":down"], None, UsageError),
    ],
)
def test_what_cannot_be_planned_changes_nothing(
    manager: Desk, teams: list[str], meet: str | None, error: type[Exception]
) -> None:
    buildings.add_building(manager, "中信广场", Layout(floors="6", units="01-04"))
    with pytest.raises(error):
        plan_sweep(manager, "中信", teams=teams, meet=meet)
    assert sweep_views.sweeps(manager) == []
    assert plans.plans(manager) == []


def test_directions_left_out_are_dealt_and_whoever_types_sweeps_alone(manager: Desk, desk: Desk) -> None:
    buildings.add_building(manager, "文明路", Layout(shops="1-20"))
    plan_sweep(desk, "文明路")
    (front,) = sweep_views.fronts(desk, sweeps.find_sweep(desk, "文明路"))
    assert (front.name, front.direction) == ("陈伟", "left")
    sweep_editing.join_sweep(manager, "文明路", team="周敏+李娜")
    assert [(one.name, one.direction) for one in sweep_views.fronts(desk, sweeps.find_sweep(desk, "w1"))] == [
        ("陈伟", "left"), ("周敏+李娜", "right"),
    ]  # fmt: skip


def test_each_gets_the_next_door_of_their_end_and_the_same_one_again(tower: Desk, open_as: Open) -> None:
    one, other = open_as("陈伟"), open_as("李娜")
    assert [offer(one), offer(one), offer(other)] == ["601", "601", "101"]
    knock(one, "601", "met_staff")
    assert offer(one) == "602"
    sweep_doors.skip(one, [], "装修")
    assert offer(one) == "603"
    with pytest.raises(RefusedError, match="周敏 is on no front of w1"):
        next_for(tower, sweep="w1")
    with pytest.raises(NotFoundError, match="周敏 is on no open sweep"):
        next_for(tower)


def test_a_door_not_knocked_at_in_time_is_anyones_again(
    tower: Desk, open_as: Open, friday: time_machine.Traveller
) -> None:
    sweep_editing.join_sweep(tower, "w1", front="陈伟")
    assert [offer(open_as("陈伟")), offer(tower)] == ["601", "602"]
    friday.shift(timedelta(minutes=16))
    assert offer(tower) == "601"


def test_a_finished_part_goes_on_into_the_other_until_nothing_is_left(tower: Desk, open_as: Open) -> None:
    one, other = open_as("陈伟"), open_as("李娜")
    order = []
    while isinstance(found := next_for(one), DoorOffer):
        order.append((found.door.code, found.part))
        knock(one, found.door.code, "refused")
    assert [code for code, _part in order][:5] == ["601", "602", "603", "604", "501"]
    assert order[12:14] == [("301", "help"), ("302", "help")]
    assert len(order) == 24
    assert offer(other) == "Every door of 中信广场 is done."


def test_the_sentence_says_why_there_is_no_door(tower: Desk, open_as: Open) -> None:
    one, other = open_as("陈伟"), open_as("李娜")
    sweep_doors.skip(one, ["101-104", "201-204", "301-304", "401-404"])
    knock(one, "601", "closed")
    sweep_doors.hand(one, ["602", "603"], "李娜")
    for code in ("604", "501", "502", "503"):
        knock(one, code, "met_staff")
    assert offer(other) == "602"
    assert offer(one) == "504"
    knock(one, "504", "vacant")
    assert offer(one) == (
        "0 doors for 陈伟 now: 李娜 is at 602, 1 handed to 李娜,"
        " 1 to revisit, first 2026-11-21 Sat in the afternoon, 16 skipped."
    )
    empty = next_for(one)
    assert isinstance(empty, NoDoor)
    assert empty.counts == {"skipped": 16, "revisit": 1, "todo": 2, "met": 4, "exhausted": 1}


def test_a_revisit_is_offered_when_its_rule_says_so(
    tower: Desk, open_as: Open, friday: time_machine.Traveller
) -> None:
    one = open_as("陈伟")
    knock(one, "502", "closed")
    knock(one, "402", "not_in")
    assert "2 to revisit, first" in offer(one, revisit=True)
    friday.move_to(datetime(2026, 11, 21, 2, tzinfo=UTC))
    assert offer(one, revisit=True) == "402"
    friday.move_to(datetime(2026, 11, 21, 7, tzinfo=UTC))
    assert offer(one, revisit=True) == "502"
    sweep_doors.reopen(one, ["502"])
    assert [door.code for door, _knock in sweep_doors.revisits(one, sweeps.my_sweep(one))] == ["402"]


def test_leaving_frees_what_was_handed_over_and_takes_the_days_away(tower: Desk, open_as: Open) -> None:
    one = open_as("李娜")
    sweep_doors.hand(tower, ["601", "602"], "李娜", sweep="w1")
    sweep_editing.join_sweep(tower, "w1", rep="周敏", front="李娜")
    assert offer(one) == "101"
    sweep_editing.leave_sweep(one)
    assert [
        door.handed_rep_no
        for door in sweep_views.doors(one, sweeps.find_sweep(one, "w1"))
        if door.handed_rep_no
    ] == []
    left = plans.plans(tower, sort="no", sweep_no=1, state="planned")
    assert list(plans.reps_of(tower, [plan.no for plan in left]).values()) == [["陈伟"], ["周敏"]]
    assert offer(tower) == "101"


def _random_row(desk: Desk, chance: random.Random, unit_no: int) -> tuple[str, dict[str, Any]]:
    """Return what happens next: a knock mostly, a mark, a customer marked do-not-call or spoken to elsewhere."""
    at = clock.now() - timedelta(minutes=chance.randrange(60))
    outcome, customer_no = chance.choice(desk.outcomes("visit")).no, chance.randrange(1, 8)
    match chance.randrange(8):
        case 0 | 1:
            kind = chance.choice(["skip", "reopen"])
            return "sweep_mark", {"sweep_no": 1, "unit_no": unit_no, "rep_no": 1, "at": at, "kind": kind}
        case 2 if chance.random() < 0.4:
            return "do_not_call", {"customer_no": customer_no, "reason": "不要"}
        case 3:
            return "visit", {"arrived_at": at, "rep_no": 1, "outcome_no": outcome, "customer_no": customer_no}
    place = {"sweep_no": 1, "unit_no": unit_no, "building": "中信广场"}
    said = outcome if chance.random() < 0.8 else None
    return "visit", {"arrived_at": at, "rep_no": 1, "outcome_no": said, **place}


@pytest.mark.parametrize("seed", range(4))
def test_every_door_stands_as_the_judge_says(tower: Desk, open_as: Open, seed: int) -> None:
    chance = random.Random(seed)
    one, other = open_as("陈伟"), open_as("李娜")
    sweep = sweeps.find_sweep(one, "w1")
    units = {door.code: door.unit_no for door in sweep_views.doors(one, sweep)}
    for place in range(6):
        customers.add_customer(one, f"公司{place}")
        with one.change() as change:
            change.insert("tenancy", unit_no=chance.choice(list(units.values())), customer_no=place + 2)
    for _turn in range(60):
        desk, unit_no = chance.choice([one, other]), chance.choice(list(units.values()))
        with desk.change() as change:
            table, values = _random_row(desk, chance, unit_no)
            change.insert(table, **values)
        seen = sweep_views.view(desk, sweep)
        assert {door.code: door.state for door in seen.doors} == states(desk, 1)
    assert seen.coverage.knocked == sum(door.knocked for door in seen.doors)
    assert seen.meeting == meeting(seen.doors, sweep_views.fronts(one, sweep), "")
    assert seen.courses == courses(seen.doors, sweep_views.fronts(one, sweep), "")
    assert number("sweep", sweep_views.progress_of(one, [1])[1].sweep_no) == "w1"
    assert sweep_views.progress_of(one, [1])[1].knocked == seen.coverage.knocked


def test_a_team_that_grows_is_named_afresh(manager: Desk) -> None:
    buildings.add_building(manager, "中信广场", Layout(floors="6", units="01-04"))
    plan_sweep(manager, "中信", teams=["航空汽车组:down", "周敏:up"])
    assert sweep_views.names_on(manager, [1]) == {1: ["陈伟", "李娜"], 2: ["周敏"]}
    reps.add_rep(manager, "王芳")
    done = sweep_editing.join_sweep(manager, "w1", rep="王芳", front="航空汽车组")
    assert done.lines[1] == "航空汽车组 (陈伟, 李娜, 王芳), from the top down: 12 doors, from 601 on."
    turned = sweep_editing.edit_sweep(manager, "w1", teams=["周敏:up:1-2"], note="业主同意")
    assert "周敏, from the bottom up: 8 doors, from 101 on." in turned.lines
