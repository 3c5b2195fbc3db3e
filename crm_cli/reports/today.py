"""What is due today: plans, callbacks, steps, and how far the day has come against its goals."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from crm_cli import clock
from crm_cli.domain.frozen import Frozen
from crm_cli.reports.scope import Scope
from crm_cli.reports.totals import (
    DialPlanned,
    Progress,
    count_days,
    dial_plans,
    goals_of_days,
    metric_values,
)
from crm_cli.services.desk import Desk
from crm_cli.storage.notices import FIND_NOTICES, FRESH_DAYS
from crm_cli.storage.plans import FIND_PLANS, PLAN_REPS, PlanRow
from crm_cli.storage.steps import FIND_STEPS, StepRow

if TYPE_CHECKING:
    from crm_cli.services.callback_list import HandedOn
    from crm_cli.services.notices import Told
    from crm_cli.storage.pool import WarningRow

SHOWN = ("attempts", "reached", "conversations", "visits", "effective", "cards", "new_customers", "orders")


class Today(Frozen):
    """A day as it stands. `left_open` are plans of earlier days that nobody closed.

    `others_callbacks` are colleagues' that anyone may make and whose grace is over, `handed_on` sentences of
    what became of a rep's own callbacks in others' hands that day, each with its number and its customer.
    `notices` are what others changed of a rep's, or of the manager's own who looks at the firm, not seen yet.
    `warned` are a rep's customers about to go to the public pool. `numbers` holds the day's numbers that have a goal, and a few that always matter.
    """

    day: date
    scope: Scope
    plans: list[PlanRow]
    left_open: list[PlanRow]
    callbacks: list[StepRow]
    steps: list[StepRow]
    reps: dict[int, list[str]]
    numbers: Mapping[str, Progress]
    warned: "Sequence[WarningRow]" = ()
    dial_plans: Sequence[DialPlanned] = ()
    others_callbacks: Sequence[StepRow] = ()
    handed_on: "Sequence[HandedOn]" = ()
    notices: "Sequence[Told]" = ()

    def overdue(self) -> list[StepRow]:
        """Return the steps that were due before the day."""
        return [step for step in self.steps if step.due_on < self.day]

    def due(self) -> list[StepRow]:
        """Return the steps due on the day itself."""
        return [step for step in self.steps if step.due_on == self.day]


def today(desk: Desk, scope: Scope, day: date) -> Today:
    """Return what is due on `day` in `scope`; a rep sees what colleagues did not make and anyone may, too."""
    read, where = desk.database.all, scope.filters()
    with desk.database.snapshot():
        plans = read(FIND_PLANS, day=day, **where)
        left_open = [plan for plan in read(FIND_PLANS, state="planned", until=day, **where) if plan.day < day]
        named = read(PLAN_REPS, numbers=[plan.no for plan in (*plans, *left_open)])
        callbacks = read(FIND_STEPS, state="open", kinds=["callback"], due_until=day, **where)
        steps = read(FIND_STEPS, state="open", kinds=["step", "task"], due_until=day, **where)
        values = metric_values(count_days(desk, scope, [day]), desk.currency)
        goals = goals_of_days(desk, scope, day, day, values)
        warned = _warned(desk, scope)
        dials = dial_plans(desk, scope, [day])
        others, handed = _among_colleagues(desk, scope, day)
        news = _notices(desk, scope, {one.no for one in handed})
    reps: dict[int, list[str]] = {}
    for row in named:
        reps.setdefault(row.plan_no, []).append(row.rep)
    numbers = {
        metric: goals.get(metric, Progress(values[metric], None))
        for metric in dict.fromkeys([*SHOWN, *goals])
    }
    return Today(
        day, scope, plans, left_open, callbacks, steps, reps, numbers, warned, dials, others, handed, news
    )


def _notices(desk: Desk, scope: Scope, told_already: set[int]) -> "Sequence[Told]":
    """Return what the rep has not seen yet, but for callbacks that are told among those handed on."""
    mine = desk.me.no if desk.me else None
    rep_no = scope.no if scope.kind == "rep" else mine
    if rep_no is None:
        return ()
    since = clock.now() - timedelta(days=FRESH_DAYS)
    rows = desk.database.all(FIND_NOTICES, rep_no=rep_no, unseen=True, since=since)
    rows = [row for row in rows if row.kind != "taken_away" or row.step_no not in told_already]
    # Most days bring none, and need no module to say them.
    if not rows:
        return ()
    from crm_cli.services.notices import told

    return told(desk, rows)


def _among_colleagues(desk: Desk, scope: Scope, day: date) -> "tuple[Sequence[StepRow], Sequence[HandedOn]]":
    if scope.kind != "rep" or day > desk.today():
        return (), ()
    read = desk.database.all
    grace = timedelta(minutes=int(desk.setting("callback_grace_minutes")))
    # By the instant alone, so that the index of open callbacks is read and not that of every step.
    past_grace = min(clock.now() - grace, desk.instant(datetime.combine(day, time.max)))
    others = read(FIND_STEPS, others_than=scope.no, past_grace=past_grace)
    if others:
        from crm_cli.services.callback_list import numbered

        stands = numbered(desk, [row.no for row in others])
        others = [row for row in others if not stands[row.no].not_offered]
    since = desk.instant(datetime.combine(day, time()))
    # Few days have any, and need no module for them then.
    if not read(FIND_STEPS, left_by=scope.no, left_since=since, limit=1):
        return others, ()
    from crm_cli.services.callback_list import handed_on

    return others, handed_on(desk, scope.no or 0, since)


def _warned(desk: Desk, scope: Scope) -> "Sequence[WarningRow]":
    # Most firms have no rule by which a customer is lost, and need no module for it then.
    if scope.kind != "rep" or not desk.setting("pool_days"):
        return ()
    from crm_cli.services.pool import warnings

    return warnings(desk, scope.no)
