"""`crm report team`: what each rep did, side by side."""

from typing import Annotated, Any

import typer

from crm_cli.cli import list_options, report_sink, report_span, session
from crm_cli.cli.report_sink import Sheet
from crm_cli.domain.form import Form
from crm_cli.i18n import N_
from crm_cli.reports.team import TeamReport, team_report, team_values
from crm_cli.services.desk import Desk


def team(
    date: report_span.Day = None,
    week: report_span.Week = False,
    month: report_span.Month = False,
    start: report_span.From = None,
    end: report_span.To = None,
    team: list_options.OfTeam = None,
    everyone: report_span.WholeFirm = False,
    sort: Annotated[
        str | None, typer.Option("--sort", metavar="FIGURE", help=N_("Sort by this number, the most first."))
    ] = None,
    reverse: list_options.Reverse = False,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print what each rep did, side by side: calls, visits, orders, plans done, reports submitted."""
    chosen = report_sink.chosen_format(format, file)
    with session.desk() as desk:
        first, last = report_span.read_span(desk, date, week=week, month=month, start=start, end=end)
        scope = report_span.read_scope(desk, None, team, everyone or not team)
        report = team_report(desk, scope, first, last, sort, turned=reverse)
        report_sink.write(desk, sheet_of(desk, report), chosen, file)


def sheet_of(desk: Desk, report: TeamReport) -> Sheet:
    """Return the reps side by side as they are written in any format."""

    def form() -> Form:
        from crm_cli.reports.team_form import team_form

        return team_form(report, desk)

    def values() -> dict[str, Any]:
        return team_values(desk, report)

    return Sheet(form, values)
