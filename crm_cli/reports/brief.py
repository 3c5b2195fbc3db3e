"""A report in a few lines, as a mail or a group robot tells it: results, money, goals, risks, tomorrow."""

from collections.abc import Iterable, Iterator, Sequence

from crm_cli.domain.form import Form, Panel
from crm_cli.i18n import gettext as _
from crm_cli.i18n import labelled, ngettext
from crm_cli.reports import daily_form
from crm_cli.reports.daily import DailyReport
from crm_cli.reports.figure_words import amount, percent, title
from crm_cli.reports.handed_in import HandedIn
from crm_cli.reports.heading import dates
from crm_cli.services.desk import Desk

DOUBTS_SHOWN = 5
"""So many doubts are told in words, of the others only how many there are."""
NOTES_SHOWN = 8
"""So many reps' notes of the day are told; of a week the whole report has the rest."""


def brief_form(whole: Form, report: DailyReport, handed_in: HandedIn | None, desk: Desk) -> Form:
    """Return one short page of `report`, drawn in full as `whole`; with how it stands where that is known."""
    whose = daily_form.whose(report) if report.scope.kind != "rep" else ((_("rep"), report.scope.name),)
    blocks = [
        Panel(_("Results"), tuple(_results(report))),
        Panel(_("Money"), tuple(_money(report))),
        Panel(_("Goals"), tuple(_goals(report))),
        Panel(_("Worth a word"), tuple(_risks(report, handed_in))),
    ]
    if not report.summed:
        blocks.append(Panel(_("Tomorrow"), tuple(_tomorrow(report))))
    return whole._replace(
        header=((_("date"), dates(report.start, report.end)), *whose, *_standing(handed_in, desk)),
        blocks=tuple(block for block in blocks if block.pairs),
        boxes=(),
    )


def _standing(handed_in: HandedIn | None, desk: Desk) -> Sequence[tuple[str, str]]:
    if handed_in is None:
        return ()
    from crm_cli.reports.handed_in_form import standing_pairs

    return standing_pairs(handed_in, desk)


def _told(numbers: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{title(key)} {text}" for key, text in numbers)


def _results(report: DailyReport) -> Iterator[tuple[str, str]]:
    visits, calls = report.totals.visits, report.totals.calls
    if visits is not None:
        counted = [(key, str(getattr(visits, key))) for key in ("visits", "doors", "opened", "effective")]
        yield _("Visits"), _told([*counted, ("plan_completion", percent(visits.plan_completion))])
    if calls is not None:
        rates = [("answered", percent(calls.answer_rate)), ("reached", percent(calls.reach_rate))]
        counted = [(key, str(getattr(calls, key))) for key in ("conversations", "interested", "appointments")]
        yield _("Calls"), _told([("dials", str(calls.dials)), *rates, *counted])
    customers = ("new_customers", "cards", "wechat_added")
    yield _("Customers"), _told((key, str(getattr(report.totals, key))) for key in customers)


def _money(report: DailyReport) -> Iterator[tuple[str, str]]:
    """Yield the money events there were; orders and payments always, for no news of them is news."""
    money, currency = report.totals.money, report.currency
    for key, minor in (("quotes", money.quote_amount), ("orders", money.order_amount),
                       ("payments", money.payment_amount)):  # fmt: skip
        count = getattr(money, key)
        if count or key != "quotes":
            yield title(key), f"{count} ({amount(minor, currency)})" if minor else str(count)
    if money.samples:
        yield title("samples"), str(money.samples)
    if money.expenses:
        yield title("expenses"), amount(money.expenses, currency)


def _goals(report: DailyReport) -> Iterator[tuple[str, str]]:
    if report.goals:
        one_day = report.start == report.end
        yield (
            _("goals of the day") if one_day else _("Against goal"),
            daily_form.numbers_line(report, report.goals),
        )
    yield _("month to date"), daily_form.month_line(report)


def _risks(report: DailyReport, handed_in: HandedIn | None) -> Iterator[tuple[str, str]]:
    doubts = [doubt.sentence for doubt in report.doubts[:DOUBTS_SHOWN]]
    more = len(report.doubts) + report.more_doubts - len(doubts)
    if more > 0:
        doubts.append(ngettext("… and {count} more", "… and {count} more", more).format(count=more))
    if doubts:
        yield _("What does not add up"), " ".join(doubts)
    found = handed_in.corrections if handed_in is not None else None
    if found is not None and found.records:
        count = len(found.records)
        told = ngettext("{count} record changed", "{count} records changed", count)
        yield _("Corrections since it was submitted"), told.format(count=count)
    for note in report.notes[:NOTES_SHOWN]:
        said = " → ".join(filter(None, (note.problem, note.answer)))
        if said:
            yield _("problem"), labelled(note.rep, said)
        if note.help_needed:
            yield _("help needed"), labelled(note.rep, note.help_needed)


def _tomorrow(report: DailyReport) -> Iterator[tuple[str, str]]:
    """Yield how many visits, callbacks and steps are due up to the next working day, and how many are overdue."""
    due = report.tomorrow
    counts = (
        (_("visits planned"), sum(one.kind == "plan" for one in due)),
        (_("callbacks"), sum(one.kind == "callback" for one in due)),
        (_("next steps and tasks"), sum(one.kind in {"step", "task"} for one in due)),
        (_("overdue"), sum(one.counts_as_overdue() for one in due)),
    )
    yield from ((name, str(count)) for name, count in counts)
