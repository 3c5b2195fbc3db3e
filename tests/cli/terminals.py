"""A real terminal for a test: a process at the end of a pseudo-terminal, read as a rep reads its screen."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[2]
# The child takes the terminal for its own, so that closing it is told with SIGHUP as when a window is closed.
_CHILD = """
import fcntl, os, signal, sys, termios
# Whoever runs the tests in the background has Ctrl-C ignored; a terminal's own programs never begin so.
signal.signal(signal.SIGINT, signal.SIG_DFL)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "crm_cli", *sys.argv[1:]])
"""
PATIENCE = 30.0


class Terminal:
    """`crm` in a terminal of so many columns and rows; close it when the test is over."""

    def __init__(
        self, arguments: list[str], environment: Mapping[str, str], *, columns: int = 80, rows: int = 24
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._master, child = pty.openpty()
        self.resize(columns, rows)
        # A size in the surroundings of the tests would be taken for that of this window.
        surroundings = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _CHILD, *arguments],
            stdin=child, stdout=child, stderr=child, start_new_session=True,
            env={**surroundings, "TERM": "xterm", "PYTHONPATH": str(ROOT), **environment},
        )  # fmt: skip
        os.close(child)
        self.text = ""

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def press(self, keys: str) -> None:
        """Press keys, one after the other."""
        os.write(self._master, keys.encode())

    def lines(self) -> list[str]:
        """Return the screen as it stands, each wide character once."""
        return [line.rstrip() for line in self.screen.display]

    def shows(self, words: str) -> bool:
        """Say whether words stand on the screen."""
        return any(words in line for line in self.lines())

    def until(self, words: str | Callable[["Terminal"], bool]) -> None:
        """Read until words stand on the screen, or something is so; fail with the screen when it never is."""
        is_so = words if callable(words) else lambda terminal: terminal.shows(words)
        end = time.monotonic() + PATIENCE
        while not is_so(self):
            assert time.monotonic() < end, f"{words} never came:\n" + "\n".join(self.lines())
            self.read(0.05)

    def read(self, seconds: float) -> bool:
        """Take in what comes within so many seconds; return whether the process may say more."""
        ready, _out, _err = select.select([self._master], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        self._stream.feed(data)
        self.text += data.decode("utf-8", "replace")
        return bool(data)

    def hang_up(self) -> None:
        """Close the window."""
        os.close(self._master)
        self._master = -1

    def ended(self) -> int:
        """Return the exit status once the process has ended, having read all it said."""
        end = time.monotonic() + PATIENCE
        while self._master >= 0 and self.read(0.05) and self.process.poll() is None:
            assert time.monotonic() < end, "\n".join(self.lines())
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        """End the process, if it has not, and give the terminal back."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self._master >= 0:
            self.hang_up()
