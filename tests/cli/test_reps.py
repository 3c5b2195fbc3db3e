"""`crm rep` and `crm team`."""

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
    left = run("rep", "edit", "李娜", "--name", "李小娜", "--role", "manager", "--team", "", "--left")
    assert "still has 1 customer; hand it over" in left.stderr
    active = [one["name"] for one in run("rep", "list", "--format", "json").json()]
    assert active == ["陈伟", "周敏"]
    row = run("rep", "show", "李小娜", "--format", "json").json()
    assert (row["role"], row["team_no"], row["active"]) == ("manager", None, False)
    run("rep", "edit", "r2", "--back")
    managers = run("rep", "list", "--role", "manager", "--sort", "no", "--format", "ids").stdout
    assert managers.split() == ["r2", "r3"]
    assert len(run("rep", "list", "--all", "--team", "航空", "--format", "json").json()) == 1


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
