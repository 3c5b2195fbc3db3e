"""The board of the team: figures against goals, who has not reported, what is late; live, and a report a key away."""

from collections.abc import Callable

from crm_cli.reports.handing_in import hand_in
from crm_cli.services import callbacks, calls, customers, firm, reps
from crm_cli.services.calls import Typed
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker
from tests.tui.conftest import Sitting

Sit = Callable[..., None]


def _row(at: Sitting, name: str) -> str:
    return next(line for line in at.screen.split("\n") if line.lstrip(" *").startswith(name))


def test_the_board_lives_and_opens_a_report(
    desk: Desk, sit: Sit, open_as: Callable[[str | None], Desk]
) -> None:
    manager = open_as("周敏")
    reps.add_rep(manager, "王强")
    firm.add_goal(manager, "dials", "2", rep="陈伟", period="day", team=None, from_day="2026-11-01")
    customers.add_customer(desk, "白云航空", phones=["020-86120000"])
    callbacks.add_callback(desk, "白云航空", "2026-11-20 15:00 问方案")

    async def act(at: Sitting) -> None:
        await at.still()
        assert "Reports 0 of 1; not yet: 王强" in at.screen
        assert "0/2" in _row(at, "陈伟")
        assert "not yet" in _row(at, "王强")
        assert " 1 late " in _row(at, "陈伟")
        assert "2 h late" in at.screen
        await at.press("down")
        calls.log_call(desk, Typed("白云航空", "no_answer", at="10:00"))
        calls.log_call(desk, Typed("白云航空", "talked", at="16:50"))
        hand_in(desk, find_worker(desk, None), desk.today())
        await at.still(0.9)
        assert "2/2✓" in _row(at, "陈伟")
        assert "17:0" in _row(at, "陈伟")
        assert "h late" not in at.screen
        await at.press("g", "enter")
        await at.still()
        assert at.app.current_mode == "report"
        assert "陈伟  submitted 17:0" in at.screen

    sit(act, start="team", at=manager, size=(140, 40))


def test_days_teams_and_orders(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "[/b]航空", phones=["020-86120000"])
    calls.log_call(desk, Typed("[/b]航空", "talked", at="10:00"))

    async def act(at: Sitting) -> None:
        await at.still()
        assert "all" in at.screen
        await at.press("m")
        await at.still()
        assert "航空汽车组" in at.screen.split("\n")[1]
        await at.press("o")
        await at.still()
        assert "right party" in at.screen.split("\n")[2]
        await at.press("left")
        await at.still()
        assert "2026-11-19" in at.screen
        await at.press("full_stop", "m")
        await at.still()
        assert "2026-11-20 Fri  A公司" in at.screen

    sit(act, start="team", size=(80, 30))
