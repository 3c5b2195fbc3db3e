"""What is left of the goals of a day and its month, per rep, team and firm."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any, NamedTuple

from crm_cli.domain.codes import METRICS
from crm_cli.reports.figures import AMOUNTS, Rate
from crm_cli.reports.scope import Scope, month_around, people_of
from crm_cli.reports.totals import count_days, find_goals, metric_values, month_of
from crm_cli.services.desk import Desk
from crm_cli.services.records import major
from crm_cli.storage.reps import FIND_TEAMS


class GoalLeft(NamedTuple):
    """A goal of a scope for a day or a month; amounts of money in minor units.

    `needed` is how much each working day left of the month must bring, None for a day's goal and where no
    working day is left.
    """

    scope: Scope
    period: str
    metric: str
    goal: int
    done: int
    needed: int | None = None

    @property
    def left(self) -> int:
        """What is still to be done, 0 when the goal is reached."""
        return max(self.goal - self.done, 0)


class GoalsLeft(NamedTuple):
    """The goals of a scope, and for the firm or a team of those in it, on a day; the widest scope first."""

    firm: str
    scope: Scope
    day: date
    working_days_left: int
    goals: tuple[GoalLeft, ...]


def goals_left(desk: Desk, scope: Scope, day: date) -> GoalsLeft:
    """Return how far every goal standing on `day` is, with what each working day left must bring."""
    left = working_days_left(desk, day)
    with desk.database.snapshot():
        goals = tuple(goal for one in _scopes(desk, scope, day) for goal in _of_scope(desk, one, day, left))
    return GoalsLeft(desk.firm.name, scope, day, left, goals)


def working_days_left(desk: Desk, day: date) -> int:
    """Return the working days of the month after `day`; today counts until its provisional report goes out."""
    calendar, last = desk.workdays(), month_around(day)[1]
    until = time.fromisoformat(desk.setting("provisional_at"))
    is_running = day > desk.today() or (day == desk.today() and desk.now().time() < until)
    first = day.toordinal() + (0 if is_running else 1)
    days = (date.fromordinal(ordinal) for ordinal in range(first, last.toordinal() + 1))
    return sum(calendar.is_working(one) for one in days)


def _scopes(desk: Desk, scope: Scope, day: date) -> Iterator[Scope]:
    """Yield a scope and those in it: the firm, its teams and their reps, those in no team last."""
    yield scope
    if scope.kind == "rep":
        return
    reps = people_of(desk, Scope("firm", ""), [day])
    if scope.kind == "team":
        yield from (Scope("rep", rep.name, rep.no) for rep in reps if rep.team_no == scope.no)
        return
    for team in desk.database.all(FIND_TEAMS):
        yield Scope("team", team.name, team.no)
        yield from (Scope("rep", rep.name, rep.no) for rep in reps if rep.team_no == team.no)
    yield from (Scope("rep", rep.name, rep.no) for rep in reps if rep.team_no is None)


def _of_scope(desk: Desk, scope: Scope, day: date, days_left: int) -> Iterator[GoalLeft]:
    daily, monthly = (find_goals(desk, scope, period, day) for period in ("day", "month"))
    if not (daily or monthly):
        return
    # The whole month is counted only for who has a goal of the month.
    counts = count_days(desk, scope, month_of(day) if monthly else [day])
    for metric, done in _in_order(metric_values(counts.of([day]), desk.currency), daily):
        yield GoalLeft(scope, "day", metric, daily[metric], done)
    for metric, done in _in_order(metric_values(counts, desk.currency), monthly):
        goal = GoalLeft(scope, "month", metric, monthly[metric], done)
        yield goal._replace(needed=-(-goal.left // days_left) if days_left else None)


def _in_order(values: Mapping[str, int], goals: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    return [(metric, values[metric]) for metric in METRICS if metric in goals]


def as_values(found: GoalsLeft, desk: Desk) -> dict[str, Any]:
    """Return the goals as JSON has them; money in major units, rates with their parts."""
    return {
        "report": "goals",
        "scope": {"kind": found.scope.kind, "name": found.scope.name},
        "date": found.day.isoformat(),
        "working_days_left": found.working_days_left,
        "currency": desk.currency,
        "rows": [_values(goal, desk) for goal in found.goals],
    }


def _values(goal: GoalLeft, desk: Desk) -> dict[str, Any]:
    def plain(value: int | None) -> float | int | None:
        return major(value, desk.currency) if goal.metric in AMOUNTS else value

    rate = Rate(goal.done, goal.goal)
    return {
        "scope": goal.scope.kind,
        "name": goal.scope.name,
        "period": goal.period,
        "metric": goal.metric,
        "goal": plain(goal.goal),
        "done": plain(goal.done),
        "left": plain(goal.left),
        "rate": {"part": plain(goal.done), "whole": plain(goal.goal), "rate": rate.rate},
        "needed_per_day": plain(goal.needed),
    }
