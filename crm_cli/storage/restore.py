"""A backup put in the database's place: worked on as a copy, judged as a stranger's file, put there in one step."""

import contextlib
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from crm_cli import clock
from crm_cli.errors import CrmError, DatabaseError, NotFoundError, RefusedError, system_reason
from crm_cli.i18n import gettext as _
from crm_cli.storage import backup, expected_schema, kept_files
from crm_cli.storage.database import BUSY_SECONDS, SCHEMA_VERSION, connect, damaged, explain, sentences
from crm_cli.storage.opening import peek, refuse_foreign
from crm_cli.storage.restore_preview import refuse_busy
from crm_cli.storage.whole_files import settle

_BESIDE = ("-journal", "-wal", "-shm")
_CHUNK = 1 << 20


class Prepared(NamedTuple):
    """A backup ready to be put in place: the copy at `work`, what its sums said, and the schema it came with.

    `verified` says whether sums were there and right, `broken` how many rows name a row that is not there.
    """

    work: Path
    manifest: backup.Manifest | None
    schema: int
    verified: bool
    broken: int
    zone: str
    firm: str
    firm_id: str


def firm_in(database: Path) -> str | None:
    """Return the id of the firm in a database, None where there is none that can be read."""
    try:
        with contextlib.closing(connect(database)) as connection:
            row = connection.execute("select id from firm order by no").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    return str(row[0]) if row else None


def prepare(file: Path, database: Path, *, unverified: bool = False) -> Prepared:
    """Copy a backup beside the database it is to replace, check it there and bring it up to date.

    Raises NotFoundError where there is none, RefusedError where its sums are missing, DatabaseError where they are
    wrong, or where it is damaged, foreign, newer, or holds what crm never made. `unverified` insists without sums.
    """
    if not file.exists():
        raise NotFoundError(_("There is no file {path}.").format(path=file), "crm backup list")
    if not file.is_file():
        raise RefusedError(_("{path} is not an ordinary file.").format(path=file))
    work = _empty(database)
    try:
        verified = _fetched(file, work, unverified=unverified)
        return _judged(file, work, verified=verified)
    except CrmError as error:
        discard(work)
        # The copy is nothing to whoever typed the name of the backup.
        error.sentence = error.sentence.replace(str(work), str(file))
        raise
    except BaseException:
        discard(work)
        raise


def discard(work: Path) -> None:
    """Take away the copy that was worked on."""
    for end in ("", *_BESIDE):
        with contextlib.suppress(OSError):
            work.with_name(work.name + end).unlink(missing_ok=True)


def _empty(database: Path) -> Path:
    folder = database.resolve().parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=".crm-restore-", suffix=".part", dir=folder)
    except OSError as error:
        raise DatabaseError(
            _("{path} cannot be written to: {reason}").format(path=folder, reason=system_reason(error))
        ) from error
    os.close(handle)
    return Path(name)


def _fetched(file: Path, work: Path, *, unverified: bool) -> bool:
    """Copy a backup to `work` and compare its sum; return whether there was one and it was right."""
    wanted = backup.digest_of(file)
    if wanted is None and not unverified:
        raise RefusedError(
            _("Beside {path} there are no sums, so nobody can tell whether it is whole.").format(path=file),
            _("Insist with --unverified; it is looked through all the same."),
        )
    try:
        digest = _poured(file, work)
        if wanted is None:
            # A plain copy may have been made in the middle of a change, which stands in a file beside it.
            for end in _BESIDE[:2]:
                beside = file.with_name(file.name + end)
                if beside.is_file() and beside.stat().st_size:
                    _poured(beside, work.with_name(work.name + end))
    except OSError as error:
        raise DatabaseError(
            _("{path} cannot be copied: {reason}.").format(path=file, reason=system_reason(error)),
            _("Nothing was changed."),
        ) from error
    if wanted is not None and digest != wanted and not unverified:
        raise DatabaseError(
            _("{path} is not what was backed up: its SHA-256 is another.").format(path=file),
            _("Use another backup (crm backup list), or insist with --unverified."),
        )
    return wanted == digest


def _poured(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as taken, target.open("wb") as given:
        os.fchmod(given.fileno(), 0o600)
        while chunk := taken.read(_CHUNK):
            digest.update(chunk)
            given.write(chunk)
        given.flush()
        os.fsync(given.fileno())
    return digest.hexdigest()


def _judged(file: Path, work: Path, *, verified: bool) -> Prepared:
    if not work.stat().st_size:
        raise damaged(file, _("it is empty"))
    refuse_foreign(file, *peek(work))
    with sentences(file), contextlib.closing(connect(work)) as copy:
        copy.execute("pragma mmap_size = 0")
        verdict = copy.execute("pragma quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise damaged(file, verdict)
        refuse_foreign(file, *peek(work))
        expected_schema.refuse_planted(file, copy)
        copy.execute("pragma journal_mode = delete").fetchone()
        schema: int = copy.execute("pragma user_version").fetchone()[0]
    if schema < SCHEMA_VERSION:
        from crm_cli.storage.migrate import migrate_in_place

        migrate_in_place(work)
    with sentences(file), contextlib.closing(connect(work)) as copy:
        expected_schema.refuse_other(file, copy)
        broken = len(copy.execute("pragma foreign_key_check").fetchall())
        firm = copy.execute("select timezone, name, id from firm order by no").fetchone()
        if firm is None:
            raise damaged(file, _("a row that every database has is missing"))
    return Prepared(work, backup.read_sums(file)[0], schema, verified, broken, *firm)


def bring_files(prepared: Prepared, store: Path, database: Path) -> tuple[int, int]:
    """Put attached files back that the backup has and the database's folder has not, or has altered.

    `store` is that of the folder of the backup. Returns how many were put back, and how many are nowhere.
    """
    with sentences(prepared.work), contextlib.closing(connect(prepared.work)) as copy:
        rows = copy.execute("select distinct sha256, size from attachment").fetchall()
    folder, back, missing = kept_files.folder_of(database), 0, 0
    for cells in rows:
        kept = kept_files.Kept(*cells)
        if kept_files.is_whole(folder, kept, deep=True):
            continue
        try:
            found = backup.keep_one(store, folder, kept)
        except (OSError, CrmError):
            found = False
        back, missing = back + found, missing + (not found)
    return back, missing


def put_in_place(work: Path, database: Path, *, aside: bool) -> Path | None:
    """Put the copy where the database is while nobody can write; return where the old one was put, if it was.

    `aside` keeps the old file, which cannot be backed up, under another name. Who has the database open is told by
    its next read or write that another file is there (`Database.require_in_place`). Raises DatabaseError where
    somebody does not finish in time; nothing is changed then.
    """
    path = database.resolve()
    kept: Path | None = None
    try:
        with _held(path, is_sound=not aside):
            if aside and path.exists():
                kept = _free_name(path)
                # The name stays the database's until the other file has it: there is no moment without one.
                _second_name(path, kept)
            _put_journals_aside(path, kept or _free_name(path))
            work.replace(path)
        settle(path.parent)
    except OSError as error:
        raise DatabaseError(
            _("{path} cannot be replaced: {reason}.").format(path=path, reason=system_reason(error)),
            _("Nothing was changed."),
        ) from error
    return kept


@contextlib.contextmanager
def _held(path: Path, *, is_sound: bool) -> Iterator[None]:
    """Keep everyone from writing, and from being in the middle of it, as far as the file still can be locked."""
    connection: sqlite3.Connection | None = None
    try:
        if path.exists():
            try:
                connection = connect(path, timeout=BUSY_SECONDS)
                connection.execute("pragma journal_mode = truncate").fetchone()
                connection.execute("begin exclusive")
            except sqlite3.Error as error:
                refuse_busy(error, path)
                if is_sound:
                    raise explain(error, path) from error
        yield
    finally:
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()


def _free_name(path: Path) -> Path:
    stamp = clock.machine_wall(clock.now()).strftime("%Y-%m-%d-%H%M%S")
    names = (
        path.with_name(f"{path.name}.{stamp}{end}.damaged") for end in ("", *map("-{}".format, range(2, 99)))
    )
    return next(name for name in names if not os.path.lexists(name))


def _second_name(path: Path, kept: Path) -> None:
    try:
        os.link(path, kept)
    except OSError:
        path.rename(kept)


def _put_journals_aside(path: Path, kept: Path) -> None:
    """Move away what belongs to the old file: played back into the new one it would destroy it."""
    for end in _BESIDE:
        beside = path.with_name(path.name + end)
        with contextlib.suppress(FileNotFoundError):
            if beside.stat().st_size:
                beside.rename(kept.with_name(kept.name + end))
