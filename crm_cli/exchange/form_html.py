"""A form as one self-contained HTML page that prints on A4."""

from collections.abc import Iterator
from html import escape

from crm_cli.domain.cleaning import clean
from crm_cli.domain.form import Chart, Figures, Form, Listing, Panel

_STYLE = """
@page { size: A4 landscape; margin: 10mm }
body { font: 10pt/1.4 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }
table { border-collapse: collapse; width: 100% } th, td { border: 1px solid #999; padding: 2px 4px }
"""
_HEAD = (
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)


def form_html(form: Form) -> str:
    """Return `form` as an HTML page without scripts or anything from elsewhere, every text escaped."""
    return "\n".join(_lines(form)) + "\n"


def _lines(form: Form) -> Iterator[str]:
    yield f"<!doctype html><html><head>{_HEAD}<title>{_text(form.title)}</title><style>{_STYLE}</style></head>"
    yield f"<body><h1>{_text(form.title)}</h1>"
    yield from _pairs(form.header, form.none)
    if form.remark:
        yield f"<p>{_text(form.remark)}</p>"
    for block in form.blocks:
        yield f"<h2>{_text(block.title)}</h2>"
        if isinstance(block, Panel):
            yield from _pairs(block.pairs, form.none)
        elif isinstance(block, Figures):
            yield from _pairs(block.panel().pairs, form.none)
        elif isinstance(block, Chart):
            yield from _pairs(tuple((bar.label, bar.text) for bar in block.bars), form.none)
        else:
            yield from _listing(block, form.none)
    if form.boxes:
        yield f"<table><tr>{''.join(f'<th>{_text(box.title)}</th>' for box in form.boxes)}</tr>"
        yield f"<tr>{''.join(f'<td>{_text(box.text)}</td>' for box in form.boxes)}</tr></table>"
    yield "</body></html>"


def _pairs(pairs: tuple[tuple[str, str], ...], none: str) -> Iterator[str]:
    yield "<table>"
    yield from (f"<tr><th>{_text(title)}</th><td>{_text(text or none)}</td></tr>" for title, text in pairs)
    yield "</table>"


def _listing(listing: Listing, none: str) -> Iterator[str]:
    if not listing.rows:
        yield f"<p>{_text(none)}</p>"
        return
    yield f"<table><tr>{''.join(f'<th>{_text(field.title)}</th>' for field in listing.fields)}</tr>"
    yield from (f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>" for row in listing.rows)
    yield "</table>"


def _text(text: str) -> str:
    return escape(clean(text, multiline=True))
