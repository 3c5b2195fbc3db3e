"""`crm export all` and `crm import all`: a whole firm in a folder."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from crm_cli.cli import output, session
from crm_cli.errors import UsageError
from crm_cli.exchange import firm_in, firm_out
from crm_cli.exchange.firm_folder import FILES
from crm_cli.exchange.firm_out import Moved
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help=N_("A folder that crm export all wrote."))]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help=N_("Check the folder and tell what it holds; make nothing."))
]


def export_all(folder: Path | None, wish: str | None, *, history: bool) -> None:
    """Write the whole firm to a new folder: to be brought in again, or as spreadsheets for reading."""
    if folder is None:
        raise UsageError(_("A whole firm needs a folder."), "crm export all FOLDER")
    if wish == "jsonl":
        wish = None
    if wish is not None and not history:
        raise UsageError(_("Spreadsheets have no journal."), _("Leave out --no-history."))
    with session.desk() as desk:
        try:
            if wish is None:
                written = firm_out.export_firm(desk, folder, history=history, watch=_watched)
            else:
                written = firm_out.export_sheets(desk, folder, wish, watch=_watched)
        except KeyboardInterrupt:
            output.say(_("Stopped: nothing was written."))
            raise typer.Exit(130) from None
    for warning in written.warnings:
        output.warn(warning)
    output.say(_written(folder, written), quiet=bool(session.chosen("quiet")))


def _written(folder: Path, written: firm_out.Written) -> str:
    parts = [
        ngettext("{count} row", "{count} rows", written.rows).format(count=f"{written.rows:,}"),
        ngettext("{count} file", "{count} files", written.files).format(count=f"{written.files:,}"),
    ]
    if written.attached:
        parts.append(
            ngettext("{count} attached file", "{count} attached files", written.attached).format(
                count=f"{written.attached:,}"
            )
        )
    return _("Written: {path} ({parts})").format(path=folder, parts=", ".join(parts))


def take_in(folder: Folder, dry_run: DryRun = False) -> None:
    """Make a new database of a whole firm that was exported, equal to the one it came from."""
    path = session.database_path()
    try:
        checked = firm_in.check_folder(folder)
        if dry_run:
            _tell(checked)
            return
        from crm_cli.cli.progress import telling

        with telling(quiet=bool(session.chosen("quiet"))) as tell:
            warnings = firm_in.import_firm(checked, path, watch=_watched, tell=tell and partial(_said, tell))
    except KeyboardInterrupt:
        output.say(_("Stopped: no database was made."))
        raise typer.Exit(130) from None
    for warning in warnings:
        output.warn(warning)
    manifest = checked.manifest
    output.say(
        _("{firm} is in {path}: {count} rows, as of {at}.").format(
            firm=manifest.firm, path=path, count=f"{manifest.rows:,}", at=manifest.written_at
        ),
        quiet=bool(session.chosen("quiet")),
    )


def _tell(checked: firm_in.Checked) -> None:
    manifest = checked.manifest
    said = _(
        "{firm}, written {at} by {name} with crm {version} (schema {schema}): {count} rows; every file is whole."
    )
    output.say(
        said.format(
            firm=manifest.firm,
            at=manifest.written_at,
            name=manifest.written_by,
            version=manifest.program,
            schema=manifest.schema,
            count=f"{manifest.rows:,}",
        )
    )
    if not manifest.history:
        output.say(_("It was written without its history."))
    rows = [{"table": table, "rows": count} for table, count in firm_in.summary(manifest)]
    rows += [{"table": FILES, "rows": len(manifest.files)}] if manifest.files else []
    columns = [output.Column("table", _("table")), output.Column("rows", _("rows"))]
    output.emit(rows, columns, session.style())


def _said(tell: Callable[[str, int, int], None], what: str, count: int, total: int) -> None:
    words = {"indexes": _("indexes"), "search": _("search index"), "facts": _("facts and queue")}
    tell(words[what], count, total)


def _watched(blocks: Iterator[Moved], total: int) -> Iterator[Moved]:
    from crm_cli.cli.progress import watched

    return watched(blocks, total, quiet=bool(session.chosen("quiet")))
