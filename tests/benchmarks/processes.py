"""Whole processes taken in turn, so that a busy minute falls on all of them alike."""

import os
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from tests.benchmarks.installed import install

TOWER = "测速大厦"


class Took(NamedTuple):
    """What a process took: seconds on the wall, and of the processor in user and system mode."""

    wall: float
    cpu: float


class Bench(NamedTuple):
    """Where the program is installed, and the surroundings its commands run in."""

    programs: Path
    environment: dict[str, str]


def set_up(folder: Path) -> Bench:
    """Install the program into `folder` and load the sample firm, with a tower that is being swept."""
    programs = install(folder)
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    home = {"HOME": str(folder), "CRM_DB": str(folder / "firm.db"), "CRM_AS": "陈伟", "LANG": "C.UTF-8"}
    bench = Bench(programs, {**kept, **home})
    for words in (
        ["demo", "--as", "周敏"],
        ["building", "add", TOWER, "--floors", "30", "--units", "01-12"],
        ["sweep", "plan", TOWER, "--team", "陈伟:down", "--team", "李娜:up"],
    ):
        subprocess.run(
            [programs / "crm", *words], env=bench.environment, cwd="/", check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    return bench


def take(bench: Bench, command: Sequence[str | Path]) -> Took:
    """Run a command with its output in a pipe and return what it took; raise when it fails."""
    started = perf_counter()
    process = subprocess.Popen(
        command, env=bench.environment, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    with process.stdout:
        process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)
    wall = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} left with {process.returncode}")
    return Took(wall, used.ru_utime + used.ru_stime)


def interleaved(
    bench: Bench, commands: Mapping[str, Sequence[str | Path]], rounds: int
) -> dict[str, list[Took]]:
    """Run each command once a round, after a round that counts for nothing."""
    taken: dict[str, list[Took]] = {name: [] for name in commands}
    for command in commands.values():
        take(bench, command)
    for _round in range(rounds):
        for name, command in commands.items():
            taken[name].append(take(bench, command))
    return taken


def middle(taken: Sequence[Took], of: Callable[[Took], float]) -> float:
    """Return the median of the quicker half: what else runs on a machine only ever adds."""
    found = sorted(map(of, taken))
    return statistics.median(found[: (len(found) + 1) // 2])
