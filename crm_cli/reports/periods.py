"""Any number of PRODUCT §7 over any days: what was counted, the rates with their parts, the goal."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from crm_cli.domain.codes import METRICS
from crm_cli.reports import figures
from crm_cli.reports.figures import CallFigures, Dialling, PlanFigures, Rate, VisitFigures
from crm_cli.reports.scope import Scope, days_between, month_around
from crm_cli.reports.totals import (
    Counts,
    callbacks_kept,
    count_days,
    daily_goals,
    find_goals,
    metric_values,
    total_of,
)
from crm_cli.services.desk import Desk
from crm_cli.storage import tallies
from crm_cli.storage.breakdowns import NAMED_IN_PLANS
from crm_cli.storage.plans import FIND_PLANS, PlanRow
from crm_cli.storage.spans import ATTEMPTS
from crm_cli.storage.tallies import CallTally, DoorTally, NewTally, TriedTally, VisitTally

Number = int | float | Rate | None
RATES = (
    "invalid_rate", "answer_rate", "reach_rate", "appointment_rate", "conversion", "conversion_per_customer",
    "callback_kept", "average_talk_time", "dials_per_hour", "past_front_desk", "target_met", "card_rate",
    "plan_completion",
)  # fmt: skip
NUMBERS = (*METRICS, "met", "human", "incoming", "recorded", "transfers", *RATES)
"""Every number that can be asked for by its key; `reached` is that of calls, `met` that of visits."""
_OF_TRIED = frozenset({"conversion", "conversion_per_customer"})
_OF_GATE = frozenset({"past_front_desk", "target_met", "card_rate"})
_TALLIES = {
    "calls": {"attempts", "dials", "answered", "human", "reached", "conversations", "interested", "appointments",
              "incoming", "recorded", "transfers", "wechat_added", "invalid_rate", "answer_rate", "reach_rate",
              "appointment_rate", "average_talk_time", *_OF_TRIED},
    "visits": {"visits", "opened", "met", "effective", "cards", "wechat_added", "expenses", *_OF_GATE},
    "doors": {"doors"},
    "new": {"new_customers"},
    "money": {"quotes", "samples", "orders", "payments", "quote_amount", "order_amount", "payment_amount"},
}  # fmt: skip


class Plans(NamedTuple):
    """The plans of some days with the reps named in each, and the instant at which each day began."""

    rows: list[PlanRow]
    reps: dict[int, set[int]]
    starts: dict[object, datetime]

    def figures(self, reps: Collection[int] | None, days: Collection[date] | None = None) -> PlanFigures:
        """Return what became of the plans in which one of `reps` is named; of all of them when None."""
        rows = [
            row
            for row in self.rows
            if (reps is None or not self.reps.get(row.no, set()).isdisjoint(reps))
            and (days is None or row.day in days)
        ]
        return figures.plan_figures(rows, self.starts)


def read_plans(desk: Desk, scope: Scope, start: date, end: date) -> Plans:
    """Return the plans of the days of `scope`, each read once however many reps share it."""
    rows = desk.database.all(FIND_PLANS, since=start, until=end, **scope.filters())
    reps: dict[int, set[int]] = {}
    for one in desk.database.all(NAMED_IN_PLANS, since=start, until=end) if rows else []:
        reps.setdefault(one.plan_no, set()).add(one.rep_no)
    starts: dict[object, datetime] = {
        day: desk.instant(datetime.combine(day, time())) for day in days_between(start, end)
    }
    return Plans(rows, reps, starts)


def count_for(desk: Desk, scope: Scope, days: Collection[date], keys: Collection[str]) -> Counts:
    """Return the counts of `days` that the numbers `keys` stand on, and no others."""
    wanted = {kind for kind, of in _TALLIES.items() if not of.isdisjoint(keys)}
    return count_days(desk, scope, days, wanted)


def values_of(
    desk: Desk, scope: Scope, days: Sequence[date], counts: Counts, keys: Iterable[str], plans: Plans | None
) -> dict[str, Number]:
    """Return the numbers `keys` of `days` from their counts; amounts in minor units, talk time in seconds.

    What no count holds (customers tried, callbacks, the pace, the gate) is read. `plans` is needed for
    plan completion alone.
    """
    counted = metric_values(counts, desk.currency)
    found: dict[str, Number] = {}
    for key in keys:
        if key in counted:
            found[key] = counted[key]
        elif key == "plan_completion":
            found[key] = plans.figures(None, set(days)).plan_completion if plans else Rate(0, 0)
        elif key in _OF_GATE or key == "met":
            found[key] = getattr(_visits(desk, scope, days, counts, key), "reached" if key == "met" else key)
        else:
            found[key] = getattr(_calls(desk, scope, days, counts, key), key)
    return found


def _calls(desk: Desk, scope: Scope, days: Sequence[date], counts: Counts, key: str) -> CallFigures:
    where = {**scope.filters(), "days": list(days)}
    tried = desk.database.one(tallies.TRIED_TALLY, **where) if key in _OF_TRIED else TriedTally._make((0, 0))
    pace = _pace(desk, scope, days) if key == "dials_per_hour" else Dialling(0, 0)
    kept = callbacks_kept(desk, scope, days) if key == "callback_kept" else Rate(0, 0)
    return figures.call_figures(total_of(CallTally, counts.calls), tried, pace, kept, 0)


def _visits(desk: Desk, scope: Scope, days: Sequence[date], counts: Counts, key: str) -> VisitFigures:
    where = {**scope.filters(), "days": list(days)}
    tactics = desk.database.all(tallies.TACTIC_TALLY, **where) if key in _OF_GATE else []
    doors, new = total_of(DoorTally, counts.doors).doors, total_of(NewTally, counts.new).by_visit
    plans = figures.plan_figures([], {})
    return figures.visit_figures(total_of(VisitTally, counts.visits), doors, tactics, plans, new)


def _pace(desk: Desk, scope: Scope, days: Sequence[date]) -> Dialling:
    rows = desk.database.all(ATTEMPTS, days=list(days), **scope.filters())
    attempts = (((row.rep_no, row.day), row.at, row.dialled) for row in rows)
    return figures.dialling(attempts, 60 * int(desk.setting("pause_minutes")))


def goals_between(desk: Desk, scope: Scope, start: date, end: date) -> dict[str, int]:
    """Return the goals of the days from `start` to `end`: of a whole month the month's, where it has one.

    Else a day's goal stands for each working day; a day asked for by itself is one, worked or not.
    """
    found = daily_goals(desk, scope, start, end)
    if (start, end) == month_around(start):
        found |= find_goals(desk, scope, "month", end)
    return {metric: found[metric] for metric in METRICS if metric in found}
