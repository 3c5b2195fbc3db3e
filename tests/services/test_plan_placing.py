"""A plan put somewhere else in one change, said in one line, and begun to repeat."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine

from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.services import buildings, customers, history, plans, reps
from crm_cli.services.desk import Desk
from crm_cli.services.plan_lines import plan_line, read_plan_line
from crm_cli.services.plan_placing import Place, place_plan
from crm_cli.services.plan_repeating import repeat_plan, why_not_repeat
from crm_cli.services.plan_scopes import Wish

FRIDAY, THURSDAY = date(2026, 11, 20), date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _friday_at_five() -> Iterator[None]:
    with time_machine.travel("2026-11-20T09:00:00Z"):
        yield


@pytest.fixture
def three(desk: Desk) -> Desk:
    """Three plans of today, p1 p2 p3, and one of Thursday, p4."""
    for name in ("甲公司", "乙公司", "丙公司", "丁公司"):
        customers.add_customer(desk, name)
        plans.add_plan(desk, name, when="2026-11-26 10:00" if name == "丁公司" else "today")
    return desk


def _me(desk: Desk) -> int:
    assert desk.me is not None
    return desk.me.no


def _order(desk: Desk, day: date = FRIDAY) -> list[int]:
    return [row.no for row in plans.plans(desk, day=day, rep_no=_me(desk)) if row.state != "moved"]


@pytest.mark.parametrize(
    ("no", "before", "after", "changed"),
    [
        (3, 1, [3, 1, 2], 3), (1, None, [2, 3, 1], 1), (2, 1, [2, 1, 3], 2), (1, 3, [2, 1, 3], 2),
        (1, 2, [1, 2, 3], 0), (3, None, [1, 2, 3], 0), (2, 99, [1, 3, 2], 1),
    ],
)  # fmt: skip
def test_a_plan_gets_its_place_in_the_day(
    three: Desk, no: int, before: int | None, after: list[int], changed: int
) -> None:
    was = {row.no: row.version for row in plans.plans(three)}
    receipt = place_plan(three, plans.plan(three, f"p{no}"), _me(three), Place(FRIDAY, _me(three), before))
    assert _order(three) == after
    assert receipt.changed == (after != [1, 2, 3])
    assert sum(row.version != was[row.no] for row in plans.plans(three)) <= changed
    if receipt.changed:
        history.undo(three)
    assert _order(three) == [1, 2, 3]


def test_one_that_was_done_keeps_its_place(three: Desk) -> None:
    plans.end_plan(three, "p2", "visited")
    done = plans.plan(three, "p2")
    place_plan(three, plans.plan(three, "p3"), _me(three), Place(FRIDAY, _me(three), 1))
    assert _order(three) == [3, 1, 2]
    assert plans.plan(three, "p2").version == done.version


def test_another_day_is_a_move_and_one_undo(three: Desk) -> None:
    with pytest.raises(UsageError):
        place_plan(three, plans.plan(three, "p1"), _me(three), Place(THURSDAY, _me(three), 4))
    receipt = place_plan(three, plans.plan(three, "p1"), _me(three), Place(THURSDAY, _me(three), 4), "改期")
    assert (_order(three), _order(three, THURSDAY)) == ([2, 3], [receipt.no, 4])
    history.undo(three)
    assert (_order(three), _order(three, THURSDAY)) == ([1, 2, 3], [4])


def test_another_rep_takes_the_place_of_one(three: Desk) -> None:
    na = next(one for one in reps.reps(three) if one.name == "李娜")
    place_plan(three, plans.plan(three, "p1"), _me(three), Place(FRIDAY, na.no))
    assert plans.reps_of(three, [1]) == {1: ["李娜"]}


def test_what_somebody_changed_meanwhile_is_not_moved(
    three: Desk, open_as: Callable[[str | None], Desk]
) -> None:
    seen = plans.plan(three, "p1")
    plans.move_plan(open_as("周敏"), "p1", "2026-11-24", "客户改期")
    with pytest.raises(RefusedError, match="2026-11-24 Tue"):
        place_plan(three, seen, _me(three), Place(THURSDAY, _me(three)), "改期")


@pytest.mark.parametrize(
    ("text", "who", "when", "purpose"),
    [
        ("甲公司 fri 10:00 送样品", "c1", "2026-11-27 10:00", "送样品"),
        ("甲公司 周三上午10点 谈年会", "c1", "2026-11-25 10:00", "谈年会"),
        ("甲公司 10:00 谈年会", "c1", "2026-11-26 10:00", "谈年会"),
        ("甲公司 3pm tomorrow tea", "c1", "2026-11-21 15:00", "tea"),
        ("甲公司", "c1", "2026-11-26", ""),
        ("甲公司 谈 年会", "c1", "2026-11-26", "谈 年会"),
        ("明天 9:30 甲公司 收款", "c1", "2026-11-21 09:30", "收款"),
        ("Acme Tea Ltd, next mon samples", "c5", "2026-11-23", "samples"),
        ("acme tea samples 12", "c5", "2026-11-26", "samples 12"),
        ("周五福 tomorrow", "c6", "2026-11-21", ""),
        ("中信广场 mon 9:00 扫楼", "中信广场", "2026-11-23 09:00", "扫楼"),
    ],
)
def test_a_plan_in_a_line(three: Desk, text: str, who: str, when: str, purpose: str) -> None:
    customers.add_customer(three, "Acme Tea Ltd")
    customers.add_customer(three, "周五福")
    buildings.add_building(three, "中信广场")
    said = read_plan_line(three, text, THURSDAY)
    assert (said.customer or said.building, said.when, said.purpose) == (who, when, purpose)


def test_a_line_that_names_nobody(three: Desk) -> None:
    for text in ("没有这家 fri", "没有这家"):
        with pytest.raises(NotFoundError):
            plan_line(three, text, day=THURSDAY)
    for text in ("", "甲公司 2026-02-30 送样", "fri 10:00"):
        with pytest.raises((UsageError, NotFoundError)):
            plan_line(three, text, day=THURSDAY)
    assert len(plans.plans(three)) == 4


def test_a_plan_that_stands_begins_to_repeat(three: Desk) -> None:
    receipt = repeat_plan(three, "p4", Wish("weekly", times=3))
    assert [one.day.isoformat() for one in plans.plans(three, since=THURSDAY)] == [
        "2026-11-26", "2026-12-03", "2026-12-10",
    ]  # fmt: skip
    assert "3 plans" in receipt.lines[0]
    assert "repeats already" in (why_not_repeat(three, plans.plan(three, "p4")) or "")
    with pytest.raises(RefusedError):
        repeat_plan(three, "p4", Wish("weekly"))
    history.undo(three)
    assert why_not_repeat(three, plans.plan(three, "p4")) is None
    assert len(plans.plans(three, since=THURSDAY)) == 1


def test_one_on_another_day_than_the_rule_stays_and_is_no_pattern(three: Desk) -> None:
    repeat_plan(three, "p4", Wish("every tuesday", times=2))
    found = plans.plans(three, since=THURSDAY)
    assert [(one.day.isoformat(), one.apart) for one in found] == [
        ("2026-11-26", True), ("2026-12-01", False), ("2026-12-08", False),
    ]  # fmt: skip
