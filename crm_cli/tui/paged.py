"""A table of any length: only the pages on the screen are read, and cells are measured as terminals draw them."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Protocol, runtime_checkable

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
from crm_cli.tui.guarded import Guarded

_PAGE, _KEPT = 200, 20


class Column(Frozen):
    """A column: its title in English, its cells (0 shares what is left), whether it stands to the right.

    `order` is a mark behind the title of the one by which the rows are ordered.
    """

    title: str
    width: int = 0
    right: bool = False
    order: str = ""


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


@runtime_checkable
class Placed(Protocol):
    """A source that knows where a row is, however far it has moved."""

    def place(self, key: Any) -> int | None:
        """Return the place of a row, None where it is not there any more."""


class Made:
    """Lines that are made already, of which there are few."""

    def __init__(self, made: Sequence[Line]) -> None:
        self._made = made

    def count(self) -> int:
        """Return how many there are."""
        return len(self._made)

    def lines(self, first: int, size: int) -> Sequence[Line]:
        """Return some of them."""
        return self._made[first : first + size]

    def place(self, key: Any) -> int | None:
        """Return where a line is, None where it is gone."""
        return next((at for at, line in enumerate(self._made) if line.key == key), None)


class PagedTable(Guarded, ScrollView, can_focus=True):
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
    DEFAULT_CSS = "PagedTable { overflow-x: hidden; }"
    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, table: "PagedTable") -> None:
            super().__init__()
            self.table = table

    class Marked(Message):
        """A row was marked, or its mark was taken off."""

        def __init__(self, table: "PagedTable") -> None:
            super().__init__()
            self.table = table

    class Widened(Message):
        """It has become wider or narrower."""

        def __init__(self, table: "PagedTable") -> None:
            super().__init__()
            self.table = table

    class TitlePressed(Message):
        """The title of a column was pressed."""

        def __init__(self, table: "PagedTable", column: Column) -> None:
            super().__init__()
            self.table = table
            self.column = column

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
        self._source: Source = Made(())
        self._count = 0
        self._pages: OrderedDict[int, Sequence[Line]] = OrderedDict()

    def show(self, source: Source, *, keep: bool = False) -> None:
        """Show the rows of a source, from the first on, or from where the cursor was when it is to be kept."""
        here = self.line_here() if keep else None
        self._source = source
        self._pages.clear()
        self._count = source.count()
        self._measure()
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

    @property
    def _head(self) -> int:
        """The lines above the rows: one, none where no column has a title."""
        return int(any(column.title for column in self.columns))

    def _measure(self) -> None:
        self.virtual_size = Size(self.size.width, self._count + self._head)

    def _near(self, key: Any, at: int) -> int | None:
        """Return where a row is now, if it is on the page where it was or beside it, or its source knows."""
        if isinstance(self._source, Placed):
            return self._source.place(key)
        page = at // _PAGE
        for number in (page, page - 1, page + 1):
            if 0 <= number * _PAGE < self._count:
                for place, line in enumerate(self._page(number)):
                    if line.key == key:
                        return number * _PAGE + place
        return None

    @property
    def source(self) -> Source:
        """Where the rows come from."""
        return self._source

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
        # The size is without the scroll bar; what it covers is not to be written on.
        room = self.scrollable_content_region.width or self.size.width
        share = max(8, (room - fixed) // len(free)) if free else 0
        return [column.width or share for column in self.columns]

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen: the titles, then the rows from where it is scrolled to."""
        width = self.size.width
        if y < self._head:
            titles = [f"{_(one.title)} {one.order}".rstrip() if one.title else "" for one in self.columns]
            return self._strip(titles, Style(bold=True, underline=True), width)
        at = self.scroll_offset.y + y - self._head
        line = self.line(at) if at < self._count else None
        if line is None:
            return Strip.blank(width, self.rich_style)
        style = self.rich_style + Style.parse(line.style)
        if at == self.cursor:
            style += Style(reverse=True) if self.has_focus else Style(bold=True)
        mark = "*" if line.key in self.marked else " "
        return self._strip(line.cells, style, width, mark)

    def _strip(self, cells: Sequence[str], style: Style, width: int, mark: str = " ") -> Strip:
        parts, end = [mark], 1
        for column, cell, size in zip(self.columns, cells, self.widths(), strict=False):
            parts.append(f"{fitted(cell, size, right=column.right)} ")
            end += size + 1
        text = "".join(parts)
        # The cells of a whole line are not counted again: that takes longer than making it.
        text = text + " " * (width - end) if end <= width else set_cell_size(text, width)
        return Strip([Segment(text, style)], width)

    def watch_cursor(self, before: int, after: int) -> None:
        """Keep the row in sight and say that it moved."""
        self._see(after)
        self.refresh()
        if before != after or after == 0:
            self.post_message(self.Moved(self))

    def _see(self, at: int) -> None:
        """Bring a row into sight, with the headings right above it."""
        if not self.size.height:
            return
        top = at
        while (above := self.line(top - 1)) is not None and above.key is None:
            top -= 1
        seen = Region(0, top, self.size.width, at - top + 1 + self._head)
        self.scroll_to_region(seen, animate=False, force=True, immediate=True)

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        at, step = max(0, min(self.cursor + by, self._count - 1)), 1 if by >= 0 else -1
        while (line := self.line(at)) is not None and line.key is None and 0 <= at + step < self._count:
            at += step
        if line is not None and line.key is not None:
            self.cursor = at

    def action_page(self, by: int) -> None:
        """Move the cursor by a screenful."""
        self.action_move(by * max(1, self.size.height - 1 - self._head))

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
            self.post_message(self.Marked(self))

    def mark_only(self, keys: Iterable[Any]) -> None:
        """Mark these rows and no others."""
        self.marked = set(keys)
        self.refresh()
        self.post_message(self.Marked(self))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second time chooses."""
        at = self.scroll_offset.y + event.y - self._head
        if event.y < self._head and (column := self._column_at(event.x)) is not None:
            self.post_message(self.TitlePressed(self, column))
        if event.y < self._head or at >= self._count:
            return
        if event.chain > 1:
            self.action_choose()
        self.cursor = at

    def _column_at(self, x: int) -> Column | None:
        """Return the column that is drawn over a cell; a row begins with its mark, and a blank follows each column."""
        end = 1
        for column, width in zip(self.columns, self.widths(), strict=True):
            end += width + 1
            if x < end:
                return column
        return None

    def on_resize(self) -> None:
        """Measure the columns anew."""
        self._measure()
        self._see(self.cursor)
        self.refresh()
        self.post_message(self.Widened(self))


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
