"""A line to type in that takes its keys in their order, Enter among them: over a slow connection they come at once."""

from collections.abc import Callable

from textual import events
from textual.widgets import Input


class Line(Input):
    """A line of one cell's height; `entered` is told what it holds on Enter."""

    def __init__(self, entered: Callable[[str], None], *, id: str) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, compact=True, select_on_focus=False)
        self._entered = entered

    def on_key(self, event: events.Key) -> None:
        """Enter what is typed; what comes after it was meant for what is shown next, which nobody has seen yet."""
        is_here = self.screen.focused is self
        if event.key != "enter" and is_here:
            return
        event.stop()
        event.prevent_default()
        if is_here:
            self._entered(self.value)
