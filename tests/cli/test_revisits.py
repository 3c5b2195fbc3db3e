"""Going back to doors as it is typed: after a sweep is finished, beside another one, and on paper."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.cli.conftest import Run

MONDAY_MORNING = "2026-11-23T02:00:00+00:00"


@pytest.fixture
def finished(run: Run) -> Iterator[Run]:
    """It is Monday; on Friday 陈伟 found 601 and 602 closed, 李娜 101, and 中信广场 was finished."""
    with time_machine.travel("2026-11-20T03:00:00+00:00"):
        run("building add 中信广场 --floors 6 --units 01-04")
        run("building add 天河城 --floors 4 --units 01-04")
        run("sweep plan 中信 --team 陈伟:down --team 李娜:up")
        assert run("knock 601 602 not_in").exit_code == 0
        run("knock 101 not_in", who="李娜")
        assert run("sweep finish --yes").exit_code == 0
    with time_machine.travel(MONDAY_MORNING):
        yield run


def test_the_revisits_of_a_finished_sweep_are_walked_as_planned(finished: Run) -> None:
    assert finished("sweep sheet --sweep w1").exit_code == 0
    assert "603" not in (sheet := finished("sweep sheet").stdout)
    assert "101" not in sheet
    assert sheet.index("601") < sheet.index("602")
    with time_machine.travel("2026-11-23T06:00:00+00:00"):
        assert finished("sweep next --format json").json()["unit"] == "601"
        done = finished("knock 602 met_staff --name 远东印刷")
        assert "w1 中信广场 is finished: this is a revisit." in done.stdout
        assert finished("sweep next --revisit --sweep 中信 --format json").json()["unit"] == "601"
        assert finished("sweep next --format json", who="李娜").json()["unit"] == "101"


def test_a_sweep_planned_for_another_day_does_not_hide_the_revisit_of_today(finished: Run) -> None:
    finished("sweep plan 天河城 --date 2026-11-24 --team 陈伟:down")
    assert "is finished: this is a revisit" in finished("knock 601 not_in").stdout
    finished("sweep plan 天河城 --date 2026-11-23 --team 陈伟:down")
    assert "finished" not in finished("knock 401 not_in").stdout


def test_a_sweep_given_up_is_not_gone_back_to(finished: Run) -> None:
    finished("sweep plan 天河城 --team 陈伟:down")
    finished("sweep cancel 天河城 --reason 停业")
    for line in ("sweep next --sweep w2", "knock 401 not_in --sweep w2", "sweep sheet --sweep w2"):
        assert finished(line).exit_code == 4


def test_without_a_name_the_doors_of_all_my_sweeps_are_listed(finished: Run) -> None:
    finished("sweep plan 天河城 --team 陈伟:down")
    finished("knock 401 closed --sweep w2")
    rows = finished("sweep revisit --format json").json()
    assert [(row["sweep_no"], row["building"], row["unit"]) for row in rows] == [
        ("w2", "天河城", "401"), ("w1", "中信广场", "101"), ("w1", "中信广场", "601"), ("w1", "中信广场", "602"),
    ]  # fmt: skip
    table = finished("sweep revisit", terminal=True).stdout
    assert "11-24 Tue pm" in table
    assert "customer" not in table
    assert "天河城" not in finished("sweep revisit w2", terminal=True).stdout
    with time_machine.travel("2027-01-25T02:00:00+00:00"):
        assert {row["sweep_no"] for row in finished("sweep revisit --format json").json()} == {"w2"}


def test_a_door_of_another_sweep_of_mine_is_said_to_be_its(finished: Run) -> None:
    finished("sweep plan 天河城 --team 陈伟:down")
    assert "w1 中信广场 has it: add --sweep w1" in finished("knock 603 closed").stderr
    assert "has it" not in finished("knock 999 closed").stderr
