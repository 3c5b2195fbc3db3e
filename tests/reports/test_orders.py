"""An order is tied to the touch it came from, named in the report, and doubted while it has no amount."""

from datetime import date

import pytest

from crm_cli.reports.daily import daily_report
from crm_cli.reports.daily_form import daily_form
from crm_cli.reports.daily_json import as_json
from crm_cli.reports.scope import find_scope
from crm_cli.services import calls, customers, money, plans
from crm_cli.services.call_corrections import edit_call
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def sold(desk: Desk) -> Desk:
    """A call that came to an order, as a call log brings it in: without an amount."""
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"])
    calls.log_call(desk, calls.Typed("白云", "talked", at="2026-11-20 10:00"))
    (call,) = calls.calls(desk)
    edit_call(desk, call, outcome="order")
    return desk


def test_an_order_without_an_amount_is_doubted_until_it_has_one(sold: Desk) -> None:
    report = daily_report(sold, find_scope(sold), FRIDAY)
    assert [(doubt.kind, doubt.records) for doubt in report.doubts] == [("order_without_amount", ("k1",))]
    money.add_money(sold, "order", "白云", amount="860", day="2026-11-20")
    report = daily_report(sold, find_scope(sold), FRIDAY)
    assert report.doubts == ()
    assert report.totals.calls is not None
    assert report.totals.money is not None
    assert (report.totals.calls.conversion.part, report.totals.money.orders) == (1, 1)


def test_an_order_of_another_day_is_nobodys_by_itself_and_another_rep_may_type_it(sold: Desk) -> None:
    money.add_money(sold, "order", "白云", amount="860", day="2026-11-19")
    money.add_money(sold, "order", "白云", amount="860", day="2026-11-20", rep="李娜")
    money.add_money(sold, "order", "白云", amount="90", day="2026-11-20")
    assert [event.call_no for event in money.money_events(sold, sort="no")] == [None, 1, None]


def test_orders_are_named_with_customer_and_amount(sold: Desk) -> None:
    money.add_money(sold, "order", "白云", amount="860", day="2026-11-20")
    report = daily_report(sold, find_scope(sold), FRIDAY)
    (row,) = as_json(report, sold)["money"]
    assert (row["kind"], row["customer"], row["amount"], row["call_no"]) == (
        "order", "广州白云航空服务有限公司", 860.0, "k1",
    )  # fmt: skip
    (block,) = [b for b in daily_form(report, sold).blocks if b.title == "Quotes, samples, orders, payments"]
    assert ("o1", "order", "广州白云航空服务有限公司", "860.00 CNY", "") in block.rows  # type: ignore[union-attr]


def test_an_appointment_shows_the_visit_it_made(desk: Desk) -> None:
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"])
    calls.log_call(
        desk,
        calls.Typed("白云", "appointment", at="2026-11-20 10:00"),
        answers=Answers(plan="2026-11-24 15:00 送样"),
    )
    (call,) = calls.calls(desk)
    assert (call.next_day, call.next_step, call.next_kind) == (date(2026, 11, 24), "送样", "plan")
    assert plans.plans(desk)[0].no == 1
