"""A table of any length: only the pages on the screen are read, and cells are measured as terminals draw them."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from crm_cli.domain.cleaning import clean
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _

_PAGE, _KEPT = 200, 20


class Column(Frozen):
    """A column: its title in English, its cells (0 shares what is left), whether it stands to the right."""

    title: str
    width: int = 0
    right: bool = False


class Line(Frozen):
    """A row: by what it is known, its cells as plain text, and a style of its own where it stands out.

    One known by None is a heading, which the cursor passes over.
    """

    key: Any
    cells: Sequence[str]
    style: str = ""


class Source(Protocol):
    """Where rows come from."""

    def count(self) -> int:
        """Return how many there are."""

    def lines(self, first: int, size: int) -> Sequence[Line]:
        """Return some of them, from a place on."""


class NoLines:
    """A source of nothing, until there is another."""

    def count(self) -> int:
        """Return that there are none."""
        return 0

    def lines(self, first: int, size: int) -> Sequence[Line]:  # noqa: ARG002  # a source of none
        """Return none."""
        return ()


class PagedTable(ScrollView, can_focus=True):
    """A table over a source; its rows are marked with the space bar and chosen with Enter or the mouse."""

    BINDINGS: ClassVar = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home,g", "move(-1000000000)", show=False),
        Binding("end,G", "move(1000000000)", show=False),
        Binding("enter", "choose", show=False),
        Binding("space", "mark", show=False),
    ]
    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, table: "PagedTable") -> None:
            super().__init__()
            self.table = table

    class Chosen(Message):
        """A row was chosen."""

        def __init__(self, table: "PagedTable", key: Any) -> None:
            super().__init__()
            self.table = table
            self.key = key

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.columns = columns
        self.marked: set[Any] = set()
        self._source: Source = NoLines()
        self._count = 0
        self._pages: OrderedDict[int, Sequence[Line]] = OrderedDict()

    def show(self, source: Source, *, keep: bool = False) -> None:
        """Show the rows of a source, from the first on, or from where the cursor was when it is to be kept."""
        here = self.line_here() if keep else None
        self._source = source
        self._pages.clear()
        self._count = source.count()
        self.virtual_size = Size(self.size.width, self._count + 1)
        at = self.cursor if keep else 0
        if here is not None and (again := self._near(here.key, at)) is not None:
            at = again
        if not keep:
            self.marked.clear()
            self.scroll_to(0, 0, animate=False)
        self.cursor = max(0, min(at, self._count - 1))
        if (stands := self.line_here()) is not None and stands.key is None:
            self.action_move(1)
        self.refresh()

    def _near(self, key: Any, at: int) -> int | None:
        """Return where a row is now, if it is on the page where it was or beside it."""
        page = at // _PAGE
        for number in (page, page - 1, page + 1):
            if 0 <= number * _PAGE < self._count:
                for place, line in enumerate(self._page(number)):
                    if line.key == key:
                        return number * _PAGE + place
        return None

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._count

    def line_here(self) -> Line | None:
        """Return the row the cursor is on, None in an empty table."""
        return self.line(self.cursor) if 0 <= self.cursor < self._count else None

    def line(self, at: int) -> Line | None:
        """Return the row at a place, None beyond the last."""
        if not 0 <= at < self._count:
            return None
        page = self._page(at // _PAGE)
        return page[at % _PAGE] if at % _PAGE < len(page) else None

    def chosen_keys(self) -> list[Any]:
        """Return the marked rows, the one the cursor is on when none is."""
        here = self.line_here()
        return (
            list(self.marked)
            if self.marked
            else [here.key]
            if here is not None and here.key is not None
            else []
        )

    def _page(self, number: int) -> Sequence[Line]:
        if number in self._pages:
            self._pages.move_to_end(number)
            return self._pages[number]
        page = self._pages[number] = self._source.lines(number * _PAGE, _PAGE)
        while len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        return page

    def widths(self) -> list[int]:
        """Return the cells of each column; those of no width share what is left, none narrower than eight."""
        fixed = sum(column.width for column in self.columns) + len(self.columns) + 1
        free = [column for column in self.columns if not column.width]
        share = max(8, (self.size.width - fixed) // len(free)) if free else 0
        return [column.width or share for column in self.columns]

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen: the titles, then the rows from where it is scrolled to."""
        width = self.size.width
        if y == 0:
            titles = [_(column.title) if column.title else "" for column in self.columns]
            return self._strip(titles, Style(bold=True, underline=True), width)
        at = self.scroll_offset.y + y - 1
        line = self.line(at) if at < self._count else None
        if line is None:
            return Strip.blank(width, self.rich_style)
        style = self.rich_style + Style.parse(line.style)
        if at == self.cursor:
            style += Style(reverse=True) if self.has_focus else Style(bold=True)
        mark = "*" if line.key in self.marked else " "
        return self._strip(line.cells, style, width, mark)

    def _strip(self, cells: Sequence[str], style: Style, width: int, mark: str = " ") -> Strip:
        parts = [mark]
        for column, cell, size in zip(self.columns, cells, self.widths(), strict=False):
            parts.append(f"{fitted(cell, size, right=column.right)} ")
        return Strip([Segment(set_cell_size("".join(parts), width), style)], width)

    def watch_cursor(self, before: int, after: int) -> None:
        """Keep the row in sight and say that it moved."""
        self.scroll_to_region(Region(0, after, self.size.width, 2), animate=False, force=True, immediate=True)
        self.refresh()
        if before != after or after == 0:
            self.post_message(self.Moved(self))

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        at, step = max(0, min(self.cursor + by, self._count - 1)), 1 if by >= 0 else -1
        while (line := self.line(at)) is not None and line.key is None and 0 <= at + step < self._count:
            at += step
        if line is not None and line.key is not None:
            self.cursor = at

    def action_page(self, by: int) -> None:
        """Move the cursor by a screenful."""
        self.action_move(by * max(1, self.size.height - 2))

    def action_choose(self) -> None:
        """Choose the row the cursor is on."""
        if (here := self.line_here()) is not None and here.key is not None:
            self.post_message(self.Chosen(self, here.key))

    def action_mark(self) -> None:
        """Mark the row the cursor is on, or take its mark away, and go on to the next."""
        if (here := self.line_here()) is not None and here.key is not None:
            self.marked ^= {here.key}
            self.action_move(1)
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second time chooses."""
        at = self.scroll_offset.y + event.y - 1
        if event.y < 1 or at >= self._count:
            return
        if event.chain > 1:
            self.action_choose()
        self.cursor = at

    def on_resize(self) -> None:
        """Measure the columns anew."""
        self.virtual_size = Size(self.size.width, self._count + 1)
        self.refresh()


def fitted(cell: str, width: int, *, right: bool = False) -> str:
    """Return a text cleaned and cut to so many cells, with … where something is missing."""
    text = clean(cell)
    size = cell_len(text)
    if size > width:
        # A character of two cells that is cut in the middle leaves a blank, which stands behind the mark.
        text = f"{set_cell_size(text, width - 1).rstrip()}…" if width > 1 else set_cell_size(text, width)
        size = cell_len(text)
    blank = " " * (width - size)
    return blank + text if right else text + blank
