"""`crm report submit`, `comment`, `sign`, `list` and `missing`: the report submitted, and what becomes of it."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from crm_cli.cli import list_options, report_sink, report_span, session
from crm_cli.cli.report_sink import Sheet
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import standings, submissions
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker
from crm_cli.services.reading import read_day
from crm_cli.storage.reps import RepRow
from crm_cli.storage.submissions import SignOffRow, SubmissionRow

Signed = Annotated[
    list[str],
    typer.Argument(metavar="REP...", help=N_("Whose, or which: a name, r2, u12; - reads them from stdin.")),
]
OfDay = Annotated[
    str | None, typer.Option("--date", metavar="DAY", help=N_("The day; their last report when left out."))
]


def submit(
    date: report_span.Day = None,
    rep: list_options.Rep = None,
    problem: Annotated[str, typer.Option("--problem", metavar="WORDS", help=N_("The day's problem."))] = "",
    answer: Annotated[str, typer.Option("--answer", metavar="WORDS", help=N_("What answers it."))] = "",
    help_needed: Annotated[
        str, typer.Option("--help-needed", metavar="WORDS", help=N_("What help is needed."))
    ] = "",
) -> None:
    """Submit the day's report: tomorrow's plan and what does not add up are shown first, to be mended."""
    from crm_cli.reports.handing_in import hand_in

    with session.desk() as desk:
        worker, day = find_worker(desk, rep), read_day(desk, date)
        _show_proof(desk, worker, day)
        _ask(_("Submit it?"))
        session.told(hand_in(desk, worker, day, problem=problem, answer=answer, help_needed=help_needed))


def _show_proof(desk: Desk, worker: RepRow, day: Any) -> None:
    from crm_cli.reports.handing_in import proof

    form = proof(desk, worker, day)
    if session.chosen("quiet") or session.chosen("format") in {"json", "jsonl", "ids", "csv", "tsv"}:
        return
    from crm_cli.cli import output

    output.emit_form(form, session.style(desk.zone))
    output.tell("")


def _ask(question: str) -> None:
    """Ask a person before going on; what is not a terminal has made up its mind."""
    if sys.stdin is not None and sys.stdin.isatty():
        session.confirm(question)


def comment(
    who: Annotated[str, typer.Argument(metavar="REP", help=N_("Whose, or which: a name, r2, u12."))],
    words: Annotated[str, typer.Argument(metavar="WORDS", help=N_("What is to be said."))],
    date: OfDay = None,
) -> None:
    """Comment on a submitted report; it stands on the form, beneath what was said before."""
    with session.desk() as desk:
        session.told(submissions.comment(desk, who, words, read_day(desk, date) if date else None))


def sign(
    who: Signed,
    date: OfDay = None,
    words: Annotated[
        str, typer.Option("--comment", metavar="WORDS", help=N_("What is to be said of each."))
    ] = "",
) -> None:
    """Sign submitted reports, all or none."""
    with session.desk() as desk:
        day = read_day(desk, date) if date else None
        named = session.each(who)
        with desk.change():
            done = [submissions.sign(desk, one, day, words) for one in dict.fromkeys(named)]
        session.told(done)


def list_submissions(
    date: list_options.OnDay = None,
    since: list_options.Since = None,
    until: list_options.Until = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    unsigned: Annotated[bool, typer.Option("--unsigned", help=N_("Only those nobody has signed."))] = False,
    corrections: Annotated[
        bool, typer.Option("--corrections", help=N_("Count what was corrected since; takes longer."))
    ] = False,
    everyone: list_options.Everyone = False,
    sort: list_options.Sort = None,
    reverse: list_options.Reverse = False,
    limit: list_options.Limit = None,
) -> None:
    """List the reports submitted, the latest day first."""
    from crm_cli.cli.filters import span, whose
    from crm_cli.cli.listing import how_many, show_records

    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, everyone=everyone),
            **span(desk, date, since, until),
            "unsigned": True if unsigned else None,
            "limit": count,
        }
        rows = standings.submissions(desk, sort=sort, descending=reverse, is_last=True, **filters)
        show_records(desk, "submission", _records(desk, rows, corrections=corrections), limit=count)


def _records(desk: Desk, rows: Sequence[SubmissionRow], *, corrections: bool) -> list[dict[str, Any]]:
    from crm_cli.services.records import record

    signed = standings.signed_by(desk, rows)
    return [
        record(row, desk)
        | {"late": standings.came_late(desk, row)}
        | _sign_off(signed.get(row.no, []))
        | ({"corrections": _count_corrections(desk, row)} if corrections else {})
        for row in rows
    ]


def _sign_off(found: Sequence[SignOffRow]) -> dict[str, Any]:
    return {
        "signed_by": [one.rep for one in found if one.signed_at is not None],
        "comment": "\n".join(f"{one.rep}: {one.comment}" for one in found if one.comment),
    }


def _count_corrections(desk: Desk, row: SubmissionRow) -> int:
    from crm_cli.reports.handed_in import read_daily
    from crm_cli.reports.scope import Scope

    shown = read_daily(desk, Scope("rep", row.rep, row.rep_no), row.day)
    found = shown.handed_in.corrections if shown.handed_in else None
    return len(found.records) if found else 0


def missing(
    date: report_span.Day = None,
    start: report_span.From = None,
    end: report_span.To = None,
    week: report_span.Week = False,
    month: report_span.Month = False,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    everyone: report_span.WholeFirm = False,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """List who has not submitted the report of a day; days off and who is away are left out."""
    chosen = report_sink.chosen_format(format, file)
    with session.desk() as desk:
        first, last = report_span.read_span(desk, date, week=week, month=month, start=start, end=end)
        scope = report_span.read_scope(desk, rep, team, everyone or not (rep or team))
        report_sink.write(desk, missing_sheet(desk, scope, first, last), chosen, file)


def missing_sheet(desk: Desk, scope: Any, first: Any, last: Any) -> Sheet:
    """Return the list of missing reports as it is written in any format."""
    from crm_cli.reports.missing import missing_form, missing_json, missing_reports

    found = missing_reports(desk, scope, first, last)
    return Sheet(lambda: missing_form(found), lambda: missing_json(found))
