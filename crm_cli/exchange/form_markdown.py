"""A form as Markdown: a table for each block, for a group robot, a wiki or a mail."""

from collections.abc import Iterator, Sequence

from crm_cli.domain.cleaning import clean
from crm_cli.domain.form import Block, Chart, Figures, Form, Panel


def form_markdown(form: Form) -> str:
    """Return `form` as Markdown (CommonMark with tables), every text escaped."""
    return "\n".join(_lines(form)) + "\n"


def _lines(form: Form) -> Iterator[str]:
    yield f"# {_escaped(form.title)}"
    yield ""
    yield from (f"- **{_escaped(title)}**: {_escaped(text or form.none)}" for title, text in form.header)
    if form.remark:
        yield from ("", _escaped(form.remark))
    for block in form.blocks:
        yield from ("", f"## {_escaped(block.title)}", "")
        yield from _block(block, form.none)
    if form.boxes:
        yield ""
        yield from (f"- {_escaped(box.title)}: {_escaped(box.text) or '____________'}" for box in form.boxes)


def _block(block: Block, none: str) -> Iterator[str]:
    if isinstance(block, Figures):
        block = block.panel()
    if isinstance(block, Panel):
        yield from (f"- {_escaped(title)}: {_escaped(text or none)}" for title, text in block.pairs)
    elif isinstance(block, Chart):
        yield from _table(["", ""], [(bar.label, bar.text) for bar in block.bars]) if block.bars else [none]
    elif not block.rows:
        yield _escaped(none)
    else:
        kept = [place for place in range(len(block.fields)) if any(row[place] for row in block.rows)]
        titles = [block.fields[place].title for place in kept]
        yield from _table(titles, [[row[place] for place in kept] for row in block.rows])


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(map(_escaped, titles))} |"
    yield f"|{' --- |' * len(titles)}"
    yield from (f"| {' | '.join(map(_escaped, row))} |" for row in rows)


def _escaped(text: str) -> str:
    plain = clean(text)
    return "".join(f"\\{mark}" if mark in "\\`*_{}[]<>#|~" else mark for mark in plain)
