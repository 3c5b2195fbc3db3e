"""A notice on this computer's desktop, through the program each system has for it."""

import os
import shutil
import sys
from collections.abc import Sequence

from crm_cli import config
from crm_cli.domain.cleaning import clean
from crm_cli.errors import CrmError, system_reason
from crm_cli.i18n import gettext as _

_SECONDS = 10
_APPLE = ("on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run")


def notify(title: str, lines: Sequence[str]) -> None:
    """Show a notice; raise CrmError where there is no desktop or its program refuses."""
    import subprocess

    command = _command(clean(title), "\n".join(map(clean, lines)))
    try:
        done = subprocess.run(  # noqa: S603  # a program of the system, its words as arguments, no shell
            command, env=_surroundings(), stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = system_reason(error) if isinstance(error, OSError) else _("it took too long")
        raise CrmError(
            _("{program} could not be run: {reason}.").format(program=command[0], reason=reason)
        ) from None
    if done.returncode:
        words = clean(done.stderr.decode("utf-8", "replace")).strip()
        raise CrmError(
            _("The notice could not be shown: {reason}").format(
                reason=words or f"{command[0]} {done.returncode}"
            ),
            _("A notice needs the session of who sits at the screen; under cron see the manual."),
        )


def _command(title: str, body: str) -> list[str]:
    if sys.platform == "darwin" and (apple := shutil.which("osascript")):
        return [apple, *(word for line in _APPLE for word in ("-e", line)), title, body]
    if found := shutil.which("notify-send"):
        # The body may hold marks of Pango, so those of a customer's name are written out.
        for mark, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            body = body.replace(mark, name)
        return [found, "--app-name=crm", "--", title, body]
    raise CrmError(
        _("This computer has no program for notices."), _("Install notify-send (package libnotify-bin).")
    )


def _surroundings() -> dict[str, str]:
    """Return the environment with the address of the user's session, which cron does not have."""
    found = config.programs_environment()
    if os.name == "posix" and "DBUS_SESSION_BUS_ADDRESS" not in found:
        bus = f"/run/user/{os.getuid()}/bus"
        if os.path.exists(bus):  # noqa: PTH110  # pathlib is slower to make
            found["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"
    return found
