"""`crm tui`: opens the full-screen desk."""

import sys
from typing import Annotated

import typer

from crm_cli import run
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import open_desk


def tui(
    screen: Annotated[
        str,
        typer.Option(
            "--screen",
            metavar="NAME",
            help=N_("Where to begin: today, calls, sweep, customers, report, team, history."),
        ),
    ] = "today",
) -> None:
    """Open the full-screen desk."""
    from crm_cli.tui.app import PLACES, DeskApp

    names = [place.name for place in PLACES]
    if screen not in names:
        raise UsageError(
            _("There is no screen {name}.").format(name=screen),
            _("Choose from: {codes}").format(codes=", ".join(names)),
        )
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(_("The desk needs a terminal."), "crm today")
    desk = open_desk(run.database_path(), run.author(), command="crm tui")
    try:
        DeskApp(desk, screen).run()
    finally:
        desk.close()
