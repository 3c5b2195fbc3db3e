"""`crm objection agenda`: the objections for the sales meeting."""

import datetime
from typing import Annotated

import typer

from crm_cli.cli import options, report_sink, report_span, session
from crm_cli.cli.report_sink import Rows, Sheet, rows_of
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.objection_agenda import agenda_lines, agenda_values, objection_agenda
from crm_cli.reports.scope import find_scope
from crm_cli.services.desk import Desk

WITH_ROOM = frozenset({"html", "xlsx"})
"""Formats that are printed, and written on by hand."""


def agenda(
    date: report_span.Day = None,
    week: report_span.Week = False,
    month: report_span.Month = False,
    start: report_span.From = None,
    end: report_span.To = None,
    days: Annotated[
        int | None,
        typer.Option("--days", metavar="N", min=1, max=3650, help=N_("The last so many days, today too.")),
    ] = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print the objections for the sales meeting; this week's of the whole firm when nothing is said."""
    chosen = report_sink.chosen_format(format, file)
    if rep and team:
        raise UsageError(_("A report is of one rep, one team, or all."), "--rep, --team")
    with session.desk() as desk:
        span = _days(desk, days, date, week=week, month=month, start=start, end=end)
        scope = find_scope(desk, rep=rep, team=team, everyone=not (rep or team))
        found = objection_agenda(desk, scope, *span)

        def rows() -> Rows:
            return rows_of({"rows": agenda_lines(desk, found)})

        from crm_cli.reports.objection_agenda_form import agenda_form

        sheet = Sheet(
            lambda: agenda_form(found, desk, room=chosen in WITH_ROOM),
            lambda: agenda_values(desk, found),
            rows,
        )
        report_sink.write(desk, sheet, chosen, file)


def _days(
    desk: Desk,
    days: int | None,
    date: str | None,
    *,
    week: bool,
    month: bool,
    start: str | None,
    end: str | None,
) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day; raise UsageError where they are said in several ways."""
    if days is None:
        return report_span.read_span(desk, date, week=week, month=month, start=start, end=end, usual="week")
    if date or week or month or start or end:
        raise UsageError(_("Say the days in one way."), "--days 14")
    return desk.today() - datetime.timedelta(days=days - 1), desk.today()
