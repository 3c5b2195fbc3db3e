"""The desk as a whole: its bars, its help, what it says, what others change."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual.command import CommandList

from crm_cli import i18n
from crm_cli.services import customers, plans, steps
from crm_cli.services.desk import Desk
from crm_cli.tui.app import PLACES, DeskApp
from crm_cli.tui.bars import PlaceBar
from crm_cli.tui.paged import fitted
from tests.tui.conftest import Sitting
from tools.stillness import still

Sit = Callable[..., None]


def test_the_day_is_shown_and_a_row_is_closed_and_taken_back(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空")
    steps.add_step(desk, "送样", customer="白云航空", due="today")
    plans.add_plan(desk, "白云航空", when="today", purpose="谈年会")

    async def act(at: Sitting) -> None:
        assert "Plan of the day 1" in at.screen
        assert "谈年会" in at.screen
        assert "送样" in at.screen
        await at.press("down", "d")
        assert "送样" not in at.screen
        assert any("done" in one for one in at.told)
        await at.press("u")
        assert "送样" in at.screen

    sit(act)
    assert [one.state for one in steps.steps(desk)] == ["open"]


def test_what_another_process_wrote_appears_by_itself(
    desk: Desk, sit: Sit, open_as: Callable[[str | None], Desk]
) -> None:
    other = open_as(None)

    async def act(at: Sitting) -> None:
        assert "新客户" not in at.screen
        customers.add_customer(other, "新客户")
        await at.pilot.pause(0.8)
        assert "新客户" in at.screen

    sit(act, start="customers")


def test_help_lists_every_command_and_the_palette_does_one(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("f1")
        assert "Take back the last thing I did." in at.screen
        assert "Show my day, or the firm's." in at.screen
        await at.press("escape", "ctrl+p")
        await at.type("help")
        await at.pilot.pause(0.3)
        await at.press("down", "enter")
        await at.pilot.pause(0.3)
        assert "Take back the last thing I did." in at.screen

    sit(act, size=(100, 40))


def test_the_palette_leads_to_every_screen(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("ctrl+p")
        await at.type("hist")
        await at.pilot.pause(0.3)
        await at.press("down", "enter")
        await at.pilot.pause(0.3)
        assert at.app.current_mode == "history"

    sit(act, size=(100, 40))


def test_the_palette_speaks_the_language_of_the_desk(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("ctrl+p")
        await at.pilot.pause(0.3)
        assert "按名称查找命令" in "".join(at.screen.split())
        await at.type("qqq")
        for _look in range(50):
            await at.pilot.pause(0.1)
            if "没有叫" in at.screen:
                break
        assert "没有叫 qqq 的" in at.screen

    i18n.use("zh-Hans")
    try:
        sit(act, size=(100, 40))
    finally:
        i18n.use("en")


def test_a_page_key_before_the_palette_is_laid_out_moves_nothing(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("ctrl+p")
        await at.pilot.pause(0.3)
        found = at.app.screen.query_one(CommandList)
        found._index_to_line.clear()  # as it is until the list was drawn once
        await at.press("pageup")
        await at.press("escape")
        assert at.app.current_mode == "today"

    sit(act, size=(100, 40))


@pytest.mark.parametrize("place", [place.name for place in PLACES])
def test_everything_written_stands_out_from_what_is_behind_it(desk: Desk, sit: Sit, place: str) -> None:
    customers.add_customer(desk, "白云航空")

    async def act(at: Sitting) -> None:
        await still(at.app)
        for _colours in range(6):
            await at.press("f12")
            for strip in at.app.screen._compositor.render_strips():
                for text, look, _control in strip:
                    if text.strip() and look is not None and look.color is not None:
                        assert look.color.is_default or look.color != look.bgcolor, text

    sit(act, start=place)


def test_a_command_that_cannot_be_done_says_why(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("d")
        assert at.told[-1] == "Choose a row first."

    sit(act)


def test_an_error_is_a_sentence_and_the_desk_goes_on(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("u")
        assert at.told
        await at.press("f5")
        assert "owner" in at.screen

    sit(act)


def test_a_name_with_markup_is_shown_as_it_is(desk: Desk, sit: Sit) -> None:
    for name in ("[/b]建材", "[@click=app.quit]点", "=1+1", "a\x1b[31mb"):
        customers.add_customer(desk, name)

    async def act(at: Sitting) -> None:
        for name in ("[/b]建材", "[@click=app.quit]点", "=1+1"):
            assert name in at.screen
        assert "\x1b" not in at.screen
        await at.press("slash")
        await at.type("jc")
        assert "[/b]建材" in at.screen

    sit(act, start="customers")


@pytest.mark.parametrize("size", [(45, 20), (80, 24), (160, 50)])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_every_screen_fits(desk: Desk, sit: Sit, size: tuple[int, int], language: str) -> None:
    customers.add_customer(desk, "廣州白雲國際航空服務股份有限公司")

    async def act(at: Sitting) -> None:
        from rich.cells import cell_len

        for place in PLACES:
            await at.press(place.key)
            await at.pilot.pause()
            lines = at.screen.split("\n")
            assert len(lines) == size[1]
            assert all(cell_len(line) <= size[0] for line in lines)
            assert at.app.current_mode == place.name

    before = i18n.language()
    i18n.use(language)
    try:
        sit(act, size=size)
    finally:
        i18n.use(before)


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("白云航空", 8, "白云航空"),
        ("白云航空", 7, "白云航…"),
        ("白云航空", 6, "白云… "),
        ("ab", 4, "ab  "),
        ("[b]", 2, "[…"),
    ],
)
def test_a_cell_is_cut_to_its_width(text: str, width: int, shown: str) -> None:
    assert fitted(text, width) == shown


def test_marks_go_with_their_rows(desk: Desk, sit: Sit) -> None:
    for place in range(5):
        customers.add_customer(desk, f"客户{place}")

    async def act(at: Sitting) -> None:
        from crm_cli.tui.paged import PagedTable

        table: Any = at.app.screen.query_one(PagedTable)
        await at.press("space", "down", "space")
        assert len(table.chosen_keys()) == 2
        assert at.screen.count("*c") == 2

    sit(act, start="customers")


def test_what_was_half_typed_at_a_question_comes_back_in_another_window(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空")
    plans.add_plan(desk, "白云航空", when="today", purpose="谈年会")

    async def type_half(at: Sitting) -> None:
        await at.press("x")
        await at.type("客户出差")
        await at.pilot.pause(0.7)

    async def go_on(at: Sitting) -> None:
        await at.press("x")
        assert "客户出差" in at.screen
        await at.press("enter", "x")
        assert "客户出差" not in at.screen

    sit(type_half)
    sit(go_on)


def test_f_keys_go_on_elsewhere_from_a_question_which_waits(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空")
    plans.add_plan(desk, "白云航空", when="today", purpose="谈年会")

    async def act(at: Sitting) -> None:
        await at.press("x")
        await at.type("出差")
        await at.press("f5")
        assert at.app.current_mode == "customers"
        await at.press("f2")
        assert "出差" in at.screen
        await at.press("enter")
        assert len(at.app.screen_stack) == 1

    sit(act)
    assert plans.plans(desk)[0].state == "cancelled_by_us"


def test_what_steers_a_terminal_is_taken_out_of_what_is_pasted(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        for opened in ("slash", "ctrl+p"):
            await at.press(opened)
            at.app.post_message(events.Paste("\x1b]0;title\x07白\x9b31m云[/b]"))
            await at.pilot.pause(0.1)
            assert "白" in at.screen
            assert "云[/b]" in at.screen
            assert not {"\x1b", "\x07", "\x9b"} & {*at.screen}

    sit(act, start="customers")


def test_screens_have_their_names_where_there_is_room(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        top = at.screen.splitlines()[0]
        assert "F2 Today  F3 Calls F4 Sweep F5 Customers F6 Plan" in top
        assert top.endswith(" 陈伟 11-20")
        await at.press("f10")
        assert " F10 Settings " in at.screen.splitlines()[0]
        await at.pilot.click(PlaceBar, offset=(at.screen.index("F3") + 4, 0))
        assert at.app.current_mode == "calls"
        await at.pilot.resize_terminal(45, 20)
        for _try in range(50):
            if len(at.screen.splitlines()) == 20:
                break
            await at.pilot.pause(0.05)
        assert at.screen.splitlines()[0].startswith(" F2 F3 Calls  F4 F5 F6 F7")

    sit(act)


def test_what_is_under_a_question_stays_in_sight(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空")
    steps.add_step(desk, "送样", customer="白云航空", due="today")

    async def act(at: Sitting) -> None:
        for theme in ("dark", "16"):
            at.app.wear(theme)
            await at.press("z")
            assert at.app.screen.is_modal
            assert "白云航空" in at.screen
            await at.press("escape")

    sit(act)


def test_what_is_told_leaves_the_keys_in_sight(desk: Desk) -> None:
    async def go() -> None:
        app = DeskApp(desk, "today")
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            at = Sitting(app, pilot)
            await pilot.pause(0.2)
            before = at.screen.splitlines()[-2:]
            app.say("c1 甲公司 changed.\nc2 乙公司 changed.\nc3 丙公司 changed.")
            await pilot.pause(0.2)
            assert "c3 丙公司 changed." in at.screen
            assert at.screen.splitlines()[-2:] == before

    asyncio.run(go())


def test_the_history_says_by_which_command_of_the_desk(desk: Desk, sit: Sit) -> None:
    steps.add_step(desk, "送样", due="today")

    async def act(at: Sitting) -> None:
        await at.press("d", "f9")
        await at.pilot.pause(0.2)
        assert "tui today done" in at.screen

    sit(act)
