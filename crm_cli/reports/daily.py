"""The daily report: everything on the form of PRODUCT §6, read in one moment into frozen rows."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from crm_cli.reports import figures
from crm_cli.reports.doubts import Doubt, find_doubts
from crm_cli.reports.figures import CallFigures, MoneyFigures, Rate, VisitFigures
from crm_cli.reports.market import Market, read_market
from crm_cli.reports.scope import Scope, days_between
from crm_cli.reports.totals import (
    Counts,
    Progress,
    count_days,
    goals_of_days,
    metric_values,
    month_to_date,
)
from crm_cli.services.desk import Desk
from crm_cli.services.plans import reps_of
from crm_cli.storage import dailies, tallies
from crm_cli.storage.calls import FIND_CALLS, CallRow
from crm_cli.storage.dailies import NoteRow
from crm_cli.storage.followups import FIND_FOLLOWUPS, FollowupRow
from crm_cli.storage.plans import FIND_PLANS, PlanRow
from crm_cli.storage.reps import FIND_REPS
from crm_cli.storage.steps import FIND_STEPS
from crm_cli.storage.visits import FIND_VISITS, VisitRow

PARTS = ("visits", "calls")


class Totals(NamedTuple):
    """The numbers of the days; visits or calls are None where the report leaves that part out."""

    visits: VisitFigures | None
    calls: CallFigures | None
    money: MoneyFigures
    new_customers: int
    cards: int
    wechat_added: int


class Planned(NamedTuple):
    """A plan of the days and the reps named in it."""

    row: PlanRow
    reps: tuple[str, ...]


class Due(NamedTuple):
    """One line of tomorrow's plan: a planned visit, a next step, a task or a callback.

    `overdue` is what was due before the report's own day.
    """

    kind: str
    no: int
    day: date
    at: datetime | None
    customer_no: int | None
    customer: str
    building: str
    words: str
    expected: str
    reps: tuple[str, ...]
    overdue: bool


class DailyReport(NamedTuple):
    """The form of PRODUCT §6 for one rep, a team or the firm, of one day or several.

    `part` is None for the whole, else `visits` or `calls`. Rows are in the order of the day.
    """

    start: date
    end: date
    part: str | None
    scope: Scope
    firm: str
    currency: str
    reps: tuple[str, ...]
    team: str
    buildings: tuple[str, ...]
    districts: tuple[str, ...]
    goals: dict[str, Progress]
    month_to_date: dict[str, Progress]
    visits: tuple[VisitRow, ...]
    calls: tuple[CallRow, ...]
    incoming: tuple[CallRow, ...]
    followups: tuple[FollowupRow, ...]
    plans: tuple[Planned, ...]
    totals: Totals
    market: Market
    notes: tuple[NoteRow, ...]
    tomorrow: tuple[Due, ...]
    doubts: tuple[Doubt, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing at all was logged or planned on the days."""
        return not (self.visits or self.calls or self.incoming or self.followups or self.plans or self.notes)


def daily_report(
    desk: Desk, scope: Scope, start: date, end: date | None = None, part: str | None = None
) -> DailyReport:
    """Return the report of the days from `start` to `end`, both included and `start` alone without it.

    Everything is read in one snapshot, so the parts agree whatever is logged meanwhile.
    """
    with desk.database.snapshot():
        return _read(desk, scope, start, end or start, part)


def _read(desk: Desk, scope: Scope, start: date, end: date, part: str | None) -> DailyReport:
    days = days_between(start, end)
    visits = _visits(desk, scope, days) if part != "calls" else []
    calls = _calls(desk, scope, days) if part != "visits" else []
    followups = _followups(desk, scope, days) if part is None else []
    plans = _plans(desk, scope, start, end) if part != "calls" else []
    counts = count_days(desk, scope, days)
    reps, team = _people(desk, scope)
    places = desk.database.all(dailies.PLACES, days=list(days), **scope.filters())
    return DailyReport(
        start=start,
        end=end,
        part=part,
        scope=scope,
        firm=desk.firm.name,
        currency=desk.currency,
        reps=reps,
        team=team,
        buildings=_distinct(place.building for place in places),
        districts=_distinct(place.district for place in places),
        goals=goals_of_days(desk, scope, start, end, metric_values(counts, desk.currency)),
        month_to_date=month_to_date(desk, scope, end),
        visits=tuple(visits),
        calls=tuple(call for call in calls if call.direction == "out"),
        incoming=tuple(call for call in calls if call.direction == "in"),
        followups=tuple(followups),
        plans=tuple(plans),
        totals=_totals(desk, scope, days, counts, calls, plans, part),
        market=read_market(desk, scope, days, visits, calls, followups, part),
        notes=tuple(desk.database.all(dailies.NOTES_OF_DAYS, days=list(days), **scope.filters())),
        tomorrow=_tomorrow(desk, scope, end),
        doubts=find_doubts(desk, scope, days, visits, calls, [plan.row for plan in plans]),
    )


# One equality a day keeps to the index (day, rep); see storage/tallies.py.
def _visits(desk: Desk, scope: Scope, days: Sequence[date]) -> list[VisitRow]:
    read, where = desk.database, scope.filters()
    return [
        row for day in days for row in read.all(FIND_VISITS, sort="at", descending=True, day=day, **where)
    ]


def _calls(desk: Desk, scope: Scope, days: Sequence[date]) -> list[CallRow]:
    read, where = desk.database, scope.filters()
    return [row for day in days for row in read.all(FIND_CALLS, sort="at", descending=True, day=day, **where)]


def _followups(desk: Desk, scope: Scope, days: Sequence[date]) -> list[FollowupRow]:
    read, where = desk.database, scope.filters()
    return [
        row for day in days for row in read.all(FIND_FOLLOWUPS, sort="at", descending=True, day=day, **where)
    ]


def _plans(desk: Desk, scope: Scope, start: date, end: date) -> list[Planned]:
    rows = desk.database.all(FIND_PLANS, since=start, until=end, **scope.filters())
    named = reps_of(desk, [row.no for row in rows]) if rows else {}
    return [Planned(row, tuple(named.get(row.no, ()))) for row in rows]


def _people(desk: Desk, scope: Scope) -> tuple[tuple[str, ...], str]:
    """Return the reps of the scope and the name of its team, '' for the firm."""
    if scope.kind == "rep":
        rep = desk.database.one(FIND_REPS, no=scope.no)
        return (rep.name,), rep.team
    reps = desk.database.all(FIND_REPS, active=True, role="rep", **scope.filters())
    return tuple(rep.name for rep in reps), scope.name if scope.kind == "team" else ""


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _totals(
    desk: Desk,
    scope: Scope,
    days: Sequence[date],
    counts: Counts,
    calls: Sequence[CallRow],
    plans: Sequence[Planned],
    part: str | None,
) -> Totals:
    return Totals(
        visits=_visit_figures(desk, scope, days, counts, plans) if part != "calls" else None,
        calls=_call_figures(desk, scope, days, counts, calls) if part != "visits" else None,
        money=figures.money_figures(counts.money, desk.currency, counts.visit.expense_minor),
        new_customers=counts.new.new_customers,
        cards=counts.visit.cards,
        wechat_added=counts.visit.wechat_added + counts.call.wechat_added,
    )


def _visit_figures(
    desk: Desk, scope: Scope, days: Sequence[date], counts: Counts, plans: Sequence[Planned]
) -> VisitFigures:
    tactics = desk.database.all(tallies.TACTIC_TALLY, days=list(days), **scope.filters())
    starts: dict[object, datetime] = {day: desk.instant(datetime.combine(day, time())) for day in days}
    done = figures.plan_figures([plan.row for plan in plans], starts)
    return figures.visit_figures(counts.visit, counts.doors, tactics, counts.new, done)


def _call_figures(
    desk: Desk, scope: Scope, days: Sequence[date], counts: Counts, calls: Sequence[CallRow]
) -> CallFigures:
    where = {**scope.filters(), "days": list(days)}
    dials = (((row.rep_no, row.day), row.at) for row in calls if row.direction == "out" and row.dialled)
    pace = figures.dialling(dials, 60 * int(desk.setting("pause_minutes")))
    tried = desk.database.one(tallies.TRIED_TALLY, **where)
    return figures.call_figures(counts.call, tried, counts.new, pace, _callbacks(desk, days, where))


def _callbacks(desk: Desk, days: Sequence[date], where: dict[str, Any]) -> Rate:
    minutes = int(desk.setting("callback_minutes"))
    margin = timedelta(minutes=minutes)
    first = desk.instant(datetime.combine(days[0], time())) - margin
    last = desk.instant(datetime.combine(days[-1] + timedelta(days=1), time())) + margin
    rows = desk.database.all(dailies.CALLBACKS_DUE, from_at=first, to_at=last, **where)
    return figures.callbacks_kept(rows, minutes)


def _tomorrow(desk: Desk, scope: Scope, end: date) -> tuple[Due, ...]:
    """Return plans and open steps due up to and including the next working day (DECISIONS 3)."""
    until = desk.workdays().next_working(end)
    planned = [
        Due(
            "plan", plan.row.no, plan.row.day, plan.row.at, plan.row.customer_no, plan.row.customer,
            plan.row.building, plan.row.purpose, plan.row.expected, plan.reps, overdue=False,
        )
        for plan in _plans(desk, scope, end + timedelta(days=1), until)
        if plan.row.state in {"planned", "visited"}
    ]  # fmt: skip
    steps = [
        Due(
            step.kind, step.no, step.due_on, step.due_at, step.customer_no, step.customer,
            "", step.words, "", (step.rep,), overdue=step.due_on < end,
        )
        for step in desk.database.all(FIND_STEPS, state="open", due_until=until, **scope.filters())
    ]  # fmt: skip
    return (*planned, *steps)
