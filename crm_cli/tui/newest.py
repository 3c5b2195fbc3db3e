"""Questions that take longer than a key may: asked beside the screen, and only the newest of them is answered."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from crm_cli.errors import CrmError
from crm_cli.services.desk import Desk
from crm_cli.tui.beside import Beside
from crm_cli.tui.commands import DeskScreen

Found = TypeVar("Found")


class Newest:
    """What a screen asks beside itself: each letter typed asks anew, and what was asked before it is broken off.

    Questions of another `kind` are let be.
    """

    def __init__(self, screen: DeskScreen) -> None:
        self._screen = screen
        self._beside = Beside(screen.desk)
        self._turn = asyncio.Lock()
        self._asked: dict[str, int] = {}
        self._reading = ""
        self.waiting = 0

    def ask(
        self, question: Callable[[Desk], Found], then: Callable[[Found], None], kind: str = "list"
    ) -> None:
        """Have a question answered, and do `then` with the answer unless another of its kind was asked meanwhile."""
        self._asked[kind] = number = self._asked.get(kind, 0) + 1
        if self._reading == kind:
            self._beside.interrupt()
        self.waiting += 1
        self._screen.run_worker(self._answer(kind, number, question, then))

    def work(
        self,
        act: Callable[[Desk], Found],
        then: Callable[[Found], None],
        failed: Callable[[], None] | None = None,
    ) -> None:
        """Have something done that is never broken off, and do `then` with what came of it, or `failed`."""
        self.waiting += 1
        self._screen.run_worker(self._done(act, then, failed))

    def close(self) -> None:
        """Break off what is being asked, and close the desk there."""
        if self._reading:
            self._beside.interrupt()
        self._beside.close()

    async def _answer(
        self, kind: str, number: int, question: Callable[[Desk], Found], then: Callable[[Found], None]
    ) -> None:
        try:
            async with self._turn:
                if number != self._asked[kind]:
                    return
                self._reading = kind
                try:
                    found = await self._beside.do(question)
                finally:
                    self._reading = ""
        except CrmError as error:
            # One that was broken off says that it was.
            if number == self._asked[kind]:
                self._wrong(error)
        else:
            if number == self._asked[kind]:
                then(found)
        finally:
            self.waiting -= 1

    async def _done(
        self, act: Callable[[Desk], Found], then: Callable[[Found], None], failed: Callable[[], None] | None
    ) -> None:
        try:
            async with self._turn:
                found = await self._beside.do(act)
        except CrmError as error:
            self._wrong(error)
            if failed is not None:
                with self._screen.spoken():
                    failed()
        else:
            then(found)
        finally:
            self.waiting -= 1

    def _wrong(self, error: CrmError) -> None:
        self._screen.tell(error.told, "error")
