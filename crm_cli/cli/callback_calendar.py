"""`crm callback calendar`: callbacks as a calendar, to a file, to a folder with one for each rep, or to stdout."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli import clock
from crm_cli.cli import options, output, session, stream
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.exchange.callback_calendar import callback_events
from crm_cli.exchange.icalendar import calendar_text, write_calendar
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services import reps
from crm_cli.services.desk import Desk

AHEAD = 14


def calendar(
    file: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help=N_("Write to this file, whole or not at all."))
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="FOLDER", help=N_("A file for each rep into this folder."))
    ] = None,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=0, max=3660, help=N_("So many days ahead; 14 when left out."))
    ] = AHEAD,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
) -> None:  # fmt: skip
    """Write callbacks as a calendar (.ics) that phones and mail programs read; for cron, again and again."""
    if folder is not None and (file or rep or team or everyone):
        raise UsageError(_("A folder gets a file for each rep."), "--folder FOLDER, --output FILE --rep NAME")
    with session.desk(allow_stranger=True) as desk:
        if folder is not None:
            _write_folder(desk, folder, days)
            return
        name, whose = _whose(desk, rep, team, everyone=everyone)
        events = callback_events(desk, days, **whose)
        if file is None:
            stream.write([calendar_text(name, events, clock.now())])
            return
        write_calendar(file, name, events, clock.now())
        _tell(file, len(events))


def _whose(desk: Desk, rep: str | None, team: str | None, *, everyone: bool) -> tuple[str, dict[str, Any]]:
    """Return what the calendar is called, and the filters of whose callbacks are in it."""
    from crm_cli.reports.scope import find_scope

    scope = find_scope(desk, rep=rep, team=team, everyone=everyone)
    return _title(scope.name), scope.filters()


def _title(name: str) -> str:
    return _("Callbacks of {name}").format(name=name)


def _write_folder(desk: Desk, folder: Path, days: int) -> None:
    """Write a file for each rep who is here; raise NotFoundError for a folder there is not."""
    if not folder.is_dir():
        raise NotFoundError(
            _("The folder {path} does not exist.").format(path=folder),
            _("Make it first, or write somewhere else."),
        )
    for path, name, rep_no in _files(desk, folder):
        events = callback_events(desk, days, rep_no=rep_no)
        write_calendar(path, _title(name), events, clock.now())
        _tell(path, len(events))


def _files(desk: Desk, folder: Path) -> Iterator[tuple[Path, str, int]]:
    from crm_cli.domain.file_names import safe_file_name

    taken: set[str] = set()
    for rep in reps.reps(desk, active=True):
        name = safe_file_name(f"{rep.name}.ics", f"r{rep.no}.ics")
        # Two names that a file system takes for one have a calendar each.
        if name.casefold() in taken:
            name = f"r{rep.no}-{name}"
        taken.add(name.casefold())
        yield folder / name, rep.name, rep.no


def _tell(path: Path, count: int) -> None:
    told = ngettext("Written: {path} ({count} callback)", "Written: {path} ({count} callbacks)", count)
    output.say(told.format(path=path, count=count), quiet=bool(session.chosen("quiet")))
