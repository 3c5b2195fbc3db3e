"""What goes out when: working days, holidays, 调休, and the first working day after a week and a month."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.postal_hours import KINDS, Posting, postings_of
from crm_cli.domain.workdays import Workdays

TIMES = {"provisional_at": "18:00", "missing_at": "20:00", "final_at": "08:00", "morning_at": "08:45"}
# Wednesday is a holiday, Saturday is worked for it.
CALENDAR = Workdays((1, 2, 3, 4, 5), [date(2026, 11, 18)], [date(2026, 11, 21)])


def _due(kind: str, at: str, **given: Any) -> list[tuple[str, str]]:
    now = datetime.fromisoformat(at)
    found = postings_of(kind, now.date(), TIMES, CALENDAR, **given)
    return [(one.last.isoformat()[5:], one.moment) for one in found if one.is_due(now.time())]


@pytest.mark.parametrize(
    ("kind", "moment", "wanted"),
    [
        ("daily", "2026-11-16T07:59", []),
        ("daily", "2026-11-16T08:00", [("11-13", "final")]),
        ("daily", "2026-11-16T18:00", [("11-13", "final"), ("11-16", "provisional")]),
        ("daily", "2026-11-18T19:00", []),  # a holiday
        ("daily", "2026-11-19T08:00", [("11-17", "final")]),  # after it
        ("daily", "2026-11-21T18:00", [("11-20", "final"), ("11-21", "provisional")]),  # 调休
        ("daily", "2026-11-22T18:00", []),  # Sunday
        ("daily", "2026-11-23T08:00", [("11-21", "final")]),
        ("missing", "2026-11-17T19:59", []),
        ("missing", "2026-11-17T20:00", [("11-17", "")]),
        ("missing", "2026-11-18T20:00", []),
        ("morning", "2026-11-17T08:44", []),
        ("morning", "2026-11-17T08:45", [("11-17", "")]),
        ("morning", "2026-11-17T18:00", []),  # too late
        ("weekly", "2026-11-17T08:00", []),
        ("weekly", "2026-11-21T08:00", []),
        ("weekly", "2026-11-23T07:59", []),
        ("weekly", "2026-11-23T08:00", [("11-22", "")]),
        ("monthly", "2026-11-30T09:00", []),
        ("monthly", "2026-12-01T08:00", [("11-30", "")]),
        ("team", "2026-11-17T00:00", [("11-17", "")]),
        ("team", "2026-11-18T12:00", []),
    ],
)
def test_what_is_due(kind: str, moment: str, wanted: list[tuple[str, str]]) -> None:
    assert _due(kind, moment) == wanted


def test_one_moment_alone() -> None:
    assert _due("daily", "2026-11-16T19:00", moment="final") == [("11-13", "final")]
    assert _due("daily", "2026-11-16T19:00", moment="provisional") == [("11-16", "provisional")]


_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(
    weekdays=st.sets(st.integers(1, 7), min_size=1),
    holidays=st.sets(_DAYS, max_size=40),
    extra=st.sets(_DAYS, max_size=10),
    start=_DAYS,
)
def test_each_working_day_has_one_of_each_and_each_worked_week_and_month_one(
    weekdays: set[int], holidays: set[date], extra: set[date], start: date
) -> None:
    """Who looks at the end of each day for ten weeks sees every day once as provisional and as final."""
    calendar = Workdays(weekdays, holidays, extra)
    days = [start + timedelta(days=ahead) for ahead in range(70)]
    worked = [day for day in days if calendar.is_working(day)]
    found: dict[str, list[Posting]] = {kind: [] for kind in KINDS}
    for day in days:
        for kind in KINDS:
            found[kind] += [one for one in postings_of(kind, day, TIMES, calendar) if time(23) >= one.at]
    assert [one.last for one in found["daily"] if one.moment == "provisional"] == worked
    finals = [one.last for one in found["daily"] if one.moment == "final"]
    assert finals[1:] == worked[:-1]
    assert [one.last for one in found["missing"]] == worked
    for kind in ("weekly", "monthly"):
        spans = [(one.first, one.last) for one in found[kind]]
        assert len(spans) == len(set(spans))
        # Each touches a day worked, and every day worked but those of the last span is in one.
        assert all(any(first <= day <= last for day in [start, *worked]) for first, last in spans[1:])
        left = [day for day in worked if not any(first <= day <= last for first, last in spans)]
        assert not worked or all(left[0] <= day for day in left)
        assert len({(day.isocalendar()[:2] if kind == "weekly" else day.month) for day in left}) <= 1
