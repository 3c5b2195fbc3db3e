"""Where every report goes: drawn for people from its form, written for programs from its values."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from crm_cli import i18n
from crm_cli.cli import output, session, stream
from crm_cli.cli.file_format import of_file
from crm_cli.cli.output import Style
from crm_cli.domain.form import Form
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk

FORMATS = ("table", "text", "md", "html", "json", "csv", "xlsx")
ENDINGS = ("text", "md", "html", "json", "csv", "xlsx")
FOR_PROGRAMS = frozenset({"json", "csv"})

Format = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMAT", help=N_("table, text, md, html, json, csv or xlsx.")),
]
Output = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help=N_("Write to this file, whole or not at all."))
]
Rows = tuple[Sequence[str], Iterable[Sequence[Any]]]


class Sheet(Frozen):
    """A report ready to be written; each part is made only when its format is asked for.

    `form` is for people, in the language in use; `values` is what JSON takes; `rows` is the header and the
    rows of the CSV, those of `values["rows"]` when it is None. `width` is how many cells a line of plain text
    takes at most, None where nothing is cut.
    """

    form: Callable[[], Form]
    values: Callable[[], dict[str, Any]]
    rows: Callable[[], Rows] | None = None
    width: int | None = None


def chosen_format(wish: str | None, file: Path | None) -> str | None:
    """Return the format asked for, else what the file's name ends in; None leaves it to stdout.

    Raises UsageError for a format that is none, and for a workbook without a file.
    """
    chosen = wish or session.chosen("format")
    if chosen is not None and chosen not in FORMATS:
        raise UsageError(
            _("There is no report in the format {name}.").format(name=chosen),
            _("Formats: {names}").format(names=", ".join(FORMATS)),
        )
    chosen = of_file(chosen, file, ENDINGS, {"txt": "text", "htm": "html"})
    if chosen == "xlsx" and file is None:
        raise UsageError(_("A workbook needs a file."), "--output report.xlsx")
    return chosen


def language_of(chosen: str | None) -> str:
    """Return the language a format is written in: a program compares reports of any place, in English."""
    return "en" if chosen in FOR_PROGRAMS else i18n.language()


def write(desk: Desk, sheet: Sheet, chosen: str | None, file: Path | None) -> None:
    """Write a report to stdout, or to a file whole or not at all."""
    if file is None:
        stream.write(_text(sheet, chosen, output.detect(zone=desk.zone)))
        return
    from crm_cli.storage.whole_files import write_whole

    write_whole(file, lambda target: write_to(target, sheet, chosen or "text", zone=desk.zone))
    output.say(_("Written: {path}").format(path=file), quiet=bool(session.chosen("quiet")))


def write_to(target: BinaryIO, sheet: Sheet, chosen: str, *, zone: str) -> None:
    """Write a report in one of FORMATS to a stream of bytes; text is UTF-8, a CSV marked as Excel needs it."""
    if chosen == "xlsx":
        from crm_cli.exchange.form_xlsx import write_form

        write_form(target, sheet.form())
        return
    mark = "\ufeff" if chosen == "csv" else ""
    text = mark + "".join(_text(sheet, chosen, Style(zone=zone)))
    target.write(text.encode("utf-8", "replace"))


def _text(sheet: Sheet, chosen: str | None, style: Style) -> list[str]:
    with i18n.speaking(language_of(chosen)):
        return _written(sheet, chosen, style)


def _written(sheet: Sheet, chosen: str | None, style: Style) -> list[str]:
    match chosen:
        case "json":
            import json

            return [json.dumps(sheet.values(), ensure_ascii=False, indent=2), "\n"]
        case "csv":
            return [_csv(*(sheet.rows() if sheet.rows else rows_of(sheet.values())))]
        case "html":
            from crm_cli.exchange.form_html import form_html

            return [form_html(sheet.form())]
        case "md":
            from crm_cli.exchange.form_markdown import form_markdown

            return [form_markdown(sheet.form())]
    from crm_cli.domain.form_text import form_text

    # A table asked for in a pipe keeps its lines whole, as every list does.
    plain = style._replace(width=sheet.width, colour=False) if chosen == "text" else style
    return list(form_text(sheet.form(), plain.width, colour=plain.colour))


def rows_of(values: dict[str, Any]) -> Rows:
    """Return the header and the cells of `values["rows"]`, a list of records with the same keys.

    A rate becomes three columns: itself, its part and its whole.
    """
    flat = [_flat(row) for row in values["rows"]]
    header = list(flat[0]) if flat else []
    return header, ([row[name] for name in header] for row in flat)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict) and "whole" in value:
            found |= {key: value["rate"], f"{key}_part": value["part"], f"{key}_whole": value["whole"]}
        else:
            found[key] = _cell(value)
    return found


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value == "" else value


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    import io

    from crm_cli.exchange.csv import write_csv

    target = io.BytesIO()
    write_csv(target, header, rows, bom=False)
    return target.getvalue().decode()
