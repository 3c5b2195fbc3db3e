"""The colours of the desk: which it begins with, that they are kept, and the tour."""

from collections.abc import Callable
from typing import Any

import pytest

from crm_cli import config
from crm_cli.services.desk import Desk
from crm_cli.services.machine import THEMES
from crm_cli.tui import themes, tour
from tests.tui.conftest import Sitting

Sit = Callable[..., None]
DEEP = {"COLORTERM": "truecolor", "TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("kept", "environment", "theme"),
    [
        (None, DEEP, "dark"),
        (None, {}, "16"),
        (None, {"TERM": "xterm-256color"}, "16"),
        (None, {"TERM": "linux"}, "16"),
        (None, {**DEEP, "TERM": "xterm-16color"}, "16"),
        (None, {"WT_SESSION": "1"}, "dark"),
        ("light", {}, "light"),
        ("light", {"CRM_THEME": "contrast"}, "contrast"),
        ("purple", DEEP, "dark"),
        ("light", {"CRM_THEME": "purple"}, "light"),
    ],
)
def test_the_desk_begins_with(kept: str | None, environment: dict[str, str], theme: str) -> None:
    assert themes.chosen(kept, environment) == theme


def test_f12_goes_round_and_this_machine_keeps_it(desk: Desk, sit: Sit) -> None:
    worn: list[str] = []

    async def act(at: Sitting) -> None:
        for _press in THEMES:
            await at.press("f12")
            worn.append(themes.worn(at.app))
            assert config.load().theme == worn[-1]
            assert "F2" in at.screen

    sit(act)
    assert worn == ["light", "contrast", "16", "dark"]


def test_without_colour_nothing_is_coloured_and_the_place_still_stands_out(
    desk: Desk, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def act(at: Sitting) -> None:
        top: Any = at.app.screen._compositor.render_strips()[0]
        here = next(part for part in top if "Today" in part.text)
        other = next(part for part in top if "F3" in part.text)
        for _theme in THEMES:
            await at.press("f12")
            for strip in at.app.screen._compositor.render_strips():
                for part in strip.apply_filter(at.app._filters[-1], at.app.screen.background_colors[1]):
                    for color in (part.style.color, part.style.bgcolor) if part.style else ():
                        assert color is None or color.is_default or len(set(color.get_truecolor())) == 1
                    if part.style and part.text.strip() and (ink := part.style.color) is not None:
                        assert ink.is_default or ink != part.style.bgcolor
        assert (here.style.reverse, here.style.color) != (other.style.reverse, other.style.color)

    sit(act)


@pytest.mark.parametrize("size", [(45, 20), (80, 24)])
def test_the_tour_is_turned_back_and_forth_and_esc_ends_it(
    desk: Desk, sit: Sit, size: tuple[int, int]
) -> None:
    async def act(at: Sitting) -> None:
        await at.press("ctrl+g")
        assert "1/6" in at.screen
        await at.press("left", "enter", "space", "left")
        assert "2/6" in at.screen
        assert "esc ends the tour" in at.screen
        await at.press("escape")
        assert "2/6" not in at.screen
        await at.press("ctrl+g", *["enter"] * len(tour.CARDS))
        assert "/6" not in at.screen

    sit(act, size=size)


def test_the_tour_begins_by_itself_once() -> None:
    assert tour.is_due()
    assert not tour.is_due()
