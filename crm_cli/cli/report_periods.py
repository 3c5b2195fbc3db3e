"""`crm report weekly`, `crm report monthly`, and the report of any days: numbers first, touches where wanted."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from crm_cli.cli import list_options, report_sink, report_span
from crm_cli.cli.report import Part, daily, daily_sheet
from crm_cli.i18n import N_
from crm_cli.reports.daily import daily_report
from crm_cli.reports.scope import Scope
from crm_cli.reports.spans import is_summed
from crm_cli.services.desk import Desk

Day = Annotated[
    str | None, typer.Option("--date", metavar="DAY", help=N_("A day of it; today when left out."))
]


def weekly(
    date: Day = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    everyone: report_span.WholeFirm = False,
    part: Part = None,
    rows: report_span.WithRows = None,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print the report of a week, Monday to Sunday."""
    daily(
        date, week=True, rep=rep, team=team, everyone=everyone, part=part, rows=rows, format=format, file=file
    )


def monthly(
    date: Day = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    everyone: report_span.WholeFirm = False,
    part: Part = None,
    rows: report_span.WithRows = None,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print the report of a month."""
    daily(
        date,
        month=True,
        rep=rep,
        team=team,
        everyone=everyone,
        part=part,
        rows=rows,
        format=format,
        file=file,
    )


def write_span(
    desk: Desk,
    scope: Scope,
    first: date,
    last: date,
    *,
    part: str | None,
    rows: bool | None,
    chosen: str | None,
    file: Path | None,
) -> None:
    """Write the report of some days; `rows` lists single touches or not, None leaves it to their number."""
    summed = is_summed(first, last, rows)
    report = daily_report(desk, scope, first, last, part, summed=summed)
    report_sink.write(desk, daily_sheet(desk, report), chosen, file)
