"""Call lists: what goes on them and in which order, who gets what, and that undo takes all of it back."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from crm_cli import clock
from crm_cli.domain.phone_cells import rings
from crm_cli.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from crm_cli.services import (
    bans,
    call_list_assigning,
    call_lists,
    calls,
    contacts,
    customers,
    dial_plans,
    history,
    list_places,
)
from crm_cli.services.call_list_filling import chosen_customers, fill, look
from crm_cli.services.customer_filters import filters_of, read_asked
from crm_cli.services.desk import Desk
from crm_cli.services.queue_gate import may_call
from tests.services.call_list_firm import add_firm, make_list, on_list, put_on_screen


@pytest.fixture(autouse=True)
def _friday_at_ten() -> Iterator[None]:
    with time_machine.travel("2026-11-20T02:00:00+00:00", tick=False):
        yield


def test_numbers_of_who_decides_come_first_then_people_then_the_firm(manager: Desk) -> None:
    no = add_firm(manager, "白云航空", "020-80000001", "020-80000002")
    contacts.add_contact(manager, "前台", "c1", phones=["13900000003"], role="gatekeeper")
    contacts.add_contact(manager, "王丽", "c1", phones=["13900000004", "13900000005"], role="decision_maker")
    found = on_list(manager, make_list(manager, no))
    assert [row.number[-1] for row in found] == ["4", "5", "3", "1", "2"]
    assert [row.position for row in found] == [1, 2, 3, 4, 5]
    assert [row.turn for row in found] == ["new", "wait", "wait", "wait", "wait"]


def test_first_number_takes_the_first_good_one_alone(manager: Desk) -> None:
    no = add_firm(manager, "白云航空", "020-80000001", "020-80000002")
    customers.edit_customer(manager, "c1", phones_bad=["80000001"])
    made = call_lists.add_call_list(manager, "礼品").no
    fill(manager, "礼品", [no], "--ids c1", first_only=True)
    assert [row.number for row in on_list(manager, made)] == ["020-80000002"]


def _ban_number(desk: Desk) -> None:
    bans.ban(desk, "80000001", whole_customer=False, reason="")


def _ban_firm(desk: Desk) -> None:
    bans.ban(desk, "c1", whole_customer=True, reason="")


def _left(desk: Desk) -> None:
    customers.edit_customer(desk, "c1", phones_gone=["80000001"])
    contacts.add_contact(desk, "王丽", "c1", phones=["020-80000001"])
    contacts.edit_contact(desk, "n1", left="2026-11-20")


def _twice(desk: Desk) -> None:
    make_list(desk, 1)


REASONS: dict[str, Callable[[Desk], object]] = {
    "banned": _ban_number,
    "banned ": _ban_firm,
    "bad": lambda desk: customers.edit_customer(desk, "c1", phones_bad=["80000001"]),
    "unreadable": lambda desk: customers.edit_customer(desk, "c1", phones=["123"], phones_gone=["80000001"]),
    "lost": lambda desk: customers.edit_customer(desk, "c1", stage="lost"),
    "closed": lambda desk: customers.edit_customer(desk, "c1", closed_on="2026-11-19"),
    "left": _left,
    "resting": lambda desk: calls.log_call(desk, calls.Typed("c1", "not_interested", at="2026-11-19 10:00")),
    "listed": lambda desk: fill(desk, "礼品", [1], "--ids"),
    "no_number": lambda desk: customers.edit_customer(desk, "c1", phones_gone=["80000001"]),
}


@pytest.mark.parametrize("reason", REASONS)
def test_what_may_not_be_called_stays_off_and_is_counted(manager: Desk, reason: str) -> None:
    add_firm(manager, "白云航空", "020-80000001")
    made = call_lists.add_call_list(manager, "礼品").no
    REASONS[reason](manager)
    found = look(manager, made, [1])
    assert (found.chosen, dict(found.left_out)) == ([], {reason.strip(): 1})
    for phone in contacts.phones(manager, customer_no=1):
        # The gate of the queue bars the same, but for what is the list's own to say.
        barred = may_call(manager, 1, phone, rests=True, waived=True)
        assert (barred is not None) == (reason.strip() in {"banned", "bad", "resting"})


def test_a_short_number_of_service_goes_on_and_what_is_none_is_told(manager: Desk) -> None:
    no = add_firm(manager, "白云航空", "10086", "123", "1 2 3 4", "12345", "1390000101")
    made = call_lists.add_call_list(manager, "礼品").no
    told = fill(manager, "礼品", [no], "--ids c1").lines
    assert "Left out: 4 numbers that are none." in told
    assert [row.number for row in on_list(manager, made)] == ["10086"]


def test_a_rest_ends_on_its_day(manager: Desk) -> None:
    add_firm(manager, "白云航空", "020-80000001")
    made = call_lists.add_call_list(manager, "礼品").no
    calls.log_call(manager, calls.Typed("c1", "not_interested", at="2026-11-19 10:00", rep="陈伟"))
    for days, chosen in ((88, 0), (89, 1)):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            assert len(look(manager, made, [1]).chosen) == chosen


def test_the_same_number_of_one_customer_goes_on_once(manager: Desk) -> None:
    add_firm(manager, "白云航空", "020-80000001")
    contacts.add_contact(manager, "王丽", "c1", phones=["(020) 8000 0001"])
    made = make_list(manager, 1)
    assert [row.contact for row in on_list(manager, made)] == ["王丽"]


def test_taken_off_stays_off_until_it_is_put_back(manager: Desk) -> None:
    add_firm(manager, "白云航空", "020-80000001", "020-80000002")
    made = make_list(manager, 1)
    list_places.take_off(manager, "l1", ["80000001"], reason="重复")
    fill(manager, "l1", [1], "--ids")
    assert [(row.number[-1], row.turn) for row in on_list(manager, made)] == [("2", "new")]
    list_places.put_back(manager, "l1", ["c1"])
    assert [(row.number[-1], row.turn) for row in on_list(manager, made)] == [("1", "new"), ("2", "wait")]
    with pytest.raises(NotFoundError):
        list_places.take_off(manager, "l1", [f"c{add_firm(manager, '别家')}"])


FILTERS = {
    "industry=航空": [1, 2],
    "industry=航空,汽车": [1, 2, 3],
    "行业=航空": [1, 2],
    "業別=航空": None,
    "city=广州": [1],
    "stage=目标": [2],
    "stage=target,potential": [1, 2, 3],
    "owner=": [2, 3],
    "owner=陈伟": [1],
    "team=航空汽车组": [1],
    "territory=天河": [3],
    "tag=春节": [3],
    "员工数=120": [3],
    "grade=a": [2],
    "source=expo": [3],
    "created_since=2026-11-21": [],
    "industry": UsageError,
    "industry=": UsageError,
    "industri=x": UsageError,
    "grade=Z": UsageError,
    "owner=陈伟,李娜": UsageError,
    "owner=谁": NotFoundError,
}


@pytest.fixture
def filtered(manager: Desk) -> Desk:
    from crm_cli.services import own_fields

    own_fields.add_field(manager, "customer", "员工数", kind="number", choices=[])
    add_firm(manager, "一", "020-80000001", industry="航空", city="广州", owner="陈伟")
    add_firm(manager, "二", "020-80000002", industry="航空", city="深圳", stage="target", grade="A")
    add_firm(
        manager, "三", "020-80000003", industry="汽車", territory="天河", tags=["春节"], source="expo",
        own_fields={"员工数": "120"},
    )  # fmt: skip
    return manager


@pytest.mark.parametrize("text", [text for text, found in FILTERS.items() if found is not None])
def test_filters_mean_what_people_type(filtered: Desk, text: str) -> None:
    expected: Any = FILTERS[text]
    if isinstance(expected, list):
        assert chosen_customers(filtered, filters_of(filtered, read_asked(filtered, [text]))) == expected
    else:
        with pytest.raises(expected):
            filters_of(filtered, read_asked(filtered, [text]))


def test_filters_narrow_each_other_and_keep_the_order_asked_for(filtered: Desk) -> None:
    filters = filters_of(filtered, read_asked(filtered, ["industry=航空,汽车", "stage=potential"]))
    assert chosen_customers(filtered, filters) == [1, 3]
    assert chosen_customers(filtered, filters, [3, 2, 1, 3]) == [3, 1]


def test_a_list_is_named_by_its_number_its_name_or_a_part(manager: Desk) -> None:
    for name in ("年会礼品", "年會客戶", "[/b]"):
        call_lists.add_call_list(manager, name)
    assert call_lists.find_call_list(manager, "l2").name == "年會客戶"
    assert call_lists.find_call_list(manager, "年会客户").no == 2
    assert call_lists.find_call_list(manager, "[/B]").no == 3
    with pytest.raises(AmbiguousError):
        call_lists.find_call_list(manager, "年会")
    call_lists.set_state(manager, "l1", "closed")
    assert call_lists.find_call_list(manager, "年会").no == 2
    with pytest.raises(RefusedError):
        call_lists.add_call_list(manager, "年會禮品")
    for name in ("", "l7"):
        with pytest.raises(UsageError):
            call_lists.add_call_list(manager, name)


def test_a_closed_list_is_neither_filled_nor_dealt_out_nor_planned(manager: Desk, twelve: int) -> None:
    call_lists.set_state(manager, "l1", "closed")
    for refused in (
        lambda: fill(manager, "l1", [1], ""),
        lambda: call_list_assigning.assign(manager, "l1", ["陈伟"]),
        lambda: dial_plans.plan_dials(manager, "l1", ["陈伟"], 60),
    ):
        with pytest.raises(RefusedError):
            refused()
    call_lists.set_state(manager, "l1", "open")
    assert call_lists.find_call_list(manager, "l1").closed_on is None


TABLES = ("call_list", "call_list_rep", "list_number", "dial_plan", "phone", "customer")
BOOKKEEPING = {"changed_at", "changed_by", "version"}


def _state(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    connection = desk.database.connection
    found = {}
    for table in TABLES:
        cursor = connection.execute(f"select * from {table} order by no")
        names = [column[0] for column in cursor.description]
        found[table] = [
            {name: cell for name, cell in zip(names, row, strict=True) if name not in BOOKKEEPING}
            for row in cursor.fetchall()
        ]
    return found


DOINGS: dict[str, Callable[[Desk], object]] = {
    "fill": lambda desk: fill(desk, "l1", [add_firm(desk, "新", "020-89999999")], "--ids"),
    "assign": lambda desk: call_list_assigning.assign(desk, "l1", ["陈伟", "李娜"], by="stage"),
    "take off": lambda desk: list_places.take_off(desk, "l1", ["c1", "c2"]),
    "plan": lambda desk: dial_plans.plan_dials(desk, "l1", ["陈伟", "李娜"], 60),
    "edit": lambda desk: call_lists.edit_call_list(
        desk, "l1", name="[/b]", priority=1, hours="1-5 09:00-12:00"
    ),
    "close": lambda desk: call_lists.set_state(desk, "l1", "closed"),
    "remove": lambda desk: call_lists.remove_call_list(desk, "l1"),
    "remove a phone": lambda desk: customers.edit_customer(desk, "c1", phones_gone=["80000000"]),
    "remove a customer": lambda desk: customers.remove_customer(desk, "c1"),
}


@pytest.mark.parametrize("doing", DOINGS)
def test_undo_takes_it_back_and_redo_does_it_again(manager: Desk, twelve: int, doing: str) -> None:
    with manager.change():
        before = _state(manager)
    with manager.change():
        DOINGS[doing](manager)
    after = _state(manager)
    history.undo(manager)
    assert _state(manager) == before
    history.redo(manager)
    assert _state(manager) == after != before


def test_a_number_that_was_called_from_keeps_its_list(manager: Desk, twelve: int) -> None:
    with manager.change() as change:
        no = calls.log_call(manager, calls.Typed("c1", "no_answer", rep="陈伟")).no
        change.update("call", no, call_list_no=twelve)
    with pytest.raises(RefusedError) as refused:
        call_lists.remove_call_list(manager, "l1")
    assert "close l1" in refused.value.hint


def test_the_places_follow_a_person_to_another_firm(manager: Desk) -> None:
    add_firm(manager, "旧东家")
    add_firm(manager, "新东家")
    contacts.add_contact(manager, "王丽", "c1", phones=["13900000001"])
    made = make_list(manager, 1)
    contacts.edit_contact(manager, "n1", customer="c2")
    assert [row.customer for row in on_list(manager, made)] == ["新东家"]


def test_a_number_on_somebodys_screen_can_be_removed(manager: Desk, twelve: int) -> None:
    put_on_screen(manager, 1, 1)
    customers.remove_customer(manager, "c1")
    put_on_screen(manager, 1, 2)
    with manager.change() as change:
        change.update("call_lease", 2, call_list_no=twelve)
    call_lists.remove_call_list(manager, "l1")
    assert manager.database.connection.execute("select count(*) from call_lease").fetchone() == (0,)


def test_two_who_fill_at_once_put_a_number_on_once(
    open_as: Callable[[str | None], Desk], twelve: int, manager: Desk
) -> None:
    other = open_as("陈伟")
    no = add_firm(manager, "新", "020-89999999")
    fill(manager, "l1", [no], "")
    fill(other, "l1", [no], "")
    assert len(on_list(manager, twelve)) == 25
    with pytest.raises(sqlite3.IntegrityError):
        manager.database.connection.execute(
            "insert into list_number (id, created_at, created_by, call_list_no, customer_no, phone_no, position)"
            " select 'x', created_at, created_by, call_list_no, customer_no, phone_no, 99 from list_number limit 1"
        )


def test_progress_counts_each_number_and_customer_once(manager: Desk, twelve: int) -> None:
    for who, outcome in (("80000000", "no_answer"), ("80000000", "no_answer"), ("80000001", "talked")):
        with manager.change() as change:
            no = calls.log_call(manager, calls.Typed(who, outcome, rep="陈伟", at="2026-11-20 09:00")).no
            change.update("call", no, call_list_no=twelve)
    list_places.take_off(manager, "l1", ["c12"])
    found = call_lists.progress_of(manager, [twelve])[twelve]
    assert (found.numbers, found.customers, found.taken_off) == (22, 11, 2)
    assert (found.tried, found.customers_tried, found.customers_reached) == (2, 2, 1)
    assert (found.fresh, found.again, found.wait, found.over) == (9, 1, 10, 2)
    (share,) = [one for one in call_lists.shares_of(manager, twelve) if one.rep_no == 1]
    assert (share.numbers, share.dials, share.reached) == (0, 3, 1)


@pytest.mark.parametrize(
    ("number", "region", "is_one"),
    [
        ("85550000", "CN", True), ("8555000-801", "CN", True), ("95533", "CN", True), ("96110", "CN", True),
        ("12345", "CN", False), ("1390000101", "CN", False), ("没有", "CN", False), ("13800000", "CN", False),
        ("12345", "GB", True), ("123", "GB", False),
    ],
)  # fmt: skip
def test_what_can_be_dialled_as_it_stands(number: str, region: str, is_one: bool) -> None:
    assert rings(number, None, region) == is_one
