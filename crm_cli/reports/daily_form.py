"""The daily report as the paper form «商務專員日報表», in the words of the language in use."""

from collections.abc import Mapping

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.form import Block, Box, Field, Form, Listing
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.daily import DailyReport, Due, Planned
from crm_cli.reports.daily_results import results
from crm_cli.reports.figure_words import progress, title
from crm_cli.reports.totals import Progress
from crm_cli.reports.touch_blocks import calls_block, followups_block, money_block, visits_block
from crm_cli.services.desk import Desk

WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


def daily_form(report: DailyReport, desk: Desk) -> Form:
    """Return the report as a form: blocks A to F of PRODUCT §6, those of a part left out missing."""
    blocks: list[Block] = []
    if report.part != "calls":
        blocks.append(visits_block(report, desk))
    if report.part != "visits":
        blocks.append(calls_block(report, desk, _("B. Calls"), report.calls))
        blocks.append(calls_block(report, desk, _("B. Incoming calls"), report.incoming))
    if report.part is None:
        blocks.append(followups_block(report, desk))
    blocks.append(results(report))
    if report.part is None:
        blocks.append(money_block(report))
    if report.part != "calls":
        blocks.append(_not_done(report))
    return Form(
        name=_("Daily report"),
        title=_("Daily report of {firm}").format(firm=report.firm),
        header=_header(report),
        blocks=(*blocks, *_market(report), *_words(report), _tomorrow(report, desk), _doubts(report)),
        boxes=(Box(_("F. Manager's comment")), Box(_("Signature")), Box(_("Firm's owner"))),
        none=_("none"),
        remark=_("Nothing was logged.") if report.is_empty else "",
    )


def _header(report: DailyReport) -> tuple[tuple[str, str], ...]:
    pairs = [(_("date"), _dates(report))]
    if report.scope.kind == "firm":
        pairs.append((_("firm"), report.firm))
    elif report.team:
        pairs.append((_("team"), report.team))
    area = ", ".join((*report.buildings, *report.districts))
    month = {
        metric: one
        for metric, one in report.month_to_date.items()
        if one.goal is not None or metric in {"orders", "order_amount"}
    }
    return (
        *pairs,
        (_("rep"), ", ".join(report.reps)),
        (_("area"), area),
        (_("goals of the day"), _numbers(report, report.goals)),
        (_("month to date"), _numbers(report, month)),
    )


def _dates(report: DailyReport) -> str:
    if report.start != report.end:
        return f"{report.start.isoformat()} – {report.end.isoformat()}"
    return f"{report.start.isoformat()} {_(WEEKDAYS[report.start.weekday()])}"


def _numbers(report: DailyReport, numbers: Mapping[str, Progress]) -> str:
    return "; ".join(
        f"{title(metric)} {progress(metric, one.done, one.goal, report.currency)}"
        for metric, one in numbers.items()
    )


def _not_done(report: DailyReport) -> Listing:
    fields = (
        Field("no", _("no."), 1, main=True, weight=1),
        Field("where", _("customer or building"), 1, main=True, weight=4),
        Field("state", _("state"), 1, main=True),
        Field("reason", _("reason"), 1, main=True, weight=4),
        Field("purpose", _("purpose"), 1, weight=4),
        Field("reps", _("rep"), 1),
    )
    rows = tuple(_plan(plan) for plan in report.plans if plan.row.state != "visited")
    return Listing(_("Planned and not done"), fields, rows)


def _plan(plan: Planned) -> tuple[str, ...]:
    row = plan.row
    state = words.label("plan_state", row.state)
    moved = f"{state} {row.moved_to_day.isoformat()}" if row.moved_to_day else state
    where = row.customer or row.building
    return (number("plan", row.no) or "", where, moved, row.reason, row.purpose, ", ".join(plan.reps))


def _market(report: DailyReport) -> tuple[Listing, ...]:
    market = report.market
    fields = (
        Field("kind", _("kind"), 1, main=True),
        Field("what", _("what"), 1, main=True, weight=6),
        Field("count", _("times"), 1, main=True, weight=1),
        Field("customers", _("customer"), 1, main=True, weight=4),
        Field("reps", _("rep"), 1, main=True),
    )
    rows = [
        (_("competitor"), one.name, str(len(one.records)), ", ".join(one.customers), ", ".join(one.reps))
        for one in market.competitors
    ]
    rows += [(_("heard"), one.words, "", one.customer, one.rep) for one in market.heard]
    rows += [
        (
            _("objection"),
            f"{one.words} → {one.answer}" if one.answer else one.words,
            str(len(one.records)),
            ", ".join(one.customers),
            ", ".join(one.reps),
        )
        for one in market.objections
    ]
    return (Listing(_("D. Market"), fields, tuple(rows)),)


def _words(report: DailyReport) -> tuple[Listing, ...]:
    rep = Field("rep", _("rep"), 1, main=True)
    problems = tuple((n.rep, n.problem, n.answer) for n in report.notes if n.problem or n.answer)
    helps = tuple((note.rep, note.help_needed) for note in report.notes if note.help_needed)
    problem = Field("problem", _("problem"), 1, main=True, weight=6)
    answer = Field("answer", _("answer"), 1, main=True, weight=6)
    help_needed = Field("help", _("help needed"), 1, main=True, weight=12)
    return (
        Listing(_("E. Problem and answer"), (rep, problem, answer), problems),
        Listing(_("E. Help needed"), (rep, help_needed), helps),
    )


def _tomorrow(report: DailyReport, desk: Desk) -> Listing:
    fields = (
        Field("no", _("no."), 1, main=True, weight=1),
        Field("due", _("due"), 1, main=True, weight=2),
        Field("kind", _("kind"), 1, main=True),
        Field("where", _("customer or building"), 1, main=True, weight=4),
        Field("words", _("what"), 1, main=True, weight=5),
        Field("expected", _("expected"), 1, weight=3),
        Field("reps", _("rep"), 1),
        Field("overdue", _("overdue"), 1, weight=1),
    )
    return Listing(_("E. Tomorrow's plan"), fields, tuple(_due(due, desk) for due in report.tomorrow))


def _due(due: Due, desk: Desk) -> tuple[str, ...]:
    is_plan = due.kind == "plan"
    return (
        number("plan" if is_plan else "step", due.no) or "",
        f"{desk.wall(due.at):%Y-%m-%d %H:%M}" if due.at else due.day.isoformat(),
        _("visit") if is_plan else words.label("step_kind", due.kind),
        due.customer or due.building,
        due.words,
        due.expected,
        ", ".join(due.reps),
        _("yes") if due.overdue else "",
    )


def _doubts(report: DailyReport) -> Listing:
    fields = (
        Field("sentence", _("what"), 1, main=True, weight=10),
        Field("records", _("records"), 1, weight=3),
    )
    rows = tuple((doubt.sentence, ", ".join(doubt.records)) for doubt in report.doubts)
    return Listing(_("What does not add up"), fields, rows)
