"""When a number is tried again: the rules of PRODUCT section 4, and the bounds that turn them round."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.retry import Rule, due_again, rested_before, tried_before

SHANGHAI = "Asia/Shanghai"
NO_ANSWER = Rule(240, 1, True, 4)
BUSY = Rule(30, 0, False, 3)
BOTH = frozenset({"am", "pm"})


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("rule", "tries", "due"),
    [
        (NO_ANSWER, 1, "2026-11-20 14:10"),  # in four hours
        (NO_ANSWER, 2, "2026-11-21 00:00"),  # then the next day
        (NO_ANSWER, 3, "2026-11-21 00:00"),
        (NO_ANSWER, 4, None),
        (BUSY, 1, "2026-11-20 10:40"),
        (BUSY, 2, "2026-11-20 10:40"),
        (BUSY, 3, None),
        (Rule(0, 7, False, 2), 1, "2026-11-27 00:00"),
        (Rule(0, 1), 9, "2026-11-21 00:00"),  # as often as it takes
        (Rule(), 1, None),
        (Rule(30, 0, False, 12), 10, None),  # no more than ten are counted
    ],
)
def test_after_the_last_try(rule: Rule, tries: int, due: str | None) -> None:
    found = due_again(rule, _at("2026-11-20 10:10"), SHANGHAI, tries)
    assert found == (_at(due) if due else None)


def test_the_other_half_day_comes_only_on_another_day() -> None:
    assert NO_ANSWER.half_wanted(1, "am", BOTH) == ""
    assert NO_ANSWER.half_wanted(2, "am", BOTH) == "pm"
    assert NO_ANSWER.half_wanted(2, "pm", BOTH) == "am"
    assert NO_ANSWER.half_wanted(2, "am", frozenset({"am"})) == ""  # calls never go out in the afternoon


_ZONES = st.sampled_from((SHANGHAI, "Europe/London", "America/New_York"))
_MOMENTS = st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 10), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)


@given(_MOMENTS, _MOMENTS, _ZONES, st.integers(0, 500), st.integers(0, 9), st.integers(0, 4))
def test_the_bound_is_the_rule_turned_round(
    tried: datetime, now: datetime, zone: str, minutes: int, days: int, tries: int
) -> None:
    """Also over the end of summer time, on 25 October in London and 1 November in New York."""
    rule = Rule(minutes, days)
    due = due_again(rule, tried, zone, tries)
    if due is not None:
        assert (now >= due) == (tried < tried_before(rule, now, zone, tries))


def test_a_rest_ends_on_its_day() -> None:
    said, until = _at("2026-11-20 17:30"), datetime(2027, 5, 19).date()
    assert said < rested_before(180, until, SHANGHAI)
    assert said >= rested_before(180, until - timedelta(days=1), SHANGHAI)
