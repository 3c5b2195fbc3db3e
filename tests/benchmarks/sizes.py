"""How much of the file a customer and a call take: as the program writes them, and in a big firm."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from crm_cli.services.calls import Typed, log_call
from crm_cli.services.desk import open_desk
from tests.benchmarks.firm_of import firm_of
from tests.benchmarks.import_size import write_list
from tests.benchmarks.processes import Bench
from tests.benchmarks.verdicts import Line

_OUTCOMES = ("no_answer", "no_answer", "no_answer", "gatekeeper", "talked")


def lines(bench: Bench, folder: Path, firms: Path, customers: int, calls: int, count: int) -> Iterator[Line]:
    """Yield bytes for `count` customers imported and called by the program, and for the firms made for measuring."""
    path = folder / "sizes.db"
    environment = {**bench.environment, "CRM_DB": str(path), "CRM_AS": "王五"}
    write_list(folder / "sizes.csv", count)
    for words in (["init", "--firm", "A公司"], ["rep", "add", "王五"]):
        _run(bench, environment, words)
    sizes = [_sizes(path)]
    _run(bench, environment, ["import", "customers", str(folder / "sizes.csv"), "--quiet"])
    sizes.append(_sizes(path))
    _call(path, count)
    sizes.append(_sizes(path))
    for what, (before, after) in zip(("customer", "call"), pairwise(sizes), strict=True):
        whole, bare = ((late - early) / count for early, late in zip(before, after, strict=True))
        said = f"{whole:.0f} bytes, {bare:.0f} without journal"
        yield Line(f"a {what}", f"{count:,}", said)
    plain, worked = (firm_of(firms, customers, made).stat().st_size for made in (0, calls))
    yield Line(
        "a customer, a phone, no journal", f"{customers:,} customers", f"{plain / customers:.0f} bytes"
    )
    each = f"{(worked - plain) / calls:.0f} bytes, {worked / 2**30:.1f} GiB in all"
    yield Line("a call and what comes of it, no journal", f"{calls:,} calls", each)


def _run(bench: Bench, environment: dict[str, str], words: list[str]) -> None:
    subprocess.run([bench.programs / "crm", *words], env=environment, check=True, stdout=subprocess.DEVNULL)


def _call(path: Path, count: int) -> None:
    desk = open_desk(path, "王五")
    # Nothing of the file's size depends on when the disk has it.
    desk.database.connection.execute("pragma synchronous = off")
    for no in range(1, count + 1):
        outcome = _OUTCOMES[no % len(_OUTCOMES)]
        note = "年底前要一百份礼品" if outcome == "talked" else ""
        log_call(desk, Typed(f"c{no}", outcome, note=note, talk="95" if note else None))
    desk.database.close()


def _sizes(path: Path) -> tuple[int, int]:
    """Return the bytes of the file as tidied, with its journal and without."""
    whole, bare = path.with_suffix(".whole"), path.with_suffix(".bare")
    for copy in (whole, bare):
        shutil.copyfile(path, copy)
        connection = sqlite3.connect(copy, isolation_level=None)
        if copy is bare:
            connection.execute("delete from change_row")
            connection.execute("delete from change")
        connection.execute("vacuum")
        connection.close()
    sizes = whole.stat().st_size, bare.stat().st_size
    whole.unlink()
    bare.unlink()
    return sizes
