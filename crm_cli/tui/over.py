"""What is shown over a screen: it is left once, however many keys were typed ahead, and F-keys go on elsewhere."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.screen import ModalScreen, Screen, ScreenResultType

from crm_cli.tui.guarded import Guarded

if TYPE_CHECKING:
    from crm_cli.services.desk import Desk


class LeftOnce(Guarded, Screen[ScreenResultType]):
    """A screen over another; Textual's own, left twice, would leave what is under it or end the program.

    The desk can be closed from here too; what is half typed is kept.
    """

    BINDINGS: ClassVar = [Binding("ctrl+q", "app.do('quit')", show=False)]

    _late: tuple[Any] | None = None

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave it; where another screen is shown by now, as soon as it would be shown again."""
        # Not `is_current`, which a screen under a question is as well: what is over it would be left in its place.
        if self.is_active:
            return super().dismiss(result)
        if self._late is None and any(self in stack for stack in self.app._screen_stacks.values()):  # noqa: SLF001  # there is no other way
            self._late = (result,)
        return _nothing()

    def on_screen_resume(self) -> None:
        """Leave it, where it was to be left meanwhile."""
        if self._late is not None:
            self.call_next(self._leave_late, *self._late)

    def _leave_late(self, result: ScreenResultType | None) -> None:
        # Nothing is given back: what called it here would wait for its own end.
        self.dismiss(result)


class Over(ModalScreen[ScreenResultType], LeftOnce[ScreenResultType]):
    """A question, a form or something to read; the F-keys go to other screens, and it is here on coming back."""

    # Before what is typed after them is passed on: the program does other keys when the line has taken all letters.
    BINDINGS: ClassVar = [
        Binding("tab", "go_to_line(1)", show=False, priority=True),
        Binding("shift+tab", "go_to_line(-1)", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        from crm_cli.tui.app import PLACES

        for place in PLACES:
            self._bindings.bind(place.key, f"app.go('{place.name}')", show=False)
        self._command = ""

    @property
    def _desk_there(self) -> "Desk | None":
        return getattr(self.app, "desk", None)

    def on_mount(self) -> None:
        """Remember what the history calls that for which it was asked."""
        if (desk := self._desk_there) is not None:
            self._command = desk.command

    def on_screen_resume(self) -> None:
        """Go on with that, whatever was done on the screens that were gone to meanwhile."""
        if (desk := self._desk_there) is not None and self.is_active:
            desk.command = self._command

    def keep_now(self) -> None:
        """Have on the disk what is half typed here: the program ends."""

    def action_go_to_line(self, way: int) -> None:
        """Go to the next line, or to the one before; nowhere where nothing has the keys yet."""
        if self.focused is not None:
            self.focus_next() if way > 0 else self.focus_previous()

    def after_keys(self, act: Callable[[], None]) -> None:
        """Do something when what was typed before it is on its lines.

        The program does it, as it does what a key asks for: what a form asks next outlives the form.
        """
        from crm_cli.tui.line import KeysInOrder

        then: Callable[[], object] = partial(self.app.call_later, act)
        for line in self.query("*"):
            if isinstance(line, KeysInOrder):
                then = partial(line.call_later, then)
        then()


def _nothing() -> AwaitComplete:
    async def nothing() -> None:
        return

    return AwaitComplete(nothing())
