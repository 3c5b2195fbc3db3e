"""Customers that are one: merged from the list and from the file, shown before, and taken back by one key."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from crm_cli.services import customers
from crm_cli.services.desk import Desk
from crm_cli.services.duplicates import Wish, find_pairs
from crm_cli.tui import customer_alike
from tests.tui.conftest import Sitting
from tests.tui.test_customers import _still

Sit = Callable[..., None]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_alike, "_SETTLED", 0.01)


@pytest.fixture
def firm(desk: Desk) -> Desk:
    """Two customers that are one, and another."""
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-83301234"], owner="陈伟")
    customers.add_customer(desk, "廣州白雲航空服務", city="广州", owner="陈伟")
    customers.edit_customer(desk, "c2", other_names=["白云航服"])
    customers.add_customer(desk, "丙公司", owner="陈伟")
    return desk


async def _until(at: Sitting, words: str) -> None:
    for _wait in range(200):
        await at.pilot.pause()
        if words in at.screen:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(at.screen)


def _names(desk: Desk) -> list[str]:
    return [row.name for row in customers.customers(desk, sort="no")]


def test_marked_customers_are_merged_and_taken_back(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _still(at)
        await at.press("M")
        assert "Mark two customers or more" in at.told[-1]
        await at.press("o", "1")
        await _still(at)
        await at.press("home", "space", "space")
        screen: Any = at.app.screen
        assert len(screen.table.marked) == 2
        await at.press("M")
        await _until(at, "Which one stays?")
        await at.press("1")
        await _until(at, "merged into")
        assert len(_names(firm)) == 3
        await at.press("1")
        await _still(at)
        assert len(_names(firm)) == 2
        assert not screen.table.marked
        await at.press("u")
        await _still(at)
        assert len(_names(firm)) == 3

    sit(act, start="customers")


@pytest.mark.parametrize(("place", "left"), [("1", [1, 3]), ("2", [2, 3])])
def test_a_file_says_what_it_looks_like_and_is_merged(
    firm: Desk, sit: Sit, place: str, left: list[int]
) -> None:
    async def act(at: Sitting) -> None:
        from crm_cli.tui.screens.customer import CustomerScreen

        await at.app.push_screen(CustomerScreen(1))
        await _until(at, "looks like")
        assert "c2 廣州白雲航空服務" in at.screen
        await at.press("M", place)
        await _until(at, "Leave them as they are")
        await at.press("1")
        await _until(at, "other names")
        for _wait in range(200):
            if len(_names(firm)) == 2:
                break
            await asyncio.sleep(0.01)
        assert [row.no for row in customers.customers(firm, sort="no")] == left
        await _until(at, "廣州白雲航空服務")

    sit(act, start="customers", size=(120, 40))


def test_two_that_are_two_are_told_no_more(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        from crm_cli.tui.screens.customer import CustomerScreen

        await at.app.push_screen(CustomerScreen(2))
        await _until(at, "looks like")
        assert "白云航服" in at.screen
        await at.press("M", "3")
        await at.pilot.pause()
        assert "looks like" not in at.screen
        assert find_pairs(firm, Wish()).pairs == []
        await at.press("M")
        assert "looks like no other" in at.told[-1]

    sit(act, start="customers", size=(120, 40))
