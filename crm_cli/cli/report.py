"""`crm report`: the daily report, and what only the rep can add to it."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from crm_cli import i18n
from crm_cli.cli import options, output, session, stream
from crm_cli.cli.file_format import of_file
from crm_cli.cli.groups import Verb
from crm_cli.cli.output import Style
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.daily import PARTS, DailyReport, daily_report
from crm_cli.reports.scope import find_scope, week_of
from crm_cli.services.desk import Desk

FORMATS = ("table", "text", "json", "csv", "xlsx")
ENDINGS = ("text", "json", "csv", "xlsx")


def daily(
    date: Annotated[
        str | None, typer.Option("--date", metavar="DAY", help=N_("The day; today when left out."))
    ] = None,
    week: Annotated[bool, typer.Option("--week", help=N_("The whole week, Monday to Sunday."))] = False,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: Annotated[bool, typer.Option("--all", help=N_("The whole firm's."))] = False,
    part: Annotated[
        str | None, typer.Option("--part", metavar="visits|calls", help=N_("Only this part."))
    ] = None,
    format: Annotated[  # noqa: A002  # the option's own name
        str | None, typer.Option("--format", metavar="FORMAT", help=N_("table, text, json, csv or xlsx."))
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help=N_("Write to this file, whole or not at all.")),
    ] = None,
) -> None:
    """Print the day's report: mine when I am known, else the firm's."""
    chosen = _format(format, file)
    _refuse_contradictions(part, [option for option in (rep, team, everyone) if option])
    with session.desk() as desk:
        day = _day(desk, date)
        start, end = week_of(day) if week else (day, day)
        scope = find_scope(desk, rep=rep, team=team, everyone=everyone)
        # A program compares reports of any day and place: their doubts are in one language.
        with i18n.speaking("en" if chosen in {"json", "csv"} else i18n.language()):
            report = daily_report(desk, scope, start, end, part)
        _write(desk, report, chosen, file)


def _day(desk: Desk, text: str | None) -> dt.date:
    if text is None:
        return desk.today()
    from crm_cli.domain.dates import parse_day

    return parse_day(text, desk.today())


def _format(wish: str | None, file: Path | None) -> str | None:
    """Return the format asked for, else what the file's name ends in; None leaves it to stdout."""
    chosen = wish or session.chosen("format")
    if chosen is not None and chosen not in FORMATS:
        raise UsageError(
            _("There is no report in the format {name}.").format(name=chosen),
            _("Formats: {names}").format(names=", ".join(FORMATS)),
        )
    chosen = of_file(chosen, file, ENDINGS, {"txt": "text"})
    if chosen == "xlsx" and file is None:
        raise UsageError(_("A workbook needs a file."), "--output report.xlsx")
    return chosen


def _refuse_contradictions(part: str | None, scopes: list[Any]) -> None:
    if part is not None and part not in PARTS:
        raise UsageError(
            _("There is no part called {name}.").format(name=part), "--part visits, --part calls"
        )
    if len(scopes) > 1:
        raise UsageError(_("A report is of one rep, one team, or all."), "--rep, --team, --all")


def _write(desk: Desk, report: DailyReport, chosen: str | None, file: Path | None) -> None:
    if file is None:
        stream.write(_text(desk, report, chosen, output.detect(zone=desk.zone)))
        return
    from crm_cli.exchange.files import write_whole

    if chosen == "xlsx":
        write_whole(file, lambda target: _workbook(desk, report, target))
    else:
        mark = "\ufeff" if chosen == "csv" else ""
        text = mark + "".join(_text(desk, report, chosen, Style(zone=desk.zone)))
        write_whole(file, lambda target: _put(target, text))
    output.say(_("Written: {path}").format(path=file), quiet=bool(session.chosen("quiet")))


def _put(target: BinaryIO, text: str) -> None:
    target.write(text.encode("utf-8", "replace"))


def _text(desk: Desk, report: DailyReport, chosen: str | None, style: Style) -> list[str]:
    if chosen in {"json", "csv"}:
        return _for_machines(desk, report, chosen)
    from crm_cli.cli.report_text import form_text
    from crm_cli.reports.daily_form import daily_form

    # A table asked for in a pipe keeps its lines whole, as every list does.
    plain = style._replace(width=None, colour=False) if chosen == "text" else style
    return list(form_text(daily_form(report, desk), plain))


def _for_machines(desk: Desk, report: DailyReport, chosen: str) -> list[str]:
    from crm_cli.reports.daily_json import as_json

    found = as_json(report, desk)
    if chosen == "json":
        import json

        return [json.dumps(found, ensure_ascii=False, indent=2), "\n"]
    import io

    from crm_cli.cli.report_csv import FIELDS, flat_rows
    from crm_cli.exchange.csv import write_csv

    target = io.BytesIO()
    write_csv(target, FIELDS, flat_rows(found), bom=False)
    return [target.getvalue().decode()]


def _workbook(desk: Desk, report: DailyReport, target: BinaryIO) -> None:
    from crm_cli.exchange.daily_form import write_form
    from crm_cli.reports.daily_form import daily_form

    write_form(target, daily_form(report, desk))


def note(
    problem: Annotated[str, typer.Option("--problem", metavar="WORDS", help=N_("The day's problem."))] = "",
    answer: Annotated[str, typer.Option("--answer", metavar="WORDS", help=N_("What answers it."))] = "",
    help_needed: Annotated[
        str, typer.Option("--help-needed", metavar="WORDS", help=N_("What help is needed."))
    ] = "",
    date: Annotated[
        str | None, typer.Option("--date", metavar="DAY", help=N_("The day; today when left out."))
    ] = None,
    rep: options.Rep = None,
) -> None:
    """Note the day's problem and its answer, and the help needed."""
    from crm_cli.services.firm import note_day

    with session.desk() as desk:
        session.told(
            note_day(desk, rep=rep, day=date, problem=problem, answer=answer, help_needed=help_needed)
        )


VERBS = {
    "daily": Verb(daily, N_("Print the day's report.")),
    "note": Verb(note, N_("Note the day's problem, its answer, and the help needed.")),
}
