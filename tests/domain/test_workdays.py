"""Working days are counted whole, over holidays and 调休, and the counts agree with each other."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.workdays import Workdays

NATIONAL_DAY = Workdays(
    holidays=[date(2026, 10, day) for day in range(1, 8)], extra=[date(2026, 9, 27), date(2026, 10, 10)]
)
SOME = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CALENDARS = st.builds(
    Workdays, st.sets(st.integers(1, 7), min_size=1), st.sets(SOME, max_size=20), st.sets(SOME, max_size=20)
)


@pytest.mark.parametrize(
    ("day", "count", "back", "ahead"),
    [
        ("2026-11-20", 0, "2026-11-20", "2026-11-20"),
        ("2026-11-20", 3, "2026-11-17", "2026-11-25"),
        ("2026-11-22", 1, "2026-11-20", "2026-11-23"),
        # The holidays are skipped, the worked Sunday and Saturday are not.
        ("2026-10-08", 3, "2026-09-28", "2026-10-12"),
    ],
)
def test_back_and_ahead(day: str, count: int, back: str, ahead: str) -> None:
    start = date.fromisoformat(day)
    assert NATIONAL_DAY.back(start, count) == date.fromisoformat(back)
    assert NATIONAL_DAY.ahead(start, count) == date.fromisoformat(ahead)


def test_a_firm_that_never_works_counts_calendar_days() -> None:
    assert Workdays(weekdays=()).back(date(2026, 11, 20), 3) == date(2026, 11, 17)


@given(CALENDARS, SOME, st.integers(0, 60))
def test_counts_and_cutoffs_agree(calendar: Workdays, today: date, needed: int) -> None:
    cutoff = calendar.back(today, needed)
    counts = calendar.counts_before(today, cutoff - timedelta(days=30))
    by_hand = {
        day: sum(calendar.is_working(day + timedelta(days=n)) for n in range(1, (today - day).days))
        for day in counts
    }
    assert counts == by_hand
    assert {day for day, count in counts.items() if count >= needed} == {
        day for day in counts if day < cutoff
    }
