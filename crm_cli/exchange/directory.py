"""A tenant directory on its way in: a spreadsheet with a header, or lines as they were pasted."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from crm_cli.domain.directory_lines import Entry, is_vacancy, read_lines
from crm_cli.errors import UsageError
from crm_cli.exchange.csv import read_csv
from crm_cli.exchange.encoding import decode
from crm_cli.exchange.grid import Row, find_header
from crm_cli.exchange.headers import Recognised, recognise
from crm_cli.exchange.office import OLE, ZIP
from crm_cli.exchange.table import opened, read_table
from crm_cli.i18n import gettext as _

_PHONES = ("phone", "contact_phone")


def read_directory(path: Path, *, encoding: str | None = None, sheet: str | None = None) -> list[Entry]:
    """Return the firms of the directory in a CSV, Excel or text file; what kind it is, its content says.

    Raises UsageError for a file in which there are none, NotFoundError where there is no file.
    """
    if opened(path).startswith((ZIP, OLE)):
        table = read_table(path, sheet=sheet)
        columns = _columns(table.header)
        if columns is None:
            raise UsageError(
                _("No column of {path} is recognised as the firm's name beside its door.").format(path=path),
                _("Put titles such as {names} above the columns.").format(names="unit, floor, name, phone"),
            )
        found = [_of_row(row, columns) for row in table.rows]
    else:
        found = read_text(decode(path.read_bytes(), encoding)[0])
    if not found:
        raise UsageError(_("{path} has no firms.").format(path=path), "3001 广州宏达礼品 020-8888 1234")
    return found


def read_text(text: str) -> list[Entry]:
    """Return the firms of a directory as text: below a header its columns, else line by line."""
    rows = [row for row in read_csv(text).rows if any(cell.strip() for cell in row.cells)]
    at = find_header([row.cells for row in rows[:10]]) if rows else None
    columns = None if at is None else _columns(rows[at].cells)
    if at is None or columns is None:
        return list(read_lines(text))
    return [_of_row(row, columns) for row in rows[at + 1 :]]


def _columns(header: Sequence[str]) -> Mapping[int, str] | None:
    """Return what the columns mean when one is the firm's name and one its door or floor, else None."""
    found: Recognised = recognise("customers", list(header), {})
    fields = set(found.columns.values())
    return found.columns if "name" in fields and fields & {"unit", "floor"} else None


def _of_row(row: Row, columns: Mapping[int, str]) -> Entry:
    cells: dict[str, list[str]] = {}
    for index, field in columns.items():
        if index < len(row.cells) and (cell := " ".join(row.cells[index].split())):
            cells.setdefault(field, []).append(cell)

    def text(field: str) -> str:
        return " ".join(cells.get(field, []))

    phones = [
        piece for field in _PHONES for cell in cells.get(field, []) for piece in re.split(r"[\n;；]", cell)
    ]
    return Entry(
        row.line,
        text("unit"),
        text("floor"),
        text("name"),
        text("contact_name"),
        tuple(phones),
        text("contact_title"),
        text("email"),
        text("industry"),
        is_vacancy(text("name")),
        row.problem,
    )
