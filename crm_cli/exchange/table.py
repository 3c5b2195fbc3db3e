"""A firm's own list, read from whatever kind of file it is in."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.exchange.csv import DELIMITERS, stream_csv
from crm_cli.exchange.grid import MAX_BYTES, Grid, Row, find_header, is_blank
from crm_cli.exchange.headers import may_hold_phone
from crm_cli.exchange.jsonl import looks_like_jsonl, stream_objects
from crm_cli.exchange.office import OLE, ZIP
from crm_cli.exchange.rows import Rows
from crm_cli.exchange.text_file import TextFile, open_text
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext

__all__ = ["Row", "Table", "read_table"]

MAX_WARNINGS = 20
"""Rows that are named one by one; the others are counted."""

_TEXT = 10
"""How many times as large as a workbook a text may be."""
_RUBBISH = frozenset(map(chr, {*range(1, 9), *range(14, 27), *range(28, 32), 0xFFFD}))


class Table(NamedTuple):
    """A list: its header, its rows below that as wide as the header or wider, and how it was read.

    `encoding` and `delimiter` are empty for a workbook, `sheet` for a text file; `kind` is csv, xlsx or jsonl. A row with a `problem`
    (cells beyond the header, a broken quote) is for the rejects file.
    """

    header: list[str]
    rows: Rows
    encoding: str
    delimiter: str
    sheet: str
    grid: Grid
    kind: str = "csv"

    @property
    def warnings(self) -> list[str]:
        """What there is to warn of, once every row is read."""
        told = _doubts(self.rows.problems())
        return [*self.grid.warnings, *told, *_zeros(self.header, self.grid.numeric), *_untitled(self.header)]


def read_table(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    as_needed: bool = False,
) -> Table:
    """Read the table in the text or Excel file at `path`; what kind it is, its content says, not its name.

    Titles above the header and blank rows are left out; `header_row` is the header's line number from 1.
    Raises NotFoundError for a missing file or sheet, RefusedError where reading is not allowed, UsageError
    for everything that is no table: folders, empty and huge files, rubbish, passwords, no header. Rows read
    only `as_needed` raise what is the matter with them when they are.
    """
    magic = opened(path)
    if magic.startswith(ZIP) or magic == OLE:
        from crm_cli.exchange.xlsx import stream_workbook

        lots, grid = stream_workbook(path, sheet)
        return _ready(_table(lots, grid, "", header_row, 0)._replace(kind="xlsx"), as_needed=False)
    if sheet is not None:
        raise UsageError(_("{path} is a text file and has no sheets.").format(path=path))
    text = open_text(path, encoding)
    _refuse_rubbish(path, text.head, magic)
    if not text.head.strip():
        raise UsageError(_("{path} is empty.").format(path=path))
    if looks_like_jsonl(text.head) and delimiter is None:
        return _ready(_objects(text), as_needed=as_needed)
    every, char, warnings = stream_csv(text.head, text.lines, _delimiter(delimiter))
    grid = Grid([], char, "", warnings, {})
    table = _table(every(), grid, text.encoding, header_row, text.expected, every if text.is_long else None)
    return _ready(table, as_needed=as_needed)


def _objects(text: TextFile) -> Table:
    """Return the objects of JSON Lines as a table: a column for each key."""
    header, every = stream_objects(text.lines)
    body = Rows(len(header), every(), text.expected + 1, every if text.is_long else None)
    return Table(header, body, text.encoding, "", "", Grid([], "", "", [], {}), "jsonl")


def is_no_objects(path: Path) -> bool:
    """Say whether a file holds JSON Lines of nothing, as an export leaves of a noun without records."""
    return path.suffix.lower() == ".jsonl" and path.is_file() and path.stat().st_size == 0


def no_objects(header: Sequence[str]) -> Table:
    """Return a table without rows."""
    return Table(list(header), Rows(len(header)), "utf-8", "", "", Grid([], "", "", [], {}), "jsonl")


def opened(path: Path) -> bytes:
    """Return the first bytes of the file; raise the sentence that says why it cannot be read."""
    try:
        if path.is_dir():
            raise UsageError(_("{path} is a folder.").format(path=path), _("Give the name of a file in it."))
        if not path.is_file():
            # A pipe or a device may never end, and is read twice here.
            raise NotFoundError(_("There is no file {path}.").format(path=path))
        size = path.stat().st_size
        with path.open("rb") as stream:
            magic = stream.read(8)
    except (OSError, ValueError) as error:
        raise RefusedError(_("{path} cannot be read: {reason}").format(path=path, reason=error)) from error
    if size == 0:
        raise UsageError(_("{path} is empty.").format(path=path))
    most = MAX_BYTES if magic.startswith((ZIP, OLE)) else MAX_BYTES * _TEXT
    if size > most:
        raise UsageError(
            _("{path} is larger than {size} MB.").format(path=path, size=most // 1_000_000),
            _("Split it and import the parts one after the other."),
        )
    return magic


def _delimiter(wish: str | None) -> str | None:
    """Return the character meant by what was typed, None when it is to be guessed."""
    if wish is None:
        return None
    char = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(wish.lower(), wish)
    if len(char) != 1 or char in '"\r\n\0':
        raise UsageError(
            _("{text} is no delimiter.").format(text=wish),
            _("These are usual: {names}.").format(
                names=" ".join(DELIMITERS.replace("\t", "").strip()) + " tab"
            ),
        )
    return char


def _refuse_rubbish(path: Path, text: str, magic: bytes) -> None:
    sample = text[:10_000]
    odd = sum(char in _RUBBISH for char in sample) + sample.count("\0") // 4
    if magic.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"SQLite f")) or odd * 50 > len(
        sample
    ):
        raise UsageError(
            _("{path} is neither text nor an Excel file.").format(path=path),
            _("Save the list as XLSX or CSV."),
        )


def _ready(table: Table, *, as_needed: bool) -> Table:
    """Return the table with all its rows read, unless they are wanted later."""
    if not as_needed:
        table.rows.expected = len(table.rows)
    return table


def _table(
    every: Iterable[list[Row]],
    grid: Grid,
    encoding: str,
    header_row: int | None,
    expected: int,
    again: Callable[[], Iterable[list[Row]]] | None = None,
) -> Table:
    """Return the table in a file's rows, given by the lot; `grid` is what else was read.

    `again` reads a long file from its beginning, so that its rows need not be kept.
    """
    lots = filter(None, map(_filled, every))
    top = next(lots, [])
    if not top:
        raise UsageError(_("There is nothing in the file."))
    while header_row is not None and top[-1].line <= header_row and (more := next(lots, [])):
        top += more
    at = _header_at(top, header_row)
    header = [" ".join(cell.split()) for cell in top[at].cells]
    # A header merged over two rows is there twice.
    twice = at + 1 < len(top) and top[at + 1].cells == top[at].cells
    last = top[at + twice].line

    def below() -> Iterable[list[Row]]:
        return ([row for row in rows if row.line > last] for rows in map(_filled, again() if again else ()))

    body = _body(header, chain([top[at + 1 + twice :]], lots), expected, below if again else None)
    return Table(header[: body.width], body, encoding, grid.delimiter, grid.sheet, grid)


def _filled(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that are not blank."""
    return [row for row in rows if row.cells and (row.cells[0].strip() or not is_blank(row.cells))]


def _body(
    header: Sequence[str],
    lots: Iterable[list[Row]],
    expected: int,
    again: Callable[[], Iterable[list[Row]]] | None,
) -> Rows:
    """Return the rows below a header as wide as it, or less: a spreadsheet's empty margin is cut off."""
    full, width = len(header), len(_trimmed(header))

    def fitted(every: Iterable[list[Row]]) -> Iterable[list[Row]]:
        for rows in every:
            widths = set(map(len, map(itemgetter(1), rows)))
            yield [_fitted(row, full) for row in rows] if widths - {full} else rows

    body = Rows(full, fitted(lots), expected, (lambda: fitted(again())) if again else None)
    if width < full:
        # A column that holds something stays, titled or not.
        width = max([width, *(len(_trimmed(row.cells)) for row in body if not row.problem)])
        body.cut(width)
    return body


def _header_at(rows: list[Row], header_row: int | None) -> int:
    if header_row is not None:
        at = next((index for index, row in enumerate(rows) if row.line == header_row), None)
        if at is None:
            raise UsageError(_("Line {line} is blank or not in the file.").format(line=header_row))
        return at
    at = find_header([row.cells for row in rows])
    if at is None:
        raise UsageError(
            _("No row of the file names the columns."),
            _(
                "Put titles such as {names} above the columns, or say with --header-row where they are."
            ).format(names="name, phone"),
        )
    return at


def _fitted(row: Row, width: int) -> Row:
    """Return `row` padded to `width`; what is beyond it is dropped when empty, else it is a problem."""
    if len(row.cells) == width:
        return row
    cells = row.cells if len(row.cells) <= width else row.cells[: max(width, len(_trimmed(row.cells)))]
    extra = len(cells) - width
    if extra > 0 and not row.problem:
        reason = ngettext(
            "{count} cell more than the header has", "{count} cells more than the header has", extra
        )
        return Row(row.line, cells, reason.format(count=extra))
    return Row(row.line, cells + [""] * -extra, row.problem)


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _doubts(doubtful: Sequence[Row]) -> list[str]:
    sentence = _("Line {line}: {reason}.")
    warnings = [sentence.format(line=row.line, reason=row.problem) for row in doubtful[:MAX_WARNINGS]]
    if more := len(doubtful) - len(warnings):
        rest = ngettext("{count} more row has such a fault.", "{count} more rows have such faults.", more)
        warnings.append(rest.format(count=more))
    return warnings


def _zeros(header: list[str], numeric: dict[int, tuple[int, str]]) -> list[str]:
    sentence = _(
        "Column {name}, line {line}: {number} is kept as a number and may have lost its leading zero "
        "(0{number}?). Make that column text in Excel, add the zeros, and import it again."
    )
    return [
        sentence.format(name=name, line=numeric[column][0], number=numeric[column][1])
        for column, name in enumerate(header)
        if column in numeric and may_hold_phone(name)
    ]


def _untitled(header: list[str]) -> list[str]:
    sentence = _("Column {number} has no title: it will not be read.")
    return [sentence.format(number=number) for number, name in enumerate(header, start=1) if not name]
