"""`crm backup`: make a backup that was tried before it is said to be good, list those there are, verify them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.cli import output, session
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import columns, for_people, is_for_people
from crm_cli.errors import CrmError, NotFoundError, UsageError
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services import backups
from crm_cli.services.desk import Desk

To = Annotated[
    Path | None,
    typer.Option("--to", metavar="FOLDER", help=N_("Another folder than this machine's folder of backups.")),
]


def make(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help=N_("A file of that name instead of one in the folder of backups.")
        ),
    ] = None,
    to: To = None,
    full: Annotated[
        bool,
        typer.Option("--full", help=N_("Also compare every index with its table; slow when it is large.")),
    ] = False,
) -> None:
    """Copy the database and its attached files, while others work; open the copy and check it."""
    if file is not None and to is not None:
        raise UsageError(_("Name a file or a folder, not both."))
    if to is not None and not to.is_dir():
        raise _no_folder(to)
    with session.desk(allow_stranger=True) as desk:
        made = backups.make_backup(desk, file or to, deep=full)
        zone = desk.zone
    for warning in made.warnings:
        output.warn(warning)
    found = {**backups.backup_record(made.backup), "cleared": [path.name for path in made.cleared]}
    if session.chosen("format") is not None:
        output.emit_one(found, [*columns("backup", list(found))], session.style(zone))
    elif not session.chosen("quiet"):
        output.tell(_told(made))
        if made.cleared:
            output.tell(
                ngettext(
                    "{count} older backup was cleared away by rule.",
                    "{count} older backups were cleared away by rule.",
                    len(made.cleared),
                ).format(count=len(made.cleared))
            )


def make_first(desk: Desk, rows: int) -> None:
    """Back the firm up before so many rows come in, where that is many by its rule, and say so."""
    made = backups.before_import(desk, rows)
    if made is not None:
        output.say(
            _("Backed up first: {path}").format(path=made.backup.path), quiet=bool(session.chosen("quiet"))
        )


def _no_folder(path: Path) -> NotFoundError:
    return NotFoundError(
        _("The folder {path} does not exist.").format(path=path),
        _("Make it first, or write somewhere else."),
    )


def _told(made: backups.Made) -> str:
    manifest = made.backup.manifest
    rows = manifest.rows if manifest else {}
    return _(
        "{path} is good: {size}; customers {customers}, calls and visits {touches}, attached files {files}."
    ).format(
        path=made.backup.path,
        size=size_text(manifest.size if manifest else 0),
        customers=f"{rows.get('customer', 0):,}",
        touches=f"{rows.get('call', 0) + rows.get('visit', 0):,}",
        files=f"{manifest.attached if manifest else 0:,}",
    )


def size_text(size: int) -> str:
    """Return a number of bytes as people say it."""
    if size < 1_000_000:
        return f"{size / 1_000:,.0f} kB"
    return f"{size / 1_000_000:,.1f} MB" if size < 1_000_000_000 else f"{size / 1_000_000_000:,.1f} GB"


def list_backups(to: To = None) -> None:
    """List backups, the newest first; sizes are looked at, and `crm backup verify` reads all of them."""
    if to is not None and not to.is_dir():
        raise _no_folder(to)
    where = backups.folder(session.database_path(), to)
    _show([backups.backup_record(one) for one in backups.backups(where)], where)


def _show(found: Sequence[Mapping[str, Any]], where: Path) -> None:
    people = is_for_people()
    shown = [
        {**for_people("backup", one), "size": size_text(one["size"] or 0)} if people else one for one in found
    ]
    keys = list(found[0]) if found else ["no"]
    empty = _("There is no backup in {path} yet; make one with: crm backup").format(path=where)
    output.emit(shown, columns("backup", keys), session.style(_zone()), empty=empty)


def _zone() -> str:
    """Return the firm's zone, or UTC where the database cannot be opened: backups are listed all the same."""
    try:
        with session.desk(allow_stranger=True) as desk:
            return desk.zone
    except CrmError:
        return "UTC"


def verify(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE...", help=N_("Backups: files, or names in the folder; all of them when none.")
        ),
    ] = None,
    to: To = None,
) -> None:
    """Read backups from end to end and compare their sums; exit 1 where one is not as it was made."""
    where = backups.folder(session.database_path(), to)
    paths = (
        [backups.find_backup(text, where, session.database_path()) for text in files]
        if files
        else [one.path for one in backups.backups(where)]
    )
    found = backups.verify(paths)
    _show([backups.backup_record(one, state=state) for one, state in found], where)
    bad = [one.path.name for one, state in found if state != "good"]
    if bad:
        raise CrmError(
            ngettext(
                "{count} backup is not as it was made: {names}",
                "{count} backups are not as they were made: {names}",
                len(bad),
            ).format(count=len(bad), names=", ".join(bad[:5])),
            _("Do not rely on them; make a new one with: crm backup"),
        )
    if found and not session.chosen("quiet"):
        output.say(
            ngettext(
                "{count} backup read: it is as it was made.",
                "{count} backups read: all are as they were made.",
                len(found),
            ).format(count=len(found))
        )


VERBS = {
    "make": Verb(make, N_("Make a backup and check it; older ones are cleared away by rule.")),
    "list": Verb(list_backups, N_("List backups, the newest first.")),
    "verify": Verb(verify, N_("Read backups from end to end and compare their sums.")),
}
