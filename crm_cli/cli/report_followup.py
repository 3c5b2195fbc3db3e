"""`crm report followup`: the follow-up sheet (客户跟进表)."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, output, report_sink, report_span, session
from crm_cli.cli.listing import ON_SCREEN
from crm_cli.cli.report_sink import Sheet
from crm_cli.domain.form import Form
from crm_cli.i18n import N_
from crm_cli.reports.followup_sheet import Filters, FollowupSheet, as_values, followup_sheet
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_code, read_grade


def followup(
    grade: options.Grades = None,
    stage: Annotated[
        list[str] | None,
        typer.Option("--stage", metavar="STAGE", help=N_("Only these stages; may be repeated.")),
    ] = None,
    industry: Annotated[
        str | None, typer.Option("--industry", metavar="WORD", help=N_("Only this industry."))
    ] = None,
    silent: Annotated[
        int | None,
        typer.Option("--silent", metavar="DAYS", min=0, help=N_("Only those not touched for so many days.")),
    ] = None,
    everything: Annotated[
        bool,
        typer.Option("--everything", help=N_("Also those without a touch, a grade, a need or a step.")),
    ] = False,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: report_span.WholeFirm = False,
    limit: options.Limit = None,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print the follow-up sheet: a row per customer owned, by grade, the longest silent first."""
    chosen = report_sink.chosen_format(format, file)
    filters = Filters(
        [read_grade(one) for one in grade] if grade else None,
        [read_code("stage", one) for one in stage] if stage else None,
        industry,
        silent,
        everything,
    )
    with session.desk() as desk:
        scope = report_span.read_scope(desk, rep, team, everyone)
        found = followup_sheet(desk, scope, filters, _lines(limit, chosen, to_file=file is not None))
        report_sink.write(desk, sheet_of(desk, found), chosen, file)


def _lines(limit: int | None, chosen: str | None, *, to_file: bool) -> int | None:
    """Return how many lines to make: those asked for, a screenful on a terminal, else all."""
    if limit is not None:
        return limit or None
    is_read_here = not to_file and chosen in {None, "table", "text"} and output.detect().is_terminal
    return ON_SCREEN if is_read_here else None


def sheet_of(desk: Desk, found: FollowupSheet) -> Sheet:
    """Return the follow-up sheet as it is written in any format."""

    def form() -> Form:
        from crm_cli.reports.followup_sheet_form import followup_sheet_form

        return followup_sheet_form(found, desk)

    def values() -> dict[str, Any]:
        return as_values(found, desk)

    return Sheet(form, values)
