"""Block C of the daily report: results against goal and against plan, every rate with its parts."""

from collections.abc import Iterable

from crm_cli.domain import words
from crm_cli.domain.durations import format_seconds
from crm_cli.domain.form import Figures
from crm_cli.i18n import gettext as _
from crm_cli.reports.daily import DailyReport
from crm_cli.reports.figure_words import amount, percent, progress, title
from crm_cli.reports.figures import CallbackFigures, CallFigures, MoneyFigures, Rate, VisitFigures

Numbers = tuple[tuple[str, str], ...]
Groups = list[tuple[str, Numbers]]


def results(report: DailyReport) -> Figures:
    """Return the results as groups of numbers; a part left out is missing."""
    totals, groups = report.totals, []
    if totals.visits is not None:
        groups += visit_numbers(totals.visits)
    if totals.calls is not None:
        groups += call_numbers(totals.calls)
    if totals.callbacks is not None and totals.callbacks.due:
        groups.append((_("Callbacks"), _callbacks(totals.callbacks)))
    customers = [(key, str(getattr(totals, key))) for key in ("new_customers", "cards", "wechat_added")]
    groups += [(_("Customers"), _titled(customers)), *_money(totals.money)]
    if report.goals:
        goals = [
            (metric, progress(metric, one.done, one.goal, report.currency))
            for metric, one in report.goals.items()
        ]
        groups.append((_("Against goal"), _titled(goals)))
    return Figures(_("C. Results"), tuple(groups))


def _titled(numbers: Iterable[tuple[str, str]]) -> Numbers:
    return tuple((title(key), text) for key, text in numbers)


def visit_numbers(visits: VisitFigures) -> Groups:
    """Return the numbers of visits: what was planned, what was done, the gate, and the gate of each tactic."""
    standing = f"{title('plans_standing')} {visits.plans_standing}"
    added = f"{title('plans_added')} {visits.plans_added}"
    states = ("moved", "cancelled_by_us", "incident", "cancelled_by_them")
    plan = [
        ("planned", f"{visits.planned} ({standing}, {added})"),
        ("done", str(visits.done)),
        ("plan_completion", percent(visits.plan_completion)),
        *((state, str(getattr(visits, state))) for state in states),
    ]
    gate = [(key, percent(getattr(visits, key))) for key in ("past_front_desk", "target_met", "card_rate")]
    done = [
        ("visits", str(visits.visits)),
        ("doors", str(visits.doors)),
        ("opened", _split(visits.opened, visits.opened_cold, visits.opened_invited)),
        ("met", _split(visits.reached, visits.reached_cold, visits.reached_invited)),
        ("effective", _split(visits.effective, visits.effective_cold, visits.effective_invited)),
    ]
    return [
        (_("Plan"), _titled(plan)),
        (_("Visits"), _titled(done)),
        (_("Gate"), _titled(gate)),
        *_tactics(visits),
    ]


def _split(total: int, cold: int, invited: int) -> str:
    return f"{total} ({words.label('how', 'cold')} {cold}, {words.label('how', 'invited')} {invited})"


def _tactics(visits: VisitFigures) -> Groups:
    return [
        (
            words.label("tactic", one.tactic),
            _titled(
                (key, percent(getattr(one, key))) for key in ("past_front_desk", "target_met", "card_rate")
            ),
        )
        for one in visits.tactics
    ]


def call_numbers(calls: CallFigures) -> Groups:
    """Return the numbers of calls as two groups, the second one going on with the first."""
    average = calls.average_talk_time
    counted = [
        ("attempts", str(calls.attempts)),
        ("dials", str(calls.dials)),
        ("invalid_rate", percent(calls.invalid_rate)),
        ("answered", percent(calls.answer_rate)),
        ("human", str(calls.human)),
        ("reached", percent(calls.reach_rate)),
        ("conversations", str(calls.conversations)),
        ("interested", str(calls.interested)),
    ]
    more = [
        ("appointments", percent(calls.appointment_rate)),
        ("conversion", percent(calls.conversion)),
        ("conversion_per_customer", percent(calls.conversion_per_customer)),
        ("average_talk_time", "-" if average is None else format_seconds(round(average))),
        ("dials_per_hour", _pace(calls)),
        ("callback_kept", percent(calls.callback_kept)),
        ("incoming", str(calls.incoming)),
        *_seldom(calls),
    ]
    return [(_("Calls"), _titled(counted)), ("", _titled(more))]


def _callbacks(found: CallbackFigures) -> Numbers:
    """Return what became of the callbacks due; what nobody did is not told."""
    became = (
        (_("due"), found.due),
        (_("kept"), found.kept),
        (_("made early"), found.early),
        (_("made late"), found.late),
        (_("missed"), found.missed),
        (_("to come"), found.pending),
    )
    return tuple((name, str(count)) for name, count in became if count)


def _seldom(calls: CallFigures) -> list[tuple[str, str]]:
    """Return the numbers that firms which neither record nor hand on calls need not read every day."""
    found = [("recorded", percent(Rate(calls.recorded, calls.answered)))] if calls.recorded else []
    return [*found, *([("transfers", str(calls.transfers))] if calls.transfers else [])]


def _pace(calls: CallFigures) -> str:
    """Return dials per hour with the very parts it is of: dials of days long enough, in the time without long pauses."""
    if calls.dials_per_hour is None:
        return "-"
    minutes, seconds = divmod(calls.dialling_seconds, 60)
    parts = {"hours": minutes // 60, "minutes": minutes % 60, "seconds": seconds}
    told = _("{hours}:{minutes:02}:{seconds:02} h") if seconds else _("{hours}:{minutes:02} h")
    return f"{calls.paced_dials}/{told.format(**parts)} = {calls.dials_per_hour}"


def _money(money: MoneyFigures) -> Groups:
    numbers = [
        ("quotes", _events(money.quotes, money.quote_amount, money.currency)),
        ("samples", str(money.samples)),
        ("orders", _events(money.orders, money.order_amount, money.currency)),
        ("payments", _events(money.payments, money.payment_amount, money.currency)),
        ("expenses", amount(money.expenses, money.currency)),
    ]
    others = tuple(
        (words.label("money_kind", one.kind), _events(one.events, one.amount, one.currency))
        for one in money.other_currencies
    )
    return [(_("Money"), (*_titled(numbers), *others))]


def _events(events: int, minor: int, currency: str) -> str:
    return f"{events} ({amount(minor, currency)})" if minor else str(events)
