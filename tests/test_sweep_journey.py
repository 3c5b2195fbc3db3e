"""Two reps with one database sweep a tower of 30 × 12 in two processes at once, meet, finish it, and report it."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_cli.domain.outcomes import PRESETS

ROOT = Path(__file__).parents[1]
CRM = [sys.executable, "-c", "from crm_cli.__main__ import main; main()"]
TYPED = 4
"""Doors that each rep takes with commands of their own; the others go through the same services."""
REP = """
import json, os, subprocess, sys
from pathlib import Path
from crm_cli.services.desk import open_desk
from crm_cli.services.sweep_next import NoDoor, next_for
from tests.services.tower import knock
from tests.test_sweep_journey import TYPED, crm, line_of

name, path = sys.argv[1], Path(os.environ["CRM_DB"])
os.write(1, b"ready\\n")
sys.stdin.readline()
done = []
for _ in range(TYPED):
    unit = json.loads(crm(name, "sweep", "next", "--format", "json"))["unit"]
    crm(name, "knock", *line_of(unit))
    done.append([unit, "own"])
os.write(1, b"typed\\n")
sys.stdin.readline()
desk = open_desk(path, name)
desk.database.connection.execute("pragma synchronous = off")
while not isinstance(offer := next_for(desk), NoDoor):
    knock(desk, " ".join(line_of(offer.door.code)))
    done.append([offer.door.code, offer.part])
print(json.dumps([done, offer.sentence]))
"""
FLAGS = {preset.code: preset.flags for preset in PRESETS if preset.subject == "visit"}


def crm(who: str, *words: str) -> str:
    """Run a command of its own as somebody and return what it printed."""
    done = subprocess.run(
        [*CRM, *words], env={**os.environ, "CRM_AS": who, "CRM_LANG": "en"}, cwd=ROOT, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


def outcome_at(unit: str) -> str:
    """Return what is met with at a door; every kind of outcome comes."""
    kinds = (
        "closed",
        "met_decision_maker",
        "not_in",
        "closed",
        "refused",
        "met_staff",
        "vacant",
        "front_desk",
    )
    return kinds[int(unit) % len(kinds)]


def line_of(unit: str) -> list[str]:
    """Return what a rep types at a door."""
    outcome = outcome_at(unit)
    whom = ["--name", f"公司{unit}礼品行", "--person", "王总"] if "C" in FLAGS[outcome] else []
    if outcome == "met_decision_maker":
        whom += ["--phone", f"138{int(unit):08}", "--card", "--grade", "B", "--next", "+2d 送样"]
    return [unit, outcome, *whom]


@pytest.fixture
def tower(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A firm of two teams with a tower, planned for today; it is about noon there, so that no day ends meanwhile."""
    monkeypatch.setenv("CRM_DB", str(tmp_path / "firm.db"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    east = 12 - datetime.now(UTC).hour
    zone = f"Etc/GMT{-east:+d}" if east else "Etc/GMT"
    for words in (
        ["init", "--firm", "A公司", "--region", "CN", "--timezone", zone],
        ["rep", "add", "周敏", "--role", "manager"],
        ["team", "add", "甲"], ["team", "add", "乙"],
        ["rep", "add", "陈伟", "--team", "甲"], ["rep", "add", "李娜", "--team", "乙"],
        ["building", "add", "中信广场", "--floors", "30", "--units", "01-12"],
        ["sweep", "plan", "中信广场", "--date", "today", "--team", "甲:down", "--team", "乙:up"],
    ):  # fmt: skip
        done = subprocess.run(
            [*CRM, *words], env=os.environ | ({} if words[:2] < ["rep", "b"] else {"CRM_AS": "周敏"}),
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


@pytest.fixture
def swept(tower: None) -> dict[str, tuple[list[list[str]], str]]:
    """What each rep did, door after door and whose part it was, and why there was no door in the end."""
    working = {
        name: subprocess.Popen(
            [sys.executable, "-c", REP, name], env=os.environ | {"CRM_AS": name}, cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in ("陈伟", "李娜")
    }  # fmt: skip
    # Both begin at once, and neither goes on faster while the other still types commands.
    for said in ("ready", "typed"):
        for one in working.values():
            assert one.stdout is not None
            assert one.stdout.readline() == f"{said}\n"
        for one in working.values():
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
    found = {}
    for name, one in working.items():
        out, err = one.communicate(timeout=120)
        assert one.returncode == 0, err
        found[name] = json.loads(out.splitlines()[-1])
    return found


def expected(units: list[str]) -> dict[str, int]:
    """Return the numbers of PRODUCT section 7 for a rep who knocked at these doors, counted by hand."""
    flags = [FLAGS[outcome_at(unit)] for unit in units]
    return {
        "doors": len(units),
        "opened": sum("O" in one for one in flags),
        "reached": sum("C" in one for one in flags),
        "effective": sum("E" in one for one in flags),
        "cards": sum(outcome_at(unit) == "met_decision_maker" for unit in units),
        "new_customers": sum("C" in one for one in flags),
    }


def test_a_tower_swept_by_two_at_once_is_finished_and_reported(
    swept: dict[str, tuple[list[list[str]], str]],
) -> None:
    units = {name: [unit for unit, _part in done] for name, (done, _why) in swept.items()}
    every = Counter(units["陈伟"] + units["李娜"])
    assert len(every) == 360
    assert set(every.values()) == {1}
    # Each took their own part from their end, then helped the other beyond the meeting floor.
    own = {name: [int(unit) for unit, part in done if part == "own"] for name, (done, _why) in swept.items()}
    assert [no // 100 for no in own["陈伟"]] == sorted((no // 100 for no in own["陈伟"]), reverse=True)
    assert own["李娜"] == sorted(own["李娜"])
    assert min(own["陈伟"]) > max(own["李娜"])
    assert all(why for _done, why in swept.values())

    state = json.loads(crm("周敏", "sweep", "show", "w1", "--format", "json"))
    assert (state["knocked"]["part"], state["knocked"]["whole"]) == (360, 360)

    finished = json.loads(crm("陈伟", "sweep", "finish", "--yes", "--format", "json"))
    met = [unit for unit in every if "C" in FLAGS[outcome_at(unit)]]
    assert sorted(row["unit"] for row in finished["rows"]) == sorted(met)
    assert {row["unit"] for row in finished["rows"] if row["proposed"] == "target"} == {
        unit for unit in every if outcome_at(unit) == "met_decision_maker"
    }
    takers = {row["unit"]: row["taker"] for row in finished["rows"]}
    assert all(
        takers[unit] == name for name, own_units in units.items() for unit in own_units if unit in takers
    )
    revisit = {unit for one in finished["revisits"] for unit in one["units"]}
    assert revisit == {unit for unit in every if outcome_at(unit) in {"closed", "not_in", "front_desk"}}

    for name, own_units in units.items():
        report = json.loads(crm(name, "report", "daily", "--rep", name, "--format", "json"))
        wanted = expected(own_units)
        assert {key: report["totals"]["visits"][key] for key in wanted} == wanted
        assert report["totals"]["visits"]["plan_completion"]["part"] == 1
        assert sorted(visit["unit"] for visit in report["visits"]) == sorted(own_units)
        [block] = report["sweeps"]
        assert (block["doors"], block["state"]) == (len(own_units), "finished")
        assert (block["knocked"]["part"], block["knocked"]["whole"]) == (360, 360)
