"""Talk time typed and printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.durations import LONGEST, format_seconds, parse_seconds
from crm_cli.errors import UsageError


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("185", 185), ("3:05", 185), ("1:02:03", 3723), ("3分5秒", 185), ("3m5s", 185), ("3 min 5 s", 185), ("3min", 180),
        ("45s", 45), ("45秒", 45), ("1小时", 3600), ("1個小時2分3秒", 3723), ("2分半", 150), ("3分05", 185), ("三分五秒", 185),
        ("１８５", 185), ("３：０５", 185), ("90分", 5400), ("90:00", 5400), ("0", 0), ("24:00:00", 86400), (" 1h ", 3600),
    ],
)  # fmt: skip
def test_talk_time_in_any_form(text, seconds):
    assert parse_seconds(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-5",
        "3:5",
        "3:61",
        "1:60:00",
        "1h90m",
        "1h5",
        "半",
        "3.5",
        "abc",
        "86401",
        "25小时",
        "9" * 50,
        "十十秒",
        "3:05 x",
    ],
)
def test_what_is_no_talk_time_is_refused(text):
    with pytest.raises(UsageError) as error:
        parse_seconds(text)
    assert error.value.hint


@given(st.integers(0, LONGEST))
def test_what_is_printed_is_read_back(seconds):
    assert parse_seconds(format_seconds(seconds)) == parse_seconds(str(seconds)) == seconds


def test_it_is_printed_short():
    assert [format_seconds(seconds) for seconds in (5, 185, 3723)] == ["0:05", "3:05", "1:02:03"]
