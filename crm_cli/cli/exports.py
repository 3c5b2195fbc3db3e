"""`crm export`: write a noun to a CSV, Excel or JSON Lines file, or the whole firm to a folder."""

from pathlib import Path
from typing import Annotated, Any, BinaryIO, cast

import typer

from crm_cli.cli import options, output, session, stream
from crm_cli.cli.file_format import of_file
from crm_cli.cli.filters import span
from crm_cli.errors import UsageError
from crm_cli.exchange import exporting
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk


def export(
    noun: Annotated[
        str, typer.Argument(metavar="NOUN", help=N_("customers, calls, visits, money, reps …; or all"))
    ],
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help=N_("A new folder for the whole firm, with all."))
    ] = None,
    format: Annotated[  # noqa: A002  # the option's own name
        str | None,
        typer.Option(
            "--format", metavar="csv|xlsx|jsonl|vcard", help=N_("As the file's ending says; else csv.")
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help=N_("Write to this file, whole or not at all.")),
    ] = None,
    since: options.Since = None,
    until: options.Until = None,
    no_history: Annotated[
        bool, typer.Option("--no-history", help=N_("Leave out the journal, with all."))
    ] = False,
) -> None:
    """Write every record of a noun to a file, or to stdout; or everything of the firm to a folder."""
    if noun == "all":
        _export_all(folder, file, format or session.chosen("format"), since or until, history=not no_history)
        return
    if folder is not None or no_history:
        raise UsageError(_("Only all is written to a folder."), f"crm export {noun} --output FILE")
    endings = {**exporting.ENDINGS, "ics": "ics"}
    wish = of_file(format or session.chosen("format"), file, exporting.FORMATS, endings) or "csv"
    if wish == "ics":
        raise UsageError(
            _("Calendars of plans, callbacks and steps are written by a command of their own."),
            "crm agenda calendar --file FILE",
        )
    if wish == "xlsx" and file is None:
        raise UsageError(_("A workbook needs a file."), f"--output {noun}.xlsx")
    with session.desk() as desk:
        days = {name: day for name, day in span(desk, None, since, until).items() if day is not None}
        if file is None:
            _to_stdout(desk, noun, wish, days)
            return
        count, warnings = exporting.export_to(desk, noun, wish, file, days)
    for warning in warnings:
        output.warn(warning)
    output.say(
        _("Written: {path} ({count} rows)").format(path=file, count=count),
        quiet=bool(session.chosen("quiet")),
    )


def _export_all(
    folder: Path | None, file: Path | None, wish: str | None, day: object, *, history: bool
) -> None:
    if day is not None:
        raise UsageError(_("A whole firm is of every day."), _("Leave out --since and --until."))
    if folder is not None and file is not None:
        raise UsageError(_("A whole firm goes to one folder."), f"crm export all {folder}")
    from crm_cli.cli.whole_firm import export_all

    export_all(folder or file, wish, history=history)


def _to_stdout(desk: Desk, noun: str, wish: str, days: dict[str, Any]) -> None:
    """Write as the records are read, and stop without a word when nobody reads any more, as before `| head`."""
    try:
        written = exporting.export(desk, noun, wish, cast("BinaryIO", stream.Pipe()), days, bom=False)
    except stream.ReaderLeft:
        return
    stream.finish()
    for warning in written.warnings:
        output.warn(warning)
