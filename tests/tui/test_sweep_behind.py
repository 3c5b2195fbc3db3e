"""The board behind what is open over it: it follows others, and nothing that is open moves."""

from collections.abc import Callable

from textual.widgets import Input

from crm_cli.domain.knock_lines import Typed
from crm_cli.services import history, knocks
from crm_cli.services.desk import Desk
from crm_cli.services.knocks import find_place
from crm_cli.tui.board import Board
from crm_cli.tui.knock_form import KnockForm
from tests.tui.conftest import Sitting
from tests.tui.test_sweep import here, press

Sit = Callable[..., None]
Open = Callable[[str | None], Desk]


async def _followed(at: Sitting) -> None:
    await at.pilot.pause(0.8)
    await at.still()


def test_the_board_follows_others_behind_a_form(tower: Desk, sit: Sit, open_as: Open) -> None:
    other = open_as("李娜")

    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "1")
        await at.type("宏达")
        assert "knocked 0/24" in at.screen
        knocks.log_knocks(other, find_place(other, "w1"), [(None, Typed(("101",), "refused"))])
        await _followed(at)
        assert "knocked 1/24" in at.screen
        await at.type("厂")
        assert at.app.screen.query_one("#name", Input).value == "宏达厂"
        assert here(at) == "601"
        await press(at, "enter")
        assert here(at) == "602"

    sit(act, start="sweep", size=(100, 40))


def test_a_sweep_that_is_gone_is_left_when_its_form_is(tower: Desk, sit: Sit, open_as: Open) -> None:
    other = open_as("陈伟")

    async def act(at: Sitting) -> None:
        await at.still()
        await press(at, "1")
        await at.type("宏达")
        history.undo(other)
        await _followed(at)
        assert isinstance(at.app.screen, KnockForm)
        assert at.app.screen.query_one("#name", Input).value == "宏达"
        assert here(at) == "601"
        await press(at, "escape")
        assert at.app.screen_stack[0].query_one(Board).door is None

    sit(act, start="sweep")
