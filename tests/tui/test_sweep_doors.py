"""The door a rep is at on the sweep screen: kept while somebody is there, given back on leaving."""

from collections.abc import Callable
from typing import Any

import pytest

from crm_cli.domain.knock_lines import Typed
from crm_cli.errors import DatabaseError
from crm_cli.services import bans, buildings, knocks, plans, sweep_finish, sweeps
from crm_cli.services.buildings import Layout
from crm_cli.services.desk import Desk
from crm_cli.services.sweep_planning import plan_sweep
from crm_cli.storage.door_leases import FIND_DOOR_LEASES
from crm_cli.tui import sweep_live
from tests.tui.conftest import Sitting
from tests.tui.test_sweep import Open, here, outcomes, press

Sit = Callable[..., None]


def test_a_door_is_kept_while_somebody_is_there_and_given_back_on_leaving(
    tower: Desk, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep_live, "_RENEWED_EACH", 0.1)

    def until() -> list[Any]:
        return [one.lease_until for one in tower.database.all(FIND_DOOR_LEASES)]

    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "space")
        (first,) = until()
        await at.pilot.pause(0.3)
        assert until() > [first]
        await press(at, "f1", "escape")
        assert until()
        await press(at, "f2")
        assert not until()
        await press(at, "f4", "space")
        assert here(at) == "601"
        await press(at, "1")
        await at.type("王")
        await press(at, "f2")
        assert until()
        await press(at, "f4", "escape")

    sit(act, start="sweep")
    assert not until()


def test_why_nobody_was_let_in_comes_back_when_it_cannot_be_written(
    tower: Desk, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: Any) -> None:
        raise DatabaseError("The disk is full.")

    monkeypatch.setattr(knocks, "log_knocks", fail)

    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "T")
        await at.type("不接待推销")
        await press(at, "enter")
        assert "The disk is full." in at.screen
        await press(at, "T")
        assert "不接待推销" in at.screen

    sit(act, start="sweep")


def test_the_form_of_a_door_says_what_its_star_means(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "1")
        assert "*next step" in at.screen
        assert "* this outcome asks for it" in at.screen

    sit(act, start="sweep")


def test_a_key_that_may_be_a_slip_logs_when_it_is_pressed_again(tower: Desk, sit: Sit) -> None:
    bans.ban(tower, "白云航空", whole_customer=True, reason="投诉过")

    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "home", "right", "right", "right", "c")
        assert here(at) == "604"
        assert "604 has a customer marked do-not-call." in at.screen
        await press(at, "escape")
        assert not outcomes(tower)
        await press(at, "c", "c")
        assert outcomes(tower) == [("604", "closed", "白云航空")]
        # Another key says nothing, and Enter says the same as the key.
        await press(at, "u", "c", "k", "enter")
        assert outcomes(tower) == [("604", "closed", "白云航空")]

    sit(act, start="sweep")


@pytest.mark.parametrize("planned", [False, True])
def test_in_a_finished_sweep_one_key_is_asked_about_unless_it_is_gone_back_to(
    tower: Desk, sit: Sit, planned: bool
) -> None:
    if planned:
        knocks.log_knocks(tower, knocks.find_place(tower, "w1"), [(None, Typed(("601",), "not_in"))])
    sweep_finish.finish_sweep(tower, sweeps.find_sweep(tower, "w1"))
    for row in plans.plans(tower, state="planned"):
        plans.move_plan(tower, f"p{row.no}", "today", "顺路")
    before = len(outcomes(tower))
    asks = "w1 中信广场 is finished, and nobody planned to go back"

    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "w", "1", "c")
        assert (asks in at.screen, len(outcomes(tower)) - before) == (not planned, planned)
        if not planned:
            await press(at, "c")
        await press(at, "down", "k")
        assert [one for _door, one, _firm in outcomes(tower)[before:]] == ["closed", "vacant"]

    sit(act, start="sweep")


def test_who_chose_no_sweep_is_told_how_to(tower: Desk, sit: Sit, open_as: Open) -> None:
    buildings.add_building(tower, "文明路", Layout(shops="1-40"))
    plan_sweep(open_as("李娜"), "文明路", teams=["李娜:left"])

    async def act(at: Sitting) -> None:
        await at.still()
        assert "Which sweep?" in at.screen
        await press(at, "escape")
        assert "No sweep is shown: choose one with w, plan one with P." in at.screen
        await press(at, "w", "1")
        assert "No sweep is shown" not in at.screen

    sit(act, start="sweep", at=open_as("周敏"))


def test_what_is_told_has_a_second_line_where_the_board_needs_none(tower: Desk, sit: Sit) -> None:
    told = " ".join(f"word{place}" for place in range(40))

    async def act(at: Sitting) -> None:
        await at.still()
        for width, height in ((80, 40), (45, 20)):
            await at.pilot.resize_terminal(width, height)
            await at.still()
            screen = at.app.screen_stack[0]
            assert isinstance(screen, sweep_live.LiveSweep)
            screen.tell(told)
            await at.still()
            lines = [line for line in at.screen.splitlines() if "word" in line]
            assert lines[-1].endswith("…")
            assert len(lines) == (2 if height == 40 else 1)

    sit(act, start="sweep")
