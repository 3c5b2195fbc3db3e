"""What is typed is drawn as words in whichever widget it stands, and a label of any length in no time."""

import asyncio

from textual.app import App, ComposeResult
from textual.widgets import Input, Static, TextArea

from crm_cli.tui import themes
from crm_cli.tui.commands import Command
from crm_cli.tui.outcome_bar import OUTCOME, _lines
from tests.trust import hostile

STEERS = "a\x01\x02b\x1b[31m\u061c\u202egpj.exe"


class Fields(App[None]):
    """A program of ours whose fields hold what steers a terminal."""

    def compose(self) -> ComposeResult:
        """Hold it in each kind of field."""
        yield Static(STEERS, markup=False)
        yield Input(STEERS)
        yield TextArea(STEERS)


async def _drawn(app: App[None]) -> list[str]:
    async with app.run_test(size=(60, 12)):
        strips = app.screen._compositor.render_strips()
        assert app.query_one(Input).value == app.query_one(TextArea).text == STEERS
        return ["".join(one.text for one in strip) for strip in strips]


def test_no_field_steers_the_terminal_and_each_keeps_what_it_holds() -> None:
    app = Fields()
    themes.dress(app, "dark")
    drawn = asyncio.run(_drawn(app))
    assert hostile.BAD.search("".join(drawn)) is None
    assert sum("gpj.exe" in line for line in drawn) == 3


def test_an_outcome_of_any_length_is_cut_to_its_line() -> None:
    shown = _lines([Command(f"{OUTCOME}{no}", str(no), "x" * 40_000, "") for no in range(9)], 80, 3)
    assert all(sum(one.width for one in line) <= 82 for line in shown)
    assert len(shown) == 3
