"""The rows of a file that could not be taken in, given back so that they can be corrected and come in alone."""

from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple

from crm_cli.domain.folding import fold
from crm_cli.exchange.csv import write_csv
from crm_cli.exchange.headers import HEADERS, IGNORE
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
) -> bytes:
    """Return the rejected rows (line → reason) as CSV that is understood without the options typed this time."""
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

    stream = BytesIO()
    write_csv(stream, top, map(written, rows))
    return stream.getvalue()


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
