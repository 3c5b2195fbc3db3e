"""Dialling: a number handed to the machine's own dial command, which a shared database can never hold."""

import re
import sys

from crm_cli import config
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _

BY_HAND = "none"
PATIENCE = 5.0
"""Seconds in which a dial command says that it cannot; a telephone on the screen may stay for the whole call."""

_ADB = "adb shell am start -a android.intent.action.CALL -d tel:{number}"
_OPENERS = {"darwin": "open", "win32": "rundll32 url.dll,FileProtocolHandler"}
_FIELDS = ("number", "national")


class Dialled(Frozen):
    """A number as it was handed to the dial command; `extension` is for whoever answers.

    `problem` is a sentence where there was no command or it failed: the call goes on by hand.
    """

    number: str
    extension: str = ""
    problem: str = ""


def template(setting: str | None, platform: str = sys.platform) -> str:
    """Return the command that a setting means, with {number} in it; '' for dialling by hand.

    `tel` opens a tel: link with the system's telephone, `adb` calls from an Android phone on the cable, `sip`
    and `sip:HOST` open a sip: link; anything else is a command of the user's own. Raises UsageError for a
    command without {number} or {national} (the number without its country, for a switchboard).
    """
    said = (setting or "").strip()
    if said in {"", BY_HAND}:
        return ""
    opener = _OPENERS.get(platform, "xdg-open")
    if said == "tel":
        return f"{opener} tel:{{number}}"
    if said == "adb":
        return _ADB
    if found := re.fullmatch(r"sip(?::([A-Za-z0-9.-]+(?::\d{1,5})?))?", said):
        return f"{opener} sip:{{number}}" + (f"@{found[1]}" if found[1] else "")
    if not any(f"{{{field}}}" in said for field in _FIELDS):
        raise UsageError(
            _("The dial command {command} does not say where the number goes.").format(command=said),
            _(
                'tel, adb, sip, sip:HOST, none, or a command with {number}: crm config set dial "linphonecsh dial {number}"'
            ),
        )
    return said


def check_setting(setting: str) -> str:
    """Return a dial setting as it is kept; raise UsageError for one that could never dial."""
    from crm_cli.services.programs import words_of

    if command := template(setting):
        words_of(command, _values(command, "10086", "10086"), key="dial")
    return setting.strip()


def dialable_number(number: str, region: str, area_code: str = "") -> tuple[str, str, str]:
    """Return a number as it is dialled from anywhere, from within the country, and its extension.

    Raises UsageError for text that holds no number: only figures and one + ever reach a command.
    """
    from crm_cli.domain.phones import digits, format_phone, parse_phone

    phone = parse_phone(number, region, area_code)
    figures = phone.e164 or digits(number)
    national = digits(format_phone(phone._replace(extension=""), region)) if phone.e164 else figures
    if not re.fullmatch(r"\+?[0-9]{3,20}", figures):
        raise UsageError(_("{text} is no number that can be dialled.").format(text=number or "''"))
    return figures, national, phone.extension


def dial(number: str, region: str, area_code: str = "", *, patience: float = PATIENCE) -> Dialled:
    """Hand a number to the machine's dial command and return how that went; never raises.

    The command runs apart from this terminal, without a shell, and is left alone once it goes on: it may be
    the telephone itself. What has left the house cannot be undone.
    """
    try:
        figures, national, extension = dialable_number(number, region, area_code)
    except UsageError as error:
        return Dialled(number, problem=error.sentence)
    try:
        problem = _run(figures, national, patience)
    except CrmError as error:
        problem = error.told
    return Dialled(figures, extension, problem)


def _run(figures: str, national: str, patience: float) -> str:
    from crm_cli.services.programs import run_template

    command = template(config.load().dial)
    if not command:
        return _("No dial command is set on this machine; set one with: crm config set dial tel")
    run_template(command, _values(command, figures, national), key="dial", patience=patience)
    return ""


def _values(command: str, figures: str, national: str) -> dict[str, str]:
    values = {"number": figures, "national": national}
    return {field: value for field, value in values.items() if f"{{{field}}}" in command}
