"""`crm export`: write a noun to a CSV or JSON Lines file."""

from pathlib import Path
from typing import Annotated

import typer

from crm_cli.cli import options, output, session, stream
from crm_cli.cli.filters import span
from crm_cli.exchange import exporting
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _


def export(
    noun: Annotated[str, typer.Argument(metavar="NOUN", help=N_("customers, calls, visits, money, reps …"))],
    format: Annotated[  # noqa: A002  # the option's own name
        str | None, typer.Option("--format", metavar="csv|jsonl", help=N_("csv when left out."))
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help=N_("Write to this file, whole or not at all.")),
    ] = None,
    since: options.Since = None,
    until: options.Until = None,
) -> None:
    """Write every record of a noun to a file, or to stdout."""
    ending = file.suffix[1:].lower() if file is not None else ""
    wish = format or session.chosen("format") or (ending if ending in exporting.FORMATS else "csv")
    with session.desk() as desk:
        days = {name: day for name, day in span(desk, None, since, until).items() if day is not None}
        if file is None:
            import io

            written = io.BytesIO()
            exporting.export(desk, noun, wish, written, days, bom=False)
            stream.write([written.getvalue().decode()])
            return
        count = exporting.export_to(desk, noun, wish, file, days)
    output.say(
        _("Written: {path} ({count} rows)").format(path=file, count=count),
        quiet=bool(session.chosen("quiet")),
    )
