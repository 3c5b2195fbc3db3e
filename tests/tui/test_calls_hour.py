"""An hour of twenty numbers at the phone desk, while another process works the same list."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from crm_cli.services import calls, drafts
from crm_cli.services.desk import Desk
from tests.tui.conftest import Sitting
from tests.tui.phone import fill_list

ROOT = Path(__file__).parents[2]
Sit = Callable[..., None]


_BESIDE = """
import sys
from pathlib import Path
from crm_cli.services import calls, queue
import time_machine
from crm_cli.services.desk import open_desk
time_machine.travel("2026-11-20T09:00:00Z", tick=True).start()
desk = open_desk(Path(sys.argv[1]), "李娜", command="beside")
for _ in range(10):
    offer = queue.next_offer(desk, waive="")
    if isinstance(offer, queue.Empty):
        break
    calls.log_call(desk, calls.Typed(f"c{offer.customer_no}", "no_answer", phone_no=offer.phone_no))
    print(offer.customer_no, flush=True)
"""


def test_an_hour_of_twenty_numbers_beside_another_who_works_the_list(
    desk: Desk, sit: Sit, database_path: Path
) -> None:
    fill_list(desk, [f"客户{place}" for place in range(1, 31)])
    mine: list[str] = []
    beside: list[subprocess.Popen[str]] = []

    async def call(at: Sitting, place: int) -> None:
        number = next(line for line in at.screen.split("\n") if "13800" in line.replace(" ", ""))
        mine.append(number)
        await at.press("enter")
        if place % 5 == 0:
            await at.press("space", "9")
            await at.type("没预算")
            await at.press("enter", "enter")
        elif place % 5 == 1:
            await at.press("e")
            await at.type("改天")
            await at.press("enter", "2")
        elif place % 5 == 2:
            await at.press("1", "u", "3")
        else:
            await at.press("1")

    async def act(at: Sitting) -> None:
        beside.append(
            subprocess.Popen(
                [sys.executable, "-c", _BESIDE, str(database_path)],
                env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
            )
        )  # fmt: skip
        for place in range(20):
            await call(at, place)
        assert "dials 20" in at.screen

    sit(act, start="calls")
    said, _none = beside[0].communicate(timeout=30)
    hers = [int(no) for no in said.split()]
    done = calls.calls(desk, sort="no")
    assert len(hers) == 10
    assert [one.customer_no for one in done if one.rep == "李娜"] == hers
    own = [one for one in done if one.rep == "陈伟"]
    assert len(own) == 20
    # Nobody was rung twice, and each was given the outcome whose key was pressed last.
    assert len({one.customer_no for one in done}) == 30
    wanted = ["not_interested", "busy", "unreachable", "no_answer", "no_answer"]
    assert [one.outcome for one in own] == wanted * 4
    assert [one.note for one in own][1::5] == ["改天"] * 4
    assert drafts.take(desk, "call") is None
