"""`crm report`: the daily report, and what only the rep can add to it."""

from typing import Annotated, Any

import typer

from crm_cli.cli import list_options, report_sink, report_span, session
from crm_cli.cli.groups import Verb
from crm_cli.cli.report_sink import Rows, Sheet
from crm_cli.domain.form import Form
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.daily import PARTS, DailyReport
from crm_cli.reports.handed_in import HandedIn, read_daily
from crm_cli.services.desk import Desk

Part = Annotated[str | None, typer.Option("--part", metavar="visits|calls", help=N_("Only this part."))]


def daily(
    date: report_span.Day = None,
    week: report_span.Week = False,
    month: report_span.Month = False,
    start: report_span.From = None,
    end: report_span.To = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    everyone: report_span.WholeFirm = False,
    part: Part = None,
    rows: report_span.WithRows = None,
    live: Annotated[
        bool, typer.Option("--live", help=N_("As the day stands now, even after it was submitted."))
    ] = False,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Print the day's report: mine when I am known, else the firm's."""
    chosen = report_sink.chosen_format(format, file)
    require_part(part)
    with session.desk() as desk:
        first, last = report_span.read_span(desk, date, week=week, month=month, start=start, end=end)
        scope = report_span.read_scope(desk, rep, team, everyone)
        if first != last or rows is False:
            from crm_cli.cli.report_periods import write_span

            write_span(desk, scope, first, last, part=part, rows=rows, chosen=chosen, file=file)
            return
        shown = read_daily(desk, scope, first, last, part, live=live)
        report_sink.write(desk, daily_sheet(desk, shown.report, shown.handed_in), chosen, file)


def require_part(part: str | None) -> None:
    """Raise UsageError for a part there is none of."""
    if part is not None and part not in PARTS:
        raise UsageError(
            _("There is no part called {name}.").format(name=part), "--part visits, --part calls"
        )


def daily_sheet(desk: Desk, report: DailyReport, handed_in: HandedIn | None = None) -> Sheet:
    """Return the daily report, with how it stands where that is known, as it is written in any format."""

    def form() -> Form:
        from crm_cli.reports.daily_form import daily_form

        drawn = daily_form(report, desk)
        if handed_in is None:
            return drawn
        from crm_cli.reports.handed_in_form import with_standing

        return with_standing(drawn, handed_in, desk)

    def values() -> dict[str, Any]:
        from crm_cli.reports.daily_json import as_json

        if handed_in is None:
            return as_json(report, desk)
        from crm_cli.reports.handed_in_json import standing_json

        return as_json(report, desk) | standing_json(handed_in, desk)

    def rows() -> Rows:
        from crm_cli.cli.report_csv import FIELDS, flat_rows

        return FIELDS, flat_rows(values())

    return Sheet(form, values, rows)


def note(
    problem: Annotated[str, typer.Option("--problem", metavar="WORDS", help=N_("The day's problem."))] = "",
    answer: Annotated[str, typer.Option("--answer", metavar="WORDS", help=N_("What answers it."))] = "",
    help_needed: Annotated[
        str, typer.Option("--help-needed", metavar="WORDS", help=N_("What help is needed."))
    ] = "",
    date: report_span.Day = None,
    rep: list_options.Rep = None,
) -> None:
    """Note the day's problem and its answer, and the help needed."""
    from crm_cli.services.firm import note_day

    with session.desk() as desk:
        session.told(
            note_day(desk, rep=rep, day=date, problem=problem, answer=answer, help_needed=help_needed)
        )


VERBS = {
    "daily": Verb(daily, N_("Print the day's report.")),
    "weekly": Verb("crm_cli.cli.report_periods:weekly", N_("Print the week's report.")),
    "monthly": Verb("crm_cli.cli.report_periods:monthly", N_("Print the month's report.")),
    "note": Verb(note, N_("Note the day's problem, its answer, and the help needed.")),
    "submit": Verb("crm_cli.cli.report_submission:submit", N_("Submit the day's report.")),
    "list": Verb("crm_cli.cli.report_submission:list_submissions", N_("List the reports submitted.")),
    "comment": Verb("crm_cli.cli.report_submission:comment", N_("Comment on a submitted report.")),
    "sign": Verb("crm_cli.cli.report_submission:sign", N_("Sign submitted reports.")),
    "missing": Verb("crm_cli.cli.report_submission:missing", N_("List who has not submitted a report.")),
    "followup": Verb("crm_cli.cli.report_followup:followup", N_("Print the follow-up sheet.")),
    "goals": Verb(
        "crm_cli.cli.report_goals:goals", N_("Print what is left of the goals of the day and the month.")
    ),
    "morning": Verb("crm_cli.cli.report_morning:morning", N_("Print the sheet of the morning meeting.")),
    "team": Verb("crm_cli.cli.report_team:team", N_("Print what each rep did, side by side.")),
    "visits": Verb(
        "crm_cli.cli.report_visits:visits",
        N_("Print visits by rep, building, outcome and more; this week's when no day is said."),
    ),
    "calls": Verb(
        "crm_cli.cli.report_calls:calls",
        N_("Print calls by rep, list, hour, outcome and more; this week's when no day is said."),
    ),
    "send": Verb(
        "crm_cli.cli.report_send:send", N_("Send reports by mail or to a group robot, each once; for cron.")
    ),
    "trend": Verb(
        "crm_cli.cli.report_trend:trend", N_("Print numbers by day, week or month, with their goals.")
    ),
    "sources": Verb(
        "crm_cli.cli.report_sources:sources",
        N_("Print where new customers came from; this month's when no day is said."),
    ),
    "fairplay": Verb(
        "crm_cli.cli.report_fairplay:fairplay",
        N_("Print what in the records is worth a word; this week's when no day is said."),
    ),
}
