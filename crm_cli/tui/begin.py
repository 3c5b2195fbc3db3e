"""Opens the desk: from `crm tui` as the command line reads it, and by the shorter way where that is plain."""

import gc
import os
import sys
from collections.abc import Iterator, Sequence

from crm_cli import config, i18n, run
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _

_OPTIONS = frozenset({"--db", "--as", "--lang"})


def begin(screen: str) -> None:
    """Show the desk from a screen on until it is closed.

    Raises UsageError for a screen that is none and without a terminal, and what opening the database raises.
    """
    # The desk begins to look for garbage when it is drawn.
    gc.disable()
    from crm_cli.services.desk import open_desk
    from crm_cli.tui.app import PLACES, DeskApp
    from crm_cli.tui.themes import chosen

    names = [place.name for place in PLACES]
    if screen not in names:
        raise UsageError(
            _("There is no screen {name}.").format(name=screen),
            _("Choose from: {codes}").format(codes=", ".join(names)),
        )
    # Textual draws on stderr, and asks stdout how large the screen is.
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError(_("The desk needs a terminal."), "crm today")
    desk = open_desk(run.database_path(), run.author(), command="crm tui")
    try:
        DeskApp(desk, screen, theme=chosen(config.load().theme, os.environ)).run()
    finally:
        desk.close()


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
