"""A timed plan stands where its time asks for it, and what a rep ordered by hand stays."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.services import customers, history, plans
from crm_cli.services.desk import Desk
from crm_cli.services.plan_scopes import SERIES, Wish
from crm_cli.services.plan_turns import turn_by_time

MONDAY = date(2026, 11, 23)
TIMES = st.lists(st.one_of(st.none(), st.integers(6, 20)), min_size=1, max_size=7)


@pytest.fixture(autouse=True)
def _friday_at_five() -> Iterator[None]:
    with time_machine.travel("2026-11-20T09:00:00Z"):
        yield


def add(desk: Desk, *times: str, order: int | None = None) -> None:
    for at in times:
        plans.add_plan(desk, None, building="中信广场", when=f"2026-11-23 {at}".strip(), order=order)


def turns(desk: Desk, day: date = MONDAY) -> list[str]:
    """Return the times of a day's plans in their order, those without one by number."""
    assert desk.me is not None
    rows = [row for row in plans.plans(desk, day=day, rep_no=desk.me.no) if row.state != "moved"]
    return [f"{desk.wall(row.at):%H:%M}" if row.at else f"p{row.no}" for row in rows]


@pytest.mark.parametrize(
    ("added", "order"),
    [
        (("15:00", "10:00", "9:00", "12:00"), ["09:00", "10:00", "12:00", "15:00"]),
        (("", "", "9:00"), ["09:00", "p1", "p2"]),
        (("", "", "9:30"), ["p1", "09:30", "p2"]),
        (("", "", "11:30"), ["p1", "p2", "11:30"]),
        (("15:00", "", "9:30"), ["09:30", "15:00", "p2"]),
        (("9:00", "", "", "16:00", "10:00"), ["09:00", "10:00", "p2", "p3", "16:00"]),
        (("9:00", "", "", "16:00", "11:00"), ["09:00", "p2", "11:00", "p3", "16:00"]),
        (("10:00", "", "10:00"), ["10:00", "10:00", "p2"]),
        (("10:00", ""), ["10:00", "p2"]),
    ],
)
def test_it_stands_at_its_time_from_the_start(desk: Desk, added: tuple[str, ...], order: list[str]) -> None:
    add(desk, *added)
    assert turns(desk) == order
    for _added in added:
        history.undo(desk)
    assert turns(desk) == []


def test_what_was_ordered_by_hand_stays(desk: Desk) -> None:
    add(desk, "9:00", "15:00", "")
    plans.edit_plan(desk, "p1", order=9)
    assert turns(desk) == ["15:00", "p3", "09:00"]
    add(desk, "16:00")
    assert turns(desk) == ["15:00", "p3", "09:00", "16:00"]
    add(desk, "8:00", order=7)
    assert turns(desk) == ["15:00", "p3", "08:00", "09:00", "16:00"]
    plans.edit_plan(desk, "p3", purpose="送样")
    plans.edit_plan(desk, "p1", minutes=20)
    assert turns(desk) == ["15:00", "p3", "08:00", "09:00", "16:00"]


def test_another_time_is_another_place_and_only_where_it_must_be(desk: Desk) -> None:
    add(desk, "9:00", "", "", "12:00", "15:00")
    assert turns(desk) == ["09:00", "p2", "p3", "12:00", "15:00"]
    plans.edit_plan(desk, "p1", when="2026-11-23 11:00")
    assert turns(desk) == ["11:00", "p2", "p3", "12:00", "15:00"], "nothing timed speaks against it"
    plans.edit_plan(desk, "p1", when="2026-11-23 16:00")
    assert turns(desk) == ["p2", "p3", "12:00", "15:00", "16:00"]
    plans.edit_plan(desk, "p1", when="2026-11-23 10:00", order=99)
    assert turns(desk) == ["p2", "p3", "12:00", "15:00", "10:00"]
    plans.edit_plan(desk, "p2", when="2026-11-23 14:00")
    assert turns(desk) == ["p3", "12:00", "14:00", "15:00", "10:00"]


def test_a_day_it_is_moved_to_asks_the_same(desk: Desk) -> None:
    add(desk, "9:00", "", "15:00")
    plans.add_plan(desk, None, building="天河城", when="2026-11-24 10:00")
    plans.move_plan(desk, "p4", "2026-11-23", "改期")
    assert turns(desk) == ["09:00", "10:00", "p2", "15:00"]


def test_plans_of_a_series_come_to_their_places_together(desk: Desk) -> None:
    customers.add_customer(desk, "甲公司")
    for day in (23, 30):
        plans.add_plan(desk, None, building="中信广场", when=f"2026-11-{day} 11:00")
    plans.add_plan(desk, "甲公司", when="2026-11-23 9:00", repeat=Wish("weekly", times=2))
    assert turns(desk) == turns(desk, date(2026, 11, 30)) == ["09:00", "11:00"]
    plans.edit_plan(desk, "p3", when="2026-11-23 14:00", scope=SERIES)
    assert turns(desk) == turns(desk, date(2026, 11, 30)) == ["11:00", "14:00"]


@given(TIMES)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_timed_ones_go_by_time_and_the_others_keep_their_turn(desk: Desk, hours: list[int | None]) -> None:
    for hour in hours:
        add(desk, f"{hour}:00" if hour is not None else "")
    rows = plans.plans(desk, day=MONDAY)
    timed: list[datetime] = [row.at for row in rows if row.at is not None]
    assert timed == sorted(timed)
    rest = [row.no for row in rows if row.at is None]
    assert rest == sorted(rest)
    for row in rows:
        with desk.change() as change:
            turn_by_time(desk, change, row.no, stays=True)
    assert [row.version for row in plans.plans(desk, day=MONDAY)] == [row.version for row in rows]
    for _hour in hours:
        history.undo(desk)
