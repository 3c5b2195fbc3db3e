"""How a change inserts long blocks of rows, one after the other: numbered here, written behind, indexed at the end."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.storage import bulk, search

if TYPE_CHECKING:
    from crm_cli.storage.change import Change

# So many rows at once are a file coming in, and more may follow; so many are worth a thread; so many an index.
_MANY, _LONG, _WHOLE = 100, 500, 5_000


class Blocks:
    """The blocks that one change inserts."""

    def __init__(self, change: "Change") -> None:
        self._change = change
        self._database = change.database
        self._last: dict[str, int] = {}
        self._defaults: dict[str, dict[str, Any]] = {}
        self._gathers = False
        self._behind = False
        self._expected: tuple[Sequence[str], int] = ((), 0)

    def expect(self, tables: Sequence[str], rows: int) -> None:
        """Be told that some tables will get so many rows, or more, and nothing of theirs be read until then.

        Where they hold fewer, their indexes are set aside; a read brings them back.
        """
        self._expected = (tables, rows)

    def insert(
        self, table: str, columns: Mapping[str, Sequence[Any]], stamp: str
    ) -> tuple[range, bulk.Columns]:
        """Insert rows and return their numbers and their columns, complete."""
        count = len(next(iter(columns.values())))
        if count >= _MANY and not self._gathers:
            search.gather(self._database.connection)
            self._gathers = True
        self._know(table)
        numbers = range(self._last[table] + 1, self._last[table] + count + 1)
        complete = bulk.complete(table, columns, stamp, self._change.author.name)
        self._write(table, numbers, complete)
        self._last[table] = numbers[-1]
        return numbers, complete

    def _write(self, table: str, numbers: range, columns: bulk.Columns) -> None:
        change_no = self._change.journal_no()
        if len(numbers) >= _LONG and not self._behind:
            self._set_aside()
            self._behind = True
        jobs = bulk.jobs(change_no, table, numbers, bulk.used(columns, self._defaults[table]))
        entries = search.entries_of(table, numbers, columns)
        if self._behind:
            for job in jobs:
                self._database.behind.put(*job)
            self._database.behind.hold(entries, bulk.index_jobs)
            return
        for job in (*jobs, *bulk.index_jobs(entries)):
            self._database.connection.execute(*job)

    def _know(self, table: str) -> None:
        if table not in self._last:
            self._last[table] = bulk.last_number(self._database.connection, table)
            self._defaults[table] = bulk.defaults(self._database.connection, table)

    def _set_aside(self) -> None:
        """Set aside the indexes of the expected tables, if so much comes that they are sooner made anew."""
        tables, rows = self._expected
        for table in tables:
            self._know(table)
        few = [table for table in tables if self._last[table] < rows and rows >= _WHOLE]
        connection = self._database.connection
        if not few:
            bulk.make_room(connection)
        self._database.behind.set_aside(
            [index for table in few for index in bulk.unordered_indexes(connection, table)]
        )

    def forget(self, table: str) -> None:
        """Ask the database for the last number of a table again: a row was inserted by itself."""
        self._last.pop(table, None)

    def end(self) -> None:
        """Leave the search index as everyday commands need it."""
        if self._gathers:
            search.tidy(self._database.connection)
