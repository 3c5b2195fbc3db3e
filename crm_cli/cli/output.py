"""The one output sink: data on stdout in the format asked for, everything else on stderr."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from crm_cli.cli import stream
from crm_cli.cli.stream import finish
from crm_cli.cli.voice import say, tell, warn
from crm_cli.domain.cleaning import cell_width, clean, fit
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.table import Column, block, draw, human, human_rows, wrap
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext

if TYPE_CHECKING:
    from crm_cli.domain.form import Form

__all__ = [
    "FORMATS",
    "Column",
    "Style",
    "detect",
    "emit",
    "emit_block",
    "emit_form",
    "emit_one",
    "finish",
    "say",
    "tell",
    "warn",
]

_LEAST = 20
"""Cells of the narrowest piece into which a line is broken."""
FORMATS = ("table", "text", "json", "jsonl", "csv", "tsv", "md", "ids")

Row = Mapping[str, object]


class Style(Frozen):
    """How to write: `format` None leaves it to where stdout goes, `columns` None to the command.

    `width` in cells is None where lines may be as long as they like; `zone` is the firm's (IANA name).
    """

    format: str | None = None
    columns: Sequence[str] | None = None
    quiet: bool = False
    colour: bool = False
    is_terminal: bool = False
    width: int | None = None
    zone: str = "UTC"


def detect(
    format: str | None = None,  # noqa: A002  # the option's own name
    columns: str | None = None,
    *,
    quiet: bool = False,
    zone: str = "UTC",
    environment: Mapping[str, str] = os.environ,
) -> Style:
    """Return the style for stdout as it is; `columns` is what was typed, keys separated by commas.

    Colour is for terminals without NO_COLOR (no-color.org) and TERM=dumb, and never in Markdown. Raises UsageError for a format
    that is none of FORMATS.
    """
    if format is not None and format not in FORMATS:
        raise UsageError(
            _("There is no format called {name}.").format(name=clean(format)),
            _("Formats: {names}").format(names=", ".join(FORMATS)),
        )
    keys = [key.strip() for key in (columns or "").split(",") if key.strip()]
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    wants_colour = format != "md" and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    colour = is_terminal and wants_colour
    return Style(format, keys or None, quiet, colour, is_terminal, _width() if is_terminal else None, zone)


def _width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def _paint(line: str, code: str, style: Style) -> str:
    return f"\x1b[{code}m{line}\x1b[0m" if style.colour else line


def _chosen(columns: Sequence[Column], style: Style, *, everything: bool) -> list[Column]:
    """Return the columns to write: those asked for in that order, else all or those that show.

    Raises UsageError, listing what there is, for a key that no column has.
    """
    if style.columns is None:
        return [column for column in columns if everything or column.show]
    known = {column.key: column for column in columns}
    wanted = [key.lower().replace("-", "_") for key in style.columns]
    if strange := [key for key in wanted if key not in known]:
        raise UsageError(
            ngettext("There is no column {names}.", "There are no columns {names}.", len(strange)).format(
                names=clean(", ".join(strange))
            ),
            _("Columns: {names}").format(names=", ".join(known)),
        )
    return [known[key] for key in dict.fromkeys(wanted)]


def _table(rows: Sequence[Row], columns: Sequence[Column], style: Style, title: str) -> Iterator[str]:
    lines, dropped = draw(columns, human_rows(rows, columns, style.zone), style.width)
    if title:
        yield _paint(clean(title), "1", style) + "\n"
    yield _paint(lines[0], "1", style) + "\n"
    for line in lines[1:]:
        yield line + "\n"
    if dropped:
        hint = ngettext(
            ".. {count} more column: --columns {keys}",
            ".. {count} more columns: --columns {keys}",
            len(dropped),
        ).format(count=len(dropped), keys=",".join(column.key for column in dropped))
        yield _paint(fit(hint, style.width or cell_width(hint)).rstrip(), "2", style) + "\n"


def _text(rows: Sequence[Row], columns: Sequence[Column], style: Style, title: str) -> Iterator[str]:
    if title:
        yield clean(title) + "\n"
    for line in draw(columns, human_rows(rows, columns, style.zone), None).lines:
        yield line.rstrip() + "\n"


def _markdown(rows: Sequence[Row], columns: Sequence[Column], style: Style, title: str) -> Iterator[str]:
    from crm_cli.domain.markdown import escaped

    if title:
        yield f"### {escaped(title)}\n\n"
    head = [column.title for column in columns]
    rule = ["---:" if column.align == "right" else "---" for column in columns]
    for cells in (head, rule, *human_rows(rows, columns, style.zone)):
        yield f"| {' | '.join(map(escaped, cells))} |\n"


def _ids(rows: Sequence[Row]) -> list[str]:
    """Return the `no` of each row, one a line; raise UsageError where rows have none, as in a report."""
    if any("no" not in row for row in rows):
        raise UsageError(_("These rows have no numbers of their own."), _("Choose another format than ids."))
    return [clean(str(row["no"])) + "\n" for row in rows if row["no"] is not None]


def emit(
    rows: Sequence[Row], columns: Sequence[Column], style: Style, *, title: str = "", empty: str = ""
) -> None:
    """Write a list to stdout: a table on a terminal, tab-separated in a pipe, else as `style.format` says.

    `rows` map column keys to plain values: text, numbers, bools, None, dates, aware instants, lists and
    (for JSON) dicts. `title` stands above what people read; `empty` is told on stderr in place of an empty
    table. Raises UsageError for columns that do not exist, CrmError where stdout cannot be written.
    """
    name = style.format or ("table" if style.is_terminal else "tsv")
    if name in _DRAWN:
        chosen = _chosen(columns, style, everything=False)
        if rows or not empty:
            stream.write(_DRAWN[name](rows, chosen, style, title))
        else:
            say(empty, quiet=style.quiet)
    elif name == "ids":
        stream.write(_ids(rows))
    else:
        stream.write(_exact(name, rows, _chosen(columns, style, everything=True), style.zone))


_DRAWN: dict[str, Callable[[Sequence[Row], Sequence[Column], Style, str], Iterable[str]]] = {
    "table": _table,
    "text": _text,
    "md": _markdown,
}


def _exact(name: str, rows: Sequence[Row], columns: Sequence[Column], zone: str) -> Iterable[str]:
    from crm_cli.cli import machine

    writers = {"json": machine.array, "jsonl": machine.jsonl, "csv": machine.csv, "tsv": machine.tsv}
    return writers[name](rows, columns, zone)


def _pairs(row: Row, columns: Sequence[Column], style: Style) -> list[tuple[str, str]]:
    """Return titles and texts; fields without a value only where they were asked for by name."""
    pairs = [
        (clean(column.title), human(row.get(column.key), style.zone, multiline=True)) for column in columns
    ]
    return [pair for pair in pairs if pair[1] or style.columns]


def _record(row: Row, columns: Sequence[Column], style: Style, title: str) -> Iterator[str]:
    if title:
        yield _paint(clean(title), "1", style) + "\n"
    for head, text in block(_pairs(row, columns, style), style.width):
        yield (_paint(head, "2", style) + text).rstrip() + "\n"


def _bullets(row: Row, columns: Sequence[Column], style: Style, title: str) -> Iterator[str]:
    from crm_cli.domain.markdown import escaped

    if title:
        yield f"### {escaped(title)}\n\n"
    for head, text in _pairs(row, columns, style):
        yield f"- **{escaped(head)}**: {escaped(text)}\n"


def emit_one(record: Row, fields: Sequence[Column], style: Style, *, title: str = "") -> None:
    """Write one thing to stdout: titles and values below each other for people, also in a pipe.

    JSON is one object, CSV and tab-separated text a header and a row, as in a list. Raises as `emit` does.
    """
    name = style.format or ("table" if style.is_terminal else "text")
    if name == "ids":
        stream.write(_ids([record]))
        return
    columns = _chosen(fields, style, everything=name not in _DRAWN)
    if name == "md":
        stream.write(_bullets(record, columns, style, title))
    elif name in _DRAWN:
        plain = style if name == "table" else style._replace(width=None, colour=False)
        stream.write(_record(record, columns, plain, title))
    elif name == "json":
        from crm_cli.cli import machine

        stream.write(machine.single(record, columns, style.zone))
    else:
        stream.write(_exact(name, [record], columns, style.zone))


def emit_block(heading: str, lines: Sequence[str], style: Style) -> None:
    """Write lines below a heading, after an empty line; in Markdown they are a list, what was typed escaped."""
    if style.format == "md":
        from crm_cli.domain.markdown import escaped

        items, depth = [], -2
        for line in lines:
            # An item further in than its list would be code.
            depth = min(len(line) - len(line.lstrip(" ")), depth + 2)
            items.append(f"{' ' * depth}- {escaped(line)}\n")
        stream.write([f"\n### {escaped(heading)}\n\n", *items])
        return
    laid = (piece for line in lines for piece in _laid(clean(line), style.width))
    stream.write([f"\n{_paint(clean(heading), '1', style)}\n", *(f"{piece}\n" for piece in laid)])


def _laid(line: str, width: int | None) -> list[str]:
    """Return a line set in by two cells, its further pieces by four where a terminal is too narrow for it."""
    # No character takes more than two cells.
    if width is None or 2 * len(line) + 2 <= width or cell_width(line) + 2 <= width:
        return [f"  {line}".rstrip()]
    first, *others = wrap(line, max(width - 4, _LEAST))
    return [f"  {first}", *(f"    {piece}" for piece in others)]


def emit_form(form: "Form", style: Style) -> None:
    """Write a form to stdout as a person reads it."""
    if style.format == "md":
        from crm_cli.exchange.form_markdown import form_markdown

        stream.write([form_markdown(form)])
        return
    from crm_cli.domain.form_text import form_text

    stream.write(form_text(form, style.width, colour=style.colour))
