"""The counts of some days read once, and the goals they are held against."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from crm_cli.reports.scope import Scope, days_between
from crm_cli.services.desk import Desk
from crm_cli.services.firm import METRICS
from crm_cli.storage import tallies
from crm_cli.storage.firm import FIND_GOALS, GoalRow
from crm_cli.storage.reps import FIND_REPS, RepRow
from crm_cli.storage.tallies import CallTally, MoneyTally, NewTally, VisitTally


class Counts(NamedTuple):
    """What was counted on some days in one scope."""

    call: CallTally
    visit: VisitTally
    doors: int
    new: NewTally
    money: tuple[MoneyTally, ...]


class Progress(NamedTuple):
    """A number reached and its goal, None where there is none; amounts in minor units."""

    done: int
    goal: int | None


def count_days(desk: Desk, scope: Scope, days: Sequence[date]) -> Counts:
    """Return the counts of `days` in `scope`."""
    read, where = desk.database, {**scope.filters(), "days": list(days)}
    return Counts(
        read.one(tallies.CALL_TALLY, conversation_seconds=int(desk.setting("conversation_seconds")), **where),
        read.one(tallies.VISIT_TALLY, **where),
        read.one(tallies.DOOR_TALLY, **where).doors,
        read.one(tallies.NEW_TALLY, **where),
        tuple(read.all(tallies.MONEY_TALLY, **where)),
    )


def metric_values(counts: Counts, currency: str) -> dict[str, int]:
    """Return the value of every number that can be a goal, under its key; amounts in minor units.

    `reached` and `interested` are those of calls, `opened` and `effective` those of visits.
    """
    call, visit = counts.call, counts.visit
    values = {metric: getattr(call, metric) for metric in METRICS if hasattr(call, metric)}
    values |= {
        "visits": visit.visits,
        "doors": counts.doors,
        "opened": visit.opened_cold + visit.opened_invited,
        "effective": visit.effective_cold + visit.effective_invited,
        "cards": visit.cards,
        "wechat_added": visit.wechat_added + call.wechat_added,
        "new_customers": counts.new.new_customers,
        "expenses": visit.expense_minor,
    }
    for kind in ("quote", "sample", "order", "payment"):
        rows = [row for row in counts.money if row.kind == kind]
        values[f"{kind}s"] = sum(row.events for row in rows)
        values[f"{kind}_amount"] = sum(row.amount_minor for row in rows if row.currency == currency)
    return {metric: values[metric] for metric in METRICS}


def month_to_date(desk: Desk, scope: Scope, end: date) -> dict[str, Progress]:
    """Return every number from the first of `end`'s month to `end`, with the month's goal."""
    counts = count_days(desk, scope, days_between(end.replace(day=1), end))
    goals = find_goals(desk, scope, "month", end)
    values = metric_values(counts, desk.currency)
    return {metric: Progress(value, goals.get(metric)) for metric, value in values.items()}


def goals_of_days(
    desk: Desk, scope: Scope, start: date, end: date, values: Mapping[str, int]
) -> dict[str, Progress]:
    """Return the numbers of these days that have a daily goal; of several days, once a working day."""
    days = days_between(start, end)
    calendar = desk.workdays()
    times = sum(calendar.is_working(day) for day in days) if len(days) > 1 else 1
    goals = find_goals(desk, scope, "day", end)
    return {metric: Progress(values[metric], goals[metric] * times) for metric in METRICS if metric in goals}


def find_goals(desk: Desk, scope: Scope, period: str, on: date) -> dict[str, int]:
    """Return the goals standing on a day: the scope's own, else what its teams and reps add up to."""
    standing: dict[tuple[str, int | None, int | None], GoalRow] = {}
    for goal in desk.database.all(FIND_GOALS, period=period, on=on):
        standing.setdefault((goal.metric, goal.rep_no, goal.team_no), goal)
    reps = desk.database.all(FIND_REPS, active=True) if scope.kind != "rep" else []
    found = {}
    for metric in {metric for metric, _rep, _team in standing}:
        own = {(rep, team): goal.amount for (name, rep, team), goal in standing.items() if name == metric}
        if (amount := _goal(own, scope, reps)) is not None:
            found[metric] = amount
    return found


def _goal(own: Mapping[tuple[int | None, int | None], int], scope: Scope, reps: list[RepRow]) -> int | None:
    if scope.kind == "rep":
        return own.get((scope.no, None))
    if scope.kind == "team":
        members = [own.get((rep.no, None)) for rep in reps if rep.team_no == scope.no]
        return own.get((None, scope.no), _sum(members))
    teams = {rep.team_no for rep in reps if rep.team_no} | {team for _rep, team in own if team}
    parts = [_goal(own, Scope("team", "", team), reps) for team in teams]
    loners = [own.get((rep.no, None)) for rep in reps if rep.team_no is None]
    return own.get((None, None), _sum([*parts, *loners]))


def _sum(amounts: list[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
