"""Visits and plans of a file that say which sweep they were of."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

VISITS = """\
日期,到达,业务员,客户,大厦,单元,结果,扫楼
2026-11-19,09:00,陈伟,,中信广场,601,锁门/无人,是
2026-11-19,09:05,陈伟,宏达礼品,中信广场,602室,见到经办人,中信广場
2026-11-19,09:20,李娜,,中信广场,1-01,空置,w1
2026-11-19,09:30,李娜,白云航空,中信广场,203,已搬迁,是
2026-11-20,09:00,陈伟,,中信广场,999,锁门/无人,是
2026-11-19,14:00,陈伟,白云航空,中信广场,203,见到经办人,否
2026-11-18,09:00,陈伟,,中信广场,603,锁门/无人,是
2026-11-19,10:00,陈伟,,国贸,301,锁门/无人,是
2026-11-19,10:05,陈伟,,国贸,302,锁门/无人,w1
"""
PLANS = "日期,业务员,大厦,目的,状态,扫楼\n2026-11-23,陈伟,中信广场,扫楼,计划,是\n2026-11-23,李娜,国贸,扫楼,计划,是\n"


@pytest.fixture
def firm(run: Run, tmp_path: Path) -> Run:
    """A tower of six floors that 陈伟 and 李娜 have been sweeping since yesterday, and the files beside it."""
    run("customer add 白云航空 --building 中信广场 --floor 2 --unit 203 --owner 陈伟")
    run("customer add 宏达礼品")
    run("building add 中信广场 --floors 6 --units 01-04")
    assert run("sweep plan 中信 --team 陈伟:down --team 李娜:up --date 2026-11-19").exit_code == 0
    (tmp_path / "visits.csv").write_text(VISITS, encoding="utf-8")
    (tmp_path / "plans.csv").write_text(PLANS, encoding="utf-8")
    return run


def test_visits_come_in_as_knocks_of_the_sweep_under_way(firm: Run, tmp_path: Path) -> None:
    done = firm(f"import visits {tmp_path / 'visits.csv'}")
    assert done.exit_code == 0, done.said
    told = "of a sweep of {}, which there is not"
    assert f"1 row is {told.format('中信广场')}" in done.said
    assert f"2 rows are {told.format('国贸')}" in done.said
    shown = firm("sweep show w1 --format json").json()
    states = {door["unit"]: door["state"] for door in shown["doors"]}
    assert [unit for unit, state in states.items() if state != "todo"] == ["101", "203", "601", "602"]
    assert states["602"] == "met"
    assert states["101"] == states["203"] == "exhausted"
    swept = [visit["sweep_no"] for visit in firm("visit list --all --format json").json()]
    assert swept.count("w1") == 5
    assert swept.count(None) == 4


def test_tenants_follow_what_was_found_behind_the_doors(firm: Run, tmp_path: Path) -> None:
    firm(f"import visits {tmp_path / 'visits.csv'}")
    tenants = firm("building tenants 中信 --format json").json()
    assert [(row["unit"], row["customer"]) for row in tenants] == [("602", "宏达礼品")]
    assert firm("undo").exit_code == 0
    tenants = firm("building tenants 中信 --format json").json()
    assert [(row["unit"], row["customer"]) for row in tenants] == [("203", "白云航空")]


def test_a_file_that_comes_twice_knocks_once(firm: Run, tmp_path: Path) -> None:
    firm(f"import visits {tmp_path / 'visits.csv'}")
    before = firm("sweep show w1 --format json").json()
    again = firm(f"import visits {tmp_path / 'visits.csv'}")
    assert again.exit_code == 0
    assert firm("sweep show w1 --format json").json() == before


def test_a_visit_exported_says_its_sweep_in_the_next_firm(firm: Run, tmp_path: Path) -> None:
    firm(f"import visits {tmp_path / 'visits.csv'}")
    out = tmp_path / "out.csv"
    assert firm(f"export visits --output {out}").exit_code == 0
    firm("undo")
    assert firm(f"import visits {out}").exit_code == 0
    assert firm("sweep list --format json").json()[0]["knocked"]["part"] == 4


def test_a_plan_of_a_sweep_is_one(firm: Run, tmp_path: Path) -> None:
    done = firm(f"import plans {tmp_path / 'plans.csv'}")
    assert "1 row is of a sweep of 国贸" in done.said
    plans = firm("plan list --all --date 2026-11-23 --format json").json()
    assert [(plan["building"], plan["sweep_no"]) for plan in plans] == [("中信广场", "w1"), ("国贸", None)]


def test_a_visit_of_no_sweep_has_its_door_all_the_same(firm: Run, tmp_path: Path) -> None:
    firm("building add 国贸 --floors 3 --units 01-02")
    done = firm(f"import visits {tmp_path / 'visits.csv'}")
    assert done.exit_code == 0, done.said
    report = firm("report visits --by building --from 2026-11-16 --to 2026-11-20 --format json")
    knocked = {
        row["name"]: row["knocked"]["part"] for row in report.json()["rows"] if row["by"] == "building"
    }
    assert knocked == {"中信广场": 5, "国贸": 2}
    # Nothing but a sweep says who is behind a door.
    assert firm("building tenants 国贸 --format json").json() == []
