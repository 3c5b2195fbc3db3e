"""The blocks of the daily form that list what was done one by one: visits, calls, follow-ups, money."""

from collections.abc import Sequence
from datetime import datetime

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.form import Block, Field, Listing
from crm_cli.i18n import gettext as _
from crm_cli.reports.daily import DailyReport
from crm_cli.reports.figure_words import amount
from crm_cli.reports.market import by_record
from crm_cli.services.desk import Desk
from crm_cli.storage.calls import CallRow
from crm_cli.storage.followups import FollowupRow
from crm_cli.storage.money import MoneyRow
from crm_cli.storage.visits import VisitRow


def touch_blocks(report: DailyReport, desk: Desk) -> list[Block]:
    """Return blocks A and B and the other follow-ups, those of a part left out missing."""
    blocks: list[Block] = []
    if report.part != "calls":
        blocks.append(_visits_block(report, desk))
    if report.part != "visits":
        blocks.append(_calls_block(report, desk, _("B. Calls"), report.calls))
        blocks.append(_calls_block(report, desk, _("B. Incoming calls"), report.incoming))
    if report.part is None:
        blocks.append(_followups_block(report, desk))
    return blocks


def _visits_block(report: DailyReport, desk: Desk) -> Listing:
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
        # A door behind which nobody is known is called by what is written on it.
        row.customer or row.unit or row.building,
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


def _calls_block(report: DailyReport, desk: Desk, title_text: str, calls: Sequence[CallRow]) -> Listing:
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


def _followups_block(report: DailyReport, desk: Desk) -> Listing:
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


def money_block(report: DailyReport) -> Listing:
    """Return the money events one by one."""
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
