"""Backups of the firm: made, cleared away by rule, listed, verified, and gone back to."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from crm_cli import clock
from crm_cli.domain import words
from crm_cli.domain.rotation import Rotation, kept
from crm_cli.errors import DamagedError, NotFoundError, RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage import backup, restore, restore_preview
from crm_cli.storage.backup import Backup

COUNTED = ("customer", "contact", "call", "visit", "followup")


class Made(NamedTuple):
    """A backup that was made, those cleared away for it, and what to beware of."""

    backup: Backup
    cleared: tuple[Path, ...]
    warnings: tuple[str, ...]


class Restored(NamedTuple):
    """What going back did: the backup of what was there before, or where that was put aside; files put back, missing.

    `erased` are people erased since the backup, who were erased in it again before anybody could see them.
    """

    before: Path | None
    aside: Path | None
    files_back: int
    files_missing: int
    erased: int = 0


def folder(database: Path, to: Path | None = None) -> Path:
    """Return the folder of a database's backups: `to`, else the machine's setting, else `backups` beside it."""
    return to or backup.folder_of(database)


def make_backup(desk: Desk, to: Path | None = None, *, reason: str = "asked", deep: bool = False) -> Made:
    """Back the firm up, as the file or into the folder `to`, and clear away what the firm's rule no longer keeps.

    Raises what `storage.backup.make` raises.
    """
    if to is not None and not to.is_dir() and not to.parent.is_dir():
        raise NotFoundError(
            _("The folder {path} does not exist.").format(path=to.parent),
            _("Make it first, or write somewhere else."),
        )
    made = backup.make(desk.database.path, to, reason=reason, deep=deep)
    # A file that was asked for by name is its owner's to clear away.
    cleared = clear_away(desk, made.path.parent) if backup.is_ours(made) else []
    return Made(made, tuple(cleared), tuple(_warnings(made)))


def _warnings(made: Backup) -> Iterable[str]:
    manifest = made.manifest
    if manifest is not None and manifest.missing:
        yield _("Attached files missing or altered, and not in the backup: {count}. See: crm doctor").format(
            count=manifest.missing
        )
    if manifest is not None and manifest.broken:
        yield _("Rows that name a row that is not there: {count}. See: crm doctor").format(
            count=manifest.broken
        )


def rotation(desk: Desk) -> Rotation:
    """Return the firm's rule of which backups are kept."""
    return Rotation(*map(desk.setting, ("backup_last", "backup_days", "backup_months")))


def clear_away(desk: Desk, where: Path) -> list[Path]:
    """Delete backups of this firm that the rule no longer keeps, and return which.

    Never what crm did not name and sum itself, never another firm's or those of a copy under another name, never the
    newest that is good.
    """
    ours = [
        one
        for one in backup.backups_in(where)
        if backup.is_ours(one)
        and backup.is_named_after(one.path, desk.database.path)
        and one.manifest is not None
        and one.manifest.firm_id == desk.firm.id
    ]
    moments = [clock.machine_wall(one.manifest.made_at) for one in ours if one.manifest]
    staying = kept(moments, rotation(desk))
    good = [place for place, one in enumerate(ours) if backup.state_of(one) == "good"]
    staying |= set(sorted(good, key=moments.__getitem__)[-1:])
    going = [one for place, one in enumerate(ours) if place not in staying]
    for one in going:
        backup.drop(one)
    return [one.path for one in going]


def before_import(desk: Desk, rows: int) -> Made | None:
    """Back the firm up before a file of so many rows comes in, where that is many by the firm's `backup_rows`."""
    least = desk.setting("backup_rows")
    return make_backup(desk, reason="import") if least and rows >= least else None


def backup_record(one: Backup, *, state: str | None = None) -> dict[str, Any]:
    """Return a backup as lists and JSON have it; `no` is the name it is called by."""
    manifest = one.manifest
    told: dict[str, Any] = {"no": one.path.name, "backup_at": None, "reason": None, "state": state}
    if state is None:
        told["state"] = backup.state_of(one)
    told |= {"size": None, **{f"{noun}s": None for noun in COUNTED}, "attached": None, "firm": None}
    if manifest is not None:
        told |= {"backup_at": manifest.made_at, "reason": manifest.reason, "firm": manifest.firm}
        told |= {f"{noun}s": manifest.rows.get(noun) for noun in COUNTED}
        told |= {"attached": manifest.attached}
    told["size"] = _size(one.path)
    told |= {"schema": manifest.schema if manifest else None, "sha256": manifest.sha256 if manifest else None}
    return {**told, "changed_at": manifest.changed_at if manifest else None, "path": str(one.path)}


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def backups(where: Path) -> list[Backup]:
    """Return the backups in a folder, the newest first; those without readable sums last."""
    found = backup.backups_in(where)
    return sorted(found, key=_moment, reverse=True)


def _moment(one: Backup) -> tuple[datetime, str]:
    # A folder holds none from before the program was written.
    return (one.manifest.made_at if one.manifest else datetime.min.replace(tzinfo=UTC)), one.path.name


def good_backups(database: Path, where: Path) -> list[Backup]:
    """Return the good backups of a database, the newest first; a folder may hold those of others too.

    Of the database's firm and name; else of its firm, else of its name, for what is there now may be a wreck. Where
    there is nothing, as on a new machine, all there are, where they are of one firm. Raises RefusedError for those of
    others alone: a wreck of this firm is not mended by another's.
    """
    good = [one for one in backups(where) if one.manifest and backup.state_of(one) == "good"]
    firm = restore.firm_in(database)
    of_firm = [one for one in good if one.manifest and one.manifest.firm_id == firm]
    named = [one for one in good if backup.is_named_after(one.path, database)]
    if found := [one for one in of_firm if one in named] or of_firm or named:
        return found
    firms = sorted({(one.manifest.firm_id, one.manifest.firm) for one in good if one.manifest})
    if len(firms) > 1 or (good and database.exists()):
        raise RefusedError(
            _("None of the backups in {path} is of this firm; they are of {firms}.").format(
                path=where, firms=", ".join(name for _id, name in firms)
            ),
            _("Name the one you mean; see them with: crm backup list"),
        )
    return good


def find_backup(text: str, where: Path, database: Path) -> Path:
    """Return the backup that is meant: `last` of the database, a file, or the name of one in the folder of backups.

    Raises NotFoundError where there is none, RefusedError as `good_backups` does.
    """
    if text == "last":
        good = good_backups(database, where)
        if not good:
            raise NotFoundError(_("There is no good backup in {path}.").format(path=where), "crm backup list")
        return good[0].path
    for path in (Path(text).expanduser(), where / text):
        if path.exists():
            return path
    raise NotFoundError(
        _("There is no backup {name}.").format(name=text), _("See them with: crm backup list")
    )


def verify(paths: Sequence[Path]) -> list[tuple[Backup, str]]:
    """Read whole backups and say of each good, altered, incomplete or unsummed."""
    found = []
    for path in paths:
        one = Backup(path, backup.read_sums(path)[0])
        found.append((one, backup.state_of(one, deep=True)))
    return found


def prepare(database: Path, text: str, where: Path, *, unverified: bool = False) -> restore.Prepared:
    """Find a backup and make it ready to go back to; raises what `find_backup` and `storage.restore.prepare` raise."""
    return restore.prepare(find_backup(text, where, database), database, unverified=unverified)


def preview(prepared: restore.Prepared, database: Path) -> restore_preview.Preview:
    """Return what going back would do; today is the day of the backup's firm."""
    return restore_preview.preview(prepared.work, prepared.zone, database, _today(prepared))


def _today(prepared: restore.Prepared) -> date:
    try:
        return clock.today(prepared.zone)
    except KeyError:
        return clock.now().date()


def preview_records(found: restore_preview.Preview) -> list[dict[str, Any]]:
    """Return a line for each noun that either side has, as lists and JSON have it."""
    return [
        {"rows_of": row.noun, "now": row.now, "then": row.then, "back": row.back, "gone": row.gone, "changed": row.changed}
        for row in found.rows
        if row.now or row.then
    ]  # fmt: skip


def instant(text: str) -> datetime:
    """Return an instant as it is stored."""
    return datetime.fromisoformat(text)


def warnings_of(prepared: restore.Prepared, found: restore_preview.Preview, database: Path) -> list[str]:
    """Return what somebody should know before going back, each a sentence."""
    told = []
    if not found.readable and database.exists():
        told.append(
            _("{path} cannot be read, so nobody knows what would go; it is kept under another name.").format(
                path=database
            )
        )
    if found.firm_id_now not in {None, prepared.firm_id}:
        told.append(_("The backup is of another firm: {firm}.").format(firm=prepared.firm))
    if not prepared.verified:
        told.append(_("Nothing proves that the backup is what it was: its sums are missing or others."))
    if prepared.broken:
        told.append(
            _("Rows that name a row that is not there: {count}. See: crm doctor").format(
                count=prepared.broken
            )
        )
    lost, altered = _named(found, "new_today"), _named(found, "changed_today")
    if lost:
        told.append(_("Of today would be lost: {what}.").format(what=lost))
    if altered:
        told.append(_("What was changed today would be lost: {what}.").format(what=altered))
    return told


def _named(found: restore_preview.Preview, which: str) -> str:
    """Return the nouns of which today's would be lost, each with how many; the history is told by them."""
    counts = {row.noun: getattr(row, which) for row in found.rows if row.noun != restore_preview.HISTORY}
    return ", ".join(f"{words.label('rows_of', noun)} ({count})" for noun, count in counts.items() if count)


def go_back(prepared: restore.Prepared, store: Path, database: Path, *, to: Path | None = None) -> Restored:
    """Put a prepared backup in the database's place, after backing up what is there, and its attached files with it.

    What is there and cannot be backed up, as it is damaged, is kept under another name. Raises DatabaseError where
    the database is in use; nothing is changed then.
    """
    before, aside = _secured(database, to)
    erased = _erase_again(prepared, database)
    back, missing = restore.bring_files(prepared, store, database)
    put = restore.put_in_place(prepared.work, database, aside=aside)
    return Restored(before, put, back, missing, erased)


def _erase_again(prepared: restore.Prepared, database: Path) -> int:
    """Erase in the copy whoever was erased since the backup was made, as far as the database now can say."""
    from crm_cli.storage.erasures import erasures_since

    if not (rows := erasures_since(prepared.work, database)):
        return 0
    from crm_cli.services.forgetting import erase_again_in

    return erase_again_in(prepared.work, rows)


def _secured(database: Path, to: Path | None) -> tuple[Path | None, bool]:
    """Return the backup made of what is there, and whether the file must be put aside instead."""
    if not database.exists():
        return None, False
    try:
        return backup.make(database, to, reason="restore").path, False
    except DamagedError:
        return None, True
