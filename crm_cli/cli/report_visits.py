"""`crm report visits`: the visits of some days, taken apart, with every number's definition on request."""

from typing import Annotated

import typer

from crm_cli.cli import list_options, report_sink, report_span, session
from crm_cli.cli.report_sink import Sheet
from crm_cli.domain.form import Form
from crm_cli.i18n import N_
from crm_cli.reports.visits import visits_report
from crm_cli.reports.ways import read_ways


def visits(
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="WHAT",
            help=N_(
                "rep, team, day, weekday, hour, building, district, sweep, front, industry, outcome, tactic, how or"
                " kind; may be repeated."
            ),
        ),
    ] = None,
    date: report_span.Day = None,
    week: report_span.Week = False,
    month: report_span.Month = False,
    start: report_span.From = None,
    end: report_span.To = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    everyone: report_span.WholeFirm = False,
    explain: Annotated[bool, typer.Option("--explain", help=N_("Say what every number means."))] = False,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print visits by rep, building, outcome and more; this week's when no day is said."""
    chosen = report_sink.chosen_format(format, file)
    with session.desk() as desk:
        span = report_span.read_span(desk, date, week=week, month=month, start=start, end=end, usual="week")
        scope = report_span.read_scope(desk, rep, team, everyone)
        report = visits_report(desk, scope, *span, read_ways(by, scope))

        def form() -> Form:
            from crm_cli.reports.visits_form import visits_form

            return visits_form(report, desk, explain=explain)

        def values() -> dict[str, object]:
            from crm_cli.reports.visits_json import visits_values

            return visits_values(desk, report, explain=explain)

        report_sink.write(desk, Sheet(form, values), chosen, file)
