"""One of several that is chosen over the screen: where there are many, all of them can be seen."""

from collections.abc import Callable

import pytest

from crm_cli.tui.choice import Choice
from tests.tui.conftest import Sitting

Sit = Callable[..., None]


@pytest.mark.parametrize("question", ["Which?", "Three lines\nof a question\nare above:"])
def test_a_menu_taller_than_the_screen_follows_the_cursor_and_counts_what_is_not_seen(
    sit: Sit, question: str
) -> None:
    lines = [f"line {place}." for place in range(1, 31)]

    async def act(at: Sitting) -> None:
        at.app.push_screen(Choice(question, lines))
        await at.press("home")
        for place in range(1, 31):
            assert f"line {place}." in at.screen, place
            seen = [one for one in lines if one in at.screen]
            above, below = lines.index(seen[0]), len(lines) - 1 - lines.index(seen[-1])
            foot = next(line for line in at.screen.splitlines() if "╰" in line)
            told = [f"{mark} {count}" for mark, count in (("↑", above), ("↓", below)) if count]
            assert "  ".join(told) in foot
            assert ("↑" in foot, "↓" in foot) == (above > 0, below > 0)
            assert question.splitlines()[0] in at.screen
            await at.press("down")

    sit(act, size=(45, 20))
