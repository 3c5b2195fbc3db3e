"""Delays as a manager types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.delays import MOST_DAYS, MOST_MINUTES, Delay, parse_delay
from crm_cli.errors import UsageError

TYPED = {
    "30m": (30, 0), "4h": (240, 0), "1h30m": (90, 0), "1 hour 5 minutes": (65, 0), "24h": (1440, 0),
    "1d": (0, 1), "2 days": (0, 2), "1w": (0, 7), "4h then 1d": (240, 1), "4h 1d": (240, 1), "4h, 2d": (240, 2),
    "30分钟": (30, 0), "30分鐘": (30, 0), "30分": (30, 0), "4小时": (240, 0), "4小時": (240, 0), "四小时": (240, 0),
    "4个小时": (240, 0), "两个钟头": (120, 0), "半小时": (30, 0), "半个小时": (30, 0), "1天": (0, 1), "两天": (0, 2), "3日": (0, 3),
    "1周": (0, 7), "两个星期": (0, 14), "4小时，再1天": (240, 1), "4小时后1天": (240, 1), "4小時後，次日": (240, 1), "两小时，然后第二天": (120, 1),
    "4h then next day": (240, 1), "3天后": (0, 3), "4小时、1天": (240, 1), "４ｈ": (240, 0), "4H": (240, 0),
    "none": (0, 0), "无": (0, 0), "無": (0, 0), "0": (0, 0), "-": (0, 0),
}  # fmt: skip


@pytest.mark.parametrize("text", TYPED)
def test_what_people_type(text: str) -> None:
    assert parse_delay(text) == Delay(*TYPED[text])


@pytest.mark.parametrize(
    "text", ["", "30", "1.5h", "h", "1d4h", "-4h", "4x", "4h4h", "25h", "1441m", "400d", "60w", "soon", "后", "次日2天", "[/b]", "=1+1"]
)  # fmt: skip
def test_what_says_nothing_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_delay(text)
    assert caught.value.hint


@given(st.integers(0, MOST_MINUTES), st.integers(0, MOST_DAYS))
def test_any_delay_is_read_as_it_is_written(minutes: int, days: int) -> None:
    said = [f"{minutes // 60}h{minutes % 60}m"] if minutes else []
    said += [f"{days}d"] if days else []
    assert parse_delay(" then ".join(said) or "none") == Delay(minutes, days)
