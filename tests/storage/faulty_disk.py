"""A disk whose power fails or whose k-th write is refused, and our connections on it (apsw)."""

import random
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512
Pending = tuple[int, bytes | None]


class FaultyDisk(apsw.VFS):
    """Remembers what was synced; at write number `power_off_at` all is over, at `refuse_at` one error is raised.

    After a loss of power, what was written since the last sync of its file is on the disk or not, by chance,
    and some of it torn at a sector.
    """

    def __init__(self, chance: random.Random) -> None:
        self.name = f"faulty{id(self)}"
        self.chance = chance
        self.durable: dict[str, bytearray] = {}
        self.pending: dict[str, list[Pending]] = {}
        self.writes = 0
        self.power_off_at = self.refuse_at = 0
        self.error: type[Exception] = apsw.IOError
        self.is_off = False
        super().__init__(name=self.name, base="", maxpathname=1024)

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802  # apsw calls it so
        """Open a file, remembering what is on the disk."""
        file = FaultyFile(self, name, flags)
        if file.path and file.path not in self.durable:
            self.durable[file.path] = bytearray(Path(file.path).read_bytes())
            self.pending[file.path] = []
        return file

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802  # apsw calls it so
        """Delete a file; the disk has it until its folder is synced, which nobody does."""
        self.count()
        super().xDelete(filename, syncdir)

    def count(self) -> None:
        """Count one write, and raise where this one fails."""
        self.writes += 1
        if self.writes == self.power_off_at:
            self.is_off = True
        if self.is_off:
            raise apsw.IOError("the power is off")
        if self.writes == self.refuse_at:
            raise self.error("refused")

    def sync(self, path: str) -> None:
        """Put what is pending on the disk for good."""
        for change in self.pending[path]:
            _apply(self.durable[path], change)
        self.pending[path].clear()

    def remains(self) -> Iterator[tuple[str, bytes]]:
        """Yield each file's path and content as found when the power is back."""
        for path, content in self.durable.items():
            kept = bytearray(content)
            for at, data in self.pending[path]:
                if self.chance.random() < 0.5:
                    continue
                torn = data is not None and len(data) > SECTOR and self.chance.random() < 0.3
                _apply(
                    kept,
                    (
                        at,
                        data[: SECTOR * self.chance.randrange(1, len(data) // SECTOR)]
                        if torn and data
                        else data,
                    ),
                )
            yield path, bytes(kept)


def _apply(content: bytearray, change: Pending) -> None:
    at, data = change
    if data is None:
        del content[at:]
        return
    content.extend(bytes(max(0, at + len(data) - len(content))))
    content[at : at + len(data)] = data


class FaultyFile(apsw.VFSFile):
    """A file of the faulty disk."""

    def __init__(self, disk: FaultyDisk, name: Any, flags: list[int]) -> None:
        self.disk = disk
        found = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.path = str(found) if found else ""
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802  # apsw calls it so
        """Write, unless this is the write that fails."""
        self.disk.count()
        super().xWrite(data, offset)
        if self.path:
            self.disk.pending[self.path].append((offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802  # apsw calls it so
        """Shorten the file, unless this is the write that fails."""
        self.disk.count()
        super().xTruncate(size)
        if self.path:
            self.disk.pending[self.path].append((size, None))

    def xSync(self, flags: int) -> None:  # noqa: N802  # apsw calls it so
        """Sync, unless this fails."""
        self.disk.count()
        super().xSync(flags)
        if self.path:
            self.disk.sync(self.path)


class Result:
    """The rows of one statement, in the manner of sqlite3's cursors."""

    def __init__(self, rows: list[Any], description: Any, lastrowid: int) -> None:
        self.rows = rows
        self.description = description
        self.lastrowid = lastrowid

    def fetchone(self) -> Any:
        return self.rows.pop(0) if self.rows else None

    def fetchall(self) -> list[Any]:
        return self.rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def close(self) -> None:
        self.rows = []


class FaultyConnection:
    """A connection on the faulty disk, in the manner of sqlite3's and with its exceptions."""

    def __init__(self, path: Path, disk: FaultyDisk, synchronous: str = "full") -> None:
        self.raw = apsw.Connection(str(path), vfs=disk.name)
        for pragma in ("foreign_keys = on", f"synchronous = {synchronous}"):
            self.execute(f"pragma {pragma}")

    @property
    def in_transaction(self) -> bool:
        return self.raw.in_transaction

    def execute(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Result:
        try:
            cursor = self.raw.cursor()
            cursor.execute(sql, values)
            try:
                description = cursor.get_description()
            except apsw.ExecutionCompleteError:
                description = ()
            return Result(list(cursor), description, self.raw.last_insert_rowid())
        except apsw.Error as error:
            raise _translated(error) from error

    def executemany(self, sql: str, rows: Iterable[Any]) -> None:
        for row in rows:
            self.execute(sql, row)

    def close(self) -> None:
        self.raw.close(True)


def _translated(error: apsw.Error) -> sqlite3.Error:
    kinds = {
        apsw.IOError: "SQLITE_IOERR",
        apsw.FullError: "SQLITE_FULL",
        apsw.CantOpenError: "SQLITE_CANTOPEN",
        apsw.BusyError: "SQLITE_BUSY",
    }
    translated = sqlite3.OperationalError(str(error))
    translated.sqlite_errorname = next((name for kind, name in kinds.items() if isinstance(error, kind)), "")
    return translated
