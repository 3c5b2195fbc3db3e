"""`crm pool` and `crm customer handover` as they are typed: lists, questions, scripts, two at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine

from crm_cli.services.desk import Desk
from tests.cli.conftest import Run


@pytest.fixture
def shop(firm: Run) -> Run:
    """白云 (c1) of 陈伟, and three customers nobody owns, one with a name for every renderer."""
    for name in ("公海甲", "[/b]=1+1", "公海丙"):
        assert firm(f"customer add {name} --owner ''").exit_code == 0
    return firm


def test_the_pool_lists_who_may_be_claimed(shop: Run) -> None:
    rows = shop("pool list --format json").json()
    assert [row["no"] for row in rows] == ["c4", "c3", "c2"]
    assert " ".join(sorted(rows[0])) == (
        "building city claimable_on created_at district grade held_by held_by_no how id industry last_touch_at"
        " name no phone pooled_on reason stage"
    )
    shown = shop("pool list", terminal=True).stdout
    assert "[/b]=1+1" in shown
    assert "held last by" not in shown
    assert shop("pool list --format ids --limit 1").stdout == "c4\n"
    for line, code in (
        ("--rep 李娜", 2),
        ("--warned --city 广州", 2),
        ("--grade Z", 2),
        ("--from 无此人", 3),
    ):
        assert shop(f"pool list {line}").exit_code == code, line


def test_claiming_and_giving_back_take_many_in_one_change(shop: Run) -> None:
    numbers = shop("pool list --format ids").stdout
    assert "7 more claims today." in shop("pool claim - c3", stdin=numbers).stdout
    refused = shop("pool claim c1")
    assert (refused.exit_code, "is yours already; nothing was claimed" in refused.stderr) == (4, True)
    refused = shop("pool claim c1", who="李娜")
    assert (refused.exit_code, "belongs to 陈伟; nothing was claimed" in refused.stderr) == (4, True)
    assert "(6 rows)" in shop("undo").stdout
    shop("pool claim c2 c3")
    assert shop("pool release c2 c3 --reason 太远").exit_code == 0
    again = shop("pool claim c2")
    assert (again.exit_code, "again from 2026-11-27 on" in again.stderr) == (4, True)
    (lost, _other) = shop("pool list --mine --format json").json()
    assert (lost["how"], lost["held_by"], lost["reason"], lost["claimable_on"]) == (
        "released", "陈伟", "太远", "2026-11-27",
    )  # fmt: skip
    assert "may be claimed from" in shop("pool list", terminal=True).stdout
    assert shop("pool claim c2", who="李娜").exit_code == 0
    # Taking one by hand is a claim too.
    assert shop("customer assign c3 陈伟").exit_code == 4
    assert shop("customer assign c3 陈伟", who="周敏").exit_code == 0


def test_nobody_known_claims_for_nobody(shop: Run) -> None:
    assert shop("pool claim c2", who=None).exit_code == 2
    assert shop("pool release c1", who=None).exit_code == 4
    assert shop("pool claim c2 --rep 李娜", who=None).exit_code == 0
    assert shop("pool claim c99").exit_code == 3


def test_cron_warns_and_today_says_so(shop: Run, desk: Desk) -> None:
    assert "nobody loses a customer" in shop("pool collect", who=None).stdout
    shop("config set pool_days A=1", who="周敏")
    shop("config set pool_warning_days 1", who="周敏")
    shop("customer edit c1 --grade A")
    with desk.change() as change:
        change._stamp = "2026-11-01T00:00:00.000Z"
        change.insert("customer", name="久未联系", owner_no=1, grade="A")
    dry = shop("pool collect --dry-run", who=None)
    assert dry.stdout.splitlines() == [
        "陈伟: 1 customer goes to the pool unless touched by 2026-11-23: c5 久未联系",
        "Nothing was changed.",
    ]
    (told,) = shop("pool collect --format json", who=None).json()
    assert (told["kind"], told["no"], told["owner"], told["due_on"]) == ("warned", "c5", "陈伟", "2026-11-23")
    assert "Nobody is to be warned" in shop("pool collect", who=None).stdout
    assert "c5  up to 2026-11-23  久未联系  A" in shop("today").stdout
    assert [row["no"] for row in shop("today --format json").json()["warned"]] == ["c5"]
    assert [row["no"] for row in shop("pool list --warned --format json").json()] == ["c5"]
    assert shop("pool list --warned --format ids", who="李娜").stdout == ""
    assert shop("pool list --warned --format ids --all", who="李娜").stdout == "c5\n"
    assert shop("pool collect").exit_code == 4


def test_one_of_two_at_once_has_it(shop: Run, database_path: Path) -> None:
    line = [sys.executable, "-m", "crm_cli", "--db", str(database_path), "pool", "claim", "c2", "--as"]
    home = {**os.environ, "CRM_LANG": "en"}
    both = [
        subprocess.Popen([*line, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=home)
        for name in ("陈伟", "李娜")
    ]
    said = [process.communicate(timeout=60) for process in both]
    assert sorted(process.returncode for process in both) == [0, 4], said
    assert "nothing was claimed" in "".join(err.decode() for _out, err in said)


def test_a_handover_shows_what_goes_and_asks(shop: Run) -> None:
    shop("step add c1 'fri 送样'")
    shop("task add '+1d 写周报'")
    rehearsed = shop("customer handover 陈伟 李娜 --dry-run", who="周敏").stdout
    assert "陈伟 → 李娜: 1 customer; 1 step" in rehearsed
    assert "送样" in rehearsed
    assert "1 task of 陈伟 at no customer stays" in rehearsed
    plan = shop("customer handover 陈伟 李娜 --dry-run --format json --tasks", who="周敏").json()
    assert (plan["customers"], plan["steps"], plan["tasks"], plan["left_tasks"]) == (
        ["c1"],
        ["s1"],
        ["s2"],
        0,
    )
    asked = shop("customer handover 陈伟 李娜", who="周敏")
    assert (asked.exit_code, asked.stdout, "Say --yes" in asked.stderr) == (2, "", True)
    assert shop("customer handover 陈伟 李娜", who="周敏", terminal=True, stdin="n\n").exit_code == 1
    assert shop("customer list --owner 李娜 --format ids").stdout == ""
    done = shop("customer handover 陈伟 李娜 --customer -", who="陈伟", terminal=True, stdin="c1\ny\n")
    assert done.exit_code in {1, 2}, "stdin cannot answer twice"
    done = shop("customer handover 陈伟 李娜", who="周敏", terminal=True, stdin="y\n")
    assert "李娜 now has these of 陈伟: 1 customer; 1 step" in done.stdout
    assert shop("customer list --owner 李娜 --format ids").stdout == "c1\n"
    assert shop("customer handover 李娜 陈伟 --yes --customer -", who="李娜", stdin="c1").exit_code == 0


def test_a_rehearsal_on_a_day_off_says_so(shop: Run) -> None:
    shop("config set pool_days A=0", who="周敏")
    shop("customer edit c1 --grade A")
    with time_machine.travel("2026-11-21T09:00:00+00:00"):
        done = shop("pool collect --dry-run --format json", who="周敏")
        assert "2026-11-21 is a day off; this would happen on 2026-11-23:" in done.stderr
        assert [one["kind"] for one in done.json()] == ["warned"]
        assert "nothing was done" in shop("pool collect", who="周敏").stdout
