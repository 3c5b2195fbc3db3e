"""What is around a database: its header and the files beside it, who may read them, and on what disk they are."""

import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from crm_cli import clock
from crm_cli.storage import backup

_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_SYNCED = re.compile(
    r"^(dropbox.*|onedrive.*|icloud ?drive|mobile documents|com~apple~clouddocs|cloudstorage|google ?drive|box sync"
    r"|nextcloud|owncloud|syncthing|seafile|pcloud ?drive|nutstore.*|我的坚果云|坚果云.*|baidusyncdisk|百度网盘.*"
    r"|wpsdrive|腾讯微云|微云同步助手)$",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"^(nfs\d?|cifs|smb\w*|9p|afs|ncpfs|davfs\d?|fuse\..+|sshfs|webdav|afpfs|vboxsf|drvfs)$"
)
MOUNTS = Path("/proc/mounts")
# What `tempfile` makes of our prefixes: eight letters and figures, of which `_` is one.
_LITTER = re.compile(r"\.crm-(new-\d+-[a-z0-9_]{8}|(restore-)?[a-z0-9_]{8}\.part(-journal|-wal|-shm)?)$")
_LITTER_SECONDS = 86_400
_GROWING_SECONDS = 30


class Header(NamedTuple):
    """What the first bytes of a file say, and what lies beside it; read without opening it as a database.

    `log` says that it was last written through a log (WAL), `log_beside` that this lies beside it; `hot` that a
    program was ended in the middle of a change.
    """

    size: int
    is_database: bool
    log: bool
    log_beside: bool
    hot: bool


def header(path: Path) -> Header:
    """Read the header of a file no connection of this process has open; raise OSError where it cannot be read."""
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(100)
    beside = path.with_name(path.name + "-journal")
    try:
        with beside.open("rb") as file:
            hot = file.read(8) == _JOURNAL_MAGIC
    except OSError:
        hot = False
    log = path.with_name(path.name + "-wal")
    return Header(
        size,
        first.startswith(b"SQLite format 3\0") and len(first) == 100,
        first[18:20] == b"\2\2",
        log.exists() and log.stat().st_size > 0,
        hot,
    )


def open_to_others(path: Path) -> bool:
    """Say whether anyone but its owner may read or write a file or enter a folder; False where it is not there."""
    try:
        return bool(path.stat().st_mode & 0o077)
    except OSError:
        return False


def close_to_others(path: Path) -> None:
    """Take away what others may do with a file or folder; raise OSError where that is not ours to do."""
    path.chmod(stat.S_IMODE(path.stat().st_mode) & 0o700)


def private_paths(database: Path, backups: Path) -> Iterator[Path]:
    """Yield what nobody but the owner may read: the database, what lies beside it, attached files and backups."""
    path = database.resolve()
    yield path
    for end in ("-journal", "-wal", "-shm"):
        yield path.with_name(path.name + end)
    yield path.with_name(path.name + ".files")
    yield backups
    try:
        yield from sorted(
            one for one in backups.iterdir() if re.search(r"\.bak(\.sha256|\.part)?$", one.name)
        )
    except OSError:
        return


def litter(database: Path, backups: Path) -> list[Path]:
    """Return what killed programs left half made: files and folders of our naming that have lain for a day.

    Beside the database and among its backups; what is made longer than a day is a copy of no database of ours.
    """
    until = clock.now().timestamp() - _LITTER_SECONDS
    path = database.resolve()
    backup_part = re.compile(re.escape(path.name) + r"\.\d{4}-\d\d-\d\d-\d{6}(-\d+)?\.bak\.part$")
    found = []
    for folder in dict.fromkeys((path.parent, path.with_name(path.name + ".files"), backups)):
        with suppress(OSError):
            for one in folder.iterdir():
                told = one.lstat()
                ours = _LITTER.match(one.name) or (folder == backups and backup_part.match(one.name))
                if ours and not stat.S_ISLNK(told.st_mode) and told.st_mtime < until:
                    found.append(one)
    return sorted(found)


def remove(path: Path) -> None:
    """Remove a file, or a folder and all that is in it; raise OSError where that is not ours to do."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def is_backed_up_now(database: Path) -> bool:
    """Say whether a copy of a database grows in its folder of backups: whoever writes waits for it."""
    since = time.time() - _GROWING_SECONDS
    with suppress(OSError):
        for part in backup.folder_of(database).glob("*.bak.part"):
            told = part.stat()
            # One that is empty waits for the lock itself.
            if (
                backup.is_named_after(part.with_suffix(""), database)
                and told.st_size
                and told.st_mtime > since
            ):
                return True
    return False


def synced_folder(path: Path) -> str | None:
    """Return the folder of a synchronising service that a file is in, None where none is known."""
    return next((part for part in path.resolve().parts[:-1] if _SYNCED.match(part)), None)


def network_system(path: Path, mounts: Path | None = None) -> str | None:
    """Return the kind of network file system that a file is on, None for a local disk or where nobody tells."""
    try:
        lines = (mounts or MOUNTS).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    best, kind = "", None
    whole = str(path.resolve())
    for line in lines:
        words = line.split(" ")
        if len(words) < 3:
            continue
        # Spaces and backslashes in the names of folders are written as octal numbers.
        at = re.sub(r"\\([0-7]{3})", lambda told: chr(int(told[1], 8)), words[1])
        if (whole == at or whole.startswith(at.rstrip("/") + "/")) and len(at) >= len(best):
            best, kind = at, words[2]
    return kind if kind and _NETWORK.match(kind) and kind != "fuse.lxcfs" else None


def room(path: Path) -> int:
    """Return the bytes that are free on the disk of a file's folder."""
    found = os.statvfs(path.resolve().parent)
    return found.f_bavail * found.f_frsize
