"""Who needs care, who is excused, and in what order."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from crm_cli.reports.neglected import Asked, neglected
from crm_cli.services import bans, calls, customers, firm, followups, money, plans, pool, steps, visits
from crm_cli.services.desk import Desk
from crm_cli.services.reps import owner_numbers
from crm_cli.services.touches import Extras
from crm_cli.storage import care, proposals
from crm_cli.storage.statement import Statement


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with time_machine.travel("2026-11-20T09:00:00+00:00"):
        yield


def add(desk: Desk, name: str = "白云", **typed: Any) -> str:
    """Add a customer long ago, so that only what the test does counts."""
    with time_machine.travel("2026-01-05T09:00:00+08:00"):
        return customers.add_customer(desk, name, **typed).number


def touch(desk: Desk, day: str, *, who: str = "白云", outcome: str = "talked") -> None:
    calls.log_call(desk, calls.Typed(who, outcome, at=f"{day} 10:00"))


def reasons(desk: Desk, **asked: Any) -> list[tuple[str, str, int]]:
    found = neglected(desk, Asked(**asked))
    assert all("{" not in reason.sentence for one in found for reason in one.reasons)
    return [(f"c{one.customer.no}", reason.kind, reason.days) for one in found for reason in one.reasons]


@pytest.mark.parametrize(
    ("grade", "last", "found"),
    [
        # A is 3 whole working days: Tuesday, Wednesday, Thursday.
        ("A", "2026-11-16", [("c1", "grade", 3)]),
        ("A", "2026-11-17", []),
        ("B", "2026-11-10", [("c1", "grade", 7)]),
        ("B", "2026-11-11", []),
        ("C", "2026-10-29", [("c1", "grade", 15)]),
        ("E", "2026-01-06", []),
        ("", "2026-01-06", []),
    ],
)
def test_the_interval_of_a_grade(desk: Desk, grade: str, last: str, found: list[Any]) -> None:
    add(desk, grade=grade)
    touch(desk, last)
    assert reasons(desk) == found


def test_holidays_and_worked_weekends_count_as_they_are(desk: Desk, open_as: Callable[..., Desk]) -> None:
    firm.set_setting(open_as("周敏"), "holidays", "2026-11-19")
    add(desk, grade="A")
    touch(desk, "2026-11-16")
    assert reasons(desk) == []
    firm.set_setting(open_as("周敏"), "extra_working_days", "2026-11-15")
    desk.forget_settings()
    touch(desk, "2026-11-13", who=add(desk, "黑云", grade="A"))
    assert reasons(desk) == [("c2", "grade", 4)]


def test_only_a_real_touch_counts(desk: Desk) -> None:
    add(desk, grade="A")
    touch(desk, "2026-11-10")
    touch(desk, "2026-11-19", outcome="no_answer")
    assert reasons(desk) == [("c1", "grade", 7)]
    followups.add_followup(desk, "白云", at="2026-11-19 16:00", channel="wechat", note="发目录")
    assert reasons(desk) == []


def test_one_never_touched_counts_from_when_it_was_typed(desk: Desk) -> None:
    with time_machine.travel("2026-11-13T09:00:00+08:00"):
        customers.add_customer(desk, "新客户", grade="A")
    found = neglected(desk, Asked())
    assert [reason.days for one in found for reason in one.reasons] == [4]
    assert "untouched" in found[0].reasons[0].sentence


@pytest.mark.parametrize(
    ("due", "is_excused"),
    [("2026-11-20", True), ("2026-11-25", True), ("2026-11-26", False), ("2026-11-19", False)],
)
def test_a_promise_excuses_within_one_interval(desk: Desk, due: str, is_excused: bool) -> None:
    add(desk, grade="A")
    touch(desk, "2026-11-10")
    steps.add_step(desk, "打电话", customer="白云", due=due)
    assert (reasons(desk) == []) is is_excused
    assert reasons(desk, promised=True) == [("c1", "grade", 7)]


def test_a_planned_visit_excuses_too(desk: Desk) -> None:
    add(desk, grade="A")
    touch(desk, "2026-11-10")
    plans.add_plan(desk, "白云", when="2026-11-23")
    assert reasons(desk) == []


def rest(desk: Desk, _manager: Desk) -> None:
    visits.log_visit(desk, visits.Typed("白云", "refused", arrive="2026-11-11 10:00"))


def wake(desk: Desk, manager: Desk) -> None:
    rest(desk, manager)
    touch(desk, "2026-11-12")


def rested(desk: Desk, _manager: Desk) -> None:
    visits.log_visit(desk, visits.Typed("白云", "refused", arrive="2026-08-22 10:00"))


def ban(desk: Desk, _manager: Desk) -> None:
    bans.ban(desk, "白云", whole_customer=True, reason="他们要求")


def lift(desk: Desk, manager: Desk) -> None:
    ban(desk, manager)
    bans.lift_ban(manager, 1, "他们同意了")


def close(desk: Desk, _manager: Desk) -> None:
    customers.edit_customer(desk, "白云", closed_on="today")


def drop(desk: Desk, _manager: Desk) -> None:
    customers.edit_customer(desk, "白云", stage="dropped")


def claim(desk: Desk, manager: Desk) -> None:
    pool.release(desk, ["白云"])
    pool.claim(manager, ["白云"], rep="李娜")


@pytest.mark.parametrize(
    ("do", "is_excused"),
    [
        (rest, True),
        (wake, False),
        (rested, False),
        (ban, True),
        (lift, False),
        (close, True),
        (drop, True),
        (claim, True),
    ],
)
def test_who_is_left_out(
    desk: Desk, open_as: Callable[..., Desk], do: Callable[[Desk, Desk], None], is_excused: bool
) -> None:
    add(desk, grade="A", owner="陈伟")
    if do is not rested:
        touch(desk, "2026-11-10")
    do(desk, open_as("周敏"))
    assert (reasons(desk) == []) is is_excused


@pytest.mark.parametrize(
    ("kind", "day", "after", "found"),
    [
        ("quote", "2026-11-13", None, [("c1", "quote", 7)]),
        ("sample", "2026-11-13", None, [("c1", "sample", 7)]),
        ("quote", "2026-11-14", None, []),
        ("quote", "2026-11-10", lambda desk: touch(desk, "2026-11-12"), []),
        # A talk of the day itself is where the quote came from.
        ("quote", "2026-11-10", lambda desk: touch(desk, "2026-11-10"), [("c1", "quote", 10)]),
        ("quote", "2026-11-10", lambda desk: touch(desk, "2026-11-12", outcome="no_answer"), [("c1", "quote", 10)]),
        ("quote", "2026-11-10", lambda desk: money.add_money(desk, "order", "白云", amount="1", day="2026-11-12"), []),
        # Of two quotes the last is the one that waits for an answer.
        ("quote", "2026-11-02", lambda desk: money.add_money(desk, "quote", "白云", day="2026-11-10"), [("c1", "quote", 10)]),
        ("quote", "2026-11-02", lambda desk: money.add_money(desk, "quote", "白云", day="2026-11-19"), []),
        ("order", "2026-11-02", None, []),
        ("quote", "2026-05-01", None, []),
    ],
)  # fmt: skip
def test_quotes_and_samples(desk: Desk, kind: str, day: str, after: Any, found: list[Any]) -> None:
    add(desk)
    money.add_money(desk, kind, "白云", amount="100", day=day)
    if after is not None:
        after(desk)
    assert reasons(desk) == found


@pytest.mark.parametrize(
    ("need_on", "found"),
    [
        ("2026-11-20", [("c1", "use_date", 0)]),
        ("2026-12-20", [("c1", "use_date", 30)]),
        ("2026-12-21", []),
        ("2026-11-19", []),
    ],
)
def test_use_dates(desk: Desk, need_on: str, found: list[Any]) -> None:
    add(desk, need_on=need_on)
    assert reasons(desk) == found


def test_a_need_that_was_ordered_for_is_met_until_it_is_typed_anew(desk: Desk) -> None:
    add(desk, need_on="2026-12-01")
    money.add_money(desk, "order", "白云", amount="100", day="2026-11-18")
    assert reasons(desk) == []
    customers.edit_customer(desk, "白云", need_on="2026-12-10")
    assert reasons(desk) == [("c1", "use_date", 20)]


def test_the_most_urgent_stands_first_and_each_customer_once(desk: Desk) -> None:
    for name, grade, last in (
        ("甲", "B", "2026-11-02"),
        ("乙", "A", "2026-11-13"),
        ("丙", "A", "2026-11-02"),
    ):
        add(desk, name, grade=grade)
        touch(desk, last, who=name)
    add(desk, "丁", need_on="2026-11-25")
    money.add_money(desk, "quote", "甲", day="2026-11-03")
    found = neglected(desk, Asked())
    assert [one.customer.name for one in found] == ["丙", "丁", "乙", "甲"]
    assert [reason.kind for reason in found[-1].reasons] == ["quote", "grade"]
    assert [one.customer.name for one in neglected(desk, Asked(), 2)] == ["丙", "丁"]


def test_whose_they_are(desk: Desk, open_as: Callable[..., Desk]) -> None:
    add(desk, "甲", grade="A", owner="陈伟")
    add(desk, "乙", grade="A", owner="李娜")
    money.add_money(desk, "quote", add(open_as(None), "丙"), day="2026-11-03")
    assert {no for no, *_ in reasons(desk, owners=owner_numbers(desk, rep_no=1))} == {"c1", "c3"}
    assert {no for no, *_ in reasons(desk, owners=owner_numbers(desk, team_no=1))} == {"c1", "c2", "c3"}
    assert {no for no, *_ in reasons(desk)} == {"c1", "c2", "c3"}
    assert reasons(desk, owners=[], kinds=["grade"]) == []


def test_settings_decide(desk: Desk, open_as: Callable[..., Desk]) -> None:
    add(desk, grade="E", need_on="2027-06-01")
    firm.set_setting(open_as("周敏"), "neglect_days", "E=0")
    desk.forget_settings()
    assert [kind for _no, kind, _days in reasons(desk)] == ["grade"]
    assert [kind for _no, kind, _days in reasons(desk, within=300)] == ["use_date", "grade"]
    for key in ("neglect_days", "use_date_days", "silent_days"):
        firm.set_setting(open_as("周敏"), key, "A=99999999999" if key == "neglect_days" else "99999999999")
    desk.forget_settings()
    assert [kind for _no, kind, _days in reasons(desk)] == ["use_date"]


def test_a_back_dated_touch_is_a_touch_of_its_own_day(desk: Desk) -> None:
    add(desk, grade="A")
    followups.add_followup(desk, "白云", at="2026-11-12 16:00", note="发目录", extras=Extras(grade="A"))
    assert reasons(desk) == [("c1", "grade", 5)]


@pytest.mark.parametrize(
    ("statement", "given", "index"),
    [
        (care.UNTOUCHED, {"a_before": 0, "b_before": 0, "c_before": 0, "d_before": 0, "e_before": 0}, "ix_customer_known"),
        (care.USE_DATES, {"since": date(2026, 11, 20), "until": date(2026, 12, 20)}, "ix_customer_known"),
        (care.UNANSWERED, {"kinds": ["quote"], "since": 0, "until": 0, "touched_before": 0}, "ix_money_day"),
        (proposals.KNOWN_FACTS, {"today": 0, "silent_before": 0}, "ix_customer_known"),
        (proposals.SOLD_FACTS, {"sold_since": 0}, "ix_money_day"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("owners", [None, [1], [1, 2, 3]])
def test_a_million_customers_are_not_read(
    desk: Desk, statement: Statement[Any], given: dict[str, Any], index: str, owners: list[int] | None
) -> None:
    prepared = statement.prepare({**given, "owners": owners})
    plan = desk.database.connection.execute(f"explain query plan {prepared.sql}", prepared.values).fetchall()
    said = [row[3] for row in plan]
    assert any(index in line for line in said), said
    assert not [line for line in said if line == "SCAN customer"], said
