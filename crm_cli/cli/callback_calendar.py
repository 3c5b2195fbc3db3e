"""`crm callback calendar`: callbacks as a calendar, to a file, to a folder with one for each rep, or to stdout."""

from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.cli import calendar_files, options, session
from crm_cli.errors import UsageError
from crm_cli.exchange.callback_calendar import callback_events
from crm_cli.exchange.icalendar import Event
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

            def events_of(rep_no: int) -> list[Event]:
                return callback_events(desk, days, rep_no=rep_no)

            calendar_files.write_each(
                folder, reps.reps(desk, active=True), _title, events_of, desk.zone, _said
            )
            return
        name, whose = _whose(desk, rep, team, everyone=everyone)
        calendar_files.write_one(file, name, callback_events(desk, days, **whose), desk.zone, _said)


def _whose(desk: Desk, rep: str | None, team: str | None, *, everyone: bool) -> tuple[str, dict[str, Any]]:
    """Return what the calendar is called, and the filters of whose callbacks are in it."""
    from crm_cli.reports.scope import find_scope

    scope = find_scope(desk, rep=rep, team=team, everyone=everyone)
    return _title(scope.name), scope.filters()


def _title(name: str) -> str:
    return _("Callbacks of {name}").format(name=name)


def _said(count: int) -> str:
    return ngettext("{count} callback", "{count} callbacks", count).format(count=count)
