"""What the phone desk shows of a number, as texts for its panes."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crm_cli.domain.cleaning import clean
from crm_cli.domain.prose import Line, read_prose
from crm_cli.i18n import gettext as _
from crm_cli.services import call_cards
from crm_cli.services.call_cards import Card
from crm_cli.services.call_drafts import Half
from crm_cli.services.run_figures import Figures
from crm_cli.tui.paged import fitted

_LARGE = frozenset("0123456789+-() ")
"""What can be drawn three lines high."""
_HIGH = 3
"""Cells of a figure drawn large."""


def edges(left: str, right: str, width: int) -> Text:
    """Return two texts at either end of a line; the left one gives way."""
    right = clean(right)
    return Text(f"{fitted(left, max(width - cell_len(right) - 1, 0))} {right}", no_wrap=True)


def is_large(number: str, width: int) -> bool:
    """Say whether a number can be drawn three lines high."""
    return set(number) <= _LARGE and len(number) * _HIGH <= width


def spread(number: str, width: int) -> Text:
    """Return a number as large as one line has it."""
    text = clean(number)
    wide = " ".join(text)
    return Text(wide if cell_len(wide) <= width else text, style="bold")


def who(card: Card, *, short: bool) -> Text:
    """Return who it is and why they are called; `short` leaves out what else is known of them."""
    lines = [card.who[0], *card.who[2:]] if short else list(card.who)
    text = Text()
    for place, line in enumerate(filter(None, lines)):
        text.append("\n" if place else "")
        text.append(clean(line), style="" if place else "bold")
    return text


def body(card: Card, width: int, *, whole: bool) -> Text:
    """Return the last touches, what was promised, and what is not known of the need yet; `whole` where there is room."""
    text = Text()
    for line in card.said:
        text.append(f"{clean(line) if whole else fitted(line, width).rstrip()}\n")
    if card.questions:
        text.append(_("to ask") + ("\n" if whole else "  "), style="bold")
        text.append(("\n" if whole else "  ").join(f"? {clean(question)}" for question in card.questions))
    text.rstrip()
    return text


def marks(half: Half) -> Text:
    """Return what was noted besides the note."""
    return Text(clean("  ".join(call_cards.marks(half))))


def done(lines: Iterable[str], warnings: Iterable[str]) -> str:
    """Return what was done, its warnings first: there is room for a few lines, and what was done is no surprise."""
    return "  ".join([*(f"! {one}" for one in warnings), *lines])


def script(markdown: str) -> RenderableType:
    """Return a script, its items hanging beside their marks."""
    return Group(*_lines(read_prose(markdown)))


def _lines(lines: Sequence[Line]) -> Iterator[RenderableType]:
    for line in lines:
        text = Text()
        for span in line.spans:
            text.append(clean(span.text), style="bold" if span.strong or line.kind == "heading" else "")
        if line.kind not in {"item", "quote"}:
            yield text
            continue
        head = "| " if line.kind == "quote" else f"{'  ' * line.depth}{clean(line.mark)} "
        grid = Table.grid(padding=0)
        grid.add_column(width=cell_len(head), no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(head), text)
        yield grid


def foot(figures: Figures, listed: str, seconds: float, width: int) -> Text:
    """Return the day's figures, and what is left on each list where there is room."""
    told = call_cards.foot(figures, listed, seconds)
    lists = "  ".join(f"{name} {call_cards.many(left)}" for name, left in figures.lists)
    if not listed and len(figures.lists) > 1:
        told = f"{told}  · {lists}"
    return Text(fitted(told, width), no_wrap=True)
