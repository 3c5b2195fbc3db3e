"""The older history moved into archive files: written and read back first, then taken out of the database."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from crm_cli import clock
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import CrmError, NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import pruning
from crm_cli.storage.journal import CHANGE_ROWS, ChangeBrief
from crm_cli.storage.pruning import ArchiveRow, Written
from crm_cli.storage.read_journal import archived_to
from crm_cli.storage.whole_files import sha256_of, write_whole

LEAST_DAYS = 30
"""What is younger stays: it is what people take back and ask about."""
_DAYS = {"d": 1, "天": 1, "w": 7, "周": 7, "m": 30, "月": 30, "y": 365, "年": 365}


class Pruning(Frozen):
    """What would be moved: how many changes, up to which number, made before which moment, and into which file."""

    changes: int
    held: int
    before: datetime
    path: Path
    unfinished: ArchiveRow | None


def archives(desk: Desk) -> list[ArchiveRow]:
    """Return the archives, the oldest first."""
    return desk.database.all(pruning.FIND_ARCHIVES)


def place_of(desk: Desk, archive: ArchiveRow) -> Path:
    """Return where an archive's file lies; one beside the database moves with it."""
    return desk.database.path.parent / archive.file_name


def state_of(desk: Desk, archive: ArchiveRow, *, deep: bool = False) -> str:
    """Return '' for an archive that is in its place, `missing`, or `damaged` where its content is another (`deep`)."""
    path = place_of(desk, archive)
    if not path.is_file():
        return "missing"
    return "damaged" if deep and sha256_of(path) != archive.sha256 else ""


def refuse_archived(desk: Desk, no: int, *, also: ChangeBrief | None = None) -> None:
    """Raise RefusedError where change `no` lies in an archive, or moved others into one: neither is undone."""
    if found := desk.database.first(pruning.FIND_ARCHIVES, held=no):
        raise RefusedError(
            _("h{no} lies in the archive {file} and cannot be undone.").format(no=no, file=found.file_name),
            _("See what lies where with: crm history archives"),
        )
    if also and desk.database.first(CHANGE_ROWS, change_no=no, table_name="journal_archive", limit=1):
        raise RefusedError(
            _("h{no} moved old history into an archive, which is not undone.").format(no=no),
            _("Take an earlier command back by its number; see: crm history"),
        )


def look(desk: Desk, older_than: str, to: Path | None = None) -> Pruning:
    """Return what `prune` would move; changes nothing.

    Raises UsageError for an age that is none, RefusedError for one under LEAST_DAYS and for a file that is there.
    """
    days = _days(older_than)
    if days < LEAST_DAYS:
        raise RefusedError(
            _("What is younger than {count} days stays in the history.").format(count=LEAST_DAYS),
            "--older-than 730d",
        )
    desk.require_manager_if_any(_("moving the history into an archive"))
    before = clock.now() - timedelta(days=days)
    unfinished = _unfinished(desk)
    moment = f"{int(before.timestamp() * 1000):012x}"
    newer = desk.database.first(pruning.FIRST_SINCE, from_id=f"{moment[:8]}-{moment[8:]}")
    # Where nothing is newer, everything may go.
    held = newer.first_no - 1 if newer and newer.first_no else (1 << 62)
    if (other := desk.database.first(pruning.FIRST_NEWER, held=held, since=before)) and other.first_no:
        held = other.first_no - 1
    found = desk.database.one(pruning.EXTENT, held=held, after_no=archived_to(desk.database))
    path = to or _usual(desk, found.last_no or 0)
    if to is not None and (to.exists() or to.is_symlink()):
        raise RefusedError(
            _("{path} is there already.").format(path=to), _("Name a file that is not there yet.")
        )
    return Pruning(found.changes, found.last_no or 0, before, path, unfinished)


def _days(text: str) -> int:
    found = re.fullmatch(r"\s*(\d{1,5})\s*([dwmy天周月年])\s*", text.lower())
    if found is None:
        raise UsageError(_("{text} is no age.").format(text=text), "730d, 24m, 2y")
    return int(found[1]) * _DAYS[found[2]]


def _usual(desk: Desk, last_no: int) -> Path:
    path = desk.database.path
    return path.parent / f"{path.name}.history" / f"h{last_no}.jsonl.gz"


def _unfinished(desk: Desk) -> ArchiveRow | None:
    """Return an archive of which a part is still in the database: taking it out was broken off."""
    # Before another is begun the one before it is finished.
    return next((one for one in archives(desk)[-1:] if pruning.is_left(desk.database, one)), None)


def prune(desk: Desk, wish: Pruning) -> Receipt:
    """Move the older history into the file; first finish what was broken off.

    Raises NotFoundError when there is nothing to move, RefusedError where an archive whose rest is still here is not
    as it was written.
    """
    notes = Notes()
    if wish.unfinished:
        _finish(desk, wish.unfinished, notes)
    no = _move(desk, wish, notes) if wish.changes else 0
    if not notes.lines:
        raise NotFoundError(
            _("Nothing in the history is older than {day}.").format(day=f"{desk.wall(wish.before):%Y-%m-%d}")
        )
    return notes.receipt("journal_archive", no)


def _move(desk: Desk, wish: Pruning, notes: Notes) -> int:
    if wish.path.parent.name == f"{desk.database.path.name}.history":
        wish.path.parent.mkdir(mode=0o700, exist_ok=True)
    written: list[Written] = []
    after = archived_to(desk.database)
    heading = {"crm": "history", "version": 1, "firm": desk.firm.name, "firm_id": desk.firm.id}
    write_whole(
        wish.path,
        lambda stream: written.append(
            pruning.write(desk.database, stream, heading, wish.held, wish.before, after)
        ),
    )
    if not pruning.is_whole(wish.path, written[0]):
        raise CrmError(
            _("{path} cannot be read back as it was written.").format(path=wish.path),
            _("Nothing was taken out of the history. The disk may be failing."),
        )
    no = _keep(desk, wish.path, written[0])
    for _gone in pruning.take_out(desk.database, written[0].last_no, after):
        pass
    notes.tell(
        ngettext(
            "{count} change up to {day} is in {path} now.",
            "{count} changes up to {day} are in {path} now.",
            written[0].changes,
        ).format(
            count=f"{written[0].changes:,}",
            day=f"{desk.wall(written[0].until_at):%Y-%m-%d}",
            path=wish.path,
        )
    )
    notes.tell(
        _("Keep that file with your backups: what lies there is not undone, and only it can tell of it.")
    )
    return no


def _keep(desk: Desk, path: Path, written: Written) -> int:
    folder = desk.database.path.parent.resolve()
    whole = path.resolve()
    name = whole.relative_to(folder) if whole.is_relative_to(folder) else whole
    with desk.change() as change:
        return change.insert(
            "journal_archive",
            file_name=str(name),
            sha256=sha256_of(path),
            first_no=written.first_no,
            last_no=written.last_no,
            until_at=written.until_at,
            changes=written.changes,
        )


def _finish(desk: Desk, archive: ArchiveRow, notes: Notes) -> None:
    path = place_of(desk, archive)
    if state := state_of(desk, archive, deep=True):
        sentence = (
            _("{path} is missing, and a part of what it held is still in the history.")
            if state == "missing"
            else _("{path} is not as it was written, and a part of what it held is still in the history.")
        )
        raise RefusedError(
            sentence.format(path=path), _("Nothing was taken out. Put the file back, then prune again.")
        )
    for _gone in pruning.take_out(desk.database, archive.last_no, archive.first_no - 1):
        pass
    notes.tell(_("Finished what was broken off: {path} holds it.").format(path=path))
