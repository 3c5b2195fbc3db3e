"""What every spreadsheet is read into, and where its header is."""

from typing import NamedTuple

from crm_cli.errors import UsageError
from crm_cli.exchange.headers import known
from crm_cli.i18n import gettext as _

MAX_BYTES = 100_000_000
"""A larger workbook is refused before it is read, and a text ten times as large."""
MAX_ROWS = 200_000
"""More rows of a workbook are refused: all its cells are in memory together."""
TITLE_ROWS = 10
"""How many rows from the top the header is looked for in."""
MAX_HEADER = 40
"""Characters of the longest cell that may be a header."""
LOT = 2_048
"""Rows that are read together."""
KEPT_CELLS = 10_000
"""Different cells that are looked for among those to come."""


class SharedCells(dict[str, str]):
    """Cell → what is kept of it. A list says the same cities over and over: each is in memory once."""

    def __missing__(self, cell: str) -> str:
        found = self.read(cell)
        if len(self) < KEPT_CELLS:
            self[cell] = found
        return found

    def read(self, cell: str) -> str:
        """Return what a cell met for the first time means: itself."""
        return cell


class Row(NamedTuple):
    """A row of a file: the file's own line number from 1, its cells, and why not to trust it ('' = do)."""

    line: int
    cells: list[str]
    problem: str = ""


class Grid(NamedTuple):
    """Every row of a file as it stands, header and titles included.

    `numeric` maps a column index to the first line where a number may have lost its leading zero, and to
    its digits.
    """

    rows: list[Row]
    delimiter: str
    sheet: str
    warnings: list[str]
    numeric: dict[int, tuple[int, str]]


def is_blank(cells: list[str]) -> bool:
    """Return whether nothing but white space is in the cells."""
    return not any(cell and not cell.isspace() for cell in cells)


def too_many_rows(count: int = MAX_ROWS) -> UsageError:
    """Return the error for a file of more than `count` rows."""
    return UsageError(
        _("The file has more than {count} rows.").format(count=count),
        _("Split it and import the parts one after the other."),
    )


def find_header(rows: list[list[str]]) -> int | None:
    """Return the index of the row that names the columns, None when there is none.

    It is, among the first ten, the one with the most known headers if they are two or more (one, in a list
    of one column); else the widest row whose cells are mostly short texts. The first wins a tie.
    """
    best: tuple[tuple[int, int], int] | None = None
    for index, cells in enumerate(rows[:TITLE_ROWS]):
        filled = [cell for cell in cells if cell and not cell.isspace()]
        if not filled or sum(map(_is_title, filled)) * 2 <= len(filled):
            continue
        names = sum(map(known, filled))
        score = (names if names >= min(2, len(filled)) else 0, len(filled))
        if best is None or score > best[0]:
            best = (score, index)
    return None if best is None else best[1]


def _is_title(cell: str) -> bool:
    return len(cell.strip()) <= MAX_HEADER and any(char.isalpha() for char in cell)
