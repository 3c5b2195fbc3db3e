"""What is shown over a screen: it is left once, however many keys were typed ahead, and F-keys go on elsewhere."""

from collections.abc import Callable
from typing import Any

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen, ScreenResultType

from crm_cli.tui.guarded import Guarded


class LeftOnce(Guarded, Screen[ScreenResultType]):
    """A screen over another; Textual's own, left twice, would leave what is under it or end the program."""

    _late: tuple[Any] | None = None

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave it; where another screen is shown by now, as soon as it would be shown again."""
        if self.is_current:
            return super().dismiss(result)
        if self._late is None and any(self in stack for stack in self.app._screen_stacks.values()):  # noqa: SLF001  # there is no other way
            self._late = (result,)
        return _nothing()

    def on_screen_resume(self) -> None:
        """Leave it, where it was to be left meanwhile."""
        if self._late is not None:
            (result,) = self._late
            self.call_next(super().dismiss, result)


class Over(ModalScreen[ScreenResultType], LeftOnce[ScreenResultType]):
    """A question, a form or something to read; the F-keys go to other screens, and it is here on coming back."""

    def __init__(self) -> None:
        super().__init__()
        from crm_cli.tui.app import PLACES

        for place in PLACES:
            self._bindings.bind(place.key, f"app.go('{place.name}')", show=False)

    def after_keys(self, act: Callable[[], None]) -> None:
        """Do something when what was typed before it is on its line.

        The program does it, as it does what a key asks for: what a form asks next outlives the form.
        """
        from crm_cli.tui.line import KeysInOrder

        typed = self.focused
        if isinstance(typed, KeysInOrder):
            typed.call_later(self.app.call_later, act)
        else:
            act()


def _nothing() -> AwaitComplete:
    async def nothing() -> None:
        return

    return AwaitComplete(nothing())
