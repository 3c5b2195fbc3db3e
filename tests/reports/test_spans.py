"""Reports of several days: by day and by rep they add up to the whole, and single touches may stay out."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine

from crm_cli.cli.report_csv import FIELDS, flat_rows
from crm_cli.domain.cleaning import cell_width
from crm_cli.domain.form import Chart, Listing
from crm_cli.domain.form_text import form_text
from crm_cli.reports import spans
from crm_cli.reports.daily import DailyReport, daily_report
from crm_cli.reports.daily_form import daily_form
from crm_cli.reports.daily_json import as_json
from crm_cli.reports.scope import Scope, month_around, week_of
from crm_cli.services import calls, customers, firm, plans
from crm_cli.services.desk import Desk
from crm_cli.storage.statement import Prepared, Statement
from tests.reports.random_month import DAYS, FIRST, fill

FRIDAY = date(2026, 11, 20)
LAST = FIRST + timedelta(days=DAYS - 1)
FIRM, TEAM, REP = Scope("firm", "A公司"), Scope("team", "航空汽车组", 1), Scope("rep", "李娜", 2)


@pytest.fixture(autouse=True)
def _friday_evening() -> Iterator[None]:
    """It is Friday 2026-11-20, 19:00 at the firm."""
    with time_machine.travel("2026-11-20T11:00:00+00:00"):
        yield


def sums(report: DailyReport) -> dict[str, int]:
    """The numbers of a report's days added up."""
    found: dict[str, int] = {}
    for one in report.by_day:
        for key, value in one.numbers.items():
            found[key] = found.get(key, 0) + value
    return found


@pytest.mark.parametrize("scope", [FIRM, TEAM, REP], ids=["firm", "team", "rep"])
@pytest.mark.parametrize("seed", [1, 2])
def test_days_add_up_to_the_totals_with_and_without_rows(desk: Desk, scope: Scope, seed: int) -> None:
    fill(desk, seed)
    listed = daily_report(desk, scope, FIRST, LAST)
    summed = daily_report(desk, scope, FIRST, LAST, summed=True)
    for field in ("totals", "goals", "month_to_date", "by_day", "by_rep", "buildings", "districts", "notes"):
        assert getattr(listed, field) == getattr(summed, field), field
    assert (summed.visits, summed.calls, summed.incoming, summed.followups, summed.money) == ((),) * 5
    numbers, totals = sums(summed), summed.totals
    assert totals.calls is not None
    assert totals.visits is not None
    for key in (
        "attempts",
        "dials",
        "answered",
        "reached",
        "conversations",
        "interested",
        "appointments",
        "incoming",
    ):
        assert numbers[key] == getattr(totals.calls, key), key
    for key in ("visits", "doors", "opened", "effective", "cards", "expenses"):
        assert numbers[key] == getattr(totals.visits, key), key
    assert numbers["met"] == totals.visits.reached
    assert numbers["new_customers"] == totals.new_customers
    assert (numbers["orders"], numbers["order_amount"]) == (totals.money.orders, totals.money.order_amount)
    assert [one.day for one in summed.by_day] == sorted({one.day for one in summed.by_day})


def test_each_day_and_each_rep_are_as_in_their_own_reports(desk: Desk) -> None:
    fill(desk, 3)
    report = daily_report(desk, FIRM, FIRST, LAST, summed=True)
    for one in report.by_day[:4]:
        alone = daily_report(desk, FIRM, one.day, one.day, summed=True)
        assert [day.numbers for day in alone.by_day] == [one.numbers]
    assert [one.rep for one in report.by_rep][:2] == ["陈伟", "李娜"]
    for rep in report.by_rep:
        own = daily_report(desk, Scope("rep", rep.rep, rep.rep_no), FIRST, LAST, summed=True)
        assert {key: value for key, value in sums(own).items() if value} == {
            key: value for key, value in rep.numbers.items() if value
        }
        assert own.by_rep == ()


def test_a_part_has_only_its_own_numbers(desk: Desk) -> None:
    fill(desk, 4)
    of_calls = daily_report(desk, FIRM, FIRST, LAST, "calls", summed=True)
    of_visits = daily_report(desk, FIRM, FIRST, LAST, "visits", summed=True)
    assert set(of_calls.by_day[0].numbers) == spans.OF_CALLS
    assert set(of_visits.by_day[0].numbers) == spans.OF_VISITS
    whole = daily_report(desk, FIRM, FIRST, LAST)
    assert of_calls.totals.calls == whole.totals.calls
    assert of_visits.totals.visits == whole.totals.visits


def test_a_summed_report_reads_no_touch_but_those_to_mend(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"])
    calls.log_call(desk, calls.Typed("白云", "talked", at="2026-11-18 10:00"))
    calls.log_call(desk, calls.Typed("白云", at="2026-11-18 11:00", incoming=True))
    order = next(row.no for row in desk.outcomes("call") if row.effect == "order")
    with desk.change() as change:
        change.insert(
            "call", at=datetime(2026, 11, 19, 2, tzinfo=UTC), customer_no=1, rep_no=1, outcome_no=order
        )
    plans.add_plan(desk, "白云", when="2026-11-18 14:00")
    read: list[str] = []
    prepare = Statement.prepare

    def noted(self: Statement[object], *given: object, **more: object) -> Prepared:
        read.append(self.row.__name__)
        return prepare(self, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Statement, "prepare", noted)
    report = daily_report(desk, FIRM, *month_around(FRIDAY), summed=True)
    assert read.count("CallRow") == 2
    assert read.count("MoneyRow") == 1
    assert not {"VisitRow", "FollowupRow", "PlanRepRow"} & set(read)
    kinds = [(doubt.kind, doubt.records) for doubt in report.doubts]
    assert kinds == [
        ("call_without_outcome", ("k2",)), ("order_without_amount", ("k3",)), ("plan_left_open", ("p1",)),
    ]  # fmt: skip
    monkeypatch.setattr(spans, "MOST_DOUBTS", 2)
    shorter = daily_report(desk, FIRM, *month_around(FRIDAY), summed=True)
    assert (len(shorter.doubts), shorter.more_doubts) == (2, 1)
    doubts = daily_form(shorter, desk).blocks[-1]
    assert isinstance(doubts, Listing)
    assert doubts.rows[-1] == ("1 more", "")


def test_json_says_what_it_leaves_out(desk: Desk) -> None:
    fill(desk, 5)
    left_out = {"plans", "visits", "calls", "incoming", "followups", "money", "tomorrow"}
    found = json.loads(json.dumps(as_json(daily_report(desk, FIRM, FIRST, LAST, summed=True), desk)))
    assert not left_out & found.keys()
    assert (found["listed"], found["more_doubts"], "heard" in found["market"]) == (False, 0, False)
    listed = as_json(daily_report(desk, FIRM, FIRST, LAST), desk)
    assert left_out < listed.keys()
    assert (listed["listed"], "more_doubts" in listed) == (True, False)
    day, rep = found["by_day"][0], found["by_rep"][0]
    assert day["day"] == FIRST.isoformat()
    assert (rep["rep_no"], rep["rep"], rep["team"]) == ("r1", "陈伟", "航空汽车组")
    assert isinstance(day["order_amount"], float)
    rows = [dict(zip(FIELDS, row, strict=True)) for row in flat_rows(found)]
    by_day = {(row["day"], row["key"]): row["value"] for row in rows if row["block"] == "by_day"}
    assert by_day[FIRST.isoformat(), "attempts"] == day["attempts"]
    assert {row["rep"] for row in rows if row["block"] == "by_rep"} == {one["rep"] for one in found["by_rep"]}
    text = io.StringIO()
    csv.writer(text).writerows([FIELDS, *(row.values() for row in rows)])


@pytest.mark.parametrize(
    ("start", "end", "title", "table", "labels"),
    [
        (*week_of(FRIDAY), "Weekly report of A公司", "By day", ["11-16 Mon", "11-17 Tue", "11-18 Wed"]),
        (*month_around(FRIDAY), "Monthly report of A公司", "By day", ["11-02 Mon", "11-03 Tue", "11-04 Wed"]),
        (date(2026, 11, 3), FRIDAY, "Report of A公司", "By day", ["11-03 Tue", "11-04 Wed", "11-05 Thu"]),
        (date(2026, 9, 1), FRIDAY, "Report of A公司", "By week", ["2026-08-31", "2026-09-07", "2026-09-14"]),
        (date(2025, 1, 1), FRIDAY, "Report of A公司", "By month", ["2025-01", "2025-02", "2025-03"]),
    ],
)  # fmt: skip
def test_the_heading_and_the_periods_fit_the_days(
    desk: Desk, start: date, end: date, title: str, table: str, labels: list[str]
) -> None:
    fill(desk, 6)
    form = daily_form(daily_report(desk, FIRM, start, end, summed=True), desk)
    assert (form.title, form.name in {"Weekly report", "Monthly report", "Report of several days"}) == (
        title,
        True,
    )
    listing = next(block for block in form.blocks if block.title == table)
    assert isinstance(listing, Listing)
    assert [row[0] for row in listing.rows][:3] == labels
    charts = [block for block in form.blocks if isinstance(block, Chart)]
    assert all([bar.label for bar in chart.bars] == [row[0] for row in listing.rows] for chart in charts)
    place = [field.key for field in listing.fields].index("dials") if len(labels) and charts else 0
    if charts and charts[0].title.startswith("Dials"):
        assert [str(bar.value) for bar in charts[0].bars] == [row[place] for row in listing.rows]


@pytest.mark.parametrize("width", [45, 80, 160])
def test_the_text_of_a_month_is_no_wider_than_the_terminal(desk: Desk, width: int) -> None:
    fill(desk, 7)
    firm.note_day(desk, rep=None, day="2026-11-03", problem="前台不让进", answer="先约", help_needed="新目录")
    form = daily_form(daily_report(desk, FIRM, *month_around(FIRST), summed=True), desk)
    lines = "".join(form_text(form, width)).split("\n")
    assert max(map(cell_width, lines)) <= width
    assert any("2026-11-03" in line and "陈伟" in line for line in lines)


def test_nothing_at_all_is_said_and_has_no_bars(desk: Desk) -> None:
    report = daily_report(desk, FIRM, date(2026, 1, 1), date(2026, 1, 31), summed=True)
    assert report.is_empty
    form = daily_form(report, desk)
    assert form.remark == "Nothing was logged."
    assert not [block for block in form.blocks if isinstance(block, Chart)]
    # A working day on which nothing was done is a line all the same; a weekend is none.
    assert [one.day.weekday() for one in report.by_day].count(5) == 0
    assert all(before.day < after.day for before, after in pairwise(report.by_day))


def test_tomorrow_of_a_month_that_is_not_over_comes_after_today(desk: Desk) -> None:
    customers.add_customer(desk, "广州白云航空服务有限公司")
    for day in ("2026-11-20", "2026-11-23", "2026-12-01"):
        plans.add_plan(desk, "白云", when=day)
    report = daily_report(desk, FIRM, *month_around(FRIDAY))
    assert [due.day.isoformat() for due in report.tomorrow] == ["2026-11-23"]
    not_done = next(b for b in daily_form(report, desk).blocks if b.title == "Planned and not done")
    assert isinstance(not_done, Listing)
    assert [row[:2] for row in not_done.rows] == [("p1", "2026-11-20")]
    over = daily_report(desk, FIRM, date(2026, 10, 1), date(2026, 10, 31))
    assert over.tomorrow == ()
