"""Four who sweep a tower at once are never sent to the same door, and no knock is lost."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from crm_cli.services import buildings, sweep_views, sweeps
from crm_cli.services.desk import open_desk
from crm_cli.services.sweep_planning import plan_sweep

FLOORS = 30 if os.environ.get("HYPOTHESIS_PROFILE") == "torture" else 8
WORK = """
import os, sys
from pathlib import Path
from crm_cli.domain.knock_lines import Typed
from crm_cli.services import knocks
from crm_cli.services.desk import open_desk
from crm_cli.services.sweep_next import NoDoor, next_for
desk = open_desk(Path(sys.argv[1]), sys.argv[2])
desk.database.connection.execute("pragma synchronous = off")
os.write(1, b"ready\\n")
sys.stdin.readline()
place = knocks.find_place(desk)
while True:
    found = next_for(desk)
    if isinstance(found, NoDoor):
        if " is at " in found.sentence:
            continue
        break
    assert next_for(desk).door.code == found.door.code
    os.write(1, f"{found.door.code}\\n".encode())
    knocks.log_knocks(desk, place, [(None, Typed((found.door.code,), "refused"))])
"""


@pytest.mark.trust("R7")
def test_no_two_are_sent_to_one_door_and_every_knock_is_kept(database_path: Path) -> None:
    desk = open_desk(database_path, "周敏")
    with desk.change() as change:
        change.insert("rep", name="王芳")
    buildings.add_building(desk, "中信广场", buildings.Layout(floors=str(FLOORS), units="01-06"))
    plan_sweep(desk, "中信", teams=["陈伟+周敏:down", "李娜+王芳:up"])
    working = [
        subprocess.Popen(
            [sys.executable, "-c", WORK, str(database_path), name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in ("陈伟", "李娜", "周敏", "王芳")
    ]  # fmt: skip
    for one in working:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in working:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate(timeout=300) for one in working]
    assert [err for _out, err in told if err] == []
    given = Counter(line for out, _err in told for line in out.splitlines())
    assert (len(given), set(given.values())) == (FLOORS * 6, {1})
    seen = sweep_views.view(desk, sweeps.find_sweep(desk, "w1"))
    assert {door.code for door in seen.doors if door.knocked} == set(given)
    count = desk.database.connection.execute("select count(*) from visit where sweep_no = 1").fetchone()[0]
    assert (seen.coverage.knocked, count) == (FLOORS * 6, FLOORS * 6)
    assert [one.next for one in seen.standings] == [None, None]
    desk.close()
