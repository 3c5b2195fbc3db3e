"""The numbers of PRODUCT §7, each defined once here and kept with its parts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import TypeAlias

from crm_cli import clock
from crm_cli.domain.frozen import Frozen
from crm_cli.storage.dailies import CallbackRow
from crm_cli.storage.plans import PlanRow
from crm_cli.storage.tallies import CallTally, MoneyTally, TacticTally, TriedTally, VisitTally

LEAST_DIALLING_SECONDS = 600
AMOUNTS = frozenset({"order_amount", "payment_amount", "quote_amount", "expenses"})


class Rate(Frozen):
    """A share with its parts; `rate` is a fraction of four digits, None where the whole is nothing."""

    part: int
    whole: int | None

    @property
    def rate(self) -> float | None:
        """The part of the whole as a fraction."""
        return round(self.part / self.whole, 4) if self.whole else None


class Average(Frozen):
    """An amount shared out, in minor units, with its parts: the whole amount and over how many."""

    part: int
    whole: int

    @property
    def each(self) -> int | None:
        """The amount for each, to the nearest minor unit; None where there is nothing to share it over."""
        return (2 * self.part + self.whole) // (2 * self.whole) if self.whole else None


class TacticFigures(Frozen):
    """The gate funnel of one tactic, each rate by the doors that opened to it."""

    tactic: str
    opened: int
    past_front_desk: Rate
    target_met: Rate
    card_rate: Rate


class PlanFigures(Frozen):
    """What became of the plans; `planned` is those standing when their day began and those added that day.

    Moved ones, those cancelled by us and incidents stay in it; those cancelled by them stand apart.
    """

    planned: int
    done: int
    plan_completion: Rate
    plans_standing: int
    plans_added: int
    moved: int
    cancelled_by_us: int
    cancelled_by_them: int
    incident: int


class VisitFigures(Frozen):
    """The numbers of visits; `expenses` in minor units."""

    visits: int
    doors: int
    opened: int
    opened_cold: int
    opened_invited: int
    reached: int
    reached_cold: int
    reached_invited: int
    effective: int
    effective_cold: int
    effective_invited: int
    past_front_desk: Rate
    target_met: Rate
    card_rate: Rate
    tactics: tuple[TacticFigures, ...]
    cards: int
    wechat_added: int
    new_customers: int
    planned: int
    done: int
    plan_completion: Rate
    plans_standing: int
    plans_added: int
    moved: int
    cancelled_by_us: int
    cancelled_by_them: int
    incident: int
    expenses: int


class CallFigures(Frozen):
    """The numbers of outgoing calls; `incoming` counts the others. Times in seconds.

    `paced_dials` in `dialling_seconds` are `dials_per_hour`: those of reps' days with ten minutes or more. `recorded`
    are answered calls with a recording; `transfers` are calls handed to another rep, in or out.
    """

    attempts: int
    dials: int
    invalid_rate: Rate
    answered: int
    answer_rate: Rate
    human: int
    reached: int
    reach_rate: Rate
    conversations: int
    interested: int
    talk_seconds: int
    average_talk_time: float | None
    paced_dials: int
    dialling_seconds: int
    dials_per_hour: float | None
    appointments: int
    appointment_rate: Rate
    orders: int
    customers_tried: int
    conversion: Rate
    conversion_per_customer: Rate
    callback_kept: Rate
    wechat_added: int
    new_customers: int
    incoming: int
    recorded: int
    transfers: int


class OtherMoney(Frozen):
    """Money events in a currency that is not the firm's, in its own minor units; never added to the rest."""

    kind: str
    currency: str
    events: int
    amount: int


class MoneyFigures(Frozen):
    """The money events: all of them counted, the amounts in minor units of the firm's currency alone."""

    quotes: int
    quote_amount: int
    samples: int
    orders: int
    order_amount: int
    payments: int
    payment_amount: int
    expenses: int
    currency: str
    other_currencies: tuple[OtherMoney, ...]


Attempt: TypeAlias = tuple[object, datetime, bool]
"""An outgoing call: whose day it was on, when, and whether it counts as a dial (an invalid number does not)."""


class Dialling(Frozen):
    """Dials and the seconds they took, pauses off, on the days and for the reps with ten minutes or more."""

    dials: int
    seconds: int

    @property
    def per_hour(self) -> float | None:
        """Dials an hour, None where there was no such day."""
        return round(self.dials * 3600 / self.seconds, 1) if self.seconds else None


def dialling(attempts: Iterable[Attempt], pause_seconds: int) -> Dialling:
    """Return the pace of the dials among `attempts`, given in any order (DECISIONS 19).

    The time runs from the first to the last dial of a rep's day, less the whole of every gap over
    `pause_seconds` in which nothing was attempted. A day of which less than ten minutes remain has no pace
    and is left out.
    """
    return pace_of(paces(attempts, pause_seconds).values())


def pace_of(parts: Iterable[Dialling]) -> Dialling:
    """Return the pace of several reps' days together."""
    dials = seconds = 0
    for part in parts:
        dials, seconds = dials + part.dials, seconds + part.seconds
    return Dialling(dials, seconds)


def paces(attempts: Iterable[Attempt], pause_seconds: int) -> dict[object, Dialling]:
    """Return the pace of each rep's day among `attempts` that has one, as `dialling` says."""
    runs: dict[object, list[tuple[datetime, bool]]] = {}
    for whose, at, dialled in attempts:
        runs.setdefault(whose, []).append((at, dialled))
    found = {}
    for whose, run in runs.items():
        dials = [at for at, dialled in run if dialled]
        worked = _worked(dials, [at for at, _dialled in run], pause_seconds)
        if worked >= LEAST_DIALLING_SECONDS:
            found[whose] = Dialling(len(dials), worked)
    return found


def _worked(dials: Sequence[datetime], attempts: Iterable[datetime], pause_seconds: int) -> int:
    """Return the seconds from the first to the last dial without the pauses between `attempts`."""
    if not dials:
        return 0
    first, last = min(dials), max(dials)
    # Whoever dials an invalid number is not resting, but such numbers before or after the dials are no dialling.
    within = sorted(at for at in attempts if first <= at <= last)
    gaps = (int((after - before).total_seconds()) for before, after in pairwise(within))
    return sum(gap for gap in gaps if gap <= pause_seconds)


class CallbackFigures(Frozen):
    """What became of the callbacks due: each is kept, early, late, missed, or `pending` as long as it may be kept."""

    due: int
    kept: int
    early: int
    late: int
    missed: int
    pending: int

    @property
    def rate(self) -> Rate:
        """The callbacks made in time, of those that came due: one that may be kept yet is no failure."""
        return Rate(self.kept, self.due - self.pending)


def callback_figures(rows: Iterable[CallbackRow], within_minutes: int) -> CallbackFigures:
    """Return what became of callbacks, each row one of them with one call that may have been it.

    The rep who promised makes it, or anyone where that was agreed; it need not be answered (domain/callbacks.py).
    """
    from crm_cli.domain.callbacks import COUNTED, Promised, fate

    promised: dict[int, Promised] = {}
    calls: dict[int, list[tuple[datetime, date]]] = {}
    for row in rows:
        promised[row.no] = Promised(
            row.due_at, row.due_on, row.state, row.ended_at, row.ended_by, row.handed_at
        )
        by_right_one = row.scope == "anyone" or row.called_by == row.rep_no
        if row.called_at is not None and row.called_on is not None and by_right_one:
            calls.setdefault(row.no, []).append((row.called_at, row.called_on))
    now = clock.now()
    fates = Counter(fate(one, calls.get(no, ()), now, within_minutes) for no, one in promised.items())
    return CallbackFigures(len(promised) - fates["void"], *(fates[one] for one in COUNTED))


def callbacks_kept(rows: Iterable[CallbackRow], within_minutes: int) -> Rate:
    """Return the callbacks for which a call went out within `within_minutes` of the time, of those that came due."""
    return callback_figures(rows, within_minutes).rate


def plan_figures(plans: Sequence[PlanRow], starts: dict[object, datetime]) -> PlanFigures:
    """Return what became of `plans`; `starts` holds the instant at which each of their days began.

    A plan typed after its day began was added that day (DECISIONS 18). One moved to another hour of the
    same day is one plan with the row it became, as old as the older of the two.
    """
    became = {plan.moved_to_no: plan for plan in plans if plan.state == "moved" and plan.moved_to_no}
    rows = [plan for plan in plans if not _moved_within_its_day(plan)]
    states = [plan.state for plan in rows]
    counted = [plan for plan in rows if plan.state != "cancelled_by_them"]
    added = sum(_first_typed(plan, became) >= starts[plan.day] for plan in counted)
    done = states.count("visited")
    return PlanFigures(
        planned=len(counted),
        done=done,
        plan_completion=Rate(done, len(counted)),
        plans_standing=len(counted) - added,
        plans_added=added,
        moved=states.count("moved"),
        cancelled_by_us=states.count("cancelled_by_us"),
        cancelled_by_them=states.count("cancelled_by_them"),
        incident=states.count("incident"),
    )


def _moved_within_its_day(plan: PlanRow) -> bool:
    return plan.state == "moved" and plan.moved_to_day == plan.day


def _first_typed(plan: PlanRow, became: dict[int, PlanRow]) -> datetime:
    typed, row = plan.created_at, plan
    while (earlier := became.get(row.no)) is not None and earlier.day == plan.day:
        typed, row = min(typed, earlier.created_at), earlier
    return typed


def call_figures(
    calls: CallTally, tried: TriedTally, pace: Dialling, callbacks: Rate, new: int
) -> CallFigures:
    """Return the numbers of outgoing calls from their counts; `new` counts the new customers among them."""
    return CallFigures(
        attempts=calls.attempts,
        dials=calls.dials,
        invalid_rate=Rate(calls.attempts - calls.dials, calls.attempts),
        answered=calls.answered,
        answer_rate=Rate(calls.answered, calls.dials),
        human=calls.human,
        reached=calls.reached,
        reach_rate=Rate(calls.reached, calls.dials),
        conversations=calls.conversations,
        interested=calls.interested,
        talk_seconds=calls.talk_seconds,
        average_talk_time=round(calls.talk_seconds / calls.answered, 1) if calls.answered else None,
        paced_dials=pace.dials,
        dialling_seconds=pace.seconds,
        dials_per_hour=pace.per_hour,
        appointments=calls.appointments,
        appointment_rate=Rate(calls.appointments, calls.reached),
        orders=tried.orders,
        customers_tried=tried.customers_tried,
        conversion=Rate(tried.orders, calls.reached),
        conversion_per_customer=Rate(tried.orders, tried.customers_tried),
        callback_kept=callbacks,
        wechat_added=calls.wechat_added,
        new_customers=new,
        incoming=calls.incoming,
        recorded=calls.recorded,
        transfers=calls.transfers,
    )


def visit_figures(
    visits: VisitTally, doors: int, tactics: Sequence[TacticTally], plans: PlanFigures, new: int
) -> VisitFigures:
    """Return the numbers of visits from their counts; `new` counts the new customers among those visited."""
    opened = visits.opened_cold + visits.opened_invited
    return VisitFigures(
        visits=visits.visits,
        doors=doors,
        opened=opened,
        opened_cold=visits.opened_cold,
        opened_invited=visits.opened_invited,
        reached=visits.reached_cold + visits.reached_invited,
        reached_cold=visits.reached_cold,
        reached_invited=visits.reached_invited,
        effective=visits.effective_cold + visits.effective_invited,
        effective_cold=visits.effective_cold,
        effective_invited=visits.effective_invited,
        past_front_desk=Rate(sum(row.past_front_desk for row in tactics), opened),
        target_met=Rate(sum(row.target_met for row in tactics), opened),
        card_rate=Rate(sum(row.cards for row in tactics), opened),
        tactics=tuple(_tactic_figures(row) for row in tactics if row.tactic),
        cards=visits.cards,
        wechat_added=visits.wechat_added,
        new_customers=new,
        expenses=visits.expense_minor,
        **plans._asdict(),
    )


def _tactic_figures(row: TacticTally) -> TacticFigures:
    rates = (Rate(part, row.opened) for part in (row.past_front_desk, row.target_met, row.cards))
    return TacticFigures(row.tactic, row.opened, *rates)


def money_figures(tallies: Iterable[MoneyTally], currency: str, expenses: int) -> MoneyFigures:
    """Return the money events counted by kind, amounts of `currency` alone added up (DECISIONS 15)."""
    events: dict[str, int] = {}
    amounts: dict[str, int] = {}
    others = []
    for row in tallies:
        events[row.kind] = events.get(row.kind, 0) + row.events
        if row.currency == currency:
            amounts[row.kind] = amounts.get(row.kind, 0) + row.amount_minor
        else:
            others.append(OtherMoney(row.kind, row.currency, row.events, row.amount_minor))
    return MoneyFigures(
        quotes=events.get("quote", 0),
        quote_amount=amounts.get("quote", 0),
        samples=events.get("sample", 0),
        orders=events.get("order", 0),
        order_amount=amounts.get("order", 0),
        payments=events.get("payment", 0),
        payment_amount=amounts.get("payment", 0),
        expenses=expenses,
        currency=currency,
        other_currencies=tuple(others),
    )
