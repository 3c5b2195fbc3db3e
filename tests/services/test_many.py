"""One thing done with many customers: one change, one undo, all or none."""

from collections.abc import Callable

import pytest

from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.services import call_lists, customers, firm, history, many, steps
from crm_cli.services.desk import Desk


@pytest.fixture
def five(desk: Desk) -> list[int]:
    """Five customers of 陈伟, with a phone each and a step at the first."""
    for place in range(5):
        customers.add_customer(desk, f"公司{place}", phones=[f"020-8330000{place}"])
    steps.add_step(desk, "送样", customer="c1", due="+1d")
    return [1, 2, 3, 4, 5]


def test_many_are_changed_and_taken_back_together(desk: Desk, five: list[int]) -> None:
    customers.edit_customer(desk, "c2", stage="target")
    done = many.edit(desk, five, stage="target")
    assert done.lines == ("4 customers changed.", "1 was so already.")
    assert {row.stage for row in customers.customers(desk)} == {"target"}
    history.undo(desk)
    assert [row.stage for row in customers.customers(desk, sort="no")].count("target") == 1


def test_tags_are_put_on_and_off(desk: Desk, five: list[int]) -> None:
    many.tag(desk, five[:2], "展会，年会")
    many.tag(desk, five[:2], "-年会、老客")
    assert customers.tags_of(desk, five) == {1: ["展会", "老客"], 2: ["展会", "老客"]}
    with pytest.raises(UsageError):
        many.tag(desk, five, " - ,")


def test_all_or_none(desk: Desk, five: list[int], open_as: Callable[[str | None], Desk]) -> None:
    firm.set_setting(open_as("周敏"), "protect_days", "365")
    desk.forget_settings()
    customers.add_customer(open_as("李娜"), "她的")
    from crm_cli.services import calls

    calls.log_call(open_as("李娜"), calls.Typed("她的", "talked"))
    with pytest.raises(RefusedError):
        many.edit(desk, [*five, 6], owner="周敏")
    assert {row.owner for row in customers.customers(desk, no=1)} == {"陈伟"}


def test_customers_go_on_a_new_list(desk: Desk, five: list[int]) -> None:
    done = many.put_on_list(desk, five, "周五", new=True)
    assert "5 numbers of 5 customers" in done.lines[0]
    history.undo(desk)
    assert call_lists.call_lists(desk) == []


def test_customers_of_several_owners_are_handed_over(
    desk: Desk, five: list[int], open_as: Callable[[str | None], Desk]
) -> None:
    manager = open_as("周敏")
    many.edit(manager, [5], owner="周敏")
    assert [(one.giver.name, len(one.customers), len(one.steps)) for one in many.handed(manager, five, "李娜")] == [
        ("陈伟", 4, 1), ("周敏", 1, 0),
    ]  # fmt: skip
    many.hand_over(manager, five, "李娜")
    assert {row.owner for row in customers.customers(desk)} == {"李娜"}
    assert [row.rep for row in steps.steps(desk)] == ["李娜"]
    with pytest.raises(NotFoundError):
        many.hand_over(manager, five, "李娜")


def test_none_and_too_many_are_refused(desk: Desk) -> None:
    for numbers in ([], list(range(many.MOST + 1))):
        with pytest.raises(UsageError):
            many.edit(desk, numbers, stage="won")
