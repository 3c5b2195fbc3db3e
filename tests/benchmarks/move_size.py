"""Measures the memory of a whole firm going out and coming in: python -m tests.benchmarks.move_size [COUNT]."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.export_size import make_firm
from tests.benchmarks.memory import used
from tests.benchmarks.processes import Bench, set_up
from tests.benchmarks.verdicts import Line, leave, show, under

PEAK = 150
"""MiB: the limit of issue 7."""


def lines(bench: Bench, folder: Path, count: int) -> Iterator[Line]:
    """Yield the peaks of memory of `crm export all` and `crm import all`: `count` customers, numbers and calls."""
    firm, target, again = folder / "moved.db", folder / "moved", folder / "moved-in.db"
    make_firm(bench, firm, count)
    out = used(bench, ["export", "all", target, "--as", "陈伟"], firm)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file()) / 2**20
    at = f"{3 * count:,} rows"
    yield under("export all, peak", at, out.peak, PEAK, "MiB", f"({out.wall:.0f} s, {size:.0f} MiB)")
    back = used(bench, ["import", "all", target], again)
    size = again.stat().st_size / 2**20
    yield under("import all, peak", at, back.peak, PEAK, "MiB", f"({back.wall:.0f} s, {size:.0f} MiB)")
    shutil.rmtree(target)
    for path in (firm, again):
        path.unlink()


def main() -> None:
    """Measure alone."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        leave(show(lines(set_up(Path(folder)), Path(folder), count)))


if __name__ == "__main__":
    main()
