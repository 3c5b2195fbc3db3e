"""A line on the terminal that says how far a long command is."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar


class Sized(Protocol):
    """Something that holds so many of what is counted."""

    @property
    def size(self) -> int:
        """How many."""


Thing = TypeVar("Thing", bound=Sized)


def watched(things: Iterable[Thing], total: int, *, quiet: bool) -> Iterator[Thing]:
    """Yield `things`, showing a bar on stderr when that is a terminal and it takes longer than a moment."""
    if quiet or sys.stderr is None or not sys.stderr.isatty() or not total:
        yield from things
        return
    shown = time.monotonic() + 0.3
    count, drawn = 0, False
    try:
        for thing in things:
            if time.monotonic() > shown:
                shown, drawn = time.monotonic() + 0.1, True
                _draw(count, total)
            yield thing
            count += thing.size
    finally:
        if drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def wipe() -> None:
    """Take away a bar that was broken off, with the ^C beside it: whoever drew it may still be waiting to end."""
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


@contextmanager
def telling(*, quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """Yield what shows that so much of so much is done, of what is said in words; None where no bar is shown."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    shown = time.monotonic() + 0.3
    drawn = False

    def tell(words: str, count: int, total: int) -> None:
        nonlocal shown, drawn
        if time.monotonic() > shown and total:
            shown, drawn = time.monotonic() + 0.1, True
            sys.stderr.write("\r\x1b[K")
            _draw(min(count, total), total, f" {words}")

    try:
        yield tell
    finally:
        if drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _draw(count: int, total: int, words: str = "") -> None:
    filled = 30 * count // total
    sys.stderr.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {count:,}/{total:,}{words}")
    sys.stderr.flush()
