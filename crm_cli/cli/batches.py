"""Several things in one command: one change, one undo, and then what was done."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from crm_cli.cli import session
from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt

Act = Callable[[Desk, str], Receipt]


class Named(NamedTuple):
    """A thing that was found: its number, and what a person knows it by."""

    number: str
    name: str = ""


Find = Callable[[Desk, str], Named]


def _as_typed(_desk: Desk, text: str) -> Named:
    return Named(text)


def change_each(things: Sequence[str], act: Act, find: Find = _as_typed) -> None:
    """Do `act` with each of the things named, all or none, and tell what was done when it is on disk.

    `find` finds what is named by more than its number, and may ask which of several is meant. Raises what
    `find` and `act` raise; then nothing was changed and nothing is told.
    """
    with session.desk() as desk:
        session.told(_all(desk, each_once(desk, things, find), act))


def remove_each(things: Sequence[str], act: Act, find: Find = _as_typed) -> None:
    """Do `act`, which removes one, with each of the things named, after asking; all or none."""
    with session.desk() as desk:
        named = each_once(desk, things, find)
        names = [" ".join(filter(None, one)) for one in named]
        if len(names) > session.TOLD_WHOLE:
            names = [*names[:3], f"… {names[-1]} ({len(names):,})"]
        session.confirm(_("Remove {names}?").format(names=", ".join(names)))
        session.told(_all(desk, named, act))


def each_once(desk: Desk, things: Sequence[str], find: Find) -> list[Named]:
    """Return the things found, in the order named; what is named twice is one."""
    found = (find(desk, text) for text in session.each(things))
    return list({one.number.casefold(): one for one in found}.values())


def the_customer(desk: Desk, text: str) -> Named:
    """Find a customer."""
    from crm_cli.services.naming import find_customer

    row = find_customer(desk, text)
    return Named(number("customer", row.no) or "", row.name)


def the_contact(desk: Desk, text: str) -> Named:
    """Find a person at any customer."""
    from crm_cli.services.naming import find_any_contact

    row = find_any_contact(desk, text)
    return Named(number("contact", row.no) or "", f"{row.name} {row.customer}")


def the_rep(desk: Desk, text: str) -> Named:
    """Find a rep."""
    from crm_cli.services.naming import find_rep

    row = find_rep(desk, text)
    return Named(number("rep", row.no) or "", row.name)


def the_team(desk: Desk, text: str) -> Named:
    """Find a team."""
    from crm_cli.services.naming import find_team

    row = find_team(desk, text)
    return Named(number("team", row.no) or "", row.name)


def _all(desk: Desk, named: Sequence[Named], act: Act) -> list[Receipt]:
    with desk.change():
        return [act(desk, one.number) for one in named]


def parts(texts: Sequence[str] | None) -> list[str]:
    """Return the words of options that may be repeated and hold several words between commas of any script."""
    import re

    found = [part.strip() for text in texts or () for part in re.split(r"[,，、;；]", text)]
    return [part for part in found if part]
