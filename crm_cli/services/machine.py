"""The settings of one machine: which there are, what each may be, and keeping one in the machine's file."""

from pathlib import Path

from crm_cli import config, i18n
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _

THEMES = ("dark", "light", "contrast", "16")
"""The colours that the full-screen desk can have."""

MACHINE = {
    "language": N_("the language: en, zh-Hans or zh-Hant"),
    "theme": N_("the colours of the full-screen desk: dark, light, contrast or 16"),
    "database": N_("where the database is"),
    "backup_folder": N_("the folder of backups; backups beside the database when it is not set"),
    "as": N_("who types when nobody is named"),
    "format": N_("the format of lists when none is named"),
    "open_command": N_("the command that opens attached files, {file} where the file goes"),
    "dial": N_("how numbers are dialled: tel, adb, sip, sip:HOST, none, or a command with {number}"),
    "player": N_(
        "the command that plays recordings: mpv, afplay, ffplay, aplay, xdg-open, or one with {file}"
    ),
}


def values() -> dict[str, str | None]:
    """Return every setting with what the machine's file says, None where it says nothing."""
    told = config.load()._asdict()
    return {key: told["actor" if key == "as" else key] for key in MACHINE}


def checked(key: str, value: str) -> str:
    """Return a machine's setting as it is kept, '' for none; raise UsageError for one that would not be understood.

    Which formats of lists there are only the shell knows.
    """
    if not value:
        return value
    if key == "language":
        known = i18n.match(value)
        if known is None:
            raise UsageError(
                _("{text} is not a language of ours.").format(text=value), ", ".join(i18n.LANGUAGES)
            )
        return known
    if key == "theme" and value not in THEMES:
        raise UsageError(
            _("{text} is not one of them.").format(text=value),
            _("Choose from: {codes}").format(codes=", ".join(THEMES)),
        )
    if key == "dial":
        from crm_cli.services.dialling import check_setting

        return check_setting(value)
    # A relative path would mean another file in every folder.
    return str(Path(value).expanduser().absolute()) if key in {"database", "backup_folder"} else value


def keep(key: str, value: str) -> Path:
    """Write a setting into the machine's file, '' takes it out; return the file. Raises what `checked` does.

    Raises also what services/machine_file.set_key raises.
    """
    from crm_cli.services.machine_file import set_key

    return set_key(key, checked(key, value))
