"""Use cases that ask while they go on, told one answer at a time: a screen cannot stop to wait for one."""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from crm_cli.domain.frozen import Frozen
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk

Result = TypeVar("Result")


class Cancelled(Exception):  # noqa: N818  # no error: the rep thought better of it
    """A question was left without an answer; `typed` stood on its line, `note` where the question was for the note."""

    def __init__(self, typed: str = "", note: str | None = None) -> None:
        super().__init__()
        self.typed = typed
        self.note = note


class Ask(Protocol):
    """Asks for a line of text."""

    def __call__(
        self, question: str, check: Callable[[str], object] = str, *, filled: str = "", offered: str = "",
        is_note: bool = False, behind: Sequence[str] = (),
    ) -> str | None:  # fmt: skip
        """Return what is typed, None for nothing; `check` raises CrmError for what it does not take.

        `filled` stands on the line to be gone on with; `offered` is what Enter takes and typing replaces;
        `is_note` says that the answer is the note of a touch; `behind` are lines to be read meanwhile.
        Raises Cancelled where the question is left.
        """


class Question(Frozen):
    """A question that waits, as Ask has it."""

    text: str
    check: Callable[[str], object]
    filled: str = ""
    offered: str = ""
    is_note: bool = False
    behind: tuple[str, ...] = ()


class _Waiting(Exception):  # noqa: N818  # no error: the rest is done when there is an answer
    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question


class Conversation(Generic[Result]):
    """An act that asks by `desk.ask`, by `desk.choose` or by the Ask it is handed, and writes after its last question.

    It is done from the beginning after each answer, with those there are, until it asks no more: then `is_over`,
    and `result` is what it returned. `asked` are the questions answered so far; `answers` go with them.
    """

    def __init__(self, desk: Desk, act: Callable[[Ask], Result], answers: Sequence[str | None] = ()) -> None:
        self._desk = desk
        self._act = act
        self.answers = list(answers)
        self.asked: list[Question] = []
        self.question: Question | None = None
        self.result: Result | None = None
        self.is_over = False

    def begin(self) -> bool:
        """Go on to the first question without an answer; return whether there is none. Raises what the act raises."""
        self.asked, self.question = [], None
        choose, ask, self._desk.choose, self._desk.ask = (
            self._desk.choose, self._desk.ask, self._choose, self._ask,
        )  # fmt: skip
        try:
            self.result = self._act(self._ask)
            self.is_over = True
        except _Waiting as waiting:
            self.question = waiting.question
        finally:
            self._desk.choose, self._desk.ask = choose, ask
        return self.is_over

    def answer(self, text: str) -> bool:
        """Answer the question that waits, '' for nothing, and go on; return whether it was the last.

        Raises CrmError for an answer that is refused, and where the act itself fails: the question waits still.
        """
        question = self.question
        assert question is not None  # noqa: S101  # one waits until it is over
        if said := text.strip():
            question.check(said)
        self.answers.append(said or None)
        try:
            return self.begin()
        except CrmError:
            self.answers.pop()
            self.question = question
            raise

    def back(self) -> str | None:
        """Have the question before wait again; return what was its answer, None where there is none before."""
        if not self.asked:
            return None
        said = self.answers.pop() or ""
        self.question = self.asked.pop()
        return said

    def _ask(
        self, question: str, check: Callable[[str], object] = str, *, filled: str = "", offered: str = "",
        is_note: bool = False, behind: Sequence[str] = (),
    ) -> str | None:  # fmt: skip
        return self._answered(Question(question, check, filled, offered, is_note, tuple(behind)))

    def _choose(self, question: str, lines: Sequence[str]) -> int | None:
        def check(answer: str) -> None:
            if not answer.isdecimal() or not 1 <= int(answer) <= len(lines):
                raise UsageError(_("{text} is not in the list.").format(text=answer))

        text = f"{question} {_('Which one? (its place in the list)')}"
        answer = self._answered(Question(text, check, behind=numbered(lines)))
        return None if answer is None else int(answer) - 1

    def _answered(self, question: Question) -> str | None:
        if len(self.asked) == len(self.answers):
            raise _Waiting(question)
        self.asked.append(question)
        return self.answers[len(self.asked) - 1]


def numbered(lines: Sequence[str]) -> tuple[str, ...]:
    """Return lines with their places before them, by which one is named."""
    return tuple(f"{place}  {line}" for place, line in enumerate(lines, 1))
