"""`crm config`: the firm's settings, kept in the database, and this machine's, kept only in its own file."""

import sys
from typing import Annotated, Any

import typer

from crm_cli.cli import output, session
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import columns, for_people, is_for_people, show_records, title
from crm_cli.domain.settings import SETTINGS
from crm_cli.errors import DatabaseError, NotFoundError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import firm, machine
from crm_cli.services.machine import MACHINE


def list_settings() -> None:
    """List every setting with its value, of the firm and of this machine."""
    found = _of_machine()
    try:
        with session.desk(allow_stranger=True) as desk:
            found = [*_of_firm(desk), *found]
            show_records(desk, "setting", found)
    except DatabaseError as error:
        # Without a database the machine's settings are how one mends that.
        output.warn(error.sentence)
        rows = [for_people("setting", one) for one in found] if is_for_people() else found
        output.emit(rows, columns("setting", list(found[0])), session.style())


def _of_firm(desk: Any) -> list[dict[str, Any]]:
    return [{**one, "where": "firm"} for one in firm.settings(desk)]


def _of_machine() -> list[dict[str, Any]]:
    values = machine.values()
    return [
        {"key": key, "value": values[key], "default": None, "meaning": meaning, "where": "machine"}
        for key, meaning in MACHINE.items()
    ]


def show(
    keys: Annotated[list[str], typer.Argument(metavar="KEY...", help=N_("Which settings; crm config list."))],
) -> None:
    """Show settings with what they mean."""
    for key in keys:
        if key in SETTINGS:
            with session.desk(allow_stranger=True) as desk:
                _show(next(one for one in _of_firm(desk) if one["key"] == key))
        elif key in MACHINE:
            _show(next(one for one in _of_machine() if one["key"] == key))
        else:
            raise NotFoundError(
                _("There is no setting {key}.").format(key=key), _("See them with: crm config list")
            )


def _show(found: dict[str, Any]) -> None:
    people = is_for_people() or session.chosen("format") is None
    shown = for_people("setting", found) if people else found
    output.emit_one(shown, [output.Column(name, title(name)) for name in shown], session.style())


def set_setting(
    key: Annotated[str, typer.Argument(metavar="KEY", help=N_("Which setting; crm config list."))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("What it is to be; '' for its default."))],
) -> None:
    """Change a setting: of this machine by anyone, of the firm by a manager where there is one."""
    if key not in MACHINE:
        with session.desk() as desk:
            session.told(firm.set_setting(desk, key, value))
        return
    if key == "format" and value:
        output.detect(value)
    path = machine.keep(key, value)
    # The next command speaks another language from here on, and this answer with it.
    session.speak(sys.argv[1:])
    if not session.chosen("quiet"):
        told = _("{key} ({meaning}) is now {value}.") if value else _("{key} ({meaning}) is no longer set.")
        output.tell(told.format(key=key, meaning=_(MACHINE[key]), value=value))
        output.say(str(path))


VERBS = {
    "list": Verb(list_settings, N_("List every setting with its value, of the firm and of this machine.")),
    "show": Verb(show, N_("Show settings with what they mean.")),
    "set": Verb(set_setting, N_("Change a setting of the firm or of this machine.")),
}
