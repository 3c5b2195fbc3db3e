"""A script's words drawn for a terminal: wrapped to its width, stress and headings bold."""

from collections.abc import Sequence

from crm_cli.domain.cleaning import cell_width, clean
from crm_cli.domain.prose import Line, Span, read_prose
from crm_cli.domain.table import wrap

LEAST = 10
"""Cells that words have at least beside the mark of an item, however narrow the terminal is."""


def markdown_lines(markdown: str, width: int | None, *, colour: bool = False) -> list[str]:
    """Return Markdown as lines of at most `width` cells, as `prose_lines` does."""
    return prose_lines(read_prose(markdown), width, colour=colour)


def prose_lines(lines: Sequence[Line], width: int | None, *, colour: bool = False) -> list[str]:
    """Return lines of at most `width` cells; None leaves each whole. Without colour nothing is bold."""
    drawn: list[str] = []
    for line in lines:
        head = "  " * line.depth + f"{line.mark} " if line.kind == "item" else ""
        head = "| " if line.kind == "quote" else head
        spans = [Span(one.text, strong=True) for one in line.spans] if line.kind == "heading" else line.spans
        room = None if width is None else max(width - cell_width(head), LEAST)
        pieces = _wrapped(spans, room, colour=colour) or [""]
        rest = head if line.kind == "quote" else " " * cell_width(head)
        drawn += [(head if not place else rest) + piece for place, piece in enumerate(pieces)]
    return [line.rstrip() for line in drawn]


def _wrapped(spans: Sequence[Span], room: int | None, *, colour: bool) -> list[str]:
    cleaned = [(clean(one.text), one.strong) for one in spans]
    text = "".join(words for words, _strong in cleaned)
    pieces = [text] if room is None else wrap(text, room)
    if not colour or not any(strong for _words, strong in cleaned):
        return pieces
    stressed = [strong for words, strong in cleaned for _char in words]
    painted, at = [], 0
    for piece in pieces:
        # Breaking a line drops spaces and nothing else, so each piece is found again behind the last.
        at = text.index(piece, at)
        painted.append(_painted(piece, stressed[at : at + len(piece)]))
        at += len(piece)
    return painted


def _painted(piece: str, stressed: Sequence[bool]) -> str:
    done, is_bold = "", False
    for char, strong in zip(piece, stressed, strict=True):
        if strong != is_bold:
            done, is_bold = done + ("\x1b[1m" if strong else "\x1b[0m"), strong
        done += char
    return done + "\x1b[0m" * is_bold
