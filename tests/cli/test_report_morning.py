"""`crm report morning`: the day ahead, the last working day, and what is worth a word."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from crm_cli.services.desk import Desk
from tests.cli.conftest import Run

MONDAY = "2026-11-23T00:30:00+00:00"


@pytest.fixture
def monday(firm: Run, desk: Desk) -> Run:
    """A Friday of 陈伟, handed in, commented on and corrected; 李娜 handed in nothing and is away on Monday."""
    with desk.change() as change:
        for no in (1, 2, 3):
            change.update("rep", no, created_at=datetime(2026, 1, 5, tzinfo=UTC))
    lines = {
        "陈伟": (
            "call log 白云 talked --at '2026-11-20 10:00' --grade A",
            "customer edit c1 --use-date 2026-12-01 --need later",
            "plan add 白云 --date 'mon 14:00' --purpose 送样",
            "step add 白云 'mon 15:00' --callback",
            "step add 白云 'mon 报价'",
            "task add '2026-11-19 交报表'",
            "report submit",
            "call edit k1 --note 补记",
        ),
        "周敏": (
            "goal add visits 8 --rep 陈伟",
            "report comment 陈伟 =加油",
            "rep away 李娜 --from mon --reason 年假",
        ),
    }
    for who, typed in lines.items():
        for line in typed:
            done = firm(line, who=who)
            assert done.exit_code == 0, (line, done.stderr)
    return firm


def test_the_sheet_of_the_firm_has_everything_a_meeting_needs(monday: Run) -> None:
    with time_machine.travel(MONDAY):
        found = monday("report morning --format json", who="周敏").json()
        text = monday("report morning", who="周敏").stdout
    assert (found["date"], found["last_day"], found["scope"]["kind"]) == ("2026-11-23", "2026-11-20", "firm")
    assert [one["purpose"] for one in found["plans"]] == ["送样"]
    assert [one["kind"] for one in found["callbacks"]] == ["callback"]
    assert ([one["words"] for one in found["due"]], [one["words"] for one in found["overdue"]]) == (
        ["报价"],
        ["交报表"],
    )
    assert [one["customer_no"] for one in found["use_dates"]] == ["c1"]
    rows = {one["rep"]: one for one in found["rows"]}
    assert rows["陈伟"]["attempts"] == {"part": 1, "whole": None, "rate": None}
    assert rows["陈伟"]["visits"] == {"part": 0, "whole": 8, "rate": 0.0}
    assert [one["rep"] for one in found["missing"]] == ["李娜"]
    assert [one["reason"] for one in found["away"]] == ["年假"]
    assert [(one["of"], one["comment"]) for one in found["comments"]] == [("陈伟", "=加油")]
    assert [one["no"] for one in found["corrections"]] == ["k1"]
    for told in (
        "14:00",
        "15:00",
        "not submitted for 2026-11-20  李娜",
        "李娜 2026-11-23 年假",
        "周敏: =加油",
    ):
        assert told in text


def test_a_list_cut_short_says_so(monday: Run) -> None:
    for day in range(1, 18):
        monday(f"task add '2026-11-{day:02} 交表'")
    with time_machine.travel(MONDAY):
        assert "Overdue (18, the 15 oldest)" in monday("report morning", who="陈伟").stdout
    assert "Overdue (18, the 8 oldest)" in monday("report submit", who="陈伟").stdout


def test_what_is_overdue_is_counted_alike_today_and_before_submitting(monday: Run) -> None:
    with time_machine.travel("2026-11-19T01:00:00+00:00"):
        assert monday("callback add c1 '2026-11-19 15:00 问方案'").exit_code == 0
    today, proof = monday("today --format json").json(), monday("report submit", who="陈伟").stdout
    assert (len(today["overdue"]), "Overdue (1)" in proof) == (1, True)
    assert "Callbacks of earlier days (1)" in proof


def test_a_reps_own_sheet_has_only_theirs(monday: Run) -> None:
    with time_machine.travel(MONDAY):
        mine = monday("report morning --format json").json()
        hers = monday("report morning --format json", who="李娜").json()
    assert (mine["scope"]["name"], len(mine["plans"]), [one["rep"] for one in mine["rows"]]) == (
        "陈伟",
        1,
        ["陈伟"],
    )
    assert (hers["plans"], hers["due"], hers["comments"], hers["corrections"]) == ([], [], [], [])


def test_every_format_and_an_empty_firm(monday: Run, tmp_path: Path) -> None:
    for name in ("m.html", "m.md", "m.xlsx", "m.csv", "m.txt", "m.json"):
        assert monday("report morning --date 2026-11-23 --all --output", str(tmp_path / name)).exit_code == 0
    lines = (tmp_path / "m.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("block,no,at,rep,customer")
    assert any(line.startswith("comments,") and "'=加油" in line for line in lines)
    empty = monday("report morning --team 航空汽车组 --date 2020-01-06")
    assert (empty.exit_code, "none" in empty.stdout) == (0, True)
    assert monday("report morning --rep 陈伟 --all").exit_code == 2
