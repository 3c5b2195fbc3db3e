"""An import taken back as far as nobody edited it or built on it since; the rest stays, with the reason."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from typing import Any

from crm_cli.domain.frozen import Frozen
from crm_cli.errors import RefusedError
from crm_cli.storage import past, runs
from crm_cli.storage.change import STAMPS, Change
from crm_cli.storage.database import Database
from crm_cli.storage.import_batches import LATER_ROWS
from crm_cli.storage.journal import ChangeRowRow
from crm_cli.storage.undo import backwards, image_of, put_back

_TOGETHER = 8
"""So many rows in a row are taken out at once."""
_SAID = frozenset({"notice"})
_BLOCK = 500

Key = tuple[str, int]


class Kept(Frozen):
    """A row that stays: it was `edited` or `used` since, is a `ban` (do-not-call), or `belongs` to one that stays.

    `by` names the change that edited it (number, who, command), `other` the row that it is used by or belongs to.
    """

    table: str
    no: int
    reason: str
    by: tuple[int, str, str] | None = None
    other: Key | None = None


class Plan(Frozen):
    """What would become of an import: how many rows of each table go, get back what they had, and are gone already."""

    change_no: int
    out: dict[str, int]
    put_back: dict[str, int]
    gone: dict[str, int]
    kept: dict[Key, Kept]
    rows: list[ChangeRowRow]


class _Inserted:
    """The numbers that an import gave, those that are gone, and the kept ones."""

    def __init__(self, database: Database, rows: Sequence[ChangeRowRow]) -> None:
        self.database = database
        self.numbers: dict[str, set[int]] = defaultdict(set)
        self.spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.kept: dict[Key, Kept] = {}
        for row in rows:
            if row.operation == "insert":
                self._add(row.table_name, row.row_no, row.row_no + row.size - 1)
        self.gone: dict[str, set[int]] = {
            table: self._missing(table, numbers) for table, numbers in self.numbers.items()
        }

    def _add(self, table: str, first: int, last: int) -> None:
        self.numbers[table].update(range(first, last + 1))
        spans = self.spans[table]
        # The journal is read backwards, so what was inserted one by one follows in falling order.
        if spans and spans[-1][0] == last + 1:
            spans[-1] = (first, spans[-1][1])
        else:
            spans.append((first, last))

    def _missing(self, table: str, numbers: set[int]) -> set[int]:
        there: set[int] = set()
        with self.database.reading() as connection:
            for span in self.spans[table]:
                asked = f'select no from "{table}" where no between ? and ?'
                there.update(row[0] for row in connection.execute(asked, span))
        return numbers - there

    def has(self, table: str, no: int) -> bool:
        """Say whether a row came with the import, is still there and may go."""
        return (
            no in self.numbers.get(table, ()) and no not in self.gone[table] and (table, no) not in self.kept
        )

    def keep(self, one: Kept) -> None:
        """Let a row stay, for the first reason found."""
        if self.has(one.table, one.no):
            self.kept[one.table, one.no] = one


def look(database: Database, change_no: int, parts: dict[str, tuple[str, ...]], *, bans_stay: bool) -> Plan:
    """Return what taking back import `change_no` would do; changes nothing.

    `parts` are the tables whose rows stay with a kept row of a table. A do-not-call mark stays where `bans_stay`.
    """
    rows = list(backwards(database, change_no))
    inserted = _Inserted(database, rows)
    if bans_stay:
        for no in inserted.numbers.get("do_not_call", ()):
            inserted.keep(Kept("do_not_call", no, "ban"))
    _keep_edited(inserted, change_no)
    _keep_used(inserted)
    _keep_what_belongs(inserted, parts)
    back = _updates(database, inserted, rows)
    kept = {key: one for key, one in inserted.kept.items() if key[0] != "import_batch"}
    gone = {table: len(nos) for table, nos in inserted.gone.items() if nos}
    out = Counter({table: len(numbers) - gone.get(table, 0) for table, numbers in inserted.numbers.items()})
    out.subtract(Counter(table for table, _no in kept))
    out.pop("import_batch", None)
    return Plan(change_no, {table: size for table, size in out.items() if size}, back, gone, kept, rows)


def _keep_edited(inserted: _Inserted, change_no: int) -> None:
    for table, spans in inserted.spans.items():
        for first, last in spans if table not in _SAID else ():
            for later in inserted.database.all(
                LATER_ROWS, table_name=table, first_no=first, last_no=last, after_no=change_no
            ):
                by = (later.change_no, later.actor, later.command)
                inserted.keep(Kept(table, later.row_no, "edited", by))


def _keep_used(inserted: _Inserted) -> None:
    """Keep what rows that did not come with the import name."""
    for one in past.references(inserted.database):
        own: set[int] = inserted.numbers.get(one.table, set())
        for first, last in inserted.spans.get(one.parent, ()):
            asked = f'select no, {one.column} from "{one.table}" where {one.column} between ? and ?'
            with inserted.database.reading() as connection:
                found = connection.execute(asked, (first, last)).fetchall()
            for child, no in found:
                if child not in own:
                    inserted.keep(Kept(one.parent, no, "used", None, (one.table, child)))


def _keep_what_belongs(inserted: _Inserted, parts: dict[str, tuple[str, ...]]) -> None:
    """Keep what kept rows name, and the parts of kept rows, until nothing more is found."""
    named = past.references(inserted.database)
    wave = list(inserted.kept)
    while wave:
        before = set(inserted.kept)
        by_table: dict[str, list[int]] = defaultdict(list)
        for table, no in wave:
            by_table[table].append(no)
        for table, numbers in by_table.items():
            for one in named:
                if one.table == table and one.parent in inserted.numbers:
                    for child, parent in _named_by(inserted.database, one, numbers):
                        inserted.keep(Kept(one.parent, parent, "belongs", None, (table, child)))
                if one.parent == table and one.table in parts.get(table, ()) and one.column == f"{table}_no":
                    for child, parent in past.naming(
                        inserted.database, one.table, one.column, numbers
                    ).items():
                        inserted.keep(Kept(one.table, child, "belongs", None, (table, parent)))
        wave = [key for key in inserted.kept if key not in before]


def _named_by(database: Database, one: past.Reference, numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the rows of these numbers that name another by this reference, and which."""
    for start in range(0, len(numbers), _BLOCK):
        marks = ", ".join(map(str, numbers[start : start + _BLOCK]))
        asked = (
            f'select no, {one.column} from "{one.table}" where no in ({marks}) and {one.column} is not null'
        )
        with database.reading() as connection:
            yield from connection.execute(asked).fetchall()


def _updates(database: Database, inserted: _Inserted, rows: Sequence[ChangeRowRow]) -> dict[str, int]:
    """Keep the rows that the import changed and somebody changed again; return how many get back what they had."""
    standing: dict[Key, dict[str, Any] | None] = {}
    back: set[Key] = set()
    for row in rows:
        key = (row.table_name, row.row_no)
        if row.operation != "update" or row.row_no in inserted.numbers.get(row.table_name, ()):
            continue
        if key not in standing:
            standing[key] = past.current(database, *key)
        now, before, after = standing[key], image_of(row.before), image_of(row.after)
        told = [name for name in after if name not in STAMPS]
        if now is None or any(now[name] != after[name] for name in told):
            by = _changed_by(database, row)
            inserted.kept.setdefault(key, Kept(*key, "edited", by))
            back.discard(key)
        elif key not in inserted.kept:
            now.update({name: before[name] for name in told})
            back.add(key)
    removed = Counter(
        row.table_name
        for row in rows
        if row.operation == "delete" and row.row_no not in inserted.numbers.get(row.table_name, ())
    )
    return dict(Counter(table for table, _no in back) + removed)


def _changed_by(database: Database, row: ChangeRowRow) -> tuple[int, str, str] | None:
    later = database.all(
        LATER_ROWS, table_name=row.table_name, first_no=row.row_no, last_no=row.row_no, after_no=row.change_no
    )
    return (later[-1].change_no, later[-1].actor, later[-1].command) if later else None


def carry_out(database: Database, change: Change, plan: Plan) -> list[Key]:
    """Write the inverse of every row of the import that does not stay into the open change, the last first.

    Returns rows that the import had removed and that cannot come back, since their place was taken.
    """
    lost: list[Key] = []
    inserted = _Inserted(database, plan.rows)
    stays = plan.kept.keys()
    for row in plan.rows:
        key = (row.table_name, row.row_no)
        if row.operation == "insert":
            if row.table_name != "import_batch" or not stays:
                _take_out(change, row, inserted, stays)
        elif row.row_no in inserted.numbers.get(row.table_name, ()) or key in stays:
            continue
        elif row.operation == "update":
            put_back(database, change, row)
        elif not _restore(change, row):
            lost.append(key)
    return lost


def _take_out(change: Change, row: ChangeRowRow, inserted: _Inserted, stays: Container[Key]) -> None:
    """Delete the rows that one row of the journal inserted, but for those that stay or are gone, the last first."""
    table = row.table_name
    stretch: list[int] = []
    for no in range(row.row_no + row.size - 1, row.row_no - 2, -1):
        if no >= row.row_no and inserted.has(table, no) and (table, no) not in stays:
            stretch.append(no)
            continue
        if len(stretch) >= _TOGETHER:
            runs.take_out(change, table, range(stretch[-1], stretch[0] + 1))
        else:
            for one in stretch:
                change.delete(table, one)
        stretch = []


def _restore(change: Change, row: ChangeRowRow) -> bool:
    """Bring back what the import removed; return False where its place was taken or what it belongs to is gone."""
    try:
        change.restore(row.table_name, image_of(row.before))
    except (sqlite3.IntegrityError, RefusedError):
        return False
    return True
