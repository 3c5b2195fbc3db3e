"""Eight processes write at once while others read: nothing is lost, nobody is shown a lock."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crm_cli.storage.database import connect
from tests.storage.busy_firm import fill
from tests.trust.figures import Figure
from tests.trust.killing import require_sound

ROOT = Path(__file__).parents[2]
LONGEST = 60.0
"""Seconds after which a command gives up on a lock though others finish."""


@pytest.mark.trust("R7")
@pytest.mark.parametrize("each", [15, pytest.param(1000, marks=pytest.mark.slow)])
def test_eight_writers_and_two_readers(template: Path, tmp_path: Path, each: int, figure: Figure) -> None:
    path = tmp_path / "crm.db"
    shutil.copy(template, path)
    fill(path)
    names = [f"p{number}" for number in range(8)] + ["r1", "r2"]
    started = {
        name: subprocess.Popen(
            [sys.executable, "-m", "tests.trust.writing", path, name, str(each)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for name in names
    }  # fmt: skip
    for process in started.values():
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started.values():
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = {name: json.loads(started[name].communicate()[0]) for name in names[:8]}
    (tmp_path / "over").touch()
    read = {name: json.loads(started[name].communicate()[0]) for name in names[8:]}
    assert [error for found in (told | read).values() for error in found[1]] == []
    connection = connect(path)
    require_sound(connection)
    there = connection.execute(
        "select (select count(distinct note) from call where note like 'p%-%')"
        " + (select count(distinct name) from customer where name like 'p%-%')"
    ).fetchone()[0]
    connection.close()
    assert there == sum(found[0] for found in told.values()) == 8 * each
    longest = max(found[2] for found in (told | read).values())
    assert longest < LONGEST
    reads = sum(found[0] for found in read.values())
    figure(
        {
            "writes by 8 processes": there, "reads meanwhile": reads, "locks shown": 0,
            "seconds the longest wait": round(longest, 2) + 0.001, "lost": 0,
        }
    )  # fmt: skip
