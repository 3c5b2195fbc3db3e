"""Several things in one command: one change, one undo, and then what was done."""

from collections.abc import Callable, Sequence

from crm_cli.cli import session
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt

Act = Callable[[Desk, str], Receipt]


def change_each(things: Sequence[str], act: Act) -> None:
    """Do `act` with each of the things named, all or none, and tell what was done.

    Raises what `act` raises; then nothing was changed and nothing is told.
    """
    with session.desk() as desk:
        done = _all(desk, session.each(things), act)
        session.told(done)


def remove_each(things: Sequence[str], act: Act) -> None:
    """Do `act`, which removes one, with each of the things named, after asking; all or none."""
    with session.desk() as desk:
        named = session.each(things)
        session.confirm(_("Remove {names}?").format(names=", ".join(named)))
        session.told(_all(desk, named, act))


def _all(desk: Desk, named: Sequence[str], act: Act) -> list[Receipt]:
    with desk.change():
        return [act(desk, text) for text in named]


def parts(texts: Sequence[str] | None) -> list[str]:
    """Return the words of options that may be repeated and hold several words between commas of any script."""
    import re

    found = [part.strip() for text in texts or () for part in re.split(r"[,，、;；]", text)]
    return [part for part in found if part]
