"""Copies from before somebody was erased: backups, archives of the journal, files put aside and lists that came in."""

import contextlib
import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path

from crm_cli.domain.frozen import Frozen
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.services import archives
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes
from crm_cli.storage import backup, kept_files, scrubbing
from crm_cli.storage.erasing import Erased
from crm_cli.storage.erasures import SOURCES_OF
from crm_cli.storage.mentions import Mentions
from crm_cli.storage.personal import called

Person = tuple[str, int, str]


class Copies(Frozen):
    """What is known to hold a person still; `unread` could not be looked into, `imports` are names of files."""

    backups: tuple[Path, ...]
    archives: tuple[Path, ...]
    aside: tuple[Path, ...]
    imports: tuple[str, ...]
    unread: tuple[Path, ...]


def holding(desk: Desk, people: Sequence[Person], mentions: Mentions | None = None) -> Copies:
    """Return the copies in the places crm knows that hold one of these people (noun, number, global id)."""
    wanted = [(noun, record_id, called(noun, no)) for noun, no, record_id in people]
    path = desk.database.path.resolve()
    try:
        kept = [one.path for one in backup.backups_in(backup.folder_of(path))]
    except CrmError:
        kept = []
    aside = sorted(path.parent.glob(f"{path.name}.*.damaged"))
    held = {one: scrubbing.holds(one, wanted) for one in (*kept, *aside)}
    lists, unread = [], [one for one, found in held.items() if found is None]
    for archive in archives.archives(desk):
        place = archives.place_of(desk, archive)
        found = _archive_holds(place, people, mentions)
        if found is None:
            unread.append(place)
        elif found:
            lists.append(place)
    return Copies(
        tuple(one for one in kept if held[one]),
        tuple(lists),
        tuple(one for one in aside if held[one]),
        _imports(desk, people),
        tuple(one for one in unread if one.exists()),
    )


def _imports(desk: Desk, people: Sequence[Person]) -> tuple[str, ...]:
    """Return the names of the files with which these people came in, as far as the journal goes back."""
    found: dict[str, None] = {}
    for noun, no, _id in people:
        for row in desk.database.all(SOURCES_OF, table_name=noun, row_no=no):
            found[row.file_name] = None
    return tuple(found)


def _archive_holds(path: Path, people: Iterable[Person], mentions: Mentions | None) -> bool | None:
    needles = [record_id.encode() for _noun, _no, record_id in people]
    try:
        with gzip.open(path, "rb") as lines:
            for line in lines:
                if any(needle in line for needle in needles):
                    return True
                if mentions and mentions.found_in(line.decode("utf-8", "replace")):
                    return True
    except (OSError, EOFError):
        return None
    return False


def tell(found: Copies, notes: Notes) -> None:
    """Tell where a person still is, and what to do about it."""
    if found.backups:
        notes.warn(
            _(
                "Backups from before still hold them: {names}. Make a new one and delete these: crm customer forget --again --drop-backups"
            ).format(names=", ".join(path.name for path in found.backups))
        )
    if found.archives:
        notes.warn(
            _(
                "Archives of the history hold them: {names}. Nothing needs them but the past: delete them when you may."
            ).format(names=", ".join(map(str, found.archives)))
        )
    if found.aside:
        notes.warn(
            _("Damaged files that were put aside hold them: {names}. Delete them.").format(
                names=", ".join(map(str, found.aside))
            )
        )
    if found.imports:
        notes.warn(
            _("They came in with {names}: delete the copies of it, or they come in again.").format(
                names=", ".join(found.imports)
            )
        )
    if found.unread:
        notes.warn(
            _("Nobody can tell what is in {names}: it cannot be read.").format(
                names=", ".join(map(str, found.unread))
            )
        )
    notes.warn(
        _(
            "Exports, printed sheets, messages that were sent and copies on other computers are not known to crm: look for them."
        )
    )


def drop_backups(desk: Desk, done: Erased) -> tuple[Path, ...]:
    """Make a new backup and delete those that hold the people of an erasure; return which were deleted."""
    return drop(desk, holding(desk, done.people, done.mentions))


def drop(desk: Desk, found: Copies) -> tuple[Path, ...]:
    """Make a new backup, then delete backups and, of the attached files they shared, what no other names."""
    if not found.backups:
        return ()
    folder = backup.folder_of(desk.database.path)
    backup.make(desk.database.path)
    named = {sha256 for path in found.backups for sha256 in backup.read_sums(path)[1]}
    for path in found.backups:
        with contextlib.suppress(FileNotFoundError):
            scrubbing.wipe(path)
        backup.sums_of(path).unlink(missing_ok=True)
    left = backup.backups_in(folder)
    # A backup without readable sums may need any of them.
    if all(one.manifest is not None for one in left):
        named -= {sha256 for one in left for sha256 in backup.read_sums(one.path)[1]}
        for sha256 in named:
            with contextlib.suppress(FileNotFoundError):
                scrubbing.wipe(kept_files.place_of(folder / backup.STORE, sha256))
    return found.backups
