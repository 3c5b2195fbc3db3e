"""Measures the memory of long exports: python -m tests.benchmarks.export_size [COUNT]."""

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.memory import used
from tests.benchmarks.processes import Bench, set_up
from tests.benchmarks.verdicts import Line, leave, show, under

PEAK = 150
"""MiB: the limit of issue 3."""
_STAMP = "'2026-01-01T00:00:00.000Z', 'bench'"
_COUNTED = "with recursive counted(i) as (select 1 union all select i + 1 from counted where i < :count)"
_ROWS = (
    f"""insert into rep (no, id, created_at, created_by, name, name_key) select 1, 'r-1', {_STAMP}, '陈伟', '陈伟'""",
    f"""insert into customer (no, id, created_at, created_by, name, industry, city, address, email, notes)
        {_COUNTED} select i, 'c-' || i, {_STAMP}, '广州云海航空服务有限公司' || i, '航空', '广州',
        '天河区体育西路' || i || '号', 'u' || i || '@mail.cn', '要一千个杯子，年底前' from counted""",
    f"""insert into phone (no, id, created_at, created_by, customer_no, raw, e164, reversed)
        {_COUNTED} select i, 'p-' || i, {_STAMP}, i, 13800000000 + i, '+86' || (13800000000 + i), i from counted""",
    f"""insert into call (no, id, created_at, created_by, at, day, customer_no, phone_no, number, rep_no,
        outcome_no, talk_seconds, note)
        {_COUNTED} select i, 'k-' || i, {_STAMP}, '2026-03-02T02:00:00.000Z',
        case when i <= :count / 10 then '2026-03-02' else '2026-03-03' end, i, i, 13800000000 + i, 1,
        (select min(no) from outcome where subject = 'call'), 95, '问了价格，要目录' from counted""",
)


def make_firm(bench: Bench, firm: Path, count: int) -> None:
    """Make a firm with so many customers, each with a number and a call."""
    used(bench, ["init", "--firm", "A公司"], firm)
    connection = sqlite3.connect(firm, isolation_level=None)
    for sql in _ROWS:
        connection.execute(sql, {"count": count} if ":count" in sql else {})
    connection.close()


def lines(bench: Bench, folder: Path, count: int) -> Iterator[Line]:
    """Yield the peaks of memory of exports of `count` customers and as many calls in each format."""
    firm = folder / "exported.db"
    make_firm(bench, firm, count)
    wishes: tuple[tuple[str, str, int, tuple[str, ...]], ...] = (
        ("customers", "csv", count, ()),
        ("calls", "csv", count, ()),
        ("calls", "jsonl", count, ()),
        # A workbook takes a minute for each hundred thousand rows, and no more memory for ten times as many.
        ("calls", "xlsx", count // 10, ("--until", "2026-03-02")),
    )
    for noun, wish, rows, days in wishes:
        target = folder / f"out.{wish}"
        took = used(bench, ["export", noun, "--output", target, "--as", "陈伟", *days], firm)
        said = f"({took.wall:.0f} s, {target.stat().st_size / 2**20:.0f} MiB)"
        target.unlink()
        yield under(f"export, peak, {wish}", f"{rows:,} {noun}", took.peak, PEAK, "MiB", said)


def main() -> None:
    """Measure alone."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        leave(show(lines(set_up(Path(folder)), Path(folder), count)))


if __name__ == "__main__":
    main()
