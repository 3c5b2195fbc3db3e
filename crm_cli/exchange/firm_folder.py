"""The folder of a whole firm: its manifest, and each table's rows as JSON Lines.

`manifest.json` says by which program and schema, when and by whom it was written, and of each table with a row or
a number ever given its file, rows, SHA-256 and greatest number. A row is an object under the names of the columns,
in their order: yes and no as true and false, days and moments as ISO text, amounts in minor units. A column that
holds what it holds anyway is left out; so are folded names and facts, which are worked out again.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, NoReturn

from crm_cli.errors import CrmError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.storage.kept_files import LARGEST, Kept
from crm_cli.storage.whole_tables import Column, Table

MANIFEST = "manifest.json"
FILES = "files"
FORMAT = "crm firm"
LONGEST = 16 << 20
"""Bytes of a line, and of a manifest four times as many: what is longer was never written by us."""

_INT64 = 1 << 63
_INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
_SHA256 = "[0-9a-f]{64}"
_KINDS: Mapping[str, frozenset[type]] = {
    "number": frozenset({int}),
    "flag": frozenset({bool}),
    "day": frozenset({str}),
    "instant": frozenset({str}),
    "text": frozenset({str}),
}


class TableFile(NamedTuple):
    """What a manifest says of a table."""

    table: str
    rows: int
    sha256: str
    last_no: int

    @property
    def name(self) -> str:
        """The file its rows are in."""
        return f"{self.table}.jsonl"


class Manifest(NamedTuple):
    """What a folder says of itself."""

    program: str
    schema: int
    firm: str
    written_at: str
    written_by: str
    history: bool
    tables: Sequence[TableFile]
    files: Sequence[Kept]

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(one.rows for one in self.tables)


def manifest_text(manifest: Manifest) -> bytes:
    """Return a manifest as it is written."""
    tables = [{"table": one.table, "file": one.name, **one._asdict()} for one in manifest.tables]
    files = [one._asdict() for one in manifest.files]
    told = {"format": FORMAT, **manifest._asdict(), "tables": tables, "files": files}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(data: bytes, newest: int) -> Manifest:
    """Return the manifest in `data`; `newest` is the schema of this program.

    Nothing in it is believed: a name of a file follows from that of its table. Raises UsageError for what is no
    manifest of ours, RefusedError for that of a newer program.
    """
    try:
        told = json.loads(data, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise _strange(str(error)) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise UsageError(
            _("This is no folder of a whole firm."), _("Such a folder is written by: crm export all DIR")
        )
    schema = _number(told, "schema")
    if schema > newest:
        raise RefusedError(
            _("The folder was written by a newer crm (schema {version}); nothing was read.").format(
                version=schema
            ),
            _("Update crm on this machine."),
        )
    if schema < 1:
        raise _strange("schema")
    history = told.get("history")
    if not isinstance(history, bool):
        raise _strange("history")
    texts = {name: _text(told, name) for name in ("program", "firm", "written_at", "written_by")}
    tables = [_table_file(one) for one in _list(told, "tables")]
    files = [_file(one) for one in _list(told, "files")]
    for names in ([one.table for one in tables], [one.sha256 for one in files]):
        if len({*names}) != len(names):
            raise _strange(_("something is named twice"))
    return Manifest(schema=schema, history=history, tables=tables, files=files, **texts)


def _table_file(told: Any) -> TableFile:
    table = _text(told, "table")
    found = TableFile(table, _number(told, "rows"), _text(told, "sha256"), _number(told, "last_no"))
    if not re.fullmatch("[a-z][a-z_]{0,60}", table) or not re.fullmatch(_SHA256, found.sha256):
        raise _strange("tables")
    if told.get("file", found.name) != found.name:
        raise _strange(_("{name} is not where {table} is").format(name=str(told["file"])[:80], table=table))
    return found


def _file(told: Any) -> Kept:
    found = Kept(_text(told, "sha256"), _number(told, "size"))
    if not re.fullmatch(_SHA256, found.sha256) or found.size > LARGEST:
        raise _strange("files")
    return found


def _list(told: Any, name: str) -> list[Any]:
    found = told.get(name)
    if not isinstance(found, list):
        raise _strange(name)
    return found


def _text(told: Any, name: str) -> str:
    found = told.get(name) if isinstance(told, dict) else None
    if not isinstance(found, str) or len(found) > 1000 or _has_odd(found):
        raise _strange(name)
    return found


def _number(told: Any, name: str) -> int:
    found = told.get(name) if isinstance(told, dict) else None
    if type(found) is not int or not 0 <= found < _INT64:
        raise _strange(name)
    return found


def _strange(what: str) -> UsageError:
    return UsageError(
        _("{name} is not as crm writes it: {reason}.").format(name=MANIFEST, reason=what),
        _("The folder was changed after it was written: export it again."),
    )


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def encoder(table: Table) -> Callable[[Sequence[Any]], bytes]:
    """Return what makes a line of a row's cells, which are in the order of `table.columns`."""
    places = [(column.name, column.default, column.kind == "flag") for column in table.columns]
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

    def line(cells: Sequence[Any]) -> bytes:
        row = {
            name: bool(cell) if flag and cell is not None else cell
            for (name, default, flag), cell in zip(places, cells, strict=True)
            if cell != default
        }
        return (encode(row) + "\n").encode()

    return line


def decode(name: str, lines: Sequence[tuple[int, bytes]], table: Table) -> dict[str, list[Any]]:
    """Return the columns of rows given as lines with their numbers, what is left out filled in.

    Raises UsageError that names the file `name`, the line and what is wrong with it.
    """
    known = {column.name for column in table.columns}
    rows = [_row(name, number, line, known) for number, line in lines]
    columns: dict[str, list[Any]] = {}
    for column in table.columns:
        cells = [row.get(column.name, column.default) for row in rows]
        if not _are_right(column, cells):
            place = next(place for place, cell in enumerate(cells) if not _are_right(column, [cell]))
            raise wrong_line(name, lines[place][0], f"{column.name} = {json.dumps(cells[place])[:80]}")
        columns[column.name] = cells
    return columns


def _row(name: str, number: int, line: bytes, known: set[str]) -> dict[str, Any]:
    try:
        row = json.loads(line, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise wrong_line(name, number, str(error)) from None
    if not isinstance(row, dict):
        raise wrong_line(name, number, _("it is no JSON object"))
    if not row.keys() <= known:
        raise wrong_line(name, number, ", ".join(sorted(row.keys() - known))[:80])
    return row


def _are_right(column: Column, cells: Sequence[Any]) -> bool:
    """Say whether cells are what their column holds; together, since one by one a million rows take a minute."""
    if column.needed and None in cells:
        return False
    told = [cell for cell in cells if cell is not None]
    default = type(column.default)
    # A yes or no that is left out is the 0 or 1 of the schema.
    if not set(map(type, told)) <= _KINDS[column.kind] | ({default} if column.kind == "flag" else set()):
        return False
    if column.kind == "number":
        return all(-_INT64 <= cell < _INT64 for cell in told)
    if column.kind == "day":
        return all(map(_is_day, set(told)))
    if column.kind == "instant":
        return all(map(_is_instant, set(told)))
    if column.kind == "text":
        return not _has_odd("".join(told)) and (
            not column.longest or max(map(len, told), default=0) <= column.longest
        )
    return True


def _has_odd(text: str) -> bool:
    """Say whether a text holds what no text of a database does: NUL and halves of characters (RELIABILITY)."""
    if "\0" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_instant(text: str) -> bool:
    try:
        return re.fullmatch(_INSTANT, text, re.ASCII) is not None and datetime.fromisoformat(text) is not None
    except ValueError:
        return False


def wrong_line(name: str, number: int, reason: str) -> UsageError:
    """Return the error for a line that crm did not write so."""
    return UsageError(
        _("{name}, line {line}, is not as crm writes it: {reason}.").format(
            name=name, line=number, reason=reason.replace("\n", " ")
        ),
        _("The folder was changed after it was written: export it again."),
    )


def changed(name: str) -> CrmError:
    """Return the error for a file that is not what the manifest says."""
    return CrmError(
        _("{name} is not the file that was written: its SHA-256 differs.").format(name=name),
        _("It was damaged or changed on the way: copy the folder again, or export it again."),
    )
