"""The day's report handed in, corrected, commented on, signed, listed, and missed."""

import csv
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from crm_cli.services.desk import Desk
from tests.cli.conftest import Run

DAY = "--date 2026-11-20"
SATURDAY, MONDAY_AT_SEVEN, MONDAY_AT_NINE = (
    "2026-11-21T03:00:00+00:00", "2026-11-22T23:00:00+00:00", "2026-11-23T01:00:00+00:00",
)  # fmt: skip
STANDING = {"status", "submitted_at", "revision", "submissions", "sign_off", "corrections"}


@pytest.fixture(autouse=True)
def _reps_of_old(desk: Desk) -> None:
    """The reps are with the firm since January, whatever day the tests run."""
    with desk.change() as change:
        for no in (1, 2, 3):
            change.update("rep", no, created_at=datetime(2026, 1, 5, tzinfo=UTC))


@pytest.fixture
def day(firm: Run) -> Run:
    for line in ("call log 白云 talked --at '2026-11-20 10:00' --note 要目录", "plan add 白云 --date mon"):
        done = firm(line)
        assert done.exit_code == 0, done.stderr
    return firm


def daily(run: Run, *more: str, who: str = "陈伟") -> Any:
    return run(f"report daily {DAY} --format json", *more, who=who).json()


def test_tomorrow_is_shown_then_the_report_is_kept_and_shown_as_it_was(day: Run) -> None:
    done = day("report submit --problem 前台 --help-needed 新目录")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.index("p1") < done.stdout.index("u1: report of 陈伟 for 2026-11-20 submitted at 17:00")
    assert day("call edit k1 --note 不要目录").exit_code == 0
    assert day("call log 白云 no_answer --at '2026-11-20 16:50'").exit_code == 0
    found = daily(day)
    assert found.keys() >= STANDING
    assert (found["status"], found["submitted_at"], found["revision"]) == (
        "submitted",
        "2026-11-20T17:00:00+08:00",
        1,
    )
    assert [call["note"] for call in found["calls"]] == ["要目录"]
    assert found["problem"][0]["problem"] == "前台"
    records = {one["no"]: one for one in found["corrections"]["records"]}
    assert (records["k1"]["change"], records["k2"]["change"]) == ("changed", "added")
    assert records["k1"]["fields"] == [{"field": "note", "before": "要目录", "after": "不要目录"}]
    figures = {one["figure"]: (one["before"], one["after"]) for one in found["corrections"]["figures"]}
    assert figures["calls.dials"] == (1, 2)
    assert figures["calls.answer_rate"][1] == {"part": 1, "whole": 2, "rate": 0.5}
    assert len(daily(day, "--live")["calls"]) == 2
    table = list(csv.DictReader(io.StringIO(day("report daily --format csv").stdout)))
    assert [(row["no"], row["state"]) for row in table if row["block"] == "submissions"] == [
        ("u1", "submitted")
    ]
    noted = [row["note"] for row in table if row["block"] == "corrections"]
    assert "note: 要目录 -> 不要目录" in noted
    assert "1 -> 2" in noted
    text = day("report daily", terminal=True).stdout
    assert "submitted 17:00" in text
    assert "note: 要目录 → 不要目录" in " ".join(text.split())


def test_the_team_sees_who_has_and_what_was_corrected(day: Run) -> None:
    assert day("report submit").exit_code == 0
    assert day("call edit k1 --note 改").exit_code == 0
    found = daily(day, "--all", who="周敏")
    assert (found["status"], found["revision"]) == ("provisional", None)
    assert {one["rep"]: one["status"] for one in found["submissions"]} == {
        "陈伟": "submitted",
        "李娜": "provisional",
    }
    assert [one["no"] for one in found["corrections"]["records"]] == ["k1"]
    # A report nobody waits for counts neither here nor among those missing.
    assert day("report submit", who="周敏").exit_code == 0
    assert "1 of 2 submitted; not yet: 李娜" in day("report daily --all", who="周敏").stdout
    assert "1 of 2" in day("report missing", who="周敏").stdout


def test_again_says_what_changed_and_nothing_when_nothing_did(day: Run) -> None:
    assert day("report submit").exit_code == 0
    assert "nothing has changed" in day("report submit").stdout
    # An older day, typed late, moves the month to date and nothing of this day.
    assert day("call log 王丽 no_answer --at '2026-11-09 10:00'").exit_code == 0
    assert "nothing has changed" in day("report submit").stdout
    assert day("call edit k1 --grade B").exit_code == 0
    again = day("report submit").stdout
    assert "submitted again at 17:00, revision 2" in again
    assert "grade: - → B" in again
    assert (daily(day)["revision"], daily(day)["corrections"]["records"]) == (2, [])
    assert day("undo").exit_code == 0
    assert daily(day)["revision"] == 1


def test_late_and_final_by_the_firms_calendar(day: Run) -> None:
    with time_machine.travel(MONDAY_AT_SEVEN):
        assert "on time" in day(f"report submit {DAY}").stdout
    assert day("config set holidays 2026-11-23", who="周敏").exit_code == 0
    with time_machine.travel(MONDAY_AT_NINE):
        assert daily(day)["status"] == "submitted"
    assert day("config set holidays ''", who="周敏").exit_code == 0
    with time_machine.travel(MONDAY_AT_NINE):
        assert daily(day)["status"] == "final"
        assert day("call edit k1 --grade B").exit_code == 0
        refused = day(f"report submit {DAY}")
        assert (refused.exit_code, "final since 2026-11-23 08:00" in refused.stderr) == (4, True)
        assert day(f"report submit {DAY} --rep 陈伟", who="周敏").exit_code == 0
        assert daily(day)["status"] == "final"
        # The first one of a day that is final already is taken, and late.
        assert "late" in day(f"report submit {DAY} --rep 李娜", who="周敏").stdout
        assert {one["rep"]: one["status"] for one in daily(day, "--all", who="周敏")["submissions"]} == {
            "陈伟": "final",
            "李娜": "late",
        }


@pytest.mark.parametrize(
    ("line", "who", "code"),
    [
        ("report submit --date tomorrow", "陈伟", 4),
        ("report submit --rep 陈伟", "李娜", 4),
        ("report submit --rep 陈伟", "周敏", 0),
        ("report submit --rep 陈伟", None, 4),
        ("report submit", None, 2),
        ("report submit --rep 谁", "陈伟", 3),
        ("report sign 陈伟", "周敏", 4),
        ("report sign 陈伟", "李娜", 4),
        ("report sign u7", "周敏", 3),
        ("report comment 陈伟 ''", "周敏", 2),
        ("report comment 陈伟 好", "周敏", 4),
        ("report missing --rep 陈伟 --team 航空汽车组", "周敏", 2),
        ("report missing --format pdf", "周敏", 2),
    ],
)
def test_who_may_and_what_cannot_be(run: Run, line: str, who: str | None, code: int) -> None:
    assert run(line, who=who).exit_code == code


def test_an_assistant_types_for_a_rep_and_nobody_signs_their_own(run: Run) -> None:
    assert run("rep add 小林 --role assistant").exit_code == 0
    assert run("report submit --rep 陈伟", who="小林").exit_code == 0
    assert run("report sign 陈伟", who="小林").exit_code == 4
    assert run("report submit", who="周敏").exit_code == 0
    assert run("report sign 周敏", who="周敏").exit_code == 4


def test_comments_and_signatures_stand_in_the_boxes_of_the_form(day: Run, tmp_path: Path) -> None:
    day("report submit")
    day("report submit", who="李娜")
    assert run_ids(day, "report list --all --format ids") == ["u2", "u1"]
    signed = day("report sign - --comment '[/b] =1+1'", who="周敏", stdin="u1 u2\n")
    assert signed.exit_code == 0, signed.stderr
    assert "was signed already at 17:00" in day("report sign 陈伟", who="周敏").stdout
    added = day("report sign 陈伟 --comment 再看", who="周敏").stdout
    assert ("signed already" in added, "Comment on u1" in added) == (True, True)
    assert day("undo", who="周敏").exit_code == 0
    assert day("report comment 陈伟 约访再多两个", who="周敏").exit_code == 0
    text = day("report daily").stdout
    assert "周敏: [/b] =1+1" in text
    assert "约访再多两个" in text
    assert "周敏 2026-11-20 17:00" in text
    assert daily(day)["sign_off"][0]["comment"] == "[/b] =1+1\n约访再多两个"
    for name in ("r.html", "r.md", "r.xlsx", "r.csv"):
        assert day("report daily --output", str(tmp_path / name)).exit_code == 0
    assert "约访再多两个" in (tmp_path / "r.html").read_text()
    assert day("undo", who="周敏").exit_code == 0
    assert daily(day)["sign_off"][0]["comment"] == "[/b] =1+1"
    assert day("undo", who="周敏").exit_code == 0
    assert daily(day)["sign_off"] == []


def run_ids(run: Run, line: str) -> list[str]:
    return run(line).stdout.split()


def test_a_signature_stays_with_the_revision_it_was_put_under(day: Run) -> None:
    day("report submit")
    day("report sign 陈伟", who="周敏")
    day("call edit k1 --grade B")
    again = day("report submit")
    assert "周敏 had signed u1" in again.stderr
    assert day("report sign u1", who="周敏").exit_code == 4
    assert "(revision 1)" in day("report daily").stdout
    listed = day("report list --format json").json()
    assert [(one["no"], one["revision"], one["signed_by"], one["late"]) for one in listed] == [
        ("u2", 2, [], False)
    ]
    assert day("report list --unsigned --format ids").stdout.split() == ["u2"]
    # What a manager has said keeps the revision from being taken back under it.
    assert day("undo h1").exit_code != 0


def test_the_list_says_how_much_was_corrected(day: Run) -> None:
    day("report submit")
    day("call edit k1 --note 改")
    assert day("report list --corrections --format json").json()[0]["corrections"] == 1
    assert set(day("report list --format json").json()[0]) == {
        "no", "id", "day", "rep_no", "rep", "team_no", "team", "revision", "submitted_at", "first_at", "created_at",
        "created_by", "late", "signed_by", "comment",
    }  # fmt: skip


def missing(run: Run, *more: str) -> list[tuple[str, str]]:
    found = run("report missing --format json", *more, who="周敏").json()
    return [(one["day"], one["rep"]) for one in found["rows"]]


def test_missing_leaves_out_who_is_away_days_off_and_who_came_later(day: Run, desk: Desk) -> None:
    assert [rep for _day, rep in missing(day)] == ["陈伟", "李娜"]
    day("report submit")
    assert [rep for _day, rep in missing(day)] == ["李娜"]
    assert day("rep away 李娜 --reason 年假", who="周敏").exit_code == 0
    assert missing(day) == []
    text = day("report missing", who="周敏").stdout
    assert "Everyone has reported." in text
    assert "李娜 (年假)" in text
    with desk.change() as change:
        change.update("rep", 2, created_at=datetime(2026, 11, 19, 1, tzinfo=UTC))
    assert missing(day, "--from", "2026-11-18", "--to", "2026-11-30") == [
        ("2026-11-18", "陈伟"), ("2026-11-19", "陈伟"), ("2026-11-19", "李娜"),
    ]  # fmt: skip
    assert "Nobody's report is expected." in day("report missing --date 2026-11-21", who="周敏").stdout


def test_a_working_weekend_counts_and_a_holiday_does_not(run: Run) -> None:
    assert run("config set extra_working_days 2026-11-21", who="周敏").exit_code == 0
    assert run("config set holidays 2026-11-20", who="周敏").exit_code == 0
    with time_machine.travel(SATURDAY):
        assert {day for day, _rep in missing(run, "--from", "2026-11-20", "--to", "2026-11-21")} == {
            "2026-11-21"
        }


def test_missing_says_what_was_logged_and_the_last_one_handed_in(day: Run, tmp_path: Path) -> None:
    day("report submit --date 2026-11-18")
    row = day("report missing --format json", who="周敏").json()["rows"][0]
    assert (row["rep"], row["calls"], row["visits"], row["last_submitted"]) == ("陈伟", 1, 0, "2026-11-18")
    for name in ("m.html", "m.md", "m.xlsx", "m.csv", "m.txt"):
        assert day("report missing --output", str(tmp_path / name), who="周敏").exit_code == 0
    assert "陈伟,r1" in (tmp_path / "m.csv").read_text()


def test_of_two_programs_at_once_one_hands_it_in(database_path: Path, day: Run) -> None:
    program = "from crm_cli.__main__ import main; main()"
    command = [sys.executable, "-c", program, "--db", str(database_path), "--as", "陈伟", "report", "submit"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in "12"]
    told = [one.communicate()[0].decode() for one in running]
    assert [one.returncode for one in running] == [0, 0]
    assert sum("nothing has changed" in text for text in told) == 1
    assert len(day("report list --format json").json()) == 1


def test_who_says_no_on_a_terminal_hands_nothing_in(day: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: "n")
    assert day("report submit", terminal=True).exit_code == 1
    assert daily(day)["status"] == "provisional"
    monkeypatch.setattr("builtins.input", lambda _question: "y")
    assert day("report submit", terminal=True).exit_code == 0
    assert daily(day)["status"] == "submitted"


def test_an_empty_firm_hands_in_an_empty_day(run: Run) -> None:
    assert run("report submit").exit_code == 0
    shown = run("report daily")
    assert "Nothing was logged." in shown.stdout
    assert run("report list --all --date 2026-01-01 --format json").json() == []


def test_the_keys_of_how_a_report_stands_are_frozen(day: Run) -> None:
    day("report submit")
    day("report sign 陈伟 --comment 好", who="周敏")
    day("call edit k1 --note 改")
    found = daily(day)
    assert set(found["submissions"][0]) == {"no", "rep", "rep_no", "status", "submitted_at", "revision"}
    assert set(found["sign_off"][0]) == {"no", "of", "revision", "rep", "role", "comment", "signed_at"}
    assert set(found["corrections"]) == {"records", "figures"}
    assert set(found["corrections"]["records"][0]) == {
        "change", "noun", "no", "rep", "customer", "customer_no", "fields", "at", "by",
    }  # fmt: skip
    missed = day("report missing --format json", who="周敏").json()
    assert set(missed) == {"date", "scope", "expected", "rows", "away"}
    assert set(missed["rows"][0]) == {"day", "rep", "rep_no", "team", "calls", "visits", "last_submitted"}
    assert tuple(day("report morning --format json").json()) == (
        "date", "scope", "currency", "plans", "callbacks", "others_callbacks", "due", "overdue", "left_open", "use_dates",
        "pool", "away",
        "last_day", "rows", "missing", "comments", "corrections", "doubts",
    )  # fmt: skip


@pytest.mark.parametrize("whose", ["", "--all"])
def test_a_day_to_come_is_not_waited_for(run: Run, whose: str) -> None:
    assert "the day is still to come" not in run(f"report daily {whose}").stdout
    for ahead in ("2026-11-23", "2026-11-28"):
        shown = run(f"report daily --date {ahead} {whose}").stdout
        assert "the day is still to come" in shown
        assert "submitted" not in shown
