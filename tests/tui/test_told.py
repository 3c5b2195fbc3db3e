"""What the desk says of itself: what was done, where there is little room, and what a key does where I am."""

import re
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from crm_cli.services import customers
from crm_cli.services.desk import Desk
from crm_cli.tui.blanks import Blank, BlankForm, Half
from crm_cli.tui.told import within
from tests.tui.conftest import Sitting

Sit = Callable[..., None]


@pytest.mark.parametrize("width", [2, 7, 10, 43, 78])
@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize(
    "told",
    [
        "",
        "short",
        "words " * 30,
        "扫楼已敲三户不许打电话，" * 12,
        "a 客户 with 文字 between, " * 9,
        "x" * 300,
    ],
)
def test_what_is_told_is_in_its_lines_or_marked_as_cut(told: str, width: int, most: int) -> None:
    lines = within(told, width, most).split("\n")
    assert len(lines) <= most
    assert all(cell_len(line) <= width for line in lines)
    whole = "".join(lines).replace(" ", "") == told.replace(" ", "")
    assert whole or lines[-1].endswith("…")


def test_what_a_call_warns_of_is_said_before_what_was_done(spring: Desk, sit: Sit) -> None:
    customers.edit_customer(spring, "甲公司", owner="李娜")

    async def act(at: Sitting) -> None:
        await at.press("enter", "1")
        said = at.screen.partition("! ")[2]
        assert said.startswith("甲公司 belongs to 李娜")
        assert "Call k1" in said

    sit(act, start="calls", size=(45, 20))


def test_the_help_of_a_customer_is_headed_so(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空")

    async def act(at: Sitting) -> None:
        await at.press("enter", "f1")
        assert re.search(r"│ +Customer +│", at.screen)

    sit(act, start="customers")


def test_a_form_says_what_enter_does_in_its_last_blank(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        blanks = [Blank("one", "name"), Blank("two", "city")]
        for shown, foots in ((blanks[:1], ["⏎ done"]), (blanks, ["⏎ goes on", "⏎ done"])):
            form = BlankForm("Form", shown, Half(desk, "form"), lambda form, _told: form.done())
            at.app.push_screen(form)
            await at.pilot.pause()
            for foot in foots:
                assert foot in at.screen
                await at.press("enter")
            assert "⏎ done" not in at.screen

    sit(act)
