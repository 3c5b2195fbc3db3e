"""Files kept beside the database under the SHA-256 of their content: written whole, each content once, never changed."""

import contextlib
import errno
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from crm_cli.errors import CrmError, NotFoundError, RefusedError, system_reason
from crm_cli.i18n import gettext as _
from crm_cli.storage.whole_files import settle

LARGEST = 100 * 1024 * 1024
"""Bytes of a file that is kept."""

_CHUNK = 1 << 20
_PART = ".crm-"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class _UnreadError(OSError):
    """What is copied could not be read to its end; every other OSError is about where it is written."""


class Kept(NamedTuple):
    """A file that is kept: the hash it is found by and its size in bytes."""

    sha256: str
    size: int


def folder_of(database: Path) -> Path:
    """Return where the files of a database are kept: `crm.db.files` beside `crm.db`, links followed."""
    whole = database.resolve()
    return whole.with_name(f"{whole.name}.files")


def place_of(folder: Path, sha256: str) -> Path:
    """Return where content is kept in `folder`, whether or not it is; raise ValueError for what is no hash."""
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise ValueError(sha256)
    return folder / sha256[:2] / sha256


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file that somebody names to be kept.

    Raises NotFoundError where there is none, RefusedError for a link (which may lead anywhere by the time it is
    read), a folder, a device, one too large or one that may not be read (RELIABILITY S11).
    """
    # Without waiting: to open a pipe nobody writes to would take for ever.
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        handle = os.open(path, flags)
    except OSError as error:
        raise _unread(error, path) from error
    try:
        _refuse_odd(path, os.fstat(handle))
    except BaseException:
        os.close(handle)
        raise
    with os.fdopen(handle, "rb") as stream:
        yield stream


def _refuse_odd(path: Path, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise RefusedError(_("{path} is a folder.").format(path=path), _("Name the files inside it."))
    if not stat.S_ISREG(found.st_mode):
        raise RefusedError(_("{path} is not an ordinary file.").format(path=path))
    if found.st_size > LARGEST:
        raise _too_large(path)


def _too_large(path: Path) -> RefusedError:
    return RefusedError(
        _("{path} is larger than {size} MB.").format(path=path, size=LARGEST >> 20),
        _("Keep it elsewhere and write where it is in a memo."),
    )


def _unread(error: OSError, path: Path) -> CrmError:
    if error.errno == errno.ELOOP:
        return RefusedError(
            _("{path} is a link.").format(path=path),
            _("Name the file itself: {path}").format(path=os.path.realpath(path)),
        )
    if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}:
        return NotFoundError(_("There is no file {path}.").format(path=path))
    return RefusedError(_("{path} cannot be read: {reason}").format(path=path, reason=system_reason(error)))


def keep(folder: Path, path: Path) -> Kept:
    """Copy the file at `path` into `folder`, where the same content is kept once; it is on the disk on return.

    Raises what `opened` raises, and RefusedError for a full disk or a folder that may not be written to.
    """
    with opened(path) as source:
        try:
            return _kept(folder, path, source)
        except _UnreadError as error:
            raise _unread(error, path) from error
        except OSError as error:
            raise _unwritten(error, folder) from error


def _kept(folder: Path, path: Path, source: BinaryIO) -> Kept:
    folder.mkdir(mode=0o700, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=_PART, suffix=".part", dir=folder)
    try:
        kept = _written(handle, path, source)
        place = place_of(folder, kept.sha256)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        # What is there already is replaced by the same bytes, which mends one that was damaged.
        Path(part).replace(place)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(part).unlink()
        raise
    for parent in (place.parent, folder, folder.parent):
        settle(parent)
    return kept


def _written(handle: int, path: Path, source: BinaryIO) -> Kept:
    before = os.fstat(source.fileno())
    with os.fdopen(handle, "wb") as target:
        kept = copy(source, target)
        target.flush()
        os.fsync(target.fileno())
    if kept.size > LARGEST:  # it grew while it was read
        raise _too_large(path)
    after = os.fstat(source.fileno())
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        # Half of the old content and half of the new is neither.
        raise RefusedError(
            _("{path} was changed while it was read.").format(path=path),
            _("Attach it again when nothing writes to it any more."),
        )
    return kept


def copy(source: BinaryIO, target: BinaryIO | None) -> Kept:
    """Copy a stream, or only read it, and return the hash and size of what went by; a byte too many ends it."""
    digest, size = hashlib.sha256(), 0
    while size <= LARGEST and (chunk := _read(source)):
        digest.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return Kept(digest.hexdigest(), size)


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(_CHUNK)
    except OSError as error:
        raise _UnreadError(error.errno, error.strerror) from error


def _unwritten(error: OSError, folder: Path) -> RefusedError:
    if error.errno in _FULL:
        return RefusedError(
            _("The disk is full: {path} was not written.").format(path=folder),
            _("Free some space, or write to another disk."),
        )
    return RefusedError(
        _("{path} cannot be written to: {reason}").format(path=folder, reason=system_reason(error))
    )


def hand_out(folder: Path, sha256: str, target: BinaryIO) -> None:
    """Write kept content to `target`; raise CrmError when it is missing or not what was kept."""
    try:
        with place_of(folder, sha256).open("rb") as source:
            found = copy(source, target)
    except (FileNotFoundError, ValueError) as error:
        raise CrmError(
            _("The file is not in {folder} any more.").format(folder=folder),
            _("Put a copy of that folder back, or attach the file again."),
        ) from error
    except (PermissionError, _UnreadError) as error:
        raise _unread(error, place_of(folder, sha256)) from error
    if found.sha256 != sha256:
        raise CrmError(
            _("The file in {folder} is damaged.").format(folder=folder),
            _("Put a copy of that folder back, or attach the file again."),
        )


def is_whole(folder: Path, kept: Kept, *, deep: bool = False) -> bool | None:
    """Say whether kept content is as it was, None when it is missing; `deep` reads all of it, else its size tells.

    Raises RefusedError where nobody may look.
    """
    try:
        place = place_of(folder, kept.sha256)
        if not deep:
            return place.stat().st_size == kept.size
        with place.open("rb") as source:
            return copy(source, None) == kept
    except (FileNotFoundError, ValueError):
        return None
    except PermissionError as error:
        raise _unread(error, place) from error
    except OSError:
        # What the disk does not give back any more is as good as changed.
        return False


def contents(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield all that is in `folder`: the hash content is kept under, '' for what a broken copy left, and the file."""
    for entry in sorted(folder.glob("*")):
        if entry.is_dir() and len(entry.name) == 2:
            for file in sorted(entry.glob("*")):
                yield file.name, file
        elif entry.name.startswith(_PART):
            yield "", entry
