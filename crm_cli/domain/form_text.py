"""A form drawn as plain text: on a terminal to its width, in a pipe with nothing cut."""

from collections.abc import Collection, Iterator, Sequence

from crm_cli.domain.cleaning import cell_width, clean
from crm_cli.domain.form import Chart, Field, Figures, Form, Listing, Panel, Prose, Timetable
from crm_cli.domain.table import Column, block, draw, wrap

INDENT = "    "
BLANK = "_" * 16


def form_text(form: Form, width: int | None = None, *, colour: bool = False) -> Iterator[str]:
    """Yield the lines of a form, none longer than `width` cells; in `colour` what stands out is bold.

    The first line of a row has its main fields as a table; what else is known, or was cropped there, stands
    under it.
    """
    yield _bold(clean(form.heading), colour=colour)
    yield from _pairs(form.header, width, form.none)
    if form.remark:
        lines = [clean(form.remark)] if width is None else wrap(clean(form.remark), width)
        yield from (line.rstrip() + "\n" for line in lines)
    for part in form.blocks:
        yield "\n"
        yield _bold(clean(part.title), colour=colour)
        if isinstance(part, Panel):
            yield from _pairs(part.pairs, width, form.none)
        elif isinstance(part, Figures):
            yield from _pairs(part.panel().pairs, width, form.none)
        elif isinstance(part, Chart):
            from crm_cli.domain.bars import bar_lines

            yield from (line + "\n" for line in bar_lines(part, width) or [form.none])
        elif isinstance(part, Prose):
            from crm_cli.domain.prose_text import prose_lines

            yield from (line + "\n" for line in prose_lines(part.lines, width, colour=colour) or [form.none])
        elif isinstance(part, Timetable) and part.rows:
            from crm_cli.domain.timetable_text import timetable_lines

            yield from (f"{line}\n" for line in timetable_lines(part, width, form.none, colour=colour))
        elif isinstance(part, Listing) and part.rows:
            yield from _legend(part, width)
            yield from _listing(part, width)
        else:
            yield form.none + "\n"
    if form.boxes:
        yield "\n"
        yield from _pairs([(box.title, box.text or "____________") for box in form.boxes], width, form.none)


def _bold(line: str, *, colour: bool) -> str:
    return f"\x1b[1m{line}\x1b[0m\n" if colour else f"{line}\n"


def _pairs(pairs: Sequence[tuple[str, str]], width: int | None, none: str) -> Iterator[str]:
    cells = [(clean(title), clean(text or none, multiline=True)) for title, text in pairs]
    for head, text in block(cells, width):
        yield (head + text).rstrip() + "\n"


def _legend(listing: Listing, width: int | None) -> Iterator[str]:
    text = clean(listing.legend)
    if text:
        yield from (line.rstrip() + "\n" for line in ([text] if width is None else wrap(text, width)))


def _listing(listing: Listing, width: int | None) -> Iterator[str]:
    main = [place for place, field in enumerate(listing.fields) if field.main]
    if len(main) == 1 and width is not None:
        yield from _sentences(listing, main[0], width)
        return
    columns = [_column(listing.fields[place]) for place in main]
    rows = [[clean(cell) for cell in row] for row in listing.rows]
    lines, dropped = draw(columns, [[row[place] for place in main] for row in rows], width)
    gone = {column.key for column in dropped}
    yield lines[0].rstrip() + "\n"
    for line, row in zip(lines[1:], rows, strict=True):
        yield line.rstrip() + "\n"
        yield from _details(_left_over(listing.fields, row, line, gone), width)


def _sentences(listing: Listing, place: int, width: int) -> Iterator[str]:
    """Yield rows with one main field: it has the whole line, so it is wrapped and not cropped."""
    for row in ([clean(cell) for cell in row] for row in listing.rows):
        yield from (piece.rstrip() + "\n" for piece in wrap(row[place], width))
        yield from _details(_left_over(listing.fields, row, row[place], ()), width)


def _column(field: Field) -> Column:
    return Column(field.key, field.title, align="right" if field.numeric else "left")


def _left_over(fields: Sequence[Field], row: Sequence[str], line: str, gone: Collection[str]) -> list[str]:
    """Return the titled cells that `line` does not show, or shows cropped."""
    return [
        f"{clean(field.title)}: {cell or BLANK}"
        for field, cell in zip(fields, row, strict=True)
        if (cell or field.hand) and (not field.main or field.key in gone or cell not in line)
    ]


def _details(details: Sequence[str], width: int | None) -> Iterator[str]:
    """Yield the details of a row side by side where they fit, each whole or wrapped by itself."""
    room = None if width is None else max(width - len(INDENT), 1)
    line = ""
    for text in details:
        joined = f"{line} · {text}" if line else text
        if line and room is not None and cell_width(joined) > room:
            yield from _indented(line, room)
            joined = text
        line = joined
    if line:
        yield from _indented(line, room)


def _indented(line: str, room: int | None) -> Iterator[str]:
    for piece in [line] if room is None else wrap(line, room):
        yield f"{INDENT}{piece.rstrip()}\n"
