"""Doors found as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.door_names import DoorBook
from crm_cli.domain.doors import PlacedDoor, read_floors, read_units, tower_doors

TOWER = DoorBook(tower_doors(read_floors("3-32"), read_units("01-12"), {"PH": ["A", "B"], "12A": ["01"]}))


@pytest.mark.parametrize(
    ("text", "floor", "codes"),
    [
        ("3012", "", "3012"),
        ("３０１２室", "", "3012"),
        ("3012房", "30", "3012"),
        ("30-12", "", "3012"),
        ("0301", "", "301"),
        ("12", "30", "3012"),
        ("2", "30楼", "3002"),
        ("Unit 12, 30/F", "", "3012"),
        ("30/F Room 12", "", "3012"),
        ("30楼 07", "", "3007"),
        ("Rm. 3012", "", "3012"),
        ("#3012", "", "3012"),
        ("3010-3012", "", "3010 3011 3012"),
        ("3010-12", "", "3010 3011 3012"),
        ("3010～3012室", "", "3010 3011 3012"),
        ("3011-3014", "", "3011 3012"),
        ("3011/12", "", "3011 3012"),
        ("3011/3012/3101", "", "3011 3012 3101"),
        ("3011、3012", "", "3011 3012"),
        ("3011&12", "", "3011 3012"),
        ("3011和3012", "", "3011 3012"),
        ("01-03", "30", "3001 3002 3003"),
        ("pha", "", "PHA"),
        ("12A01", "", "12A01"),
    ],
)
def test_doors_are_found_as_written(text: str, floor: str, codes: str) -> None:
    found, missing = TOWER.said(text, floor)
    assert (" ".join(door.code for door in found), missing) == (codes, [])


@pytest.mark.parametrize("text", ["9999", "=1+1", "[/b]", "后门", "3010-99999", "401A"])
def test_what_is_no_door_is_said_to_be_missing(text: str) -> None:
    found, missing = TOWER.said(text)
    assert not found
    assert missing


def test_nothing_written_is_no_door() -> None:
    assert TOWER.said("") == TOWER.said(" ", "30") == ([], [])


def test_only_a_dash_tells_two_doors_apart() -> None:
    book = DoorBook(tower_doors(read_floors("11"), read_units("1-112"), {}))
    assert [door.code for door in book.one("1-112")] == ["1-112"]
    assert [door.code for door in book.one("11-12")] == ["11-12"]
    assert {door.code for door in book.one("1112")} == {"1-112", "11-12"}
    assert [door.code for door in book.one("1112", "11")] == ["11-12"]


@given(st.data())
def test_every_door_is_found_by_its_own_code(data: st.DataObject) -> None:
    floors = data.draw(st.sampled_from(["80", "B2-30", "G,2-30", "1,2,3A,5-20", "1-12,PH"]))
    units = data.draw(st.sampled_from(["01-12", "A-H", "1-25", "A1-A6", "01A-01C", "1-112"]))
    doors = tower_doors(read_floors(floors), read_units(units), {})
    door: PlacedDoor = data.draw(st.sampled_from(doors))
    book = DoorBook(doors)
    for written in (door.code, door.code.lower(), f" {door.code} 室"):
        assert book.said(written)[0] == [door] or book.one(written.strip()) == [door]
