"""Rates and the pace of dialling, whatever the order and the gaps."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.codes import METRICS
from crm_cli.reports.figure_words import share
from crm_cli.reports.figures import Attempt, Rate, dialling

START = datetime(2026, 11, 20, 1, tzinfo=UTC)
gaps = st.lists(st.integers(0, 5000), max_size=30)


def at(*minutes: float, dialled: bool = True) -> list[Attempt]:
    return [("陈伟", START + timedelta(minutes=minute), dialled) for minute in minutes]


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


def test_an_invalid_number_is_no_dial_and_no_pause_but_work_between_dials() -> None:
    # 09:47, an invalid number at 09:58, 10:09: twenty-two minutes of work and two dials.
    found = dialling([*at(47, 69), *at(58, dialled=False)], 1200)
    assert (found.dials, found.seconds) == (2, 22 * 60)
    # Before the first dial and after the last there is no time of dialling.
    around = [*at(0, 15), *at(-10, 7, 25, 40, dialled=False)]
    assert dialling(around, 1200) == dialling(at(0, 15), 1200)
    assert dialling(at(0, 5, 15, dialled=False), 1200) == (0, 0)


@given(
    st.lists(st.tuples(st.integers(0, 5000), st.booleans()), max_size=30), st.randoms(use_true_random=False)
)
def test_the_pace_counts_every_second_with_an_attempt_near_it(
    steps: list[tuple[int, bool]], chance: object
) -> None:
    attempts: list[Attempt] = []
    now = START
    for gap, dialled in steps:
        now += timedelta(seconds=gap)
        attempts.append(("陈伟", now, dialled))
    places = [place for place, (_gap, dialled) in enumerate(steps) if dialled]
    between = steps[places[0] + 1 : places[-1] + 1] if places else []
    worked = sum(gap for gap, _dialled in between if gap <= 1200)
    chance.shuffle(attempts)  # type: ignore[attr-defined]
    found = dialling(attempts, 1200)
    assert found.seconds == (worked if worked >= 600 else 0)
    assert found.dials == (len(places) if worked >= 600 else 0)


@given(gaps, gaps)
def test_reps_paces_add_up(first: list[int], second: list[int]) -> None:
    def run(who: str, seconds: list[int]) -> list[Attempt]:
        return [(who, START + timedelta(seconds=sum(seconds[:n])), True) for n in range(len(seconds) + 1)]

    one, two = dialling(run("陈伟", first), 1200), dialling(run("李娜", second), 1200)
    both = dialling([*run("陈伟", first), *run("李娜", second)], 1200)
    assert (both.dials, both.seconds) == (one.dials + two.dials, one.seconds + two.seconds)


def test_every_metric_that_can_be_a_goal_has_a_title() -> None:
    from crm_cli.domain.number_words import TITLES

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
