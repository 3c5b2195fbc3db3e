"""The rows of a file that could not be taken in, given back so that they can be corrected and come in alone."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from crm_cli.domain.folding import fold
from crm_cli.exchange.csv import write_csv
from crm_cli.exchange.headers import HEADERS, IGNORE
from crm_cli.exchange.jsonl import write_jsonl
from crm_cli.exchange.table import Row, Table

LINE, REASON = "crm_line", "crm_reason"
"""The columns of a rejects file beside the file's own; they are passed over when it comes in again."""
IGNORED = "crm_ignored "
"""Stands before the heading of a column that was to be ignored."""


class Corrections(NamedTuple):
    """What was typed beside the file: its columns (index → field), outcomes (word → code), whose rows they are."""

    columns: Mapping[int, str] = {}
    outcomes: Mapping[str, str] = {}
    rep: str = ""


AS_WRITTEN = Corrections()


def headings(header: list[str], wishes: Mapping[int, str]) -> tuple[str, ...]:
    """Return headings that say by themselves what `wishes` (index → field) said about them."""
    found = list(header)
    for index, field in wishes.items():
        found[index] = field if field != IGNORE else IGNORED + header[index].removeprefix(IGNORED)
    return tuple(found)


def rejects_text(
    noun: str,
    table: Table,
    rejected: Mapping[int, str],
    header: tuple[str, ...] = (),
    corrections: Corrections = AS_WRITTEN,
    kind: str = "",
) -> bytes:
    """Return the rejected rows (line → reason) as a file that is understood without the options typed this time.

    It is of the kind (csv, tsv, xlsx, jsonl), encoding and delimiter of the file they are from, or of another `kind`.
    """
    header = header or tuple(table.header)
    rows = [row for row in table.rows if row.line in rejected]
    width = max(len(row.cells) for row in rows)
    places = [
        place for place in range(width) if place >= len(header) or table.header[place] not in (LINE, REASON)
    ]
    whose = corrections.rep and "rep" in HEADERS[noun] and "rep" not in corrections.columns.values()
    top = [header[place] if place < len(header) else "" for place in places]
    top += [*(["rep"] if whose else []), LINE, REASON]

    def written(row: Row) -> list[str | int]:
        cells = _corrected(row.cells, corrections)
        kept: list[str | int] = [cells[place] if place < len(cells) else "" for place in places]
        return [*kept, *([corrections.rep] if whose else []), row.line, rejected[row.line]]

    return _WRITERS.get(kind or table.kind, _csv)(table, top, list(map(written, rows)))


Cells = Sequence[Sequence[str | int]]


def _csv(table: Table, top: list[str], rows: Cells) -> bytes:
    stream = BytesIO()
    write_csv(stream, top, rows, delimiter=table.delimiter or ",")
    if table.encoding in {"", "utf-8"}:
        return stream.getvalue()
    text = stream.getvalue().decode("utf-8-sig")
    try:
        return (("\ufeff" if table.encoding.startswith("utf") else "") + text).encode(table.encoding)
    except UnicodeEncodeError:
        # The reason may be in a script that the file's own encoding has not.
        return stream.getvalue()


def _xlsx(_table: Table, top: list[str], rows: Cells) -> bytes:
    from crm_cli.exchange.xlsx import write_xlsx

    stream = BytesIO()
    write_xlsx(stream, [("rejects", top, rows)])
    return stream.getvalue()


def _jsonl(table: Table, top: list[str], rows: Cells) -> bytes:
    stream = BytesIO()
    broken = {row.line for row in table.rows.problems()}
    write_jsonl(stream, (_object(top, cells, is_broken=cells[-2] in broken) for cells in rows))
    return stream.getvalue()


def _object(top: Sequence[str], cells: Sequence[str | int], *, is_broken: bool) -> dict[str, Any]:
    """Return a row as an object; of a line that was none its text, to be written anew."""
    told = dict(zip(top, cells, strict=True))
    if is_broken and not any(cells[1:-2]):
        return {IGNORED + "text": cells[0], LINE: told[LINE], REASON: told[REASON]}
    return told


_WRITERS = {"xlsx": _xlsx, "jsonl": _jsonl}


def _corrected(cells: list[str], corrections: Corrections) -> list[str]:
    said = {fold(word): code for word, code in corrections.outcomes.items()}
    found = list(cells)
    for place, field in corrections.columns.items():
        if place >= len(cells):
            continue
        if field == "outcome":
            found[place] = said.get(fold(cells[place]), cells[place])
        elif field == "rep" and not cells[place].strip():
            found[place] = corrections.rep
    return found
