"""Lines to type in that take their keys in their order: over a slow connection they come at once."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.widgets import Input

if TYPE_CHECKING:
    from textual.widget import Widget
else:
    # Textual takes styles from the first base that is a widget, and these are those of the field itself.
    Widget = object


class KeysInOrder(Widget):
    """A field whose editing keys act where they stand among the letters.

    Textual has backspace and its like done by the program, after all letters that came together with it: "abc",
    backspace, "d" would be "abc".
    """

    async def on_key(self, event: events.Key) -> None:
        """Do at once what a key of the field does; keys of the screen come first, as ever."""
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if not event.is_printable and await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return


class Entry(KeysInOrder, Input):
    """A line of a form."""


class Line(KeysInOrder, Input):
    """A line of one cell's height; `entered` is told what it holds on Enter."""

    def __init__(self, entered: Callable[[str], None], *, id: str) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, compact=True, select_on_focus=False)
        self._entered = entered

    async def on_key(self, event: events.Key) -> None:
        """Enter what is typed; what comes after it was meant for what is shown next, which nobody has seen yet."""
        is_here = self.screen.focused is self
        if event.key != "enter" and is_here:
            return
        event.stop()
        event.prevent_default()
        if is_here:
            self._entered(self.value)
