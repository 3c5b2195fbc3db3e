"""The desk while its database is taken away: a sentence and no traceback, nothing typed is lost, and it goes on."""

import asyncio
import os
import select
import shutil
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual.screen import Screen
from textual.widgets import TextArea

from crm_cli.errors import DamagedError
from crm_cli.services import customers, plans
from crm_cli.services.conversations import Conversation
from crm_cli.services.desk import Desk, open_desk
from crm_cli.tui.app import DEAF, LOOKED_AFTER, PLACES, DeskApp
from crm_cli.tui.ask_form import AskForm
from crm_cli.tui.blanks import Blank, BlankForm, Half
from crm_cli.tui.choice import Choice
from crm_cli.tui.file_picker import FilePicker
from crm_cli.tui.quiet import kept_as_it_is
from crm_cli.tui.screens.customer import CustomerScreen
from crm_cli.tui.tour import TourScreen
from tests.tui.conftest import Sitting

Sit = Callable[..., None]


def _asking(desk: Desk) -> AskForm:
    talk: Conversation[str | None] = Conversation(desk, lambda ask: ask("Why?"))
    talk.begin()
    return AskForm("call", talk, lambda: None)


_FORMS: dict[str, Callable[[Desk], Screen[Any]]] = {
    "questions": _asking,
    "blanks": lambda desk: BlankForm(
        "note", [Blank("why", "Why?")], Half(desk, "why"), lambda _form, _told: None
    ),
    "choice": lambda _desk: Choice("Which?", ["one", "two"]),
    "files": lambda _desk: FilePicker("Which?"),
    "tour": lambda _desk: TourScreen(),
}


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("after", range(4))
def test_what_is_shown_in_the_moment_of_leaving_ends_in_order(desk: Desk, form: str, after: int) -> None:
    async def go() -> None:
        app = DeskApp(desk)
        async with app.run_test() as pilot:
            await pilot.pause()
            app.push_screen(_FORMS[form](desk))
            for _turn in range(after):
                await asyncio.sleep(0)
            app.exit()
        assert app.return_code == 0

    asyncio.run(go())


@pytest.mark.parametrize("screen", ["today", "customers"])
def test_a_database_that_is_taken_away_is_said_and_comes_back(desk: Desk, sit: Sit, screen: str) -> None:
    customers.add_customer(desk, "白云航空")
    path = desk.database.path
    away = path.with_name("elsewhere.db")

    async def act(at: Sitting) -> None:
        path.rename(away)
        await at.pilot.pause(LOOKED_AFTER * 1.5)
        for place in PLACES:
            await at.press("down", "enter", "escape", place.key, "escape")
        assert any("was replaced or taken away" in one for one in at.told)
        away.rename(path)
        await at.pilot.pause(LOOKED_AFTER * 1.5)
        for place in PLACES:
            await at.press(place.key, "escape")
            assert at.app.current_mode == place.name
        await at.press("f5")
        assert "白云航空" in at.screen

    sit(act, start=screen)


def test_a_change_by_another_waits_for_a_screen_that_is_being_put_together(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空")
    other = open_desk(desk.database.path, "李娜")

    async def act(at: Sitting) -> None:
        for turns in range(8):
            at.app.push_screen(CustomerScreen(1))
            customers.edit_customer(other, "c1", city=f"{turns}号市")
            for _turn in range(turns):
                await asyncio.sleep(0)
            at.app.look_after()
            await at.pilot.pause()
            at.app.look_after()
            await at.pilot.pause()
            assert f"{turns}号市" in at.screen
            await at.press("escape")

    sit(act)
    other.close()


def test_a_restored_copy_is_noticed_and_nothing_half_typed_is_lost(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空")
    plans.add_plan(desk, "白云航空", when="today", purpose="谈年会")
    path = desk.database.path

    async def act(at: Sitting) -> None:
        await at.press("f7", "e")
        await at.type("前台不让进")
        # What is typed right before is on the disk, too.
        at.app.screen.query_one("#problem", TextArea).insert("!")
        await at.pilot.pause()
        copy = path.with_name("copy.db")
        shutil.copy(path, copy)
        copy.replace(path)
        await at.pilot.pause(LOOKED_AFTER * 2)
        assert at.app.begins_again_at == "report"
        assert not at.app.is_running

    sit(act)
    again = open_desk(path, "陈伟")

    async def act_again(at: Sitting) -> None:
        while "Daily report of" not in at.screen:
            await at.pilot.pause(0.05)
        await at.press("e")
        await at.pilot.pause()
        assert "前台不让进!" in at.screen

    sit(act_again, start="report", at=again)
    again.close()


def test_what_is_typed_while_nobody_can_write_is_there_to_be_sent_again(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空")
    plans.add_plan(desk, "白云航空", when="today", purpose="谈年会")
    desk.database.connection.execute("pragma busy_timeout = 50")

    async def act(at: Sitting) -> None:
        other = sqlite3.connect(desk.database.path, isolation_level=None)
        other.execute("begin exclusive")
        await at.press("x")
        await at.type("客户出差")
        await at.press("enter")
        assert "is in use by another program" in at.screen
        other.execute("rollback")
        other.close()
        assert "客户出差" in at.screen
        await at.press("enter")
        assert len(at.app.screen_stack) == 1

    sit(act)
    assert plans.plans(desk)[0].state == "cancelled_by_us"


def test_a_read_that_fails_while_a_screen_is_drawn_is_said_once_at_a_time(
    desk: Desk, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise DamagedError("The outcomes cannot be read.")

    async def act(at: Sitting) -> None:
        monkeypatch.setattr(Desk, "outcomes", fail)
        for place in PLACES:
            await at.press(place.key)
        assert at.told.count("The outcomes cannot be read.") == 1

    sit(act)


def test_what_is_typed_while_the_desk_begins_again_is_no_command_of_it(desk: Desk) -> None:
    async def go() -> None:
        app = DeskApp(desk, again="Another database lies in this place now.")
        async with app.run_test() as pilot:
            await pilot.press("f5", "f9")
            for _turn in range(4):
                await pilot.pause(DEAF / 3)
                await pilot.press("f3")
            app.post_message(events.Paste("f"))
            await pilot.pause()
            assert app.current_mode == "today"
            assert [one.severity for one in app._notifications] == ["warning"]  # Textual has no other way
            await pilot.pause(DEAF * 1.2)
            await pilot.press("f5")
            assert app.current_mode == "customers"
            app.begins_again_at = "customers"
            await pilot.press("f3")
            assert app.current_mode == "customers"

    asyncio.run(go())


def test_what_nobody_read_is_not_left_to_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    termios = pytest.importorskip("termios")
    typed, terminal = os.openpty()
    with os.fdopen(typed, "wb", buffering=0) as keys, os.fdopen(terminal, "rb", buffering=0) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        before = termios.tcgetattr(terminal)
        with kept_as_it_is() as be_quiet:
            keys.write(b"crm wipe\n")
            assert select.select([stdin], [], [], 5.0)[0]
            be_quiet()
            assert not select.select([stdin], [], [], 0.1)[0]
            assert not termios.tcgetattr(terminal)[3] & termios.ECHO
            keys.write(b"rm x\n")
            assert select.select([stdin], [], [], 5.0)[0]
        assert termios.tcgetattr(terminal) == before
        assert not select.select([stdin], [], [], 0.1)[0]
