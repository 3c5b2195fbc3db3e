"""The older part of the journal written to an archive file and taken out of the database, a piece at a time.

Besides `Change` and the outbox this is all that writes: what is taken out is in a file on the disk that was read
back, and a row says so, before the first of it goes. A kill leaves the rest for the next run. What reports read of it
stays (`read_journal`), so that no figure changes.
"""

import gzip
import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from crm_cli.domain.frozen import Frozen
from crm_cli.storage.database import Database
from crm_cli.storage.read_journal import kept_rows, note_files
from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement, instant_text

PIECE = 5_000
"""Rows that one transaction takes out: a colleague waits for no more."""
_PAGE = 1_000
# Each page of one long change skips those before it, so a page of rows is long and they are few.
_ROWS = 20_000


class ArchiveRow(Row):
    """A stretch of the journal in an archive file."""

    no: int
    id: str
    created_at: datetime
    created_by: str
    file_name: str
    sha256: str
    first_no: int
    last_no: int
    until_at: datetime
    changes: int


class KeptChange(Row):
    """One command as it is archived."""

    no: int
    id: str
    at: datetime
    actor: str
    rep_no: int | None
    command: str
    kind: str
    target_no: int | None
    undone_by_no: int | None


class KeptRow(Row):
    """One row of the journal as it is archived; the images are JSON text."""

    no: int
    change_no: int
    table_name: str
    row_no: int
    row_id: str
    operation: str
    before: str | None
    after: str | None
    last_no: int | None


class Extent(Row):
    """How far a part of the journal goes."""

    changes: int
    first_no: int | None
    last_no: int | None


FIND_ARCHIVES = Statement(
    ArchiveRow,
    """
    select no, id, created_at, created_by, file_name, sha256, first_no, last_no, until_at, changes
    from journal_archive
    where 1 = 1
        [and first_no <= :held and last_no >= :held]
    order by {order}
    """,
    {"no": "no asc"},
)

# An id begins with the moment it was made (UUIDv7), so its index is one by time.
FIRST_SINCE = Statement(
    Extent,
    """
    select 0 as changes, change.no as first_no, change.no as last_no from change
    where change.id >= :from_id
    order by change.id
    limit 1
    """,
)

# A clock that was set back leaves the numbers in order and the moments not: what is archived ends before the first
# that is not old.
FIRST_NEWER = Statement(
    Extent,
    """
    select 0 as changes, change.no as first_no, change.no as last_no from change
    where change.no <= :held and change.at >= :since
    order by change.no
    limit 1
    """,
)

EXTENT = Statement(
    Extent,
    """
    select count(*) as changes, min(change.no) as first_no, max(change.no) as last_no from change
    where 1 = 1 [and change.no <= :held] [and change.no > :after_no]
    """,
)

CHANGES_AFTER = Statement(
    KeptChange,
    """
    select no, id, at, actor, rep_no, command, kind, target_no, undone_by_no from change
    where no > :after_no and no <= :held
    order by no
    limit :limit
    """,
)

ROWS_AFTER = Statement(
    KeptRow,
    """
    select no, change_no, table_name, row_no, row_id, operation, before, after, last_no from change_row
    where (change_no, no) > (:after_change_no, :after_no) and change_no <= :held
    order by change_no, no
    limit :limit
    """,
)


class Written(Frozen):
    """What an archive file holds: its changes and rows, the first and last number, and when the last was made."""

    changes: int
    rows: int
    first_no: int
    last_no: int
    until_at: datetime


def write(
    database: Database, stream: BinaryIO, heading: dict[str, Any], held: int, before: datetime, after: int = 0
) -> Written:
    """Write the changes after `after` up to `held` that were made before that moment, as JSON Lines under gzip.

    A change stands before its rows, each on a line of its own; the last line says how many there are. Raises
    ValueError when there is none.
    """
    changes = rows = first_no = last_no = 0
    until_at = before
    with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as packed:
        packed.write(_line(heading))
        for page in _pages(database, after, held, before):
            packed.write(b"".join(_line({"change": _plain(one)}) for one in page))
            for block in _rows(database, page[0].no - 1, page[-1].no):
                packed.write(b"".join(map(_row_line, block)))
                rows += len(block)
            changes += len(page)
            first_no, last_no, until_at = first_no or page[0].no, page[-1].no, page[-1].at
        packed.write(_line({"end": {"changes": changes, "rows": rows}}))
    if not changes:
        raise ValueError("there is nothing to archive")
    return Written(changes, rows, first_no, last_no, until_at)


def _pages(database: Database, after: int, held: int, before: datetime) -> Iterator[list[KeptChange]]:
    """Yield the changes by the page, up to the first that was not made before that moment."""
    while page := database.all(CHANGES_AFTER, after_no=after, held=held, limit=_PAGE):
        kept = list(page)
        for place, one in enumerate(page):
            # A clock that was set back leaves the numbers in order and the moments not.
            if one.at >= before:
                kept = page[:place]
                break
        if kept:
            yield kept
        if len(kept) < len(page):
            return
        after = page[-1].no


def _rows(database: Database, after: int, held: int) -> Iterator[list[KeptRow]]:
    place = (after, 1 << 62)
    while block := database.all(
        ROWS_AFTER, after_change_no=place[0], after_no=place[1], held=held, limit=_ROWS
    ):
        yield block
        place = (block[-1].change_no, block[-1].no)


def _plain(one: KeptChange) -> dict[str, Any]:
    return {**one._asdict(), "at": instant_text(one.at)}


def _line(told: dict[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _row_line(one: KeptRow) -> bytes:
    """Return a row's line; its images are JSON already and are not read for that."""
    plain = one._asdict()
    before, after = plain.pop("before"), plain.pop("after")
    told = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))[:-1]
    return f'{{"row":{told},"before":{before or "null"},"after":{after or "null"}}}}}\n'.encode()


def is_whole(path: Path, written: Written) -> bool:
    """Say whether an archive, read back from the disk, holds every line that was written, and its end."""
    changes = rows = last_no = 0
    end: dict[str, Any] = {}
    try:
        with gzip.open(path, "rb") as lines:
            for line in lines:
                if line.startswith(b'{"row":'):
                    rows += 1
                elif line.startswith(b'{"change":'):
                    changes += 1
                    last_no = json.loads(line)["change"]["no"]
                elif line.startswith(b'{"end":'):
                    end = json.loads(line)["end"]
    except (OSError, EOFError, ValueError):
        return False
    told = {"changes": written.changes, "rows": written.rows}
    return end == told == {"changes": changes, "rows": rows} and last_no == written.last_no


def is_left(database: Database, archive: ArchiveRow) -> bool:
    """Say whether something is in the database that an archive was to take out: that was broken off."""
    with database.reading() as connection:
        note_files(connection)
        found = connection.execute(
            f"select 1 from change_row where change_no between ? and ? and not {kept_rows()} limit 1",
            (archive.first_no, archive.last_no),
        ).fetchone()
    return found is not None


def take_out(database: Database, held: int, after: int = 0) -> Iterator[int]:
    """Take the journal after change `after` up to change `held` out of the database; yield rows gone so far.

    It goes in transactions of PIECE rows. What reports read stays; what stays and names a change that is gone (the
    undo of an old change) names none then.
    """
    with database.reading() as connection:
        note_files(connection)
    gone, place = 0, (after, 1 << 62)
    while place[0] < held:
        count, place = _piece(database, place, held)
        gone += count
        yield gone


def _piece(database: Database, place: tuple[int, int], held: int) -> tuple[int, tuple[int, int]]:
    """Take out what follows a place, a change's number and a row's; return how many rows went, and the next place."""
    with database.alone() as connection:
        chosen = connection.execute(
            "select change_no, no from change_row where (change_no, no) > (?, ?) and change_no <= ?"
            " order by change_no, no limit ?",
            (*place, held, PIECE),
        ).fetchall()
        count = _take_rows(connection, [row[1] for row in chosen])
        is_full = len(chosen) == PIECE
        # The last change of a full piece may have more rows, which go with the next.
        _take_changes(connection, place[0], chosen[-1][0] - 1 if is_full else held)
    return count, chosen[-1] if is_full else (held, 1 << 62)


def _take_rows(connection: sqlite3.Connection, numbers: Sequence[int]) -> int:
    asked = f"delete from change_row where no = ? and not {kept_rows()}"
    return connection.executemany(asked, [(no,) for no in numbers]).rowcount if numbers else 0


def _take_changes(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Take out the changes from `first` to `last` of which no row is left, but those that undid one that is."""
    between = (first, last)
    empty = connection.execute(
        "select no from change where no between ? and ?"
        " and not exists (select 1 from change_row where change_row.change_no = change.no)",
        between,
    ).fetchall()
    undone = connection.execute(
        "select undone_by_no, no from change where undone_by_no between ? and ?", between
    ).fetchall()
    by = dict(undone)
    gone: set[int] = set()
    for (no,) in sorted(empty):
        # What undid a change has the greater number, so whether that stays is known here.
        if no not in by or by[no] in gone:
            gone.add(no)
    numbers = [(no,) for no in sorted(gone)]
    connection.executemany("update change set target_no = null where target_no = ?", numbers)
    connection.executemany("update change set undone_by_no = null where undone_by_no = ?", numbers)
    connection.executemany("delete from change where no = ?", numbers)
