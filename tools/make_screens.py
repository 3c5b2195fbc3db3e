"""Draws screens of the desk as the sample firm has them: python -m tools.make_screens [--check].

Three are in the README (docs/pictures), the others are what tests compare with (tests/tui/snapshots). With
`--check` nothing is written; the exit code is 1 when a picture is stale.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import time_machine
from textual.pilot import Pilot

from crm_cli import i18n
from crm_cli.domain.frozen import Frozen
from crm_cli.exchange.sample import load_sample
from crm_cli.services import call_drafts, call_hour
from crm_cli.services.desk import open_desk
from crm_cli.tui import call_shift
from crm_cli.tui.app import PLACES, DeskApp
from tools.screen_svg import svg
from tools.stillness import still

ROOT = Path(__file__).parents[1]
SHOWN, COMPARED = ROOT / "docs" / "pictures", ROOT / "tests" / "tui" / "snapshots"
HALF_PAST_FIVE = "2026-11-20T09:30:00+00:00"
NORMAL = (100, 30)


class Stopwatch:
    """A clock that goes on when it is told to: no picture depends on how fast it was made."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        """Return its seconds."""
        return self.seconds


class Shot(Frozen):
    """A picture: its file, the screen, the keys pressed there, the language, the size, who sits there.

    What is written `'like this` is typed letter by letter; `+42` lets so many seconds go by on the phone.
    """

    file: str
    screen: str
    keys: tuple[str, ...] = ()
    language: str = "en"
    size: tuple[int, int] = NORMAL
    who: str = "陈伟"
    folder: Path = COMPARED

    @property
    def path(self) -> Path:
        """Where the picture is kept."""
        return self.folder / f"{self.file}.svg"


_TALK = ("d", "space", "+42", "e", "'年会礼品", "escape")
_SHOTS = (
    Shot("today", "today", folder=SHOWN),
    Shot("calls", "calls", _TALK, folder=SHOWN),
    Shot("customers", "customers", ("slash", "'货运", "enter", "down"), size=(120, 30), folder=SHOWN),
    Shot("today-narrow", "today", size=(45, 20)),
    Shot("sweep", "sweep", ("enter",)),
    Shot("customer", "customers", ("enter",)),
    Shot("plan", "plan", who="周敏"),
    Shot("report", "report"),
    Shot("team", "team", who="周敏", size=(120, 30)),
    Shot("history", "sweep", ("space", "k", "c", "s", "f9")),
    Shot("settings", "settings", who="周敏"),
    Shot("help", "sweep", ("f1",)),
    Shot("calls.zh-Hans", "calls", _TALK, "zh-Hans", folder=SHOWN),
    Shot("sweep.zh-Hant", "sweep", language="zh-Hant", folder=SHOWN),
)


def shots() -> list[Shot]:
    """Return the pictures of the screens that there are."""
    names = {place.name for place in PLACES}
    return [shot for shot in _SHOTS if shot.screen in names]


@contextmanager
def sample_firm() -> Iterator[Path]:
    """Yield the database of the sample firm, in a folder where nothing of whoever runs this is found."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        for name in [name for name in os.environ if name.startswith(("CRM_", "NO_COLOR"))]:
            del os.environ[name]
        os.environ["LOGNAME"] = "office"
        for name in ("CONFIG", "DATA", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = f"{folder}/{name}"
        try:
            with time_machine.travel(HALF_PAST_FIVE):
                i18n.use("en")
                load_sample(Path(folder) / "sample.db", "周敏")
            yield Path(folder) / "sample.db"
        finally:
            os.environ.clear()
            os.environ.update(before)


def picture(firm: Path, shot: Shot) -> str:
    """Return a picture as SVG, of a copy of the firm that nothing was done to yet."""
    before = i18n.language()
    with tempfile.TemporaryDirectory() as folder, time_machine.travel(HALF_PAST_FIVE):
        path = Path(folder) / "sample.db"
        shutil.copy(firm, path)
        path.chmod(0o600)
        os.environ["XDG_STATE_HOME"] = folder
        i18n.use(shot.language)
        desk, watch = open_desk(path, shot.who), Stopwatch()
        try:
            with ExitStack() as watched:
                for module in (call_shift, call_hour, call_drafts):
                    watched.enter_context(patch.object(module, "time", watch))
                return asyncio.run(_drawn(DeskApp(desk, shot.screen), shot, watch))
        finally:
            desk.close()
            i18n.use(before)


async def _drawn(app: DeskApp, shot: Shot, watch: Stopwatch) -> str:
    async with app.run_test(size=shot.size) as pilot:
        await _settle(app, pilot)
        for key in shot.keys:
            if key.startswith("+"):
                watch.seconds += int(key)
            else:
                await pilot.press(*(key[1:] if key.startswith("'") else [key]))
            await _settle(app, pilot)
        app.clear_notifications()
        await _settle(app, pilot)
        strips = app.screen._compositor.render_strips()  # noqa: SLF001  # what the terminal is sent
        return svg(strips, shot.size[0], f"crm tui --screen {shot.screen}")


async def _settle(app: DeskApp, pilot: Pilot[Any]) -> None:
    """Wait until nothing is being read any more."""
    for _again in range(3):
        await still(app)
        await pilot.pause(0.05)


def stale(firm: Path, shot: Shot) -> bool:
    """Say whether a picture is not what the screen is now."""
    return not shot.path.exists() or shot.path.read_text(encoding="utf-8") != picture(firm, shot)


def main() -> None:
    """Write the pictures, or say which are stale."""
    with sample_firm() as firm:
        if "--check" not in sys.argv[1:]:
            for shot in shots():
                shot.path.parent.mkdir(parents=True, exist_ok=True)
                shot.path.write_text(picture(firm, shot), encoding="utf-8")
        elif found := [shot.file for shot in shots() if stale(firm, shot)]:
            sys.exit(f"stale pictures: {', '.join(found)}: make docs")


if __name__ == "__main__":
    main()
