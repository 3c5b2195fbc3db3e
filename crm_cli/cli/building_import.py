"""`crm building import`: the tenant directory of a building, from a file or pasted."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.cli import output, session
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.directory import Taken, records, rejected, take_directory

ON_SCREEN = 40
"""Lines that are shown to a person before they are only counted."""


def take(
    building: Annotated[
        str, typer.Argument(metavar="BUILDING", help=N_("A building: b3, its name or part of it."))
    ],
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help=N_("CSV, Excel or text; - reads what is pasted or piped."))
    ] = "",
    paste: Annotated[
        bool, typer.Option("--paste", help=N_("Paste the lines now, and end with Ctrl-D."))
    ] = False,
    add_units: Annotated[
        bool, typer.Option("--add-units", help=N_("Add the doors the building does not have yet."))
    ] = False,
    owner: Annotated[
        str | None,
        typer.Option("--owner", metavar="NAME", help=N_("Who owns the new customers; nobody when left out.")),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DAY", help=N_("Since when they are there, where that is known.")),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help=N_("utf-8, gb18030, big5 …; guessed otherwise.")),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help=N_("The sheet of a workbook."))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))] = False,
) -> None:
    """Bring in who is behind which door of a building; firms on file are found by their names."""
    entries = _entries(file, paste=paste, encoding=encoding, sheet=sheet)
    with session.desk() as desk:
        from crm_cli.services.reading import read_day

        day = read_day(desk, since) if since else None
        if not dry_run:
            from crm_cli.cli.backups import make_first

            make_first(desk, len(entries))
        taken = take_directory(
            desk, building, entries, add_units=add_units, owner=owner, since=day, dry_run=dry_run
        )
        _show(desk, taken, is_dry_run=dry_run)
    if rejected(taken.lines) and len(rejected(taken.lines)) == len(taken.lines):
        raise typer.Exit(1)


def _entries(file: str, *, paste: bool, encoding: str | None, sheet: str | None) -> Any:
    from crm_cli.exchange import directory

    if paste == bool(file) and file != "-":
        raise UsageError(
            _("Say where the directory is: a file, -, or --paste."), "crm building import 中信 directory.xlsx"
        )
    if not paste and file != "-":
        return directory.read_directory(Path(file), encoding=encoding, sheet=sheet)
    if sys.stdin.isatty():
        output.say(_("Paste the lines (door, firm, phone), then Ctrl-D:"))
    from crm_cli.exchange.encoding import decode

    raw = getattr(sys.stdin, "buffer", None)
    text = decode(raw.read(), encoding)[0] if raw is not None else sys.stdin.read()
    if not (found := directory.read_text(text)):
        raise UsageError(_("There was nothing to read."), "3001 广州宏达礼品 020-8888 1234")
    return found


def _show(desk: Any, taken: Taken, *, is_dry_run: bool) -> None:
    from crm_cli.cli.listing import is_for_people, show_records

    for warning in taken.receipt.warnings:
        output.warn(warning)
    wish = session.style().format
    if wish is not None and not is_for_people():
        show_records(desk, "directory", records(taken))
        return
    shown = taken.lines if is_dry_run else rejected(taken.lines)
    if shown:
        found = taken._replace(lines=shown[:ON_SCREEN])
        show_records(desk, "directory", records(found), hidden=("customer_no",))
        if len(shown) > ON_SCREEN:
            output.say(_("… and {count} more lines.").format(count=len(shown) - ON_SCREEN))
    if session.chosen("quiet"):
        return
    for line in taken.receipt.lines[:ON_SCREEN]:
        output.tell(line)
    output.tell(_summary(taken, is_dry_run=is_dry_run))


def _summary(taken: Taken, *, is_dry_run: bool) -> str:
    said = {
        "created": _("{count} new customers"),
        "moved_in": _("{count} on file moved in"),
        "there": _("{count} there already"),
        "vacant": _("{count} vacant"),
        "rejected": _("{count} rejected"),
    }
    counts = ", ".join(
        told.format(count=taken.counts[key]) for key, told in said.items() if taken.counts.get(key)
    )
    if is_dry_run:
        return _("It would bring: {counts}. Nothing was changed.").format(counts=counts)
    return _("Taken in: {counts}. Take all back with: crm undo").format(counts=counts)
