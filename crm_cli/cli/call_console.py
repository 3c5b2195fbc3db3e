"""Talking with the rep in the middle of a run: questions with a line to type in, choices, and panes to read."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from crm_cli.cli.call_keys import Gone, Key, Keys
from crm_cli.cli.call_prompts import Line, begun, pressed
from crm_cli.cli.call_screen import Screen, View
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.conversations import Cancelled, numbered

SECOND = 1.0
_BREAK = 2
"""The signal that Ctrl-C stands for."""


class Console:
    """The keys and the screen of a run; `view` gives what is behind every question and pane.

    `typed` is what stands on the line of a question that has no answer yet, `is_note` whether that is the note.
    """

    def __init__(self, keys: Keys, screen: Screen, view: Callable[[], View]) -> None:
        self.keys = keys
        self.screen = screen
        self.view = view
        self.message = ""
        self.typed = ""
        self.is_note = False

    def show(self, view: View | None = None) -> None:
        """Put a view on the screen, the one behind everything by default, with what there is to say."""
        self.screen.show((view or self.view())._replace(message=self.message))

    def key(self, seconds: float = SECOND) -> Key | None:
        """Return the next key pressed, None when none was; Ctrl-L draws everything again.

        Raises Gone for Ctrl-C, wherever it is pressed.
        """
        key = self.keys.read(seconds)
        if key is not None and key.name == "break":
            raise Gone(_BREAK)
        if key is not None and key.name == "redraw":
            self.screen.redraw()
            return None
        return key

    def ask(
        self, question: str, check: Callable[[str], object] = str, *, filled: str = "", offered: str = "",
        is_note: bool = False, behind: Sequence[str] = (),
    ) -> str | None:  # fmt: skip
        """Return what is typed, None for nothing, as services.conversations.Ask has it; Esc raises Cancelled."""
        with self.behind(behind):
            return self._asked(question, check, filled, offered, is_note=is_note)

    def _asked(
        self, question: str, check: Callable[[str], object], filled: str, offered: str, *, is_note: bool
    ) -> str | None:
        line, self.message, self.is_note = begun(filled or offered), "", is_note
        while True:
            self.typed = line.text
            self.show(self.view()._replace(question=question, line=line))
            key = self.key()
            if key is None:
                continue
            if key.name in {"escape", "end_of_file"}:
                self.typed, self.message, self.is_note = "", "", False
                raise Cancelled(line.text, line.text if is_note else None)
            if self.keys.by_line and key.name == "text":
                line, key = begun(key.text), Key("enter")
            if key.name != "enter":
                line = pressed(Line() if offered and key.name in {"text", "paste"} else line, key)
                offered = ""
                continue
            if (answer := line.text.strip()) and not self._passes(check, answer):
                line = Line() if self.keys.by_line else line
                continue
            self.typed, self.message, self.is_note = "", "", False
            return answer or None

    def _passes(self, check: Callable[[str], object], answer: str) -> bool:
        try:
            check(answer)
        except CrmError as error:
            self.message = told(error)
            return False
        return True

    def choose(self, question: str, lines: Sequence[str]) -> int | None:
        """Return the place of the line chosen, None for none."""

        def check(answer: str) -> None:
            if not answer.isdecimal() or not 1 <= int(answer) <= len(lines):
                raise UsageError(_("{text} is not in the list.").format(text=answer))

        text = f"{question} {_('Which one? (its place in the list)')}"
        answer = self.ask(text, check, behind=numbered(lines))
        return None if answer is None else int(answer) - 1

    @contextmanager
    def behind(self, body: Sequence[str]) -> Iterator[None]:
        """Have something else to read behind a question."""
        view = self.view
        if body:
            self.view = lambda: view()._replace(body=body, offset=0)
        try:
            yield
        finally:
            self.view = view

    def read_pane(self, head: str, body: Sequence[str]) -> Key | None:
        """Show something to read until a key is pressed; the arrows move in it. Return that key."""
        offset = 0
        if self.keys.by_line:
            self.screen.show(View(head=head, body=body, state=_("Enter goes on")))
            return self.key()
        while True:
            shown = View(head=head, body=body, offset=offset, state=_("Any key goes on"))
            self.show(shown._replace(foot=self.view().foot))
            key = self.key()
            if key is None:
                continue
            if key.name not in {"up", "down"}:
                return key
            offset = max(offset + (1 if key.name == "down" else -1), 0)


def told(error: CrmError) -> str:
    """Return an error as one line: its sentence, and what to do."""
    return error.told
