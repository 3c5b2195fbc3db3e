"""The daily report as the paper form «商務專員日報表», in the words of the language in use."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.form import Block, Box, Field, Form, Listing
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.daily import DailyReport, Due, Planned
from crm_cli.reports.daily_results import results
from crm_cli.reports.figure_words import amount, progress, title
from crm_cli.reports.market import by_record
from crm_cli.reports.totals import Progress
from crm_cli.services.desk import Desk
from crm_cli.storage.calls import CallRow
from crm_cli.storage.followups import FollowupRow
from crm_cli.storage.money import MoneyRow
from crm_cli.storage.visits import VisitRow

WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


def daily_form(report: DailyReport, desk: Desk) -> Form:
    """Return the report as a form: blocks A to F of PRODUCT §6, those of a part left out missing."""
    blocks: list[Block] = []
    if report.part != "calls":
        blocks.append(_visits(report, desk))
    if report.part != "visits":
        blocks.append(_calls(report, desk, _("B. Calls"), report.calls))
        blocks.append(_calls(report, desk, _("B. Incoming calls"), report.incoming))
    if report.part is None:
        blocks.append(_followups(report, desk))
    blocks.append(results(report))
    if report.part is None:
        blocks.append(_money(report))
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


def _visits(report: DailyReport, desk: Desk) -> Listing:
    fields = (
        Field("no", _("no."), 1, main=True, weight=1),
        Field("time", _("arrived – left"), 1, main=True),
        Field("customer", _("customer"), 1, main=True, weight=4),
        Field("place", _("building, floor, unit"), 1, weight=3),
        Field("industry", _("industry"), 1, weight=2),
        Field("contact", _("contact"), 1, main=True),
        Field("phone", _("phone"), 1, weight=3),
        Field("card", _("card"), 1, weight=1),
        Field("wechat", _("WeChat"), 1, weight=1),
        Field("how", _("how"), 1, weight=1),
        Field("kind", _("kind"), 1, weight=2),
        Field("outcome", _("outcome"), 2, main=True, weight=3),
        Field("grade", _("grade"), 2, main=True, weight=1),
        Field("next", _("next step"), 2, weight=4),
        Field("note", _("talk"), 2, weight=6),
        Field("need", _("need"), 2, weight=3),
        Field("supplier", _("present supplier"), 2, weight=2),
        Field("objection", _("objection"), 2, weight=2),
    )
    met = by_record(report.market.objections)
    rows = tuple(
        _with_rep(report, row.rep, _visit(report, row, desk, met.get(f"v{row.no}", ())))
        for row in report.visits
    )
    return Listing(_("A. Visits"), _with_rep_field(report, fields), rows)


def _visit(report: DailyReport, row: VisitRow, desk: Desk, objections: Sequence[str]) -> tuple[str, ...]:
    left = f"–{_time(report, row.left_at, desk, of_day=False)}" if row.left_at else ""
    return (
        number("visit", row.no) or "",
        f"{_time(report, row.arrived_at, desk)}{left}",
        row.customer,
        " ".join(part for part in (row.building, row.floor, row.unit) if part),
        row.industry,
        f"{row.contact} {row.title}".strip(),
        row.phone,
        _("yes") if row.card else "",
        _("yes") if row.wechat_added else "",
        words.label("how", row.how),
        words.label("visit_kind", row.kind),
        words.outcome_label("visit", row.outcome, row.outcome_name),
        row.grade,
        _next(row, desk),
        row.note,
        row.need,
        row.supplier,
        ", ".join(objections),
    )


def _calls(report: DailyReport, desk: Desk, title_text: str, calls: Sequence[CallRow]) -> Listing:
    met = by_record(report.market.objections)
    rows = tuple(
        _with_rep(report, row.rep, _call(report, row, desk, met.get(f"k{row.no}", ()))) for row in calls
    )
    return Listing(title_text, _with_rep_field(report, _call_fields()), rows)


def _call_fields() -> tuple[Field, ...]:
    return (
        Field("no", _("no."), 1, main=True, weight=1),
        Field("time", _("time"), 1, main=True),
        Field("customer", _("customer"), 1, main=True, weight=4),
        Field("contact", _("contact"), 1, main=True, weight=3),
        Field("number", _("number"), 1, weight=3),
        Field("answered", _("answered"), 1, weight=1),
        Field("talk_time", _("talk time"), 1, main=True, weight=1),
        Field("outcome", _("outcome"), 1, main=True, weight=3),
        Field("grade", _("grade"), 1, main=True, weight=1),
        Field("note", _("talk"), 2, weight=7),
        Field("next", _("next step"), 2, weight=4),
        Field("callback", _("callback"), 2, weight=3),
        Field("objection", _("objection"), 2, weight=3),
    )


def _call(report: DailyReport, row: CallRow, desk: Desk, objections: Sequence[str]) -> tuple[str, ...]:
    from crm_cli.domain.durations import format_seconds

    is_callback = row.next_kind == "callback"
    return (
        number("call", row.no) or "",
        _time(report, row.at, desk),
        row.customer,
        f"{row.contact} {row.title}".strip(),
        row.number,
        _("yes") if row.answered else "",
        "" if row.talk_seconds is None else format_seconds(row.talk_seconds),
        words.outcome_label("call", row.outcome, row.outcome_name),
        row.grade,
        row.note,
        "" if is_callback else _next(row, desk),
        _next(row, desk) if is_callback else "",
        ", ".join(objections),
    )


def _followups(report: DailyReport, desk: Desk) -> Listing:
    fields = (
        Field("no", _("no."), 1, main=True, weight=1),
        Field("time", _("time"), 1, main=True),
        Field("customer", _("customer"), 1, main=True, weight=4),
        Field("channel", _("channel"), 1, main=True),
        Field("note", _("talk"), 1, weight=7),
        Field("next", _("next step"), 1, weight=4),
    )
    rows = tuple(_with_rep(report, row.rep, _followup(report, row, desk)) for row in report.followups)
    return Listing(_("Other follow-ups"), _with_rep_field(report, fields), rows)


def _followup(report: DailyReport, row: FollowupRow, desk: Desk) -> tuple[str, ...]:
    return (
        number("followup", row.no) or "",
        _time(report, row.at, desk),
        row.customer,
        words.label("channel", row.channel),
        row.note,
        _next(row, desk),
    )


def _money(report: DailyReport) -> Listing:
    fields = (
        Field("no", _("no."), 1, main=True, weight=1),
        Field("kind", _("kind"), 1, main=True),
        Field("customer", _("customer"), 1, main=True, weight=4),
        Field("amount", _("amount"), 1, main=True, weight=2),
        Field("note", _("note"), 1, weight=4),
    )
    rows = tuple(_with_rep(report, row.rep, _event(row)) for row in report.money)
    return Listing(_("Quotes, samples, orders, payments"), _with_rep_field(report, fields), rows)


def _event(row: MoneyRow) -> tuple[str, ...]:
    return (
        number("money", row.no) or "",
        words.label("money_kind", row.kind),
        row.customer,
        amount(row.amount_minor, row.currency) if row.amount_minor is not None else "",
        row.note,
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


def _with_rep_field(report: DailyReport, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields with the rep's after the time, where the report is of several."""
    if report.scope.kind == "rep":
        return fields
    return (*fields[:2], Field("rep", _("rep"), 1, main=True), *fields[2:])


def _with_rep(report: DailyReport, rep: str, cells: tuple[str, ...]) -> tuple[str, ...]:
    return cells if report.scope.kind == "rep" else (*cells[:2], rep, *cells[2:])


def _time(report: DailyReport, at: datetime, desk: Desk, *, of_day: bool = True) -> str:
    several = of_day and report.start != report.end
    return f"{desk.wall(at):%m-%d %H:%M}" if several else f"{desk.wall(at):%H:%M}"


def _next(row: VisitRow | CallRow | FollowupRow, desk: Desk) -> str:
    if row.next_day is None:
        return ""
    when = f"{desk.wall(row.next_at):%Y-%m-%d %H:%M}" if row.next_at else row.next_day.isoformat()
    return f"{when} {row.next_step}".strip()
