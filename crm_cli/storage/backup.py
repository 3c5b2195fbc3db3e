"""Copies of a database that can be gone back to: each is opened, counted and summed before it is said to be good.

A backup is two files that a person can carry away and other programs can check: a whole database, and `….sha256`
beside it, which `sha256sum -c` understands and whose first line, a remark to that program, says what the backup is.
Attached files never change, so all backups of a folder share one store of them, `attached/ab/abcdef…`: each content
once, a hard link where the disk has them, and each backup's sums name those that belong to it.
"""

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from crm_cli import clock, config
from crm_cli.errors import DatabaseError, RefusedError, system_reason
from crm_cli.i18n import gettext as _
from crm_cli.storage import kept_files
from crm_cli.storage.database import connect, damaged, sentences
from crm_cli.storage.statement import instant_text
from crm_cli.storage.whole_files import settle, sha256_of

REASONS = ("asked", "migration", "import", "restore")
STORE = "attached"
SUMS = ".sha256"
_HEAD = "# crm backup "
_STAMP = r"\.\d{4}-\d\d-\d\d-\d{6}(-\d+)?\.bak"
_MOST_ALIKE = 1000


class Manifest(NamedTuple):
    """What a backup is: when and why it was made, of which firm (its id), of which schema, and how many rows it has.

    `attached` is how many attached files belong to it, `missing` how many of them were not there or not whole then.
    """

    made_at: datetime
    reason: str
    firm: str
    firm_id: str
    schema: int
    size: int
    sha256: str
    changed_at: datetime | None
    broken: int
    attached: int
    missing: int
    rows: dict[str, int]


class Backup(NamedTuple):
    """A backup where it lies; `manifest` is None where no readable sums are beside it."""

    path: Path
    manifest: Manifest | None


def folder_of(database: Path) -> Path:
    """Return where backups of a database go: the machine's `backup_folder`, else `backups` beside it."""
    named = config.load().backup_folder
    return Path(named).expanduser() if named else database.resolve().with_name("backups")


def sums_of(backup: Path) -> Path:
    """Return where the sums of a backup are, whether or not they are."""
    return backup.with_name(backup.name + SUMS)


def make(database: Path, to: Path | None = None, *, reason: str = "asked", deep: bool = False) -> Backup:
    """Make a backup of the database at `database` in the folder `to`, or as the file `to`, and check it.

    It is of one moment whoever writes meanwhile, and they wait for no longer than the copy takes. `deep` also
    compares every index with its table. Raises RefusedError where `to` exists, DatabaseError where the database is
    damaged or no copy can be made; nothing is left of it then.
    """
    folder = folder_of(database)
    try:
        if to is None or to.is_dir():
            folder = to or folder
            _make_folder(folder)
            target = _named(folder, database)
        else:
            folder, target = to.parent, to
            _refuse_there(target)
        return _made(database, target, reason, deep=deep)
    except OSError as error:
        raise _not_made(database, folder, error) from error


def verified_copy(database: Path) -> Path:
    """Make a backup before the schema is brought up to date, and return where it is."""
    return make(database, reason="migration").path


def _not_made(database: Path, folder: Path, error: OSError) -> DatabaseError:
    return DatabaseError(
        _("No backup of {path} can be made in {folder}: {reason}.").format(
            path=database, folder=folder, reason=system_reason(error)
        ),
        _("Nothing was changed. Make room, or name another folder: crm config set backup_folder FOLDER"),
    )


def _refuse_there(target: Path) -> None:
    for path in (target, sums_of(target)):
        if os.path.lexists(path):
            raise RefusedError(
                _("{path} already exists; it was not touched.").format(path=path), _("Give another name.")
            )


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _named(folder: Path, database: Path) -> Path:
    """Return a name for a new backup that says of what and when, on this computer's clock."""
    plain = _plain_name(database)
    stamp = clock.machine_wall(clock.now()).strftime("%Y-%m-%d-%H%M%S")
    ends = ["", *(f"-{place}" for place in range(2, _MOST_ALIKE))]
    free = (folder / f"{plain}.{stamp}{end}.bak" for end in ends)
    return next(path for path in free if not any(map(os.path.lexists, (path, sums_of(path), _part(path)))))


def _plain_name(database: Path) -> str:
    return re.sub(r"[\x00-\x1f\x7f\\]", "_", database.resolve().name)


def _part(target: Path) -> Path:
    return target.with_name(target.name + ".part")


def create_private(path: Path) -> None:
    """Make an empty file at `path` that only its owner may read, before there is a byte in it; OSError where it is."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _made(database: Path, target: Path, reason: str, *, deep: bool) -> Backup:
    part, sums = _part(target), sums_of(target)
    create_private(part)
    try:
        wanted = _copied(database, part)
        held, broken = _checked(database, part, wanted, deep=deep)
        settle(part)
        attached, missing = _keep_attached(database, target.parent / STORE, held.pop("attached"))
        manifest = Manifest(
            made_at=datetime.fromisoformat(instant_text(clock.now())),
            reason=reason,
            size=part.stat().st_size,
            sha256=sha256_of(part),
            broken=broken,
            attached=len(attached),
            missing=missing,
            rows=wanted,
            **held,
        )
        create_private(sums)
        sums.write_bytes(_sums_text(manifest, target.name, attached))
        settle(sums)
        part.rename(target)
        settle(target.parent)
    except BaseException:
        for path in (part, sums):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        raise
    return Backup(target, manifest)


def _copied(database: Path, part: Path) -> dict[str, int]:
    """Copy a database as it is at one moment and return how many rows each table has then."""
    with sentences(database), contextlib.closing(connect(database)) as source:
        # Held from here on: a copy made page by page would begin anew, for ever, whenever somebody writes.
        source.execute("begin")
        source.execute("select count(*) from sqlite_master").fetchone()
        with contextlib.closing(sqlite3.connect(part)) as target:
            # Nobody waits for the disk while the lock is held; the copy is on it before it is said to be.
            target.execute("pragma synchronous = off")
            target.execute("pragma journal_mode = off")
            source.backup(target)
        return row_counts(source)


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table of ours has."""
    tables = connection.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        " and name not like 'search_%' and name <> 'alembic_version' order by name"
    ).fetchall()
    return {
        name: connection.execute(f'select count(*) from "{name}"').fetchone()[0]
        for (name,) in tables
        if '"' not in name
    }


def _checked(database: Path, part: Path, wanted: dict[str, int], *, deep: bool) -> tuple[dict[str, Any], int]:
    """Open a copy and return what it says of itself, and how many of its rows name a row that is not there."""
    with sentences(database), contextlib.closing(connect(part)) as copy:
        verdict = copy.execute("pragma integrity_check(1)" if deep else "pragma quick_check(1)").fetchone()[0]
        if verdict != "ok" or row_counts(copy) != wanted:
            raise damaged(database, str(verdict))
        # A copy of a database that another tool switched to a log beside it must be whole without one.
        copy.execute("pragma journal_mode = delete").fetchone()
        broken = len(copy.execute("pragma foreign_key_check").fetchall())
        return _said(copy, wanted), broken


def _said(copy: sqlite3.Connection, tables: dict[str, int]) -> dict[str, Any]:
    firm = copy.execute("select name, id from firm order by no").fetchone() if tables.get("firm") else None
    changed = copy.execute("select at from change order by no desc limit 1").fetchone()
    named = (
        copy.execute("select distinct sha256, size from attachment").fetchall()
        if "attachment" in tables
        else []
    )
    return {
        "firm": firm[0] if firm else "",
        "firm_id": firm[1] if firm else "",
        "schema": copy.execute("pragma user_version").fetchone()[0],
        "changed_at": datetime.fromisoformat(changed[0]) if changed else None,
        "attached": [kept_files.Kept(*cells) for cells in named],
    }


def _keep_attached(database: Path, store: Path, wanted: Sequence[kept_files.Kept]) -> tuple[list[str], int]:
    """Put attached files into the store of a folder of backups; return the hashes there, and how many could not be had."""
    held = [kept.sha256 for kept in wanted if keep_one(kept_files.folder_of(database), store, kept)]
    return sorted(held), len(wanted) - len(held)


def keep_one(source: Path, store: Path, kept: kept_files.Kept) -> bool:
    """Have content that is kept in `source` in `store` too, read and compared when it comes; return whether it is there.

    Where disks are the same it is one file with two names, which is safe as content is never changed in its place.
    """
    if kept_files.is_whole(store, kept):
        return True
    if not kept_files.is_whole(source, kept, deep=True):
        return False
    place, origin = kept_files.place_of(store, kept.sha256), kept_files.place_of(source, kept.sha256)
    if place.exists():
        kept_files.keep(store, origin)
        return True
    for folder in (store, place.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    try:
        os.link(origin, place)
    except OSError:
        kept_files.keep(store, origin)
    return True


def _sums_text(manifest: Manifest, name: str, attached: Iterable[str]) -> bytes:
    import json

    changed = manifest.changed_at
    told = {
        **manifest._asdict(),
        "made_at": instant_text(manifest.made_at),
        "changed_at": instant_text(changed) if changed else None,
    }
    lines = [_HEAD + json.dumps(told, ensure_ascii=True), f"{manifest.sha256}  {name}"]
    lines += [f"{sha256}  {STORE}/{sha256[:2]}/{sha256}" for sha256 in attached]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")


def read_sums(backup: Path) -> tuple[Manifest | None, list[str]]:
    """Return what the sums of a backup say: its manifest, None where there is none to be read, and its attached files.

    Nothing in them is believed but the hash: whoever could change the backup could change them too.
    """
    import json

    try:
        text = sums_of(backup).read_bytes().decode("utf-8", "surrogateescape")
        lines = text.splitlines()
        told = json.loads(lines[0].removeprefix(_HEAD)) if lines and lines[0].startswith(_HEAD) else None
        digest = next(line[:64] for line in lines if line[66:] == backup.name)
        manifest = None if told is None else _manifest(told, digest)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, StopIteration):
        return None, []
    attached = [line[:64] for line in lines if line[66:].startswith(f"{STORE}/")]
    return manifest, [sha256 for sha256 in attached if re.fullmatch("[0-9a-f]{64}", sha256)]


def _manifest(told: dict[str, Any], digest: str) -> Manifest:
    changed = told["changed_at"]
    rows = {str(name): int(count) for name, count in told["rows"].items()}
    numbers = {name: int(told[name]) for name in ("schema", "size", "broken", "attached", "missing")}
    return Manifest(
        made_at=datetime.fromisoformat(told["made_at"]),
        reason=str(told["reason"]),
        firm=str(told["firm"]),
        firm_id=str(told["firm_id"]),
        sha256=digest,
        changed_at=datetime.fromisoformat(changed) if changed else None,
        rows=rows,
        **numbers,
    )


def digest_of(backup: Path) -> str | None:
    """Return the SHA-256 that stands beside a file under its name, whoever wrote it there; None where none does."""
    try:
        lines = sums_of(backup).read_bytes().decode("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    return next((line[:64] for line in lines if line[66:] == backup.name), None)


def backups_in(folder: Path) -> list[Backup]:
    """Return the backups in a folder by name, those without sums too; [] where the folder is not there."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".bak" and path.is_file())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise DatabaseError(
            _("{folder} cannot be read: {reason}.").format(folder=folder, reason=system_reason(error))
        ) from error
    return [Backup(path, read_sums(path)[0]) for path in found]


def is_ours(backup: Backup) -> bool:
    """Say whether crm gave a backup its name and its sums: only such may be cleared away."""
    return backup.manifest is not None and re.search(rf"{_STAMP}$", backup.path.name) is not None


def is_named_after(backup: Path, database: Path) -> bool:
    """Say whether a backup has the name that one of the database at `database` gets."""
    return re.fullmatch(re.escape(_plain_name(database)) + _STAMP, backup.name) is not None


def state_of(backup: Backup, *, deep: bool = False) -> str:
    """Return good, altered, incomplete (an attached file is missing or altered) or unsummed.

    Sizes are compared; `deep` reads all of it, and its attached files, and compares hashes.
    """
    if backup.manifest is None:
        return "unsummed"
    manifest, attached = read_sums(backup.path)
    try:
        if manifest is None or backup.path.stat().st_size != manifest.size:
            return "altered"
        if deep and sha256_of(backup.path) != manifest.sha256:
            return "altered"
    except OSError:
        return "altered"
    return "good" if all(_attached_states(backup.path, attached, deep=deep)) else "incomplete"


def _attached_states(backup: Path, attached: Iterable[str], *, deep: bool) -> Iterator[bool]:
    for sha256 in attached:
        place = kept_files.place_of(backup.parent / STORE, sha256)
        try:
            yield sha256_of(place) == sha256 if deep else place.is_file()
        except OSError:
            yield False


def drop(backup: Backup) -> None:
    """Take a backup away; the store of attached files stays, since others share it."""
    backup.path.unlink(missing_ok=True)
    sums_of(backup.path).unlink(missing_ok=True)
