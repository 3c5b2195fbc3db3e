"""`crm tui`: opens the full-screen desk."""

from typing import Annotated

import typer

from crm_cli.i18n import N_


def tui(
    screen: Annotated[
        str,
        typer.Option(
            "--screen",
            metavar="NAME",
            help=N_("Where to begin: today, calls, sweep, customers, plan, report, team, history, settings."),
        ),
    ] = "today",
) -> None:
    """Open the full-screen desk."""
    from crm_cli.tui.begin import begin

    begin(screen)
