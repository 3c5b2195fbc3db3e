"""Measures what the program promises: python -m tests.benchmarks.run [--rounds N] [--instructions] [--sizes].

Times are ratios within one run, since machines differ and are busy: every command is a whole process,
taken in turn with `import typer` and an empty interpreter, on the sample firm and a plain install.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.import_size import measure as measure_import
from tests.benchmarks.installed import ROOT, install

PROMISE = 1.4
EVERYDAY = {
    "call log": ["call", "log", "80008078", "no_answer"],
    "visit log": ["visit", "log", "曜嵘投资", "met_staff", "--next", "+3d 报价"],
    "followup add": ["followup", "add", "曜嵘投资", "--note", "发目录", "--next", "+3d 打电话"],
    "today": ["today"],
    "search": ["search", "byhk"],
    "report daily": ["report", "daily"],
}
YARDSTICKS = {"import typer": "import typer", "empty": "pass"}


class Took(NamedTuple):
    """What a process took: seconds on the wall, and of the processor in user and system mode."""

    wall: float
    cpu: float


class Bench(NamedTuple):
    """Where the program is installed, and the surroundings its commands run in."""

    programs: Path
    environment: dict[str, str]

    def command(self, name: str) -> list[str]:
        """Return what runs the command or the yardstick called `name`."""
        if name in YARDSTICKS:
            return [str(self.programs / "python"), "-c", YARDSTICKS[name]]
        return [str(self.programs / "crm"), *EVERYDAY[name]]


def take(bench: Bench, command: list[str]) -> Took:
    """Run a command with its output in a pipe and return what it took; raise when it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=bench.environment, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    with process.stdout:
        process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} left with {process.returncode}")
    return Took(wall, used.ru_utime + used.ru_stime)


def interleaved(bench: Bench, names: list[str], rounds: int) -> dict[str, list[Took]]:
    """Run each command once a round, so that a busy minute falls on all of them alike."""
    taken: dict[str, list[Took]] = {name: [] for name in names}
    for name in names:
        take(bench, bench.command(name))
    for _round in range(rounds):
        for name in names:
            taken[name].append(take(bench, bench.command(name)))
    return taken


def instructions(bench: Bench, name: str) -> int:
    """Return how many instructions the command takes under valgrind, which no busy machine disturbs."""
    counted = subprocess.run(
        ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
         *bench.command(name)],
        env={**bench.environment, "PYTHONHASHSEED": "0"}, cwd="/", capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = re.search(r"I\s+refs:\s+([\d,]+)", counted.stderr)
    if found is None:
        raise RuntimeError(counted.stderr)
    return int(found[1].replace(",", ""))


def show(taken: dict[str, list[Took]]) -> None:
    """Print medians, and their ratios to `import typer` and to the empty interpreter of the same run."""
    wall = {name: statistics.median(one.wall for one in took) for name, took in taken.items()}
    cpu = {name: statistics.median(one.cpu for one in took) for name, took in taken.items()}
    print(f"{'':14}{'wall ms':>9}{'x typer':>9}{'x empty':>9}{'cpu ms':>9}{'x typer':>9}")
    for name in taken:
        ratio, share = wall[name] / wall["import typer"], cpu[name] / cpu["import typer"]
        kept = "" if name in YARDSTICKS else f"   {'kept' if ratio <= PROMISE else 'over'}"
        print(
            f"{name:14}{wall[name] * 1000:9.1f}{ratio:9.2f}{wall[name] / wall['empty']:9.2f}"
            f"{cpu[name] * 1000:9.1f}{share:9.2f}{kept}"
        )


def show_instructions(bench: Bench, names: list[str]) -> None:
    """Print millions of instructions and their ratio to `import typer`."""
    counts = {name: instructions(bench, name) for name in names}
    print(f"\n{'':14}{'M instr.':>9}{'x typer':>9}")
    for name, count in counts.items():
        print(f"{name:14}{count / 1e6:9.0f}{count / counts['import typer']:9.2f}")


def set_up(folder: Path) -> Bench:
    """Install the program and load the sample firm."""
    programs = install(folder)
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    home = {"HOME": str(folder), "CRM_DB": str(folder / "firm.db"), "CRM_AS": "陈伟", "LANG": "C.UTF-8"}
    bench = Bench(programs, {**kept, **home})
    subprocess.run(
        [programs / "crm", "demo", "--as", "周敏"], env=bench.environment, cwd="/", check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return bench


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--instructions", action="store_true", help="count them too, where valgrind is")
    parser.add_argument("--sizes", type=int, default=100_000, help="customers to import and search; 0 leaves")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder:
        bench = set_up(Path(folder))
        names = [*YARDSTICKS, *EVERYDAY]
        print(
            f"Whole processes, medians of {asked.rounds} interleaved runs; promised: {PROMISE} x import typer"
        )
        show(interleaved(bench, names, asked.rounds))
        if asked.instructions and shutil.which("valgrind"):
            show_instructions(bench, names)
        if asked.sizes:
            print(f"\n{measure_import(bench.programs, Path(folder), asked.sizes)}\n", flush=True)
            search = [sys.executable, "-m", "tests.benchmarks.search", str(asked.sizes)]
            subprocess.run(search, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
