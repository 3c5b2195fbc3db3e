"""The phone desk beside other lists, other people and other screens, at any size."""

from collections.abc import Callable

import pytest
from rich.cells import cell_len

from crm_cli import i18n
from crm_cli.services import bans, call_cards, call_lists, calls, queue
from crm_cli.services.desk import Desk
from crm_cli.services.outcomes import label
from tests.tui.conftest import Sitting
from tests.tui.phone import fill_list, made

Sit = Callable[..., None]


def test_one_list_and_calls_outside_the_hours(spring: Desk, sit: Sit) -> None:
    fill_list(spring, ["丁公司"], "夏季")
    call_lists.edit_call_list(spring, "夏季", hours="1-5 09:00-10:00")

    async def act(at: Sitting) -> None:
        await at.press("ctrl+l")
        assert "all of mine" in at.screen
        await at.press("3")
        assert "outside hours" in at.screen
        await at.press("ctrl+o")
        await at.type("约好的")
        await at.press("enter")
        assert "丁公司" in at.screen
        await at.press("enter", "1")

    sit(act, start="calls")
    (call,) = calls.calls(spring)
    assert (call.customer, call.call_list, call.hours_waived) == ("丁公司", "夏季", True)


def test_what_others_do_is_followed_while_the_number_is_shown(
    spring: Desk, sit: Sit, open_as: Callable[[str | None], Desk]
) -> None:
    boss = open_as("周敏")

    async def act(at: Sitting) -> None:
        bans.ban(boss, "13800000001", whole_customer=False, reason="投诉")
        await at.pilot.pause(0.9)
        assert "乙公司" in at.screen
        await at.press("enter", "e")
        await at.type("在开会")
        bans.ban(boss, "13800000002", whole_customer=False, reason="投诉")
        await at.pilot.pause(0.9)
        # Somebody is on the line: it stays, and so does what is being typed.
        assert "note 在开会" in at.screen
        assert "do not call: 投诉" in at.screen
        await at.type("晚点")
        assert "note 在开会晚点" in at.screen

    sit(act, start="calls")


def test_going_to_another_screen_gives_the_number_back_unless_somebody_is_on_the_line(
    spring: Desk, sit: Sit
) -> None:
    async def act(at: Sitting) -> None:
        await at.press("f2")
        assert queue.held(spring, 1) is None
        await at.press("f3", "enter", "f2")
        assert queue.held(spring, 1) is not None
        await at.press("f3")
        assert "Dialling" in at.screen
        await at.press("1")
        assert "乙公司" in at.screen

    sit(act, start="calls")
    assert made(spring) == [("甲公司", "no_answer")]


def test_nobody_in_particular_is_told_so(
    spring: Desk, sit: Sit, open_as: Callable[[str | None], Desk]
) -> None:
    async def act(at: Sitting) -> None:
        assert "Nobody in particular sits here" in at.screen
        for key in ("enter", "1", "e", "n", "a", "ctrl+l", "u", "b"):
            await at.press(key)

    sit(act, start="calls", at=open_as(None))


def test_a_mouse_does_what_keys_do(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        lines = at.screen.split("\n")
        row = next(place for place, line in enumerate(lines) if "2 busy" in line)
        await at.press("enter")
        await at.pilot.click(offset=(lines[row].index("2 busy") + 1, row))
        await at.pilot.pause()
        assert "乙公司" in at.screen

    sit(act, start="calls")
    assert made(spring) == [("甲公司", "busy")]


@pytest.mark.parametrize(
    ("language", "size"),
    [
        ("en", (45, 20)),
        ("en", (80, 24)),
        ("zh-Hans", (160, 50)),
        ("zh-Hant", (45, 20)),
        ("zh-Hant", (80, 24)),
    ],
)
def test_the_number_why_and_every_outcome_fit(
    desk: Desk, sit: Sit, size: tuple[int, int], language: str
) -> None:
    fill_list(desk, ["[/b]廣州白雲國際航空服務股份有限公司"])
    i18n.use(language)

    async def act(at: Sitting) -> None:
        assert "13800000001" in at.screen.replace(" ", "")
        assert "[/b]廣州白雲國際" in at.screen
        for one in call_cards.by_key(desk.outcomes("call")):
            # Where there is little room a long name is cut, but its key is there.
            assert f"{one.key} {label(one)[: 4 if size[0] < 80 else None]}" in at.screen
        before = at.screen.split("\n")
        await at.press("enter", "6", "enter")
        lines = at.screen.split("\n")
        assert len(lines) == len(before) == size[1]
        assert all(cell_len(line) <= size[0] for line in lines)
        assert lines != before

    sit(act, start="calls", size=size)
