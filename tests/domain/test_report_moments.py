"""How a day's report stands, by the clock of the firm."""

from datetime import UTC, date, datetime

import pytest

from crm_cli.domain.report_moments import moments_of, status_of
from crm_cli.domain.workdays import Workdays

TIMES = {"provisional_at": "18:00", "missing_at": "20:00", "final_at": "08:00"}
FRIDAY = date(2026, 11, 20)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "calendar", "provisional", "final"),
    [
        ("Asia/Shanghai", Workdays(), "2026-11-20T10:00", "2026-11-23T00:00"),
        ("UTC", Workdays(), "2026-11-20T18:00", "2026-11-23T08:00"),
        ("America/New_York", Workdays(), "2026-11-20T23:00", "2026-11-23T13:00"),
        # A Saturday worked in exchange (调休) is the next working day, a holiday is not.
        ("Asia/Shanghai", Workdays(extra=(date(2026, 11, 21),)), "2026-11-20T10:00", "2026-11-21T00:00"),
        ("Asia/Shanghai", Workdays(holidays=(date(2026, 11, 23),)), "2026-11-20T10:00", "2026-11-24T00:00"),
        # Nobody works any day: the next calendar day.
        ("Asia/Shanghai", Workdays(weekdays=()), "2026-11-20T10:00", "2026-11-21T00:00"),
    ],
)
def test_the_moments_are_those_of_the_firms_wall_and_calendar(
    zone: str, calendar: Workdays, provisional: str, final: str
) -> None:
    found = moments_of(FRIDAY, TIMES, calendar, zone)
    assert (found.provisional, found.final) == (at(provisional), at(final))
    assert found.provisional < found.missing < found.final


def test_a_clock_put_back_between_evening_and_morning_makes_the_night_longer() -> None:
    found = moments_of(date(2026, 10, 24), TIMES, Workdays(weekdays=range(1, 8)), "Europe/London")
    assert (found.provisional, found.final) == (at("2026-10-24T17:00"), at("2026-10-25T08:00"))


FINAL = at("2026-11-23T00:00")
BEFORE, AFTER = at("2026-11-22T23:59:59"), FINAL


@pytest.mark.parametrize(
    ("submitted", "now", "expected", "status"),
    [
        ([], BEFORE, True, "provisional"),
        ([], AFTER, True, "missing"),
        ([], BEFORE, False, None),
        ([], AFTER, False, None),
        ([BEFORE], BEFORE, True, "submitted"),
        ([BEFORE], AFTER, True, "final"),
        ([AFTER], AFTER, True, "late"),
        # Whoever was in time stays so, though a manager has it handed in again afterwards.
        ([BEFORE, AFTER], AFTER, True, "final"),
        ([AFTER, at("2026-11-25T00:00")], at("2026-11-25T01:00"), True, "late"),
        # A report nobody waited for is one all the same.
        ([BEFORE], BEFORE, False, "submitted"),
    ],
)
def test_status(submitted: list[datetime], now: datetime, expected: bool, status: str | None) -> None:
    assert status_of(submitted, now, FINAL, expected=expected) == status
