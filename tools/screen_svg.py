"""Draws what is on a terminal's screen as a picture in which every character stands in its own cells."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from crm_cli.domain.cleaning import clusters
from tools.make_picture import CELL, FONTS, LINE

EDGE = 10
PAPER, INK = "#121212", "#e0e0e0"
_LEFT, _UP, _RIGHT, _DOWN = 1, 2, 4, 8
_LINES = dict(
    zip(
        "─│┌┐└┘├┤┬┴┼╭╮╰╯━┃",
        (5, 10, 12, 9, 6, 3, 14, 11, 13, 7, 15, 12, 9, 6, 3, 5, 10),
        strict=True,
    )
)
_SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}
_LOWER, _PARTS_LEFT = "▁▂▃▄▅▆▇█", "▏▎▍▌▋▊▉"
_DIM = 0.6
_DRAWN = 3
_ACROSS, _THIN = "─━", 0.07


def svg(lines: Sequence[Iterable[Segment]], columns: int, told: str) -> str:
    """Return a picture of the lines of a screen of so many columns; `told` says what it shows.

    Viewers have different fonts, and one for Chinese is rarely twice as wide as the other: nothing is left to
    the width of a font's characters. Blocks and lines of boxes are drawn, since fonts leave gaps between them.
    """
    width, height = columns * CELL + 2 * EDGE, len(lines) * LINE + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img"'
        f' aria-label="{escape(told)}">',
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>',
        f'<g font-family="{escape(FONTS)}" font-size="14" fill="{INK}">',
    ]
    for row, line in enumerate(lines):
        told_line = list(_joined(line))
        parts += _grounds(told_line, row)
        parts += (part for start, text, style in told_line for part in _written(start, text, style, row))
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _joined(line: Iterable[Segment]) -> Iterator[tuple[int, str, Style]]:
    """Yield first cell, text and look of each stretch of one look."""
    at, start, text, style = 0, 0, "", Style()
    for segment in line:
        look = segment.style or Style()
        if text and look != style:
            yield start, text, style
            start, text = at, ""
        text, style = text + segment.text, look
        at += segment.cell_length
    if text:
        yield start, text, style


def _colours(style: Style) -> tuple[str, str]:
    """Return the colours of the text and of what is behind it."""
    ink, ground = _hex(style.color, INK), _hex(style.bgcolor, PAPER)
    return (ground, ink) if style.reverse else (ink, ground)


def _hex(colour: Color | None, otherwise: str) -> str:
    if colour is None or colour.is_default:
        return otherwise
    return colour.get_truecolor().hex


def _x(cell: float) -> str:
    return f"{EDGE + cell * CELL:.6g}"


def _grounds(line: Sequence[tuple[int, str, Style]], row: int) -> Iterator[str]:
    """Yield what is behind the text, in as few pieces as there are colours side by side."""
    pieces: list[tuple[int, int, str]] = []
    for start, text, style in line:
        end, ground = start + sum(cells for _piece, cells in clusters(text)), _colours(style)[1]
        if pieces and pieces[-1][2] == ground:
            pieces[-1] = (pieces[-1][0], end, ground)
        else:
            pieces.append((start, end, ground))
    for start, end, ground in pieces:
        if ground != PAPER:
            yield _box(start, row, end - start, 1, ground)


def _box(x: float, y: float, width: float, height: float, colour: str, look: str = "") -> str:
    return (
        f'<rect x="{_x(x)}" y="{EDGE + y * LINE:.6g}" width="{width * CELL:.6g}" height="{height * LINE:.6g}"'
        f' fill="{colour}"{look}/>'
    )


def _written(start: int, text: str, style: Style, row: int) -> Iterator[str]:
    """Yield the characters of a stretch of one look, drawn or written."""
    ink = _colours(style)[0]
    dim = f' opacity="{_DIM}"' if style.dim else ""
    look = "".join(
        (
            f' fill="{ink}"' if ink != INK else "",
            ' font-weight="bold"' if style.bold else "",
            ' font-style="italic"' if style.italic else "",
            ' text-decoration="line-through"' if style.strike else "",
            dim,
        )
    )
    y = EDGE + LINE * (row + 0.75)
    for at, pieces, cells in _stretches(start, text):
        if _kind(pieces[0], cells) == _DRAWN:
            yield from _drawing(at, pieces, row, ink, dim)
        elif cells > 1:
            where = " ".join(_x(at + cells * place + 0.1) for place in range(len(pieces)))
            yield f'<text x="{where}" y="{y:g}" font-size="15"{look}>{_plain(pieces)}</text>'
        elif not pieces[0].isascii():
            where = " ".join(_x(at + place) for place in range(len(pieces)))
            yield f'<text x="{where}" y="{y:g}"{look}>{_plain(pieces)}</text>'
        else:
            long = len(pieces) * CELL
            yield f'<text x="{_x(at)}" y="{y:g}" textLength="{long:.6g}"{look}>{_plain(pieces)}</text>'
    if style.underline:
        end = start + sum(cells for _piece, cells in clusters(text))
        yield _box(start, row + 0.92, end - start, 0.06, ink, dim)


def _plain(pieces: Sequence[str]) -> str:
    return escape("".join(pieces), quote=False)


def _kind(piece: str, cells: int) -> int:
    """Return what is drawn alike: letters, other narrow signs, wide ones, what is no letter but a drawing."""
    if piece in _LINES or piece in _SHADES or piece in _LOWER or piece in _PARTS_LEFT or piece in "▀▔▐▕":
        return _DRAWN
    return 2 if cells > 1 else int(not piece.isascii())


def _stretches(start: int, text: str) -> Iterator[tuple[int, list[str], int]]:
    """Yield first cell, characters and cells of each of them, for each stretch that is drawn alike.

    Two spaces end a stretch, since viewers make one of them.
    """
    at, first, found, kind, width = start, start, list[str](), 0, 1
    for piece, cells in clusters(text):
        now = _kind(piece, cells)
        if found and (now != kind or (piece == found[-1] == " ")):
            yield from _trimmed(first, found, width)
            found = []
        if found or piece != " ":
            first = first if found else at
            found, kind, width = [*found, piece], now, cells
        at += cells
    yield from _trimmed(first, found, width)


def _trimmed(first: int, found: list[str], width: int) -> Iterator[tuple[int, list[str], int]]:
    while found and found[-1] == " ":
        found = found[:-1]
    if found:
        yield first, found, width


def _drawing(at: int, pieces: Sequence[str], row: int, ink: str, dim: str) -> Iterator[str]:
    """Yield blocks, shades and lines of boxes; what goes on from cell to cell is drawn in one."""
    for piece, alike in groupby(pieces):
        count = len(list(alike))
        if piece in _SHADES:
            yield _box(at, row, count, 1, ink, f' opacity="{_SHADES[piece]}"')
        elif piece in _LOWER:
            high = (_LOWER.index(piece) + 1) / 8
            yield _box(at, row + 1 - high, count, high, ink, dim)
        elif piece in _ACROSS:
            yield _box(at, row + 0.5 - _THIN / 2, count, _THIN, ink, dim)
        else:
            for place in range(at, at + count):
                yield from _drawn(place, piece, row, ink, dim)
        at += count


def _drawn(at: int, piece: str, row: int, ink: str, dim: str) -> Iterator[str]:
    """Yield what stands by itself in its cell."""
    if piece in _PARTS_LEFT:
        yield _box(at, row, (_PARTS_LEFT.index(piece) + 1) / 8, 1, ink, dim)
    elif piece in "▀▔":
        yield _box(at, row, 1, 0.5 if piece == "▀" else 0.125, ink, dim)
    elif piece in "▐▕":
        wide = 0.5 if piece == "▐" else 0.125
        yield _box(at + 1 - wide, row, wide, 1, ink, dim)
    elif piece in _LINES:
        yield from _box_lines(at, row, _LINES[piece], ink, dim)


def _box_lines(at: int, row: int, sides: int, ink: str, dim: str) -> Iterator[str]:
    across, down = 2 * _THIN, _THIN
    if sides & (_LEFT | _RIGHT):
        left, right = (0.0 if sides & _LEFT else 0.5), (1.0 if sides & _RIGHT else 0.5)
        yield _box(at + left, row + 0.5 - down / 2, right - left, down, ink, dim)
    if sides & (_UP | _DOWN):
        top, foot = (0.0 if sides & _UP else 0.5), (1.0 if sides & _DOWN else 0.5)
        yield _box(at + 0.5 - across / 2, row + top, across, foot - top, ink, dim)
