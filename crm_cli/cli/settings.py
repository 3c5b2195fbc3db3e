"""`crm config`: the firm's settings, kept in the database, and this machine's, kept only in its own file."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli import config, i18n
from crm_cli.cli import output, session
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import columns, for_people, is_for_people, show_records, title
from crm_cli.domain.settings import SETTINGS
from crm_cli.errors import DatabaseError, NotFoundError, UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import firm

MACHINE = {
    "language": N_("the language: en, zh-Hans or zh-Hant"),
    "database": N_("where the database is"),
    "as": N_("who types when nobody is named"),
    "format": N_("the format of lists when none is named"),
    "open_command": N_("the command that opens attached files, {file} where the file goes"),
    "dial": N_("how numbers are dialled: tel, adb, sip, sip:HOST, none, or a command with {number}"),
    "player": N_(
        "the command that plays recordings: mpv, afplay, ffplay, aplay, xdg-open, or one with {file}"
    ),
}


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
    told = config.load()
    values = {
        "language": told.language,
        "database": told.database,
        "as": told.actor,
        "format": told.format,
        "open_command": told.open_command,
        "dial": told.dial,
        "player": told.player,
    }
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
    from crm_cli.cli.machine_file import set_key

    path = set_key(key, _checked(key, value))
    # The next command speaks another language from here on, and this answer with it.
    session.speak(sys.argv[1:])
    if not session.chosen("quiet"):
        told = _("{key} ({meaning}) is now {value}.") if value else _("{key} ({meaning}) is no longer set.")
        output.tell(told.format(key=key, meaning=_(MACHINE[key]), value=value))
        output.say(str(path))


def _checked(key: str, value: str) -> str:
    """Return a machine's setting as it is kept; raise UsageError for one that would not be understood."""
    if not value:
        return value
    if key == "language":
        known = i18n.match(value)
        if known is None:
            raise UsageError(
                _("{text} is not a language of ours.").format(text=value), ", ".join(i18n.LANGUAGES)
            )
        return known
    if key == "format":
        output.detect(value)
    if key == "dial":
        from crm_cli.services.dialling import check_setting

        return check_setting(value)
    # A relative path would mean another file in every folder.
    return str(Path(value).expanduser().absolute()) if key == "database" else value


VERBS = {
    "list": Verb(list_settings, N_("List every setting with its value, of the firm and of this machine.")),
    "show": Verb(show, N_("Show settings with what they mean.")),
    "set": Verb(set_setting, N_("Change a setting of the firm or of this machine.")),
}
