"""Comma separated values and their kin: the dialect guessed, the damage mended, the formulas defused."""

import contextlib
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import chain, count, islice, repeat
from typing import BinaryIO, Literal

from crm_cli.domain.cleaning import defuse, undefuse
from crm_cli.errors import UsageError
from crm_cli.exchange.grid import LOT, MAX_ROWS, Grid, Row, find_header, is_blank, too_many_rows
from crm_cli.exchange.headers import known
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext

DELIMITERS = ",;\t|"
MAX_FIELD = 1_000_000
"""Characters of the longest cell that is read; the csv module's own limit is 131,072."""
MAX_LINES = 200
"""Lines one cell may span: more are rows swallowed between two stray quotes."""
SAMPLE, SAMPLE_ROWS = 200_000, 100
"""Characters and rows that the delimiter is chosen by."""

_FORCED = re.compile(r"sep=([,;\t|])(?:\r\n|\r|\n|$)", re.IGNORECASE)
_QUOTED = re.compile(r'[,;\t|"\r\n]|^\s|\s$|^\ufeff|^$')


def read_csv(text: str, delimiter: str | None = None) -> Grid:
    """Return every row of `text` with the line it begins on; `delimiter` is guessed when not given.

    A first line `sep=;` says the delimiter and is no row. NULs are dropped and broken quotes mended, each
    with a warning; `undefuse` is applied to every cell.
    Raises UsageError for a cell over 1 MB and for more than 200,000 rows.
    """
    lots, chosen, warnings = stream_csv(text, delimiter)
    return Grid(list(chain.from_iterable(lots)), chosen, "", warnings, {})


def stream_csv(text: str, delimiter: str | None = None) -> tuple[Iterator[list[Row]], str, list[str]]:
    """Return the rows of `read_csv` by the lot, its delimiter and its warnings; it is reading the rows that raises."""
    warnings: list[str] = []
    if "\0" in text:
        nuls = text.count("\0")
        told = ngettext("{count} NUL character was left out.", "{count} NUL characters were left out.", nuls)
        warnings.append(told.format(count=nuls))
        text = text.replace("\0", "")
    forced, first = None, 1
    if match := _FORCED.match(text):
        forced, first, text = match.group(1), 2, text[match.end() :]
    chosen = delimiter or forced or guess_delimiter(text)
    return _every_row(_cut(text), chosen, first), chosen, warnings


def _cut(text: str) -> list[str]:
    return io.StringIO(text, newline="").readlines()


def _every_row(lines: list[str], delimiter: str, first: int) -> Iterator[list[Row]]:
    met = 0
    with _long_fields():
        for lot in _lots(lines, delimiter, first, LOT):
            met += len(lot)
            if met > MAX_ROWS:
                raise too_many_rows()
            yield lot


def guess_delimiter(text: str) -> str:
    """Return the delimiter of `text`: a comma when nothing tells.

    It is the one with the greatest width of the header times the share of rows as wide, plus the number of
    headers that are known.
    """
    with _long_fields():
        return max(DELIMITERS, key=lambda delimiter: _score(text[:SAMPLE], delimiter))


def write_csv(
    stream: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool = True
) -> int:
    """Write UTF-8 with CRLF, and the byte order mark that Excel needs; return how many rows there were.

    None is an empty cell and dates are ISO text. Text that a spreadsheet would run gets a `'` before it
    (CWE-1236), numbers and phones excepted; `read_csv` takes it off again.
    """
    stream.write("\ufeff".encode() if bom else b"")
    stream.write(_line(header))
    count = 0
    for row in rows:
        stream.write(_line(row))
        count += 1
    return count


def _line(cells: Sequence[object]) -> bytes:
    return (",".join(map(_cell, cells)) + "\r\n").encode("utf-8", "replace")


def _cell(value: object) -> str:
    if value is None:
        return ""
    # Most cells are empty, or words and figures of which nothing is a sign; the patterns are for the rest.
    if type(value) is str and (value == "" or value.isalnum()):
        return value or '""'
    if isinstance(value, datetime):
        text = value.isoformat(" ")
    elif isinstance(value, date | time):
        text = value.isoformat()
    else:
        text = defuse(value) if isinstance(value, str) else str(value)
    # Other delimiters are quoted too: then no reader can guess one of them.
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


@contextlib.contextmanager
def _long_fields() -> Iterator[None]:
    before = csv.field_size_limit(MAX_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _score(text: str, delimiter: str) -> float:
    sample = next(_lots(_cut(_unquoted(text, delimiter)), delimiter, 1, SAMPLE_ROWS), [])
    rows = [row for row in sample if not is_blank(row.cells)]
    start = find_header([row.cells for row in rows]) or 0
    header = rows[start].cells if rows else []
    width, names = len(header), sum(map(known, header)) if '"' not in "".join(header) else 0
    fitting = sum(len(row.cells) == width and '"' not in "".join(row.cells) for row in rows[start:])
    return width * fitting / max(len(rows) - start, 1) + names


def _unquoted(text: str, delimiter: str) -> str:
    """Return `text` with its quoted cells bare: a quote left over shows that the delimiter is a wrong one."""
    if '"' not in text:
        return text
    mark = re.escape(delimiter)
    quoted = rf'(?:(?<=[{mark}\r\n])|\A)"((?:[^"]|"")*)"(?=[{mark}\r\n]|\Z)'
    return re.sub(quoted, lambda found: re.sub(rf'["\r\n{mark}]', "", found[1]), text)


def _lots(lines: list[str], delimiter: str, first: int, size: int) -> Iterator[list[Row]]:
    """Yield the rows of some lines, whose first is number `first`, so many together; lines that were read are blanked."""
    at, quoted = 0, any("'" in line for line in lines)
    while at < len(lines):
        reader = csv.reader(map(lines.__getitem__, range(at, len(lines))), delimiter=delimiter, strict=True)
        read = 0
        with contextlib.suppress(csv.Error):
            # As long as each row is a line, nothing is to be done for one by itself.
            while (lot := list(islice(reader, size))) and reader.line_num - read == len(lot):
                cells = [list(map(undefuse, row)) for row in lot] if quoted else lot
                start, at, read = at, at + len(lot), reader.line_num
                lines[start:at] = repeat("", len(lot))
                yield list(map(Row._make, zip(count(start + first), cells, repeat(""))))
            if not lot:
                return
        rows = []
        for row, after in islice(_rows(lines, at, delimiter, first), size):
            rows.append(row)
            at = after
        yield rows


def _rows(lines: Sequence[str], at: int, delimiter: str, first: int) -> Iterator[tuple[Row, int]]:
    """Yield the rows of lines from `at` on, each with the place of the line after it; a broken quote costs its line."""
    while at < len(lines):
        start = at
        reader = csv.reader(map(lines.__getitem__, range(at, len(lines))), delimiter=delimiter, strict=True)
        unclosed = True
        try:
            for cells in reader:
                after = at + reader.line_num
                if after - start > MAX_LINES:
                    break
                yield Row(start + first, list(map(undefuse, cells))), after
                start = after
            else:
                return
        except csv.Error as error:
            spans = at + reader.line_num - start
            if spans == 1 and str(error).startswith("field larger"):
                raise _too_long(start + first) from None
            unclosed = spans > 1 or "unexpected end" in str(error)
        at = start + 1
        yield _mended(lines[start], start + first, delimiter, unclosed), at


def _mended(line: str, number: int, delimiter: str, unclosed: bool) -> Row:
    # A quote that never closes would swallow every row below it, so its line is read as if it were no quote.
    quoting: Literal[0, 3] = csv.QUOTE_NONE if unclosed else csv.QUOTE_MINIMAL
    cells = next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, quoting=quoting))
    reason = _("a quotation mark is never closed") if unclosed else _("a quotation mark is out of place")
    return Row(number, [undefuse(cell) for cell in cells], reason)


def _too_long(line: int) -> UsageError:
    sentence = _("Line {line} has a cell of more than {count} characters.")
    return UsageError(sentence.format(line=line, count=MAX_FIELD))
