"""Measures the import of a long list of invented customers against the least any program could do."""

import csv
import os
import random
import sqlite3
import subprocess
import time
from itertools import islice
from pathlib import Path

from tests.benchmarks.million import FORMS, GIVEN, PLACES, TRADES

HEADER = ["公司名称", "行业", "城市", "电话", "手机", "联系人", "备注"]
AREAS = ["020", "0755", "021", "010", "0571", "028", "025", "0769"]
STYLES = ["{}", "{}", "{}", "{}", "{} 转 801", "+86 {}"]


def write_list(path: Path, count: int) -> None:
    """Write a yellow-page list of `count` firms, no two with one name or one phone, two in five with two."""
    dice = random.Random(11)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(count):
            trade, place = dice.choice(TRADES), dice.choice(PLACES)
            name = f"{place}{''.join(dice.choices(GIVEN, k=3))}{trade}{dice.choice(FORMS)}{number}"
            mobile = f"1{dice.choice(('38', '39', '50', '58', '86'))}{number:08d}"
            landline = dice.choice(STYLES).format(f"{dice.choice(AREAS)}-3{number:07d}")
            shown = dice.random()
            phones = ("", mobile) if shown < 0.6 else (landline, mobile)
            writer.writerow([name, trade, place, *phones, "", "年底前要礼品"])


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
