"""Longer words, written in the editor a person is used to."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_cli.errors import CrmError, UsageError, system_reason
from crm_cli.i18n import gettext as _


def edited(text: str, hint: str, ending: str = ".md") -> str:
    """Return `text` as it is left in $VISUAL or $EDITOR, which is started without a shell.

    Raises UsageError, with `hint`, where nobody sits at a terminal or no editor is named; CrmError where it
    cannot be started or ends badly.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not (sys.stdin is not None and sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty()):
        raise UsageError(_("Nobody can be asked for the words here."), hint)
    if not command.strip():
        raise UsageError(_("No editor is named in EDITOR."), hint)
    # The folder is open to nobody else: what is said to customers is the firm's own.
    with TemporaryDirectory(prefix="crm-") as folder:
        path = Path(folder) / f"crm{ending}"
        path.write_text(text, "utf-8")
        _run(command, path, hint)
        return path.read_text("utf-8", "replace")


def _run(command: str, path: Path, hint: str) -> None:
    try:
        done = subprocess.run([*shlex.split(command), str(path)], check=False)  # noqa: S603  # the user's own editor
    except (OSError, ValueError) as error:
        reason = system_reason(error)
        raise CrmError(
            _("{command} could not be started: {reason}").format(command=command, reason=reason), hint
        ) from error
    if done.returncode:
        raise CrmError(_("{command} ended badly; nothing was changed.").format(command=command), hint)
