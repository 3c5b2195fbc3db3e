"""The next chance to call, held against walking minute by minute."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.calling_hours import parse_hours
from crm_cli.domain.half_days import half_of
from crm_cli.domain.next_chance import next_chance
from crm_cli.domain.workdays import Workdays

HOURS = [
    parse_hours(text)
    for text in (
        "1-5 09:00-12:00 13:30-18:00",
        "1-7 00:00-24:00",
        "6 10:00-12:30; 7 13:00-13:01",
        "2 14:00-15:00",
    )
]
DAYS = Workdays((1, 2, 3, 4, 5), {date(2026, 11, 23)}, {date(2026, 11, 28)})


@given(
    st.sampled_from(HOURS),
    st.datetimes(datetime(2026, 11, 20), datetime(2026, 11, 30)),
    st.sampled_from(["", "am", "pm"]),
)
def test_it_is_the_first_open_minute_of_that_half(hours: object, local: datetime, half: str) -> None:
    found = next_chance(hours, DAYS, local, half)  # type: ignore[arg-type]
    minute = local.replace(second=0, microsecond=0)
    for _ahead in range(17 * 1440):
        if hours.is_open(minute, DAYS) and half in {"", half_of(minute)}:  # type: ignore[attr-defined]
            assert found == minute
            return
        minute += timedelta(minutes=1)
    assert found is None or found >= minute


def test_a_half_that_never_comes_is_none() -> None:
    assert next_chance(HOURS[3], DAYS, datetime(2026, 11, 20), "am") is None


@pytest.mark.parametrize(("at", "chance"), [("2026-11-20 17:59", "2026-11-20 17:59"), ("2026-11-20 18:00", "2026-11-24 09:00"),
    ("2026-11-24 12:00", "2026-11-24 13:30"), ("2026-11-27 18:00", "2026-11-28 09:00")])  # fmt: skip
def test_holidays_lunch_and_worked_saturdays(at: str, chance: str) -> None:
    assert next_chance(HOURS[0], DAYS, datetime.fromisoformat(at)) == datetime.fromisoformat(chance)
