"""Bytes of what was erased overwritten: in the database's pages, its search index and the folder of attached files."""

import contextlib
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from crm_cli.storage import kept_files
from crm_cli.storage.database import Database, sentences
from crm_cli.storage.personal import EMPTY_FILE
from crm_cli.storage.search import INDEXES

_CHUNK = 1 << 20
_IN_MEMORY = 1 << 27


def overwrite_what_goes(database: Database) -> None:
    """Have this connection write zeros over what it deletes from now on; to be said before a change begins."""
    with sentences(database.path):
        database.connection.execute("pragma secure_delete = on").fetchone()


def scrub(database: Database) -> None:
    """Write the whole file anew, without what lay in pages given up or in the search index since older changes.

    Nothing of a row changes. Raises DatabaseError where another program does not let go of the file in time; it is
    as sound as before then, and may be scrubbed later.
    """
    with database.alone() as connection:
        for index in INDEXES:
            # Entries taken out are only marked so, until the index is merged to one piece.
            connection.execute(f"insert into {index} ({index}) values ('optimize')")
    with sentences(database.path):
        if database.path.stat().st_size < _IN_MEMORY:
            # A copy in the system's folder would hold the firm for a moment; a large one has no room elsewhere.
            connection.execute("pragma temp_store = memory").fetchone()
        connection.execute("vacuum")


def wipe_files(folder: Path, contents: Iterable[str]) -> int:
    """Delete kept contents from a folder, overwritten first where no other name leads to them; return how many."""
    count = 0
    for sha256 in contents:
        place = kept_files.place_of(folder, sha256)
        with contextlib.suppress(FileNotFoundError):
            wipe(place)
            count += 1
    return count


def keep_empty(folder: Path) -> None:
    """Have the empty file in a folder of kept files: it is that of recordings whose sound was erased."""
    place = kept_files.place_of(folder, EMPTY_FILE)
    for parent in (folder, place.parent):
        parent.mkdir(mode=0o700, exist_ok=True)
    os.close(os.open(place, os.O_CREAT | os.O_WRONLY, 0o600))


def wipe(path: Path) -> None:
    """Overwrite a file and delete it; raise OSError where that cannot be done.

    A disk that writes elsewhere than it is told (flash, a copying file system) may keep the old bytes all the same.
    """
    if path.stat().st_nlink == 1:
        with path.open("r+b") as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(bytes(min(left, _CHUNK)))
    path.unlink()


def holds(path: Path, people: Iterable[tuple[str, str, str]]) -> bool | None:
    """Say whether a copy of the database still holds one of these people: noun, global id, name when erased.

    None where it cannot be read.
    """
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as copy:
            return any(
                copy.execute(
                    f'select 1 from "{noun}" where id = ? and name <> ?', (record_id, name)
                ).fetchone()
                for noun, record_id, name in people
                if noun in {"customer", "contact"}
            )
    except (sqlite3.Error, OSError, UnicodeDecodeError):
        return None
