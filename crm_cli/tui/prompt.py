"""A line that is asked for over the screen; what is half typed comes back when it is asked for again."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from crm_cli.domain.cleaning import clean
from crm_cli.errors import CrmError

_half_typed: dict[str, str] = {}


class Prompt(ModalScreen[str | None]):
    """A question and the line for its answer; `check` raises what is wrong with one, and it stays to be mended."""

    BINDINGS: ClassVar = [Binding("escape", "leave", show=False)]

    def __init__(
        self, question: str, check: Callable[[str], object] | None = None, *, value: str = "", hint: str = ""
    ) -> None:
        super().__init__()
        self._question = question
        self._check = check
        self._value = _half_typed.pop(question, value)
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Show the question, the line, and room for what is wrong with the answer."""
        with Vertical(id="prompt"):
            yield Static(Text(clean(self._question), style="bold"))
            yield Input(self._value, placeholder=self._hint)
            yield Static("", id="wrong")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the answer back, or say what is wrong with it."""
        event.stop()
        try:
            if self._check is not None:
                self._check(event.value)
        except CrmError as error:
            told = " ".join(filter(None, (error.sentence, error.hint)))
            self.query_one("#wrong", Static).update(Text(clean(told), style="bold red"))
            return
        self.dismiss(event.value)

    def action_leave(self) -> None:
        """Give nothing back, and keep what was typed for the next time."""
        if typed := self.query_one(Input).value:
            _half_typed[self._question] = typed
        self.dismiss(None)
