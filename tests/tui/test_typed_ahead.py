"""Keys that are typed ahead, as a slow connection brings them: all before the first is done."""

from collections.abc import Callable

import pytest
from textual import events
from textual.widgets import Input, TextArea

from crm_cli.services import customers, plans, steps
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker
from crm_cli.services.report_notes import last_note
from crm_cli.tui.help import HelpScreen
from crm_cli.tui.knock_form import KnockForm, Tick
from tests.tui.conftest import Sitting
from tests.tui.test_sweep import outcomes

Sit = Callable[..., None]


def _at_once(at: Sitting, *keys: str) -> None:
    """Give the program keys without waiting for what they do."""
    for key in keys:
        at.app.post_message(events.Key(key, key if len(key) == 1 else None))


def test_a_question_is_left_once_however_fast_keys_come(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空")
    steps.add_step(desk, "送样", customer="白云航空", due="today")

    async def act(at: Sitting) -> None:
        for keys in (
            ("enter", "escape", "escape"),
            ("w", "1", "2", "escape"),
            ("z", "escape", "escape", "enter"),
        ):
            for key in keys:
                at.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await at.pilot.pause(0.2)
            await at.press("escape", "escape")
            assert "送样" in at.screen
            assert len(at.app.screen_stack) == 1

    sit(act)


def test_keys_that_come_at_once_are_done_in_their_order(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空")
    plans.add_plan(desk, "白云航空", when="today", purpose="谈年会")

    async def act(at: Sitting) -> None:
        await at.press("x")
        _at_once(at, *"abX", "backspace", *"cd", "home", "Z", "enter")
        await at.pilot.pause(0.3)
        assert len(at.app.screen_stack) == 1

    sit(act)
    (plan,) = plans.plans(desk)
    assert plan.reason == "Zabcd"


@pytest.mark.parametrize("over", [["x"], ["ctrl+p"], ["question_mark"], ["enter"]])
def test_the_desk_is_closed_from_whatever_is_open_and_keeps_what_was_typed(
    desk: Desk, sit: Sit, over: list[str]
) -> None:
    customers.add_customer(desk, "白云航空")
    plans.add_plan(desk, "白云航空", when="today", purpose="谈年会")

    async def close(at: Sitting) -> None:
        await at.press(*over)
        assert len(at.app.screen_stack) == 2
        _at_once(at, *"ab", "ctrl+q")
        await at.pilot.pause(0.3)
        assert at.app._exit

    async def come_back(at: Sitting) -> None:
        await at.press("x")
        assert at.app.screen.query_one(Input).value == "ab"

    sit(close)
    if over == ["x"]:
        sit(come_back)


def test_a_form_is_saved_with_the_letters_that_came_with_its_key(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("e")
        _at_once(at, *"ask", "ctrl+s")
        await at.pilot.pause(0.3)
        assert len(at.app.screen_stack) == 1

    sit(act, start="report")
    note = last_note(desk, find_worker(desk, None), desk.today())
    assert note is not None
    assert note.problem == "ask"


def test_tab_goes_on_where_it_stands_among_keys_that_come_at_once(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        await at.press("1")
        _at_once(
            at, *"Xa", "tab", *"Pb", "tab", *"Tc", "tab", *"44", "tab", "x", "tab", "B", "shift+tab", "x"
        )
        _at_once(at, "shift+tab", "end", "5")
        await at.pilot.pause(0.3)
        lines = {line.id: line.value for line in at.app.screen.query(Input) if line.value}
        assert lines == {"name": "Xa", "person": "Pb", "title": "Tc", "phone": "445", "grade": "B"}
        assert not at.app.screen.query_one(Tick).value
        await at.press("escape")
        assert at.app.screen_stack[1:] == []

    sit(act, start="sweep")


def test_tab_goes_on_in_a_form_of_blanks_as_well(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("e")
        _at_once(at, *"ab", "tab", *"cd", "tab", *"ef", "shift+tab", "g", "escape")
        await at.pilot.pause(0.3)
        assert len(at.app.screen_stack) == 1
        await at.press("e")
        texts = [area.text for area in at.app.screen.query(TextArea)]
        assert texts == ["ab", "cdg", "ef"]

    sit(act, start="report")


def test_the_palette_is_opened_once_whatever_is_typed_ahead(tower: Desk, sit: Sit) -> None:
    def shown(at: Sitting) -> list[str]:
        return [type(screen).__name__ for screen in at.app.screen_stack[1:]]

    async def act(at: Sitting) -> None:
        await at.still()
        _at_once(at, "1", "ctrl+p")
        await at.pilot.pause(0.3)
        assert shown(at) == ["Palette", "KnockForm"]
        await at.press("ctrl+p")
        assert shown(at) == ["Palette", "KnockForm"]
        await at.press("escape", "escape")
        assert shown(at) == []
        _at_once(at, "ctrl+p", "escape", "ctrl+p", "colon", "escape", "colon", "ctrl+p", "ctrl+p")
        await at.pilot.pause(0.3)
        assert len(shown(at)) <= 1
        await at.press("escape")
        at.app.do_palette()
        await at.app.screen.dismiss()
        for _time in range(3):
            at.app.do_palette()
            at.app.screen.dismiss()
        at.app.do_palette()
        at.app.do_palette()
        assert shown(at) == ["Palette"]

    sit(act, start="sweep")


def test_what_was_typed_before_a_form_came_up_is_logged_at_no_door(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        # The form of 602 waits for the knock at 601, and so do the keys after it.
        _at_once(at, "c", "1", "c", "k")
        await at.pilot.pause(0.3)
        await at.still()
        assert isinstance(at.app.screen, KnockForm)

    sit(act, start="sweep")
    assert [unit for unit, _outcome, _customer in outcomes(tower)] == ["601"]


def test_a_question_that_is_over_while_another_stands_on_it_is_left_after_that(tower: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        await at.press("1")
        form = at.app.screen
        at.app.push_screen(HelpScreen("", []))
        await at.pilot.pause()
        form.dismiss()
        await at.pilot.pause()
        assert isinstance(at.app.screen, HelpScreen)
        await at.press("escape")
        assert len(at.app.screen_stack) == 1

    sit(act, start="sweep")
