"""The only writer: one command's row changes in one transaction, each journalled so that it can be undone."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from crm_cli import clock
from crm_cli.errors import DatabaseError, InUseError, RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.storage import derived, facts, search
from crm_cli.storage.database import Database, begin, explain, sentences
from crm_cli.storage.ids import uuid7
from crm_cli.storage.statement import instant_text, to_driver

if TYPE_CHECKING:
    from crm_cli.storage.blocks import Blocks

DAY_OF = {"call": "at", "visit": "arrived_at", "followup": "at"}
JOURNAL = (
    "insert into change_row (change_no, table_name, row_no, row_id, operation, before, after)"
    " values (?, ?, ?, ?, ?, ?, ?)"
)
# Who changed a row last is bookkeeping: it never stands in the way of an undo.
STAMPS = frozenset({"changed_at", "changed_by", "version"})

Image = dict[str, Any]


class Author(NamedTuple):
    """Who types: the name as given, and the rep of that name where there is one."""

    name: str
    rep_no: int | None = None


class Change:
    """One command's changes: `with Change(…) as change:` begins IMMEDIATE and commits, or takes all back.

    Columns are the keyword names. Ids, authors, typed-at and the local day are supplied here.
    """

    def __init__(
        self, database: Database, author: Author, command: str, zone: str, *, kind: str = "do"
    ) -> None:
        self.database = database
        self.author = author
        self.command = command
        self.kind = kind
        self.zone = zone
        self.now = clock.now()
        self.target_no: int | None = None
        self.no = 0
        self.id = uuid7()
        self._stamp = instant_text(self.now)
        self._touched: dict[str, set[Any]] = {}
        self._first_new = 1 << 63
        self._blocks: Blocks | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        """The driver's connection, once everything written behind is written."""
        return self.database.connection

    def __enter__(self) -> Self:
        with sentences(self.database.path):
            begin(self.connection)
        try:
            self.database.require_in_place()
        except BaseException:
            self._take_back()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if error is None:
            try:
                connection = self.connection
                self.database.end_behind()
                self._require_open()
                facts.recompute(connection, self._touched)
                if self._blocks:
                    self._blocks.end()
                connection.execute("commit")
            except BaseException as failure:
                self._take_back()
                if self._was_saved():
                    raise self._unsure(failure) from failure
                self._say(failure)
                raise
            return
        self._take_back()
        self._say(error)

    def _say(self, error: BaseException) -> None:
        """Raise the sentence for a driver's error; do nothing for any other."""
        if isinstance(error, sqlite3.IntegrityError):
            # What goes well does without this import, here and below.
            from crm_cli.storage.refusals import refusal

            raise refusal(error) from error
        if isinstance(error, sqlite3.Error):
            raise explain(error, self.database.path) from error

    def _take_back(self) -> None:
        # A rollback that fails leaves the journal, which the next one to open the file plays back.
        self.database.end_behind()
        with suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("rollback")

    def _was_saved(self) -> bool:
        # Once the journal is cut short the change stands, even when the sync after that fails.
        with suppress(sqlite3.Error):
            asked = self.connection.execute("select id from change where no = ?", [self.no]).fetchone()
            return asked is not None and asked[0] == self.id
        return False

    def _unsure(self, failure: BaseException) -> DatabaseError:
        return DatabaseError(
            _("The change was saved, but the disk then reported an error ({reason}).").format(reason=failure),
            _(
                "Do not repeat it; see whether it is there with: crm history. The disk may be full or failing."
            ),
        )

    def _require_open(self) -> None:
        """Refuse to go on after a failure that ended the transaction: what follows would stand alone."""
        if not self.database.in_transaction:
            raise DatabaseError(
                _("The change of {path} was broken off by an earlier error.").format(path=self.database.path),
                _("Nothing was changed. Try again."),
            )

    def insert(self, table: str, **values: object) -> int:
        """Insert a row and return its local number."""
        return self.insert_many(table, [values])[0]

    def insert_many(self, table: str, rows: Sequence[Mapping[str, object]]) -> list[int]:
        """Insert rows that name the same columns and return their local numbers, in order.

        Raises ValueError when they do not: a column only some rows name would be lost.
        """
        if not rows:
            return []
        names = rows[0].keys()
        if any(row.keys() != names for row in rows):
            raise ValueError("rows inserted together name the same columns")
        if len(rows) > 1:
            return self.insert_columns(table, {name: [row[name] for row in rows] for name in names})
        self._require_open()
        with sentences(self.database.path):
            row = self._complete(table, rows[0], uuid7())
            no = self._insert_one(table, row)
            search.index_many(self.connection, table, [(no, row)])
        self.note(table, {**row, "no": no})
        return [no]

    def insert_columns(self, table: str, columns: Mapping[str, Sequence[Any]]) -> list[int]:
        """Insert rows given as columns of one length and return their local numbers, in order.

        A long block is written behind: what the database refuses is raised by the next read or the commit.
        """
        self._require_open()
        if (moment := DAY_OF.get(table)) is not None:
            columns = {**columns, "day": [self._day(str(to_driver(at))) for at in columns[moment]]}
        with sentences(self.database.path):
            numbers, complete = self.blocks.insert(table, columns, self._stamp)
        if table == "customer":
            self._first_new = min(self._first_new, numbers[0])
        for kind, keys in facts.affected_together(table, numbers, complete):
            # Nobody is to call a customer of this change but for rows that touch it themselves.
            known = {no for no in keys if no < self._first_new} if kind == "queue" else keys
            self._touched.setdefault(kind, set()).update(known)
        return list(numbers)

    @property
    def blocks(self) -> "Blocks":
        """What inserts rows by the block."""
        if self._blocks is None:
            # Everyday commands write row by row and do without this import.
            from crm_cli.storage.blocks import Blocks

            self._blocks = Blocks(self)
        return self._blocks

    def _insert_one(self, table: str, row: Image) -> int:
        if self._blocks:
            self._blocks.forget(table)
        marks = ", ".join("?" * len(row))
        statement = f"insert into {_quoted(table)} ({', '.join(row)}) values ({marks})"
        no = int(self.connection.execute(statement, list(row.values())).lastrowid or 0)
        self._journal(table, {"no": no, "id": row["id"]}, "insert", None, None)
        return no

    def update(self, table: str, no: int, *, expect: int | None = None, **values: object) -> bool:
        """Change columns of a row; return False when every value was already so.

        `expect` is the version the new values were decided on: RefusedError when someone changed it since.
        """
        before = self.row(table, no)
        if expect is not None and before["version"] != expect:
            from crm_cli.storage.refusals import stale

            raise stale(before)
        wanted = {name: to_driver(value) for name, value in values.items()}
        if all(before[name] == value for name, value in wanted.items()):
            return False
        self.write(table, before, wanted)
        return True

    def update_many(self, table: str, numbers: Sequence[int], **values: Any) -> list[int]:
        """Give many rows the same values; return the numbers of those that had others.

        Raises RefusedError when a row is gone.
        """
        # Everyday commands change a few rows and do without this import.
        from crm_cli.storage import rewrite

        self._require_open()
        wanted = {name: to_driver(value) for name, value in values.items()}
        if rewrite.decides_more(table, wanted):
            return [no for no in dict.fromkeys(numbers) if self.update(table, no, **values)]
        stamps = {"changed_at": self._stamp, "changed_by": self.author.name}
        with sentences(self.database.path):
            done = list(rewrite.rewrite(self.connection, table, numbers, wanted, stamps))
            journal = (
                [self.journal_no(), table, row.no, row.id, "update", _json(row.before), _json(row.after)]
                for row in done
            )
            self.connection.executemany(JOURNAL, journal)
        return [row.no for row in done]

    def write(self, table: str, before: Image, wanted: Image) -> None:
        """Write `wanted` over the row whose image is `before`, with its stamps, and journal both sides."""
        stamps = {"changed_at": self._stamp, "changed_by": self.author.name}
        stamped = {**stamps, **derived.complete(table, wanted, before), "version": int(before["version"]) + 1}
        if (moment := DAY_OF.get(table)) in wanted and "day" not in wanted:
            stamped["day"] = self._day(wanted[moment])
        after = self._execute_update(table, int(before["no"]), stamped)
        changed = [
            name
            for name in stamped
            if before[name] != after[name] and name not in derived.LEFT_OUT.get(table, ())
        ]
        self._journal(
            table,
            before,
            "update",
            {name: before[name] for name in changed},
            {name: after[name] for name in changed},
        )
        search.reindex(self.connection, table, before, after)
        if facts.decides(table, before, after):
            self.note(table, before)
            self.note(table, after)

    def delete(self, table: str, no: int) -> None:
        """Delete a row, keeping its image in the journal."""
        before = self.row(table, no)
        with sentences(self.database.path):
            try:
                self.connection.execute(f"delete from {_quoted(table)} where no = ?", [no])
            except sqlite3.IntegrityError as error:
                # At once, not at the commit: a service may say it better, in a batch too.
                raise InUseError(
                    _("Other records stand on this one."), _("Nothing was changed. Remove those first.")
                ) from error
        left_out = derived.LEFT_OUT.get(table, ())
        self._journal(table, before, "delete", {k: v for k, v in before.items() if k not in left_out}, None)
        search.reindex(self.connection, table, before, None)
        self.note(table, before)

    def restore(self, table: str, image: Image) -> None:
        """Insert a row exactly as its image says (undo of a deletion)."""
        self._require_open()
        with sentences(self.database.path):
            no = self._insert_one(table, derived.complete(table, dict(image), None))
        after = self.row(table, no)
        search.reindex(self.connection, table, None, after)
        self.note(table, after)
        if table in derived.FACTS:
            self._touched.setdefault(table, set()).add(no)

    def row(self, table: str, no: int) -> Image:
        """Return the row as the database holds it; raise RefusedError when it is gone."""
        self._require_open()
        with sentences(self.database.path):
            cursor = self.connection.execute(f"select * from {_quoted(table)} where no = ?", [no])
            cells = cursor.fetchone()
        if cells is None:
            raise RefusedError(_("That record was removed by someone else in the meantime."))
        return dict(zip((column[0] for column in cursor.description), cells, strict=True))

    def _complete(self, table: str, values: Mapping[str, object], row_id: str) -> Image:
        row: Image = {"id": row_id, "created_at": self._stamp, "created_by": self.author.name}
        for name, value in values.items():
            # Most cells are plain text, for which asking here is quicker than asking there.
            row[name] = value if type(value) is str and value.isprintable() else to_driver(value)
        if (moment := DAY_OF.get(table)) is not None:
            row["day"] = self._day(row[moment])
        return derived.complete(table, row, None)

    def _day(self, moment: str) -> str:
        return datetime.fromisoformat(moment).astimezone(clock.zone(self.zone)).date().isoformat()

    def _execute_update(self, table: str, no: int, values: Image) -> Image:
        assignments = ", ".join(f"{name} = ?" for name in values)
        with sentences(self.database.path):
            cursor = self.connection.execute(
                f"update {_quoted(table)} set {assignments} where no = ? returning *", [*values.values(), no]
            )
            cells = cursor.fetchone()
            names = [column[0] for column in cursor.description]
            cursor.close()
        return dict(zip(names, cells, strict=True))

    def journal_no(self) -> int:
        """Return the number of this change in the journal, which it enters with its first row."""
        if not self.no:
            cursor = self.connection.execute(
                "insert into change (id, at, actor, rep_no, command, kind, target_no) values (?, ?, ?, ?, ?, ?, ?)",
                [
                    self.id,
                    self._stamp,
                    self.author.name,
                    self.author.rep_no,
                    self.command,
                    self.kind,
                    self.target_no,
                ],
            )
            self.no = int(cursor.lastrowid or 0)
        return self.no

    def _journal(
        self, table: str, row: Image, operation: str, before: Image | None, after: Image | None
    ) -> None:
        with sentences(self.database.path):
            self.connection.execute(
                JOURNAL,
                [self.journal_no(), table, row["no"], row["id"], operation, _json(before), _json(after)],
            )

    def note(self, table: str, row: Image) -> None:
        """Have the facts that a row decides worked out before the commit."""
        for kind, key in facts.affected(table, row):
            self._touched.setdefault(kind, set()).add(key)

    def mark_undone(self, target_no: int, by_no: int | None) -> None:
        """Say that change `target_no` is undone by change `by_no`, or stands again (None)."""
        with sentences(self.database.path):
            self.connection.execute("update change set undone_by_no = ? where no = ?", [by_no, target_no])


def _json(image: Image | None) -> str | None:
    if image is None:
        return None
    # An insert keeps no image, so the plainest of commands does without this import.
    import json

    return json.dumps(image, ensure_ascii=False, separators=(",", ":"))


def _quoted(table: str) -> str:
    return f'"{table}"'
