"""The lines at the top and the foot of a screen: they stay legible where there is little room."""

import re
from collections.abc import Callable

import pytest

from tests.tui.conftest import Sitting

Sit = Callable[..., None]


@pytest.mark.parametrize("width", range(40, 62))
def test_a_blank_parts_who_sits_here_from_the_screens(sit: Sit, width: int) -> None:
    async def act(at: Sitting) -> None:
        # The day gives way before the name does.
        assert re.search(r"F10( Settings)? +陈伟( 11-20)?$", at.screen.splitlines()[0])

    sit(act, size=(width, 20))
