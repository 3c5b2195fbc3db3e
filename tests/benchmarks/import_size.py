"""Measures the import of a long list of invented customers: python -m tests.benchmarks.import_size [COUNT]."""

import csv
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median as middle

from crm_cli.exchange.xlsx import write_xlsx
from crm_cli.storage import search
from tests.benchmarks.memory import Used, used
from tests.benchmarks.million import FORMS, GIVEN, PLACES, TRADES
from tests.benchmarks.processes import Bench, set_up
from tests.benchmarks.verdicts import Line, leave, ratio, show, under

RATIO, PEAK = 6.0, 150
"""Times the least any program could do, and MiB: the limits of issue 3."""
MANY = 1_000_000
"""Customers of a long file, where the others are a hundred thousand."""
BACK = 30.0
"""Seconds to take a hundred thousand customers back."""

HEADER = ["公司名称", "行业", "城市", "电话", "手机", "联系人", "备注"]
AREAS = ["020", "0755", "021", "010", "0571", "028", "025", "0769"]
STYLES = ["{}", "{}", "{}", "{}", "{} 转 801", "+86 {}"]


def write_list(path: Path, count: int) -> None:
    """Write a yellow-page list of `count` firms, no two with one name or one phone, two in five with two."""
    dice = random.Random(11)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, (name, trade, place) in enumerate(islice(_firms(dice), count)):
            mobile = f"1{dice.choice(('38', '39', '50', '58', '86'))}{number:08d}"
            landline = dice.choice(STYLES).format(f"{dice.choice(AREAS)}-3{number:07d}")
            shown = dice.random()
            phones = ("", mobile) if shown < 0.6 else (landline, mobile)
            writer.writerow([name, trade, place, *phones, "", "年底前要礼品"])


def _firms(dice: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield the name, trade and city of firms, each name once and no number in it, as on a yellow page."""
    met: set[str] = set()
    while True:
        trade, place = dice.choice(TRADES), dice.choice(PLACES)
        name = f"{place}{''.join(dice.choices(GIVEN, k=3))}{trade}{dice.choice(FORMS)}"
        if name not in met:
            met.add(name)
            yield name, trade, place


def least(path: Path, database: Path) -> float:
    """Return the seconds in which the csv module and prepared inserts put the bare rows into two tables."""
    started = time.perf_counter()
    connection = sqlite3.connect(database)
    connection.execute("create table customer (no integer primary key, name, industry, city, contact, notes)")
    connection.execute("create table phone (no integer primary key, customer_no, raw)")
    connection.execute("create index phone_customer on phone (customer_no)")
    with path.open(encoding="utf-8", newline="") as file, connection:
        rows = csv.reader(file)
        next(rows)
        numbered = enumerate(rows, 1)
        while chunk := list(islice(numbered, 500)):
            connection.executemany(
                "insert into customer values (?, ?, ?, ?, ?, ?)",
                ((no, *row[:3], *row[5:]) for no, row in chunk),
            )
            connection.executemany(
                "insert into phone (customer_no, raw) values (?, ?)",
                ((no, phone) for no, row in chunk for phone in row[3:5] if phone),
            )
    connection.close()
    return time.perf_counter() - started


def ready_made(done: Path, database: Path) -> float:
    """Return the seconds in which prepared inserts put the rows of a finished import into an empty firm.

    It is what SQLite takes for the same columns, checks, indexes, journal and search index, row by row, when
    nothing is left to read, compare or work out.
    """
    source, target = sqlite3.connect(done), sqlite3.connect(database, isolation_level=None)
    inserts: list[tuple[str, Sequence[Sequence[object]]]] = []
    for table in ("change", "customer", "phone", "change_row"):
        held = target.execute(f"select coalesce(max(no), 0) from {table}").fetchone()
        cursor = source.execute(f"select * from {table} where no > ?", held)
        inserts.append((_insert(table, [column[0] for column in cursor.description]), cursor.fetchall()))
        if table == "customer":
            columns = dict(
                zip(
                    (column[0] for column in cursor.description),
                    zip(*inserts[-1][1], strict=True),
                    strict=True,
                )
            )
            for index, entries in search.entries_of(table, columns["no"], columns).items():
                inserts.append((_insert(index, ["rowid", search.COLUMN]), entries))
    started = time.perf_counter()
    target.execute("begin immediate")
    for sql, rows in inserts:
        target.executemany(sql, rows)
    target.execute("commit")
    took = time.perf_counter() - started
    source.close()
    target.close()
    return took


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"


def lines(bench: Bench, folder: Path, count: int, rounds: int = 5) -> Iterator[Line]:
    """Yield the import of `count` customers against both yardsticks, taken in turn, and its peak of memory.

    The bare rows are written before and after each import: on a shared machine their second takes 0.6 to 1.1.
    """
    path, empty, firm = folder / "customers.csv", folder / "empty.db", folder / "imported.db"
    write_list(path, count)
    used(bench, ["init", "--firm", "A公司"], empty)
    bare: list[float] = []
    made: list[float] = []
    took: list[Used] = []
    for _round in range(rounds):
        bare.append(least(path, _fresh(folder / "least.db")))
        shutil.copyfile(empty, _fresh(firm))
        bare.append(least(path, _fresh(folder / "least.db")))
        took.append(used(bench, ["import", "customers", path, "--quiet"], firm))
        bare.append(least(path, _fresh(folder / "least.db")))
        shutil.copyfile(empty, _fresh(folder / "made.db"))
        made.append(ready_made(firm, folder / "made.db"))
    wall, size = middle([one.wall for one in took]), f"{count:,} customers"
    said = f"({wall:.1f} s, {middle([one.cpu for one in took]):.1f} s cpu)"
    yield ratio("import, csv + executemany", size, wall / middle(bare), RATIO, said)
    yield Line(
        "import, the same rows ready made", size, f"{wall / middle(made):.2f} x ({middle(made):.1f} s)"
    )
    yield under("import, peak", size, max(one.peak for one in took), PEAK, "MiB")
    yield under("undo of the import", size, used(bench, ["undo"], firm).wall, BACK * count / 100_000, "s")
    workbook = folder / "customers.xlsx"
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        write_xlsx(workbook, [("list", next(rows), rows)])
    shutil.copyfile(empty, _fresh(firm))
    peak = used(bench, ["import", "customers", workbook, "--quiet"], firm).peak
    yield under("import of a workbook, peak", size, peak, PEAK, "MiB")
    yield from _long(bench, folder, empty, MANY * count // 100_000)


def _long(bench: Bench, folder: Path, empty: Path, count: int) -> Iterator[Line]:
    """Yield the peak of memory with ten times as many, as CSV and as JSON Lines."""
    path, firm = folder / "long.csv", folder / "long.db"
    write_list(path, count)
    objects = folder / "long.jsonl"
    with path.open(encoding="utf-8", newline="") as file, objects.open("w", encoding="utf-8") as target:
        for row in csv.DictReader(file):
            target.write(json.dumps(row, ensure_ascii=False) + "\n")
    for kind, source in (("CSV", path), ("JSON Lines", objects)):
        shutil.copyfile(empty, _fresh(firm))
        took = used(bench, ["import", "customers", source, "--quiet", "--no-backup"], firm)
        yield under(
            f"import of a long file, {kind}, peak",
            f"{count:,} customers ({took.wall:.0f} s)",
            took.peak,
            PEAK,
            "MiB",
        )
        source.unlink()
    firm.unlink()


def _fresh(path: Path) -> Path:
    path.unlink(missing_ok=True)
    return path


def main() -> None:
    """Measure alone: python -m tests.benchmarks.import_size [COUNT]."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        leave(show(lines(set_up(Path(folder)), Path(folder), count)))


if __name__ == "__main__":
    main()
