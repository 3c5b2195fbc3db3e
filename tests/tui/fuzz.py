"""Random keys at the desk, over all its screens: python -m tests.tui.fuzz SEED [KEYS].

The same seed presses the same keys. What goes wrong is said with the seed and the last things done.
"""

import asyncio
import os
import random
import string
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import Any

import time_machine
from rich.cells import cell_len
from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.pilot import OutOfBounds, Pilot
from textual.worker import WorkerState

from crm_cli import i18n
from crm_cli.errors import CrmError
from crm_cli.services import (
    buildings,
    callbacks,
    calls,
    customers,
    followups,
    history,
    money,
    plans,
    reps,
    steps,
    visits,
)
from crm_cli.services.buildings import Layout
from crm_cli.services.calls import Typed
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.firm import create_firm
from crm_cli.services.sweep_planning import plan_sweep
from crm_cli.storage.journal import FIND_CHANGES
from crm_cli.tui.app import PLACES, DeskApp
from tests.tui.phone import fill_list
from tools.stillness import still

FRIDAY_AT_FIVE = "2026-11-20T09:00:00Z"
REP, COLLEAGUE, MANAGER = "陈伟", "李娜", "周敏"
NAMES = (
    "白云航空",
    "[/b]建材",
    "[@click=app.quit]点",
    "=1+1",
    "廣州遠洋國際貨運代理股份有限公司",
    "O'Brien & Söhne",
)
SIZES = ((80, 24), (80, 24), (160, 50), (45, 20), (300, 80), (100, 30), (20, 6))
LETTERS = (*string.ascii_letters, *string.digits, *"白云Ａ１。、")
MOVES = ("up", "down", "left", "right", "pageup", "pagedown", "home", "end", "tab", "shift+tab")
SIGNS = (
    "slash", "colon", "plus", "minus", "question_mark", "full_stop", "comma", "left_square_bracket",
    "right_square_bracket", "less_than_sign", "greater_than_sign", "space", "space", "backspace", "delete",
    "ctrl+p", "ctrl+l", "ctrl+o", "ctrl+a", "ctrl+u", "ctrl+w", "ctrl+s", "ctrl+g", "f1", "f12",
)  # fmt: skip
ENDS = ("enter", "enter", "enter", "escape", "escape", "escape")
WORDS = (
    "白云", "byhk", "[/b]", "3012", "604", "6", "+1d", "fri 15:00", "tomorrow", "13800138000", "王经理", "要报价",
    "1", "2", "1200", "c1", "=1+1", "x" * 200, "2026-02-30", "%", "'; drop table customer; --",
)  # fmt: skip
PASTES = (
    "白云航空\n020-86120000\n[/b]王经理", "[/b]", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x00\x01\x7f", "",
    "一" * 5000, "a\tb\r\nc", "\u202eabc\u200d", "👨‍👩‍👧🏳️‍🌈é",
)  # fmt: skip
SAID = 40
"""The last things done that are told where something goes wrong."""
SITTING = 500
"""Keys after which the desk is closed and opened again: what is half typed comes back."""
BESIDE = frozenset({"call_lease", "door_lease", "outbox", "change", "change_row"})
"""Tables of what is no change: who is where, what was sent, and the journal itself."""
STAMPS = frozenset({"version", "changed_at", "changed_by"})


class Broken(AssertionError):  # noqa: N818  # it says what is broken, not that something is wrong here
    """Something that must never be."""


def make_firm(path: Path) -> None:
    """Make a firm with something to do on every screen."""
    create_firm(path, "A公司", "tests", region="CN", timezone="Asia/Shanghai")
    desk = open_desk(path, None)
    reps.add_team(desk, "航空汽车组", ["航空", "汽车"])
    for name in (REP, COLLEAGUE):
        reps.add_rep(desk, name, team="航空汽车组")
    reps.add_rep(desk, MANAGER, role="manager")
    desk.close()
    # Nothing of it is the rep's own change: `u` takes back what was done at the desk, and no more.
    desk = open_desk(path, MANAGER)
    fill_list(desk, [f"{place}号公司" for place in range(30)])
    for place, name in enumerate(NAMES):
        customers.add_customer(desk, name, phones=[f"020-8612000{place}"], grade="A", owner=REP)
        steps.add_step(desk, f"送样{place}", customer=name, due="today", rep=REP)
    plans.add_plan(desk, NAMES[0], when="today", purpose="谈年会", reps=[REP])
    plans.add_plan(desk, NAMES[1], when="tomorrow", purpose="送样", reps=[COLLEAGUE])
    callbacks.add_callback(desk, NAMES[2], "2026-11-20 15:00 问方案", rep=REP)
    buildings.add_building(desk, "中信广场", Layout(floors="12", units="01-08"))
    plan_sweep(desk, "中信", teams=[f"{REP}:down", f"{COLLEAGUE}:up"])
    buildings.add_building(desk, "环球大厦", Layout(floors="5", units="01-03"))
    plan_sweep(desk, "环球", teams=[f"{REP}:up"])
    desk.close()


def dump(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, but for what no change writes and the stamps of who wrote last."""
    desk = open_desk(path, None)
    connection = desk.database.connection
    found = {}
    for (name,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
        if name in BESIDE or name.startswith(("sqlite_", "search_", "alembic")):
            continue
        cursor = connection.execute(f'select * from "{name}" order by 1')
        titles = [one[0] for one in cursor.description]
        found[name] = [
            {title: cell for title, cell in zip(titles, row, strict=True) if title not in STAMPS}
            for row in cursor
        ]
    desk.close()
    return found


class Fuzz:
    """A run of random keys at a firm's desk."""

    def __init__(self, path: Path, seed: int, keys: int) -> None:
        self._path = path
        self._dice = random.Random(seed)
        self._seed = seed
        self._left = keys
        self._done: list[str] = []
        self._other = open_desk(path, COLLEAGUE)
        self._made = self._other.database.all(FIND_CHANGES)[0].no
        self._acts: list[tuple[int, Callable[[Pilot[None]], Awaitable[object]]]] = [
            (60, self._keys), (12, self._word), (8, self._go), (4, self._paste), (4, self._click),
            (2, self._resize), (2, self._beside), (2, self._wait),
        ]  # fmt: skip

    def run(self) -> None:
        """Press the keys; raises Broken where anything is not as it must be."""
        before = dump(self._path)
        try:
            while self._left > 0:
                desk = open_desk(self._path, REP)
                try:
                    asyncio.run(self._sit(desk, max(0, self._left - SITTING)))
                finally:
                    desk.close()
            self._take_back()
            self._compare(before, dump(self._path))
            self._other.close()
            desk = open_desk(self._path, REP)
            try:
                asyncio.run(self._answers(desk))
            finally:
                desk.close()
        except Exception as error:
            told = "\n".join(self._done[-SAID:])
            raise Broken(f"seed {self._seed}, {self._left} keys left: {error!r}, after\n{told}") from error

    async def _sit(self, desk: Desk, until: int) -> None:
        """Press keys until so many are left, or until one of them closed the desk."""
        start = self._dice.choice(PLACES).name
        self._done.append(f"the desk opens at {start}")
        app = DeskApp(desk, start)
        async with app.run_test(size=(80, 24)) as pilot:
            weights = [weight for weight, _act in self._acts]
            while self._left > until and app.is_running and not app._exit:
                (_weight, act) = self._dice.choices(self._acts, weights)[0]
                await act(pilot)
                if self._left % 7 == 0:
                    look_at(app)
            if not app._exit:
                await pilot.pause()
                await still(app)
                look_at(app)

    async def _press(self, pilot: Pilot[None], *keys: str) -> None:
        self._left -= len(keys)
        self._done.append(f"{type(pilot.app.screen).__name__} {' '.join(keys)}")
        # Faster than anything is done, as a terminal passes on what was typed ahead; Pilot waits after each key.
        for key in keys:
            pilot.app.post_message(_pressed(key))
        await _quiet(pilot.app)

    async def _keys(self, pilot: Pilot[None]) -> None:
        kinds = self._dice.choices(
            (LETTERS, MOVES, SIGNS, ENDS), (50, 25, 12, 13), k=self._dice.randint(1, 6)
        )
        await self._press(pilot, *(self._dice.choice(kind) for kind in kinds))

    async def _word(self, pilot: Pilot[None]) -> None:
        word = self._dice.choice(WORDS)
        await self._press(
            pilot, *("space" if one == " " else one for one in word[:40]), self._dice.choice(ENDS)
        )

    async def _go(self, pilot: Pilot[None]) -> None:
        keys = [self._dice.choice(PLACES).key]
        await self._press(pilot, *(["escape", *keys] if self._dice.random() < 0.6 else keys))

    async def _paste(self, pilot: Pilot[None]) -> None:
        text = self._dice.choice(PASTES)
        self._done.append(f"paste {text[:40]!r}")
        pilot.app.post_message(events.Paste(text))
        await _quiet(pilot.app)

    async def _click(self, pilot: Pilot[None]) -> None:
        width, height = pilot.app.size
        at = self._dice.randrange(width), self._dice.randrange(height)
        times = self._dice.choice((1, 1, 2))
        self._done.append(f"click {at} {times}")
        with suppress(OutOfBounds):
            await pilot.click(offset=at, times=times)

    async def _resize(self, pilot: Pilot[None]) -> None:
        size = self._dice.choice(SIZES)
        self._done.append(f"resize {size}")
        await pilot.resize_terminal(*size)

    async def _wait(self, pilot: Pilot[None]) -> None:
        await pilot.pause(0.1)

    async def _beside(self, pilot: Pilot[None]) -> None:
        """Have a colleague write in another window, as a process of its own would."""
        desk, dice = self._other, self._dice
        who = dice.choice(NAMES)
        acts: list[Callable[[], object]] = [
            lambda: calls.log_call(desk, Typed(who, dice.choice(("no_answer", "talked", "busy")))),
            lambda: visits.log_visit(desk, visits.Typed(who, "refused")),
            lambda: followups.add_followup(desk, who),
            lambda: customers.edit_customer(desk, who, grade=dice.choice("ABCD")),
            lambda: customers.add_customer(desk, f"新客户{dice.randrange(10**6)}[b]"),
            lambda: steps.add_step(desk, "再问", customer=who, due="today", rep=REP),
            lambda: money.add_money(desk, "order", who, amount="100"),
        ]
        place = dice.randrange(len(acts))
        self._done.append(f"a colleague writes ({place})")
        with suppress(CrmError):
            acts[place]()
        await _quiet(pilot.app)

    def _take_back(self) -> None:
        """Undo every change that stands, the newest first, each as who made it."""
        desks = {name: open_desk(self._path, name) for name in (REP, COLLEAGUE)}
        for one in desks[REP].database.all(FIND_CHANGES):
            if one.no > self._made and one.kind == "do" and one.undone_by_no is None:
                self._done.append(f"undo h{one.no} {one.command}")
                history.undo(desks[one.actor], f"h{one.no}")
        for desk in desks.values():
            desk.close()

    def _compare(
        self, before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]
    ) -> None:
        for table, rows in before.items():
            if rows != after[table]:
                told = [
                    f"{was} became {now}"
                    for one, other in zip_longest(rows, after[table], fillvalue=dict[str, Any]())
                    for was, now in zip_longest(one.items() - other.items(), other.items() - one.items())
                ]
                raise Broken(f"not taken back in {table}: {'; '.join(told[:6])}")

    async def _answers(self, desk: Desk) -> None:
        """Go through all screens once more."""
        app = DeskApp(desk)
        async with app.run_test(size=(80, 24)) as pilot:
            for place in PLACES:
                await pilot.press("escape", "escape", place.key)
                await still(app)
                await pilot.pause()
                look_at(app)
                if app.current_mode != place.name:
                    raise Broken(f"{place.key} does not go to {place.name}")


def _pressed(key: str) -> events.Key:
    name = key if len(key) > 1 or key.isalnum() else _character_to_key(key)
    return events.Key(name, " " if key == "space" else key if len(key) == 1 else None)


async def _quiet(app: App[None]) -> None:
    """Wait until what was sent is done, or nearly so: what takes longer meets the next keys, as in life."""
    for _look in range(20):
        await asyncio.sleep(0.002)
        if app._message_queue.empty() and app.screen._message_queue.empty():
            return


def look_at(app: App[None]) -> None:
    """Raise Broken where what is on the screen cannot be."""
    if app._exception is not None:
        raise app._exception
    if failed := [worker for worker in app.workers if worker.state is WorkerState.ERROR]:
        raise Broken(f"{failed[0].name} failed")
    lines = ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]
    text = "\n".join(lines)
    if "Traceback" in text or "\x1b" in text:
        raise Broken(f"on the screen: {text}")
    if any(cell_len(line) > app.size.width for line in lines):
        raise Broken("a line is wider than the screen")


def fuzz(folder: Path, seed: int, keys: int) -> None:
    """Press so many random keys in a firm of their own in a folder."""
    path = folder / "crm.db"
    make_firm(path)
    Fuzz(path, seed, keys).run()


def main() -> None:
    """Press 2,000 keys, or as many as is said, of a seed, or of one that is told."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(10**6)
    keys = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    print(f"seed {seed}, {keys} keys")
    with tempfile.TemporaryDirectory() as folder, time_machine.travel(FRIDAY_AT_FIVE):
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "HOME"):
            os.environ[name] = folder
        os.chdir(folder)
        i18n.use("en")
        fuzz(Path(folder), seed, keys)
    print("nothing broke")


if __name__ == "__main__":
    main()
