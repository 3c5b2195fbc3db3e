"""A record is given back what it was, removed ones come back whole, and what stands in the way is said."""

from collections.abc import Callable

import pytest
import time_machine

from crm_cli.errors import RefusedError, UsageError
from crm_cli.services import calls, contacts, customers, history, steps
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.removal import remove_touch
from crm_cli.services.restoring import Wish, look, read_wish, restore
from crm_cli.services.story import story
from crm_cli.services.touches import Extras
from tests.storage.test_undo import dump

Open = Callable[[str], Desk]


def values(desk: Desk) -> tuple[str, str, str]:
    (row,) = customers.customers(desk)
    return row.name, row.city, row.grade


@pytest.fixture
def edited(desk: Desk) -> Desk:
    """A customer whose city and grade were changed, at eleven, twelve and one o'clock."""
    days = ("2026-11-20T03:00Z", "2026-11-20T04:00Z", "2026-11-20T05:00Z")
    with time_machine.travel(days[0]):
        customers.add_customer(desk, "白云", city="广州", grade="C")
    with time_machine.travel(days[1]):
        customers.edit_customer(desk, "c1", city="深圳")
    with time_machine.travel(days[2]):
        customers.edit_customer(desk, "c1", grade="A", name="黑云")
    return desk


def numbers(desk: Desk) -> list[int]:
    return [one.no for one in history.changes(desk, record="c1")][::-1]


def test_a_record_is_what_it_was_at_any_point(edited: Desk) -> None:
    made, moved, graded = numbers(edited)
    points = {
        ("白云", "深圳", "C"): [Wish(), Wish(to=moved), Wish(before=graded)],
        ("白云", "广州", "C"): [Wish(to=made), Wish(before=moved)],
        ("黑云", "深圳", "C"): [Wish(("grade",)), Wish(("意向等级",), to=made)],
        ("黑云", "广州", "A"): [Wish(("city",)), Wish(("City",), to=made)],
    }
    start = dump(edited)
    for wanted, wishes in points.items():
        for wish in wishes:
            restore(edited, "c1", wish)
            assert values(edited) == wanted, wish
            history.undo(edited)
            assert dump(edited) == start
    restore(edited, "c1", read_wish(edited, (), None, None, "2026-11-20 12:30"))
    assert values(edited) == ("白云", "深圳", "C")


def test_looking_changes_nothing_and_what_is_so_already_is_no_change(edited: Desk) -> None:
    start, count = dump(edited), len(history.changes(edited))
    found = look(edited, "c1", Wish())
    assert set(found.rows[0].after) >= {"name", "grade"}
    assert not restore(edited, "c1", Wish(to=numbers(edited)[-1])).rows
    assert (dump(edited), len(history.changes(edited))) == (start, count)


def test_what_was_not_there_or_never_other_is_refused(edited: Desk) -> None:
    contacts.add_contact(edited, "王丽", "c1")
    with pytest.raises(RefusedError, match="never other"):
        restore(edited, "n1", Wish())
    with pytest.raises(RefusedError, match="not there yet"):
        restore(edited, "n1", Wish(to=numbers(edited)[0]))
    with pytest.raises(UsageError, match="no field called"):
        restore(edited, "c1", Wish(("nonsense",)))
    with pytest.raises(UsageError, match="not restored"):
        restore(edited, "q1", Wish())
    with pytest.raises(UsageError, match="one of"):
        read_wish(edited, (), "h1", "h2", None)


def test_a_removed_call_comes_back_with_what_hung_on_it(desk: Desk) -> None:
    customers.add_customer(desk, "白云", phones=["13800138000"])
    steps.add_step(desk, "打电话", customer="c1", due="2026-11-01")
    said = Extras(grade="B", next="+3d 报价", objections=("太贵",), competitors=("B公司",))
    calls.log_call(desk, calls.Typed("c1", "talked", at="2026-11-20 10:00"), said, Answers())
    calls.log_call(desk, calls.Typed("c1", "talked", at="2026-11-20 11:00"), said, Answers())
    before = dump(desk)
    with desk.change():
        for row in calls.calls(desk, sort="no"):
            remove_touch(desk, "call", row)
    with pytest.raises(RefusedError, match="removed"):
        restore(desk, "k1", Wish(("note",)))
    first = restore(desk, "k1", Wish())
    assert {row.table for row in first.rows} >= {"call", "step", "objection_met", "competitor_heard"}
    assert [row.no for row in calls.calls(desk)] == [1]
    restore(desk, "k2", Wish())
    after = dump(desk)
    assert {name: after[name] for name in ("call", "objection_met", "competitor_heard")} == {
        name: before[name] for name in ("call", "objection_met", "competitor_heard")
    }
    assert [row["state"] for row in after["step"]] == [row["state"] for row in before["step"]]
    history.undo(desk)
    assert [row.no for row in calls.calls(desk)] == [1]


def test_a_removal_of_one_record_is_turned_round_whole(desk: Desk) -> None:
    customers.add_customer(desk, "白云", phones=["13800138000"], tags=["春节"], grade="C")
    calls.log_call(desk, calls.Typed("c1", "talked"), Extras(grade="A"))
    before = dump(desk)
    (row,) = calls.calls(desk)
    remove_touch(desk, "call", row)
    restore(desk, "k1", Wish())
    after = dump(desk)
    assert after["customer"][0]["grade"] == before["customer"][0]["grade"] == "A"
    assert after["call"] == before["call"]


def test_what_it_belongs_to_must_be_there(desk: Desk, open_as: Open) -> None:
    customers.add_customer(desk, "白云")
    contacts.add_contact(desk, "王丽", "c1")
    contacts.remove_contact(desk, "n1")
    customers.remove_customer(desk, "c1")
    with pytest.raises(RefusedError, match="c1, which it belongs to"):
        restore(desk, "n1", Wish())
    with pytest.raises(RefusedError, match="manager"):
        restore(open_as("李娜"), "c1", Wish())
    restore(open_as("周敏"), "c1", Wish())
    restore(desk, "n1", Wish())
    assert [row.name for row in contacts.contacts(desk)] == ["王丽"]


def test_the_story_of_a_record_tells_of_its_parts_and_of_its_end(edited: Desk) -> None:
    customers.edit_customer(edited, "c1", phones=["13800138000"], tags=["春节"])
    customers.edit_customer(edited, "c1", tags=["中秋"])
    customers.remove_customer(edited, "c1")
    told = story(edited, "c1")
    assert (told.is_gone, told.begins, told.image["name"]) == (True, True, "黑云")
    done = [(one.table, one.operation) for entry in told.entries for one in entry.done]
    assert done[-1] == ("customer", "insert")
    assert {("customer", "delete"), ("phone", "delete")} <= set(done[:4])
    assert done.count(("customer_tag", "insert")) == 2
    only = story(edited, "c1", names=frozenset({"grade"}))
    assert [one.change.no for one in only.entries] == [numbers(edited)[2]]
