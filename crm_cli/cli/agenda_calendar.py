"""`crm agenda calendar`: a rep's plans, callbacks and timed steps as a calendar that phones subscribe to."""

from pathlib import Path
from typing import Annotated

import typer

from crm_cli.cli import calendar_files, list_options, session
from crm_cli.cli.agenda import OfTeam, team_named
from crm_cli.errors import UsageError
from crm_cli.exchange.agenda_calendar import agenda_events
from crm_cli.exchange.icalendar import Event
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services import reps
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_rep, find_team, find_worker
from crm_cli.storage.reps import RepRow

AHEAD = 92


def calendar(
    file: Annotated[
        Path | None,
        typer.Option("--file", "--output", "-o", metavar="FILE", help=N_("Write to this file, whole or not at all.")),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="FOLDER", help=N_("A file for each rep into this folder."))
    ] = None,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=0, max=3660, help=N_("So many days ahead; 92 when left out."))
    ] = AHEAD,
    rep: list_options.OfRep = None,
    team: OfTeam = None,
    everyone: list_options.Everyone = False,
) -> None:  # fmt: skip
    """Write calendars (.ics) of plans, callbacks and timed steps; for cron, again and again."""
    if file and folder:
        raise UsageError(_("A folder gets a file for each rep."), "--folder FOLDER, --file FILE --rep NAME")
    if folder is None and (team or everyone):
        raise UsageError(
            _("Each rep has a calendar of their own."), "--all --folder FOLDER, --team NAME --folder FOLDER"
        )
    with session.desk(allow_stranger=True) as desk:

        def events_of(rep_no: int) -> list[Event]:
            return agenda_events(desk, days, rep_no)

        if folder is None:
            who = find_worker(desk, rep)
            calendar_files.write_one(file, _title(who.name), events_of(who.no), desk.zone, _said)
        else:
            calendar_files.write_each(folder, _reps(desk, rep, team), _title, events_of, desk.zone, _said)


def _title(name: str) -> str:
    return _("Agenda of {name}").format(name=name)


def _said(count: int) -> str:
    return ngettext("{count} appointment", "{count} appointments", count).format(count=count)


def _reps(desk: Desk, rep: str | None, team: str | None) -> list[RepRow]:
    """Return whose calendars go into a folder: the rep's, the team's, else everyone's who is here."""
    if rep:
        return [find_rep(desk, rep)]
    named = team_named(desk, team)
    return reps.reps(desk, active=True, team_no=find_team(desk, named).no if named else None)
