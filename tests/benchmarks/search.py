"""Measures search among many customers: python -m tests.benchmarks.search [CUSTOMERS, 100,000 if not said]."""

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from crm_cli.domain.search_words import read_words
from crm_cli.storage import search_find
from tests.benchmarks.million import build

QUERIES = 40
PROMISED_MS = 30.0


def queries(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return texts to search for of each kind, cut from the rows at random places."""
    dice = random.Random(7)
    count = connection.execute("select max(no) from customer").fetchone()[0]
    rows = [
        connection.execute(
            "select name_key, initials, pinyin, coalesce(phone.raw, '') from customer"
            " left join phone on phone.customer_no = customer.no where customer.no = ?",
            [dice.randint(1, count)],
        ).fetchone()
        for _ in range(QUERIES * 4)
    ]
    firms = [row for row in rows if len(row[0]) > 6]

    def cut(column: int, size: int) -> list[str]:
        long = [row[column] for row in firms if len(row[column]) >= size][:QUERIES]
        return [text[(at := dice.randint(0, len(text) - size)) : at + size] for text in long]

    def syllables(size: int) -> list[str]:
        parts = [row[2].split() for row in firms][:QUERIES]
        return ["".join(part[(at := dice.randint(0, len(part) - size)) : at + size]) for part in parts]

    return {
        "1 character": cut(0, 1),
        "2 characters": cut(0, 2),
        "4 characters": cut(0, 4),
        "whole name": [row[0] for row in rows[:QUERIES]],
        "no hit": ["魑魅" + text for text in cut(0, 2)],
        "1 letter": cut(1, 1),
        "2 initials": cut(1, 2),
        "4 initials": cut(1, 4),
        "1 syllable": syllables(1),
        "2 syllables": syllables(2),
        "phone tail": [row[3][-4:] for row in rows[:QUERIES]],
        "whole phone": [row[3] for row in rows[:QUERIES]],
        "2 words": [f"{a} {b}" for a, b in zip(cut(0, 2), cut(0, 2), strict=True)],
        "place and word": [f"广州 {word}" for word in cut(0, 2)],
    }


def timed(find: Callable[[str], object], texts: list[str]) -> tuple[float, float, float]:
    """Return the median, 95th percentile and longest milliseconds of CPU in the best of three warm runs."""
    taken = []
    for text in texts:
        runs = []
        for _ in range(10):
            started = time.process_time()
            find(text)
            runs.append((time.process_time() - started) * 1000)
        taken.append(min(runs[1:]))
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1], max(taken)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder) / "bench.db"
        if not path.exists():
            print(count, "customers", build(path, count))
        connection = sqlite3.connect(path)
        print(f"{'':16}{'p50 ms':>8}{'p95':>8}{'max':>8}")
        for kind, texts in queries(connection).items():
            median, most, longest = timed(lambda text: search_find.find(connection, read_words(text)), texts)
            told = "" if most <= PROMISED_MS else "  over 30 ms"
            print(f"{kind:16}{median:8.1f}{most:8.1f}{longest:8.1f}{told}")
        connection.close()


if __name__ == "__main__":
    main()
