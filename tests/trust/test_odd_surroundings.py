"""Clocks that are wrong, zones, gaps and folds; no terminal, no locale, no reader, no colour."""

import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
import time_machine

from crm_cli.services import calls, customers, plans
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.firm import create_firm
from crm_cli.services.reps import add_rep
from tests.trust.figures import Figure

ROOT = Path(__file__).parents[2]
ZONES = [
    "UTC",
    "Asia/Shanghai",
    "Asia/Taipei",
    "America/New_York",
    "Pacific/Kiritimati",
    "Asia/Kolkata",
    "Europe/London",
]
MOMENTS = [
    "2026-11-20T09:00:00+00:00", "2026-11-20T15:59:59+00:00", "2026-11-20T16:00:00+00:00", "2026-12-31T23:59:59+00:00",
    "2026-03-08T06:59:59+00:00", "2026-03-08T07:30:00+00:00", "2026-11-01T05:30:00+00:00", "2026-11-01T06:30:00+00:00",
    "2028-02-29T12:00:00+00:00", "2038-01-19T03:14:08+00:00", "1999-12-31T23:59:59+00:00",
]  # fmt: skip
BARE = {
    "nothing": {},
    "C": {"LANG": "C", "LC_ALL": "C"},
    "big5": {"PYTHONIOENCODING": "big5"},
    "dumb": {"TERM": "dumb", "COLUMNS": "1"},
    "POSIX and ascii": {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
    "no home": {"HOME": "/nonexistent"},
}


def _desk(path: Path, zone: str) -> Desk:
    create_firm(path, "A公司", "tests", region="CN", timezone=zone)
    desk = open_desk(path, None)
    add_rep(desk, "陈伟")
    desk.close()
    return open_desk(path, "陈伟")


@pytest.mark.trust("R17")
@pytest.mark.parametrize("zone", ZONES)
def test_a_day_is_the_firms_whatever_the_clock_says(zone: str, tmp_path: Path, figure: Figure) -> None:
    from zoneinfo import ZoneInfo

    desk = _desk(tmp_path / "crm.db", zone)
    customers.add_customer(desk, "白云", phones=["020-80000000"])
    days = 0
    for moment in MOMENTS:
        now = datetime.fromisoformat(moment)
        for machine in ("UTC", "Pacific/Kiritimati"):
            with time_machine.travel(now.astimezone(ZoneInfo(machine))):
                there = now.astimezone(ZoneInfo(zone)).date()
                assert desk.today() == there
                calls.log_call(desk, calls.Typed("c1", "no_answer", note=f"{moment} {machine}"))
                logged = calls.calls(desk, since=there, until=there)
                assert f"{moment} {machine}" in {call.note for call in logged}
                days += 1
    desk.close()
    figure({"moments in a zone": days, "on a wrong day": 0})


@pytest.mark.trust("R17")
@pytest.mark.parametrize("back", [3600, 86_400, 40 * 86_400])
def test_a_clock_put_back_loses_and_doubles_nothing(tmp_path: Path, back: int, figure: Figure) -> None:
    noon = datetime.fromisoformat("2026-11-20T04:00:00+00:00").timestamp()
    with time_machine.travel(noon):
        desk = _desk(tmp_path / "crm.db", "Asia/Shanghai")
        customers.add_customer(desk, "白云", phones=["020-80000000"])
        plans.add_plan(desk, "c1", when="2026-11-20")
        calls.log_call(desk, calls.Typed("c1", "talked", note="before"))
    with time_machine.travel(noon - back):
        calls.log_call(desk, calls.Typed("c1", "talked", note="after"))
        ids = [row[0] for row in desk.database.connection.execute("select id from call order by no")]
    assert len(set(ids)) == 2
    assert {call.note for call in calls.calls(desk)} == {"before", "after"}
    assert [plan.day for plan in plans.plans(desk)] == [date(2026, 11, 20)]
    desk.close()
    figure({"clocks put back": 1, "lost": 0})


@pytest.mark.trust("R18")
@pytest.mark.parametrize("around", BARE)
def test_a_report_is_printed_in_bare_surroundings(
    template: Path, around: str, tmp_path: Path, figure: Figure
) -> None:
    path = tmp_path / "crm.db"
    path.write_bytes(template.read_bytes())
    line = [
        sys.executable,
        "-m",
        "crm_cli",
        "--db",
        str(path),
        "--as",
        "陈伟",
        "--lang",
        "zh-Hans",
        "report",
        "daily",
    ]
    names = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": os.environ["PATH"], **BARE[around]}
    done = subprocess.run(line, env=names, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "日报" in done.stdout.decode("big5" if around == "big5" else "utf-8", "replace") or around in {
        "big5", "POSIX and ascii",
    }  # fmt: skip
    closed = subprocess.run(
        ["sh", "-c", 'exec "$@" >&- 2>&-', "sh", *line], env=names, stdin=subprocess.DEVNULL, check=False
    )
    assert closed.returncode in {0, 1}
    figure({"reports in bare surroundings": 2, "shown a traceback": 0})
