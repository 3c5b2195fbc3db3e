"""Where customers came from: new ones as PRODUCT §7 has them, and those put on file by hand or from a file."""

import random
from datetime import date, datetime, timedelta

import pytest
import time_machine

from crm_cli.reports.figures import Rate
from crm_cli.reports.scope import Scope, days_between
from crm_cli.reports.sources import SourceRow, sources_report, sources_values
from crm_cli.services import customers
from crm_cli.services.desk import Desk
from crm_cli.storage.breakdowns import id_from
from crm_cli.storage.ids import uuid7
from tests.reports.random_month import DAYS, FIRST, Raw, fill

LAST = FIRST + timedelta(days=DAYS - 1)
SOURCES = ("", "sweep", "referral", "台商協會")


def by_source(rows: tuple[SourceRow, ...]) -> dict[str, SourceRow]:
    return {row.source: row for row in rows if row.level == "source"}


@pytest.mark.parametrize(
    ("scope", "reps"),
    [(Scope("firm", ""), [1, 2, 3]), (Scope("team", "", 1), [1, 2]), (Scope("rep", "", 2), [2])],
)
@pytest.mark.parametrize("span", [(FIRST, LAST), (FIRST + timedelta(days=1), FIRST + timedelta(days=5))])
def test_new_customers_and_their_orders_are_what_a_count_over_raw_rows_gives(
    desk: Desk, scope: Scope, reps: list[int], span: tuple[date, date]
) -> None:
    fill(desk, 20)
    chance = random.Random(1)
    with desk.change() as change:
        source = {no: chance.choice(SOURCES) for no in range(1, 15)}
        for no, name in source.items():
            change.update("customer", no, source=name)
    raw = Raw(desk, days_between(*span), reps)
    orders = [row for row in raw._all("money") if row["kind"] == "order"]
    found = by_source(sources_report(desk, scope, *span).rows)
    for name in SOURCES:
        met = {no: day for no, day in raw.new_customers() if source[no] == name}
        bought = [row for row in orders if row["day"] >= met.get(row["customer_no"], "9")]
        amount = sum(row["amount_minor"] or 0 for row in bought if row["currency"] == "CNY")
        row = found.get(name)
        assert (row.new_customers if row else 0) == len(met)
        if row is not None:
            assert row.buyers.part == len({one["customer_no"] for one in bought})
            assert (row.orders, row.order_amount) == (len(bought), amount)


def test_a_customer_from_a_file_is_told_from_one_typed(desk: Desk) -> None:
    with time_machine.travel("2026-11-19T23:59:59+08:00"):
        customers.add_customer(desk, "昨天的", source="expo")
    with time_machine.travel("2026-11-20T00:00:01+08:00"):
        customers.add_customer(desk, "打的", source="expo", phones=["13800138000"])
        with desk.change() as change:
            batch = {"noun": "customer", "file_name": "名单.csv", "sha256": "0" * 64, "encoding": "utf-8"}
            change.insert("import_batch", **batch)
            change.insert("customer", name="名单上的", source="expo", owner_no=2)
            # Its date came with it from another program; it was put on file here and now.
            change.insert(
                "customer",
                name="老客户",
                source="web",
                created_at=datetime.fromisoformat("2019-01-01T00:00Z"),
            )
    with time_machine.travel("2026-11-21T00:00:00+08:00"):
        customers.add_customer(desk, "明天的", source="expo")
    day = date(2026, 11, 20)
    found = by_source(sources_report(desk, Scope("firm", ""), day, day).rows)
    assert {name: (row.added, row.imported, row.reached) for name, row in found.items()} == {
        "expo": (2, 1, Rate(0, 2)), "web": (1, 1, Rate(0, 1)),
    }  # fmt: skip
    of_rep = sources_report(desk, Scope("rep", "李娜", 2), day, day).rows
    assert [(row.level, row.source, row.added) for row in of_rep] == [("source", "expo", 1), ("total", "", 1)]
    # None of them was met: none is a new customer, whatever was imported.
    assert sum(row.new_customers for row in of_rep) == 0


def test_an_empty_month_has_its_total_alone(desk: Desk) -> None:
    rows = sources_values(desk, sources_report(desk, Scope("firm", ""), FIRST, LAST))["rows"]
    assert [(row["level"], row["new_customers"], row["buyers"]["rate"]) for row in rows] == [
        ("total", 0, None)
    ]


def test_ids_are_told_apart_by_the_moment_they_were_made() -> None:
    moment = datetime.fromisoformat("2026-11-20T00:00:00+08:00")
    with time_machine.travel(moment - timedelta(milliseconds=1), tick=False):
        before = uuid7()
    with time_machine.travel(moment, tick=False):
        after = uuid7()
    assert before < id_from(moment) <= after
