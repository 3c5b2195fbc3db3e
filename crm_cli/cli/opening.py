"""Attached files on their way out: copies opened with a program or saved under their own names."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from crm_cli import config
from crm_cli.cli import output
from crm_cli.domain.codes import number
from crm_cli.domain.file_names import is_program, safe_file_name
from crm_cli.errors import CrmError, RefusedError, UsageError, system_reason
from crm_cli.i18n import gettext as _
from crm_cli.services import attachments
from crm_cli.services.desk import Desk

_ASIDE = "crm-open-"
_DAY = 24 * 3600
_PATIENCE = 3.0
"""Seconds in which the system's opener says that it cannot."""


def put_aside(desk: Desk, row: Any) -> Path:
    """Return a copy of an attached file under its own name, read-only, in a folder only its reader may enter.

    What is opened is never the kept file: a program that saved over it would change it unseen. Raises
    RefusedError for what is run rather than shown, since others attach files too.
    """
    name = safe_file_name(row.name, _number(row))
    if is_program(name):
        raise RefusedError(
            _("{number} {name} is a program, which crm does not start.").format(
                number=_number(row), name=row.name
            ),
            _("If you trust it: crm attachment save {number} FOLDER").format(number=_number(row)),
        )
    _sweep()
    try:
        copy = Path(tempfile.mkdtemp(prefix=_ASIDE)) / name
        with copy.open("xb") as target:
            attachments.hand_out(desk, row, target)
        copy.chmod(0o400)
    except OSError as error:
        raise CrmError(
            _("{path} was not written: {reason}.").format(
                path=error.filename or tempfile.gettempdir(), reason=system_reason(error)
            )
        ) from error
    return copy


def _number(row: Any) -> str:
    return number("attachment", row.no) or ""


def _sweep() -> None:
    """Remove the copies of ours that were put aside more than a day ago."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_ASIDE}*"):
        with contextlib.suppress(OSError):
            found = folder.lstat()
            mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
            if mine and not folder.is_symlink() and time.time() - found.st_mtime > _DAY:
                shutil.rmtree(folder)


def opened(path: Path) -> bool:
    """Open a file with the machine's open_command or the system's program; return False where there is neither.

    Nothing passes through a shell, and the path is whole, so that no name is taken for an option.
    """
    command = config.load().open_command
    if command:
        _run(_with_file(command, path))
        return True
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606  # no shell is what is wanted
        return True
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    has_screen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not has_screen or shutil.which(opener) is None:
        output.say(_("There is no program here to open files with; the copy is at:"))
        return False
    _start([opener, str(path)])
    return True


def _with_file(command: str, path: Path) -> list[str]:
    """Return the words of a command with the path at {file}, or at the end where it is not said."""
    import shlex

    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(
            _("The open_command {command} cannot be read: {reason}").format(command=command, reason=error),
            'crm config set open_command "less {file}"',
        ) from error
    if not any("{file}" in word for word in words):
        words.append("{file}")
    if any("{file}" in word and re.search(r"[\s;&|<>()$`'\"]", word.replace("{file}", "")) for word in words):
        # `sh -c "less {file}"` would run a name that somebody else gave the file.
        raise UsageError(
            _(
                "In open_command, {file} must stand alone: inside a command of the shell its name would be run."
            ),
            """sh -c 'less "$1"' sh {file}""",
        )
    return [word.replace("{file}", str(path)) for word in words]


def _run(words: Sequence[str]) -> None:
    """Run a command at this terminal and wait for it: it may be a pager."""
    try:
        code = subprocess.run(  # noqa: S603  # the owner's own command, no shell
            words, env=config.programs_environment(), check=False
        ).returncode
    except OSError as error:
        raise _failed(words, system_reason(error)) from error
    if code:
        raise _failed(words, str(code))


def _start(words: Sequence[str]) -> None:
    """Start the system's opener apart from this terminal; wait only as long as it takes to say that it cannot."""
    silent = subprocess.DEVNULL
    try:
        started = subprocess.Popen(  # noqa: S603  # a fixed program with one whole path, no shell
            words,
            env=config.programs_environment(),
            stdin=silent,
            stdout=silent,
            stderr=silent,
            start_new_session=True,
        )
        code = started.wait(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        return
    except OSError as error:
        raise _failed(words, system_reason(error)) from error
    if code:
        raise _failed(words, str(code))


def _failed(words: Sequence[str], reason: str) -> CrmError:
    return CrmError(
        _("{program} did not open the file: {reason}").format(program=words[0], reason=reason),
        _("The copy is at: {path}").format(path=words[-1]),
    )


def save_to(desk: Desk, rows: Sequence[Any], where: Path) -> Iterator[Path]:
    """Write copies of attached files to a folder, or one of them to a file, and yield where each went.

    Raises RefusedError before anything is written when something is in the way.
    """
    from crm_cli.exchange.files import write_whole

    for row, path in _places(rows, where).items():
        write_whole(path, lambda stream, row=row: _fill(desk, row, stream))  # type: ignore[misc]
        yield path


def _fill(desk: Desk, row: Any, stream: BinaryIO) -> None:
    attachments.hand_out(desk, row, stream)


def _places(rows: Sequence[Any], where: Path) -> dict[Any, Path]:
    if len(rows) > 1 and not where.is_dir():
        raise UsageError(
            _("Several files are saved to a folder."), _("Make the folder {path} first.").format(path=where)
        )
    found: dict[Any, Path] = {}
    for row in rows:
        path = where / safe_file_name(row.name, _number(row)) if where.is_dir() else where
        # Some systems do not tell A.pdf from a.pdf.
        if str(path).casefold() in {str(one).casefold() for one in found.values()}:
            path = path.with_name(f"{path.stem} ({_number(row)}){path.suffix}")
        if os.path.lexists(path):
            raise RefusedError(_("{path} exists already.").format(path=path), _("Give another name."))
        found[row] = path
    return found
