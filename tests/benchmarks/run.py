"""Measures what the program promises: python -m tests.benchmarks.run [--quick] [--only PART] [--folder FOLDER].

A line for each figure: what, at which size, the figure, its limit, the verdict; the exit status is 1 when a limit
is broken. Times are ratios within one run, or of the processor, since machines differ and are busy.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import (
    big_day,
    desk,
    export_size,
    import_size,
    move_size,
    queue,
    search,
    sizes,
    starts,
    sweeps,
)
from tests.benchmarks.firm_of import default_folder, firm_of
from tests.benchmarks.installed import ROOT
from tests.benchmarks.processes import Bench, set_up
from tests.benchmarks.verdicts import HEAD, Line, leave, show, told


class Sizes(NamedTuple):
    """How much is measured: customers and calls of the big firm, rounds, queries of a kind, rows, reps of a month."""

    customers: int
    calls: int
    rounds: int
    queries: int
    imported: int
    logged: int
    reps: int


WHOLE = Sizes(1_000_000, 10_000_000, 21, 25, 100_000, 2_000, 50)
QUICK = Sizes(50_000, 500_000, 11, 8, 10_000, 500, 5)


class Run(NamedTuple):
    """One run: the installed program, a folder thrown away, the folder of firms, and what was asked."""

    bench: Bench
    folder: Path
    firms: Path
    sizes: Sizes
    instructions: bool


def _starts(run: Run) -> Iterator[Line]:
    yield from starts.lines(run.bench, run.sizes.rounds)
    if run.instructions and shutil.which("valgrind"):
        yield from starts.counted(run.bench)


def _days(run: Run) -> Iterator[Line]:
    return big_day.lines(run.bench, run.firms, run.sizes.customers, run.sizes.calls, run.sizes.rounds)


def _month(run: Run) -> Iterator[Line]:
    """Yield the verdict of the report of a month, which prints its own figures."""
    command = [sys.executable, "-m", "tests.benchmarks.big_month", "--reps", str(run.sizes.reps)]
    ended = subprocess.run(command, cwd=ROOT, check=False)
    said = "as above" if not ended.returncode else f"left with {ended.returncode}"
    yield Line("a month's report", f"{run.sizes.reps} reps, 20 days", said, "", not ended.returncode)


def _import(run: Run) -> Iterator[Line]:
    return import_size.lines(run.bench, run.folder, run.sizes.imported)


def _export(run: Run) -> Iterator[Line]:
    return export_size.lines(run.bench, run.folder, run.sizes.customers)


def _move(run: Run) -> Iterator[Line]:
    return move_size.lines(run.bench, run.folder, run.sizes.customers)


def _search(run: Run) -> Iterator[Line]:
    return search.lines(firm_of(run.firms, run.sizes.customers), run.sizes.queries)


def _queue(run: Run) -> Iterator[Line]:
    return queue.lines(run.firms, run.sizes.customers, run.sizes.calls, run.sizes.rounds)


def _sweeps(run: Run) -> Iterator[Line]:
    return sweeps.lines(run.bench, run.folder, run.sizes.rounds)


def _sizes(run: Run) -> Iterator[Line]:
    asked = run.sizes
    return sizes.lines(run.bench, run.folder, run.firms, asked.customers, asked.calls, asked.logged)


def _desk(run: Run) -> Iterator[Line]:
    return desk.lines(run.bench, run.firms, run.sizes.customers, run.sizes.calls, run.sizes.rounds)


PARTS: Mapping[str, Callable[[Run], Iterator[Line]]] = {
    "starts": _starts,
    "days": _days,
    "month": _month,
    "import": _import,
    "export": _export,
    "move": _move,
    "search": _search,
    "queue": _queue,
    "sweeps": _sweeps,
    "sizes": _sizes,
    "desk": _desk,
}


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the customers and calls")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; may be repeated")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="where the big firms are kept")
    parser.add_argument("--rounds", type=int, help="runs of each command")
    parser.add_argument("--instructions", action="store_true", help="count them too, where valgrind is")
    return parser.parse_args()


def main() -> None:
    """Measure the parts asked for and leave with the verdict."""
    asked = arguments()
    much = QUICK if asked.quick else WHOLE
    if asked.rounds:
        much = much._replace(rounds=asked.rounds)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        run = Run(set_up(Path(folder)), Path(folder), asked.folder, much, asked.instructions)
        print(told(HEAD), flush=True)
        for name in asked.only or PARTS:
            lines += show(PARTS[name](run))
    leave(lines)


if __name__ == "__main__":
    main()
