"""`crm history prune` and `crm history archives`: the older history in files of its own."""

from pathlib import Path
from typing import Annotated

import typer

from crm_cli.cli import output, session
from crm_cli.cli.listing import show_records
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services import archives as older


def prune(
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="AGE", help=N_("How old at least: 730d, 24m, 2y."))
    ],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help=N_("The archive file; beside the database otherwise.")),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))] = False,
) -> None:
    """Move what is older out of the database into an archive file, which is written and read back first."""
    with session.desk() as desk:
        wish = older.look(desk, older_than, to)
        day = f"{desk.wall(wish.before):%Y-%m-%d}"
        count = f"{wish.changes:,}"
        if dry_run:
            output.tell(
                ngettext(
                    "{count} change older than {day} would go to {path}. Nothing was changed.",
                    "{count} changes older than {day} would go to {path}. Nothing was changed.",
                    wish.changes,
                ).format(count=count, day=day, path=wish.path)
            )
            return
        if wish.changes:
            session.confirm(
                ngettext(
                    "Move {count} change older than {day} to {path}? It cannot be undone then.",
                    "Move {count} changes older than {day} to {path}? They cannot be undone then.",
                    wish.changes,
                ).format(count=count, day=day, path=wish.path)
            )
        session.told(older.prune(desk, wish))


def archives(
    check: Annotated[
        bool, typer.Option("--check", help=N_("Read every file and compare it with its SHA-256."))
    ] = False,
) -> None:
    """List the archive files of the history, what each holds and whether it is in its place."""
    with session.desk() as desk:
        found = [
            {
                "no": str(one.no),
                "until_at": one.until_at,
                "first_no": f"h{one.first_no}",
                "last_no": f"h{one.last_no}",
                "items": one.changes,
                "file": str(older.place_of(desk, one)),
                "sha256": one.sha256,
                "state": older.state_of(desk, one, deep=check),
                "created_at": one.created_at,
                "created_by": one.created_by,
                "id": one.id,
            }
            for one in older.archives(desk)
        ]
        show_records(desk, "archive", found, empty=_("The whole history is in the database."))
    if any(one["state"] for one in found):
        raise typer.Exit(1)
