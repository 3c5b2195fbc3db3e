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
    by_option = finished("sweep revisit --sweep 天河城 --format json")
    assert by_option.json() == rows[:1]
    assert by_option == finished("sweep revisit w2 --format json")
    assert finished("sweep revisit w2 --sweep w1").exit_code == 2
    with time_machine.travel("2027-01-25T02:00:00+00:00"):
        assert {row["sweep_no"] for row in finished("sweep revisit --format json").json()} == {"w2"}


def test_a_door_of_another_sweep_of_mine_is_said_to_be_its(finished: Run) -> None:
    finished("sweep plan 天河城 --team 陈伟:down")
    assert "w1 中信广场 has it: add --sweep w1" in finished("knock 603 closed").stderr
    assert "has it" not in finished("knock 999 closed").stderr


def test_a_finished_sweep_tells_what_was_knocked_and_what_was_left(finished: Run) -> None:
    shown = finished("sweep show w1").stdout
    assert shown.startswith("w1 中信广场  finished  2026-11-20 Fri")
    assert "陈伟: 2 of 12 knocked, 10 left unknocked" in shown
    assert "next" not in shown
    report = finished("report daily --date 2026-11-20").stdout
    assert "10 of 12 left unknocked" in " ".join(report.split())
    assert "from 603 on" not in report


def test_a_door_passed_over_was_not_knocked_at_wherever_that_is_counted(run: Run) -> None:
    with time_machine.travel("2026-11-20T03:00:00+00:00"):
        run("building add 东塔 --floors 2 --units 01-03")
        run("sweep plan 东塔 --team 李娜:down")
        run("knock 201-203 101 102 not_in", who="李娜")
        assert run("sweep skip 103 --reason 装修", who="李娜").exit_code == 0
        ended = run("sweep finish --yes")
        report = " ".join(run("report daily --rep 李娜").stdout.split())
    assert "1 door was never knocked at." in ended.said
    assert "李娜: 5 of 6 knocked, 1 left unknocked" in run("sweep show w1").stdout
    assert "1 of 6 left unknocked" in report
    assert "still to do to revisit 5; skipped 1" in report


def test_a_sweep_of_a_later_day_says_so(finished: Run) -> None:
    finished("sweep plan 天河城 --date 2026-11-24 --team 陈伟:down")
    told = "w2 天河城 is planned from Tue 2026-11-24."
    assert told in finished("sweep next --sweep w2").stderr
    assert told in finished("knock 401 closed --sweep w2").stderr
    with time_machine.travel("2026-11-24T02:00:00+00:00"):
        assert told not in finished("knock 402 closed").stderr


def test_the_walk_list_keeps_the_sweep_of_today_after_the_first_knock(finished: Run) -> None:
    finished("sweep plan 天河城 --team 陈伟:down")
    finished("knock 401 closed --sweep w2")
    text = finished("plan sheet").stdout
    assert "crm sweep sheet --sweep w2" in text
    assert "Nothing to print" not in text


def test_who_ordered_at_the_door_is_not_on_the_list_of_calls(finished: Run) -> None:
    finished("sweep plan 天河城 --team 陈伟:down")
    finished("knock 401 met_decision_maker B 宏达礼品 王总 13800138000 --sweep w2")
    finished("knock 402 met_decision_maker B 远东印刷 李经理 13800138001 --sweep w2")
    finished("order add 远东印刷 --amount 5000")
    dry = finished("sweep finish w2 --dry-run --format json").json()
    assert {row["name"]: row["to_call"] for row in dry["rows"]} == {"宏达礼品": 1, "远东印刷": 0}


def test_nothing_was_changed_is_said_after_a_no(finished: Run) -> None:
    finished("sweep plan 天河城 --team 陈伟:down")
    said = finished("sweep finish w2", terminal=True, stdin="y\n")
    assert "Nothing was changed" not in said.said
    finished("undo")
    assert "Nothing was changed" in finished("sweep finish w2", terminal=True, stdin="n\n").said


def test_on_paper_a_person_without_a_firm_is_filed_at_the_door(finished: Run) -> None:
    finished("sweep plan 天河城 --team 陈伟:down")
    finished("sweep sheet --sweep w2")
    wrong = finished("sweep enter --sheet g1 --yes", stdin="5 met_staff B\n")
    assert "name the firm before the person" in wrong.stderr
    assert "--name" not in wrong.stderr
    typed = finished("sweep enter --sheet g1 --yes", stdin="6 met_staff card 王总 13800138000\n")
    assert (typed.exit_code, "No firm was named" in typed.stderr) == (0, True)
    assert (
        finished(
            "sweep enter --sheet g1 --yes", stdin="5 met_staff card Kilo Ltd Mr Ng 13800138001\n"
        ).exit_code
        == 0
    )
    names = {one["name"] for one in finished("customer list --format json").json()}
    assert names == {"Kilo Ltd", "天河城 302"}


def test_several_teams_are_added_at_once(run: Run) -> None:
    assert run("team add North South").exit_code == 0
    assert {"North", "South"} <= {row["name"] for row in run("team list --format json").json()}
    run("undo")
    assert "North" not in run("team list --format json").stdout


def test_a_plan_at_a_customer_who_rests_is_warned_of_and_named(run: Run) -> None:
    run("customer add 前海贸易 --phone 020-80000001")
    assert run("visit log 前海贸易 no_need --reason 没有预算").exit_code == 0
    rests = "前海贸易 is not to be visited: rests until"
    assert rests in run("plan add 前海贸易 --date 2026-11-23").stderr
    assert rests not in run("plan add 前海贸易 --date 2028-11-20").stderr
    found = run("plan conflicts --date 2026-11-23 --format json").json()
    assert [row["kind"] for row in found] == ["barred"]
