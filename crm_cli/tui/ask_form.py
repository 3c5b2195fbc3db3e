"""The questions of a use case, asked one after the other over the screen; what was answered can be gone back to."""

from collections.abc import Callable
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from crm_cli.domain.cleaning import clean
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.services.conversations import Cancelled, Conversation, Question
from crm_cli.tui.line import Line
from crm_cli.tui.over import Over


class AskForm(Over[None]):
    """Asks what a conversation asks until it is over, then does `then`; Esc leaves it, and `left` is told.

    `changed` hears of everything typed, with what stands on the line; `line` stands on the first one. Keys that
    come before the line is there wait for it.
    """

    DEFAULT_CSS = """
    AskForm { align: center bottom; }
    #ask { width: 100%; height: auto; max-height: 80%; border-top: solid $accent; padding: 0 1; background: $surface; }
    #ask-title, #ask-question, #ask-answered, #ask-lines { height: auto; }
    #ask-behind { height: auto; max-height: 10; }
    #ask-line { height: 1; }
    #wrong { height: auto; }
    """
    BINDINGS: ClassVar = [
        Binding("escape", "leave", show=False),
        Binding("up,shift+tab", "back", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        talk: Conversation[Any],
        then: Callable[[], None],
        *,
        line: str = "",
        changed: Callable[[str], None] | None = None,
        left: Callable[[Cancelled], None] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._talk = talk
        self._then = then
        self._line = line
        self._changed = changed
        self._left = left
        self._early: list[str] = []

    def compose(self) -> ComposeResult:
        """Show what was answered, the question, the line, and room for what is wrong with the answer."""
        with Vertical(id="ask"):
            yield Static(Text(clean(self._title), style="bold reverse"), id="ask-title")
            yield Static(id="ask-answered")
            with VerticalScroll(id="ask-behind", can_focus=False):
                yield Static(id="ask-lines")
            yield Static(id="ask-question")
            yield Line(self._go_on, id="ask-line")
            yield Static(id="wrong")
            yield Static("", id="ask-foot")

    def on_mount(self) -> None:
        """Show the question that waits, and take the keys that came before."""
        question = self._asked
        self._show(self._line or question.filled or question.offered, offered=not self._line)
        early, self._early = self._early, []
        for key in early:
            self._typed(key)

    @property
    def _asked(self) -> Question:
        assert self._talk.question is not None  # noqa: S101  # the form is there as long as one waits
        return self._talk.question

    @property
    def _input(self) -> Line:
        return self.query_one(Line)

    def _show(self, value: str, *, offered: bool = False) -> None:
        question = self._asked
        self.query_one("#ask-question", Static).update(Text(clean(question.text), style="bold"))
        answered = [
            f"{_short(one.text)} {said or '-'}"
            for one, said in zip(self._talk.asked, self._talk.answers, strict=False)
        ]
        self._put("#ask-answered", "\n".join(answered))
        self._put("#ask-lines", "\n".join(question.behind))
        self.query_one("#ask-behind").display = bool(question.behind)
        self._put("#wrong", "")
        # Nobody knows before it is answered whether another question comes.
        foot = _("⏎ answers   ↑ back   esc leaves it") if answered else _("⏎ answers   esc leaves it")
        self.query_one("#ask-foot", Static).update(Text(foot, style="dim"))
        line = self._input
        line.value = value
        if offered and question.offered:
            line.select_all()
        else:
            line.cursor_position = len(value)
        self.set_focus(line)

    def _put(self, place: str, text: str) -> None:
        widget = self.query_one(place, Static)
        widget.update(Text(clean(text, multiline=True), style="bold red" if place == "#wrong" else ""))
        widget.display = bool(text)

    def on_key(self, event: events.Key) -> None:
        """Take a key that came before the line had the focus."""
        key = event.character if event.is_printable else event.key
        if key is None or self.focused is not None:
            return
        event.stop()
        if self.is_mounted:
            self._typed(key)
        else:
            self._early.append(key)

    def _typed(self, key: str) -> None:
        if key == "enter":
            self._go_on(self._input.value)
        elif len(key) == 1 and not self._talk.is_over:
            self._input.insert_text_at_cursor(key)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Let it be known what has been typed so far."""
        event.stop()
        if self._changed is not None and self._talk.question is not None:
            self._changed(event.value)

    def _go_on(self, value: str) -> None:
        """Answer the question and show the next, or say what is wrong with the answer, which stays to be mended."""
        if self._talk.question is None:
            return
        try:
            is_over = self._talk.answer(value)
        except Cancelled as left:
            self._leave(left)
            return
        except CrmError as error:
            self._put("#wrong", error.told)
            return
        if is_over:
            self.dismiss()
            self._then()
            return
        question = self._asked
        self._show(question.filled or question.offered, offered=True)

    def action_back(self) -> None:
        """Go back to the question before."""
        if (said := self._talk.back()) is not None:
            self._show(said)

    def action_leave(self) -> None:
        """Leave it: nothing was done."""
        if self._talk.question is None:
            return
        typed = self._input.value if self.is_mounted else self._line
        self._leave(Cancelled(typed, typed if self._asked.is_note else None))

    def _leave(self, left: Cancelled) -> None:
        self.dismiss()
        if self._left is not None:
            self._left(left)


def _short(question: str) -> str:
    """Return a question without what explains it, as it stands beside its answer."""
    for mark in ("?", "？", ":", "："):
        head, found, _rest = question.partition(mark)
        if found:
            return head + found
    return question
