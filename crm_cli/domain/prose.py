"""A script's Markdown as lines of plain and stressed words, whatever they are then drawn on."""

import re
from collections.abc import Iterator, Sequence

from crm_cli.domain.frozen import Frozen

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,3}[.)])[ \t]+(.*)")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}")
_INLINE = re.compile(r"\\([!-/:-@\[-`{-~])|(\*\*|\*)(?=\S)")
SPLIT_AT = 2
"""Headings up to this level begin a section; deeper ones are lines within it."""


class Span(Frozen):
    """A run of words, stressed or not."""

    text: str
    strong: bool = False


class Line(Frozen):
    """A line of words: `kind` is heading, item, quote, text or blank.

    `depth` is a heading's level or how far an item stands in; `mark` is what an item begins with.
    """

    kind: str
    spans: tuple[Span, ...] = ()
    depth: int = 0
    mark: str = ""

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(span.text for span in self.spans)


class Section(Frozen):
    """What stands under a heading; `title` is '' for what comes before the first."""

    title: str
    lines: tuple[Line, ...]


def read_prose(markdown: str) -> tuple[Line, ...]:
    """Return the lines of Markdown (headings, lists, quotes, stress); what is more than that is plain words.

    Other than in CommonMark a line that was broken by hand stays broken: who reads aloud pauses there.
    """
    lines: list[Line] = []
    for text in markdown.replace("\r\n", "\n").split("\n"):
        line = _line(text)
        if line.kind != "blank" or (lines and lines[-1].kind != "blank"):
            lines.append(line)
    while lines and lines[-1].kind == "blank":
        lines.pop()
    return tuple(lines)


def sections(lines: Sequence[Line]) -> tuple[Section, ...]:
    """Return lines cut at the headings of level SPLIT_AT and above; blank ones at the edges are left out."""
    cut: list[tuple[str, list[Line]]] = [("", [])]
    for line in lines:
        if line.kind == "heading" and line.depth <= SPLIT_AT:
            cut.append((line.text, []))
        else:
            cut[-1][1].append(line)
    return tuple(Section(title, _trimmed(inside)) for title, inside in cut if title or _trimmed(inside))


def plain_text(lines: Sequence[Line]) -> str:
    """Return lines as text without any marks but those of lists."""
    return "\n".join(f"{'  ' * line.depth}{line.mark} {line.text}" if line.kind == "item" else line.text
                     for line in lines)  # fmt: skip


def _line(text: str) -> Line:
    if not text.strip() or _RULE.fullmatch(text):
        return Line("blank")
    if heading := _HEADING.fullmatch(text):
        return Line("heading", tuple(_spans(heading[2])), len(heading[1]))
    if item := _ITEM.fullmatch(text):
        depth = len(item[1].expandtabs(4)) // 2
        return Line("item", tuple(_spans(item[3])), min(depth, 3), item[2] if item[2][0].isdigit() else "•")
    if text.lstrip().startswith(">"):
        return Line("quote", tuple(_spans(text.lstrip().removeprefix(">").strip())))
    return Line("text", tuple(_spans(text.strip())))


def _spans(text: str, *, strong: bool = False) -> Iterator[Span]:
    """Yield plain and stressed runs; a star without its fellow is a star."""
    plain, at = "", 0
    while mark := _INLINE.search(text, at):
        plain += text[at : mark.start()]
        at = mark.end()
        if mark[1]:
            plain += mark[1]
        elif (end := _end_of(text, mark[2], at)) < 0:
            plain += mark[2]
        else:
            if plain:
                yield Span(plain, strong)
            yield from _spans(text[at:end], strong=True)
            plain, at = "", end + len(mark[2])
    if plain := plain + text[at:]:
        yield Span(plain, strong)


def _end_of(text: str, mark: str, start: int) -> int:
    """Return where stress that began before `start` ends, -1 where it never does."""
    for found in re.finditer(r"\\.|\*\*|\*", text[start:]):
        at = start + found.start()
        if found[0] == mark and at > start and not text[at - 1].isspace():
            return at
    return -1


def _trimmed(lines: Sequence[Line]) -> tuple[Line, ...]:
    kept = list(lines)
    while kept and kept[0].kind == "blank":
        kept.pop(0)
    while kept and kept[-1].kind == "blank":
        kept.pop()
    return tuple(kept)
