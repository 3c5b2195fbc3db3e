"""Calling hours as they are typed, and when they are open."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.calling_hours import DEFAULT, CallingHours, parse_hours
from crm_cli.domain.workdays import Workdays
from crm_cli.errors import UsageError

MONDAY = date(2026, 11, 16)
FIRM = Workdays((1, 2, 3, 4, 5), [MONDAY + timedelta(days=1)], [MONDAY + timedelta(days=6)])
"""Tuesday is a holiday, Sunday is worked for it."""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (DEFAULT, DEFAULT),
        ("周一至周五 9:00-12:00 13:30-18:00；周六 10-12", "1-5 09:00-12:00 13:30-18:00; 6 10:00-12:00"),
        ("Mon-Fri 13:30-18 9-12", DEFAULT),
        ("六，日 １０：００－２４：００", "6-7 10:00-24:00"),
        ("sat-mon 9-10", "1,6-7 09:00-10:00"),
        ("1 9-10; 2 9-10; 3 9-11", "1-2 09:00-10:00; 3 09:00-11:00"),
        ("星期三 9:00 - 10:00", "3 09:00-10:00"),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, kept: str) -> None:
    assert parse_hours(typed).text() == kept
    assert parse_hours(kept).text() == kept


@pytest.mark.parametrize(
    "typed",
    ["", ";", "1-5", "09:00-12:00", "8 9-12", "1-5 12-9", "1-5 9-25", "1-5 9:60-12", "1-5 9-12; 5 13-18", "1,1 9-12",
     "1-5 9-12 11-18", "x 9-12", "1-5 9-9", "1-5 9:5-10", "=1+1", "[/b] 9-12", "1-5 -9-12"],
)  # fmt: skip
def test_what_is_no_hours_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        parse_hours(typed)


_MINUTES = st.integers(0, 24 * 60)
_RANGES = st.lists(_MINUTES, min_size=2, max_size=6, unique=True).map(
    lambda cuts: tuple(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)


@given(st.dictionaries(st.integers(1, 7), _RANGES, min_size=1))
def test_hours_written_and_read_are_the_same(ranges: dict[int, tuple[tuple[int, int], ...]]) -> None:
    hours = CallingHours(dict(sorted(ranges.items())))
    assert parse_hours(hours.text()) == hours


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ("2026-11-16 08:59", False),
        ("2026-11-16 09:00", True),
        ("2026-11-16 11:59", True),
        ("2026-11-16 12:00", False),  # lunch
        ("2026-11-16 13:30", True),
        ("2026-11-16 18:00", False),
        ("2026-11-17 10:00", False),  # holiday
        ("2026-11-21 10:00", False),  # Saturday
        ("2026-11-22 10:00", True),  # worked for the holiday, in the hours of a working day
    ],
)
def test_lunch_holidays_and_worked_weekends(when: str, is_open: bool) -> None:
    assert parse_hours(DEFAULT).is_open(datetime.fromisoformat(when), FIRM) == is_open


def test_a_worked_weekend_day_with_hours_of_its_own_keeps_them() -> None:
    hours = parse_hours("1-5 09:00-18:00; 7 10:00-12:00")
    assert hours.is_open(datetime(2026, 11, 22, 11), FIRM)
    assert not hours.is_open(datetime(2026, 11, 22, 9, 30), FIRM)
