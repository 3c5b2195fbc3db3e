"""Writing a folder whole or not at all."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from crm_cli.errors import NotFoundError, RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.storage.whole_files import explained, settle


@contextlib.contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Yield a new folder beside `path`, for its owner alone, that becomes `path` when the block ends well.

    Any error, Ctrl-C included, removes it and is raised again. Raises RefusedError where something is at `path`
    already, an empty folder excepted, NotFoundError where the folder it is to be in is missing, and what
    `whole_files` raises for a disk that is full or may not be written to.
    """
    refuse_taken(path)
    target = path.absolute()
    try:
        part = Path(tempfile.mkdtemp(prefix=".crm-", suffix=".part", dir=target.parent))
    except OSError as error:
        raise explained(error, path) from error
    try:
        yield part
        _settle_all(part)
        _take_place(part, target)
    except OSError as error:
        if error.filename is None or str(error.filename).startswith(str(part)):
            raise explained(error, path) from error
        raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
    settle(target.parent)


def refuse_taken(path: Path) -> None:
    """Raise RefusedError where something is at `path` already, NotFoundError where its parent is missing."""
    if os.path.lexists(path) and not _is_empty_folder(path):
        raise RefusedError(_("{path} exists already.").format(path=path), _("Give another name."))
    if not path.absolute().parent.is_dir():
        raise NotFoundError(
            _("The folder {path} does not exist.").format(path=path.absolute().parent),
            _("Make it first, or write somewhere else."),
        )


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and not any(path.iterdir())


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that is not there yet for writing, for its owner alone (RELIABILITY S17); on the disk afterwards."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def _settle_all(folder: Path) -> None:
    for parent, _folders, _files in os.walk(folder):
        settle(Path(parent))


def _take_place(part: Path, target: Path) -> None:
    if target.is_dir():
        target.rmdir()  # empty: rmdir refuses any other
    part.rename(target)
