"""The counts of some days read once, and the goals they are held against."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from crm_cli.domain.codes import METRICS, number
from crm_cli.domain.frozen import Frozen
from crm_cli.reports.scope import Scope, days_between, people_of
from crm_cli.services.desk import Desk
from crm_cli.storage import tallies
from crm_cli.storage.firm import FIND_GOALS, GoalRow
from crm_cli.storage.reps import RepRow
from crm_cli.storage.rows import Row
from crm_cli.storage.tallies import CallTally, DoorTally, MoneyTally, NewTally, VisitTally

if TYPE_CHECKING:
    from crm_cli.reports.figures import CallbackFigures, Rate
    from crm_cli.storage.dailies import CallbackRow

Tally = TypeVar("Tally", bound=Row)
Dated = TypeVar("Dated", CallTally, VisitTally, DoorTally, NewTally, MoneyTally)


class DialPlanned(Frozen):
    """What was planned of a rep on a call list on the days, and done; `left` is what is wanting."""

    call_list_no: int
    call_list: str
    rep_no: int
    rep: str
    planned: int
    dials: int
    reached: int
    left: int


class Counts(Frozen):
    """What was counted in one scope, a row for each day on which there was anything."""

    calls: tuple[CallTally, ...]
    visits: tuple[VisitTally, ...]
    doors: tuple[DoorTally, ...]
    new: tuple[NewTally, ...]
    money: tuple[MoneyTally, ...]

    def of(self, days: Collection[date]) -> "Counts":
        """Return the counts of some of the days."""
        return Counts(
            _among(self.calls, days),
            _among(self.visits, days),
            _among(self.doors, days),
            _among(self.new, days),
            _among(self.money, days),
        )


def _among(rows: Iterable[Dated], days: Collection[date]) -> tuple[Dated, ...]:
    return tuple(row for row in rows if row.day in days)


class Progress(Frozen):
    """A number reached and its goal, None where there is none; amounts in minor units."""

    done: int
    goal: int | None


def count_days(
    desk: Desk, scope: Scope, days: Collection[date], kinds: Collection[str] = Counts._fields
) -> Counts:
    """Return the counts of `days` in `scope`; of other kinds than `kinds` nothing is read."""
    read, where = desk.database, {**scope.filters(), "days": sorted(days)}
    seconds = int(desk.setting("conversation_seconds"))
    return Counts(
        tuple(
            read.all(tallies.CALL_TALLY, conversation_seconds=seconds, **where) if "calls" in kinds else ()
        ),
        tuple(read.all(tallies.VISIT_TALLY, **where) if "visits" in kinds else ()),
        tuple(read.all(tallies.DOOR_TALLY, **where) if "doors" in kinds else ()),
        tuple(read.all(tallies.NEW_TALLY, **where) if "new" in kinds else ()),
        tuple(read.all(tallies.MONEY_TALLY, **where) if "money" in kinds else ()),
    )


def total_of(row: type[Tally], rows: Iterable[Tally]) -> Tally:
    """Return the rows of several days added up as one, of the earliest day there is."""
    columns = list(zip(*rows, strict=True)) or [(date.min,), *[(0,)] * (len(row._fields) - 1)]
    return row._make([min(columns[0]), *map(sum, columns[1:])])


def metric_values(counts: Counts, currency: str) -> dict[str, int]:
    """Return the value of every number that can be a goal, under its key; amounts in minor units.

    `reached` and `interested` are those of calls, `opened` and `effective` those of visits.
    """
    calls, visits = total_of(CallTally, counts.calls), total_of(VisitTally, counts.visits)
    values = {metric: getattr(calls, metric) for metric in METRICS if hasattr(calls, metric)}
    values |= {
        "visits": visits.visits,
        "doors": total_of(DoorTally, counts.doors).doors,
        "opened": visits.opened_cold + visits.opened_invited,
        "effective": visits.effective_cold + visits.effective_invited,
        "cards": visits.cards,
        "wechat_added": visits.wechat_added + calls.wechat_added,
        "new_customers": total_of(NewTally, counts.new).new_customers,
        "expenses": visits.expense_minor,
    }
    for kind in ("quote", "sample", "order", "payment"):
        rows = [row for row in counts.money if row.kind == kind]
        values[f"{kind}s"] = sum(row.events for row in rows)
        values[f"{kind}_amount"] = sum(row.amount_minor for row in rows if row.currency == currency)
    return {metric: values[metric] for metric in METRICS}


def callbacks_kept(desk: Desk, scope: Scope, days: Sequence[date]) -> "Rate":
    """Return the callbacks due on `days` for which a call went out in time, of those due."""
    return callback_figures(desk, scope, days).rate


def callback_figures(desk: Desk, scope: Scope, days: Sequence[date]) -> "CallbackFigures":
    """Return what became of the callbacks due on `days`."""
    from crm_cli.reports import figures

    return figures.callback_figures(callback_rows(desk, scope, days), int(desk.setting("callback_minutes")))


def callback_rows(desk: Desk, scope: Scope, days: Sequence[date]) -> "list[CallbackRow]":
    """Return the callbacks due on `days`, each with every call to its customer that may have been it."""
    from crm_cli.storage.dailies import CALLBACKS_DUE

    margin = timedelta(minutes=int(desk.setting("callback_minutes")))
    first = desk.instant(datetime.combine(days[0], time())) - margin
    last = desk.instant(datetime.combine(days[-1] + timedelta(days=1), time())) + margin
    return desk.database.all(CALLBACKS_DUE, from_at=first, to_at=last, days=list(days), **scope.filters())


def month_of(day: date) -> Sequence[date]:
    """Return the days from the first of the month to `day`."""
    return days_between(day.replace(day=1), day)


def month_to_date(desk: Desk, scope: Scope, end: date, values: Mapping[str, int]) -> dict[str, Progress]:
    """Return the numbers of the month up to `end` with the month's goals."""
    goals = find_goals(desk, scope, "month", end)
    return {metric: Progress(value, goals.get(metric)) for metric, value in values.items()}


def goals_of_days(
    desk: Desk, scope: Scope, start: date, end: date, values: Mapping[str, int]
) -> dict[str, Progress]:
    """Return the numbers of these days that have a daily goal, with what the goals of the days add up to."""
    goals = daily_goals(desk, scope, start, end)
    return {metric: Progress(values[metric], goals[metric]) for metric in METRICS if metric in goals}


def daily_goals(desk: Desk, scope: Scope, start: date, end: date) -> dict[str, int]:
    """Return what the daily goals standing on each working day from `start` to `end` add up to.

    A day asked for by itself has its goals, worked or not.
    """
    if start == end:
        return find_goals(desk, scope, "day", end)
    working = desk.workdays().is_working
    began = {goal.starts_on for goal in desk.database.all(FIND_GOALS, period="day", on=end)}
    firsts = sorted({start, *(day for day in began if day > start)})
    found: dict[str, int] = {}
    for first, following in pairwise([*firsts, end + timedelta(days=1)]):
        times = sum(map(working, days_between(first, following - timedelta(days=1))))
        for metric, goal in find_goals(desk, scope, "day", first).items() if times else ():
            found[metric] = found.get(metric, 0) + goal * times
    return found


def find_goals(desk: Desk, scope: Scope, period: str, on: date) -> dict[str, int]:
    """Return the goals standing on a day: the scope's own, else what its teams and reps add up to."""
    standing: dict[tuple[str, int | None, int | None], GoalRow] = {}
    for goal in desk.database.all(FIND_GOALS, period=period, on=on):
        standing.setdefault((goal.metric, goal.rep_no, goal.team_no), goal)
    reps = people_of(desk, Scope("firm", ""), [on]) if scope.kind != "rep" else []
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


def dial_plans(desk: Desk, scope: Scope, days: Sequence[date]) -> tuple[DialPlanned, ...]:
    """Return the dials planned on each call list against those made, by list and rep; () where nothing is planned."""
    plans = desk.database.all(tallies.DIAL_PLANS, until=days[-1], **scope.filters())
    # Most firms plan no dials, and need no module for it then.
    if not plans:
        return ()
    from crm_cli.reports.dial_plans import against_done

    return against_done(desk, plans, days)


def dial_plan_json(one: DialPlanned) -> dict[str, object]:
    """Return what was planned on a call list and done as JSON takes it; keys are a frozen promise."""
    return {
        **one._asdict(),
        "call_list_no": number("call_list", one.call_list_no),
        "rep_no": number("rep", one.rep_no),
    }
