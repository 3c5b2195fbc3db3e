"""A desk on a screen that a test presses keys on."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from textual.pilot import Pilot

from crm_cli.services import buildings, customers
from crm_cli.services.buildings import Layout
from crm_cli.services.desk import Desk
from crm_cli.services.sweep_planning import plan_sweep
from crm_cli.tui.app import DeskApp
from tests.tui.phone import fill_list
from tools.stillness import still

Act = Callable[["Sitting"], Awaitable[Any]]


class Sitting:
    """Somebody at the desk: presses keys and reads what is on the screen."""

    def __init__(self, app: DeskApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys one after the other; a word of several letters that is no key's name is typed."""
        for key in keys:
            await self.pilot.press(key)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        await self.pilot.press(*("space" if letter == " " else letter for letter in text))
        await self.pilot.pause()

    async def still(self, wait: float = 0) -> None:
        """Wait until what is read or done beside the screen is on it."""
        await self.pilot.pause(wait)
        await still(self.app)
        await self.pilot.pause()

    @property
    def screen(self) -> str:
        """What is on the screen, a line each."""
        strips = self.app.screen._compositor.render_strips()  # what the terminal is sent
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def told(self) -> list[str]:
        """What was said at the edge of the screen, the last one last."""
        return [one.message for one in self.app._notifications]  # Textual has no other way


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No draft of whoever runs the tests is found, or touched."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(autouse=True)
def _friday_at_five() -> Iterator[None]:
    with time_machine.travel("2026-11-20T09:00:00Z", tick=True):
        yield


@pytest.fixture
def sit(desk: Desk) -> Callable[..., None]:
    """Return what runs an act at the desk: `sit(act, start="today", size=(80, 24))`."""

    def run(
        act: Act, *, start: str = "today", size: tuple[int, int] = (80, 24), at: Desk | None = None
    ) -> None:
        async def go() -> None:
            app = DeskApp(at or desk, start)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await act(Sitting(app, pilot))

        asyncio.run(go())

    return run


@pytest.fixture
def spring(desk: Desk) -> Desk:
    """The firm with a list 春季 of three customers, in the order 甲, 乙, 丙."""
    fill_list(desk, ["甲公司", "乙公司", "丙公司"])
    return desk


@pytest.fixture
def tower(desk: Desk) -> Desk:
    """A tower of six floors by four doors, 白云 behind 604, swept by 陈伟 from above and 李娜 from below."""
    customers.add_customer(desk, "白云航空", building="中信广场", floor="6", unit="604")
    buildings.add_building(desk, "中信广场", Layout(floors="6", units="01-04"))
    plan_sweep(desk, "中信", teams=["陈伟:down", "李娜:up"])
    return desk
