"""A table in blocks: its headings go over the whole width, and the cursor passes over them."""

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from crm_cli.tui.paged import PagedTable, fitted


class BlockTable(PagedTable):
    """A table whose rows that are known by None are headings of one text."""

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen; a heading is not cut to a column."""
        line = self.line(self.scroll_offset.y + y - 1) if y else None
        if line is None or line.key is not None:
            return super().render_line(y)
        style = self.rich_style + Style.parse(line.style)
        width = self.size.width
        return Strip([Segment(fitted(f" {line.cells[0]}", width), style)], width)

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows; above the first row is only its heading."""
        first = 0
        while (line := self.line(first)) is not None and line.key is None:
            first += 1
        if by < 0 and self.cursor + by <= first < self.rows:
            self.cursor = first
        else:
            super().action_move(by)

    def watch_cursor(self, before: int, after: int) -> None:
        """Keep the row in sight together with its heading."""
        super().watch_cursor(before, after)
        self._show_heading()

    def on_resize(self) -> None:
        """Keep them in sight in another size too."""
        self._show_heading()

    def _show_heading(self) -> None:
        first = self.cursor
        while first > 0 and (line := self.line(first - 1)) is not None and line.key is None:
            first -= 1
        if first != self.cursor:
            rows = Region(0, first, self.size.width, self.cursor - first + 2)
            self.scroll_to_region(rows, animate=False, force=True, immediate=True)
