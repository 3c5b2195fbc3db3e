"""The columns of a week of plans, drawn side by side; the one with the cursor scrolls."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _
from crm_cli.tui.guarded import Guarded
from crm_cli.tui.paged import fitted
from crm_cli.tui.plan_days import LETTERS, STYLES, DayColumn, Item

if TYPE_CHECKING:
    from crm_cli.services.desk import Desk

_ROOMY = 25
"""Cells from which the time and the name stand in one line."""

_MARKS = 3
"""Letters of conflicts that are shown of one plan; all are told below."""


class _Row(Frozen):
    """A line of a column: its text, its style, and the place of the item it is of."""

    text: str
    style: str
    item: int


class PlanGrid(Guarded, Widget, can_focus=True):
    """Columns of plans with a cursor on one item; an empty column has its cursor too."""

    class Went(Message):
        """An item, or an empty column, was clicked."""

        def __init__(self, column: int, row: int, *, twice: bool) -> None:
            super().__init__()
            self.column = column
            self.row = row
            self.twice = twice

    class Rolled(Message):
        """The wheel was turned by so many items."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._columns: Sequence[DayColumn] = ()
        self._at = (0, 0)
        self._drawn: list[list[_Row]] = []
        self._top = 0

    def show(self, columns: Sequence[DayColumn], at: tuple[int, int]) -> None:
        """Show columns with the cursor on an item of one."""
        if at[0] != self._at[0]:
            self._top = 0
        self._columns, self._at = columns, at
        self._draw()

    def _draw(self) -> None:
        self._drawn = [
            self._rows(column, width)
            for column, width in zip(self._columns, self._widths(), strict=True)
        ]  # fmt: skip
        self._see()
        self.refresh()

    def _widths(self) -> list[int]:
        """Return the cells of each column without the stroke behind it."""
        count = max(1, len(self._columns))
        each, more = divmod(self.size.width - count + 1, count)
        return [max(1, each + (place < more)) for place in range(count)][: len(self._columns)]

    def _rows(self, column: DayColumn, width: int) -> list[_Row]:
        if not column.is_read:
            return [_Row(_("reading …"), "dim", 0)]
        made: list[_Row] = []
        for place, item in enumerate(column.items):
            if not item.entry.is_visit and (place == 0 or column.items[place - 1].entry.is_visit) and place:
                made.append(_Row("", "", -1))
            made += self._lines(item, place, width)
        return made or [_Row("·", "dim", 0)]

    def _lines(self, item: Item, place: int, width: int) -> list[_Row]:
        entry = item.entry
        at = f"{self._desk.wall(entry.at):%H:%M}" if entry.at is not None else ""
        where = entry.customer or entry.building
        mark = f"!{item.marks[:_MARKS]}{'+' * (len(item.marks) > _MARKS)}" if item.marks else ""
        if not entry.is_visit:
            letter = "c" if entry.kind == "callback" else "s"
            told = " ".join(filter(None, (at, letter, mark, where, entry.words)))
            return [_Row(told, "dim", place)]
        style = STYLES.get(entry.state, "")
        letter = "↕" if item.is_held else LETTERS.get(entry.state, "?")
        if item.is_held:
            style = "bold"
        warned = "red" if mark else style
        what = " ".join(filter(None, (mark, entry.words or entry.number)))
        if width >= _ROOMY:
            return [
                _Row(f"{at:<5} {letter} {where}", style, place),
                _Row(f"        {what}", warned if mark else f"{style} dim".strip(), place),
            ]
        head = " ".join(filter(None, (at, letter, mark, entry.number)))
        return [
            _Row(head, warned, place),
            _Row(where, style, place),
            _Row(f"  {entry.words}", f"{style} dim".strip(), place),
        ]

    def _see(self) -> None:
        """Scroll the column with the cursor so that its item is seen whole."""
        room = max(1, self.size.height - 1)
        if self._at[0] >= len(self._drawn):
            return
        mine = [place for place, row in enumerate(self._drawn[self._at[0]]) if row.item == self._at[1]]
        if not mine or (mine[-1] < room - 1 and not self._top):
            return
        # Below what does not fit whole stands how much there is more.
        self._top = max(mine[-1] - room + 2, min(self._top, mine[0]), 0)

    def render_line(self, y: int) -> Strip:
        """Return a line: the titles, then what stands in each column."""
        segments: list[Segment] = []
        base = self.rich_style
        for place, (column, width) in enumerate(zip(self._columns, self._widths(), strict=True)):
            if place:
                segments.append(Segment("│", base + Style(dim=True)))
            segments.append(self._title(place, column, width) if y == 0 else self._cell(place, y - 1, width))
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _title(self, place: int, column: DayColumn, width: int) -> Segment:
        style = Style(bold=True, reverse=place == self._at[0], underline=place != self._at[0])
        return Segment(fitted(column.title, width), self.rich_style + style)

    def _cell(self, place: int, y: int, width: int) -> Segment:
        rows, room = self._drawn[place], max(1, self.size.height - 1)
        top = self._top if place == self._at[0] else 0
        at = top + y
        if at >= len(rows):
            return Segment(" " * width, self.rich_style)
        if y == room - 1 and at + 1 < len(rows):
            more = len({row.item for row in rows[at:] if row.item >= 0})
            return Segment(fitted(f"↓ {more}", width), self.rich_style + Style(dim=True))
        row = rows[at]
        style = self.rich_style + Style.parse(row.style)
        if (place, row.item) == self._at:
            style += Style(reverse=True, dim=False)
        return Segment(fitted(row.text, width), style)

    def on_click(self, event: events.Click) -> None:
        """Go to what is under the mouse."""
        end = 0
        for place, width in enumerate(self._widths()):
            if event.x < end + width + 1:
                rows, top = self._drawn[place], self._top if place == self._at[0] else 0
                at = min(max(top + event.y - 1, 0), len(rows) - 1)
                self.post_message(self.Went(place, max(rows[at].item, 0), twice=event.chain > 1))
                return
            end += width + 1

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down."""
        event.stop()
        self.post_message(self.Rolled(1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up."""
        event.stop()
        self.post_message(self.Rolled(-1))

    def on_resize(self) -> None:
        """Draw the columns to the new width."""
        self._draw()
