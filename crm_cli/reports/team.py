"""The team's report: a row for each rep, each team and all of them, every number as the daily report has it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_cli.domain.codes import METRICS, number
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.reports.figures import Rate
from crm_cli.reports.heading import head_values, number_value, rate_value, size
from crm_cli.reports.periods import Number, Plans, goals_between, read_plans, values_of
from crm_cli.reports.scope import Scope, days_between
from crm_cli.reports.totals import count_days
from crm_cli.services.desk import Desk
from crm_cli.services.standings import expected_reps
from crm_cli.storage.reps import FIND_REPS, FIND_TEAMS, RepRow
from crm_cli.storage.submissions import FIND_SUBMISSIONS

COLUMNS = (
    "dials", "answered", "reached", "reach_rate", "conversations", "appointments", "visits", "doors", "effective",
    "cards", "wechat_added", "new_customers", "quotes", "samples", "orders", "order_amount", "payments",
    "payment_amount", "plan_completion",
)  # fmt: skip
_COUNTED = tuple(key for key in COLUMNS if key in METRICS)


class TeamRow(NamedTuple):
    """The numbers of one rep, of a team, or of all; `level` is rep, team or total.

    `submitted` is the days of which a report was handed in, of those of which one is expected up to today.
    `goals` are the numbers with a goal, each of its goal; amounts in minor units.
    """

    level: str
    no: int | None
    name: str
    team_no: int | None
    team: str
    numbers: dict[str, Number]
    submitted: Rate
    goals: dict[str, Rate]


class TeamReport(NamedTuple):
    """The rows of the days from `start` to `end`, reps by the number `sort`, the most first; then teams; then all."""

    start: date
    end: date
    scope: Scope
    currency: str
    sort: str
    rows: tuple[TeamRow, ...]

    def of(self, level: str) -> list[TeamRow]:
        """Return the rows of one level."""
        return [row for row in self.rows if row.level == level]


class _Reading(NamedTuple):
    """What the rows of a report share."""

    desk: Desk
    start: date
    end: date
    days: Sequence[date]
    plans: Plans
    submitted: set[tuple[int, date]]
    expected: set[tuple[int, date]]


def team_report(
    desk: Desk, scope: Scope, start: date, end: date, sort: str | None = None, *, turned: bool = False
) -> TeamReport:
    """Return the report of `scope`, a team or the firm; sorted by dials, or visits where nobody dials.

    `turned` has the least first. Raises UsageError for a number that is no column. All is read in one
    snapshot.
    """
    if sort is not None and sort not in COLUMNS:
        raise UsageError(
            _("There is no column {name} in this report.").format(name=sort),
            _("Columns: {names}").format(names=", ".join(COLUMNS)),
        )
    with desk.database.snapshot():
        reading = _reading(desk, scope, start, end)
        reps = desk.database.all(FIND_REPS, **scope.filters())
        shown = [
            row for rep in reps if _has_anything(row := _rep_row(reading, rep)) or _is_selling(rep, start)
        ]
        teams = _team_rows(reading, reps) if scope.kind == "firm" else []
        total = _row(reading, "total", scope, reps)
    chosen = sort or _usual(total)
    # Turning the key and not the list keeps reps with the same number in the order of their names.
    sign = 1 if turned else -1
    shown.sort(key=lambda row: sign * (size(row.numbers[chosen]) or 0))
    return TeamReport(start, end, scope, desk.currency, chosen, (*shown, *teams, total))


def _reading(desk: Desk, scope: Scope, start: date, end: date) -> _Reading:
    days = days_between(start, end)
    past = [day for day in days if day <= desk.today()]
    handed_in = desk.database.all(FIND_SUBMISSIONS, days=past, is_last=True, **scope.filters())
    return _Reading(
        desk,
        start,
        end,
        days,
        read_plans(desk, scope, start, end),
        {(row.rep_no, row.day) for row in handed_in},
        {(rep.no, day) for day in past for rep in expected_reps(desk, day, **scope.filters())},
    )


def _is_selling(rep: RepRow, on: date) -> bool:
    return rep.role == "rep" and rep.is_there(on)


def _has_anything(row: TeamRow) -> bool:
    return any(row.numbers[key] for key in _COUNTED) or bool(row.submitted.part)


def _usual(total: TeamRow) -> str:
    return "visits" if not total.numbers["dials"] and total.numbers["visits"] else "dials"


def _rep_row(reading: _Reading, rep: RepRow) -> TeamRow:
    return _row(reading, "rep", Scope("rep", rep.name, rep.no), [rep])


def _team_rows(reading: _Reading, reps: Sequence[RepRow]) -> list[TeamRow]:
    """Return a row for each team that has anybody."""
    return [
        _row(reading, "team", Scope("team", team.name, team.no), members)
        for team in reading.desk.database.all(FIND_TEAMS, sort="name")
        if (members := [rep for rep in reps if rep.team_no == team.no])
    ]


def _row(reading: _Reading, level: str, scope: Scope, members: Sequence[RepRow]) -> TeamRow:
    """Return the numbers of a scope; two reps at one door, or with one new customer, are not added up."""
    desk, numbers = reading.desk, {rep.no for rep in members}
    counts = count_days(desk, scope, reading.days)
    keys = [key for key in COLUMNS if key != "plan_completion"]
    values = values_of(desk, scope, reading.days, counts, keys, None)
    named = None if scope.kind == "firm" else numbers
    values["plan_completion"] = reading.plans.figures(named).plan_completion
    goals = goals_between(desk, scope, reading.start, reading.end)
    done = values_of(desk, scope, reading.days, counts, goals, None)
    team = members[0] if level == "rep" else None
    return TeamRow(
        level,
        scope.no,
        scope.name,
        team.team_no if team else (scope.no if scope.kind == "team" else None),
        team.team if team else (scope.name if scope.kind == "team" else ""),
        values,
        _submitted(reading, numbers),
        {key: Rate(int(size(done[key]) or 0), goal) for key, goal in goals.items()},
    )


def _submitted(reading: _Reading, reps: Iterable[int]) -> Rate:
    of = set(reps)
    expected = {one for one in reading.expected if one[0] in of}
    return Rate(len(expected & reading.submitted), len(expected))


def team_values(desk: Desk, report: TeamReport) -> dict[str, Any]:
    """Return the report as JSON takes it: `rows`, each number under its key, and the goals one by one."""
    return {
        **head_values(desk, report.scope, report.start, report.end),
        "sort": report.sort,
        "rows": [_values(report, row) for row in report.rows],
        "goals": [
            {**_who(row), "number": key, **rate_value(key, rate, report.currency)}
            for row in report.rows
            for key, rate in row.goals.items()
        ],
    }


def _who(row: TeamRow) -> dict[str, Any]:
    return {
        "level": row.level,
        "rep_no": number("rep", row.no) if row.level == "rep" else None,
        "rep": row.name if row.level == "rep" else "",
        "team_no": number("team", row.team_no),
        "team": row.team,
    }


def _values(report: TeamReport, row: TeamRow) -> dict[str, Any]:
    goal = row.goals.get(report.sort, Rate(int(size(row.numbers[report.sort]) or 0), None))
    is_count = report.sort in METRICS
    return {
        **_who(row),
        **{key: number_value(key, value, report.currency) for key, value in row.numbers.items()},
        "submitted": rate_value("", row.submitted, report.currency),
        "goal": rate_value(report.sort, goal if is_count else Rate(0, None), report.currency),
    }
