"""`crm report fairplay`: what in the records of some days is worth a word."""

from typing import Any

from crm_cli.cli import list_options, report_sink, report_span, session
from crm_cli.cli.report_sink import Rows, Sheet
from crm_cli.reports.fair_play_report import fair_play_form, fair_play_report, fair_play_values

COLUMNS = ("day", "rep_no", "rep", "kind", "sentence", "records")


def fairplay(
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
    """Print what in the records is worth a word: gaps between doors, copied notes, touches typed together.

    This week's when no day is said. A rep sees the own days at once, others once their report is final.
    """
    chosen = report_sink.chosen_format(format, file)
    with session.desk() as desk:
        span = report_span.read_span(desk, date, week=week, month=month, start=start, end=end, usual="week")
        scope = report_span.read_scope(desk, rep, team, everyone)
        report = fair_play_report(desk, scope, *span)

        def values() -> dict[str, Any]:
            return fair_play_values(desk, report)

        def rows() -> Rows:
            # Nothing found still has its header.
            found = values()["rows"]
            return COLUMNS, (
                [", ".join(row[key]) if key == "records" else row[key] for key in COLUMNS] for row in found
            )

        report_sink.write(desk, Sheet(lambda: fair_play_form(report, desk), values, rows), chosen, file)
