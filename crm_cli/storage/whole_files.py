"""Writing a file whole or not at all."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO, cast

from crm_cli.errors import CrmError, NotFoundError, RefusedError, system_reason
from crm_cli.i18n import gettext as _

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_CHUNK = 1 << 20


def write_whole(path: Path, write: Callable[[BinaryIO], None], mode: int = 0o600) -> None:
    """Write the file at `path` with `write`, so that it appears whole or stays as it was.

    The bytes go to a file beside it that takes its place after they are on the disk; any error, Ctrl-C
    included, removes that file and is raised again. A link is followed. `mode` is the new file's, whatever
    the umask: exports hold personal data (RELIABILITY S17).
    Raises NotFoundError for a missing folder, RefusedError for a folder, a device, no permission or a full
    disk, CrmError for the disk's other errors.
    """
    target = _target(path)
    try:
        handle, name = tempfile.mkstemp(prefix=".crm-", suffix=".part", dir=target.parent)
    except OSError as error:
        raise explained(error, path) from error
    try:
        _fill(os.fdopen(handle, "w+b"), write, mode)
        Path(name).replace(target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        # An error that names another file is about what `write` was reading, not about this one.
        if isinstance(error, OSError) and error.filename in {None, name}:
            raise explained(error, path) from error
        raise
    settle(target.parent)


def write_private(path: Path, text: str) -> None:
    """Write a text file whole, for its owner alone (0600), in a folder made for it: nobody else's business."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, lambda stream: _write(stream, text))


def _write(stream: BinaryIO, text: str) -> None:
    stream.write(text.encode())


def _target(path: Path) -> Path:
    try:
        target = path.resolve()
        kind = "folder" if target.is_dir() else "device" if target.exists() and not target.is_file() else ""
        parent = target.parent.is_dir()
    except (OSError, RuntimeError, ValueError) as error:
        raise RefusedError(
            _("{path} cannot be written to: {reason}").format(path=path, reason=error)
        ) from error
    if kind == "folder":
        raise RefusedError(
            _("{path} is a folder.").format(path=path), _("Give the name of a file inside it.")
        )
    if kind == "device":
        raise RefusedError(_("{path} is not an ordinary file.").format(path=path))
    if not parent:
        raise NotFoundError(
            _("The folder {path} does not exist.").format(path=path.parent),
            _("Make it first, or write somewhere else."),
        )
    return target


def _fill(stream: IO[bytes], write: Callable[[BinaryIO], None], mode: int) -> None:
    with stream:
        write(cast("BinaryIO", stream))
        stream.flush()
        os.fchmod(stream.fileno(), mode)
        os.fsync(stream.fileno())


def explained(error: OSError, path: Path) -> CrmError:
    """Return the sentence for a disk that did not take what was to be at `path`."""
    if error.errno in _FULL:
        return RefusedError(
            _("The disk is full: {path} was not written.").format(path=path),
            _("Free some space, or write to another disk."),
        )
    if error.errno in _CLOSED:
        return RefusedError(
            _("{path} may not be written to.").format(path=path),
            _("Write somewhere else, or ask for permission on that folder."),
        )
    return CrmError(_("{path} was not written: {reason}.").format(path=path, reason=system_reason(error)))


def settle(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk; raise OSError for a file that is not.

    Not every file system can sync a folder: what it names is on the disk already.
    """
    try:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        if not path.is_dir():
            raise


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file; it must not be an open database, whose locks reading it by hand gives up."""
    import hashlib

    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
