"""Measures the import of a long list of invented customers against the least any program could do."""

import csv
import os
import random
import sqlite3
import subprocess
import time
from pathlib import Path

from tests.benchmarks.million import FORMS, GIVEN, PLACES, TRADES

HEADER = ["公司名称", "行业", "城市", "电话", "联系人", "备注"]


def write_list(path: Path, count: int) -> None:
    """Write a yellow-page list of `count` firms, no two with one name or one phone."""
    dice = random.Random(11)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(count):
            trade, place = dice.choice(TRADES), dice.choice(PLACES)
            name = f"{place}{''.join(dice.choices(GIVEN, k=3))}{trade}{dice.choice(FORMS)}{number}"
            writer.writerow([name, trade, place, f"020-8{number:07d}", "", "年底前要礼品"])


def least(path: Path, database: Path) -> float:
    """Return the seconds in which the csv module and one prepared insert put the rows into a table."""
    started = time.perf_counter()
    connection = sqlite3.connect(database)
    connection.execute("create table customer (no integer primary key, a, b, c, d, e, f)")
    with path.open(encoding="utf-8", newline="") as file, connection:
        connection.executemany(
            "insert into customer (a, b, c, d, e, f) values (?, ?, ?, ?, ?, ?)", csv.reader(file)
        )
    connection.close()
    return time.perf_counter() - started


def measure(programs: Path, folder: Path, count: int) -> str:
    """Import `count` customers into a new firm with the installed program; return a line to print."""
    path = folder / "customers.csv"
    write_list(path, count)
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environment = {**kept, "HOME": str(folder), "CRM_DB": str(folder / "big.db"), "LANG": "C.UTF-8"}

    def crm(*words: str) -> float:
        started = time.perf_counter()
        subprocess.run([programs / "crm", *words], env=environment, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - started

    crm("init", "--firm", "A公司")
    took = crm("import", "customers", str(path), "--quiet")
    floor = least(path, folder / "least.db")
    size = (folder / "big.db").stat().st_size / 2**20
    return (
        f"import of {count} customers: {took:.1f} s, {count / took:.0f} rows a second, {size:.0f} MiB,"
        f" {took / floor:.0f} x csv and executemany"
    )
