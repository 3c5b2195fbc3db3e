"""`crm report morning`: the sheet of the morning meeting (晨会)."""

from typing import Any

from crm_cli.cli import list_options, report_sink, report_span, session
from crm_cli.cli.report_sink import Rows, Sheet
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_day


def morning(
    date: report_span.Day = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    everyone: report_span.WholeFirm = False,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print the sheet of the morning meeting: the day ahead, the last working day, what is worth a word."""
    chosen = report_sink.chosen_format(format, file)
    with session.desk() as desk:
        scope = report_span.read_scope(desk, rep, team, everyone)
        report_sink.write(desk, morning_sheet(desk, scope, read_day(desk, date)), chosen, file)


def morning_sheet(desk: Desk, scope: Any, day: Any) -> Sheet:
    """Return the sheet of a morning for a scope (reports.scope) as it is written in any format."""
    from crm_cli.reports import morning_json
    from crm_cli.reports.morning import morning as read_morning
    from crm_cli.reports.morning_form import morning_form

    found = read_morning(desk, scope, day)

    def values() -> dict[str, Any]:
        return morning_json.morning_json(found, desk)

    def rows() -> Rows:
        return morning_json.FIELDS, morning_json.flat_rows(values())

    return Sheet(lambda: morning_form(found, desk), values, rows)
