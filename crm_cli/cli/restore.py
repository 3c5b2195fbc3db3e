"""`crm restore`: go back to a backup, after showing what would come again and what would go."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.cli import output, session
from crm_cli.cli.listing import columns, for_people, is_for_people
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services import backups
from crm_cli.storage.backup import STORE
from crm_cli.storage.restore import Prepared, discard
from crm_cli.storage.restore_preview import Preview

_ALWAYS = frozenset({"customer", "call", "visit", "followup"})


def restore(
    file: Annotated[
        str,
        typer.Argument(metavar="BACKUP", help=N_("A file, its name in the folder of backups, or last.")),
    ],
    unverified: Annotated[
        bool,
        typer.Option("--unverified", help=N_("Take it without sums, or with others than were written down.")),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))] = False,
) -> None:
    """Put a backup in the database's place, which is backed up itself first."""
    database = session.database_path()
    where = backups.folder(database)
    source = backups.find_backup(file, where, database)
    prepared = backups.prepare(database, str(source), where, unverified=unverified)
    try:
        found = backups.preview(prepared, database)
        _show(source, database, prepared, found)
        if dry_run:
            return
        session.confirm(_("Put {backup} in the place of {path}?").format(backup=source.name, path=database))
        done = backups.go_back(prepared, source.parent / STORE, database)
    finally:
        discard(prepared.work)
    _tell(database, source, done)


def _show(source: Path, database: Path, prepared: Prepared, found: Preview) -> None:
    rows = backups.preview_records(found)
    if not session.chosen("quiet"):
        output.say(_about(source, prepared, found))
        shown = rows
        if is_for_people():
            # What stands in the way of reading the database now hides what is the same in both.
            told = (row for row in rows if not found.readable or _is_worth_reading(row))
            shown = [for_people("restore", row) for row in told]
        keys = ["rows_of", "now", "then", "back", "gone", "changed"]
        output.emit(shown, columns("restore", keys), session.style(prepared.zone))
        if len(shown) < len(rows):
            output.say(_("All else is the same in both."))
    for warning in backups.warnings_of(prepared, found, database):
        output.warn(warning)


def _is_worth_reading(row: Mapping[str, Any]) -> bool:
    """Say whether people want to see the line: what differs, and how much of the main records there is."""
    return row["rows_of"] in _ALWAYS or any(row[key] for key in ("back", "gone", "changed"))


def _about(source: Path, prepared: Prepared, found: Preview) -> str:
    from crm_cli.domain.table import human

    now, then = (
        human(backups.instant(text), prepared.zone) if text else "-"
        for text in (found.changed_now, found.changed_then)
    )
    return _("{backup} of {firm}: last changed {then}; the database now: {now}.").format(
        backup=source.name, firm=prepared.firm, then=then, now=now
    )


def _tell(database: Path, source: Path, done: backups.Restored) -> None:
    if done.files_missing:
        output.warn(
            _("Attached files that are neither here nor in the backup: {count}").format(
                count=done.files_missing
            )
        )
    if session.chosen("quiet"):
        return
    output.say(_("{path} is {backup} now.").format(path=database, backup=source.name))
    if done.before is not None:
        output.say(_("What was there before: {path}").format(path=done.before))
    if done.aside is not None:
        output.say(_("The file that could not be read is kept: {path}").format(path=done.aside))
    if done.erased:
        told = ngettext(
            "{count} person was erased since that backup, and is erased in it now.",
            "{count} people were erased since that backup, and are erased in it now.",
            done.erased,
        )
        output.say(told.format(count=done.erased))
    if done.files_back:
        output.say(_("Attached files put back: {count}").format(count=done.files_back))
