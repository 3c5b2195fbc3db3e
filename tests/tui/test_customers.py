"""Customers on the screen: found, narrowed, ordered, marked and acted on; and all of it taken back."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from crm_cli.errors import DatabaseError
from crm_cli.services import call_lists, customers, many, saved_filters, steps
from crm_cli.services.desk import Desk
from crm_cli.tui.customer_table import fields_in
from crm_cli.tui.paged import PagedTable
from crm_cli.tui.screens.customers import CustomersScreen
from tests.tui.conftest import Sitting

Sit = Callable[..., None]


async def _still(at: Sitting) -> None:
    """Wait until nothing is asked beside the screen any more."""
    for _wait in range(200):
        screen: Any = at.app.screen_stack[0]
        await at.pilot.pause()
        if not screen.beside.waiting:
            break
        await asyncio.sleep(0.01)
    await at.pilot.pause()


async def _pick(at: Sitting, *keys: str) -> None:
    await at.press(*keys)
    await _still(at)


def _same(number: int, _desk: Desk) -> int:
    return number


def _names(at: Sitting) -> list[str]:
    """Return the names in the rows, as they stand."""
    rows = at.screen.split("\n")[4:]
    return [name for row in rows for name in ("甲公司", "乙公司", "丙公司", "丁公司") if name in row]


@pytest.fixture
def firm(desk: Desk) -> Desk:
    """Four customers, one of them closed."""
    customers.add_customer(desk, "丙公司", city="广州", grade="A", phones=["020-83301234"], industry="礼品")
    customers.add_customer(desk, "甲公司", city="上海", grade="B", owner="李娜")
    customers.add_customer(desk, "乙公司", city="广州", phones=["020-83305678"])
    customers.add_customer(desk, "丁公司", closed_on="today")
    return desk


def test_the_list_is_ordered_by_a_key_and_by_a_title(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _still(at)
        assert "3 customers  order: last touch" in at.screen
        await _pick(at, "o", "2")
        assert _names(at) == sorted(_names(at), key=["丙公司", "甲公司", "乙公司"].index)
        assert "name ^" in at.screen
        await _pick(at, "O")
        assert _names(at) == ["乙公司", "甲公司", "丙公司"]
        await at.pilot.click("PagedTable", offset=(2, 0))
        await _still(at)
        assert _names(at) == ["乙公司", "甲公司", "丙公司"]
        assert "no. v" in at.screen
        await _pick(at, "C")
        assert "丁公司" in at.screen
        assert "4 customers" in at.screen

    sit(act, start="customers")


def test_the_list_is_narrowed_and_the_filter_kept(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _pick(at, "f", "2")
        assert "广州  2" in at.screen
        await _pick(at, "1")
        assert "filter: city=广州" in at.screen
        assert "2 customers" in at.screen
        await at.press("F", "1")
        await at.type("gz")
        await at.press("enter")
        await _pick(at, "escape")
        assert "3 customers" in at.screen
        await _pick(at, "F", "1")
        assert "2 customers" in at.screen
        await at.press("slash")
        await at.type("gs")
        await _still(at)
        assert sorted(_names(at)) == ["丙公司", "乙公司"]

    sit(act, start="customers")
    assert [saved_filters.words_of(row) for row in saved_filters.saved_filters(firm)] == [("city=广州",)]


def test_a_filter_that_means_nothing_stays_to_be_mended(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("f", "end", "up", "enter")
        await at.type("grade=Q")
        await at.press("enter")
        assert "grade=Q" in at.screen
        assert "Q" in at.screen.split("\n")[-8:][0] or "grade" in at.screen
        await at.press("backspace")
        await at.type("B")
        await at.press("enter")
        await _still(at)
        assert _names(at) == ["甲公司"]
        await at.press("f", "end", "up", "enter")
        for _letter in "grade=B":
            await at.press("backspace")
        await at.type("city=nowhere")
        await at.press("enter")
        await _still(at)
        assert any("nowhere" in one for one in at.told)

    sit(act, start="customers")


def test_marked_customers_are_changed_together(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _still(at)
        await at.press("space", "space")
        assert "2 marked" in at.screen
        await _pick(at, "s", "2")
        assert sum(row.stage == "target" for row in customers.customers(firm)) == 2
        await at.press("t")
        await at.type("vip")
        await _pick(at, "enter")
        await _pick(at, "a", "2")
        assert sum(row.owner == "李娜" for row in customers.customers(firm)) == 2
        await _pick(at, "u")
        assert sum(row.owner == "李娜" for row in customers.customers(firm)) == 1
        await at.press("escape")
        assert "marked" not in at.screen
        await at.press("ctrl+a")
        assert "3 marked" in at.screen

    sit(act, start="customers")


def test_marked_customers_go_on_a_list_and_to_a_file(firm: Desk, sit: Sit, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"

    async def act(at: Sitting) -> None:
        await _still(at)
        await at.press("ctrl+a", "l", "1")
        await at.type("friday")
        await _pick(at, "enter")
        assert call_lists.progress_of(firm, [1])[1].numbers == 2
        await at.press("e")
        field: Any = at.app.screen.query_one("Input")
        field.value = str(path)
        await _pick(at, "enter")
        assert any("3 rows" in one for one in at.told)
        await at.press("e")
        field = at.app.screen.query_one("Input")
        field.value = str(path)
        await at.press("enter")
        assert "exists already" in at.screen

    sit(act, start="customers")
    assert "丙公司" in path.read_text(encoding="utf-8-sig")


def test_customers_are_handed_over_after_a_look(
    firm: Desk, sit: Sit, open_as: Callable[[str | None], Desk]
) -> None:
    steps.add_step(firm, "送样", customer="c1", due="+1d")

    async def act(at: Sitting) -> None:
        await _still(at)
        await at.press("ctrl+a")
        await _pick(at, "h", "2")
        assert "陈伟 -> 李娜: 2 customers; 1 step" in at.screen
        await _pick(at, "1")
        assert {row.owner for row in customers.customers(firm, active=True)} == {"李娜"}

    sit(act, start="customers", at=open_as("周敏"))
    assert [row.rep for row in steps.steps(firm)] == ["李娜"]


def test_the_customer_under_the_cursor_stands_beside_where_there_is_room(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _still(at)
        await at.press("o", "2")
        await _still(at)
        await at.pilot.pause(0.2)
        assert "020-83301234" in at.screen
        assert "to ask" in at.screen
        await at.pilot.resize_terminal(80, 24)
        await at.pilot.pause(0.2)
        assert "to ask" not in at.screen

    sit(act, start="customers", size=(140, 30))


def test_only_the_newest_question_is_answered(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        screen: Any = at.app.screen
        assert isinstance(screen, CustomersScreen)
        await _still(at)
        answered: list[int] = []
        for number in range(20):
            screen.beside.ask(partial(_same, number), answered.append)
        await _still(at)
        assert answered == [19]
        screen.beside.work(lambda _desk: 1, answered.append)
        screen.beside.ask(lambda _desk: 2, answered.append)
        await _still(at)
        assert sorted(answered) == [1, 2, 19]

    sit(act, start="customers")


def test_an_empty_firm_is_an_empty_list(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _still(at)
        assert "0 customers" in at.screen
        for key in ("a", "t", "s", "l", "e", "h", "enter", "space"):
            await at.press(key)
        assert set(at.told) == {"Choose a row first."}

    sit(act, start="customers")


@pytest.mark.parametrize("keys", [("ctrl+a", "l", "1"), ("F", "1")])
def test_a_name_comes_back_when_the_write_fails(
    firm: Desk, sit: Sit, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    def fail(*_given: Any, **_named: Any) -> None:
        raise DatabaseError("The disk is full.")

    monkeypatch.setattr(many, "put_on_list", fail)
    monkeypatch.setattr(saved_filters, "keep", fail)

    async def act(at: Sitting) -> None:
        await _still(at)
        await at.press(*keys)
        await at.type("friday")
        await _pick(at, "enter")
        assert "The disk is full." in f"{at.screen} {at.told}"
        await _pick(at, "escape", *keys)
        assert "friday" in at.screen

    sit(act, start="customers")


async def _shows_what_fits(at: Sitting) -> None:
    await at.pilot.pause(0.2)
    table = at.app.screen.query_one(PagedTable)
    shown = [column.title for column in table.columns]
    assert shown == [field.title for field in fields_in(table.size.width)]


def test_no_more_columns_stand_beside_the_customer_than_there_is_room_for(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("f5")
        for width in (80, 160):
            await _shows_what_fits(at)
            await at.pilot.resize_terminal(width, 30)
        await _shows_what_fits(at)

    sit(act, start="today", size=(160, 30))
