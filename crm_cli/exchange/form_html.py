"""A form as one self-contained HTML page, to be read on a phone, printed on A4, or sent as a mail."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from crm_cli import i18n
from crm_cli.domain.cleaning import clean
from crm_cli.domain.form import (
    BOX,
    Bar,
    Block,
    Box,
    Chart,
    Field,
    Figures,
    Form,
    Listing,
    Panel,
    Prose,
    Timetable,
)
from crm_cli.exchange.form_css import PRINT, SCREEN
from crm_cli.exchange.form_grid import COLUMNS, lines

_HEAD = (
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)
# How many texts at the start of a row say by themselves what they are; the others need their titles where a
# phone shows them below each other.
PLAIN = 3
WORD = 4
LONGEST_WHOLE = 24
"""In characters; a longer row of numbers is several, and would push its table out of the page."""


def form_html(form: Form) -> str:
    """Return `form` as an HTML page without scripts or anything from elsewhere, every text escaped.

    Its tables stay readable where a mail program throws the style sheets away.
    """
    return "\n".join(_page(form)) + "\n"


def _page(form: Form) -> Iterator[str]:
    yield f'<!doctype html>\n<html lang="{escape(i18n.language())}"><head>{_HEAD}'
    yield f"<title>{_text(form.title)}</title><style>{SCREEN}</style><style>{PRINT}</style></head>"
    yield f"<body><main>{_badge(form.badge)}<h1>{_text(form.title)}</h1>"
    yield from _facts(form.header, form.none)
    if form.remark:
        yield f"<p>{_text(form.remark)}</p>"
    for block in form.blocks:
        yield f"<section><h2>{_text(block.title)}</h2>"
        yield from _block(block, form.none)
        yield "</section>"
    if form.boxes:
        yield from _boxes(form.boxes)
    yield "</main></body></html>"


def _block(block: Block, none: str) -> Iterator[str]:
    if isinstance(block, Timetable):
        block = block.listing()
    if isinstance(block, Panel) and block.pairs:
        yield from _facts(block.pairs, none)
    elif isinstance(block, Figures) and block.groups:
        yield from _figures(block)
    elif isinstance(block, Chart) and block.bars:
        yield from _chart(block)
    elif isinstance(block, Listing) and block.rows:
        yield from _listing(block)
    elif isinstance(block, Prose) and block.lines:
        yield from _prose(block)
    else:
        yield f'<p class="none">{_text(none)}</p>'


def _facts(pairs: Sequence[tuple[str, str]], none: str) -> Iterator[str]:
    yield '<table class="facts">'
    for title, text in pairs:
        yield f'<tr><th scope="row">{_text(title)}</th><td>{_text(text or none)}</td></tr>'
    yield "</table>"


def _figures(block: Figures) -> Iterator[str]:
    yield '<table class="facts figures">'
    for title, numbers in block.groups:
        tiles = '<span class="sep">; </span>'.join(_figure(name, text) for name, text in numbers)
        yield f'<tr><th scope="row">{_text(title)}</th><td>{tiles}</td></tr>'
    yield "</table>"


def _figure(name: str, text: str) -> str:
    return f'<span class="n"><i>{_text(name)}</i> <b>{_text(text)}</b></span>'


def _chart(chart: Chart) -> Iterator[str]:
    most = max(bar.value or 0 for bar in chart.bars) or 1
    yield '<table class="chart">'
    for bar in chart.bars:
        yield (
            f'<tr><th scope="row">{_text(bar.label)}</th><td class="r">{_text(bar.text)}</td>'
            f"<td>{_bar(bar, most)}</td></tr>"
        )
    yield "</table>"


def _prose(prose: Prose) -> Iterator[str]:
    for line in prose.lines:
        words = "".join(f"<b>{_text(one.text)}</b>" if one.strong else _text(one.text) for one in line.spans)
        if line.kind == "heading":
            yield f"<h3>{words}</h3>"
        elif line.kind == "item":
            # A hanging indent in place of a list, so that a number typed is the number read.
            indent = f"{1.4 + 1.4 * line.depth:.2g}em"
            yield f'<p style="margin-left:{indent};text-indent:-1.2em">{_text(line.mark)} {words}</p>'
        elif line.kind != "blank":
            yield f"<blockquote>{words}</blockquote>" if line.kind == "quote" else f"<p>{words}</p>"


def _bar(bar: Bar, most: float) -> str:
    value = max(bar.value or 0, 0)
    if not value:
        return ""
    width = f"{100 * value / most:.4g}%"
    if bar.part is None or bar.part >= value:
        return f'<div class="bar" style="width:{width}"></div>'
    part = f"{100 * max(bar.part, 0) / value:.4g}%"
    inner = f'<div class="bar" style="width:{part}"></div>' if bar.part > 0 else ""
    return f'<div class="bar rest" style="width:{width}">{inner}</div>'


def _listing(listing: Listing) -> Iterator[str]:
    rows = lines(listing.fields)
    two, card = len(rows) > 1, ' class="card"'
    # A table of numbers finds its own widths, and none of its amounts is broken.
    numbers = 2 * sum(field.numeric for field in listing.fields) > len(listing.fields)
    widths = "" if two or numbers else _widths(listing.fields)
    hand = any(field.hand for field in listing.fields)
    yield f'<table class="list{" two" * two}{" numbers" * numbers}{" hand" * hand}">{widths}<thead>'
    if listing.legend:
        yield f'<tr><td class="legend" colspan="{COLUMNS if two else len(listing.fields)}">{_text(listing.legend)}</td></tr>'
    for line in rows:
        yield f"<tr>{''.join(_title(listing.fields[place], span, two=two) for place, span in line)}</tr>"
    yield "</thead>" if two else "</thead><tbody>"
    for cells in listing.rows:
        if two:
            yield f"<tbody{card}>"
        for line in rows:
            if line is not rows[0] and not any(cells[place] for place, _span in line):
                continue
            drawn = "".join(_cell(listing.fields, place, span, cells[place], two=two) for place, span in line)
            yield f"<tr{'' if two else card}>{drawn}</tr>"
        if two:
            yield "</tbody>"
    yield "</table>" if two else "</tbody></table>"


def _widths(fields: Sequence[Field]) -> str:
    total = sum(field.weight for field in fields) or 1
    return "".join(f'<col style="width:{100 * field.weight / total:.3g}%">' for field in fields)


def _title(field: Field, span: int, *, two: bool) -> str:
    right = ' class="r"' if field.numeric else ""
    return f'<th scope="col"{_span(span, two)}{right}>{_text(field.title)}</th>'


def _cell(fields: Sequence[Field], place: int, span: int, text: str, *, two: bool) -> str:
    field = fields[place]
    if field.hand:
        return _by_hand(field, _span(span, two), text)
    kind = "r" if field.numeric else "m" if field.main and place < PLAIN else ""
    kinds = " ".join(filter(None, (kind, "w" if _is_whole(text) else "", "g" if field.fixed else "")))
    named = f' class="{kinds}"' if kinds else ""
    label = "" if kind == "m" else f' data-t="{_text(field.title)}"'
    return f"<td{_span(span, two)}{named}{label}>{_text(text)}</td>"


def _by_hand(field: Field, span: str, text: str) -> str:
    """Return a cell with boxes to tick, each with what it means inside it, or one with room to write."""
    inner = _text(text)
    if field.hand == "ticks":
        inner = "".join(f'<span class="tick">{_text(box.removeprefix(BOX))}</span>' for box in text.split())
    return f'<td{span} class="h" data-t="{_text(field.title)}">{inner}</td>'


def _badge(badge: str) -> str:
    return f'<p class="badge">{_text(badge)}</p>' if badge else ""


def _is_whole(text: str) -> bool:
    """Say whether a text is a word, or one number, phone, day or time, which nobody reads across two lines."""
    if len(text) <= WORD:
        return bool(text)
    return len(text) <= LONGEST_WHOLE and re.fullmatch(r"[a-z+(（]?\d[\d ():（）./–-]*", text) is not None


def _span(span: int, two: bool) -> str:
    return f' colspan="{span}"' if two and span > 1 else ""


def _boxes(boxes: Sequence[Box]) -> Iterator[str]:
    yield f'<table class="boxes"><thead><tr>{"".join(f"<th>{_text(box.title)}</th>" for box in boxes)}</tr></thead>'
    yield f"<tbody><tr>{''.join(f'<td>{_text(box.text)}</td>' for box in boxes)}</tr></tbody></table>"


def _text(text: str) -> str:
    return escape(clean(text, multiline=True))
