"""Comma separated values and their kin: the dialect guessed, the damage mended, the formulas defused."""

import contextlib
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import partial
from itertools import chain, count, islice, repeat
from operator import contains
from typing import BinaryIO, Literal

from crm_cli.domain.cleaning import defuse, undefuse
from crm_cli.errors import UsageError
from crm_cli.exchange.grid import LOT, Grid, Row, find_header, is_blank, too_many_rows
from crm_cli.exchange.headers import known
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext

DELIMITERS = ",;\t|"
MAX_FIELD = 1_000_000
"""Characters of the longest cell that is read; the csv module's own limit is 131,072."""
MAX_ROWS = 2_000_000
"""More rows are refused: an import is one transaction."""
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
    every, chosen, warnings = stream_csv(text, lambda: iter(io.StringIO(text, newline="")), delimiter)
    return Grid(list(chain.from_iterable(every())), chosen, "", warnings, {})


Every = Callable[[], Iterator[list[Row]]]


def stream_csv(
    head: str, lines: Callable[[], Iterator[str]], delimiter: str | None = None
) -> tuple[Every, str, list[str]]:
    """Return what reads the rows of `read_csv` by the lot, as often as wanted, its delimiter and its warnings.

    `head` is the beginning of the text whose `lines` are read. It is reading the rows that raises and that warns.
    """
    warnings: list[str] = []
    head = head.replace("\0", "")
    forced, first = None, 1
    if match := _FORCED.match(head):
        forced, first, head = match.group(1), 2, head[match.end() :]
    chosen = delimiter or forced or guess_delimiter(head)
    return lambda: _every_row(lines(), chosen, first, warnings), chosen, warnings


def _every_row(lines: Iterator[str], delimiter: str, first: int, warnings: list[str]) -> Iterator[list[Row]]:
    met = 0
    window = _Window(islice(lines, first - 1, None))
    with _long_fields():
        for lot in _lots(window, delimiter, first, LOT):
            met += len(lot)
            if met > MAX_ROWS:
                raise too_many_rows(MAX_ROWS)
            yield lot
    if window.nuls:
        told = ngettext(
            "{count} NUL character was left out.", "{count} NUL characters were left out.", window.nuls
        )
        if (sentence := told.format(count=window.nuls)) not in warnings:
            warnings.append(sentence)


class _Window:
    """Lines from one place on, read no sooner than asked for and let go of once they were taken.

    NUL characters are left out of them; `nuls` says how many were.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.nuls = 0
        self._source = iter(lines)
        self._kept: list[str] = []
        self._first = 0

    def has(self, at: int) -> bool:
        """Say whether there is a line at a place."""
        return bool(self.part(at, at + 1))

    def part(self, start: int, end: int) -> list[str]:
        """Return the lines from one place to before another, fewer where the text ends."""
        missing = end - self._first - len(self._kept)
        if missing > 0:
            more = list(islice(self._source, missing))
            if any(map(contains, more, repeat("\0"))):
                self.nuls += sum(line.count("\0") for line in more)
                more = [line.replace("\0", "") for line in more]
            self._kept += more
        return self._kept[start - self._first : end - self._first]

    def since(self, at: int) -> Iterator[str]:
        """Yield the lines from a place on."""
        while self.has(at):
            yield self._kept[at - self._first]
            at += 1

    def forget(self, at: int) -> None:
        """Let go of the lines before a place."""
        del self._kept[: at - self._first]
        self._first = at


def guess_delimiter(text: str) -> str:
    """Return the delimiter of `text`: a comma when nothing tells.

    It is the one with the greatest width of the header times the share of rows as wide, plus the number of
    headers that are known.
    """
    with _long_fields():
        return max(DELIMITERS, key=lambda delimiter: _score(text[:SAMPLE], delimiter))


def write_csv(
    stream: BinaryIO,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    bom: bool = True,
    delimiter: str = ",",
) -> int:
    """Write UTF-8 with CRLF, and the byte order mark that Excel needs; return how many rows there were.

    None is an empty cell and dates are ISO text. Text that a spreadsheet would run gets a `'` before it
    (CWE-1236), numbers and phones excepted; `read_csv` takes it off again.
    """
    stream.write("\ufeff".encode() if bom else b"")
    stream.write(_line(header, delimiter))
    count = 0
    for row in rows:
        stream.write(_line(row, delimiter))
        count += 1
    return count


def _line(cells: Sequence[object], delimiter: str = ",") -> bytes:
    return (delimiter.join(map(_cell, cells)) + "\r\n").encode("utf-8", "replace")


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
    lines = io.StringIO(_unquoted(text, delimiter), newline="")
    sample = next(_lots(_Window(lines), delimiter, 1, SAMPLE_ROWS), [])
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


def _lots(lines: _Window, delimiter: str, first: int, size: int) -> Iterator[list[Row]]:
    """Yield the rows of some lines, whose first is number `first`, so many together."""
    at = 0
    made = partial(tuple.__new__, Row)
    while part := lines.part(at, at + size):
        if (cells := _line_by_line(part, delimiter)) is not None:
            # As long as each row is a line, nothing is to be done for one by itself.
            rows = list(map(made, zip(count(at + first), cells, repeat(""))))
            at += len(rows)
        else:
            rows = []
            for row, after in islice(_rows(lines, at, delimiter, first), size):
                rows.append(row)
                at = after
        lines.forget(at)
        yield rows


def _line_by_line(lines: Sequence[str], delimiter: str) -> list[list[str]] | None:
    """Return the cells of lines of which each is a row, None of any others."""
    try:
        found = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    if len(found) != len(lines):
        return None
    return [list(map(undefuse, row)) for row in found] if any(map(contains, lines, repeat("'"))) else found


def _rows(lines: _Window, at: int, delimiter: str, first: int) -> Iterator[tuple[Row, int]]:
    """Yield the rows of lines from `at` on, each with the place of the line after it; a broken quote costs its line."""
    while lines.has(at):
        start = at
        reader = csv.reader(lines.since(at), delimiter=delimiter, strict=True)
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
        yield _mended(lines.part(start, at)[0], start + first, delimiter, unclosed), at


def _mended(line: str, number: int, delimiter: str, unclosed: bool) -> Row:
    # A quote that never closes would swallow every row below it, so its line is read as if it were no quote.
    quoting: Literal[0, 3] = csv.QUOTE_NONE if unclosed else csv.QUOTE_MINIMAL
    cells = next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, quoting=quoting))
    reason = _("a quotation mark is never closed") if unclosed else _("a quotation mark is out of place")
    return Row(number, [undefuse(cell) for cell in cells], reason)


def _too_long(line: int) -> UsageError:
    sentence = _("Line {line} has a cell of more than {count} characters.")
    return UsageError(sentence.format(line=line, count=MAX_FIELD))
