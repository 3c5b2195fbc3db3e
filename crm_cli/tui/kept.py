"""What is half typed, on the disk soon after: at most every half second, and never while a key waits."""

import time
from collections.abc import Callable
from typing import Any

from textual.screen import Screen
from textual.timer import Timer

from crm_cli.errors import CrmError

EACH = 0.5
"""Seconds between two writings."""


class Kept:
    """Writes what has changed on a screen by `write`; a disk that is full is said once, not at every key."""

    def __init__(
        self, screen: Screen[Any], write: Callable[[], None], failed: Callable[[CrmError], None]
    ) -> None:
        self._screen = screen
        self._write = write
        self._failed = failed
        self._timer: Timer | None = None
        self._written = 0.0
        self._is_failing = False

    def soon(self) -> None:
        """Have it written when the key is answered, or half a second after the time before."""
        if self._timer is None:
            wait = max(0.01, self._written + EACH - time.monotonic())
            self._timer = self._screen.set_timer(wait, self.now)

    def at_last(self) -> None:
        """Write what waits to be written."""
        if self._timer is not None:
            self.now()

    def drop(self) -> None:
        """Write nothing any more: it is done."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def now(self) -> None:
        """Write it."""
        self.drop()
        self._written = time.monotonic()
        try:
            self._write()
            self._is_failing = False
        except CrmError as error:
            if not self._is_failing:
                self._failed(error)
            self._is_failing = True
