"""Measures the report of a month of a big sales floor: python -m tests.benchmarks.big_month [--reps N].

Rows go in beside `Change`, so the figures are those of the report and not of logging.
"""

import argparse
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from crm_cli.domain.folding import fold
from crm_cli.services.firm import create_firm
from tests.benchmarks.million import firm

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 27)
CALLS, VISITS, CUSTOMERS = 200, 10, 40_000
LIMIT_SECONDS, LIMIT_MIB = 8.0, 150
_MADE = "created_at, created_by"
_CUSTOMER = (
    f"insert into customer (no, id, {_MADE}, name, name_key, grade) values (?, ?, ?, 'bench', ?, ?, ?)"
)
_REP = f"insert into rep (no, id, {_MADE}, name, name_key, role) values (?, ?, ?, 'bench', ?, ?, 'rep')"
_CALL = (
    f"insert into call (id, {_MADE}, at, day, direction, customer_no, number, rep_no, outcome_no, talk_seconds,"
    " grade, note) values (?, ?, 'bench', ?, ?, 'out', ?, '02080000000', ?, ?, ?, ?, '年底前要一百份礼品')"
)
_VISIT = (
    f"insert into visit (id, {_MADE}, arrived_at, day, building, floor, unit, customer_no, rep_no, outcome_no)"
    " values (?, ?, 'bench', ?, ?, ?, ?, ?, ?, ?, ?)"
)
# What nobody answered comes first, for most calls came to that.
_OUTCOMES = "select no from outcome where subject = ? order by reached, dialled desc, no"


def working_days() -> list[date]:
    """Return the twenty weekdays of four weeks."""
    days = [FIRST + timedelta(days=ahead) for ahead in range((LAST - FIRST).days + 1)]
    return [day for day in days if day.weekday() < 5]


def _instant(day: date, number: int, each: int) -> str:
    # Nine hours of work spread evenly, from one in the morning UTC, nine in Shanghai.
    at = datetime(day.year, day.month, day.day, 1) + timedelta(seconds=number * 9 * 3600 // each)
    return f"{at.isoformat(timespec='milliseconds')}Z"


def calls(dice: random.Random, reps: int, outcomes: list[int]) -> Iterator[tuple[object, ...]]:
    """Yield rows for `_CALL`, most of them to nobody."""
    for day in working_days():
        for number in range(CALLS):
            for rep in range(1, reps + 1):
                at, reached = _instant(day, number, CALLS), dice.random() < 0.2
                outcome = dice.choice(outcomes) if reached else outcomes[0]
                yield (
                    f"k-{day}-{rep}-{number}", at, at, day.isoformat(), dice.randint(1, CUSTOMERS), rep, outcome,
                    dice.randint(5, 300) if reached else None, dice.choice("BCDE") if reached else "",
                )  # fmt: skip


def visits(dice: random.Random, reps: int, outcomes: list[int]) -> Iterator[tuple[object, ...]]:
    """Yield rows for `_VISIT`, each to a unit of one of thirty towers."""
    for day in working_days():
        for number in range(VISITS):
            for rep in range(1, reps + 1):
                at = _instant(day, number, VISITS)
                yield (
                    f"v-{day}-{rep}-{number}", at, at, day.isoformat(), f"第{dice.randint(1, 30)}座",
                    str(number), f"{number}01", dice.randint(1, CUSTOMERS), rep, dice.choice(outcomes),
                )  # fmt: skip


def build(path: Path, reps: int) -> None:
    """Make a firm whose `reps` called and visited for twenty working days."""
    create_firm(path, "A公司", "bench", region="CN", timezone="Asia/Shanghai")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma synchronous = off")
    outcomes = {
        subject: [no for (no,) in connection.execute(_OUTCOMES, [subject])] for subject in ("call", "visit")
    }
    dice, made = random.Random(20261102), _instant(FIRST, 0, 1)
    names = ((no, f"c-{no}", made, name := firm(dice), fold(name), dice.choice(" ABCDE").strip()) for no in range(1, CUSTOMERS + 1))  # fmt: skip
    connection.execute("begin")
    connection.executemany(
        _REP, [(no, f"r-{no}", made, f"业务{no}", f"业务{no}") for no in range(1, reps + 1)]
    )
    connection.executemany(_CUSTOMER, names)
    connection.executemany(_CALL, calls(dice, reps, outcomes["call"]))
    connection.executemany(_VISIT, visits(dice, reps, outcomes["visit"]))
    connection.execute("commit")
    connection.close()


def measure(path: Path, *words: str) -> tuple[float, float]:
    """Run `crm report …` in a process; return the seconds of its processor and its greatest memory in MiB."""
    command = [sys.executable, "-m", "crm_cli", "--db", str(path), "report", *words]
    environment = {**os.environ, "CRM_AS": ""}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} left with {process.returncode}")
    return _seconds(used), used.ru_maxrss / 1024


def _seconds(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=50)
    reps = parser.parse_args().reps
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "month.db"
        started = time.perf_counter()
        build(path, reps)
        print(
            f"{reps} reps, {CALLS} calls and {VISITS} visits a day: {time.perf_counter() - started:.0f} s to make"
        )
        for words in (("daily", "--date", "2026-11-20"), ("weekly", "--date", "2026-11-20", "--no-rows"),
                      ("monthly", "--date", "2026-11-20"),
                      ("calls", "--date", "2026-11-20", "--month"),
                      ("calls", "--date", "2026-11-20", "--month", "--by", "industry")):  # fmt: skip
            seconds, mib = measure(path, *words)
            print(f"report {words[0]:8} {seconds:6.2f} s of the processor, {mib:5.0f} MiB")
            if words[0] in {"monthly", "calls"} and (seconds > LIMIT_SECONDS or mib > LIMIT_MIB):
                raise SystemExit(f"over {LIMIT_SECONDS} s or {LIMIT_MIB} MiB")


if __name__ == "__main__":
    main()
