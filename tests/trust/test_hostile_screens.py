"""The screens of the desk over a firm full of hostile words: drawn whole, and nothing in them steers the terminal."""

import asyncio
import shutil
from pathlib import Path

import pytest
import time_machine
from textual.app import App

from crm_cli.services.desk import open_desk
from crm_cli.tui.app import PLACES, DeskApp
from tests.trust import hostile
from tests.trust.figures import Figure
from tests.trust.test_hostile_strings import terminal_is_safe


def _screen(app: App[None]) -> str:
    strips = app.screen._compositor.render_strips()  # what the terminal is sent
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def _looked_at(path: Path, size: tuple[int, int]) -> int:
    screens = 0
    desk = open_desk(path, "周敏")
    app = DeskApp(desk, "today")
    async with app.run_test(size=size) as pilot:
        for place in PLACES:
            await pilot.press(place.key)
            await pilot.pause()
            for key in ("", "down", "enter", "end", "escape"):
                if key:
                    await pilot.press(key)
                    await pilot.pause()
                terminal_is_safe(_screen(app))
                screens += 1
            await pilot.press("escape", "escape")
    desk.close()
    return screens


@pytest.mark.trust("S1", "S2", "S3")
@pytest.mark.parametrize("turns", [1, pytest.param(12, marks=pytest.mark.slow)])
def test_screens_show_words_as_words(
    busy: Path, database_path: Path, monkeypatch: pytest.MonkeyPatch, turns: int, figure: Figure
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(database_path.parent / "state"))
    screens = 0
    with time_machine.travel("2026-11-20T09:00:00Z", tick=True):
        for turn in range(turns):
            shutil.copy(busy, database_path)
            hostile.poison(database_path, turn * 7)
            screens += asyncio.run(_looked_at(database_path, ((80, 24), (160, 50), (45, 20))[turn % 3]))
    figure({"screens over hostile words": screens, "did harm": 0})
