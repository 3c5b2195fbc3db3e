"""A visit outside a sweep knows its door, where the building and the door are on file."""

from typing import Any

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def tower(firm: Run) -> Run:
    for line in (
        "building add 中信广场 --floors 12 --units 01-04",
        "customer add 广州常山科技 --building 中信广场 --unit 1203",
        "building move-in 中信广场 1203 常山",
    ):
        done = firm(line)
        assert done.exit_code == 0, done.stderr
    return firm


def _visit(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = run("visit list --format json").json()[0]
    return found


def _covered(run: Run) -> list[tuple[str, Any]]:
    rows = run("report visits --date today --by building --format json").json()["rows"]
    return [(row["name"], row["knocked"]) for row in rows if row["by"] == "building"]


@pytest.mark.parametrize(
    "line",
    [
        "visit log closed --building 中信广场 --unit 1102",
        "visit log closed --building 中信廣場 --unit １１０２",
        "visit log 常山 refused",
        "visit log 常山 refused --building 中信廣場 --unit 1102",
    ],
)
def test_a_door_of_a_building_on_file_is_knocked_at(tower: Run, line: str) -> None:
    assert tower(line).exit_code == 0
    assert _covered(tower) == [("中信广场", {"part": 1, "whole": 48, "rate": 0.0208})]
    assert tower("undo").exit_code == 0
    assert _covered(tower) == []


def test_a_place_that_is_not_on_file_stays_as_it_was_typed(tower: Run) -> None:
    assert tower("visit log closed --building 天河城 --floor 3 --unit 301").exit_code == 0
    visit = _visit(tower)
    assert (visit["building"], visit["floor"], visit["unit"]) == ("天河城", "3", "301")
    assert tower("visit log closed --building 中信廣場 --unit 9999").exit_code == 0
    assert dict(_covered(tower))["中信广场"]["part"] == 0


def test_a_place_corrected_is_another_door(tower: Run) -> None:
    assert tower("visit log closed --building 中信广场 --unit 1102").exit_code == 0
    assert tower("visit edit v1 --unit 1103").exit_code == 0
    assert _visit(tower)["unit"] == "1103"
    assert dict(_covered(tower))["中信广场"]["part"] == 1
    assert tower("visit edit v1 --building 天河城").exit_code == 0
    assert tower("visit log closed --building 中信广场 --unit 1104").exit_code == 0
    assert dict(_covered(tower))["中信广场"]["part"] == 1


def test_a_knock_moves_to_another_door_of_its_sweep_or_nowhere(tower: Run) -> None:
    assert tower("sweep plan 中信广场 --date today --team 陈伟:down").exit_code == 0
    assert tower("knock 1204 closed").exit_code == 0
    assert tower("visit edit v1 --unit 77").exit_code == 3
    assert tower("visit edit v1 --unit 1202").exit_code == 0
    grid = tower("sweep show --format json").json()
    assert [one["unit"] for one in grid["doors"] if one["state"] == "revisit"] == ["1202"]
