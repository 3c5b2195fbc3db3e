"""A paper form on the screen: drawn to the width there is, scrolled with the arrows, the page keys and the wheel."""

from rich.segment import Segment
from rich.text import Text
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from crm_cli.domain.form import Form
from crm_cli.domain.form_text import form_text
from crm_cli.tui.guarded import Guarded

_LEAST = 20
"""Cells of the narrowest form that is drawn."""


class FormPane(Guarded, ScrollView, can_focus=True):
    """One form after the other, every line of it drawn once for a width."""

    # The bar is always there, so that the width does not change with what is shown.
    DEFAULT_CSS = "FormPane { overflow-y: scroll; overflow-x: hidden; scrollbar-size-vertical: 1; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._form: Form | None = None
        self._lines: list[Text] = []

    def show(self, form: Form, *, keep: bool) -> None:
        """Show a form, from its top or, where it is to be kept, from the line that stood first."""
        self._form = form
        self._draw()
        if not keep:
            self.scroll_to(0, 0, animate=False, immediate=True)

    def _draw(self) -> None:
        width = max(self.scrollable_content_region.width, _LEAST)
        if self._form is not None and self.is_attached:
            # Only the form's own strokes are in colour: what is in it was cleaned when it was drawn.
            drawn = form_text(self._form, width, colour=True)
            self._lines = [Text.from_ansi(line.rstrip("\n")) for line in drawn]
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def on_resize(self) -> None:
        """Draw it to the new width."""
        self._draw()

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen."""
        at, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        if not 0 <= at < len(self._lines):
            return Strip.blank(width, self.rich_style)
        segments = self._lines[at].render(self.app.console)
        drawn = Strip([Segment(one.text, one.style) for one in segments if one.text])
        return drawn.adjust_cell_length(width).apply_style(self.rich_style)
