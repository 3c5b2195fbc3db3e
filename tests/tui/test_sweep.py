"""The sweep screen: doors logged by a key, forms kept, the board live while another process knocks."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from crm_cli.services import buildings, customers, drafts, history, sweep_doors, sweep_views
from crm_cli.services.buildings import Layout
from crm_cli.services.desk import Desk
from crm_cli.services.sweep_planning import plan_sweep
from crm_cli.services.visits import visits
from crm_cli.storage.tenancies import FIND_TENANCIES
from crm_cli.tui.board import Board
from crm_cli.tui.knock_form import KnockForm
from tests.tui.conftest import Sitting

Sit = Callable[..., None]
Open = Callable[[str | None], Desk]
Wait = Callable[[Sitting], Awaitable[None]]


async def press(at: Sitting, *keys: str) -> None:
    await at.press(*keys)
    await at.still()


def here(at: Sitting) -> str:
    """Return the door the cursor is at."""
    board: Board = at.app.screen_stack[0].query_one(Board)
    return board.door.code if board.door else ""


def floor(at: Sitting, label: str) -> str:
    """Return the letters of a floor as they are on the screen."""
    for line in at.screen.split("\n"):
        head, _blank, rest = line.strip().lstrip("↓↑").partition(" ")
        if head == label:
            return "".join(rest.split()[:4])
    return ""


def outcomes(desk: Desk) -> list[tuple[str, str | None, str]]:
    return [(row.unit, row.outcome, row.customer) for row in visits(desk, sort="no")]


def other_terminal(path: Path, *words: str) -> None:
    """Type a command as 李娜 in another process."""
    run = [sys.executable, "-m", "crm_cli", "--db", str(path), "--as", "李娜", *words]
    subprocess.run(run, check=True, capture_output=True, env={**os.environ, "CRM_LANG": "en"})


def test_a_tower_is_swept_while_another_terminal_knocks(
    tower: Desk, sit: Sit, database_path: Path, open_as: Open
) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        assert "w1 中信广场  knocked 0/24 = 0.0 %  on file 1/24" in at.screen
        assert here(at) == "601"
        await press(at, "c")
        assert (here(at), floor(at, "6")) == ("602", "R@..")
        await press(at, "1")
        assert "602  met the decision maker" in at.screen
        await at.type("宏达")
        await at.press("down")
        await at.type("王总")
        await press(at, "enter")
        assert (here(at), floor(at, "6")) == ("603", "RE@.")
        other_terminal(database_path, "knock", "101-102", "refused", "103", "vacant")
        await at.pilot.pause(0.8)
        await at.still()
        assert (here(at), floor(at, "1")) == ("603", "OOX.")
        assert "knocked 5/24 = 20.8 %  on file 2/23" in at.screen
        assert "↑ 李娜: 9 of 12 left, next 104" in at.screen
        await press(at, "k")
        await press(at, "u")
        assert (here(at), floor(at, "6")) == ("603", "RE.@")

    sit(act, start="sweep")
    assert outcomes(tower)[:2] == [("601", "closed", ""), ("602", "met_decision_maker", "宏达")]
    undone, knocked = history.changes(tower, limit=2)
    assert (undone.kind, knocked.command) == ("undo", "crm knock 603 vacant")


def test_keys_that_come_faster_than_the_cursor_are_of_one_door_each(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        for _time in range(4):
            at.app.screen.post_message(_key("c"))
            at.app.screen.post_message(_key("k"))
        for _look in range(100):
            await at.pilot.pause(0.1)
            if len(outcomes(tower)) == 8:
                break
        await at.still()

    sit(act, start="sweep")
    doors = [unit for unit, _outcome, _customer in outcomes(tower)]
    assert doors == ["601", "602", "603", "604", "501", "502", "503", "504"]


def _key(character: str) -> Any:
    from textual.events import Key

    return Key(character, character)


def test_a_form_that_was_left_comes_back_with_its_door(tower: Desk, sit: Sit, open_as: Open) -> None:
    async def begun(at: Sitting) -> None:
        await at.still()
        await press(at, "2")
        await at.type("宏达 礼品")
        await press(at, "escape")
        assert "half typed" in at.screen
        await press(at, "c")
        await press(at, "2")
        await at.type("恒昌")

    sit(begun, start="sweep")

    async def goes_on(at: Sitting) -> None:
        await at.still()
        assert "Half typed: 601, 602." in at.screen
        await press(at, "slash")
        await at.type("602")
        await press(at, "enter")
        await press(at, "enter")
        assert isinstance(at.app.screen, KnockForm)
        assert "恒昌" in at.screen
        await press(at, "enter")
        await press(at, "space")
        assert (here(at), floor(at, "6")) == ("603", "RC@.")

    sit(goes_on, start="sweep", at=open_as("陈伟"))
    assert outcomes(tower) == [("601", "closed", ""), ("602", "met_staff", "恒昌")]


def test_what_is_wrong_in_a_form_stays_to_be_mended(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "1")
        await at.press("down")
        await at.type("王总")
        await press(at, "enter")
        assert "Nobody is on file behind 601: name the firm." in at.screen
        await at.press("up")
        await at.type("宏达")
        await at.press("down", "down", "down", "down", "space", "down")
        await at.type("Z")
        await press(at, "enter")
        assert isinstance(at.app.screen, KnockForm)
        assert "Z" in at.screen.split("⏎ log it")[0].rsplit("note", 1)[1]
        await at.press("backspace", "a")
        await press(at, "enter")
        assert here(at) == "602"

    sit(act, start="sweep")
    (row,) = visits(tower)
    assert (row.customer, row.contact, row.card, row.grade) == ("宏达", "王总", True, "A")


def test_a_name_that_may_be_on_file_is_asked_about(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "1")
        await at.type("白云")
        await press(at, "enter")
        assert "白云 may be on file:" in at.screen
        assert "another firm: add 白云" in at.screen
        await press(at, "1")
        assert here(at) == "602"

    sit(act, start="sweep")
    assert [row.name for row in customers.customers(tower)] == ["白云航空"]
    assert {row.code for row in tower.database.all(FIND_TENANCIES, customer_no=1, here=True)} == {
        "601",
        "604",
    }


def test_an_order_asks_for_how_much(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "slash")
        await at.type("白云")
        await press(at, "enter")
        assert here(at) == "604"
        await press(at, "5", "enter")
        assert "For how much?" in at.screen
        await at.type("much")
        await press(at, "enter")
        await press(at, "ctrl+u")
        await at.type("50000")
        await press(at, "enter")

    sit(act, start="sweep")
    assert outcomes(tower) == [("604", "deal", "白云航空")]


def test_doors_are_skipped_handed_on_and_reopened_together(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        await at.press("shift+right", "shift+down")
        await press(at, "s")
        assert (floor(at, "6"), floor(at, "5"), here(at)) == ("SS@.", "SS..", "603")
        await press(at, "left", "o")
        assert floor(at, "6") == "S.@."
        await press(at, "h")
        await press(at, "2")
        assert "handed to 李娜" in at.screen
        await at.press("shift+down", "1")
        assert at.told[-1].startswith("Doors that opened are logged one by one.")
        await press(at, "k")

    sit(act, start="sweep")
    assert [unit for unit, _outcome, _customer in outcomes(tower)] == ["602", "502"]


def test_the_firms_key_of_an_outcome_comes_before_a_command(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "n")
        assert "601  person not in" in at.screen
        await press(at, "enter")
        assert (floor(at, "6"), here(at)) == ("R@..", "602")
        await press(at, "home", "space")
        assert here(at) == "602"

    sit(act, start="sweep")


def test_revisits_and_being_turned_away(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "r")
        assert "0 doors to revisit for 陈伟 now" in at.screen
        await press(at, "T")
        await at.type("不接待推销")
        await press(at, "enter")
        assert "forbidden: 不接待推销" in at.screen

    sit(act, start="sweep")
    assert outcomes(tower) == [("", "no_entry", "")]


def test_who_only_looks_on_takes_no_door_and_which_sweep_is_asked(
    tower: Desk, sit: Sit, open_as: Open
) -> None:
    buildings.add_building(tower, "文明路", Layout(shops="1-40"))
    plan_sweep(open_as("李娜"), "文明路", teams=["李娜:left"])
    manager = open_as("周敏")

    async def act(at: Sitting) -> None:
        await at.still()
        assert "Which sweep?" in at.screen
        await press(at, "1")
        assert "w2 文明路" in at.screen
        await press(at, "down", "c")
        assert here(at) == "2"
        await press(at, "space")
        assert "周敏 is on no front of w2" in at.told[-1]

    sit(act, start="sweep", at=manager)
    assert outcomes(tower) == [("2", "closed", "")]


@pytest.mark.parametrize("name", [None, "陈伟"])
def test_without_a_sweep_there_is_a_way_to_one(desk: Desk, sit: Sit, open_as: Open, name: str | None) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        assert "No sweep is open. Plan one with P." in at.screen
        await press(at, "c")
        assert at.told
        if name:
            buildings.add_building(desk, "中信广场", Layout(floors="6", units="01-04"))
            await press(at, "P")
            await at.type("中信")
            await press(at, "enter")
            assert here(at) == "601"
            assert "↓ 陈伟: 24 of 24 left" in at.screen
            # Taken back it is not on the screen any more, and nothing is wrong.
            await press(at, "u")
            await at.still()
            assert "No sweep is open. Plan one with P." in at.screen
            assert "陈伟: 24" not in at.screen
            assert not any("There is no" in one for one in at.told)

    sit(act, start="sweep", at=open_as(name))


@pytest.mark.parametrize("size", [(45, 20), (160, 50)])
def test_the_cursor_its_door_and_the_outcomes_are_in_sight(
    desk: Desk, sit: Sit, size: tuple[int, int]
) -> None:
    buildings.add_building(desk, "大厦", Layout(floors="30", units="01-40"))
    plan_sweep(desk, "大厦", teams=["陈伟:down", "李娜:up"])
    sweep_doors.skip(desk, [], floors="20-30", sweep="w1")

    async def act(at: Sitting) -> None:
        await at.still()
        assert floor(at, "19")
        await press(at, "end", "pagedown", "ctrl+end", "right", "ctrl+home", "pagedown")
        assert f"{here(at)}  " in at.screen
        assert "1 met" in at.screen
        await press(at, "slash")
        await at.type("1039")
        await press(at, "enter")
        assert floor(at, "10")
        await press(at, "c")
        assert here(at) == "1901"
        assert "1039: door closed" in at.screen
        assert "knocked 1/1200" in at.screen

    sit(act, start="sweep", size=size)
    assert [unit for unit, _outcome, _customer in outcomes(desk)] == ["1039"]


def test_a_click_goes_to_a_door_and_two_say_what_happened(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        lines = at.screen.split("\n")
        line = next(place for place, text in enumerate(lines) if text.strip().lstrip("↓↑").startswith("3 "))
        head = next(text for text in lines if "01 02 03 04" in text)
        await at.pilot.click(offset=(head.index("03"), line))
        await at.still()
        assert here(at) == "303"
        await at.pilot.click(offset=(head.index("03"), line), times=2)
        await at.still()
        assert "What happened at 303?" in at.screen
        await press(at, "c")
        assert floor(at, "3") == "..R."

    sit(act, start="sweep")


def test_ten_thousand_doors_answer_at_once(desk: Desk, sit: Sit) -> None:
    import time

    buildings.add_building(desk, "大", Layout(floors="100", units="01-100"))
    plan_sweep(desk, "大", teams=["陈伟:down", "李娜:up"])
    took = []

    async def act(at: Sitting) -> None:
        await at.still()
        board = at.app.screen.query_one(Board)
        for way in ((0, 1), (1, 0), (0, 40), (50, 0)):
            start = time.perf_counter()
            board.action_step(*way)
            for line in range(board.size.height):
                board.render_line(line)
            took.append(time.perf_counter() - start)
        await press(at, "c", "c")

    sit(act, start="sweep")
    assert len(outcomes(desk)) == 2
    assert sorted(took)[2] < 0.04
    assert sweep_views.progress_of(desk, [1])[1].doors == 10_000


def test_a_database_that_another_holds_freezes_nothing_and_loses_nothing(
    tower: Desk, sit: Sit, database_path: Path
) -> None:
    held = sqlite3.connect(database_path, isolation_level=None)

    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "2")
        await at.type("宏达")
        await at.pilot.pause(0.6)
        assert drafts.take(tower, "knock:w1")
        held.execute("begin immediate")
        await at.press("enter")
        assert isinstance(at.app.screen, KnockForm)
        await at.press("enter", "escape", "right", "c")
        assert here(at) == "602"
        held.execute("rollback")
        await at.still()
        await at.still()

    sit(act, start="sweep")
    held.close()
    assert outcomes(tower) == [("601", "met_staff", "宏达"), ("602", "closed", "")]
    assert drafts.take(tower, "knock:w1") is None
