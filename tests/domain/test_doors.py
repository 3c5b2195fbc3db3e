"""Floors, units and shops as people type them, and the doors made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.doors import (
    MOST_DOORS,
    PlacedDoor,
    floor_label,
    read_floors,
    read_irregular,
    read_units,
    skipped_in_vain,
    street_doors,
    tower_doors,
)
from crm_cli.errors import UsageError


def _labels(text: str, **options: object) -> str:
    return " ".join(floor.label for floor in read_floors(text, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "floors"),
    [
        ("5", "1 2 3 4 5"),
        ("3-6", "3 4 5 6"),
        ("6-3", "3 4 5 6"),
        ("B2-3", "B2 B1 1 2 3"),
        ("-2-2", "B2 B1 1 2"),
        ("负2至2", "B2 B1 1 2"),
        ("G,2-4", "G 2 3 4"),
        ("B1-G,2", "B1 G 2"),
        ("G-3", "G 1 2 3"),
        ("1,2,3A,5-7", "1 2 3A 5 6 7"),
        ("5-7，1、2;3A", "1 2 3A 5 6 7"),
        ("28-30,PH", "28 29 30 PH"),
        ("３楼－５楼", "3 4 5"),
        ("30/F-32/F", "30 31 32"),
        ("LG,G,M,1-2", "LG G M 1 2"),
        ("1-2,天台", "1 2 天台"),
        ("P1-P3,1", "P1 P2 P3 1"),
    ],
)
def test_floors_are_read_from_the_ground_up(text: str, floors: str) -> None:
    found = read_floors(text)
    if floors.startswith("P1"):
        assert {floor.label for floor in found} == set(floors.split())
    else:
        assert " ".join(floor.label for floor in found) == floors
    orders = [floor.order for floor in found]
    assert orders == sorted(set(orders))


def test_basements_and_floors_there_are_none_of() -> None:
    assert _labels("6", basement=2, skip="4,5") == "B2 B1 1 2 3 6"
    assert read_floors("B1-1")[0].order < 0 < read_floors("B1-1")[1].order


def test_what_was_skipped_in_vain_is_known() -> None:
    assert skipped_in_vain("20", skip="4,14,24") == ["24"]
    assert skipped_in_vain("3-6", basement=2, skip="B1,B3,4") == ["B3"]
    assert skipped_in_vain("3-6") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b c,",
        "1-",
        "-",
        "1--3",
        "[/b]",
        "=1+1",
        "1-99999999",
        "A1-B9",
        "３..5",
        "abc",
        "1-3,abc",
        "A-C",
    ],
)
def test_what_is_no_floor_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_floors(f"{text},%" if text == "a b c," else text)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("01-04", "01 02 03 04"),
        ("8-11", "8 9 10 11"),
        ("A-D", "A B C D"),
        ("a-c", "A B C"),
        ("01,02,05", "01 02 05"),
        ("A1-A3", "A1 A2 A3"),
        ("A1-3", "A1 A2 A3"),
        ("01A-01C", "01A 01B 01C"),
        ("01-02 05,01", "01 02 05"),
        ("０１～０３", "01 02 03"),
    ],
)
def test_units_keep_their_noughts(text: str, units: str) -> None:
    assert " ".join(read_units(text)) == units


def test_more_doors_than_a_building_has_are_a_nought_too_many() -> None:
    with pytest.raises(UsageError, match=str(MOST_DOORS)):
        read_units(f"1-{MOST_DOORS + 1}")
    with pytest.raises(UsageError):
        tower_doors(read_floors("500"), read_units("1-99"), {})


@pytest.mark.parametrize(
    ("floors", "units", "irregular", "codes"),
    [
        ("30-31", "01-02", [], "3001 3002 3101 3102"),
        ("3", "01-02", ["3:01"], "101 102 201 202 301"),
        ("12", "A-B", ["1-1:A"], None),
        ("11-12", "A", [], "11A 12A"),
        ("1-2", "A", ["PH:A,B"], "1A 2A PHA PHB"),
        ("1-2", "01", ["2:"], "101"),
        ("3", "01", ["3:301-302"], "101 201 301 302"),
        ("B1-1", "01", [], "B101 101"),
    ],
)
def test_codes_are_floor_and_unit(floors: str, units: str, irregular: list[str], codes: str | None) -> None:
    if codes is None:
        with pytest.raises(UsageError):
            read_irregular(irregular)
        return
    doors = tower_doors(read_floors(floors), read_units(units), read_irregular(irregular))
    assert " ".join(door.code for door in doors) == codes


def test_a_dash_stands_everywhere_where_two_codes_would_be_one() -> None:
    doors = tower_doors(read_floors("11"), read_units("1-112"), {})
    codes = [door.code for door in doors]
    assert {"1-112", "11-12", "5-5"} <= set(codes)
    assert len(set(codes)) == 11 * 112


@given(
    floors=st.lists(
        st.sampled_from([*map(str, range(1, 130)), "B1", "B2", "G", "3A", "PH", "M"]), min_size=1, unique=True
    ),
    units=st.lists(
        st.sampled_from([f"{n:02}" for n in range(1, 99)] + [str(n) for n in range(1, 120)] + list("ABC")),
        min_size=1,
        max_size=30,
        unique=True,
    ),
)
def test_no_two_doors_of_a_tower_are_called_the_same(floors: list[str], units: list[str]) -> None:
    read = read_floors(",".join(floors) if len(floors) > 1 else f"{floors[0]},{floors[0]}")
    doors = tower_doors(read, units, {})
    assert len({door.code for door in doors}) == len(doors) == len(read) * len(units)
    assert {floor.label for floor in read} == {floor_label(floor) for floor in floors}
    assert [door.floor_order for door in doors] == sorted(door.floor_order for door in doors)
    for floor in read:
        assert [door.position for door in doors if door.floor == floor.label] == [*range(1, len(units) + 1)]


def _sides(doors: list[PlacedDoor]) -> dict[str, str]:
    sides = dict.fromkeys(door.side for door in doors)
    return {side: " ".join(door.code for door in doors if door.side == side) for side in sides}


def test_a_street_has_odd_numbers_on_the_left_unless_said_otherwise() -> None:
    assert _sides(street_doors("1-7")) == {"left": "1 3 5 7", "right": "2 4 6"}
    assert _sides(street_doors("3-1", is_two_sided=False)) == {"": "1 2 3"}
    assert _sides(street_doors(left="1-7", right="2-8")) == {"left": "1 3 5 7", "right": "2 4 6 8"}
    assert _sides(street_doors(left="2-8", right="1-7")) == {"left": "2 4 6 8", "right": "1 3 5 7"}
    assert _sides(street_doors(left="1-3", right="4-6")) == {"left": "1 2 3", "right": "4 5 6"}
    assert _sides(street_doors(left="5-6")) == {"left": "5 6"}
    assert [door.position for door in street_doors("1-4")] == [1, 2, 1, 2]
    with pytest.raises(UsageError, match="both sides"):
        street_doors(left="1-7", right="1-9")
