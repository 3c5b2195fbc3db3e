"""`crm call run`: an hour on the phone in real terminals, alone and two at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from crm_cli.services import bans, call_lists, calls, customers, objections, queue, scripts
from crm_cli.services.call_list_filling import fill
from crm_cli.services.desk import open_desk
from tests.cli.call_run.conftest import Open, calls_made
from tests.cli.conftest import Run
from tests.cli.terminals import Terminal


def test_one_call_from_showing_it_to_the_next_number(open_run: Open, spring: Path) -> None:
    run = open_run()
    run.until("Enter dials")
    assert run.shows("1 3 8 0 0 0 0 0 0 0 1")
    run.press("\r")
    run.until("Dialling 0:0")
    run.press(" ")
    run.until("Talking 0:0")
    run.press("A+6")
    run.until("Next step?")
    run.press("+3d 送目录\r")
    run.until("What was said?")
    run.press("要两份目錄，下周再谈\x7f。\r")
    run.until("乙公司")
    assert run.shows("dials 1  reached 1  left 2  春季")
    run.press("q")
    assert run.ended() == 0
    assert "1 call logged. Today: dials 1, reached 1." in run.text
    (call,) = calls_made(spring)
    assert (call.customer, call.outcome, call.grade, call.wechat_added) == ("甲公司", "talked", "A", True)
    assert (call.note, call.next_step, call.call_list) == ("要两份目錄，下周再。", "送目录", "春季")
    assert call.talk_seconds is not None
    assert call.talk_seconds <= 3


def test_a_wrong_key_is_taken_back_and_the_same_call_gets_the_right_one(open_run: Open, spring: Path) -> None:
    run = open_run()
    run.until("Enter dials")
    run.press("k")
    run.until("k does nothing here; ? shows the keys.")
    run.press("\r1")
    run.until("乙公司")
    run.press("u")
    run.until("Name the right outcome.")
    assert run.shows("甲公司")
    run.press("2")
    run.until("乙公司")
    run.press("q")
    run.ended()
    (call,) = calls_made(spring)
    assert (call.customer, call.outcome, call.call_list) == ("甲公司", "busy", "春季")


def test_a_key_held_too_long_logs_no_call_that_was_not_made(open_run: Open, spring: Path) -> None:
    run = open_run()
    run.until("Enter dials")
    run.press("\r111111")
    run.until("Not dialled here. Log no answer?")
    run.press("\r")
    run.until("Enter dials")
    assert run.shows("乙公司")
    run.press("1")
    run.until("Not dialled here. Log no answer?")
    run.press("\r")
    run.until("丙公司")
    run.press("q")
    run.ended()
    assert [call.customer for call in calls_made(spring)] == ["甲公司", "乙公司"]


def test_what_was_barred_or_given_away_since_it_was_shown_is_not_dialled(
    open_run: Open, spring: Path
) -> None:
    run = open_run()
    run.until("甲公司")
    desk = open_desk(spring, "周敏")
    bans.ban(desk, "13800000001", whole_customer=False, reason="投诉")
    run.press("\r")
    run.until("Not dialled: do-not-call: 投诉.")
    run.until("乙公司")
    queue.release(desk, 1)
    calls.log_call(desk, calls.Typed("乙公司", "not_interested"))
    desk.close()
    run.press("\r")
    run.until("Not dialled: rests until")
    run.until("丙公司")
    run.press("q")
    run.ended()


def test_a_key_held_down_dials_once_and_drops_nothing(open_run: Open, spring: Path, tmp_path: Path) -> None:
    dialled = tmp_path / "dialled"
    dialler = tmp_path / "dialler"
    dialler.write_text(f'#!/bin/sh\necho "$1" >> {dialled}\n')
    dialler.chmod(0o700)
    (tmp_path / "config.toml").write_text(f'dial = "{dialler} {{number}}"\n')
    run = open_run()
    run.until("Enter dials")
    run.press("dddddd")
    run.until("d dials again")
    time.sleep(0.4)
    run.press("d")
    run.until(lambda _: dialled.exists() and len(dialled.read_text().split()) == 2)
    # What is insisted upon for one number is not for the next.
    run.press("n")
    run.until("n again skips")
    run.press("1")
    run.until("乙公司")
    time.sleep(0.4)
    run.press("\rn")
    run.until("n again skips")
    run.press("1u")
    run.until("Name the right outcome.")
    run.press("nnn")
    run.until("n again drops it")
    run.press("1")
    run.until("丙公司")
    run.press("q")
    run.ended()
    assert [call.customer for call in calls_made(spring)] == ["甲公司", "乙公司"]


def test_a_refused_answer_is_mended_and_escape_goes_back_to_the_call(open_run: Open, spring: Path) -> None:
    run = open_run()
    run.until("Enter dials")
    run.press("\r5")
    run.until("Talk time?")
    run.press("1:05\r")
    run.until("When shall we call back? For example: 15:00")
    run.press("sometime\r")
    run.until("does not begin with a date")
    run.press("\x15fri\r")
    run.until("A callback needs a time")
    run.press("\x1b")
    run.until("Dialling 0:0")
    run.press(" 6\r")
    run.until("What was said?")
    run.press("前台说不在")
    run.until("前台说不在")
    run.press("\x1b")
    run.until("note: 前台说不在")
    run.press("1")
    run.until("乙公司")
    run.press("q")
    run.ended()
    assert [(call.outcome, call.note) for call in calls_made(spring)] == [("no_answer", "前台说不在")]


def test_skipping_snoozing_and_pausing_lead_to_somebody_else(open_run: Open, spring: Path) -> None:
    run = open_run()
    run.until("甲公司")
    run.press("n")
    run.until("乙公司")
    run.press("z")
    run.until("Until when?")
    run.press("+2h\r")
    run.until("丙公司")
    run.press("a")
    run.until("Paused since")
    run.press(" ")
    run.until("Enter dials")
    run.press("\rn")
    run.until("n again skips it all the same")
    time.sleep(0.4)
    run.press("n")
    run.until("skipped or snoozed")
    run.press("q")
    assert run.ended() == 0
    assert calls_made(spring) == []


def test_pasted_text_is_neither_keys_nor_several_answers(open_run: Open, spring: Path) -> None:
    run = open_run()
    run.until("Enter dials")
    run.press("\x1b[200~1116\n\x1b[201~")
    run.until("Pasted text does nothing here")
    run.press("e")
    run.until("Note:")
    run.press("\x1b[200~第一行\n第二行\x1b[201~\r")
    run.until("note: 第一行 第二行")
    run.press("\r1")
    run.until("乙公司")
    run.press("q")
    run.ended()
    assert [call.note for call in calls_made(spring)] == ["第一行 第二行"]


def test_script_objection_and_any_customer_are_a_key_away(open_run: Open, spring: Path) -> None:
    desk = open_desk(spring, "周敏")
    scripts.add_script(desk, "开场", "# 开场\n\n您好，请问是{customer}吗？\n")
    call_lists.edit_call_list(desk, "春季", script="开场")
    objections.add_objection(desk, "太贵了", answer="先看样品再谈")
    desk.close()
    run = open_run(columns=45, rows=20)
    run.until("Enter dials")
    run.press("t")
    run.until("您好，请问是甲公司吗？")
    run.press("t?")
    run.until("Any key goes on")
    run.press("q")
    run.until("Enter dials")
    run.press("b丙公司\r")
    run.until("customer: c3 丙公司")
    run.press(" o")
    run.until("1  太贵了")
    run.press("1\r")
    run.until("Agreed: 先看样品再谈")
    run.press("请她看目录\r")
    run.until("太贵了 -> 请她看目录")
    run.press("\r2")
    run.until("乙公司")
    run.press("q")
    assert run.ended() == 0
    desk = open_desk(spring, "周敏")
    assert [(one.reply) for one in objections.meetings_of(desk, objections.find_objection(desk, "太贵"))] == [
        "请她看目录"
    ]
    desk.close()


def _work(run: Terminal, mine: list[str]) -> bool:
    """Make the next call there is: who picks up is told by the number; return whether there was one."""
    run.until(lambda terminal: terminal.shows("Enter dials") or terminal.shows("0 now:"))
    if not run.shows("Enter dials"):
        return False
    number = next(line.replace(" ", "") for line in run.lines() if line.strip().startswith("1 3 8"))
    mine.append(number)
    logged = f"dials {len(mine)} "
    run.press("\r")
    run.until("Dialling")
    if int(number) % 3 == 0:
        run.press(" 9")
        run.until("Why?")
        run.press("没预算\r")
        run.until("What was said?")
        run.press("\r")
    else:
        run.press("1")
    run.until(logged)
    return True


def _work_through(run: Terminal) -> list[str]:
    mine: list[str] = []
    while _work(run, mine):
        pass
    run.press("q")
    assert run.ended() == 0
    return mine


def test_two_reps_work_a_list_of_fifty_at_once_and_both_reports_are_right(
    spring: Path, open_run: Open, run: Run
) -> None:
    desk = open_desk(spring, "周敏")
    numbers = [
        customers.add_customer(desk, f"客户{place}", phones=[f"138{place:08}"], owner="").no
        for place in range(4, 51)
    ]
    fill(desk, "l1", numbers, "--ids")
    desk.close()
    with ThreadPoolExecutor(2) as pool:
        mine, hers = pool.map(_work_through, [open_run("陈伟"), open_run("李娜")])
    assert sorted([*mine, *hers]) == [f"138{place:08}" for place in range(1, 51)]
    assert min(len(mine), len(hers)) > 5
    day = calls_made(spring)[0].day.isoformat()
    for rep, dialled in (("陈伟", mine), ("李娜", hers)):
        report = run("report daily", "--date", day, "--rep", rep, "--format", "json", who="周敏").json()
        assert [one["number"] for one in report["calls"]] == dialled
        assert {one["call_list"] for one in report["calls"]} == {"春季"}
        reached = [number for number in dialled if int(number) % 3 == 0]
        counted = report["totals"]["calls"]
        assert (counted["attempts"], counted["dials"], counted["reached"]) == (
            len(dialled),
            len(dialled),
            len(reached),
        )
        assert [one["outcome"] for one in report["calls"]] == [
            "not_interested" if number in reached else "no_answer" for number in dialled
        ]
