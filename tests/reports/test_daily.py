"""The daily report: its numbers against a count over raw rows, days that begin at the firm's midnight."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from crm_cli.reports.call_stats import calls_report
from crm_cli.reports.call_stats_form import calls_form
from crm_cli.reports.daily import DailyReport, daily_report
from crm_cli.reports.figures import Rate
from crm_cli.reports.scope import Scope, days_between, find_scope, week_of
from crm_cli.services import callbacks, calls, customers, firm, followups, plans, reps, steps, visits
from crm_cli.services.call_corrections import edit_call
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.effects import Answers
from crm_cli.services.touches import Extras
from crm_cli.storage.statement import Prepared, Statement
from tests.reports.random_month import DAYS, FIRST, Raw, fill

FRIDAY = date(2026, 11, 20)
LAST = FIRST + timedelta(days=DAYS - 1)


@pytest.fixture
def baiyun(desk: Desk) -> str:
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"], owner="陈伟")
    return "白云"


def report_of(desk: Desk, day: date = FRIDAY, part: str | None = None) -> DailyReport:
    return daily_report(desk, find_scope(desk), day, part=part)


def test_the_issues_sample_day(desk: Desk, baiyun: str) -> None:
    plans.add_plan(desk, baiyun, when="2026-11-20 14:00", purpose="送样")
    calls.log_call(desk, calls.Typed(baiyun, "no_answer", at="2026-11-20 09:00"))
    calls.log_call(desk, calls.Typed(baiyun, "talked", at="2026-11-20 10:05", talk="3:05"))
    visits.log_visit(
        desk, visits.Typed(baiyun, "deal", arrive="2026-11-20 14:00", leave="14:40", card=True),
        answers=Answers(amount="50000"),
    )  # fmt: skip
    totals = report_of(desk).totals
    assert totals.calls is not None
    assert totals.visits is not None
    assert (totals.calls.attempts, totals.calls.dials, totals.calls.answered, totals.calls.reached) == (
        2,
        2,
        1,
        1,
    )
    assert (totals.calls.conversations, totals.calls.interested) == (1, 0)
    assert (totals.new_customers, totals.calls.new_customers, totals.visits.new_customers) == (1, 1, 1)
    assert (totals.cards, totals.visits.cards) == (1, 1)
    assert (totals.visits.planned, totals.visits.done, totals.visits.plan_completion) == (1, 1, Rate(1, 1))
    assert (totals.visits.doors, totals.visits.opened, totals.visits.reached, totals.visits.effective) == (
        0,
        1,
        1,
        1,
    )
    assert (totals.money.orders, totals.money.order_amount, totals.money.currency) == (1, 5_000_000, "CNY")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_number_is_what_a_count_over_raw_rows_gives(desk: Desk, seed: int) -> None:
    fill(desk, seed)
    scopes = [
        (Scope("rep", "陈伟", 1), [1]), (Scope("rep", "李娜", 2), [2]), (Scope("team", "", 1), [1, 2]),
        (Scope("firm", ""), [1, 2, 3]),
    ]  # fmt: skip
    for start, end in ((FIRST, LAST), (FIRST, FIRST), (LAST - timedelta(days=2), LAST)):
        for scope, workers in scopes:
            raw = Raw(desk, days_between(start, end), workers)
            _compare(daily_report(desk, scope, start, end), raw)


def _compare(report: DailyReport, raw: Raw) -> None:
    totals = report.totals
    assert totals.calls is not None
    assert totals.visits is not None
    called, visited = totals.calls._asdict(), totals.visits._asdict()
    expected = raw.numbers_of_calls()
    assert {key: called[key] for key in expected} == expected
    assert called["reach_rate"] == (expected["reached"], expected["dials"])
    assert called["invalid_rate"] == (expected["attempts"] - expected["dials"], expected["attempts"])
    assert called["conversion_per_customer"] == (expected["orders"], expected["customers_tried"])
    expected = raw.numbers_of_visits()
    assert {key: visited[key] for key in expected} == expected
    states = raw.plan_states()
    counted = len(states) - states.count("cancelled_by_them")
    assert (visited["planned"], visited["done"]) == (counted, states.count("visited"))
    assert totals.new_customers == len(raw.new_customers())
    assert totals.wechat_added == called["wechat_added"] + visited["wechat_added"]
    for kind in ("quote", "sample", "order", "payment"):
        rows = [row for row in raw.money if row["kind"] == kind]
        assert getattr(totals.money, f"{kind}s") == len(rows)
        if kind != "sample":
            ours = sum(row["amount_minor"] or 0 for row in rows if row["currency"] == "CNY")
            assert getattr(totals.money, f"{kind}_amount") == ours
    assert len(report.calls) + len(report.incoming) == len(raw.calls)
    assert len(report.visits) == len(raw.visits)


def test_month_to_date_counts_from_the_first_to_the_day_and_no_further(desk: Desk) -> None:
    fill(desk, 4)
    end = FIRST + timedelta(days=5)
    report = daily_report(desk, Scope("firm", ""), end)
    raw = Raw(desk, days_between(FIRST.replace(day=1), end), [1, 2, 3])
    month = {metric: progress.done for metric, progress in report.month_to_date.items()}
    expected = raw.numbers_of_calls()
    assert {key: month[key] for key in ("attempts", "dials", "reached", "conversations", "interested")} == {
        key: expected[key] for key in ("attempts", "dials", "reached", "conversations", "interested")
    }
    assert month["doors"] == len(raw.doors())
    assert month["new_customers"] == len(raw.new_customers())
    assert month["expenses"] == raw.numbers_of_visits()["expenses"]


@pytest.mark.parametrize(
    ("zone", "day", "first", "last"),
    [
        ("Asia/Shanghai", date(2026, 11, 20), "2026-11-20 00:00", "2026-11-20 23:59"),
        ("Europe/London", date(2026, 10, 25), "2026-10-25 00:00", "2026-10-25 23:59"),
        ("America/New_York", date(2026, 3, 8), "2026-03-08 00:00", "2026-03-08 23:59"),
    ],
)
def test_a_day_is_the_firms_also_when_the_clocks_change(
    tmp_path: Path, zone: str, day: date, first: str, last: str
) -> None:
    path = tmp_path / "elsewhere.db"
    firm.create_firm(path, "Elsewhere", "tests", region="CN", timezone=zone)
    desk = open_desk(path, None)
    reps.add_rep(desk, "陈伟")
    customers.add_customer(desk, "白云")
    outside = [f"{day - timedelta(days=1)} 23:59", f"{day + timedelta(days=1)} 00:00"]
    for at in (first, last, *outside):
        calls.log_call(desk, calls.Typed("白云", "no_answer", at=at, rep="陈伟"))
    report = daily_report(desk, find_scope(desk, everyone=True), day)
    desk.close()
    assert [desk.wall(call.at).strftime("%Y-%m-%d %H:%M") for call in report.calls] == [first, last]


@time_machine.travel("2026-11-20T08:00:00+08:00")
def test_plans_are_standing_or_added_and_moved_ones_stay(desk: Desk, baiyun: str) -> None:
    customers.add_customer(desk, "甲")
    customers.add_customer(desk, "乙")
    with time_machine.travel("2026-11-19T18:00:00+08:00"):
        for who in (baiyun, "甲", "乙"):
            plans.add_plan(desk, who, when="2026-11-20")
    plans.add_plan(desk, None, building="国金中心", when="2026-11-20")
    plans.move_plan(desk, "p2", "2026-11-23", "他出差")
    plans.end_plan(desk, "p3", "cancelled_by_them", "老板不在")
    visits.log_visit(desk, visits.Typed(baiyun, "met_staff", arrive="2026-11-20 07:50"))
    done = report_of(desk).totals.visits
    assert done is not None
    assert (done.planned, done.plans_standing, done.plans_added) == (3, 2, 1)
    assert (done.done, done.moved, done.cancelled_by_them) == (1, 1, 1)
    assert done.plan_completion == (1, 3)


def test_a_plan_moved_within_its_day_is_one_plan(desk: Desk, baiyun: str) -> None:
    with time_machine.travel("2026-11-19T18:00:00+08:00"):
        plans.add_plan(desk, baiyun, when="2026-11-20 10:00")
    with time_machine.travel("2026-11-20T09:00:00+08:00"):
        plans.move_plan(desk, "p1", "2026-11-20 15:00", "改时间")
    done = report_of(desk).totals.visits
    assert done is not None
    assert (done.planned, done.plans_standing, done.plans_added, done.moved) == (1, 1, 0, 0)


def test_incoming_calls_stand_apart_in_every_number(desk: Desk, baiyun: str) -> None:
    calls.log_call(desk, calls.Typed(baiyun, "no_answer", at="2026-11-20 09:00"))
    before = report_of(desk).totals.calls
    calls.log_call(
        desk, calls.Typed(baiyun, "order", at="2026-11-20 10:00", talk="300", incoming=True), Extras(grade="A"),
        Answers(amount="100"),
    )  # fmt: skip
    after = report_of(desk)
    assert before is not None
    assert after.totals.calls is not None
    assert after.totals.calls._asdict() == {**before._asdict(), "incoming": 1}
    assert [call.no for call in after.incoming] == [2]
    assert after.totals.new_customers == 1


@pytest.mark.parametrize(
    ("called", "outcome", "kept"),
    [("15:15", "talked", 1), ("14:45", "no_answer", 1), ("15:16", "talked", 0), (None, "", 0)],
)
def test_a_callback_is_kept_by_a_call_within_a_quarter_of_an_hour(
    desk: Desk, baiyun: str, called: str | None, outcome: str, kept: int
) -> None:
    calls.log_call(
        desk,
        calls.Typed(baiyun, "callback", at="2026-11-20 14:50"),
        answers=Answers(callback="2026-11-20 15:00"),
    )
    if called == "14:45":
        edit_call(desk, calls.calls(desk)[0], at="2026-11-19 10:00")
    if called:
        calls.log_call(desk, calls.Typed(baiyun, outcome, at=f"2026-11-20 {called}"))
    figures = report_of(desk).totals.calls
    assert figures is not None
    assert figures.callback_kept == (kept, 1)


def test_a_callback_to_come_is_in_no_rate(desk: Desk, baiyun: str) -> None:
    with time_machine.travel("2026-11-20T17:00:00+08:00"):
        for time in ("15:00", "18:00"):
            callbacks.add_callback(desk, baiyun, f"2026-11-20 {time}")
        report = report_of(desk)
        apart = calls_report(desk, find_scope(desk), FRIDAY, FRIDAY, ["rep"])
    assert report.totals.calls is not None
    assert report.totals.callbacks == (2, 0, 0, 0, 1, 1)
    kept = {row.numbers["callback_kept"] for row in (*apart.rows, apart.total)}
    assert kept == {report.totals.calls.callback_kept} == {Rate(0, 1)}


def test_the_parts_shown_of_dials_per_hour_give_it(desk: Desk, baiyun: str) -> None:
    for time in ("19 09:00", "19 09:05", "20 09:00", "20 09:07:20", "20 09:16:10"):
        calls.log_call(desk, calls.Typed(baiyun, "no_answer", at=f"2026-11-{time}"))
    report = calls_report(desk, find_scope(desk), FRIDAY - timedelta(days=1), FRIDAY, [])
    total = report.total.numbers
    assert (total["dials"], total["paced_dials"], total["dialling_seconds"]) == (5, 3, 970)
    assert "3/0:16:10 h = 11.1" in str(calls_form(report, desk))


def test_goals_of_a_team_and_the_firm_are_their_own_else_the_sum(
    open_as: Callable[[str | None], Desk], desk: Desk
) -> None:
    boss = open_as("周敏")
    for who, amount in (("陈伟", "60"), ("李娜", "40")):
        firm.add_goal(boss, "dials", amount, period="day", rep=who, team=None, from_day="2026-11-01")
    firm.add_goal(boss, "dials", "50", period="day", rep="陈伟", team=None, from_day="2026-11-21")
    firm.add_goal(boss, "orders", "9", period="month", rep="李娜", team=None, from_day="2026-11-01")
    firm.add_goal(boss, "orders", "5", period="month", rep=None, team="航空汽车组", from_day="2026-11-01")

    def goal(metric: str, scope: Scope, start: date = FRIDAY, end: date | None = None) -> int | None:
        report = daily_report(desk, scope, start, end)
        return (report.goals if metric == "dials" else report.month_to_date)[metric].goal

    team, everyone = find_scope(desk, team="航空"), find_scope(desk, everyone=True)
    assert goal("dials", find_scope(desk)) == 60
    assert (goal("dials", team), goal("dials", everyone)) == (100, 100)
    assert goal("dials", find_scope(desk), *week_of(FRIDAY)) == 300
    assert (goal("orders", find_scope(desk)), goal("orders", team), goal("orders", everyone)) == (None, 5, 5)


def test_tomorrow_is_everything_up_to_the_next_working_day(desk: Desk, baiyun: str) -> None:
    plans.add_plan(desk, baiyun, when="2026-11-23 10:00", purpose="签合同")
    plans.add_plan(desk, baiyun, when="2026-11-24")
    for due, words in (
        ("2026-11-18", "旧事"),
        ("2026-11-20", "今天"),
        ("2026-11-22", "周日"),
        ("2026-11-24", "以后"),
    ):
        steps.add_step(desk, words, customer=baiyun, due=due)
    tomorrow = report_of(desk).tomorrow
    assert [(due.kind, due.words, due.overdue) for due in tomorrow] == [
        ("plan", "签合同", False), ("step", "旧事", True), ("step", "今天", False), ("step", "周日", False),
    ]  # fmt: skip


def test_what_was_heard_comes_from_every_kind_of_touch(desk: Desk, baiyun: str) -> None:
    heard = Extras(objections=("太贵",), competitors=("B公司",))
    calls.log_call(desk, calls.Typed(baiyun, "talked", at="2026-11-20 09:00", heard="B送货慢"), heard)
    visits.log_visit(desk, visits.Typed(baiyun, "met_staff", arrive="2026-11-20 10:00"), heard)
    followups.add_followup(desk, baiyun, at="2026-11-20 11:00", heard="年底涨价", extras=heard)
    firm.note_day(desk, rep=None, day="2026-11-20", problem="前台", answer="先约", help_needed="目录")
    report = report_of(desk)
    assert [(one.name, one.records, one.reps) for one in report.market.competitors] == [
        ("B公司", ("k1", "f1", "v1"), ("陈伟",))
    ]
    assert [(one.words, len(one.records)) for one in report.market.objections] == [("太贵", 3)]
    assert [(one.noun, one.words) for one in report.market.heard] == [
        ("call", "B送货慢"),
        ("followup", "年底涨价"),
    ]
    assert [(note.problem, note.answer, note.help_needed) for note in report.notes] == [
        ("前台", "先约", "目录")
    ]
    assert [one.records for one in report_of(desk, part="visits").market.competitors] == [("v1",)]


def test_a_part_leaves_the_other_out(desk: Desk, baiyun: str) -> None:
    calls.log_call(desk, calls.Typed(baiyun, "talked", at="2026-11-20 09:00"))
    visits.log_visit(desk, visits.Typed(baiyun, "met_staff", arrive="2026-11-20 10:00"))
    only = report_of(desk, part="visits")
    assert (len(only.visits), only.calls, only.totals.calls, only.followups) == (1, (), None, ())
    assert report_of(desk, part="calls").totals.visits is None


def test_the_default_scope_is_the_rep_who_types_else_the_firm(
    open_as: Callable[[str | None], Desk], desk: Desk
) -> None:
    assert find_scope(desk) == ("rep", "陈伟", 1)
    assert find_scope(desk, rep="李娜") == ("rep", "李娜", 2)
    assert find_scope(desk, everyone=True) == ("firm", "A公司", None)
    assert find_scope(open_as("周敏")).kind == "firm"


def test_nothing_is_read_but_the_days_asked_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(desk, 5)
    connection = desk.database.connection
    asked: list[tuple[str, dict[str, object]]] = []
    prepare = Statement.prepare

    def noted(self: Statement[object], *given: Any, **more: Any) -> Prepared:
        asked.append(prepare(self, *given, **more))
        return asked[-1]  # type: ignore[return-value]

    monkeypatch.setattr(Statement, "prepare", noted)
    for scope in (Scope("rep", "陈伟", 1), Scope("team", "", 1), Scope("firm", "")):
        daily_report(desk, scope, FIRST, LAST)
    monkeypatch.undo()
    big = {
        "call",
        "visit",
        "followup",
        "earlier",
        "money",
        "plan",
        "step",
        "objection_met",
        "competitor_heard",
    }
    for sql, values in asked:
        steps_of_plan = [row[3].split() for row in connection.execute(f"explain query plan {sql}", values)]
        assert not [words for words in steps_of_plan if words[0] == "SCAN" and words[1] in big], sql
        by_rep_alone = [words for words in steps_of_plan if {"ix_call_rep", "ix_visit_rep"} & set(words)]
        assert not by_rep_alone, sql
