"""A timetable as plain text: its columns side by side where they fit, else one below the other."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from crm_cli.domain.cleaning import cell_width, clean, fit
from crm_cli.domain.form import Timetable
from crm_cli.domain.table import GAP, wrap

LEAST_COLUMN = 20
INDENT = "  "


def timetable_lines(table: Timetable, width: int | None, none: str, *, colour: bool = False) -> Iterator[str]:
    """Yield the lines of a timetable, none longer than `width` cells; where nothing limits it, nothing is cut."""
    labels = [[clean(line) for line in label.split("\n")] for label, _cells in table.rows]
    first = max(cell_width(line) for lines in ([clean(table.corner)], *labels) for line in lines)
    room = 0
    if width is not None and table.columns:
        room = (width - first) // len(table.columns) - len(GAP)
    if room >= LEAST_COLUMN and len(table.columns) > 1:
        yield from _side_by_side(table, labels, first, room)
    else:
        yield from _below_each_other(table, width, none, colour=colour)


def _side_by_side(table: Timetable, labels: Sequence[list[str]], first: int, room: int) -> Iterator[str]:
    yield _line(clean(table.corner), [clean(name) for name in table.columns], first, room)
    tall = any(len(cell) > 1 for _label, cells in table.rows for cell in cells)
    for number, (label, (_label, cells)) in enumerate(zip(labels, table.rows, strict=True)):
        if number and tall:
            yield ""
        stacks = [label, *([piece for line in cell for piece in _wrapped(line, room)] for cell in cells)]
        for head, *parts in zip_longest(*stacks, fillvalue=""):
            yield _line(head, parts, first, room)


def _line(label: str, parts: Sequence[str], first: int, room: int) -> str:
    return GAP.join([fit(label, first), *(fit(part, room) for part in parts)]).rstrip()


def _wrapped(line: str, room: int | None) -> list[str]:
    """Return a line of a cell in pieces, those after the first set in by as much as shows that they go on."""
    text = clean(line)
    if room is None or cell_width(text) <= room:
        return [text]
    head = wrap(text, room)[0]
    rest = text[len(head) :].lstrip()
    return [head, *(INDENT + piece for piece in wrap(rest, max(room - len(INDENT), 1)))] if rest else [head]


def _below_each_other(table: Timetable, width: int | None, none: str, *, colour: bool) -> Iterator[str]:
    bold, plain = ("\x1b[1m", "\x1b[0m") if colour else ("", "")
    several = len(table.columns) > 1
    for place, (name, rows) in enumerate(table.by_column()):
        if several:
            if place:
                yield ""
            said = clean(name)
            yield from (f"{bold}{piece}{plain}" for piece in ([said] if width is None else wrap(said, width)))
        if not rows:
            yield none
        for label, cell in rows:
            yield clean(label.replace("\n", " "))
            room = None if width is None else max(width - len(INDENT), 1)
            yield from (INDENT + piece for line in cell for piece in _wrapped(line, room))
