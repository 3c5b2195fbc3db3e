"""`crm report sources`: where new customers came from, and what became of them."""

from crm_cli.cli import list_options, report_sink, report_span, session
from crm_cli.cli.report_sink import Sheet
from crm_cli.reports.sources import sources_form, sources_report, sources_values


def sources(
    date: report_span.Day = None,
    week: report_span.Week = False,
    month: report_span.Month = False,
    start: report_span.From = None,
    end: report_span.To = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    everyone: report_span.WholeFirm = False,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print where new customers came from, and what became of them; this month's when no day is said."""
    chosen = report_sink.chosen_format(format, file)
    with session.desk() as desk:
        span = report_span.read_span(desk, date, week=week, month=month, start=start, end=end, usual="month")
        scope = report_span.read_scope(desk, rep, team, everyone)
        report = sources_report(desk, scope, *span)
        sheet = Sheet(lambda: sources_form(report, desk), lambda: sources_values(desk, report))
        report_sink.write(desk, sheet, chosen, file)
