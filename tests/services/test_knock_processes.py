"""Two who knock at the same instant lose nothing: every knock is kept, a firm is added once, a double is told."""

import subprocess
import sys
from pathlib import Path

import pytest

from crm_cli.services.customers import customers
from crm_cli.services.desk import open_desk
from crm_cli.services.plans import plans
from crm_cli.services.visits import visits
from tests.services.tower import raise_tower

ROOT = Path(__file__).parents[2]
WORK = """
import os, sys
from pathlib import Path
from crm_cli.services.desk import open_desk
from tests.services.tower import knock
desk = open_desk(Path(sys.argv[1]), sys.argv[2])
desk.database.connection.execute("pragma synchronous = off")
os.write(1, b"ready\\n")
sys.stdin.readline()
for line in sys.argv[3:]:
    for receipt in knock(desk, line):
        os.write(1, ("|".join(receipt.warnings) + "\\n").encode())
"""


@pytest.fixture
def tower_path(database_path: Path) -> Path:
    desk = open_desk(database_path, "陈伟")
    raise_tower(desk, 5)
    desk.close()
    return database_path


def at_once(path: Path, lines: dict[str, list[str]]) -> dict[str, list[str]]:
    """Have reps type their lines in processes of their own at the same moment; return what each was warned of."""
    working = {
        name: subprocess.Popen(
            [sys.executable, "-c", WORK, str(path), name, *own], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name, own in lines.items()
    }  # fmt: skip
    for one in working.values():
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in working.values():
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = {}
    for name, one in working.items():
        out, err = one.communicate(timeout=60)
        assert one.returncode == 0, err
        said[name] = out.splitlines()
    return said


def test_no_knock_is_lost(tower_path: Path) -> None:
    down = [f"5{unit:02} closed" for unit in range(1, 13)]
    up = [f"1{unit:02} met_staff --name 公司{unit} --person 王{unit}总" for unit in range(1, 13)]
    at_once(tower_path, {"陈伟": down, "李娜": up})
    desk = open_desk(tower_path, "陈伟")
    assert sorted((visit.rep, visit.unit) for visit in visits(desk)) == sorted(
        [("陈伟", line.split()[0]) for line in down] + [("李娜", line.split()[0]) for line in up]
    )
    assert len(customers(desk)) == 12
    assert [plan.state for plan in plans(desk)] == ["visited", "visited"]
    desk.close()


def test_a_door_knocked_at_by_both_is_one_firm_and_the_second_is_told(tower_path: Path) -> None:
    line = ["301 met_staff 广州宏达礼品有限公司 王总 13800138000"]
    said = at_once(tower_path, {"陈伟": line, "李娜": line})
    desk = open_desk(tower_path, "陈伟")
    assert len(visits(desk)) == 2
    assert [firm.name for firm in customers(desk)] == ["广州宏达礼品有限公司"]
    assert sum("was knocked at already" in line for own in said.values() for line in own) == 1
    desk.close()
