"""`crm report calls`: the calls of some days, taken apart, with every number's definition on request."""

from typing import Annotated

import typer

from crm_cli.cli import list_options, report_sink, report_span, session
from crm_cli.cli.report_sink import Sheet
from crm_cli.domain.form import Form
from crm_cli.i18n import N_
from crm_cli.reports.call_stats import calls_report
from crm_cli.reports.ways import read_ways


def calls(
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="WHAT",
            help=N_("rep, team, list, script, hour, weekday, day, outcome or industry; may be repeated."),
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
    call_list: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help=N_("Only calls from this call list."))
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help=N_("Say what every number means."))] = False,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print calls by rep, list, hour, outcome and more; this week's when no day is said."""
    chosen = report_sink.chosen_format(format, file)
    with session.desk() as desk:
        span = report_span.read_span(desk, date, week=week, month=month, start=start, end=end, usual="week")
        scope = report_span.read_scope(desk, rep, team, everyone)
        call_list_no = None
        if call_list:
            from crm_cli.services.call_lists import find_call_list

            call_list_no = find_call_list(desk, call_list).no
        report = calls_report(desk, scope, *span, read_ways(by, scope), call_list_no)

        def form() -> Form:
            from crm_cli.reports.call_stats_form import calls_form

            return calls_form(report, desk, explain=explain)

        def values() -> dict[str, object]:
            from crm_cli.reports.call_stats_json import calls_values

            return calls_values(desk, report, call_list_no, explain=explain)

        report_sink.write(desk, Sheet(form, values), chosen, file)
