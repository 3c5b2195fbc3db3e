"""What a use case asks, asked over the screen: it is done again with each answer, since nothing is written before."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from textual.app import App

from crm_cli.errors import CrmError
from crm_cli.services.desk import Desk
from crm_cli.tui.choice import Choice
from crm_cli.tui.prompt import Prompt

Done = TypeVar("Done")


class _AskedError(Exception):
    """The use case wants an answer that was not given yet; `screen` asks for it."""

    def __init__(self, screen: Choice | Prompt) -> None:
        super().__init__()
        self.screen = screen


class Asking(Generic[Done]):
    """Does `act`, asks over the screen what it asks for, and goes on with `then`, or with `failed` and the error.

    A question nobody answers leaves everything as it was. Use cases ask before their change is open, and the same
    again when they are called again.
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
        self._given = 0

    def go(self) -> None:
        """Do it with the answers there are."""
        self._given = 0
        asking = self._desk.choose, self._desk.ask
        self._desk.choose, self._desk.ask = self._choose, self._ask
        try:
            done = self._act()
        except _AskedError as asked:
            self._app.push_screen(asked.screen, self._answered)
            return
        except CrmError as error:
            self._failed(error)
            return
        finally:
            self._desk.choose, self._desk.ask = asking
        self._then(done)

    def _answered(self, answer: Any) -> None:
        if answer is not None and answer != "":
            self._answers.append(answer)
            self.go()

    def _choose(self, question: str, lines: Sequence[str]) -> int:
        found: int = self._next(lambda: Choice(question, lines))
        return found

    def _ask(self, question: str, check: Callable[[str], object]) -> str:
        found: str = self._next(lambda: Prompt(question, check))
        return found

    def _next(self, screen: Callable[[], Choice | Prompt]) -> Any:
        self._given += 1
        if self._given <= len(self._answers):
            return self._answers[self._given - 1]
        raise _AskedError(screen())
