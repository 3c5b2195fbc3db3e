"""`crm remind`: callbacks and timed steps a few minutes ahead, through a channel, on the desktop, with the bell."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crm_cli.cli import options, session
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.reminders import MOST_AHEAD, due_soon, forget_stale

if TYPE_CHECKING:
    from crm_cli.services.reminders import Reminder

Rows = Sequence["Reminder"]


def remind(
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="CHANNEL", help=N_("Through which channel; may be repeated.")),
    ] = None,
    desktop: Annotated[
        bool, typer.Option("--desktop", help=N_("As a notice on this computer's screen."))
    ] = False,
    bell: Annotated[bool, typer.Option("--bell", help=N_("With the bell of this terminal."))] = False,
    ahead: Annotated[
        int | None,
        typer.Option(
            "--ahead", metavar="MINUTES", min=0, max=MOST_AHEAD,
            help=N_("How far ahead; the firm's setting when left out."),
        ),
    ] = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
) -> None:  # fmt: skip
    """Announce callbacks and steps due in a few minutes, each once; for cron, each minute."""
    with session.desk(allow_stranger=True) as desk:
        if to:
            forget_stale(desk)
        if found := due_soon(desk, ahead, **_whose(desk, rep, team)):
            _announce(desk, found, to or (), desktop=desktop, bell=bell)


def _whose(desk: Desk, rep: str | None, team: str | None) -> dict[str, int]:
    if not (rep or team):
        return {}
    if rep and team:
        raise UsageError(_("A report is of one rep, one team, or all."), "--rep, --team")
    from crm_cli.reports.scope import find_scope

    return find_scope(desk, rep=rep, team=team).filters()


def _announce(desk: Desk, found: Rows, to: Sequence[str], *, desktop: bool, bell: bool) -> None:
    """Announce through each way asked for; one that fails keeps no other back. Without a way only tell."""
    from crm_cli.cli import announcing

    if not (to or desktop or bell):
        announcing.tell(desk, found)
        return
    ways: list[Callable[[], None]] = []
    if bell:
        _require_terminal()
        ways.append(lambda: announcing.on_this_machine(desk, found, "bell"))
    if desktop:
        ways.append(lambda: announcing.on_this_machine(desk, found, "desktop"))
    if to:
        ways.append(lambda: announcing.through(desk, found, to))
    errors = []
    for way in ways:
        try:
            way()
        except CrmError as error:
            errors.append(error)
    if errors:
        raise errors[0]


def _require_terminal() -> None:
    if sys.stdout is None or not sys.stdout.isatty():
        raise UsageError(_("There is no terminal here whose bell could ring."), "--desktop, --to NAME")
