"""The order proposed for a day."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.visit_order import Place, Stop, cost, distance, floor_height, propose

places = st.builds(
    Place,
    st.sampled_from(["", "广州", "深圳"]),
    st.sampled_from(["", "天河", "越秀"]),
    st.sampled_from(["", "A座", "B座"]),
    st.sampled_from(["", "3", "20", "B1"]),
)
hours = st.none() | st.sampled_from([((540, 690),), ((840, 1080),), ()])


@st.composite
def whole_days(draw: st.DrawFn) -> list[Stop]:
    stops = []
    for no in range(draw(st.integers(0, 7))):
        start = draw(st.none() | st.integers(540, 1020))
        stops.append(
            Stop(no, draw(places), draw(st.sampled_from([30, 60])), start, draw(st.booleans()), draw(hours))
        )
    return stops


@given(whole_days())
def test_every_stop_keeps_its_day_and_what_is_fixed_its_turn(stops: list[Stop]) -> None:
    order = propose(stops, 540)
    assert Counter(one.no for one in order) == Counter(one.no for one in stops)
    starts = [one.start for one in order if one.start is not None]
    assert starts == sorted(starts)
    turns = [one.no for one in order if one.fixed and one.start is None]
    assert turns == [one.no for one in stops if one.fixed and one.start is None]


@given(whole_days())
def test_no_order_proposed_is_worse_than_the_present_one(stops: list[Stop]) -> None:
    order = propose(stops, 540)
    assert propose(order, 540) == order or cost(propose(order, 540), 540) < cost(order, 540)
    if [one.start for one in stops if one.start] == sorted(one.start for one in stops if one.start):
        assert cost(order, 540) <= cost(stops, 540)


@given(places, places)
def test_a_way_is_as_long_back(one: Place, other: Place) -> None:
    assert distance(one, other) == distance(other, one)


def test_a_building_is_done_from_the_top_and_in_one_go() -> None:
    tower, other = Place("广州", "天河", "A座", "3"), Place("广州", "天河", "B座", "1")
    stops = [
        Stop(1, tower, 30), Stop(2, other, 30), Stop(3, tower._replace(floor="20"), 30), Stop(4, other, 30),
        Stop(5, tower._replace(floor="B1"), 30),
    ]  # fmt: skip
    assert [one.no for one in propose(stops, 540)] == [3, 1, 5, 2, 4]


def test_a_visit_goes_where_there_is_time_for_it() -> None:
    here, there = Place("广州", "天河", "A座"), Place("广州", "越秀", "B座")
    early, late = Stop(1, here, 60, 540), Stop(2, there, 60, 900)
    assert [one.no for one in propose([early, late, Stop(3, there, 60)], 540)] == [1, 3, 2]
    afternoon = Stop(3, here, 60, None, False, ((960, 1080),))
    assert [one.no for one in propose([early, late, afternoon], 540)] == [1, 2, 3]


def test_floors_have_heights() -> None:
    assert [floor_height(text) for text in ("30", "13A", "B2", "G", "PH", "", "地下1层")] == [
        30,
        13,
        -2,
        0,
        999,
        0,
        -1,
    ]
