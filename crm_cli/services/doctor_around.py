"""What is around the database: attached files, permissions, the disk, the clock, secrets, backups and cron."""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crm_cli import clock, config
from crm_cli.errors import CrmError, system_reason
from crm_cli.i18n import gettext as _
from crm_cli.services import backups as kept_backups
from crm_cli.services.doctor_finding import DAMAGED, MENDED, OK, PERSON, Finding
from crm_cli.storage import backup, checkup, kept_files, surroundings
from crm_cli.storage.database import connect

_SHOWN = 3
_ROOM = 100_000_000
_AHEAD = timedelta(minutes=5)
_OLD = timedelta(days=7)
_SECONDS = 1.0


def examine(database: Path, folder: Path, *, mend: bool, full: bool) -> Iterator[Finding]:
    """Yield what each check found; none of them raises."""
    rows = _rows_of(database)
    if rows is not None:
        yield _attached(database, folder, rows["attached"], mend=mend, full=full)
        yield _clock(rows["newest"])
        yield _zone(rows["zone"])
    yield _permissions(database, folder, mend=mend)
    yield _litter(database, folder, mend=mend)
    yield _place(database)
    yield _room(database)
    yield _secrets(mend=mend)
    yield _backups(database, folder, rows)
    yield _cron(database)


def _rows_of(database: Path) -> dict[str, Any] | None:
    """Return what of the rows these checks need, None where they cannot be read."""
    try:
        with contextlib.closing(connect(database)) as connection:
            return {
                "attached": [kept_files.Kept(*cells) for cells in checkup.attached(connection)],
                "newest": checkup.newest_stamp(connection),
                "oldest": checkup.oldest_stamp(connection),
                "zone": checkup.zone(connection),
            }
    except (sqlite3.Error, UnicodeDecodeError, ValueError, TypeError):
        return None


def _attached(
    database: Path, folder: Path, wanted: list[kept_files.Kept], *, mend: bool, full: bool
) -> Finding:
    at, bad = kept_files.folder_of(database), []
    deadline = checkup.Deadline(None if full else _SECONDS)
    for kept in wanted:
        deep = full or not deadline.is_over()
        try:
            if not kept_files.is_whole(at, kept, deep=deep):
                bad.append(kept)
        except CrmError as error:
            return Finding("attached", PERSON, error.told)
    mended = [kept for kept in bad if mend and _had_back(folder, at, kept)]
    still = [kept.sha256[:12] for kept in bad if kept not in mended]
    if still:
        told = _("Missing or altered: {count} of {total} ({names}). Put the folder {path} back.")
        count, total = f"{len(still):,}", f"{len(wanted):,}"
        return Finding(
            "attached",
            PERSON,
            told.format(count=count, total=total, names=", ".join(still[:_SHOWN]), path=at),
        )
    if mended:
        return Finding(
            "attached", MENDED, _("Brought back from the backups: {count}.").format(count=len(mended))
        )
    told = _("{count} there; {unused} belong to no record and are kept for undo.")
    return Finding("attached", OK, told.format(count=f"{len(wanted):,}", unused=f"{_unused(at, wanted):,}"))


def _had_back(folder: Path, at: Path, kept: kept_files.Kept) -> bool:
    try:
        return backup.keep_one(folder / backup.STORE, at, kept)
    except (OSError, CrmError):
        return False


def _unused(at: Path, wanted: list[kept_files.Kept]) -> int:
    named = {kept.sha256 for kept in wanted}
    return sum(1 for sha256, _path in kept_files.contents(at) if sha256 not in named)


def _permissions(database: Path, folder: Path, *, mend: bool) -> Finding:
    found = [
        path for path in surroundings.private_paths(database, folder) if surroundings.open_to_others(path)
    ]
    if not found:
        return Finding("permissions", OK, _("Nobody but you may read it"))
    names = ", ".join(path.name for path in found[:_SHOWN])
    if not mend:
        told = _("Others on this computer may read {names}. Mend it with: crm doctor --mend")
        return Finding("permissions", PERSON, told.format(names=names))
    try:
        for path in found:
            surroundings.close_to_others(path)
    except OSError as error:
        told = _("Others may read {names}, and that cannot be changed: {reason}.")
        return Finding("permissions", PERSON, told.format(names=names, reason=system_reason(error)))
    return Finding("permissions", MENDED, _("Only you may read them now: {names}.").format(names=names))


def _litter(database: Path, folder: Path, *, mend: bool) -> Finding:
    """Look for what killed programs left half made; a day old, none of it can be in the making any more."""
    found = surroundings.litter(database, folder)
    if not found:
        return Finding("litter", OK, _("Nothing half made lies about"))
    names = ", ".join(path.name for path in found[:_SHOWN])
    if not mend:
        told = _(
            "Programs that were ended left {count} files half made: {names}. Mend it with: crm doctor --mend"
        )
        return Finding("litter", PERSON, told.format(count=f"{len(found):,}", names=names))
    try:
        for path in found:
            surroundings.remove(path)
    except OSError as error:
        told = _("{names} cannot be taken away: {reason}.")
        return Finding("litter", PERSON, told.format(names=names, reason=system_reason(error)))
    return Finding(
        "litter",
        MENDED,
        _("What programs that were ended left half made is gone: {names}.").format(names=names),
    )


def _place(database: Path) -> Finding:
    synced = surroundings.synced_folder(database)
    if synced:
        told = _(
            "{folder} is kept in step with other computers while crm writes: keep it elsewhere, and put backups there."
        )
        return Finding("place", PERSON, told.format(folder=synced))
    if kind := surroundings.network_system(database):
        told = _(
            "It is on a network disk ({kind}), where locks may not hold: keep it on a disk of this computer."
        )
        return Finding("place", PERSON, told.format(kind=kind))
    return Finding("place", OK, _("A disk of this computer, in no folder known to be synchronised"))


def _room(database: Path) -> Finding:
    try:
        free = surroundings.room(database)
        size = database.stat().st_size
    except OSError as error:
        return Finding("room", PERSON, system_reason(error))
    if free < max(2 * size, _ROOM):
        told = _("Only {free} MB are free, and a backup and a large change need {size} MB.")
        needed = f"{max(2 * size, _ROOM) // 1_000_000:,}"
        return Finding("room", PERSON, told.format(free=f"{free // 1_000_000:,}", size=needed))
    return Finding("room", OK, _("{free} MB free").format(free=f"{free // 1_000_000:,}"))


def _clock(newest: str | None) -> Finding:
    if newest is not None and (last := datetime.fromisoformat(newest)) > clock.now() + _AHEAD:
        told = _("A change is stamped {at}, which is still to come: set this computer's clock.")
        return Finding("clock", PERSON, told.format(at=last.isoformat(timespec="minutes")))
    return Finding("clock", OK, _("No change is stamped later than now"))


def _zone(name: str | None) -> Finding:
    if name is None:
        return Finding("zones", DAMAGED, _("a row that every database has is missing"))
    try:
        clock.zone(name)
    except KeyError:
        told = _("This computer knows no time zone {name}; install tzdata.")
        return Finding("zones", PERSON, told.format(name=name))
    return Finding("zones", OK, name)


def _secrets(*, mend: bool) -> Finding:
    """Look whether files that hold secrets, and the file that says where they are, can be read by others."""
    try:
        path, values = config.read()
    except CrmError as error:
        return Finding("secrets", PERSON, error.told)
    channels = values.get("channel")
    tables = [values.get("mail"), *(channels.values() if isinstance(channels, dict) else [])]
    told = [table for table in tables if isinstance(table, dict)]
    files = [
        path.parent / Path(value).expanduser()
        for table in told
        for key, value in table.items()
        if key.endswith("_file") and key != "ca_file" and isinstance(value, str)
    ]
    found = [one for one in ([path, *files] if told else []) if surroundings.open_to_others(one)]
    if not found:
        return Finding("secrets", OK, _("No secret can be read by others"))
    names = ", ".join(map(str, found[:_SHOWN]))
    if not mend:
        said = _("Others on this computer may read {names}. Mend it with: crm doctor --mend")
        return Finding("secrets", PERSON, said.format(names=names))
    with contextlib.suppress(OSError):
        for one in found:
            surroundings.close_to_others(one)
    return Finding("secrets", MENDED, _("Only you may read them now: {names}.").format(names=names))


def _backups(database: Path, folder: Path, rows: dict[str, Any] | None) -> Finding:
    try:
        good = kept_backups.good_backups(database, folder)
    except CrmError as error:
        return Finding("backups", PERSON, error.told)
    newest = max((one.manifest.made_at for one in good if one.manifest), default=None)
    began = (rows or {}).get("oldest")
    young = began is not None and clock.now() - datetime.fromisoformat(began) < _OLD
    if newest is None:
        told = _("There is none in {path} yet. Make one with: crm backup").format(path=folder)
        return Finding("backups", OK if young else PERSON, told)
    days = (clock.now() - newest).days
    told = _("{count} good, the newest {days} days old").format(count=len(good), days=days)
    if clock.now() - newest > _OLD:
        advice = _("Make one with: crm backup")
        return Finding("backups", PERSON, f"{told}. {advice}")
    return Finding("backups", OK, told)


def _cron(database: Path) -> Finding:
    """Look whether this computer's crontab holds the lines of this database; a firm may well do without."""
    import shutil
    import subprocess

    program = shutil.which("crontab")
    if program is None:
        return Finding("cron", OK, _("This computer has no crontab; nothing is done by itself."))
    try:
        done = subprocess.run(  # noqa: S603  # the system's own program, without a shell
            [program, "-l"], capture_output=True, check=False, timeout=5
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Finding("cron", OK, system_reason(error))
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    mine = f"# crm begin {database.absolute()}"
    if not any(line.strip() == mine for line in lines):
        return Finding(
            "cron", OK, _("No lines for this database: no nightly backup, no report is sent. crm cron")
        )
    if not any(" backup" in line and str(database.absolute()) in line for line in lines):
        return Finding(
            "cron", PERSON, _("The lines make no nightly backup yet. Renew them with: crm cron --install")
        )
    return Finding("cron", OK, _("A backup is made every night"))
