"""`crm report goals`: how far the goals of the day and the month are, and what is left of them."""

from typing import Any

from crm_cli.cli import list_options, report_sink, report_span, session
from crm_cli.cli.report_sink import Sheet
from crm_cli.domain.form import Form
from crm_cli.reports.goals_left import GoalsLeft, as_values, goals_left
from crm_cli.services.desk import Desk


def goals(
    date: report_span.Day = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    everyone: report_span.WholeFirm = False,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print what is left of the goals of the day and its month: mine when I am known, else everyone's."""
    chosen = report_sink.chosen_format(format, file)
    with session.desk() as desk:
        day = report_span.read_span(desk, date)[0]
        scope = report_span.read_scope(desk, rep, team, everyone)
        report_sink.write(desk, sheet_of(desk, goals_left(desk, scope, day)), chosen, file)


def sheet_of(desk: Desk, found: GoalsLeft) -> Sheet:
    """Return the goals as they are written in any format."""

    def form() -> Form:
        from crm_cli.reports.goals_form import goals_form

        return goals_form(found, desk)

    def values() -> dict[str, Any]:
        return as_values(found, desk)

    return Sheet(form, values)
