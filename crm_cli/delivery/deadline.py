"""An end to conversations that go on by a byte at a time, which no time allowed for one answer ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socket import socket


@contextmanager
def ended_after(seconds: float, current: Callable[[], "socket | None"]) -> Iterator[None]:
    """Hang up the connection that `current` returns once the time is up; who reads there sees it broken off."""
    from threading import Timer

    timer = Timer(seconds, lambda: _hang_up(current()))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(connection: "socket | None") -> None:
    import socket

    if connection is not None:
        with suppress(OSError):
            # Past the encryption, whose own goodbye another thread may not say.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
