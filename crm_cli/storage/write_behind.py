"""Writes while the program goes on: a thread that executes statements one after the other.

SQLite works without Python's lock, so a long insert and the reading of the next rows go on at the same time.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from queue import Queue
from threading import Thread

_WAITING = 24
"""Statements that may wait: what they hold is in memory."""
_HELD = 8_192
"""Rows held back until there are as many: the search index is written to in a few long statements, since it
finishes a piece with each."""
_TURN = 0.0002
"""Seconds a thread works on while another waits for Python's lock; with the usual 5 ms a statement waits longer
than it takes."""

Job = tuple[str, Sequence[object]]
Rows = list[tuple[int, str]]
Jobs = Callable[[Mapping[str, Rows]], Iterator[Job]]


class WriteBehind:
    """One thread, which alone uses the connection from `put` until `settle` returns."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._jobs: Queue[Job | None] = Queue(_WAITING)
        self._failure: BaseException | None = None
        self._broken_off = False
        self._held: dict[str, Rows] = {}
        self._aside: list[str] = []
        self._turn = sys.getswitchinterval()
        sys.setswitchinterval(_TURN)
        self._thread = Thread(target=self._work, name="write behind", daemon=True)
        self._thread.start()

    def put(self, sql: str, values: Sequence[object]) -> None:
        """Have a statement executed after those put before; wait while too many do."""
        self._jobs.put((sql, values))

    def hold(self, rows: Mapping[str, Rows], jobs: Jobs) -> None:
        """Have rows written by table in the statements that `jobs` makes of many, at the latest by `settle`."""
        self._making = jobs
        for table, more in rows.items():
            held = self._held.setdefault(table, [])
            held += more
            if len(held) >= _HELD:
                self._let_go(table)

    def _let_go(self, table: str) -> None:
        for job in self._making({table: self._held.pop(table)}):
            self.put(*job)

    def set_aside(self, indexes: Iterable[tuple[str, str]]) -> None:
        """Drop indexes, given by name and SQL, until `settle`: one is sooner made of many rows than added to."""
        for name, sql in indexes:
            self.put(f'drop index "{name}"', ())
            self._aside.append(sql)

    def settle(self) -> None:
        """Wait until everything is written; raise what the first failure raised, after which nothing was."""
        for table in list(self._held):
            self._let_go(table)
        while self._aside:
            self.put(self._aside.pop(0), ())
        self._jobs.join()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Interrupt the statement that runs, leave out those that wait, and end the thread."""
        self._broken_off = True
        # Where nothing is left to write, the interrupt would meet the statement after it.
        if self._jobs.unfinished_tasks:
            self._connection.interrupt()
        self._jobs.put(None)
        self._thread.join()
        sys.setswitchinterval(self._turn)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                if self._failure is None and not self._broken_off:
                    self._connection.execute(*job)
            except BaseException as error:  # noqa: BLE001  # raised again where somebody waits
                self._failure = error
            finally:
                self._jobs.task_done()
