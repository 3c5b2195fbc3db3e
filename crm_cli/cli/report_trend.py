"""`crm report trend`: numbers over days, weeks or months."""

from typing import Annotated

import typer

from crm_cli.cli import list_options, report_sink, report_span, session
from crm_cli.cli.report_sink import Sheet
from crm_cli.domain.form import Form
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.trend import read_numbers, trend_values
from crm_cli.reports.trend import trend as read_trend


def trend(
    numbers: Annotated[
        list[str],
        typer.Argument(metavar="FIGURE...", help=N_("Which: dials, reach_rate, order_amount, visits …")),
    ],
    days: Annotated[bool, typer.Option("--days", help=N_("Day by day."))] = False,
    weeks: Annotated[
        bool, typer.Option("--weeks", help=N_("Week by week; so when nothing is said."))
    ] = False,
    months: Annotated[bool, typer.Option("--months", help=N_("Month by month."))] = False,
    last: Annotated[int, typer.Option("--last", metavar="N", help=N_("How many of them."))] = 12,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="DAY", help=N_("A day in the last of them; today when left out.")),
    ] = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    everyone: report_span.WholeFirm = False,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print numbers by day, week or month, with their goals and how they changed."""
    chosen = report_sink.chosen_format(format, file)
    if days + weeks + months > 1:
        raise UsageError(_("Say the periods in one way."), "--days, --weeks, --months")
    unit = "day" if days else "month" if months else "week"
    with session.desk() as desk:
        keys = read_numbers(numbers)
        until, _until = report_span.read_span(desk, date)
        scope = report_span.read_scope(desk, rep, team, everyone)
        found = read_trend(desk, scope, keys, unit, last, until)

        def form() -> Form:
            from crm_cli.reports.trend_form import trend_form

            return trend_form(found, desk)

        report_sink.write(desk, Sheet(form, lambda: trend_values(desk, found)), chosen, file)
