"""`crm call run` where windows close, change or are none at all, and where nothing can be called."""

import os
import signal
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from crm_cli.services import call_lists
from crm_cli.services.desk import open_desk
from tests.cli.call_run.conftest import Open, calls_made
from tests.cli.conftest import Run


@pytest.mark.parametrize("how", ["hang up", "break", "terminate", "power cut"])
def test_a_call_broken_off_is_kept_and_its_number_is_free(
    open_run: Open, spring: Path, tmp_path: Path, how: str
) -> None:
    run = open_run()
    run.until("Enter dials")
    run.press("\re")
    run.until("Note:")
    run.press("老板姓陈")
    run.until("老板姓陈")
    if how == "power cut":
        run.press("\r")
        run.until("note: 老板姓陈")
        os.kill(run.process.pid, signal.SIGKILL)
    elif how == "hang up":
        run.hang_up()
    elif how == "break":
        run.press("\x03")
    else:
        os.kill(run.process.pid, signal.SIGTERM)
    run.ended()
    drafts = list((tmp_path / "state" / "crm").glob("call-*.json"))
    assert [draft.stat().st_mode & 0o777 for draft in drafts] == [0o600]
    other = open_run("李娜")
    # Who had no time to free the number has it until the lease ends.
    other.until("乙公司" if how == "power cut" else "甲公司")
    other.press("q")
    other.ended()
    again = open_run()
    again.until("Left without an outcome")
    assert again.shows("note: 老板姓陈")
    again.press("1")
    again.until("Call k1")
    again.press("q")
    again.ended()
    assert [(call.outcome, call.note, call.rep) for call in calls_made(spring)] == [
        ("no_answer", "老板姓陈", "陈伟")
    ]
    assert list((tmp_path / "state" / "crm").glob("call-*.json")) == []


def test_a_note_looked_at_again_and_left_is_not_lost(open_run: Open) -> None:
    run = open_run()
    run.until("Enter dials")
    run.press("e老板姓陈\r")
    run.until("note: 老板姓陈")
    run.press("e")
    run.until("> 老板姓陈")
    run.press("\x1b")
    run.until("Enter dials")
    run.hang_up()
    run.ended()
    again = open_run()
    again.until("note: 老板姓陈")
    # It was not dialled yet: it goes on as if the window had stayed open.
    again.press("\r")
    again.until("Dialling 0:0")
    again.press("1")
    again.until("乙公司")


def test_a_call_logged_in_the_moment_of_a_power_cut_is_not_asked_about_again(
    open_run: Open, spring: Path, tmp_path: Path
) -> None:
    run = open_run()
    run.until("Enter dials")
    run.press("\r")
    run.until("Dialling 0:0")
    state = tmp_path / "state" / "crm"
    draft = wait_for_draft(state)
    kept = draft.read_bytes()
    run.press("1")
    run.until("乙公司")
    run.press("q")
    run.ended()
    assert not draft.exists()
    draft.write_bytes(kept)
    again = open_run()
    again.until("乙公司")
    assert not again.shows("Left without an outcome")
    again.press("q")
    again.ended()
    assert len(calls_made(spring)) == 1


def wait_for_draft(state: Path) -> Path:
    end = time.monotonic() + 10
    while not (found := list(state.glob("call-*.json"))):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found[0]


def test_a_list_renamed_or_paused_in_the_middle_does_not_end_the_run(open_run: Open, spring: Path) -> None:
    run = open_run()
    run.until("Enter dials")
    desk = open_desk(spring, "周敏")
    call_lists.edit_call_list(desk, "春季", name="夏季")
    run.press("\r1")
    run.until("乙公司")
    call_lists.set_state(desk, "夏季", "paused")
    run.press("\r")
    run.until("夏季 is paused.")
    call_lists.resume(desk, "夏季")
    desk.close()
    run.press("\r")
    run.until("乙公司")
    run.press("q")
    assert run.ended() == 0


def test_a_dial_command_that_fails_leaves_the_call_to_be_made_by_hand(
    open_run: Open, spring: Path, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text(
        f"dial = \"{sys.executable} -c 'raise SystemExit(3)' {{number}}\"\n"
    )
    run = open_run()
    run.until("Enter dials")
    run.press("\r")
    run.until("ended with 3. Dial it by hand.")
    assert run.shows("Dialling 0:0")
    run.press("1")
    run.until("乙公司")
    run.press("q")
    run.ended()
    assert len(calls_made(spring)) == 1


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant"])
def test_no_line_is_cut_through_a_wide_character_at_any_size(open_run: Open, lang: str) -> None:
    run = open_run(columns=45, rows=20, lang=lang)
    run.until("甲公司")
    run.press("\r6")
    run.until("3:05")
    run.resize(31, 12)
    run.until(lambda terminal: ">" in terminal.lines()[10])
    run.press("0:09\r")
    run.until(lambda terminal: terminal.shows("+3d"))
    run.press("周五 送样品给她看看然后约见面的时间再谈")
    run.until("约见面的时间再谈")
    assert "\ufffd" not in run.text
    run.press("\x1b")
    run.until(lambda terminal: ">" not in terminal.lines()[10])
    run.press("q")
    assert run.ended() == 0


def test_one_rep_has_one_run_and_a_window_may_change_its_size(open_run: Open) -> None:
    run = open_run(columns=45, rows=20, lang="zh-Hans")
    run.until("甲公司")
    assert len([line for line in run.lines() if line]) > 10
    run.resize(100, 30)
    run.until(lambda terminal: bool(terminal.lines()[29]))
    second = open_run()
    assert second.ended() == 4
    assert "陈伟 is on the phone in another window already." in second.text


@pytest.mark.usefixtures("friday")
def test_a_pipe_types_lines(run: Run, spring: Path) -> None:
    typed = "\n".join(
        [
            "",
            "talked",
            "3:05",
            "周一 送样",
            "好说话",
            "",
            "9",
            "0:30",
            "太贵",
            "不急",
            "u",
            "x",
            "投诉过",
            "",
            "别打",
            "q",
        ]
    )
    done = run("call run 春季", stdin=typed + "\n")
    assert done.exit_code == 0, done.said
    assert "2 calls logged." in done.stdout
    made = calls_made(spring)
    assert [(one.customer, one.outcome, one.talk_seconds) for one in made] == [
        ("甲公司", "talked", 185),
        ("乙公司", "do_not_call", 30),
    ]
    assert made[0].next_step == "送样"


@pytest.mark.usefixtures("friday")
def test_a_run_says_who_cannot_and_why_there_is_nothing(run: Run, spring: Path) -> None:
    assert run("call run", who=None).exit_code == 2
    assert run("call run 夏季").exit_code == 3
    assert run("calllist pause 春季", who="周敏").exit_code == 0
    assert run("call run 春季").exit_code == 4
    empty = run("call run", stdin="\n")
    assert empty.exit_code == 0
    assert "0 now: no open list." in empty.stdout


@pytest.mark.parametrize(
    ("typed", "code", "reason"),
    [
        ("--ignore-hours 春季", 0, ""),
        ("春季 --ignore-hours --reason 对方要求", 0, "对方要求"),
        # As it was typed before, with the reason behind the option.
        ("春季 --ignore-hours 对方要求", 0, "对方要求"),
        ("--ignore-hours 对方要求", 0, "对方要求"),
        ("春季 对方要求", 3, None),
        ("春季 春季 --ignore-hours", 2, None),
    ],
)
@pytest.mark.usefixtures("friday")
def test_the_reason_of_a_waiver_is_told_from_the_list(
    run: Run, spring: Path, typed: str, code: int, reason: str | None
) -> None:
    done = run(f"call run {typed}", stdin="q\n")
    assert done.exit_code == code, done.said
    with sqlite3.connect(spring) as connection:
        kept = connection.execute("select reason from hours_waiver").fetchall()
    assert kept == ([(reason,)] if reason is not None else [])
