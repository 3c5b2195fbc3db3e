"""Draws docs/daily-report.svg, the sample firm's report at six o'clock: python -m tools.make_picture [--check].

With `--check` nothing is written; the exit code is 1 when the picture is stale.
"""

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

import time_machine

from crm_cli import i18n
from crm_cli.domain.cleaning import clusters
from crm_cli.domain.form import Form, Listing, Panel
from crm_cli.domain.form_text import form_text
from crm_cli.exchange.sample import load_sample
from crm_cli.reports.daily import daily_report
from crm_cli.reports.daily_form import daily_form
from crm_cli.reports.scope import find_scope
from crm_cli.services.desk import open_desk

DOCS = Path(__file__).parents[1] / "docs"
SIX_O_CLOCK = "2026-11-20T10:00:00+00:00"
CELLS, CELL, LINE, EDGE = 100, 8.4, 18, 16
FONTS = (
    "'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', 'PingFang SC', 'Microsoft YaHei',"
    " 'Noto Sans CJK SC', monospace"
)
KEPT = {"A. Visits": 3, "B. Calls": 2, "E. Tomorrow's plan": 2}
PAPER, INK, BRIGHT, DIM, PROMPT = "#16181d", "#c9ced6", "#ffffff", "#7f8794", "#7ec699"


def sample_report() -> tuple[Form, dict[str, int]]:
    """Return the sample firm's form with a few rows of each long block, and how many others each has."""
    i18n.use("en")
    with time_machine.travel(SIX_O_CLOCK), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.db"
        last = load_sample(path, "周敏")
        desk = open_desk(path, None)
        try:
            scope = find_scope(desk, rep=None, team=None, everyone=True)
            return shortened(daily_form(daily_report(desk, scope, last, last, None), desk))
        finally:
            desk.close()


def shortened(form: Form) -> tuple[Form, dict[str, int]]:
    """Return the form with few rows in each listing, those with a grade before others, and what is left out."""
    blocks: list[Listing | Panel] = []
    left_out = {}
    for block in form.blocks:
        if isinstance(block, Listing):
            rows = _few(block, KEPT.get(block.title, 1))
            left_out[block.title] = len(block.rows) - len(rows)
            block = block._replace(rows=rows)  # noqa: PLW2901
        blocks.append(block)
    return form._replace(blocks=tuple(blocks), boxes=()), left_out


def _few(block: Listing, count: int) -> tuple[tuple[str, ...], ...]:
    keys = [field.key for field in block.fields]
    graded = [row for row in block.rows if "grade" in keys and row[keys.index("grade")]]
    chosen = (graded or list(block.rows))[:count]
    return tuple(row for row in block.rows if row in chosen)


def lines() -> list[str]:
    """Return the lines of the picture; bold ones begin with an escape code, as on a terminal."""
    form, left_out = sample_report()
    drawn = [line.rstrip("\n") for line in form_text(form, CELLS, colour=True)]
    told: list[str] = []
    waiting = 0
    for line in [*drawn[: _last_text(drawn)], ""]:
        if not line and waiting:
            told.append(f"    .. and {waiting} more")
            waiting = 0
        told.append(line)
        waiting = left_out.get(_plain(line), 0) if line.startswith("\x1b") else waiting
    return ["$ crm report daily --all", *told[:-1]]


def _last_text(drawn: list[str]) -> int:
    return max(place for place, line in enumerate(drawn) if line) + 1


def _plain(line: str) -> str:
    return re.sub(r"\x1b\[\d+m", "", line)


def runs(text: str) -> Iterator[tuple[int, list[str], int]]:
    """Yield first cell, characters and cells of each of them, for each stretch of equally wide ones.

    Two spaces end a stretch, since viewers make one of them.
    """
    at = start = width = 0
    stretch: list[str] = []
    for piece, cells in clusters(text):
        if stretch and (width != cells or (piece == " " and stretch[-1] == " ")):
            yield start, stretch, width
            stretch = []
        if stretch or piece != " ":
            start = start if stretch else at
            stretch, width = [*stretch, piece], cells
        at += cells
    if stretch:
        yield start, stretch, width


def svg(texts: Iterable[str]) -> str:
    """Return a picture of lines of text in which every character stands in its own cells.

    Viewers have different fonts, so nothing is left to the width of a font's characters: each stretch says
    where it begins and how long it is.
    """
    texts = list(texts)
    width, height = CELLS * CELL + 2 * EDGE, len(texts) * LINE + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img"'
        ' aria-label="The daily report of the sample firm">',
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>',
        f'<g font-family="{escape(FONTS)}" font-size="14" fill="{INK}">',
    ]
    for place, line in enumerate(texts):
        parts += _drawn(line, EDGE + LINE * (place + 0.75))
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _drawn(line: str, y: float) -> Iterator[str]:
    text = _plain(line)
    look = ""
    if line.startswith("\x1b"):
        look = f' fill="{BRIGHT}" font-weight="bold"'
    elif line.startswith("$ "):
        look = f' fill="{PROMPT}"'
    elif text.lstrip().startswith(".. "):
        look = f' fill="{DIM}"'
    for start, pieces, cells in runs(text):
        while pieces[-1] == " ":
            pieces.pop()
        assert start + cells * len(pieces) <= CELLS, line
        places = [EDGE + (start + cells * place) * CELL for place in range(len(pieces))]
        if cells > 1:
            where = f'x="{" ".join(f"{x + 1:g}" for x in places)}" font-size="15"'
        else:
            where = f'x="{places[0]:g}" textLength="{len(pieces) * CELL:g}"'
        yield f'<text {where} y="{y:g}"{look}>{escape("".join(pieces), quote=False)}</text>'


def main() -> None:
    """Write the picture, or say that it is stale."""
    path, text = DOCS / "daily-report.svg", svg(lines())
    if "--check" not in sys.argv[1:]:
        path.write_text(text, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        sys.exit("docs/daily-report.svg is stale: make docs")


if __name__ == "__main__":
    main()
