"""Attached files on their way out: copies opened with a program or saved under their own names."""

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from crm_cli import config
from crm_cli.domain.codes import number
from crm_cli.domain.file_names import is_program, safe_file_name
from crm_cli.errors import CrmError, RefusedError, UsageError, system_reason
from crm_cli.i18n import gettext as _
from crm_cli.services import attachments
from crm_cli.services.desk import Desk
from crm_cli.services.programs import PATIENCE, run_template

_ASIDE = "crm-open-"
_DAY = 24 * 3600


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
        _started(command, path, key="open_command")
        return True
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606  # no shell is what is wanted
        return True
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    has_screen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not has_screen or shutil.which(opener) is None:
        return False
    # The system's opener leaves as soon as another program has the file, or says soon that none will.
    _started(opener, path, key=opener, patience=PATIENCE)
    return True


def runs_here() -> bool:
    """Say whether what opens files takes the terminal: the machine's own command may, the system's opener does not."""
    return bool(config.load().open_command)


def no_program() -> str:
    """Return the sentence for a machine on which nothing opens files; where the copy is follows it."""
    return _("There is no program here to open files with; the copy is at:")


def _started(command: str, path: Path, *, key: str, patience: float | None = None) -> None:
    """Run a command with the path in it; what fails is told with where the copy is."""
    try:
        run_template(command, {"file": str(path)}, key=key, patience=patience)
    except UsageError:
        raise
    except CrmError as error:
        raise CrmError(error.sentence, _("The copy is at: {path}").format(path=path)) from error


def save_to(desk: Desk, rows: Sequence[Any], where: Path) -> Iterator[Path]:
    """Write copies of attached files to a folder, or one of them to a file, and yield where each went.

    Raises RefusedError before anything is written when something is in the way.
    """
    from crm_cli.storage.whole_files import write_whole

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
