"""The writes of the system's own SQLite, the n-th of which fails: under any program, whatever it connects with."""

import ctypes
import ctypes.util
import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_OK = 0
_SET = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
_GET = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)


class _Vfs(ctypes.Structure):
    """sqlite3_vfs of sqlite3.h, version 3."""

    _fields_ = [
        ("iVersion", ctypes.c_int),
        ("szOsFile", ctypes.c_int),
        ("mxPathname", ctypes.c_int),
        ("pNext", ctypes.c_void_p),
        ("zName", ctypes.c_char_p),
        ("pAppData", ctypes.c_void_p),
        *((f"method{place}", ctypes.c_void_p) for place in range(13)),
        ("xSetSystemCall", _SET),
        ("xGetSystemCall", _GET),
        ("xNextSystemCall", ctypes.c_void_p),
    ]  # fmt: skip


KINDS: dict[bytes, Any] = {
    b"pwrite": ctypes.CFUNCTYPE(
        ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64, use_errno=True
    ),
    b"pwrite64": ctypes.CFUNCTYPE(
        ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64, use_errno=True
    ),
    b"write": ctypes.CFUNCTYPE(
        ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, use_errno=True
    ),
    b"ftruncate": ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int64, use_errno=True),
}
"""The calls by which SQLite changes a file (os_unix.c, aSyscall)."""


class Writes:
    """How many writes there were, and which one fails with what."""

    def __init__(self, fail_at: int, code: int) -> None:
        self.count = 0
        self.fail_at = fail_at
        self.code = code

    @property
    def has_failed(self) -> bool:
        """Whether there were so many that one failed."""
        return 0 < self.fail_at <= self.count


def _library() -> ctypes.CDLL | None:
    import _sqlite3

    # The driver's own copy of SQLite, if it is linked to one: another would be another program.
    del _sqlite3
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    paths = {line.split()[-1] for line in maps if "libsqlite3" in line}
    return ctypes.CDLL(paths.pop()) if paths else None


def can_fail() -> bool:
    """Return whether this machine's driver lets its writes be replaced."""
    import sqlite3

    sqlite3.connect(":memory:").close()
    try:
        return _library() is not None
    except OSError:
        return False


@contextmanager
def failing(fail_at: int, code: int = errno.EIO) -> Iterator[Writes]:
    """Let write number `fail_at` of this process's SQLite fail with an error of the system."""
    library = _library()
    assert library is not None
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    vfs = library.sqlite3_vfs_find(None)
    writes, kept = Writes(fail_at, code), []
    for name, kind in KINDS.items():
        old = vfs.contents.xGetSystemCall(vfs, name)
        if old is None:
            continue
        original = kind(old)

        def fails(*arguments: Any, call: Any = original) -> int:
            writes.count += 1
            if writes.count == writes.fail_at:
                ctypes.set_errno(writes.code)
                return -1
            return int(call(*arguments))

        replaced = kind(fails)
        kept.append((name, old, replaced))
        assert vfs.contents.xSetSystemCall(vfs, name, ctypes.cast(replaced, ctypes.c_void_p)) == _OK
    try:
        yield writes
    finally:
        for name, old, _replaced in kept:
            vfs.contents.xSetSystemCall(vfs, name, old)
