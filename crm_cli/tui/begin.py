"""Opens the desk: from `crm tui` as the command line reads it, and by the shorter way where that is plain."""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm_cli import config, i18n, run
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _

if TYPE_CHECKING:
    from crm_cli.services.desk import Desk

_OPTIONS = frozenset({"--db", "--as", "--lang"})


def begin(screen: str) -> None:
    """Show the desk from a screen on until it is closed.

    Raises UsageError for a screen that is none and without a terminal, and what opening the database raises.
    """
    # The desk begins to look for garbage when it is drawn.
    gc.disable()
    from crm_cli.tui.app import PLACES, DeskApp
    from crm_cli.tui.quiet import kept_as_it_is
    from crm_cli.tui.themes import chosen, worn

    names = [place.name for place in PLACES]
    if screen not in names:
        raise UsageError(
            _("There is no screen {name}.").format(name=screen),
            _("Choose from: {codes}").format(codes=", ".join(names)),
        )
    # Textual draws on stderr, and asks stdout how large the screen is.
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError(_("The desk needs a terminal."), "crm today")
    theme, again = chosen(config.load().theme, os.environ), ""
    with kept_as_it_is() as be_quiet:
        while True:
            opened = _opened(run.database_path(), run.author(), theme)
            if opened is None:
                return
            desk, told = opened
            is_tour = bool(told) and _is_tour_due()
            app = DeskApp(desk, screen, theme=theme, told=told, again=again, tour=is_tour)
            try:
                app.run()
            finally:
                desk.close()
            if not app.begins_again_at:
                break
            be_quiet()
            screen, theme = app.begins_again_at, worn(app)
            again = _(
                "Another database lies in this place now, a backup that was restored perhaps: this is what it holds."
            )
    if app.return_code:
        raise SystemExit(app.return_code)


def _opened(path: Path, author: str | None, theme: str) -> "tuple[Desk, Sequence[str]] | None":
    """Return the desk at `path`, with what is to be said of it where it was just begun; None where it was not.

    Where there is no firm, or one in which nobody is yet, it is begun first.
    """
    from crm_cli.services.desk import open_desk
    from crm_cli.services.firm_start import is_empty, is_there

    desk: Desk | None = None
    if is_there(path):
        desk = open_desk(path, author, command="crm tui", allow_stranger=True)
        if desk.me is not None or not is_empty(desk):
            if desk.me is None and author is not None:
                desk.close()
                # It says that there is nobody called so.
                desk = open_desk(path, author, command="crm tui")
            return desk, ()
    from crm_cli.tui.first_start import first_start

    begun = first_start(path, author, theme=theme, desk=desk)
    if desk is not None:
        desk.close()
    if begun is None:
        return None
    return open_desk(begun.path, begun.author, command="crm tui"), [_("? tells what can be done here.")]


def _is_tour_due() -> bool:
    from crm_cli.tui.tour import is_due

    return is_due()


def begun_plainly(arguments: Sequence[str]) -> bool:
    """Show the desk where the arguments are those of a plain `crm tui`; say whether it was shown.

    Reading commands and making their helps takes a fifth of the time until the desk is drawn, and none of it is
    needed here. Whatever is not plain, or goes wrong, is left to the command line, which says what is wrong.
    """
    told = read(arguments)
    if told is None:
        return False
    try:
        wish = i18n.choose(
            told.get("--lang") or os.environ.get("CRM_LANG"), config.load().language, os.environ
        )
        i18n.use(wish)
        for option in ("--db", "--as"):
            if option in told:
                run.keep(option[2:], told[option])
        begin(told.get("--screen", "today"))
    except CrmError:
        run.reset()
        return False
    return True


def read(arguments: Sequence[str]) -> dict[str, str] | None:
    """Return the options of a plain `crm tui`, None where the arguments are something else or more than that."""
    told: dict[str, str] = {}
    words = _apart(arguments)
    known = _OPTIONS
    for word in words:
        if word == "tui" and "--screen" not in known:
            known = _OPTIONS | {"--screen"}
        elif word in known and (value := next(words, None)) is not None:
            told[word] = value
        else:
            return None
    if "--lang" in told and i18n.match(told["--lang"]) is None:
        return None
    return told if "--screen" in known else None


def _apart(arguments: Sequence[str]) -> Iterator[str]:
    """Yield the arguments, `--db=x` as two."""
    for argument in arguments:
        name, sign, value = argument.partition("=")
        yield name
        if sign:
            yield value
