"""`crm plan sheet`, `crm sweep sheet`, `crm calllist sheet`: paper to take along, coded to be typed back; `crm sheet list`."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from crm_cli import i18n
from crm_cli.cli import list_options, options, report_sink, session
from crm_cli.cli.calllists import OneList
from crm_cli.cli.filters import whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_list
from crm_cli.cli.report_sink import Format, Output, Sheet
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.paper import Paper, paper_values
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker
from crm_cli.services.reading import read_code, read_day

WIDTH = 80
"""Cells of a line of plain text, which any printer prints on A4."""


def of_day(
    date: Annotated[
        str | None, typer.Option("--date", metavar="DAY", help=N_("The day; today when left out."))
    ] = None,
    rep: options.Rep = None,
    format: Format = None,  # noqa: A002  # the option's own name
    file: Output = None,
) -> None:
    """Print a rep's walk list of a day: the visits planned, with boxes to tick and codes to type back."""
    from crm_cli.reports.walk_list import walk_list

    def make(desk: Desk) -> Paper:
        return walk_list(desk, find_worker(desk, rep), read_day(desk, date))

    write_paper(make, format, file)


def of_list(
    call_list: OneList,
    rep: options.Rep = None,
    count: Annotated[
        int, typer.Option("--count", metavar="N", min=1, max=400, help=N_("How many numbers at most."))
    ] = 40,
    format: Format = None,  # noqa: A002
    file: Output = None,
) -> None:
    """Print a call sheet: the next numbers of a list, with boxes to tick and codes to type back."""
    from crm_cli.reports.call_sheet import call_sheet
    from crm_cli.services.queue import workable_list

    def make(desk: Desk) -> Paper:
        worker = find_worker(desk, rep)
        return call_sheet(desk, worker, workable_list(desk, worker, call_list), count)

    write_paper(make, format, file)


def of_sweep(
    front: Annotated[
        str | None, typer.Option("--front", metavar="FRONT", help=N_("Whose part; mine when left out."))
    ] = None,
    floors: Annotated[
        str | None,
        typer.Option("--floors", metavar="20-30", help=N_("Only these floors; of a street its shops.")),
    ] = None,
    sweep: Annotated[
        str | None,
        typer.Option(
            "--sweep", metavar="SWEEP", help=N_("The sweep or its building; the one I am on when left out.")
        ),
    ] = None,
    rep: options.Rep = None,
    format: Format = None,  # noqa: A002
    file: Output = None,
) -> None:
    """Print a stretch of a sweep: its doors in walking order, with boxes to tick and codes to type back."""
    from crm_cli.reports.sweep_sheet import sweep_sheet
    from crm_cli.services.sweeps import shown_sweep, walked_sweep

    def make(desk: Desk) -> Paper:
        if rep is None:
            # A front that is named has reps of its own.
            me = desk.me if front is None else None
            return sweep_sheet(desk, shown_sweep(desk, sweep, walked=True), me, front=front, floors=floors)
        worker = find_worker(desk, rep)
        return sweep_sheet(desk, walked_sweep(desk, sweep, worker), worker, front=front, floors=floors)

    write_paper(make, format, file)


def list_sheets(
    waiting: Annotated[
        bool | None, typer.Option("--waiting/--done", help=N_("Only those with rows to type back, or the others."))
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help=N_("Only of this kind: visits, calls, sweep."))
    ] = None,
    date: list_options.OnDay = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    everyone: list_options.Everyone = False,
    sort: list_options.Sort = None,
    reverse: list_options.Reverse = False,
    limit: list_options.Limit = None,
) -> None:  # fmt: skip
    """List the sheets printed, the last first: of what, how many rows, how many of them were typed back."""
    from crm_cli.services.sheets import sheets

    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, everyone=everyone),
            "kind": read_code("sheet_kind", kind) if kind else None,
            "day": read_day(desk, date) if date else None,
            "waiting": waiting,
        }
        found = sheets(desk, sort=sort, descending=reverse, limit=count, **filters)
        show_list(desk, "sheet", found, limit=count, empty=_("No sheet was printed."))


def write_paper(make: Callable[[Desk], Paper], wish: str | None, file: Any) -> None:
    """Make a sheet and write it; a file's ending says how, a terminal gets text."""
    chosen = report_sink.chosen_format(wish, file)
    with session.desk() as desk:
        with i18n.speaking(report_sink.language_of(chosen)):
            paper = make(desk)
        sheet = Sheet(lambda: _form(paper, desk), lambda: paper_values(paper), width=WIDTH)
        report_sink.write(desk, sheet, chosen, file)


def _form(paper: Paper, desk: Desk) -> Any:
    from crm_cli.reports.paper_form import paper_form

    return paper_form(paper, desk)


VERBS = {"list": Verb(list_sheets, N_("List the sheets printed, and how far they were typed back."))}
