"""Rows and records drawn for people in terminal cells, without Rich, which costs more than the query."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Literal

from crm_cli import clock
from crm_cli.domain.cleaning import cell_width, clean, clusters, fit
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _

GAP = "  "
_HARD_SPACE = "\ue000"
LEAST = 16


class Column(Frozen):
    """One field of a row: `key` for machines, `title` (already translated) for people.

    `width` is the most cells it may take on a terminal. A column with `show=False` is left to `--columns`
    and the machine formats. Columns come in order of importance: the last are the first to go.
    """

    key: str
    title: str
    align: Literal["left", "right"] = "left"
    width: int | None = None
    show: bool = True


class Drawing(Frozen):
    """A table's lines, header first, all of one cell width, and the columns that found no room."""

    lines: list[str]
    dropped: list[Column]


def _float_text(number: float) -> str:
    # Adding zero turns -0.0 into 0.0.
    text = f"{round(number, 2) + 0.0:.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else ""


def _moment(value: date | time, zone: str) -> str:
    if isinstance(value, datetime):
        return (clock.to_wall(value, zone) if value.tzinfo else value).isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else value.isoformat("minutes")


def human(value: object, zone: str, *, multiline: bool = False) -> str:
    """Return `value` as a person reads it, cleaned; nothing is empty, an instant is the clock of `zone`.

    Fractions have at most two decimals; times are `YYYY-MM-DD HH:MM`; lists are joined with commas.
    """
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case float():
            return _float_text(value)
        case date() | time():
            return _moment(value, zone)
        case Mapping():
            return ", ".join(f"{clean(str(key))}: {human(item, zone)}" for key, item in value.items())
        case list() | tuple():
            return ", ".join(human(item, zone) for item in value)
    return clean(str(value), multiline)


def human_rows(rows: Iterable[Mapping[str, object]], columns: Sequence[Column], zone: str) -> list[list[str]]:
    """Return each row as one line of text a column, in the order of `columns`."""
    return [[human(row.get(column.key), zone) for column in columns] for row in rows]


def _natural(columns: Sequence[Column], cells: Sequence[Sequence[str]], limited: bool) -> list[int]:
    """Return the cells each column would take, no more than its own limit where `limited`."""
    widths = [cell_width(clean(column.title)) for column in columns]
    for row in cells:
        widths = [max(width, cell_width(cell)) for width, cell in zip(widths, row, strict=True)]
    if not limited:
        return widths
    return [min(width, column.width or width) for width, column in zip(widths, columns, strict=True)]


def _squeeze(columns: Sequence[Column], widths: Sequence[int], width: int) -> list[int]:
    """Return `widths` with the widest text columns cropped, and then the last columns left out, to fit.

    Numbers are not cropped, for a cropped number is a wrong one; nor is text below LEAST cells, which a
    date with its time or a phone number needs.
    """
    kept = [min(cells, width) for cells in widths]
    while True:
        excess = sum(kept) + len(GAP) * (len(kept) - 1) - width
        text = [n for n in range(len(kept)) if columns[n].align == "left"]
        while excess > 0 and text and kept[widest := max(text, key=kept.__getitem__)] > LEAST:
            kept[widest] -= 1
            excess -= 1
        if excess <= 0 or len(kept) == 1:
            return kept
        # The room that a column leaves behind belongs to all that stay, so the cropping starts afresh.
        kept = [min(cells, width) for cells in widths[: len(kept) - 1]]


def _place(cell: str, width: int, column: Column) -> str:
    if column.align == "left":
        return fit(cell, width)
    size = min(cell_width(cell), width)
    return " " * (width - size) + fit(cell, size)


def draw(columns: Sequence[Column], cells: Sequence[Sequence[str]], width: int | None) -> Drawing:
    """Lay out rows of clean one-line texts in at most `width` cells; None crops and drops nothing.

    `cells` has one text for each of `columns` in every row.
    """
    natural = _natural(columns, cells, limited=width is not None)
    widths = natural if width is None else _squeeze(columns, natural, max(width, 1))
    kept = columns[: len(widths)]
    titles = [clean(column.title) for column in kept]
    lines = [
        GAP.join(map(_place, row, widths, kept)) for row in (titles, *(row[: len(widths)] for row in cells))
    ]
    return Drawing(lines, list(columns[len(widths) :]))


def wrap(text: str, width: int) -> list[str]:
    """Break clean `text` into lines of at most `width` cells, never inside a Latin word or a number that fits.

    A per cent sign stays with its number.
    """
    # A character of the private use area stands for a space that must not end a line.
    text = text.replace(" %", _HARD_SPACE + "%")
    lines, line, used = [], "", 0
    for piece, cells in clusters(text):
        if line and used + cells > width:
            # Only a Latin word is kept whole: Chinese may be broken anywhere, and its spaces are rare.
            tail = _last_word(line) if _is_latin(piece) else ""
            head = line[: len(line) - len(tail)]
            lines.append(head.rstrip() if head.strip() else line.rstrip())
            line = tail if head.strip() else ""
            used = cell_width(line)
        if line or piece != " " or not lines:
            line, used = line + piece, used + cells
    broken = [*lines, line] if line or not lines else lines
    return [one.replace(_HARD_SPACE, " ") for one in broken]


def _is_latin(piece: str) -> bool:
    return piece != " " and all(char.isascii() or char == _HARD_SPACE for char in piece)


def _last_word(line: str) -> str:
    """Return the Latin word that `line` ends in, '' where it ends in none."""
    start = len(line)
    while start and _is_latin(line[start - 1]):
        start -= 1
    return line[start:]


def block(pairs: Sequence[tuple[str, str]], width: int | None) -> list[tuple[str, str]]:
    """Lay out titles and texts as lines of a padded title and a piece of text, cut to `width` cells.

    A text's own newlines are kept, and its further lines have a blank title.
    """
    margin = max((cell_width(title) for title, _text in pairs), default=0) + len(GAP)
    room = max(LEAST, width - margin) if width else None
    lines: list[tuple[str, str]] = []
    for title, text in pairs:
        parts = [part.replace("\t", " ") for part in text.split("\n")]
        pieces = [piece for part in parts for piece in (wrap(part, room) if room else [part])]
        heads = [title, *[""] * (len(pieces) - 1)]
        lines += [(fit(head, margin), piece) for head, piece in zip(heads, pieces, strict=True)]
    return lines
