"""What a use case asks, asked over the screen: it is done again with each answer, since nothing is written before."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from textual.app import App

from crm_cli.errors import CrmError
from crm_cli.services.desk import Desk
from crm_cli.tui.choice import Choice
from crm_cli.tui.prompt import Prompt

Done = TypeVar("Done")


class Asked(Exception):  # noqa: N818  # no error: an answer is wanted that was not given yet
    """A question with the lines to choose from, or with the check that its answer has to pass."""

    def __init__(
        self, question: str, lines: Sequence[str] = (), check: Callable[[str], object] | None = None
    ) -> None:
        super().__init__(question)
        self.question = question
        self.lines = lines
        self.check = check

    def screen(self) -> Choice | Prompt:
        """Return what asks it; it gives back the answer, None where nobody answers."""
        return Choice(self.question, self.lines) if self.lines else Prompt(self.question, self.check)


def with_answers(desk: Desk, answers: Sequence[Any], act: Callable[[], Done]) -> Done:
    """Return what `act` returns, which is given these answers in turn; raises Asked for the next one it wants.

    Use cases ask before their change is open, and the same again when they are called again.
    """
    left = list(answers)

    def choose(question: str, lines: Sequence[str]) -> int:
        return int(_given(left, Asked(question, lines)))

    def ask(question: str, check: Callable[[str], object]) -> str:
        return str(_given(left, Asked(question, check=check)))

    asking = desk.choose, desk.ask
    desk.choose, desk.ask = choose, ask
    try:
        return act()
    finally:
        desk.choose, desk.ask = asking


def _given(left: list[Any], asked: Asked) -> Any:
    if not left:
        raise asked
    return left.pop(0)


class Asking(Generic[Done]):
    """Does `act`, asks over the screen what it asks for, and goes on with `then`, or with `failed` and the error.

    A question nobody answers leaves everything as it was.
    """

    def __init__(
        self,
        app: App[Any],
        desk: Desk,
        act: Callable[[], Done],
        then: Callable[[Done], None],
        failed: Callable[[CrmError], None],
    ) -> None:
        self._app = app
        self._desk = desk
        self._act = act
        self._then = then
        self._failed = failed
        self._answers: list[Any] = []

    def go(self) -> None:
        """Do it with the answers there are."""
        try:
            done = with_answers(self._desk, self._answers, self._act)
        except Asked as asked:
            self._app.push_screen(asked.screen(), self._answered)
        except CrmError as error:
            self._failed(error)
        else:
            self._then(done)

    def _answered(self, answer: Any) -> None:
        if answer is not None and answer != "":
            self._answers.append(answer)
            self.go()
