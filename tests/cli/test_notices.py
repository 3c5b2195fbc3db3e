"""What others change of mine is told: in today, in the reminder, in the list; and taken back with the change."""

from pathlib import Path

import pytest

from crm_cli.domain.cleaning import cell_width
from crm_cli.services import reps
from crm_cli.services.desk import open_desk
from tests.cli.conftest import Run

BAIYUN = "广州白云航空服务有限公司"
# What a manager types, and the notices 陈伟 and 李娜 get by it (kind, what it is about, was, now).
CHANGES = [
    ("plan add 白云 '2026-11-24 15:00' --rep 陈伟 --purpose 送样", {"陈伟": [("planned", "p3")]}),
    ("plan add 白云 2026-11-24 --rep 陈伟 --rep 李娜", {"陈伟": [("planned", "p3")], "李娜": [("planned", "p3")]}),
    ("plan add 白云 2026-11-24 --rep 周敏", {}),
    ("plan move p1 2026-11-25 --reason 下雨", {"陈伟": [("moved", "p3")]}),
    ("plan cancel p1 --by them --reason 放假", {"陈伟": [("cancelled", "p1")]}),
    ("plan incident p1 --reason 堵车", {"陈伟": [("cancelled", "p1")]}),
    ("plan done p1", {}),
    ("plan edit p1 --date '2026-11-24 15:30'", {"陈伟": [("moved", "p1")]}),
    ("plan edit p1 --purpose 谈合同", {"陈伟": [("changed", "p1")]}),
    ("plan edit p1 --order 4", {}),
    ("plan assign p1 --rep 李娜", {"陈伟": [("taken_away", "p1")], "李娜": [("assigned", "p1")]}),
    ("plan assign p1 --rep 陈伟 --rep 李娜", {"李娜": [("assigned", "p1")]}),
    ("--yes plan remove p1", {"陈伟": [("cancelled", None)]}),
    ("plan move p1 p2 2026-11-25 --reason 下雨", {"陈伟": [("moved", "p4"), ("moved", "p3")]}),
    ("step snooze s1 +5d", {"陈伟": [("moved", "s1")]}),
    ("step cancel s1", {"陈伟": [("cancelled", "s1")]}),
    ("step done s1", {}),
    ("step assign s1 李娜", {"陈伟": [("taken_away", "s1")], "李娜": [("assigned", "s1")]}),
    ("step edit s1 --words 改报价", {"陈伟": [("changed", "s1")]}),
    ("step edit s1 --anyone", {}),
    ("--yes step remove s1", {"陈伟": [("cancelled", None)]}),
    ("step add 白云 '+2d 送目录' --rep 李娜", {"李娜": [("assigned", "s3")]}),
    ("callback add 白云 'mon 10:00' --rep 李娜", {"李娜": [("assigned", "s3")]}),
    ("callback move s2 'tue 10:00'", {"陈伟": [("moved", "s2")]}),
    ("callback cancel s2 不打了", {"陈伟": [("cancelled", "s2")]}),
    ("callback give s2 李娜", {"陈伟": [("taken_away", "s2")], "李娜": [("assigned", "s2")]}),
    ("callback take s2 --now", {"陈伟": [("taken_away", "s2")]}),
    ("call log 王丽 talked --transfer 李娜", {"李娜": [("assigned", "s3")]}),
    ("customer assign 白云 李娜", {"陈伟": [("taken_away", None)], "李娜": [("assigned", None)]}),
    ("customer edit 白云 --owner ''", {"陈伟": [("taken_away", None)]}),
    ("rep away 陈伟 --from mon --until wed --reason 年假", {"陈伟": [("changed", None)]}),
    ("--yes customer handover 陈伟 李娜", {"陈伟": [("taken_away", None)], "李娜": [("assigned", None)]}),
]  # fmt: skip


@pytest.fixture
def busy(firm: Run) -> Run:
    """陈伟 has two plans on Tuesday, a step on Monday and a callback."""
    for line in (
        "plan add 白云 '2026-11-24 14:00' --purpose 送样",
        "plan add 白云 2026-11-24",
        "step add 白云 'mon 报价'",
        "callback add 王丽 'mon 15:00'",
    ):
        assert firm(line).exit_code == 0
    assert firm("notice list --all --format json").json() == []
    return firm


def _kinds(run: Run, rep: str) -> list[tuple[str, str | None]]:
    found = run(f"notice list --rep {rep} --format json").json()
    return [(one["kind"], one["plan_no"] or one["step_no"]) for one in found]


@pytest.mark.parametrize(("line", "told"), CHANGES, ids=[line for line, _told in CHANGES])
def test_whom_a_change_is_told(busy: Run, line: str, told: dict[str, list[tuple[str, str | None]]]) -> None:
    done = busy(line, who="周敏")
    assert done.exit_code == 0, done.stderr
    assert {rep: _kinds(busy, rep) for rep in ("陈伟", "李娜", "周敏") if _kinds(busy, rep)} == told
    assert busy("undo", who="周敏").exit_code == 0
    assert busy("notice list --all --format json").json() == []
    assert busy("redo", who="周敏").exit_code == 0
    assert len(busy("notice list --all --format json").json()) == sum(map(len, told.values()))


def test_a_meeting_floor_moved_and_days_away_are_told_in_words(busy: Run) -> None:
    for line in (
        "building add 环球大厦 --floors 4 --units 01-03",
        "sweep plan 环球大厦 --team 陈伟:down --team 李娜:up --meet 3 --date 2026-11-20",
        "sweep edit 环球大厦 --meet 3",
        "sweep edit 环球大厦 --meet 2",
    ):
        assert busy(line).exit_code == 0
    told = [one["sentence"] for one in busy("notice list --rep 李娜 --format json", who="李娜").json()]
    assert told[0] == "陈伟 changed w1 环球大厦 · They meet at floor 2."
    assert len(told) == 2
    for line in ("rep away 陈伟 --from mon --until wed --reason 年假", "rep back y1"):
        assert busy(line, who="周敏").exit_code == 0
    told = [one["sentence"] for one in busy("notice list --format json").json()]
    assert told[1] == "周敏 changed the days you are away · 2026-11-23 – 2026-11-25 · 年假"
    assert told[0].startswith("周敏 changed the days you are away · y1: 陈伟 will not be away")


def test_what_i_change_myself_is_no_news(busy: Run) -> None:
    assert busy("step assign s1 陈伟", who="周敏").exit_code == 0
    for line in ("plan move p1 +1d --reason 下雨", "step snooze s1 +3d", "callback move s2 'tue 10:00'"):
        assert busy(line).exit_code == 0
    assert busy("notice list --all --format json").json() == []


def test_today_tells_until_it_is_seen(busy: Run) -> None:
    busy("plan move p1 '2026-11-25 15:00' --reason '[/b]下雨'", who="周敏")
    line = f"j1  周敏 moved p3 {BAIYUN} · 2026-11-24 Tue 14:00 → 2026-11-25 Wed 15:00 · [/b]下雨"
    assert line in busy("today").stdout
    assert line not in busy("today", who="李娜").stdout
    found = busy("today --format json").json()["notices"]
    assert [(one["no"], one["was"], one["now"]) for one in found] == [
        ("j1", "2026-11-24T06:00:00.000Z", "2026-11-25T07:00:00.000Z")
    ]
    assert busy("notice seen j1", who="李娜").exit_code == 4
    assert busy("notice seen j1").stdout == "1 notice seen.\n"
    assert busy("notice seen").stdout == "There is nothing new.\n"
    assert "周敏" not in busy("today").stdout
    assert busy("notice list --new --format json").json() == []
    assert len(busy("notice list --seen --format json").json()) == 1
    # That it was read does not keep the change from being taken back.
    assert busy("undo", who="周敏").exit_code == 0
    assert busy("plan show p1 --format json").json()["state"] == "planned"


def test_many_at_once_are_one_line_and_many_lines_are_cut(busy: Run) -> None:
    for _more in range(12):
        busy("task add 'mon 交报表'")
    busy("step snooze " + " ".join(f"s{no}" for no in range(3, 15)) + " tue", who="周敏")
    told = busy("today").stdout
    assert "周敏 moved 12 records (交报表) · 2026-11-23 Mon → 2026-11-24 Tue" in told
    for no in range(3, 15):
        busy(f"step snooze s{no} wed", who="周敏")
    told = busy("today").stdout
    assert told.count("周敏 moved s") == 10
    assert "… and 3 more: crm notice list --new" in told


def test_a_handover_is_one_notice_with_its_count(busy: Run) -> None:
    done = busy("--yes customer handover 陈伟 李娜", who="周敏")
    assert done.exit_code == 0, done.stderr
    [found] = busy("notice list --format json", who="李娜").json()
    # A customer, a step, a callback and two plans.
    assert (found["items"], found["was"], found["words"]) == (5, "陈伟", BAIYUN)
    assert f"周敏 gave you 5 records ({BAIYUN}), before: 陈伟" in busy("today", who="李娜").stdout
    assert f"周敏 gave 5 records ({BAIYUN}) to 李娜" in busy("today").stdout


def test_the_reminder_announces_a_notice_once(busy: Run) -> None:
    busy("plan cancel p1 --reason 下雨", who="周敏")
    told = f"陈伟 · 周敏 cancelled p1 {BAIYUN} · 2026-11-24 Tue 14:00 · 下雨"
    assert busy("remind").stdout == f"{told}\n"
    assert busy("remind --rep 李娜").stdout == ""
    assert busy("notice seen").exit_code == 0
    assert busy("remind").stdout == ""


def test_a_callback_taken_is_told_once_in_today(busy: Run) -> None:
    assert busy("callback give s2 李娜", who="周敏").exit_code == 0
    told = busy("today").stdout
    assert told.count("s2") == 1
    assert "李娜 has it now, 周敏 gave it." in told


def test_nobody_known_has_seen_nothing(busy: Run, database_path: Path) -> None:
    busy("plan cancel p1 --reason 下雨", who="周敏")
    assert busy("notice seen", who=None).exit_code == 4
    assert busy("notice seen j9").exit_code == 3
    desk = open_desk(database_path, "周敏")
    reps.edit_rep(desk, "陈伟", name="2026-11-99Z")
    desk.close()
    busy("plan assign p2 --rep 李娜", who="周敏")
    assert "before: 2026-11-99Z" in busy("today", who="李娜").stdout


def test_the_keys_of_a_notice_are_promised(busy: Run) -> None:
    busy("plan cancel p1 --reason 下雨", who="周敏")
    [found] = busy("notice list --format json").json()
    assert sorted(found) == [
        "at",
        "created_at",
        "created_by",
        "id",
        "items",
        "kind",
        "no",
        "now",
        "plan_no",
        "reason",
        "rep",
        "rep_no",
        "seen_at",
        "sentence",
        "step_no",
        "sweep_no",
        "was",
        "words",
    ]


def test_a_narrow_terminal_crops_no_word_of_a_notice(busy: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "45")
    monkeypatch.setenv("NO_COLOR", "1")
    busy("plan edit p1 --date '2026-11-24 15:30'", who="周敏")
    busy("plan edit p1 --purpose 谈明年的框架合同 --expect 签", who="周敏")
    for line in ("today", "notice list"):
        told = busy(line, terminal=True).stdout
        assert all(cell_width(one) <= 45 for one in told.splitlines()), told
        joined = "".join(told.split())
        assert "2026-11-24Tue14:00→2026-11-24Tue15:30" in joined
        assert "谈明年的框架合同;签" in joined
    busy("notice seen")
    assert "[seen]" in busy("notice list", terminal=True).stdout
    assert "no\tat\t" in busy("notice list").stdout


def test_who_is_turned_round_is_told_and_their_day_says_so(firm: Run) -> None:
    for line in (
        "building add 中信广场 --floors 3-8 --units 01-04",
        "sweep plan 中信广场 --date 2026-11-23 --team 陈伟:down --lang zh-Hans",
        "sweep edit w1 --team 陈伟:up:3-5",
        "sweep join w1 --team 李娜:down",
        "sweep hand 801 --to 李娜 --sweep w1",
    ):
        done = firm(line, who="周敏")
        assert done.exit_code == 0, done.stderr
    said = {row["no"]: row["purpose"] for row in firm("plan list --all --format json").json()}
    assert said == {"p1": "Sweep, from the bottom up", "p2": "Sweep, from the top down"}
    assert "周敏 changed w1 中信广场 · Sweep, from the bottom up, 3-5" in firm("today").stdout
    assert "周敏 gave you w1 中信广场 801\n" in firm("today", who="李娜").stdout
    assert firm("sweep plan 中信 --date 2026-11-24 --purpose 送样册", who="周敏").exit_code == 0
    assert firm("sweep edit w1 --team 陈伟:down", who="周敏").exit_code == 0
    said = {row["no"]: row["purpose"] for row in firm("plan list --all --format json").json()}
    assert (said["p1"], said["p3"]) == ("Sweep, from the top down", "送样册")


def test_a_sweep_tells_who_was_put_on_it_and_taken_off(firm: Run) -> None:
    def told() -> list[tuple[str, str]]:
        return [(one["kind"], one["now"]) for one in firm("notice list --rep 李娜 --format json").json()]

    for line in (
        "building add 中信广场 --floors 3-8 --units 01-04",
        "sweep plan 中信广场 --date 2026-11-23 --team 陈伟:down",
        "sweep join w1 --rep 李娜",
        "sweep plan 中信广场 --date 2026-11-24",
        "sweep leave w1 --rep 李娜",
    ):
        done = firm(line, who="周敏")
        assert done.exit_code == 0, done.stderr
    # The newest first: off the sweep, its second day, and on to the first one.
    assert told() == [("taken_away", ""), ("planned", "2026-11-24"), ("planned", "2026-11-23")]
    assert firm("undo", who="周敏").exit_code == 0
    assert len(told()) == 2
    assert firm("sweep cancel w1 --reason 装修", who="周敏").exit_code == 0
    assert [kind for kind, _now in told()][:2] == ["cancelled", "cancelled"]
    assert "周敏 planned for you: p1 中信广场 · 2026-11-23 Mon" in firm("today", who="李娜").stdout
    assert "11-23 Mon" in firm("agenda --all --day 2026-11-23", terminal=True).stdout
