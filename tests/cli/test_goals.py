"""`crm goal` and `crm field`."""

import pytest

from tests.cli.conftest import Run


def test_goals_of_rep_team_and_firm(run: Run) -> None:
    run("goal add visits 8 --rep 陈伟 --from 2026-11-02", who="周敏")
    run("goal add order_amount 20万 --per month --team 航空", who="周敏")
    run("goal add dials 60", who="周敏")
    rows = {row["no"]: row for row in run("goal", "list", "--format", "json").json()}
    assert [
        (row["metric"], row["amount"], row["period"], row["starts_on"]) for _no, row in sorted(rows.items())
    ] == [
        ("visits", 8, "day", "2026-11-02"),
        ("order_amount", 200000.0, "month", "2026-11-01"),
        ("dials", 60, "day", "2026-11-20"),
    ]
    assert [row["no"] for row in run("goal", "list", "--rep", "陈伟", "--format", "json").json()] == [1]
    assert run("goal", "remove", "1", "2", "--yes", who="周敏").exit_code == 0
    assert [row["no"] for row in run("goal", "list", "--format", "json").json()] == [3]
    assert run("goal", "remove", "1", "--yes").exit_code == 3


def test_only_a_manager_sets_goals_where_the_firm_has_one(run: Run) -> None:
    run("goal add dials 60", who="周敏")
    for words in ("goal add dials 1 --rep 陈伟", "goal remove 1 --yes"):
        done = run(words)
        assert (done.exit_code, "Only a manager" in done.stderr) == (4, True), done.said
    assert [row["no"] for row in run("goal", "list", "--format", "json").json()] == [1]
    assert run("goal remove 1 --yes", who="周敏").exit_code == 0
    run("rep edit 周敏 --left", who="周敏")
    assert run("goal add dials 80").exit_code == 0


def test_fields_of_the_firms_own(firm: Run) -> None:
    firm("field", "add", "customer", "发质", "--choices", "油性，干性")
    firm("field", "add", "contact", "生肖")
    rows = firm("field", "list", "--format", "json").json()
    assert [(row["noun"], row["name"], row["kind"], row["choices"]) for row in rows] == [
        ("customer", "发质", "choice", ["油性", "干性"]),
        ("contact", "生肖", "text", []),
    ]
    assert len(firm("field", "list", "contact", "--format", "json").json()) == 1
    assert firm("contact", "edit", "n1", "--field", "发质=油性").exit_code == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("goal add happiness 3", 2),
        ("goal add visits many", 2),
        ("goal add visits 3 --per year", 2),
        ("goal remove 1", 2),
        ("field add order 颜色", 2),
        ("field add customer 颜色 --kind colour", 2),
        ("field list order", 2),
    ],
)
def test_what_cannot_be_is_refused(run: Run, words: str, code: int) -> None:
    assert run(words).exit_code == code


def test_one_goal_for_many_is_one_change_and_takes_the_names_of_numbers(run: Run) -> None:
    done = run("goal add 拨打量 60 --rep 陈伟 --rep 李娜 --rep r1 --team 航空", who="周敏")
    assert done.exit_code == 0, done.stderr
    rows = run("goal", "list", "--metric", "Attempts", "--format", "json").json()
    assert [(row["metric"], row["rep"], row["team"]) for row in reversed(rows)] == [
        ("attempts", "陈伟", ""),
        ("attempts", "李娜", ""),
        ("attempts", "", "航空汽车组"),
    ]
    assert run("goal add dials 5 --rep 陈伟 --rep 谁", who="周敏").exit_code == 3
    assert run("undo", who="周敏").exit_code == 0
    assert run("goal", "list", "--format", "json").json() == []
    assert run("report trend 撥打量 --last 1 --format json").exit_code == 0
