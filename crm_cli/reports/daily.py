"""The daily report: everything on the form of PRODUCT §6, read in one moment into frozen rows."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from crm_cli.domain.frozen import Frozen
from crm_cli.reports import figures
from crm_cli.reports.doubts import Doubt, find_doubts
from crm_cli.reports.figures import (
    CallbackFigures,
    CallFigures,
    Dialling,
    MoneyFigures,
    PlanFigures,
    VisitFigures,
)
from crm_cli.reports.market import Market, read_market
from crm_cli.reports.scope import Scope, days_between, people_of
from crm_cli.reports.sweep_day import SweepDay
from crm_cli.reports.totals import (
    Counts,
    DialPlanned,
    Progress,
    callback_figures,
    count_days,
    dial_plans,
    goals_of_days,
    metric_values,
    month_of,
    month_to_date,
    total_of,
)
from crm_cli.services.desk import Desk
from crm_cli.storage import dailies, tallies
from crm_cli.storage.calls import FIND_CALLS, CallRow
from crm_cli.storage.dailies import NoteRow
from crm_cli.storage.followups import FIND_FOLLOWUPS, FollowupRow
from crm_cli.storage.money import FIND_MONEY, MoneyRow
from crm_cli.storage.plans import FIND_PLANS, PLAN_REPS, PlanRow
from crm_cli.storage.reps import FIND_REPS
from crm_cli.storage.statement import Statement
from crm_cli.storage.steps import FIND_STEPS, StepRow
from crm_cli.storage.tallies import (
    CallTally,
    DoorTally,
    NewTally,
    TacticTally,
    TriedTally,
    VisitTally,
)
from crm_cli.storage.visits import FIND_VISITS, VisitRow

Row = TypeVar("Row")
PARTS = ("visits", "calls")
PLANS_AT_ONCE = 10_000


class Totals(Frozen):
    """The numbers of the days; visits or calls are None where the report leaves that part out."""

    visits: VisitFigures | None
    calls: CallFigures | None
    money: MoneyFigures
    new_customers: int
    cards: int
    wechat_added: int
    callbacks: CallbackFigures | None = None


class Planned(Frozen):
    """A plan of the days and the reps named in it."""

    row: PlanRow
    reps: tuple[str, ...]


class Due(Frozen):
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

    def counts_as_overdue(self) -> bool:
        """Say whether it is an overdue step or task: `crm today` has callbacks of earlier days among the callbacks."""
        return self.overdue and self.kind != "callback"


class DayNumbers(Frozen):
    """One day's numbers under their keys; amounts in minor units."""

    day: date
    numbers: dict[str, int]


class RepNumbers(Frozen):
    """One rep's numbers of all the days under their keys; amounts in minor units."""

    rep_no: int
    rep: str
    team: str
    numbers: dict[str, int]


class DailyReport(Frozen):
    """The form of PRODUCT §6 for one rep, a team or the firm, of one day or several.

    `part` is None for the whole, else `visits` or `calls`. Rows are in the order of the day. A `summed` one
    has no visits, calls, follow-ups and money events one by one, no words of customers, no tomorrow. Of
    several days, or summed, there are numbers `by_day` and (of several reps) `by_rep`. `more_doubts` counts
    those a summed one has no room for. `sweeps` are those of a single day.
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
    money: tuple[MoneyRow, ...]
    plans: tuple[Planned, ...]
    totals: Totals
    market: Market
    notes: tuple[NoteRow, ...]
    tomorrow: tuple[Due, ...]
    doubts: tuple[Doubt, ...]
    summed: bool
    by_day: tuple[DayNumbers, ...]
    by_rep: tuple[RepNumbers, ...]
    more_doubts: int
    dial_plans: tuple[DialPlanned, ...]
    sweeps: tuple[SweepDay, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing at all was logged or planned on the days."""
        return not (
            any(any(one.numbers.values()) for one in self.by_day)
            or self.visits
            or self.calls
            or self.incoming
            or self.followups
            or self.money
            or self.plans
            or self.notes
        )


def daily_report(
    desk: Desk,
    scope: Scope,
    start: date,
    end: date | None = None,
    part: str | None = None,
    *,
    summed: bool = False,
) -> DailyReport:
    """Return the report of the days from `start` to `end`, both included and `start` alone without it.

    `summed` reads and returns no touch by itself. Everything is read in one snapshot, so the parts agree
    whatever is logged meanwhile.
    """
    with desk.database.snapshot():
        return _read(desk, scope, start, end or start, part, summed=summed)


def _read(desk: Desk, scope: Scope, start: date, end: date, part: str | None, *, summed: bool) -> DailyReport:
    days = days_between(start, end)
    visits = _visits(desk, scope, days) if part != "calls" and not summed else []
    calls = _calls(desk, scope, days) if part != "visits" and not summed else []
    followups = _followups(desk, scope, days) if part is None and not summed else []
    money = _rows(desk, FIND_MONEY, scope, days) if part is None and not summed else []
    plans = _plans(desk, scope, start, end, named=not summed) if part != "calls" else []
    month = month_of(end)
    both = count_days(desk, scope, {*days, *month})
    counts = both.of(days)
    reps, team = _people(desk, scope, days)
    places = desk.database.all(dailies.PLACES, days=list(days), **scope.filters())
    report = DailyReport(
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
        month_to_date=month_to_date(desk, scope, end, metric_values(both.of(month), desk.currency)),
        visits=tuple(visits),
        calls=tuple(call for call in calls if call.direction == "out"),
        incoming=tuple(call for call in calls if call.direction == "in"),
        followups=tuple(followups),
        money=tuple(money),
        plans=tuple(plans),
        totals=_totals(desk, scope, days, counts, _pace(desk, scope, days, calls, part, summed), plans, part),
        market=read_market(desk, scope, days, visits, calls, followups, part),
        notes=tuple(desk.database.all(dailies.NOTES_OF_DAYS, days=list(days), **scope.filters())),
        tomorrow=() if summed else _tomorrow(desk, scope, _last_over(desk, start, end)),
        doubts=()
        if summed
        else find_doubts(desk, scope, days, visits, calls, [plan.row for plan in plans], followups),
        summed=summed,
        by_day=(),
        by_rep=(),
        more_doubts=0,
        dial_plans=dial_plans(desk, scope, days) if part != "visits" else (),
        sweeps=_sweeps(desk, visits, start) if start == end else (),
    )
    if start == end and not summed:
        return report
    from crm_cli.reports.spans import with_numbers

    return with_numbers(desk, report, counts)


def _visits(desk: Desk, scope: Scope, days: Sequence[date]) -> list[VisitRow]:
    return sorted(_rows(desk, FIND_VISITS, scope, days), key=lambda row: (row.arrived_at, row.no))


def _sweeps(desk: Desk, visits: Sequence[VisitRow], day: date) -> tuple[SweepDay, ...]:
    # Most days are no sweeps, and need no module for them then.
    if all(visit.sweep_no is None for visit in visits):
        return ()
    from crm_cli.reports.sweep_block import read_sweeps

    return read_sweeps(desk, visits, day)


def _calls(desk: Desk, scope: Scope, days: Sequence[date]) -> list[CallRow]:
    return sorted(_rows(desk, FIND_CALLS, scope, days), key=lambda row: (row.at, row.no))


def _followups(desk: Desk, scope: Scope, days: Sequence[date]) -> list[FollowupRow]:
    return sorted(_rows(desk, FIND_FOLLOWUPS, scope, days), key=lambda row: (row.at, row.no))


def _rows(desk: Desk, statement: Statement[Row], scope: Scope, days: Sequence[date]) -> list[Row]:
    # One day at a time and in the order of numbers, the index (day, rep) is read; bounds, or the order of
    # time, make SQLite walk everything the rep ever did.
    return [
        row for day in days for row in desk.database.all(statement, sort="no", day=day, **scope.filters())
    ]


def _last_over(desk: Desk, start: date, end: date) -> date:
    """Return the day after which tomorrow is: of a week that is not over, today."""
    return end if start == end else max(start, min(end, desk.today()))


def _plans(desk: Desk, scope: Scope, start: date, end: date, *, named: bool = True) -> list[Planned]:
    rows = desk.database.all(FIND_PLANS, since=start, until=end, **scope.filters())
    reps: dict[int, list[str]] = {}
    # A statement takes some thirty thousand values, and a long range has more plans.
    for first in range(0, len(rows) if named else 0, PLANS_AT_ONCE):
        numbers = [row.no for row in rows[first : first + PLANS_AT_ONCE]]
        for one in desk.database.all(PLAN_REPS, numbers=numbers):
            reps.setdefault(one.plan_no, []).append(one.rep)
    return [Planned(row, tuple(reps.get(row.no, ()))) for row in rows]


def _people(desk: Desk, scope: Scope, days: Sequence[date]) -> tuple[tuple[str, ...], str]:
    """Return the reps of the scope and the name of its team, '' for the firm."""
    if scope.kind == "rep":
        rep = desk.database.one(FIND_REPS, no=scope.no)
        return (rep.name,), rep.team
    reps = people_of(desk, scope, days, role="rep")
    return tuple(rep.name for rep in reps), scope.name if scope.kind == "team" else ""


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _totals(
    desk: Desk,
    scope: Scope,
    days: Sequence[date],
    counts: Counts,
    pace: Dialling,
    plans: Sequence[Planned],
    part: str | None,
) -> Totals:
    new = total_of(NewTally, counts.new)
    called, visited = total_of(CallTally, counts.calls), total_of(VisitTally, counts.visits)
    doors = total_of(DoorTally, counts.doors).doors
    callbacks = None if part == "visits" else callback_figures(desk, scope, days)
    return Totals(
        visits=None
        if part == "calls"
        else figures.visit_figures(
            visited, doors, _tactics(desk, scope, days), _plan_figures(desk, days, plans), new.by_visit
        ),
        calls=None
        if callbacks is None
        else figures.call_figures(called, _tried(desk, scope, days), pace, callbacks.rate, new.by_call),
        money=figures.money_figures(counts.money, desk.currency, visited.expense_minor),
        new_customers=new.new_customers,
        cards=visited.cards,
        wechat_added=visited.wechat_added + called.wechat_added,
        callbacks=callbacks,
    )


def _tactics(desk: Desk, scope: Scope, days: Sequence[date]) -> list[TacticTally]:
    return desk.database.all(tallies.TACTIC_TALLY, days=list(days), **scope.filters())


def _tried(desk: Desk, scope: Scope, days: Sequence[date]) -> TriedTally:
    return desk.database.one(tallies.TRIED_TALLY, days=list(days), **scope.filters())


def _plan_figures(desk: Desk, days: Sequence[date], plans: Sequence[Planned]) -> PlanFigures:
    starts: dict[object, datetime] = {day: desk.instant(datetime.combine(day, time())) for day in days}
    return figures.plan_figures([plan.row for plan in plans], starts)


def _pace(
    desk: Desk, scope: Scope, days: Sequence[date], calls: Sequence[CallRow], part: str | None, summed: bool
) -> Dialling:
    attempts: Iterable[figures.Attempt]
    if summed and part != "visits":
        from crm_cli.storage.spans import ATTEMPTS

        read = desk.database.all(ATTEMPTS, days=list(days), **scope.filters())
        attempts = (((row.rep_no, row.day), row.at, row.dialled) for row in read)
    else:
        out = (row for row in calls if row.direction == "out")
        attempts = (((row.rep_no, row.day), row.at, bool(row.dialled)) for row in out)
    return figures.dialling(attempts, 60 * int(desk.setting("pause_minutes")))


def _tomorrow(desk: Desk, scope: Scope, end: date) -> tuple[Due, ...]:
    """Return plans and open steps due up to and including the next working day (DECISIONS 3)."""
    until = desk.workdays().next_working(end)
    plans = _plans(desk, scope, end + timedelta(days=1), until)
    steps = desk.database.all(FIND_STEPS, state="open", due_until=until, **scope.filters())
    return (
        *(_planned_visit(plan) for plan in plans if plan.row.state in {"planned", "visited"}),
        *(_open_step(step, end) for step in steps),
    )


def _planned_visit(plan: Planned) -> Due:
    row = plan.row
    return Due(
        kind="plan",
        no=row.no,
        day=row.day,
        at=row.at,
        customer_no=row.customer_no,
        customer=row.customer,
        building=row.building,
        words=row.purpose,
        expected=row.expected,
        reps=plan.reps,
        overdue=False,
    )


def _open_step(step: StepRow, end: date) -> Due:
    return Due(
        kind=step.kind,
        no=step.no,
        day=step.due_on,
        at=step.due_at,
        customer_no=step.customer_no,
        customer=step.customer,
        building="",
        words=step.words,
        expected="",
        reps=(step.rep,),
        overdue=step.due_on < end,
    )
