"""Measures search among many customers: python -m tests.benchmarks.search [CUSTOMERS [DATABASE]].

Time is the processor's inside one warm process; the hits of every query measured must be a scan's.
"""

import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from crm_cli.domain.search_words import read_words
from crm_cli.storage import search_find
from crm_cli.storage.search import INDEXES
from tests.benchmarks.firm_of import default_folder, firm_of
from tests.benchmarks.scan import Scan
from tests.benchmarks.verdicts import Line, leave, show, under

QUERIES = 40
PROMISED_MS, HOSTILE_MS, PROMISED_MIB = 30.0, 100.0, 100.0
SEVERAL = ("2 words", "place and word")
"""Kinds of several words, for which the promise is that of hostile ones."""
HOSTILE = (
    "a",
    "e",
    "n",
    "公司",
    "有限",
    "有限公司",
    "司",
    "1",
    "00",
    "8888",
    "an",
    "zh",
    "sh",
    "shi",
    "yi",
    "王",
    "广州",
    "c'",
    "%",
)
HOSTILE_TOGETHER = (
    "zhang wei",
    "a b",
    "有 限 公 司",
    "王 广州",
    "wei 公司",
    "伟 芳",
    "138 王",
    "王 伟 广州",
    "魑魅 a",
)
# What these indexes would be without the names in them.
_PLAIN = {
    "ix_customer_last_touch": "create index measured on customer (last_touch_at)",
    "ix_contact_customer": "create index measured on contact (customer_no)",
}


def queries(connection: sqlite3.Connection, each: int) -> dict[str, list[str]]:
    """Return texts to search for of each kind, cut from the rows at random places."""
    dice = random.Random(7)
    count = connection.execute("select max(no) from customer").fetchone()[0]
    rows = [
        connection.execute(
            "select name_key, initials, pinyin, coalesce(phone.raw, '') from customer"
            " left join phone on phone.customer_no = customer.no where customer.no = ?",
            [dice.randint(1, count)],
        ).fetchone()
        for _ in range(each * 4)
    ]
    firms = [row for row in rows if len(row[0]) > 6]

    def cut(column: int, size: int) -> list[str]:
        long = [row[column] for row in firms if len(row[column]) >= size][:each]
        return [text[(at := dice.randint(0, len(text) - size)) : at + size] for text in long]

    def syllables(size: int) -> list[str]:
        parts = [row[2].split() for row in firms][:each]
        return ["".join(part[(at := dice.randint(0, len(part) - size)) : at + size]) for part in parts]

    return {
        "1 character": cut(0, 1),
        "2 characters": cut(0, 2),
        "4 characters": cut(0, 4),
        "whole name": [row[0] for row in rows[:each]],
        "no hit": ["魑魅" + text for text in cut(0, 2)],
        "1 letter": cut(1, 1),
        "2 initials": cut(1, 2),
        "4 initials": cut(1, 4),
        "1 syllable": syllables(1),
        "2 syllables": syllables(2),
        "phone tail": [row[3][-4:] for row in rows[:each]],
        "whole phone": [row[3] for row in rows[:each]],
        "2 words": [f"{a} {b}" for a, b in zip(cut(0, 2), cut(0, 2), strict=True)],
        "place and word": [f"广州 {word}" for word in cut(0, 2)],
    }


def times(find: Callable[[str], object], texts: list[str], runs: int) -> list[float]:
    """Return for each text the milliseconds of CPU of the quickest of its warm runs."""
    taken = []
    for text in texts:
        find(text)
        found = []
        for _ in range(runs):
            started = time.process_time()
            find(text)
            found.append((time.process_time() - started) * 1000)
        taken.append(min(found))
    return taken


def lines(path: Path, each: int = QUERIES, runs: int = 4) -> Iterator[Line]:
    """Yield the times of every kind of query, whether its hits are the scan's, and the size of the index."""
    connection = sqlite3.connect(path, isolation_level=None)
    size = f"{connection.execute('select count(*) from customer').fetchone()[0]:,} customers"
    scan, wrong, compared = Scan(connection), [], 0

    def find(text: str) -> list[tuple[int, int]]:
        return [(hit.rank, hit.customer_no) for hit in search_find.find(connection, read_words(text))]

    kinds = {**queries(connection, each), "hostile": list(HOSTILE), "hostile words": list(HOSTILE_TOGETHER)}
    for kind, texts in kinds.items():
        taken = times(find, texts, runs)
        wrong += [text for text in texts if find(text) != scan.find(read_words(text))]
        compared += len(texts)
        median, most = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        if kind == "hostile":
            yield under("search, hostile", size, max(taken), HOSTILE_MS, "ms", "at most")
        elif kind == "hostile words":
            worst = texts[taken.index(max(taken))]
            yield Line("search, hostile words together", size, f"{max(taken):.1f} ms at most, for {worst}")
        else:
            limit = HOSTILE_MS if kind in SEVERAL else PROMISED_MS
            yield under(f"search, {kind}", size, most, limit, "ms", f"p95, p50 {median:.1f}")
    told = f"{compared - len(wrong)} of {compared}" + (f"; not {', '.join(wrong[:5])}" if wrong else "")
    yield Line("searches that find what a scan does", size, told, "all", not wrong)
    yield under("search index", size, index_mib(connection), PROMISED_MIB, "MiB")
    connection.close()


def index_mib(connection: sqlite3.Connection) -> float:
    """Return MiB of the search tables, and what names make of two indexes beyond what they were without."""
    connection.execute("create virtual table temp.pages using dbstat(main)")

    def pages(name: str) -> int:
        found = connection.execute(
            "select sum(pgsize) from temp.pages where name = ? and aggregate = 1", [name]
        )
        return int(found.fetchone()[0] or 0)

    tables = connection.execute("select name from sqlite_master where name like 'search_%'").fetchall()
    total = sum(pages(name) for (name,) in tables if name not in INDEXES)
    for name, plain in _PLAIN.items():
        connection.execute("begin")
        connection.execute(plain)
        total += pages(name) - pages("measured")
        connection.execute("rollback")
    return total / 2**20


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    path = Path(sys.argv[2]) if len(sys.argv) > 2 else firm_of(default_folder(), count)
    leave(show(lines(path)))


if __name__ == "__main__":
    main()
