"""A goal set in the middle of a week is one from its own day on."""

from datetime import date

from crm_cli.reports.periods import goals_between
from crm_cli.reports.scope import Scope
from crm_cli.reports.totals import daily_goals
from crm_cli.services import firm
from crm_cli.services.desk import Desk

FIRM = Scope("firm", "")
# Monday to Sunday.
WEEK = (date(2026, 11, 16), date(2026, 11, 22))


def _set(desk: Desk, amount: str, day: str, rep: str | None = "陈伟") -> None:
    firm.add_goal(desk, "dials", amount, period="day", rep=rep, team=None, from_day=day)


def test_a_goal_counts_from_the_day_it_was_set_for(open_as) -> None:
    desk = open_as("周敏")
    _set(desk, "40", "2026-11-19")
    assert daily_goals(desk, FIRM, *WEEK) == goals_between(desk, FIRM, *WEEK) == {"dials": 80}
    _set(desk, "10", "2026-11-02")
    _set(desk, "5", "2026-11-20", "李娜")
    # Three days of 10, two of 40, and one of 5.
    assert daily_goals(desk, FIRM, *WEEK) == {"dials": 115}
    assert daily_goals(desk, Scope("rep", "李娜", 2), *WEEK) == {"dials": 5}


def test_a_day_asked_for_by_itself_has_its_goals_worked_or_not(open_as) -> None:
    desk = open_as("周敏")
    _set(desk, "40", "2026-11-22")
    assert daily_goals(desk, FIRM, WEEK[1], WEEK[1]) == {"dials": 40}
    assert daily_goals(desk, FIRM, *WEEK) == {}
