"""Today on the screen: what others changed, what is late and why, what does not add up, and a day or a rep further."""

from collections.abc import Callable

import pytest

from crm_cli.services import bans, callbacks, calls, customers, firm, notices, plans
from crm_cli.services.calls import Typed
from crm_cli.services.desk import Desk
from tests.tui.conftest import Sitting

Sit = Callable[..., None]


@pytest.fixture
def manager(desk: Desk, open_as: Callable[[str | None], Desk]) -> Desk:
    """A manager who planned for the rep, and the rep's day: a late callback, an A customer without a date."""
    manager = open_as("周敏")
    customers.add_customer(desk, "白云航空", phones=["020-86120000"])
    callbacks.add_callback(desk, "白云航空", "2026-11-20 15:00 问方案")
    customers.add_customer(desk, "远洋[/b]货运", phones=["020-86120001"], grade="A")
    calls.log_call(desk, Typed("远洋[/b]货运", "no_answer", at="10:20"))
    firm.add_goal(manager, "dials", "2", rep="陈伟", period="day", team=None, from_day="2026-11-01")
    plans.add_plan(manager, "白云航空", when="tomorrow", purpose="谈年会", reps=["陈伟"])
    return manager


def test_the_day_says_what_is_late_what_changed_and_what_does_not_add_up(
    desk: Desk, sit: Sit, manager: Desk
) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        assert "Changed by others 1" in at.screen
        assert "周敏 planned for you" in at.screen
        assert "[2 h late] 问方案" in at.screen
        assert "What does not add up 1" in at.screen
        assert "dials 1/2 ████░░░░" in at.screen
        await at.press("d")
        assert "Changed by others" not in at.screen
        await at.press("u")
        assert "Changed by others 1" in at.screen
        await at.press("n")
        assert "Changed by others" not in at.screen
        await at.press("n")
        assert at.told[-1] == "There is nothing new."
        await at.press("end", "d")
        assert "only told" in at.told[-1]

    sit(act, size=(120, 30))
    assert not notices.notices(desk, rep_no=desk.me.no if desk.me else 0, unseen=True)


def test_what_is_barred_says_why(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空", phones=["020-86120000"])
    callbacks.add_callback(desk, "白云航空", "2026-11-20 15:00 问方案")
    bans.ban(desk, "白云航空", whole_customer=True, reason="不要再打")

    async def act(at: Sitting) -> None:
        await at.still()
        line = next(line for line in at.screen.split("\n") if "问方案" in line)
        assert "do-not-call" in line

    sit(act, size=(160, 30))


def test_another_day_and_the_firm(desk: Desk, sit: Sit, manager: Desk) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        await at.press("l")
        await at.still()
        assert "2026-11-21 Sat  陈伟" in at.screen
        assert "谈年会" in at.screen
        await at.press("m")
        await at.still()
        assert "2026-11-21 Sat  A公司" in at.screen
        assert "谈年会" in at.screen
        assert " rep" in at.screen.split("\n")[2]
        await at.press("w", "4")
        await at.still()
        assert "李娜" in at.screen.split("\n")[1]
        assert "谈年会" not in at.screen

    sit(act)


def test_a_heading_stays_above_the_first_row(desk: Desk, sit: Sit) -> None:
    for place in range(30):
        plans.add_plan(desk, None, building="中信广场", when="today", purpose=f"第{place}")

    async def act(at: Sitting) -> None:
        await at.still()
        assert "Plan of the day 30" in at.screen
        await at.press("end")
        assert "Plan of the day" not in at.screen
        await at.press("home")
        assert "Plan of the day 30" in at.screen

    sit(act, size=(80, 20))


def test_enter_opens_the_customer_of_the_row(desk: Desk, sit: Sit, manager: Desk) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        await at.press("down", "enter")
        await at.still()
        assert "Plan of the day" not in at.screen
        assert "白云航空" in at.screen
        assert "020-86120000" in at.screen
        await at.press("escape")
        await at.still()
        assert "[2 h late] 问方案" in at.screen

    sit(act, size=(120, 30))


def test_a_row_is_called_next_and_one_that_may_not_be_says_why(desk: Desk, sit: Sit) -> None:
    for place, name in enumerate(("甲公司", "乙公司", "丙公司")):
        customers.add_customer(desk, name, phones=[f"1380000000{place}"])
        callbacks.add_callback(desk, name, f"2026-11-20 1{4 + 2 * (place == 2)}:0{place}")
    bans.ban(desk, "13800000002", whole_customer=False, reason="投诉")

    async def act(at: Sitting) -> None:
        await at.press("down", "c")
        assert at.app.current_mode == "calls"
        assert "乙公司" in at.screen
        await at.press("f2", "home", "c")
        assert "甲公司" in at.screen
        await at.press("f2", "end", "c")
        assert at.told[-1] == "丙公司 is not to be called now: do-not-call: 投诉."

    sit(act, size=(100, 30))
