"""The team's report says of each rep, team and all of them what their daily report says."""

from datetime import date, timedelta

import pytest
import time_machine

from crm_cli.errors import UsageError
from crm_cli.reports.daily import daily_report
from crm_cli.reports.figures import Rate
from crm_cli.reports.periods import goals_between
from crm_cli.reports.scope import Scope
from crm_cli.reports.team import TeamRow, team_report, team_values
from crm_cli.services import absences, firm
from crm_cli.services.desk import Desk
from tests.reports.random_month import DAYS, FIRST, fill

LAST = FIRST + timedelta(days=DAYS - 1)
FIRM = Scope("firm", "")


def scope_of(row: TeamRow) -> Scope:
    return Scope({"total": "firm"}.get(row.level, row.level), row.name, row.no)


@pytest.mark.parametrize("seed", [5, 6])
def test_every_row_is_the_daily_report_of_whom_it_is_of(desk: Desk, seed: int) -> None:
    fill(desk, seed)
    for start, end in ((FIRST, LAST), (LAST, LAST)):
        report = team_report(desk, FIRM, start, end)
        assert [row.level for row in report.rows].count("total") == 1
        for row in report.rows:
            daily = daily_report(desk, scope_of(row), start, end).totals
            assert daily.calls is not None
            assert daily.visits is not None
            expected = {
                **daily.calls._asdict(), **daily.visits._asdict(), **daily.money._asdict(),
                "reached": daily.calls.reached, "orders": daily.money.orders, "cards": daily.cards,
                "wechat_added": daily.wechat_added, "new_customers": daily.new_customers,
            }  # fmt: skip
            assert row.numbers == {key: expected[key] for key in row.numbers}


def test_rows_are_sorted_by_the_number_asked_for(desk: Desk) -> None:
    fill(desk, 7)
    for sort in ("visits", "order_amount", "reach_rate"):
        rows = team_report(desk, FIRM, FIRST, LAST, sort).of("rep")
        sizes = [one.rate or 0 if isinstance(one := row.numbers[sort], Rate) else one for row in rows]
        assert sizes == sorted(sizes, reverse=True)  # type: ignore[type-var]
        turned = team_report(desk, FIRM, FIRST, LAST, sort, turned=True).of("rep")
        assert {row.no for row in turned} == {row.no for row in rows}
        assert turned[0].numbers[sort] == rows[-1].numbers[sort]
    with pytest.raises(UsageError, match="no column"):
        team_report(desk, FIRM, FIRST, LAST, "nonsense")


def test_a_team_has_its_reps_and_no_teams(desk: Desk) -> None:
    report = team_report(desk, Scope("team", "航空汽车组", 1), FIRST, LAST)
    assert [(row.level, row.name) for row in report.rows] == [
        ("rep", "陈伟"), ("rep", "李娜"), ("total", "航空汽车组"),
    ]  # fmt: skip
    assert team_values(desk, report)["rows"][0]["rep_no"] == "r1"


def test_reports_are_expected_of_reps_on_working_days_up_to_today(desk: Desk) -> None:
    with time_machine.travel("2026-11-18T12:00:00+08:00"):
        with desk.change() as change:
            stamp = {"submitted_at": desk.instant(desk.now()), "snapshot": "{}", "rep_no": 1}
            change.insert("submission", day=date(2026, 11, 16), revision=1, **stamp)
            change.insert("submission", day=date(2026, 11, 16), revision=2, **stamp)
            change.insert("submission", day=date(2026, 11, 15), revision=1, **stamp)
            for no in (1, 2):
                change.update("rep", no, created_at=desk.instant(desk.now()) - timedelta(days=30))
        absences.set_away(desk, "陈伟", start="2026-11-17", end="2026-11-17")
        report = team_report(desk, FIRM, date(2026, 11, 14), date(2026, 11, 20))
    found = {row.name: row.submitted for row in report.of("rep")}
    # Monday to Wednesday are past and worked; a revision and a Sunday count for nothing.
    assert found == {"陈伟": Rate(1, 2), "李娜": Rate(0, 3)}
    assert report.of("total")[0].submitted == Rate(1, 5)


@pytest.mark.parametrize(
    ("start", "end", "goals"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), {"dials": 60}),
        (date(2026, 11, 21), date(2026, 11, 21), {"dials": 60}),
        (date(2026, 11, 16), date(2026, 11, 22), {"dials": 300}),
        (date(2026, 11, 1), date(2026, 11, 30), {"dials": 1260, "orders": 5}),
        (date(2026, 11, 1), date(2026, 11, 29), {"dials": 1200}),
        (date(2026, 10, 1), date(2026, 10, 31), {}),
    ],
)
def test_a_month_has_the_months_goal_and_other_days_that_of_each_working_day(
    desk: Desk, start: date, end: date, goals: dict[str, int]
) -> None:
    manager = {"rep": "陈伟", "team": None, "from_day": "2026-11-01"}
    desk.me = desk.me._replace(role="manager") if desk.me else None
    firm.add_goal(desk, "dials", "60", period="day", **manager)
    firm.add_goal(desk, "orders", "5", period="month", **manager)
    assert goals_between(desk, Scope("rep", "陈伟", 1), start, end) == goals
    row = team_report(desk, FIRM, start, end).of("rep")[0]
    assert {key: rate.whole for key, rate in row.goals.items()} == goals
