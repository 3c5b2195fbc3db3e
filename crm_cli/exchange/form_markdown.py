"""A form as Markdown: a table for each block, for a group robot, a wiki or a mail."""

from collections.abc import Iterator, Sequence

from crm_cli.domain.bars import bar_lines
from crm_cli.domain.cleaning import cell_width, clean
from crm_cli.domain.form import Block, Chart, Field, Figures, Form, Listing, Panel, Prose, Timetable
from crm_cli.domain.markdown import escaped, paragraph, paragraph_start

WIDEST = 30
"""Cells up to which a column is padded, so that a table is straight also before it is drawn."""
MOST_COLUMNS = 9
CHART_WIDTH = 60


def form_markdown(form: Form) -> str:
    """Return `form` as Markdown (CommonMark with the tables of GFM), every text escaped."""
    return "\n".join(_lines(form)) + "\n"


def _lines(form: Form) -> Iterator[str]:
    yield f"# {escaped(form.heading)}"
    yield ""
    yield from _pairs(form.header, form.none)
    if form.remark:
        yield from ("", paragraph(form.remark))
    for block in form.blocks:
        yield from ("", f"## {escaped(block.title)}", "")
        yield from _block(block, form.none)
    if form.boxes:
        yield ""
        yield from (
            f"- **{escaped(box.title)}**: {escaped(box.text) or '____________'}" for box in form.boxes
        )


def _block(block: Block, none: str) -> Iterator[str]:
    if isinstance(block, Panel) and block.pairs:
        yield from _pairs(block.pairs, none)
    elif isinstance(block, Figures) and block.groups:
        yield from _figures(block)
    elif isinstance(block, Chart) and block.bars:
        yield from ("```text", *(line.replace("`", "'") for line in bar_lines(block, CHART_WIDTH)), "```")
    elif isinstance(block, Listing) and block.rows:
        yield from _listing(block)
    elif isinstance(block, Prose) and block.lines:
        yield from _prose(block)
    elif isinstance(block, Timetable) and block.rows:
        yield from _timetable(block)
    else:
        yield paragraph(none)


def _pairs(pairs: Sequence[tuple[str, str]], none: str) -> Iterator[str]:
    yield from (f"- **{escaped(title)}**: {escaped(text or none)}" for title, text in pairs)


def _figures(block: Figures) -> list[str]:
    """Return a line for each group with its numbers strong; a group without a title goes on in the line before."""
    told: list[str] = []
    for title, numbers in block.groups:
        line = "; ".join(f"{escaped(name)} **{escaped(text)}**".strip() for name, text in numbers)
        if title or not told:
            told.append(f"- {escaped(title)}: {line}")
        else:
            told[-1] += f"; {line}"
    return told


def _prose(prose: Prose) -> Iterator[str]:
    for line in prose.lines:
        words = "".join(f"**{escaped(one.text)}**" if one.strong else _kept(one.text) for one in line.spans)
        if line.kind == "heading":
            yield f"{'#' * max(line.depth, 3)} {words}"
        elif line.kind == "item":
            mark = line.mark if line.mark[:1].isdigit() else f"- {line.mark.lstrip('•')}".rstrip()
            yield f"{'   ' * line.depth}{mark} {words}"
        elif line.kind == "quote":
            yield f"> {words}"
        else:
            # Two spaces at its end keep a line broken where it was broken by hand.
            yield f"{paragraph_start(words)}  " if words else ""


def _timetable(block: Timetable) -> Iterator[str]:
    """Yield a list for each column, since a cell of a table has one line."""
    for name, rows in block.by_column():
        yield f"### {escaped(name)}"
        yield ""
        for label, cell in rows:
            said = label.replace("\n", " ")
            yield f"- **{escaped(said)}**"
            yield from (f"  - {paragraph(line)}" for line in cell)
        if rows:
            yield ""


def _kept(text: str) -> str:
    """Return text escaped with the spaces at its ends, which part it from the words beside it."""
    body = escaped(text)
    return f"{' ' * text.startswith(' ')}{body}{' ' * text.endswith(' ')}" if body else text


def _listing(listing: Listing) -> Iterator[str]:
    """Yield a table of the fields that say anything; of too many, those beside the main ones share a column."""
    fields = listing.fields
    kept = [place for place in range(len(fields)) if any(row[place] for row in listing.rows)]
    few = len(kept) <= MOST_COLUMNS or all(fields[place].numeric for place in kept[1:])
    shown = kept if few else [place for place in kept if fields[place].main]
    rest = [place for place in kept if place not in shown]
    rows = [[_cell(fields[place], row[place]) for place in shown] for row in listing.rows]
    if listing.legend:
        yield from (paragraph(listing.legend), "")
    titles = [escaped(fields[place].title) for place in shown]
    numeric = [fields[place].numeric for place in shown]
    if rest:
        rows = [[*cells, _details(fields, rest, row)] for cells, row in zip(rows, listing.rows, strict=True)]
        titles, numeric = [*titles, ""], [*numeric, False]
    yield from _table(titles, rows, numeric)


def _cell(field: Field, text: str) -> str:
    """Return the text of a cell; one read letter under letter is code, which is drawn so."""
    return f"`{clean(text)}`" if field.fixed and text and not set(text) & {"`", "|"} else escaped(text)


def _details(fields: Sequence[Field], places: Sequence[int], row: Sequence[str]) -> str:
    told = [f"{escaped(fields[place].title)}: {escaped(row[place])}" for place in places if row[place]]
    return " · ".join(told)


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> Iterator[str]:
    widths = [
        max(3, *(min(cell_width(cells[place]), WIDEST) for cells in (titles, *rows)))
        for place in range(len(titles))
    ]
    yield _row(titles, widths, numeric)
    rules = [f"{'-' * (width - right)}{':' * right}" for width, right in zip(widths, numeric, strict=True)]
    yield f"| {' | '.join(rules)} |"
    yield from (_row(cells, widths, numeric) for cells in rows)


def _row(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    return f"| {' | '.join(map(_padded, cells, widths, numeric))} |"


def _padded(cell: str, width: int, right: bool) -> str:
    space = " " * max(width - cell_width(cell), 0)
    return space + cell if right else cell + space
