"""The doors of a sweep as a board: floors or stretches of a street, a letter for each door, a cursor among them."""

from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from crm_cli.domain.cleaning import clean
from crm_cli.domain.sweep_grid import GridRow, headings, letter_of, street_rows, tower_rows
from crm_cli.domain.sweeping import Door
from crm_cli.i18n import gettext as _
from crm_cli.reports import sweep_words
from crm_cli.services.sweep_views import View
from crm_cli.tui.guarded import Guarded
from crm_cli.tui.paged import fitted

LETTER_STYLES = {
    "E": "bold green", "C": "green", "O": "cyan", "R": "yellow", "N": "dim", "X": "dim", "S": "dim", "!": "bold red",
    "Z": "magenta", "@": "bold underline", "?": "bold yellow",
}  # fmt: skip
_TIGHT = 5
"""Doors that stand close together are parted into groups of so many."""
_LONGEST_LABEL = 8


class Board(Guarded, ScrollView, can_focus=True):
    """A sweep's doors; the cursor is on one of them and stays there when they are shown anew."""

    BINDINGS: ClassVar = [
        Binding("up", "step(0, -1)", show=False),
        Binding("down", "step(0, 1)", show=False),
        Binding("left", "step(-1, 0)", show=False),
        Binding("right", "step(1, 0)", show=False),
        Binding("shift+up", "step(0, -1, True)", show=False),
        Binding("shift+down", "step(0, 1, True)", show=False),
        Binding("shift+left", "step(-1, 0, True)", show=False),
        Binding("shift+right", "step(1, 0, True)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("ctrl+home", "step(0, -100000)", show=False),
        Binding("ctrl+end", "step(0, 100000)", show=False),
    ]

    class Moved(Message):
        """The cursor stands at another door, or the same door stands otherwise."""

    class Chosen(Message):
        """A door was clicked twice."""

    DEFAULT_CSS = "Board { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._seen: View | None = None
        self._rows: list[GridRow] = []
        self._lines: list[int | None] = []
        self._at: dict[int, tuple[int, int]] = {}
        self._cursor: int | None = None
        self._anchor: int | None = None
        self._wanted = 0
        self._first = 0
        self._half_typed: Collection[int] = ()
        self._measure()

    @property
    def door(self) -> Door | None:
        """The door the cursor is at, None where there is none."""
        return self._door(self._cursor)

    def _door(self, unit_no: int | None) -> Door | None:
        if unit_no is None or unit_no not in self._at:
            return None
        row, place = self._at[unit_no]
        return self._rows[row].doors[place]

    def chosen(self) -> list[Door]:
        """Return the doors that are chosen with shift and the arrows, the one under the cursor where none are."""
        here = self.door
        if here is None:
            return []
        if self._anchor is None or self._anchor not in self._at:
            return [here]
        return [door for row in self._block() for door in row if door is not None]

    def _block(self) -> Iterator[tuple[Door | None, ...]]:
        """Yield what is between the door where choosing began and the cursor, a stretch of each row."""
        assert self._cursor is not None and self._anchor is not None  # noqa: S101, PT018  # who asks knows
        rows, places = zip(self._at[self._anchor], self._at[self._cursor], strict=True)
        for row in self._rows[min(rows) : max(rows) + 1]:
            yield row.doors[min(places) : max(places) + 1]

    def show(self, seen: View, half_typed: Collection[int] = ()) -> None:
        """Show a sweep; `half_typed` are the doors at which a form was begun. The cursor stays at its door."""
        self._seen = seen
        self._half_typed = half_typed
        self._lay_out()

    def empty(self) -> None:
        """Show no sweep: the one that was shown is gone."""
        self._seen, self._rows, self._lines, self._at = None, [], [], {}
        self._cursor = self._anchor = None
        self._measure()
        self.refresh()
        self.post_message(self.Moved())

    def show_half_typed(self, units: Collection[int]) -> None:
        """Show at which doors a form was begun."""
        self._half_typed = units
        self.refresh()
        self.post_message(self.Moved())

    def _lay_out(self) -> None:
        if self._seen is None:
            return
        seen = self._seen
        if seen.sweep.kind == "street":
            self._rows = street_rows(seen.doors, seen.standings, seen.meeting, self._across(seen.doors))
        else:
            self._rows = tower_rows(seen.doors, seen.standings, seen.meeting)
        self._lines = [
            line for at, row in enumerate(self._rows) for line in ([None, at] if row.below else [at])
        ]
        self._at = {
            door.unit_no: (at, place)
            for at, row in enumerate(self._rows)
            for place, door in enumerate(row.doors)
            if door is not None
        }
        self._measure()
        self._first = 0
        if self._cursor not in self._at:
            self._cursor = next(iter(self._at), None)
        self._in_sight()
        self.post_message(self.Moved())

    def replace(self, doors: Sequence[Door]) -> None:
        """Show doors as they stand now, until the sweep is shown anew."""
        for door in doors:
            if door.unit_no in self._at:
                at, place = self._at[door.unit_no]
                row = self._rows[at]
                self._rows[at] = row._replace(doors=(*row.doors[:place], door, *row.doors[place + 1 :]))
        self.refresh()
        self.post_message(self.Moved())

    def go(self, unit_no: int) -> None:
        """Put the cursor at a door."""
        if unit_no in self._at:
            self._anchor = None
            self._move_to(unit_no)
            self._wanted = self._at[unit_no][1]
            line = self._lines.index(self._at[unit_no][0])
            self.scroll_to(y=line - self.size.height // 2, animate=False, force=True, immediate=True)

    def _move_to(self, unit_no: int) -> None:
        self._cursor = unit_no
        self._in_sight()
        self.post_message(self.Moved())

    def _across(self, doors: Sequence[Door]) -> int:
        """Return how many shops of a street stand beside each other: tens, as many as fit."""
        label = min(max((cell_len(door.code) for door in doors), default=1), _LONGEST_LABEL)
        room = max(self.size.width - label - 3, 2 * _TIGHT)
        return max(room // 2 // 10 * 10, 2 * _TIGHT)

    def _measure(self) -> None:
        """Say how wide the cells are: below headings where those fit, else close, else closer, in fives."""
        self._label = max((min(cell_len(clean(row.label)), _LONGEST_LABEL) for row in self._rows), default=1)
        self._arrows = max((len(row.fronts) for row in self._rows), default=0)
        self._margin = self._label + self._arrows + 1
        count = max((len(row.doors) for row in self._rows), default=0)
        room = max(self.size.width - self._margin, 1)
        self._heads = headings(self._rows)
        self._cell = max(map(cell_len, self._heads), default=0) + 1 if self._heads else 2
        if self._cell * count > room:
            self._heads, self._cell = [], 2 if 2 * count <= room else 0
        self._shown = next((size for size in range(count, 0, -1) if self._x(size - 1) < room), 1)
        self.virtual_size = Size(self.size.width, len(self._lines) + bool(self._heads))

    def _x(self, place: int) -> int:
        return place * self._cell if self._cell else place + place // _TIGHT

    def _in_sight(self) -> None:
        """Scroll so that the cursor is seen, up and down by lines and across by fives."""
        if self._cursor is None:
            return
        row, place = self._at[self._cursor]
        if place < self._first:
            self._first = place // _TIGHT * _TIGHT
        elif place >= self._first + self._shown:
            self._first = min(place, -(-(place - self._shown + 1) // _TIGHT) * _TIGHT)
        line = self._lines.index(row)
        self.scroll_to_region(
            Region(0, line, self.size.width, 1 + bool(self._heads)), animate=False, force=True, immediate=True
        )
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen: the headings, then the rows from where it is scrolled to."""
        width = self.size.width
        if self._heads and y == 0:
            heads = "".join(fitted(head, self._cell) for head in self._heads)
            return self._strip([Segment(" " * self._margin + heads, Style(dim=True))], width)
        at = self.scroll_offset.y + y - bool(self._heads)
        if not 0 <= at < len(self._lines):
            return Strip.blank(width, self.rich_style)
        row = self._lines[at]
        if row is None:
            dashes = "─" * min(self._margin + self._x(self._shown - 1) + 1, width)
            return self._strip([Segment(dashes, Style(dim=True))], width)
        return self._strip(list(self._row(self._rows[row])), width)

    def _strip(self, segments: list[Segment], width: int) -> Strip:
        return Strip(segments).apply_style(self.rich_style).adjust_cell_length(width, self.rich_style)

    def _row(self, row: GridRow) -> Iterator[Segment]:
        assert self._seen is not None  # noqa: S101  # there are rows
        fronts = [self._seen.standings[place].front for place in row.fronts]
        arrows = "".join(sweep_words.arrow(self._seen, front.direction) for front in fronts)
        bold = Style(bold=bool(fronts))
        yield Segment(f"{arrows:>{self._arrows}}{fitted(row.label, self._label, right=True)} ", bold)
        chosen = {door.unit_no for door in self.chosen()}
        used = 0
        for place in range(self._first, min(self._first + self._shown, len(row.doors))):
            gap = self._x(place - self._first) - used
            yield Segment(" " * gap)
            yield self._letter(row.doors[place], chosen)
            used += gap + 1
        if fronts:
            names = _(", ").join(dict.fromkeys(clean(front.name) for front in fronts))
            blank = self._x(self._shown - 1) + 3 - used
            yield Segment(" " * blank + names, bold)

    def _letter(self, door: Door | None, chosen: Collection[int]) -> Segment:
        if door is None:
            return Segment(" ")
        letter = letter_of(door)
        style = Style.parse(LETTER_STYLES.get(letter, ""))
        if door.unit_no in self._half_typed:
            style += Style(italic=True, underline=True)
        if door.unit_no in chosen:
            style += Style(reverse=True, dim=False)
        return Segment(letter, style)

    def action_step(self, across: int, down: int, extend: bool = False) -> None:
        """Move the cursor by so many doors and rows; with `extend` choose those passed."""
        if self._cursor is None:
            return
        row, place = self._at[self._cursor]
        if extend and self._anchor is None:
            self._anchor = self._cursor
        if not extend:
            self._anchor = None
        to = self._along(row, place, across) if across else self._up_or_down(row, down)
        if to is not None:
            self._move_to(to)
        if across:
            self._wanted = self._at[self._cursor][1]

    def _along(self, row: int, place: int, by: int) -> int | None:
        """Return the next door in a row; behind its last comes the first of the next row, as when reading."""
        every = [
            (at, door) for at in range(len(self._rows)) if abs(at - row) <= 1 for door in self._rows[at].doors
        ]
        units = [door.unit_no for _at, door in every if door is not None]
        here = self._rows[row].doors[place]
        assert here is not None  # noqa: S101  # the cursor is at a door
        to = units.index(here.unit_no) + by
        return units[to] if 0 <= to < len(units) else None

    def _up_or_down(self, row: int, by: int) -> int | None:
        """Return the door in another row that is nearest to the column the cursor came from."""
        to = max(0, min(row + by, len(self._rows) - 1))
        step = 1 if by > 0 else -1
        while 0 <= to < len(self._rows) and not any(self._rows[to].doors):
            to += step
        if not 0 <= to < len(self._rows):
            return None
        places = [place for place, door in enumerate(self._rows[to].doors) if door is not None]
        nearest = min(places, key=lambda place: abs(place - self._wanted))
        found = self._rows[to].doors[nearest]
        return found.unit_no if found is not None else None

    def action_page(self, by: int) -> None:
        """Move the cursor by a screenful."""
        self.action_step(0, by * max(1, self.size.height - 2))

    def action_edge(self, by: int) -> None:
        """Move the cursor to the first or the last door of its row."""
        if self._cursor is None:
            return
        units = [door.unit_no for door in self._rows[self._at[self._cursor][0]].doors if door is not None]
        self.go(units[0] if by < 0 else units[-1])

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second time chooses the door."""
        at = self.scroll_offset.y + event.y - bool(self._heads)
        row = self._lines[at] if 0 <= at < len(self._lines) else None
        if row is None:
            return
        for place, door in enumerate(self._rows[row].doors[self._first : self._first + self._shown]):
            if door is not None and abs(event.x - self._margin - self._x(place)) <= self._cell // 2:
                self.go(door.unit_no)
                if event.chain > 1:
                    self.post_message(self.Chosen())
                return

    def on_resize(self) -> None:
        """Measure anew; a street is folded into other stretches."""
        self._lay_out()
