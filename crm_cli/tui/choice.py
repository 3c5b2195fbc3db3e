"""One of several that is chosen over the screen: by its key, by its place, with the arrows or the mouse."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from crm_cli.domain.cleaning import clean
from crm_cli.domain.numerals import fold
from crm_cli.tui.over import Over


class Choice(Over[int | None]):
    """A question and lines to choose from; gives back the place of the one chosen, None for none.

    Where there are more than the screen has room for they scroll below the question, and the lower edge counts them.
    `keys` are those of the lines where they have keys of their own, else the first nine are chosen by figures.
    """

    DEFAULT_CSS = """
    Choice { align: center middle; }
    #choice { width: 80%; max-width: 76; height: auto; max-height: 90%; border: round $accent;
        padding: 0 1; background: $surface; }
    #choice Static { dock: top; height: auto; }
    #choice OptionList { height: auto; max-height: 100%; }
    """
    BINDINGS: ClassVar = [Binding("escape", "leave", show=False)]

    def __init__(self, question: str, lines: Sequence[str], *, keys: Sequence[str] = (), at: int = 0) -> None:
        super().__init__()
        self._question = question
        self._lines = lines
        self._keys = keys or [str(place) for place in range(1, min(len(lines), 9) + 1)]
        self._at = at

    def compose(self) -> ComposeResult:
        """Show the question above the lines."""
        with Vertical(id="choice"):
            yield Static(Text(clean(self._question, multiline=True), style="bold"))
            yield OptionList(*(self._line(place) for place in range(len(self._lines))), compact=True)

    def _line(self, place: int) -> Text:
        key = self._keys[place] if place < len(self._keys) else ""
        return Text.assemble(
            (f"{key:<2} ", "bold"), clean(self._lines[place]), no_wrap=True, overflow="ellipsis"
        )

    def on_mount(self) -> None:
        """Stand on the line that is likely."""
        lines = self.query_one(OptionList)
        lines.highlighted = self._at
        for moved in ("scroll_y", "virtual_size"):
            self.watch(lines, moved, self._count_more)

    def on_resize(self) -> None:
        """Count anew when the new size is laid out."""
        self.call_after_refresh(self._count_more)

    def _count_more(self) -> None:
        """Say how many lines are above and below those that are seen: a bar at the side is easily overlooked."""
        lines = self.query_one(OptionList)
        above = lines.scroll_offset.y
        below = max(lines.virtual_size.height - lines.scrollable_content_region.height - above, 0)
        told = "  ".join(f"{mark} {count}" for mark, count in (("↑", above), ("↓", below)) if count)
        self.query_one("#choice").border_subtitle = told

    def on_key(self, event: events.Key) -> None:
        """Choose by a key, in any width."""
        typed = event.character or ""
        key = next((one for one in (typed, fold(typed)) if one and one in self._keys), None)
        if key is not None:
            event.stop()
            self.dismiss(self._keys.index(key))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose the line the cursor is on."""
        event.stop()
        self.dismiss(event.option_index)

    def action_leave(self) -> None:
        """Choose none."""
        self.dismiss(None)
