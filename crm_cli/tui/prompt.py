"""A line that is asked for over the screen; what is half typed comes back when it is asked for again, whenever."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from crm_cli.domain.cleaning import clean
from crm_cli.errors import CrmError
from crm_cli.services import drafts
from crm_cli.services.desk import Desk
from crm_cli.tui.kept import Kept
from crm_cli.tui.line import Entry
from crm_cli.tui.over import Over

if TYPE_CHECKING:
    from crm_cli.tui.app import DeskApp


def put_back(desk: Desk, question: str, line: str) -> None:
    """Have an answer come back when its question is asked again: what it was given for could not be done.

    Raises CrmError where the disk takes no draft.
    """
    drafts.keep(desk, _draft_of(question), {"typed": line})


def _draft_of(question: str) -> str:
    return f"prompt:{question}"


class Prompt(Over[str | None]):
    """A question and the line for its answer; `check` raises what is wrong with one, and it stays to be mended."""

    DEFAULT_CSS = """
    Prompt { align: center middle; }
    #prompt { width: 80%; max-width: 76; height: auto; border: round $accent; padding: 0 1; background: $surface; }
    #wrong { height: auto; }
    """
    BINDINGS: ClassVar = [Binding("escape", "leave", show=False)]

    def __init__(
        self, question: str, check: Callable[[str], object] | None = None, *, value: str = "", hint: str = ""
    ) -> None:
        super().__init__()
        self._question = question
        self._check = check
        self._value = value
        self._hint = hint
        self._kept = Kept(self, self._keep, lambda error: self._tell(error.sentence))
        self._typed: str | None = None

    @property
    def _desk(self) -> Desk:
        app: DeskApp = self.app  # type: ignore[assignment]  # no other program asks so
        return app.desk

    @property
    def _draft(self) -> str:
        return _draft_of(self._question)

    def compose(self) -> ComposeResult:
        """Show the question, the line, and room for what is wrong with the answer."""
        told = drafts.take(self._desk, self._draft) or {}
        self._value = str(told.get("typed") or self._value)
        with Vertical(id="prompt"):
            yield Static(Text(clean(self._question), style="bold"))
            yield Entry(self._value, placeholder=self._hint)
            yield Static("", id="wrong")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Have on the disk what is typed."""
        if event.value != self._value:
            self._typed = event.value
            self._kept.soon()

    def _keep(self) -> None:
        if self._typed:
            drafts.keep(self._desk, self._draft, {"typed": self._typed})
        elif self._typed is not None:
            drafts.forget(self._desk, self._draft)

    def keep_now(self) -> None:
        """Have on the disk what is typed."""
        self._kept.at_last()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the answer back, or say what is wrong with it."""
        event.stop()
        try:
            if self._check is not None:
                self._check(event.value)
        except CrmError as error:
            self._tell(error.told)
            return
        self._typed = ""
        self._kept.now()
        self.dismiss(event.value)

    def _tell(self, sentence: str) -> None:
        self.query_one("#wrong", Static).update(Text(clean(sentence), style="bold red"))

    def action_leave(self) -> None:
        """Give nothing back, and keep what was typed for the next time."""
        self._kept.now()
        self.dismiss(None)
