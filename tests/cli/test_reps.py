"""`crm rep` and `crm team`."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_whoever_sets_the_firm_up_adds_people_without_being_one(run: Run) -> None:
    assert (
        run("team", "add", "餐饮组", "--industry", "餐饮，酒店", "--industry", "茶", who="老板").exit_code
        == 0
    )
    assert (
        run("rep", "add", "吴刚", "何静", "--team", "餐饮", "--role", "assistant", who="老板").exit_code == 0
    )
    assert run("call", "list", who="老板").exit_code == 3
    shown = run("team", "show", "餐饮", "--format", "json").json()
    assert (shown["industries"], shown["members"], shown["reps"]) == (
        ["餐饮", "酒店", "茶"],
        ["吴刚", "何静"],
        2,
    )
    run("undo", who="吴刚")
    assert len(run("rep", "list", "--format", "json").json()) == 5


def test_people_change_leave_and_come_back(run: Run) -> None:
    run("customer add 广州留守公司 --owner 李娜")
    left = run(
        "rep", "edit", "李娜", "--name", "李小娜", "--role", "manager", "--team", "", "--left", who="周敏"
    )
    assert "still has 1 customer; hand it over" in left.stderr
    active = [one["name"] for one in run("rep", "list", "--format", "json").json()]
    assert active == ["陈伟", "周敏"]
    row = run("rep", "show", "李小娜", "--format", "json").json()
    assert (row["role"], row["team_no"], row["active"]) == ("manager", None, False)
    assert row["left_on"] == "2026-11-20"
    run("rep", "edit", "r2", "--back", who="周敏")
    assert run("rep", "show", "r2", "--format", "json").json()["left_on"] is None
    managers = run("rep", "list", "--role", "manager", "--sort", "no", "--format", "ids").stdout
    assert managers.split() == ["r2", "r3"]
    assert len(run("rep", "list", "--all", "--team", "航空", "--format", "json").json()) == 1


def test_who_left_stays_in_the_reports_of_the_days_before(run: Run, database_path: Path) -> None:
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("update rep set created_at = '2026-11-01T00:00:00.000Z'")
    run("customer add 广州留守公司 --owner 李娜 --phone 020-80000000")
    for day in ("2026-11-17", "2026-11-20"):
        assert run(f"call log 留守 talked --at '{day} 10:00'", who="李娜").exit_code == 0
    assert run("report submit --date 2026-11-17 --yes", who="李娜").exit_code == 0
    run("goal add dials 60 --rep 李娜 --from 2026-11-01", who="周敏")
    assert run("rep edit 李娜 --left-on 2026-11-19", who="周敏").exit_code == 0

    def seen(day: str) -> tuple[list[str], list[str], int, dict[str, list[int]], set[str]]:
        missing = run(f"report missing --date {day} --all --format json", who="周敏").json()
        firm = run(f"report daily --date {day} --all --format json", who="周敏").json()
        team = run(f"report team --date {day} --all --format json", who="周敏").json()
        submitted = {
            row["rep"]: [row["submitted"]["part"], row["submitted"]["whole"]]
            for row in team["rows"]
            if row["level"] == "rep"
        }
        goals = run(f"report goals --date {day} --all --format json", who="周敏").json()
        return (
            [row["rep"] for row in missing["rows"]],
            firm["reps"],
            missing["expected"],
            submitted,
            {row["name"] for row in goals["rows"]},
        )

    both = ["陈伟", "李娜"]
    with_goal = {"李娜", "航空汽车组"}
    assert seen("2026-11-17") == (["陈伟"], both, 2, {"陈伟": [0, 1], "李娜": [1, 1]}, with_goal | {"A公司"})
    assert seen("2026-11-18") == (both, both, 2, {"陈伟": [0, 1], "李娜": [0, 1]}, with_goal | {"A公司"})
    assert seen("2026-11-19")[:4] == (["陈伟"], ["陈伟"], 1, {"陈伟": [0, 1]})
    # What is logged for a day says that they were at work.
    assert seen("2026-11-20")[:4] == (both, both, 2, {"陈伟": [0, 1], "李娜": [0, 1]})
    assert "李娜" in run("report daily --date 2026-11-17 --all", who="周敏").stdout


def test_who_left_types_nothing_and_work_is_typed_for_the_days_before(run: Run) -> None:
    run("customer add 广州留守公司 --phone 020-80000000")
    run("rep edit 李娜 --left-on 2026-11-18", who="周敏")
    for name in ("李娜", "r2"):
        refused = run("call log 留守 talked", who=name)
        assert refused.exit_code == 4
        assert "left the firm on 2026-11-18" in refused.stderr
        assert "crm rep edit r2 --back" in refused.stderr
    assert run("rep list", who="李娜").exit_code == 4
    assert run("call log 留守 talked --rep 李娜 --at '2026-11-18 17:00'").exit_code == 0
    late = run("visit log 留守 met_staff --rep 李娜 --arrive '2026-11-19 9:00'")
    assert (late.exit_code, "left the firm on 2026-11-18" in late.stderr) == (4, True), late.said
    assert run("rep edit 李娜 --left-on 2026-11-21", who="周敏").exit_code == 4
    assert run("rep edit 李娜 --left-on 2026-11-17 --back", who="周敏").exit_code == 2
    # Saying it again moves no day.
    assert "already so" in run("rep edit 李娜 --left", who="周敏").said
    run("rep edit 李娜 --back", who="周敏")
    assert run("call log 留守 talked", who="李娜").exit_code == 0


def test_all_industries_of_a_team_are_said_anew(run: Run) -> None:
    run("team", "edit", "t1", "--industry", "汽车,机场", "--name", "交通组")
    [team] = run("team", "list", "--format", "json").json()
    assert (team["name"], set(team["industries"])) == ("交通组", {"汽车", "机场"})
    run("team", "edit", "t1", "--industry", "")
    assert run("team", "list", "--format", "json").json()[0]["industries"] == []


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("rep add 陈伟", 4, "already"),
        ("rep add 新 --role gatekeeper", 2, "rep, assistant, manager, owner"),
        ("rep add 新 --team 无", 3, "team list"),
        ("rep list --role gatekeeper", 2, "rep, assistant"),
        ("rep remove 陈伟", 2, "--yes"),
        ("team add 航空汽车组", 4, "already"),
        ("team remove 航空 --yes", 4, "still has"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, words: str, code: int, sentence: str) -> None:
    done = run(words)
    assert (done.exit_code, sentence in done.stderr) == (code, True), done.said


def test_nobody_gives_themselves_a_role_where_there_is_a_manager(run: Run) -> None:
    for line in ("rep edit 陈伟 --role manager", "rep edit 周敏 --role rep", "rep add 王五 --role owner"):
        assert run(line).exit_code == 4
    assert run("rep add 王五").exit_code == 0
    assert run("rep edit 陈伟 --role manager", who="周敏").exit_code == 0
