"""`crm plan` over many days: repeats, templates, conflicts, suggestions, the order of a day."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.cli.conftest import Run

PLANS = ("plan", "list", "--all", "--format", "json")


def days(run: Run, **wanted: Any) -> list[str]:
    rows = run(*PLANS).json()
    return [row["day"] for row in rows if all(row[key] == value for key, value in wanted.items())]


@pytest.fixture
def monthly(firm: Run) -> Run:
    """p1-p3: 白云 each third Tuesday at ten, for 90 minutes."""
    done = firm("plan add 白云 'mon 10:00' --repeat 'each third tuesday' --minutes 90 --purpose 月度回访")
    assert done.stdout.splitlines() == [
        "Plan p1: 2026-12-15 Tue 10:00 广州白云航空服务有限公司",
        "z1 every month: third Tue: 3 plans: 2026-12-15, 2027-01-19, 2027-02-16",
        "Those after 2027-02-20 are planned when they come near: crm plan repeat",
    ]
    return firm


def test_plans_repeat_up_to_the_horizon_and_cron_goes_on(monthly: Run) -> None:
    assert monthly("plan repeat").stderr == "Everything that repeats is planned.\n"
    with time_machine.travel("2027-01-20T02:00:00+00:00"):
        done = monthly("plan repeat", who=None)
        assert "2027-03-16, 2027-04-20" in done.stdout, done.said
        assert "Everything" in monthly("plan repeat").said
        monthly("undo", who=None)
        assert monthly("plan repeat").stdout == done.stdout
    rows = monthly(*PLANS).json()
    assert [
        (row["day"], row["at"][11:16], row["minutes"], row["purpose"], row["series_no"]) for row in rows
    ] == [
        (day, "10:00", 90, "月度回访", "z1")
        for day in ("2026-12-15", "2027-01-19", "2027-02-16", "2027-03-16", "2027-04-20")
    ]
    assert {tuple(row["reps"]) for row in rows} == {("陈伟",)}


def test_two_runs_at_once_make_each_plan_once(monthly: Run, database_path: Path) -> None:
    code = (
        "import sys, time_machine; sys.argv[1:] = ['plan', 'repeat', '--db', sys.argv[1]]\n"
        "from crm_cli.__main__ import main\n"
        "with time_machine.travel('2027-09-20T02:00:00+00:00'): main()"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(database_path)], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [one.communicate()[0] for one in both]
    assert sorted(map(bool, said)) == [False, True]
    found = days(monthly)
    assert len(found) == len(set(found)) == 13
    assert found[-1] == "2027-12-21"


@pytest.mark.parametrize(
    ("policy", "found", "told"),
    [
        ("next", ["2026-12-01", "2026-12-07"], "It is planned for 2026-12-01 Tue"),
        ("skip", ["2026-12-07"], "It is left out."),
        ("keep", ["2026-11-30", "2026-12-07"], "2026-11-30 Mon is a holiday."),
    ],
)
def test_a_holiday_is_told_and_dealt_with(firm: Run, policy: str, found: list[str], told: str) -> None:
    firm("config set holidays 2026-11-30", who="周敏")
    done = firm("plan add 白云 2026-11-30 --repeat weekly --until 2026-12-07 --on-holiday", policy)
    assert told in done.said, done.said
    assert days(firm) == found


def test_every_day_has_one_visit_of_a_series_however_many_were_moved_to_it(firm: Run) -> None:
    firm("plan add 白云 fri --repeat daily --times 5")
    assert days(firm) == ["2026-11-27", "2026-11-30", "2026-12-01"]
    # A rule for every day would tell of each week-end.
    told = firm("plan add 白云 mon --repeat daily --dry-run").stdout
    assert told.count("It is planned for") == 3
    assert "… and so with 22 more days off" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--repeat once", "no rule"),
        ("--repeat weekly --until 2026-11-01", "after the last"),
        ("--repeat weekly --until mon --times 3", "not both"),
        ("--until mon", "How often?"),
        ("--repeat weekly --on-holiday never", "not one of them"),
        ("--repeat weekly --times 0", "1 to 1000"),
        ("--repeat FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "No day is as"),
        ("--repeat 'every sunday' --on-holiday skip --until 2027-01-31", "working day"),
        ("--minutes 0", "A visit takes"),
        ("--template 没有", "no template"),
    ],
)
def test_what_cannot_repeat_is_refused_and_nothing_is_made(firm: Run, words: str, told: str) -> None:
    done = firm(f"plan add 白云 tue {words}")
    assert done.exit_code in {2, 3}, done.said
    assert told in done.stderr, done.stderr
    assert days(firm) == []


def test_one_of_a_series_is_changed_alone_and_those_to_come_are_not_like_it(monthly: Run) -> None:
    monthly("plan edit p3 --purpose 请客 --date '2027-02-16 18:00'")
    monthly("plan move p2 2027-01-21 --reason 客户出差")
    assert "stands as p4 now" in monthly("plan cancel p2 --reason x").stderr
    with time_machine.travel("2027-01-20T02:00:00+00:00"):
        monthly("plan repeat")
    rows = {row["day"]: row for row in monthly(*PLANS).json() if row["state"] == "planned"}
    assert [(row["purpose"], row["at"][11:16], row["apart"]) for row in rows.values()] == [
        ("月度回访", "10:00", False), ("月度回访", "10:00", True), ("请客", "18:00", True),
        ("月度回访", "10:00", False), ("月度回访", "10:00", False),
    ]  # fmt: skip
    assert (rows["2027-01-21"]["minutes"], rows["2027-01-21"]["series_no"]) == (90, "z1")


def test_a_series_is_changed_from_one_on_and_cancelled_as_a_whole(monthly: Run) -> None:
    monthly("plan edit p2 --following --purpose 谈续约 --minutes 30")
    assert [row["purpose"] for row in monthly(*PLANS).json()] == ["月度回访", "谈续约", "谈续约"]
    monthly("plan assign p2 --following --rep 李娜")
    assert [row["reps"] for row in monthly(*PLANS).json()] == [["陈伟"], ["李娜"], ["李娜"]]
    done = monthly("plan cancel p1 --series --by them --reason 不做了")
    assert "z1 is not planned on after 2026-12-14." in done.stdout
    assert days(monthly, state="planned") == []
    with time_machine.travel("2027-01-20T02:00:00+00:00"):
        assert "Everything" in monthly("plan repeat").said
    monthly("undo")
    assert len(days(monthly, state="planned")) == 3


def test_those_that_follow_move_with_their_rule(monthly: Run) -> None:
    done = monthly("plan move p2 '2027-01-20 15:00' --following --reason 改周三")
    assert done.exit_code == 0, done.said
    assert days(monthly, state="planned") == ["2026-12-15", "2027-01-20", "2027-02-17"]
    with time_machine.travel("2027-01-20T02:00:00+00:00"):
        monthly("plan repeat")
    later = [row for row in monthly(*PLANS).json() if row["series_no"] == "z2"]
    assert [(row["day"], row["at"][11:16]) for row in later] == [
        (day, "15:00") for day in ("2027-01-20", "2027-02-17", "2027-03-17", "2027-04-21")
    ]
    assert monthly("plan move p1 2026-12-16 --series --reason x").exit_code == 0
    assert monthly("plan add 白云 --repeat 'mon, wed'").exit_code == 0
    assert "cannot be moved as a whole" in monthly("plan move p12 fri --following --reason x").stderr


def test_many_are_moved_at_once_with_a_reason_and_one_undo(firm: Run) -> None:
    for hour in (9, 11):
        firm(f"plan add 白云 'mon {hour}:00' --minutes 30")
    assert firm("plan move p1 p2 fri").exit_code == 2
    firm("plan move - fri --reason 台风", stdin="p1 p2")
    moved = [row for row in firm(*PLANS).json() if row["state"] == "planned"]
    assert [(row["day"], row["at"][11:16], row["minutes"]) for row in moved] == [
        ("2026-11-27", "09:00", 30), ("2026-11-27", "11:00", 30),
    ]  # fmt: skip
    firm("undo")
    assert days(firm) == ["2026-11-23", "2026-11-23"]


def test_a_template_says_what_is_not_said(firm: Run) -> None:
    firm(
        "plan template add 月度回访 --purpose 回访 --expect 续约 --time 10:00 --minutes 45 --repeat 每月最后一天"
    )
    firm("plan add 白云 --template 月度 --purpose 送样 --times 2")
    row, later = firm(*PLANS).json()
    assert (row["day"], row["at"][11:16], row["minutes"], row["purpose"], row["expected"]) == (
        "2026-11-30", "10:00", 45, "送样", "续约",
    )  # fmt: skip
    assert later["day"] == "2026-12-31"
    assert firm("plan template add 月度回訪").exit_code == 4
    firm("plan template edit 月度回访 --repeat '' --time ''")
    [kept] = firm("plan template --format json").json()
    assert (kept["rule"], kept["at_time"], kept["purpose"]) == ("", "", "回访")
    firm("plan template retire 月度回访")
    assert firm("plan template --format json").json() == []
    assert firm("plan add 白云 --template 月度回访").exit_code == 3
    firm("plan template back 月度回访")
    assert firm("plan add 白云 --template 月度回访").exit_code == 0


def test_conflicts_are_told_when_planning_and_listed(firm: Run) -> None:
    firm("customer add 泓昀货运 --owner 李娜")
    firm("config set holidays 2026-11-26", who="周敏")
    firm("rep away 陈伟 --from 2026-11-25 --until 2026-11-25 --reason 年假", who="周敏")
    firm("plan add 白云 'mon 10:00' --minutes 45")
    at_once = firm("plan add 泓昀 'mon 10:30'")
    assert "陈伟 is at 广州白云航空服务有限公司 at that time (p1)." in at_once.stderr
    assert firm("plan add 泓昀 'mon 10:45' --dry-run --minutes 10").stderr.count("at that time") == 1
    assert "陈伟 has planned that customer" in firm("plan add 白云 mon --rep 李娜").stderr
    assert "is a holiday" in firm("plan add 泓昀 2026-11-26").stderr
    assert "年假" in firm("plan add 泓昀 2026-11-25").stderr
    assert firm("plan add 泓昀 tue").stderr == ""
    found = firm("plan conflicts --format json").json()
    assert [(one["kind"], one["no"], one["other_no"]) for one in found] == [
        ("customer_twice", "p1", "p3"), ("rep_twice", "p1", "p2"), ("away", "p5", None), ("day_off", "p4", None),
    ]  # fmt: skip
    assert firm("plan conflicts --date tue --format json").json() == []
    assert len(firm("plan conflicts --date fri --week --all --format json").json()) == 4
    assert [one["kind"] for one in firm("plan conflicts --rep 李娜 --format json").json()] == [
        "customer_twice"
    ]


def test_a_customers_hours_are_held_to(firm: Run) -> None:
    firm("customer edit 白云 --hours '1-5 09:00-11:30'")
    assert "can be visited" in firm("plan add 白云 'mon 15:00'").stderr
    assert firm("plan add 白云 'tue 10:00'").stderr == ""
    moved = firm("plan move p2 'tue 16:00' --reason 改期")
    assert "can be visited" in moved.stderr


def test_a_dry_run_changes_nothing(firm: Run) -> None:
    done = firm("plan add 白云 mon --repeat weekly --dry-run")
    assert done.stdout.splitlines()[-1] == "Nothing was changed."
    assert done.stdout.splitlines()[0] == "This would happen:"
    assert days(firm) == []


@pytest.fixture
def due(firm: Run) -> Run:
    """白云 (c1) in 中信广场 with an overdue step, c2 in the same building, c3 graded and left alone, c4 do-not-call."""
    for line in (
        "customer edit 白云 --building 中信广场 --city 广州 --floor 30",
        "customer add 泓昀货运 --building 中信广场 --city 广州 --floor 12",
        "customer add 岭舟广告 --grade A --city 广州 --district 天河",
        "customer add 绮霖食品 --grade A",
        "step add 白云 '2026-11-18 问预算'",
        "plan add --building 中信广场 mon",
    ):
        assert firm(line).exit_code == 0, line
    assert firm("donotcall add 绮霖食品 --whole-customer --reason 不要").exit_code == 0
    return firm


def test_who_to_visit_is_suggested_with_reasons_and_points(due: Run) -> None:
    with time_machine.travel("2026-11-30T01:00:00+00:00"):
        due("plan add --building 中信广场 2026-12-01")
        found = due("plan suggest --date 2026-12-01 --format json").json()
        told = due("plan suggest --date 2026-12-01", terminal=True).stdout
        assert {one["no"]: one["parts"] for one in found} == {
            "c1": {"step": 40, "near": 20}, "c3": {"grade": 50}, "c2": {"near": 20},
        }  # fmt: skip
        assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
        assert "13 days overdue: 问预算" in told
        assert "same building as p2 中信广场" in told
        near = due("plan suggest --near 中信廣場 --date 2026-12-01 --format json").json()
        assert [one["no"] for one in near] == ["c1", "c2"]
        district = due("plan suggest --near 天河 --date 2026-12-01 --format json").json()
        assert [one["no"] for one in district] == ["c3"]
        due("plan suggest --date 2026-12-01 --add 1,c3")
        later = due("plan suggest --date 2026-12-01 --format json").json()
        assert [one["no"] for one in later] == ["c2"]
        due("undo")
        assert len(due("plan suggest --date 2026-12-01 --format json").json()) == 3
        assert due("plan suggest --add 9").exit_code == 2
    purposes = [row["purpose"] for row in due(*PLANS).json()]
    assert purposes == ["", ""]


def test_who_was_tried_often_enough_is_not_suggested_again(firm: Run) -> None:
    for line in (
        "outcome edit not_in --subject visit --tries 2", "building add 中信广场 --floors 5 --units 01-03",
        "sweep plan 中信广场", "customer add 远东贸易 --owner 陈伟",
    ):  # fmt: skip
        done = firm(line, who="周敏" if line.startswith("outcome") else "陈伟")
        assert done.exit_code == 0, done.said
    for line in ("knock 501 502 not_in @9:00", "visit log 远东 not_in --at 9:30", "knock 501 not_in @14:00"):
        assert firm(line).exit_code == 0

    def again() -> list[tuple[str, int]]:
        found = firm("plan suggest --date mon --format json").json()
        return [(one["no"] or one["building"], one["parts"].get("revisit", 0)) for one in found]

    assert again() == [("中信广场", 16), ("c2", 15)]
    # Whoever was met in between is tried afresh.
    firm("visit log 远东 met_staff --at 10:00")
    firm("visit log 远东 not_in --at 11:00")
    assert again() == [("中信广场", 16), ("c2", 15)]
    firm("visit log 远东 not_in --at 15:00")
    assert again() == [("中信广场", 16)]


def test_doors_to_knock_at_again_are_suggested_with_the_half_day(firm: Run) -> None:
    firm("visit log --building 天河城 --unit 301 closed --arrive '2026-11-19 10:00'")
    firm("visit log 白云 not_in --arrive '2026-11-19 10:10'")
    firm("visit log --building 天河城 --unit 302 closed --arrive '2026-11-19 10:20'")
    firm("visit log --building 天河城 --unit 302 refused --arrive '2026-11-19 15:20'")
    found = firm("plan suggest --date mon --format json").json()
    assert [(one["no"], one["building"], one["parts"]) for one in found] == [
        (None, "天河城", {"revisit": 16}), ("c1", "", {"revisit": 15}),
    ]  # fmt: skip
    firm("plan suggest --date mon --add 1")
    [row] = firm(*PLANS).json()
    assert (row["building"], row["purpose"]) == ("天河城", "Knock again: 301")


def test_an_empty_firm_and_nobody_known(run: Run) -> None:
    for line in ("plan suggest", "plan order", "plan conflicts", "plan repeat", "plan template"):
        assert run(line).exit_code == 0, line
    assert run("plan suggest", who=None).exit_code == 2
    assert run("plan suggest --rep 李娜", who=None).exit_code == 0


def test_a_day_is_put_in_order_around_what_is_timed(firm: Run) -> None:
    for name, place in (
        ("甲", "A座 --floor 3"),
        ("乙", "B座 --floor 9"),
        ("丙", "A座 --floor 20"),
        ("丁", "B座"),
    ):
        firm(f"customer add {name}公司 --city 广州 --building {place}")
    for line in ("乙公司 'mon 14:00'", "甲公司 mon", "丁公司 mon", "丙公司 mon"):
        firm(f"plan add {line}")
    shown = firm("plan order --date mon --format json").json()
    assert [(one["no"], one["was"], one["customer"]) for one in shown] == [
        ("p4", 4, "丙公司"), ("p2", 2, "甲公司"), ("p3", 3, "丁公司"), ("p1", 1, "乙公司"),
    ]  # fmt: skip
    assert [row["no"] for row in firm(*PLANS).json()] == ["p1", "p2", "p3", "p4"]
    firm("plan order --date mon --apply")
    assert [row["no"] for row in firm(*PLANS).json()] == ["p4", "p2", "p3", "p1"]
    assert "already so" in firm("plan order --date mon --apply").stdout
    firm("undo")
    assert [row["no"] for row in firm(*PLANS).json()] == ["p1", "p2", "p3", "p4"]


def test_a_plan_that_stands_is_let_repeat_and_changed_in_one_line(firm: Run) -> None:
    assert firm("plan add 白云 'mon 10:00'").exit_code == 0
    done = firm("plan edit p1 --purpose 回访 --repeat quarterly --times 4")
    assert done.exit_code == 0, done.stderr
    assert "every 3 months" in done.stdout
    assert "Those after 2027-02-20 are planned when they come near: crm plan repeat" in done.stdout
    row = firm("plan show p1 --format json").json()
    assert (row["purpose"], row["series_no"]) == ("回访", "z1")
    assert firm("plan edit p1 --repeat weekly").exit_code == 4
    assert firm("plan edit p1 --times 4").exit_code == 2
    assert firm("undo").exit_code == 0
    row = firm("plan show p1 --format json").json()
    assert (row["purpose"], row["series_no"]) == ("", None)
    assert "Those after" not in firm("plan edit p1 --repeat weekly --times 3").stdout
