"""A program at a pseudo-terminal: what it draws, and how long after a key its first bytes come back."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.processes import Took

_QUIET = 0.08
_PATIENCE = 30.0


class Terminal:
    """Runs a command at a terminal of its own; everything it writes is kept until it is looked for."""

    def __init__(
        self,
        command: Sequence[str | Path],
        environment: Mapping[str, str],
        columns: int = 120,
        rows: int = 40,
    ) -> None:
        self._master, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=child, stdout=child, stderr=child, close_fds=True, start_new_session=True, cwd="/",
            env={**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )  # fmt: skip
        os.close(child)
        self.written = b""

    def until(self, pattern: str) -> Took:
        """Return what it took from the start until something is drawn; raise RuntimeError where it never is."""
        wanted, end = re.compile(pattern.encode()), time.perf_counter() + _PATIENCE
        while wanted.search(self.written) is None:
            if not self._read(end - time.perf_counter()):
                raise RuntimeError(
                    f"{pattern} was not drawn:\n{self.written[-2000:].decode(errors='replace')}"
                )
        return Took(time.perf_counter() - self.started, self._cpu())

    def _cpu(self) -> float:
        """Return the seconds of the processor that all its threads have had, by the scheduler's own count."""
        tasks = Path(f"/proc/{self._process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def rest(self) -> None:
        """Wait until nothing is drawn any more."""
        while self._read(_QUIET):
            pass
        self.written = b""

    def key(self, keys: str) -> float:
        """Press a key of a resting program, and return the seconds until its first bytes come back."""
        self.rest()
        return self.key_at_once(keys)

    def key_at_once(self, keys: str) -> float:
        """Press a key of a program that may be drawing, and return the seconds until bytes come."""
        while self._read(0):
            pass
        started = time.perf_counter()
        os.write(self._master, keys.encode())
        if not self._read(_PATIENCE):
            raise RuntimeError(f"nothing came back for {keys!r}")
        return time.perf_counter() - started

    def memory(self) -> float:
        """Return the most memory it ever had, in MiB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def end(self) -> None:
        """End the program, and wait for it."""
        self._process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    def _read(self, seconds: float) -> bool:
        ready, _writing, _broken = select.select([self._master], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            block = os.read(self._master, 1 << 16)
        except OSError:
            return False
        self.written += block
        return bool(block)
