"""`crm call run`: an hour on the phone in a plain terminal: show, dial, time, one key for the outcome, next."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Annotated

import typer

from crm_cli.cli import options, session, stream, voice
from crm_cli.cli.call_hour import Hour
from crm_cli.cli.call_keys import Gone, Keys, LineKeys, TerminalKeys, WindowsKeys, terminal_mode
from crm_cli.cli.call_screen import Screen
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services import call_drafts
from crm_cli.services.call_lists import find_call_list
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker
from crm_cli.storage.call_lists import CallListRow

_INTERRUPTED = 130
_STOPPING = ("SIGHUP", "SIGTERM", "SIGINT")


def run(
    listed: Annotated[
        str | None,
        typer.Argument(metavar="LIST", help=N_("Only this call list; all of yours when left out.")),
    ] = None,
    other: Annotated[
        str | None, typer.Argument(metavar="WHY", hidden=True, help=N_("Why outside the calling hours."))
    ] = None,
    rep: options.Rep = None,
    ignore_hours: Annotated[
        bool,
        typer.Option("--ignore-hours", help=N_("Outside the calling hours too; it is kept who said so.")),
    ] = False,
    reason: options.Reason = "",
) -> None:
    """Call one number after the other: dial, name the outcome with a key, go on to the next."""
    with session.desk() as desk:
        worker = find_worker(desk, rep)
        chosen, reason = _list_and_reason(desk, [listed, other], reason, waived=ignore_hours)
        held = call_drafts.alone(desk, worker.no, worker.name)
        colour = session.style(desk.zone).colour
    with held, _terminal(colour=colour) as (keys, screen):
        hour = Hour(keys, screen, worker, chosen, reason if ignore_hours or reason else None)
        gone = _worked(hour)
    if hour.kept:
        voice.say(_("A call without an outcome was kept; crm call run begins with it."))
    voice.tell(_summary(hour))
    if gone is not None and gone.signal:
        raise typer.Exit(_INTERRUPTED)


def _list_and_reason(
    desk: Desk, typed: Sequence[str | None], reason: str, *, waived: bool
) -> tuple[CallListRow | None, str]:
    """Return the list named and the reason; words behind --ignore-hours that name no list are its reason."""
    chosen: CallListRow | None = None
    for text in filter(None, typed):
        try:
            found = find_call_list(desk, text)
        except NotFoundError:
            if not waived or reason:
                raise
            reason = text
            continue
        if chosen is not None:
            raise UsageError(_("Name one call list."), "crm call run l3 --ignore-hours --reason WORDS")
        chosen = found
    return chosen, reason


def _worked(hour: Hour) -> Gone | None:
    """Run the hour; return how it was broken off, None where the rep left it."""
    try:
        hour.run()
    except Gone as gone:
        return gone
    return None


def _summary(hour: Hour) -> str:
    logged = ngettext("{count} call logged.", "{count} calls logged.", hour.calls.logged).format(
        count=hour.calls.logged
    )
    return (
        logged
        + " "
        + _("Today: dials {dials}, reached {reached}.").format(
            dials=hour.calls.figures.dials, reached=hour.calls.figures.reached
        )
    )


@contextmanager
def _terminal(*, colour: bool) -> Iterator[tuple[Keys, Screen]]:
    """Give the keys and the screen there are: a terminal taken whole, or lines read and written one by one."""
    stop: list[int] = []
    whole = all(one is not None and one.isatty() for one in (sys.stdin, sys.stdout))
    by_line = not whole or os.environ.get("TERM") == "dumb"
    # Sets stdout to UTF-8 whatever the locale.
    stream.finish()
    with ExitStack() as stack:
        stack.enter_context(_signals(stop, at_once=by_line))
        screen = Screen(by_line=by_line, colour=colour)
        stack.enter_context(screen.opened())
        keys: Keys
        if by_line:
            keys = LineKeys(lambda: stop[0] if stop else 0)
        elif os.name == "nt":
            keys = WindowsKeys(lambda: stop[0] if stop else 0)
        else:
            stack.enter_context(terminal_mode())
            keys = TerminalKeys(lambda: stop[0] if stop else 0)
        yield keys, screen


@contextmanager
def _signals(stop: list[int], *, at_once: bool) -> Iterator[None]:
    """Have whoever waits for a key told that the run is to end, instead of ending it in the middle of a change."""

    def told(number: int, _frame: object) -> None:
        stop.append(number)
        if at_once:
            raise Gone(number)

    known = [getattr(signal, name) for name in _STOPPING if hasattr(signal, name)]
    before = {number: signal.signal(number, told) for number in known}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
