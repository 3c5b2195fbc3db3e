"""The door a rep is at on the sweep screen: kept while somebody is there, given back on leaving."""

from collections.abc import Callable
from typing import Any

import pytest

from crm_cli.errors import DatabaseError
from crm_cli.services import knocks
from crm_cli.services.desk import Desk
from crm_cli.storage.door_leases import FIND_DOOR_LEASES
from crm_cli.tui import sweep_live
from tests.tui.conftest import Sitting
from tests.tui.test_sweep import here, press, settled

Sit = Callable[..., None]


def test_a_door_is_kept_while_somebody_is_there_and_given_back_on_leaving(
    tower: Desk, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep_live, "_RENEWED_EACH", 0.1)

    def until() -> list[Any]:
        return [one.lease_until for one in tower.database.all(FIND_DOOR_LEASES)]

    async def act(at: Sitting) -> None:
        await settled(at)
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
        await settled(at)
        await press(at, "T")
        await at.type("不接待推销")
        await press(at, "enter")
        assert "The disk is full." in at.screen
        await press(at, "T")
        assert "不接待推销" in at.screen

    sit(act, start="sweep")


def test_the_form_of_a_door_says_what_its_star_means(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await settled(at)
        await press(at, "1")
        assert "*next step" in at.screen
        assert "* this outcome asks for it" in at.screen

    sit(act, start="sweep")
