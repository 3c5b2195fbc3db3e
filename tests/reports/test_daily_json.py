"""The JSON of the daily report: its keys are a promise, its values exact."""

import json
from datetime import date

from crm_cli import i18n
from crm_cli.reports.daily import daily_report
from crm_cli.reports.daily_json import as_json
from crm_cli.reports.scope import find_scope, week_of
from crm_cli.services import calls, contacts, customers, firm, plans, visits
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.touches import Extras

FRIDAY = date(2026, 11, 20)
TOP = (
    "date", "scope", "firm", "timezone", "currency", "part", "reps", "team", "area", "goals", "month_to_date",
    "totals", "dial_plan", "plans", "visits", "sweeps", "calls", "incoming", "followups", "money", "market", "problem", "help_needed",
    "tomorrow", "doubts", "doubts_withheld_until",
)  # fmt: skip
CALLS = (
    "attempts", "dials", "invalid_rate", "answered", "answer_rate", "human", "reached", "reach_rate",
    "conversations", "interested", "talk_seconds", "average_talk_time", "paced_dials", "dialling_seconds",
    "dials_per_hour", "appointments", "appointment_rate", "orders", "customers_tried", "conversion", "conversion_per_customer",
    "callback_kept", "wechat_added", "new_customers", "incoming", "recorded", "transfers",
)  # fmt: skip
VISITS = (
    "visits", "doors", "opened", "opened_cold", "opened_invited", "reached", "reached_cold", "reached_invited",
    "effective", "effective_cold", "effective_invited", "past_front_desk", "target_met", "card_rate", "tactics",
    "cards", "wechat_added", "new_customers", "planned", "done", "plan_completion", "plans_standing", "plans_added",
    "moved", "cancelled_by_us", "cancelled_by_them", "incident", "expenses",
)  # fmt: skip
MONEY = (
    "quotes", "quote_amount", "samples", "orders", "order_amount", "payments", "payment_amount", "expenses",
    "currency", "other_currencies",
)  # fmt: skip
CALL = (
    "no", "id", "at", "day", "direction", "rep_no", "rep", "customer_no", "customer", "contact_no", "contact",
    "title", "number", "outcome", "outcome_name", "dialled", "answered", "human", "reached", "effect",
    "talk_seconds", "grade", "note", "wechat_added", "heard", "call_list_no", "call_list", "hours_waived",
    "transferred_to_no", "transferred_to", "next_day", "next_at", "next_step", "next_kind",
    "created_at", "created_by", "changed_at", "changed_by", "competitors", "objections",
)  # fmt: skip


def log_a_day(desk: Desk) -> None:
    customers.add_customer(
        desk, "广州白云航空服务有限公司", phones=["020-80000000"], district="天河区", building="国金"
    )
    contacts.add_contact(desk, "王丽", "白云", title="采购经理")
    plans.add_plan(desk, "白云", when="2026-11-20 14:00")
    heard = Extras(objections=("太贵",), competitors=("B公司",), next="2026-11-23 15:00 送样")
    calls.log_call(
        desk, calls.Typed("白云", "talked", at="2026-11-20 10:05", talk="3:05", heard="B送货慢"), heard
    )
    visits.log_visit(
        desk, visits.Typed("白云", "deal", arrive="2026-11-20 14:00", tactic="praise", expense="30.50"),
        answers=Answers(amount="50000"),
    )  # fmt: skip
    mine, desk.me = desk.me, desk.me._replace(role="manager") if desk.me else None
    firm.add_goal(
        desk, "order_amount", "400000", period="month", rep="陈伟", team=None, from_day="2026-11-01"
    )
    desk.me = mine
    firm.note_day(desk, rep=None, day="2026-11-20", problem="前台", answer="先约", help_needed="目录")


def test_the_keys_are_frozen_whatever_the_language(desk: Desk) -> None:
    log_a_day(desk)
    i18n.use("zh-Hans")
    found = as_json(daily_report(desk, find_scope(desk), FRIDAY), desk)
    assert tuple(found) == TOP
    assert tuple(found["totals"]) == (
        "visits", "calls", "callbacks", "money", "new_customers", "cards", "wechat_added",
    )  # fmt: skip
    assert tuple(found["totals"]["callbacks"]) == ("due", "kept", "early", "late", "missed", "pending")
    assert tuple(found["totals"]["calls"]) == CALLS
    assert tuple(found["totals"]["visits"]) == VISITS
    assert tuple(found["totals"]["money"]) == MONEY
    assert tuple(found["calls"][0]) == CALL


def test_the_values_are_exact(desk: Desk) -> None:
    log_a_day(desk)
    found = json.loads(json.dumps(as_json(daily_report(desk, find_scope(desk), FRIDAY), desk)))
    assert found["date"] == "2026-11-20"
    assert found["scope"] == {"kind": "rep", "name": "陈伟"}
    assert found["area"] == {"buildings": ["国金"], "districts": ["天河区"]}
    assert found["totals"]["calls"]["reach_rate"] == {"part": 1, "whole": 1, "rate": 1.0}
    assert found["totals"]["calls"]["callback_kept"] == {"part": 0, "whole": 0, "rate": None}
    assert found["totals"]["visits"]["expenses"] == 30.5
    assert found["totals"]["money"]["order_amount"] == 50000
    assert found["month_to_date"]["order_amount"] == {"part": 50000, "whole": 400000, "rate": 0.125}
    assert found["month_to_date"]["dials"] == {"part": 1, "whole": None, "rate": None}
    assert found["calls"][0]["no"] == "k1"
    assert found["calls"][0]["at"] == "2026-11-20T10:05:00+08:00"
    assert found["calls"][0]["objections"] == ["太贵"]
    assert found["visits"][0]["plan_no"] == "p1"
    assert found["plans"][0]["reps"] == ["陈伟"]
    assert found["market"]["competitors"] == [
        {"no": "m1", "name": "B公司", "count": 1, "reps": ["陈伟"], "customers": ["广州白云航空服务有限公司"],
         "records": ["k1"]}
    ]  # fmt: skip
    assert found["problem"] == [{"rep": "陈伟", "problem": "前台", "answer": "先约"}]
    assert found["help_needed"] == [{"rep": "陈伟", "help_needed": "目录"}]
    assert found["tomorrow"] == [
        {"kind": "step", "no": "s1", "day": "2026-11-23", "at": "2026-11-23T15:00:00+08:00", "customer_no": "c1",
         "customer": "广州白云航空服务有限公司", "building": "", "words": "送样", "expected": "", "reps": ["陈伟"],
         "overdue": False}
    ]  # fmt: skip


def test_a_range_has_its_ends_and_a_part_only_its_own_keys(desk: Desk) -> None:
    log_a_day(desk)
    week = as_json(daily_report(desk, find_scope(desk, everyone=True), *week_of(FRIDAY)), desk)
    assert (week["from"], week["to"], "date" in week) == ("2026-11-16", "2026-11-22", False)
    assert week["scope"] == {"kind": "firm", "name": "A公司"}
    part = as_json(daily_report(desk, find_scope(desk), FRIDAY, part="calls"), desk)
    assert not {"visits", "plans", "followups"} & part.keys()
    assert "visits" not in part["totals"]
    assert part["part"] == "calls"
