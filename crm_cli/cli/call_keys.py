"""Keys as they are pressed, one at a time, whatever they come from: a terminal, Windows, or typed lines in a pipe."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from crm_cli.domain.frozen import Frozen

TICK = 0.25
"""Seconds after which whoever waits for a key looks up: so late is a signal noticed at the latest."""
_ESCAPED, _PASTING = 0.05, 1.0
"""Seconds in which the rest of a key comes, and of what is pasted over a slow line."""
_PASTED = 8
"""So many characters that come at once were pasted, where the terminal does not say so itself."""

_NAMES = {
    "\r": "enter", "\n": "enter", "\x7f": "backspace", "\x08": "backspace", "\x03": "break", "\x04": "end_of_file",
    "\x0c": "redraw", "\x15": "clear", "\x17": "word_back", "\x01": "home", "\x05": "end", "\t": "tab", "\x1b": "escape",
    "\x1b[D": "left", "\x1b[C": "right", "\x1b[A": "up", "\x1b[B": "down", "\x1b[H": "home", "\x1b[F": "end",
    "\x1bOD": "left", "\x1bOC": "right", "\x1bOA": "up", "\x1bOB": "down", "\x1bOH": "home", "\x1bOF": "end",
    "\x1b[1~": "home", "\x1b[4~": "end", "\x1b[3~": "delete", "\x1b[5~": "up", "\x1b[6~": "down",
}  # fmt: skip
_OF_CONSOLE = {"K": "left", "M": "right", "H": "up", "P": "down", "G": "home", "O": "end", "S": "delete"}
_PASTE_STARTS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"


class Gone(Exception):  # noqa: N818  # no error: the terminal was closed, or the run is to end
    """Nobody is at the keys any more; `signal` is its number where one said so."""

    def __init__(self, signal: int = 0) -> None:
        super().__init__()
        self.signal = signal


class Key(Frozen):
    """One key: `name` for those without a character, else "text" with what was typed, or "paste"."""

    name: str
    text: str = ""


class Keys(Protocol):
    """Where keys come from; `by_line` says that whole lines are typed, and nothing is drawn over."""

    by_line: bool

    def read(self, seconds: float) -> Key | None:
        """Return the next key, None when none came in so many seconds; raise Gone when none will come."""


class Decoder:
    """Bytes of a terminal made into keys; what is not whole yet waits for the rest."""

    def __init__(self) -> None:
        import codecs

        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._text = ""

    def feed(self, data: bytes) -> None:
        """Take in what the terminal sent."""
        self._text += self._decode(data)

    def waits(self) -> float:
        """Return how long to wait for the rest of a key that has begun, 0 where none has."""
        if self._text.startswith(_PASTE_STARTS):
            return _PASTING
        return _ESCAPED if self._text.startswith("\x1b") else 0.0

    def next(self, *, whole: bool = False) -> Key | None:
        """Return the next key, None when there is none yet; `whole` says that nothing more is coming."""
        text = self._text
        if not text:
            return None
        if text.startswith(_PASTE_STARTS):
            return self._pasted(whole=whole)
        if text[0] == "\x1b":
            return self._escaped(whole=whole)
        if len(text) > _PASTED and text.isprintable():
            self._text = ""
            return Key("paste", text)
        self._text = text[1:]
        name = _NAMES.get(text[0])
        return Key(name) if name else Key("text", text[0]) if text[0].isprintable() else Key("other")

    def _pasted(self, *, whole: bool) -> Key | None:
        body, end, rest = self._text.removeprefix(_PASTE_STARTS).partition(_PASTE_ENDS)
        if not end and not whole:
            return None
        self._text = rest
        return Key("paste", body)

    def _escaped(self, *, whole: bool) -> Key | None:
        import re

        found = re.match(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.)", self._text)
        if found is None:
            if not whole:
                return None
            self._text = self._text[1:]
            return Key("escape")
        self._text = self._text[found.end() :]
        return Key(_NAMES.get(found[0], "other"))


class TerminalKeys:
    """The keys of a POSIX terminal: no echo, no waiting for Enter, and no key ends the program by itself."""

    by_line = False

    def __init__(self, stopped: Callable[[], int]) -> None:
        self._number = sys.stdin.fileno()
        self._stopped = stopped
        self._decoder = Decoder()

    def read(self, seconds: float) -> Key | None:
        """Return the next key; raise Gone when the terminal was closed or a signal said to stop."""
        until = time.monotonic() + seconds
        while (key := self._decoder.next()) is None:
            left = until - time.monotonic()
            if wait := self._decoder.waits():
                if not self._more(wait):
                    key = self._decoder.next(whole=True)
                    break
            elif left <= 0:
                return None
            else:
                self._more(min(left, TICK))
        return key

    def _more(self, seconds: float) -> bool:
        """Take in what comes within so many seconds; return whether anything came."""
        import select

        if signal := self._stopped():
            raise Gone(signal)
        try:
            ready, _out, _err = select.select([self._number], [], [], seconds)
            data = os.read(self._number, 4096) if ready else b""
        except OSError as error:
            raise Gone from error
        if ready and not data:
            raise Gone
        self._decoder.feed(data)
        return bool(data)


@contextmanager
def terminal_mode() -> Iterator[None]:
    """Have the terminal hand over each key as it is pressed, and say what is pasted; put it back afterwards."""
    import termios

    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    mode: list[Any] = termios.tcgetattr(number)
    mode[0] &= ~(termios.IXON | termios.ICRNL | termios.INLCR)
    mode[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN)
    mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
    termios.tcsetattr(number, termios.TCSADRAIN, mode)
    try:
        yield
    finally:
        # The terminal may be what has gone.
        with suppress(termios.error, OSError):
            termios.tcsetattr(number, termios.TCSADRAIN, before)


class WindowsKeys:
    """The keys of a Windows console."""

    by_line = False

    def __init__(self, stopped: Callable[[], int]) -> None:
        self._stopped = stopped

    def read(self, seconds: float) -> Key | None:
        """Return the next key; raise Gone when a signal said to stop."""
        import msvcrt

        console: Any = msvcrt
        until = time.monotonic() + seconds
        while not console.kbhit():
            if signal := self._stopped():
                raise Gone(signal)
            if time.monotonic() >= until:
                return None
            time.sleep(_ESCAPED)
        char = console.getwch()
        if char in {"\x00", "\xe0"}:
            return Key(_OF_CONSOLE.get(console.getwch(), "other"))
        name = _NAMES.get(char)
        return Key(name) if name else Key("text", char)


class LineKeys:
    """Keys typed as lines, from a pipe or where the terminal can do no more: an empty line is Enter."""

    by_line = True

    def __init__(self, stopped: Callable[[], int]) -> None:
        self._stopped = stopped

    def read(self, seconds: float) -> Key | None:  # noqa: ARG002  # a line is waited for
        """Return the next line as one key; raise Gone at the end of the file."""
        line = sys.stdin.readline()
        if signal := self._stopped():
            raise Gone(signal)
        if not line:
            raise Gone
        text = line.strip("\r\n")
        return Key("text", text) if text.strip() else Key("enter")
