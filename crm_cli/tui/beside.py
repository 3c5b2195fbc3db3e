"""A thread with a desk of its own, for what takes longer than a key may."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from crm_cli.services.desk import Desk, open_desk

Found = TypeVar("Found")


class Beside:
    """Does one thing after the other beside the screen; the desk there is opened with the first of them."""

    def __init__(self, desk: Desk) -> None:
        self._path = desk.database.path
        self._author = desk.me.name if desk.me is not None else None
        self._of = desk
        self._desk: Desk | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="beside")

    async def do(self, act: Callable[[Desk], Found]) -> Found:
        """Return what `act` returns; raises what it raises, or what opening the database raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._done, act)

    def _done(self, act: Callable[[Desk], Found]) -> Found:
        if self._desk is None:
            self._desk = open_desk(self._path, self._author, command=self._of.command)
        # The desk the screen works at has forgotten what another process changed, and this one has not.
        self._desk.forget_settings()
        self._desk.forget_outcomes()
        self._desk.command = self._of.command
        return act(self._desk)

    def interrupt(self) -> None:
        """Break off what is being asked of the database; it raises CrmError there."""
        if self._desk is not None:
            self._desk.database.interrupt()

    def close(self) -> None:
        """Wait for what is being done, and close the desk in the thread that opened it."""
        self._thread.submit(self._shut)
        self._thread.shutdown(wait=True)

    def _shut(self) -> None:
        if self._desk is not None:
            self._desk.close()
            self._desk = None
