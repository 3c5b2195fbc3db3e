"""Rates and the pace of dialling, whatever the order and the gaps."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.codes import METRICS
from crm_cli.reports.figure_words import share
from crm_cli.reports.figures import Rate, dialling

START = datetime(2026, 11, 20, 1, tzinfo=UTC)
gaps = st.lists(st.integers(0, 5000), max_size=30)


def at(*minutes: float) -> list[tuple[object, datetime]]:
    return [("陈伟", START + timedelta(minutes=minute)) for minute in minutes]


def test_a_rate_keeps_its_parts_and_is_none_of_nothing() -> None:
    assert Rate(23, 86).rate == 0.2674
    assert Rate(0, 0).rate is None
    assert Rate(3, None).rate is None


def test_the_whole_of_a_pause_over_twenty_minutes_is_taken_off() -> None:
    assert dialling(at(0, 5, 10, 40, 45), 1200).per_hour == 20.0
    assert dialling(at(0, 10, 30), 1200).per_hour == 6.0


def test_less_than_ten_minutes_have_no_pace() -> None:
    assert dialling(at(0, 9.9), 1200).per_hour is None
    assert dialling(at(0, 21, 42), 1200).per_hour is None
    assert dialling([], 1200).per_hour is None


@given(gaps, st.randoms(use_true_random=False))
def test_the_pace_is_the_sum_over_gaps_in_any_order(seconds: list[int], chance: object) -> None:
    instants, now = [START], START
    for gap in seconds:
        now += timedelta(seconds=gap)
        instants.append(now)
    worked = sum(gap for gap in seconds if gap <= 1200)
    dials: list[tuple[object, datetime]] = [("陈伟", instant) for instant in instants]
    chance.shuffle(dials)  # type: ignore[attr-defined]
    found = dialling(dials, 1200)
    assert found.seconds == (worked if worked >= 600 else 0)
    assert found.dials == (len(dials) if worked >= 600 else 0)


@given(gaps, gaps)
def test_reps_paces_add_up(first: list[int], second: list[int]) -> None:
    def run(who: str, seconds: list[int]) -> list[tuple[object, datetime]]:
        return [(who, START + timedelta(seconds=sum(seconds[:n]))) for n in range(len(seconds) + 1)]

    one, two = dialling(run("陈伟", first), 1200), dialling(run("李娜", second), 1200)
    both = dialling([*run("陈伟", first), *run("李娜", second)], 1200)
    assert (both.dials, both.seconds) == (one.dials + two.dials, one.seconds + two.seconds)


def test_every_metric_that_can_be_a_goal_has_a_title() -> None:
    from crm_cli.reports.figure_words import TITLES

    assert set(METRICS) <= set(TITLES)


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (1, 16, "6.3 %"),
        (23, 86, "26.7 %"),
        (1, 3, "33.3 %"),
        (2, 3, "66.7 %"),
        (0, 5, "0.0 %"),
        (7, 2, "350.0 %"),
        (3, 0, ""),
    ],
)
def test_a_share_is_rounded_as_excel_rounds_it(part: int, whole: int, told: str) -> None:
    assert share(Rate(part, whole)) == told
