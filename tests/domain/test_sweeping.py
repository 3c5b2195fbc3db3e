"""Parts, meeting floor, next door and coverages, for random towers and streets and any order of knocks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.door_states import Behind, Knock, Mark, is_due, revisit_from, state_of
from crm_cli.domain.retry import Rule
from crm_cli.domain.sweep_grid import Fold, folded, headings, street_rows, tower_rows
from crm_cli.domain.sweeping import (
    Door,
    Front,
    courses,
    coverage,
    is_to_do,
    meeting,
    next_door,
    pace,
    standings,
    stops,
    walk,
)

SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=9)
REPS = (1, 2, 3, 4)
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def tower(sizes: Sequence[int]) -> list[Door]:
    """Floors 1 … n, floor i with `sizes[i]` doors, floor 4 left out as landlords do."""
    labels = [str(no) for no in range(1, len(sizes) + 2) if no != 4][: len(sizes)]
    return [
        Door(100 * place + unit, f"{label}{unit:02}", label, place * 10, unit)
        for place, (label, size) in enumerate(zip(labels, sizes, strict=True), 1)
        for unit in range(1, size + 1)
    ]


def street(count: int, *, sided: bool) -> list[Door]:
    """Shops 1 … count, odd ones on the left where there are sides."""
    if not sided:
        return [Door(no, str(no), "", 0, no) for no in range(1, count + 1)]
    return [
        Door(no, str(no), "", 0, (no + 1) // 2, "left" if no % 2 else "right") for no in range(1, count + 1)
    ]


def two(low: str = "up", high: str = "down") -> list[Front]:
    return [Front(1, "甲", high, rep_nos=(1, 2)), Front(2, "乙", low, rep_nos=(3, 4))]


@st.composite
def fronts_of(draw: Any, ways: tuple[str, str], labels: Sequence[str]) -> list[Front]:
    """One to four fronts of a rep each, some with a part of their own."""
    found = []
    for no in range(1, draw(st.integers(1, 4)) + 1):
        ends = draw(st.sampled_from([("", ""), ("", ""), tuple(draw(st.sampled_from(labels)) for _ in "ab")]))
        found.append(Front(no, f"f{no}", draw(st.sampled_from(ways)), ends[0], ends[1], (no,)))
    return found


@st.composite
def sweeps(draw: Any) -> tuple[list[Door], list[Front], str]:
    """A tower or a street of either kind with its fronts, and a meeting floor or none."""
    kind = draw(st.sampled_from(["tower", "tower", "plain", "sided"]))
    doors = tower(draw(SIZES)) if kind == "tower" else street(draw(st.integers(1, 20)), sided=kind == "sided")
    labels = [stop.label for stop in stops(doors, street=kind != "tower")]
    fronts = draw(fronts_of(("down", "up") if kind == "tower" else ("left", "right"), labels))
    return doors, fronts, draw(st.sampled_from(["", "", *labels]))


@given(SIZES)
def test_the_middle_leaves_both_as_near_as_may_be_and_the_lower_of_two(sizes: list[int]) -> None:
    doors = tower(sizes)
    labels = list(dict.fromkeys(door.floor for door in doors))
    distances = [abs(sum(sizes) - 2 * sum(sizes[: place + 1])) for place in range(len(sizes))]
    assert meeting(doors, two()) == labels[distances.index(min(distances))]


@given(sweeps())
def test_every_way_leads_to_every_door_once(found: tuple[list[Door], list[Front], str]) -> None:
    doors, fronts, meet = found
    every = {door.unit_no for door in doors}
    for course in courses(doors, fronts, meet):
        way = [door.unit_no for door in (*course.part, *course.beyond)]
        assert sorted(way) == sorted(every)
    assert all(sorted(d.unit_no for d in walk(way, doors)) == sorted(every) for way in ("up", "down", "left"))


@given(SIZES, st.data())
def test_parts_of_two_ends_share_nothing_and_leave_nothing(sizes: list[int], data: Any) -> None:
    doors = tower(sizes)
    meet = data.draw(st.sampled_from(["", *{door.floor for door in doors}]))
    down, up = courses(doors, two(), meet)
    last = meet or meeting(doors, two())
    order = next(door.floor_order for door in doors if door.floor == last)
    assert {door.unit_no for door in up.part} == {d.unit_no for d in doors if d.floor_order <= order}
    assert {door.unit_no for door in down.part} == {d.unit_no for d in doors if d.floor_order > order}
    assert [d.floor_order for d in down.part] == sorted((d.floor_order for d in down.part), reverse=True)
    assert [d.floor_order for d in up.part] == sorted(d.floor_order for d in up.part)
    assert all(a.position < b.position for a, b in pairwise(up.part) if a.floor == b.floor)
    # Beyond its part a front goes on from where they meet.
    assert list(down.beyond) == walk("down", up.part)
    assert list(up.beyond) == walk("up", down.part)


@given(sweeps(), st.data())
def test_no_door_is_given_twice_and_none_is_left(
    found: tuple[list[Door], list[Front], str], data: Any
) -> None:
    doors, fronts, meet = found
    now = {door.unit_no: door for door in doors}
    for no in data.draw(st.sets(st.sampled_from(sorted(now)), max_size=3)):
        now[no] = now[no]._replace(handed_rep_no=data.draw(st.sampled_from(REPS)))
    lease: dict[int, int] = {}
    knocked: list[int] = []
    reps = [no for front in fronts for no in front.rep_nos]
    resting: set[int] = set()
    while len(resting) < len(reps):
        rep = data.draw(st.sampled_from([no for no in reps if no not in resting]))
        if rep in lease:
            no = lease.pop(rep)
            knocked.append(no)
            now[no] = now[no]._replace(state="met", knocked=True, rep_no=rep, lease_rep_no=None)
            resting.clear()
            continue
        every = list(now.values())
        course = next(one for one in courses(every, fronts, meet) if rep in one.front.rep_nos)
        turn = next_door(course, every, rep)
        if turn is None:
            resting.add(rep)
            continue
        assert turn.door.unit_no not in lease.values()
        assert turn.door.handed_rep_no in {None, rep}
        assert is_to_do(turn.door)
        own = {door.unit_no for door in course.part}
        open_ = [
            d for d in every if is_to_do(d) and d.lease_rep_no is None and d.handed_rep_no in {None, rep}
        ]
        if turn.part == "help":
            assert not any(d.unit_no in own or d.handed_rep_no == rep for d in open_)
        else:
            mine = [d for d in open_ if d.unit_no in own or d.handed_rep_no == rep]
            assert turn.door == walk(course.front.direction, mine)[0]
        lease[rep] = turn.door.unit_no
        now[turn.door.unit_no] = turn.door._replace(lease_rep_no=rep)
    strangers = {no for no, door in now.items() if door.handed_rep_no not in {None, *reps}}
    assert sorted(knocked) == sorted(set(now) - strangers)
    assert all(
        one.next is None or one.next.unit_no in strangers
        for one in standings(courses(list(now.values()), fronts, meet))
    )


@given(sweeps(), st.data())
def test_where_fronts_stand_and_both_coverages(found: tuple[list[Door], list[Front], str], data: Any) -> None:
    doors, fronts, meet = found
    states = st.sampled_from(["todo", "met", "revisit", "exhausted", "skipped", "pending"])
    doors = [
        door._replace(
            state=(state := data.draw(states)), knocked=state in {"met", "revisit", "exhausted"},
            on_file=data.draw(st.booleans()), rep_no=data.draw(st.sampled_from(REPS)),
        )
        for door in doors
    ]  # fmt: skip
    for one, course in zip(standings(ways := courses(doors, fronts, meet)), ways, strict=True):
        todo = [door for door in course.part if door.state == "todo"]
        assert (one.doors, one.left) == (len(course.part), len(todo))
        ahead = [door for door in (*course.part, *course.beyond) if door.state == "todo"]
        assert one.next == (ahead[0] if ahead else None)
        assert one.helping == (not todo and bool(ahead))
    both = coverage(doors)
    vacant = [door for door in doors if door.state == "exhausted" and not door.on_file]
    assert both == (
        sum(door.knocked for door in doors), len(doors),
        sum(door.on_file for door in doors), len(doors) - len(vacant),
    )  # fmt: skip


def test_a_street_goes_along_its_sides_and_back() -> None:
    shops = street(7, sided=True)
    left, right = courses(shops, two("left", "right")[::-1])
    assert [door.code for door in left.part] == ["1", "3", "5", "7"]
    assert [door.code for door in left.beyond] == ["6", "4", "2"]
    assert [door.code for door in right.part] == ["2", "4", "6"]
    assert meeting(shops, two("left", "right")) is None
    plain = street(7, sided=False)
    left, right = courses(plain, two("left", "right")[::-1])
    assert [door.code for door in left.part] == ["1", "2", "3"]
    assert [door.code for door in right.part] == ["7", "6", "5", "4"]
    assert meeting(plain, two("left", "right")) == "3"
    # Both come from one end: nobody is met, and no shop is left to nobody.
    alone = two("left", "left")
    assert (meeting(plain, alone, "3"), len(courses(plain, alone, "3")[0].part)) == (None, 7)


def test_a_part_said_apart_is_left_out_of_the_others() -> None:
    doors = tower([2] * 9)
    fronts = [Front(1, "甲", "down", "10", "7", (1,)), Front(2, "乙", "up", rep_nos=(2,))]
    apart, rest = courses(doors, fronts)
    assert {door.floor for door in apart.part} == {"10", "9", "8", "7"}
    assert {door.floor for door in rest.part} == {"1", "2", "3", "5", "6"}
    assert (meeting(doors, fronts), apart.beyond[0].floor) == (None, "6")


NEVER = Rule()


def _knock(flags: str, rule: Rule = NEVER, minute: int = 0, tries: int = 1) -> Knock:
    opened, reached, effective, exhausted = (letter in flags for letter in "OCEX")
    return Knock(NOON + timedelta(minutes=minute), opened, reached, effective, exhausted, rule, tries)


AGAIN = Rule(retry_days=1, other_half_day=True)
UNSAID = Knock(NOON, False, False, False, False, NEVER, 0, is_said=False)


def test_states_come_from_flags_and_rules_alone() -> None:
    table = [
        (None, None, [], "todo"),
        (_knock("OCE"), None, [], "effective"),
        (_knock("OC"), None, [], "met"),
        (_knock("O"), None, [], "opened"),
        (_knock(""), None, [], "no_opening"),
        (_knock("X"), None, [], "exhausted"),
        (_knock("O", AGAIN), None, [], "revisit"),
        (_knock("O", AGAIN._replace(tries=2), tries=2), None, [], "opened"),
        (_knock("OC"), Mark("reopen", NOON), [], "todo"),
        (_knock("OC", minute=1), Mark("reopen", NOON), [], "met"),
        (None, Mark("skip", NOON), [], "skipped"),
        (UNSAID, None, [], "pending"),
        (UNSAID, None, [Behind(False, True)], "pending"),
        (UNSAID, Mark("reopen", NOON), [], "todo"),
        (None, None, [Behind(True, False)], "do_not_call"),
        (_knock("OCE"), None, [Behind(True, False)], "do_not_call"),
        (None, None, [Behind(True, False), Behind(False, False)], "todo"),
        (None, None, [Behind(True, False), Behind(False, True)], "resting"),
        (_knock("OC"), None, [Behind(False, True)], "met"),
        (_knock("", AGAIN), None, [Behind(False, True)], "resting"),
    ]
    for knock, mark, behind, state in table:
        assert state_of(knock, mark, behind) == state, (knock, mark, behind)


def test_a_door_closed_in_the_morning_is_due_the_next_afternoon() -> None:
    at, half = revisit_from(_knock("", AGAIN), "Asia/Shanghai")
    assert (at, half) == (datetime(2026, 11, 20, 16, tzinfo=UTC), "pm")
    wall = datetime(2026, 11, 21, 9)
    assert not is_due(at, half, datetime(2026, 11, 21, 1, tzinfo=UTC), wall)
    assert is_due(at, half, datetime(2026, 11, 21, 7, tzinfo=UTC), wall.replace(hour=15))
    assert not is_due(at, half, datetime(2026, 11, 20, 7, tzinfo=UTC), wall.replace(day=20, hour=15))


def test_pauses_are_no_time_at_doors() -> None:
    moments = [NOON + timedelta(minutes=minute) for minute in (0, 6, 12, 200, 206)]
    assert pace(moments[::-1], 90) == (3, 0.3)
    assert pace([NOON], 90) == (0, 0)


@given(SIZES, st.integers(3, 30), st.data())
def test_what_is_folded_and_what_is_drawn_is_the_whole_tower(
    sizes: list[int], height: int, data: Any
) -> None:
    doors = [door._replace(state=data.draw(st.sampled_from(["todo", "met"]))) for door in tower(sizes)]
    ways = courses(doors, two())
    rows = tower_rows(doors, standings(ways), meeting(doors, two()))
    shown = folded(rows, height)
    folds = [one for one in shown if isinstance(one, Fold)]
    drawn = [one for one in shown if not isinstance(one, Fold)]
    assert sum(one.rows for one in folds) + len(drawn) == len(sizes)
    left = sum(is_to_do(door) for row in drawn for door in row.doors if door)
    assert left + sum(one.left for one in folds) == sum(map(is_to_do, doors))
    assert len(shown) + sum(row.below for row in drawn) <= height or len(drawn) == 1
    assert [row for row in rows if row in drawn] == drawn


def test_headings_are_what_is_behind_the_floor() -> None:
    rows = tower_rows(tower([3, 2]), [], None)
    assert (headings(rows), [row.label for row in rows]) == (["01", "02", "03"], ["2", "1"])
    odd = tower([2, 2])
    odd[0] = odd[0]._replace(code="A1")
    assert headings(tower_rows(odd, [], None)) == []


def test_a_street_is_drawn_in_stretches() -> None:
    rows = street_rows(street(25, sided=True), [], None, 5)
    assert [(row.label, len(row.doors)) for row in rows] == [
        ("1", 5), ("2", 5), ("11", 5), ("12", 5), ("21", 3), ("22", 2),
    ]  # fmt: skip
