"""The terminal between two runs of the desk: what is typed there was meant for what was shown, and is dropped."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def kept_as_it_is() -> Iterator[Callable[[], None]]:
    """Yield what keeps the terminal from showing what is typed until the desk is drawn again.

    On leaving the terminal is as it was before, and what was typed and nobody read is dropped: the shell would do it.
    """
    try:
        import termios
    except ImportError:  # Windows
        yield lambda: None
        return
    try:
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
    except (OSError, ValueError, termios.error):  # no terminal
        yield lambda: None
        return

    def be_quiet() -> None:
        with suppress(termios.error):
            now = termios.tcgetattr(terminal)
            now[3] &= ~(termios.ECHO | termios.ICANON)
            termios.tcsetattr(terminal, termios.TCSAFLUSH, now)

    try:
        yield be_quiet
    finally:
        # It may be gone by now, with its window.
        with suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
