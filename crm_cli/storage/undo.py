"""Taking a whole command back, or doing it again: every row it changed, or none."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from crm_cli.errors import InUseError, RefusedError
from crm_cli.storage.change import STAMPS, Change, Image
from crm_cli.storage.database import Database
from crm_cli.storage.journal import CHANGE_ROWS, LATER, LEAST, ChangeRowRow
from crm_cli.storage.standing import gone, in_the_way, later_on, stood_on

_PAGE = 2_000
_SAID = frozenset({"notice"})
"""Tables whose rows only speak of others: that one was read meanwhile keeps nothing from being taken back."""


def revert(database: Database, change: Change, target_no: int) -> int:
    """Write the inverse of every row of change `target_no` into the open `change`; return how many.

    Raises RefusedError when something changed later stands on a row.
    """
    count = 0
    for stretch in _stretches(backwards(database, target_no)):
        first = stretch[-1]
        size = sum(row.size for row in stretch)
        if size >= LEAST and first.operation == "insert":
            _take_out_run(database, change, stretch)
        elif size >= LEAST and first.operation == "delete":
            _bring_back_run(change, stretch)
        elif size >= LEAST and first.operation == "update" and _put_back_many(change, stretch):
            pass
        else:
            for row in stretch:
                _turn_back(database, change, row)
        count += size
    return count


def backwards(database: Database, target_no: int) -> Iterator[ChangeRowRow]:
    """Yield what the journal says of a change, the last first; a page at a time, since its images may be many."""
    before: int | None = None
    while rows := database.all(
        CHANGE_ROWS, descending=True, change_no=target_no, before_no=before, limit=_PAGE
    ):
        yield from rows
        before = rows[-1].no


def _stretches(rows: Iterable[ChangeRowRow]) -> Iterator[list[ChangeRowRow]]:
    """Yield rows together that were inserted, or deleted, one after the other with consecutive numbers; and changed ones."""
    stretch: list[ChangeRowRow] = []
    changed: set[int] = set()
    for row in rows:
        if stretch and not (
            _follows(stretch[-1], row) and row.row_no not in changed and len(stretch) < _PAGE
        ):
            yield stretch
            stretch = []
            changed.clear()
        stretch.append(row)
        if row.operation == "update":
            changed.add(row.row_no)
    if stretch:
        yield stretch


def _follows(later: ChangeRowRow, row: ChangeRowRow) -> bool:
    if row.operation != later.operation or row.table_name != later.table_name:
        return False
    return row.operation == "update" or row.row_no + row.size == later.row_no


def _put_back_many(change: Change, stretch: Sequence[ChangeRowRow]) -> bool:
    # Most commands change a few rows and do without this import.
    from crm_cli.storage.putting_back import put_back_many

    return put_back_many(change, stretch)


def _turn_back(database: Database, change: Change, row: ChangeRowRow) -> None:
    if row.operation == "insert":
        for no in reversed(range(row.row_no, row.row_no + row.size)):
            _take_out(database, change, row._replace(row_no=no, last_no=None))
    elif row.operation == "delete":
        change.restore(row.table_name, image_of(row.before))
    else:
        put_back(database, change, row)


def _take_out_run(database: Database, change: Change, stretch: Sequence[ChangeRowRow]) -> None:
    from crm_cli.storage import runs

    last, first = stretch[0], stretch[-1]
    numbers = range(first.row_no, last.row_no + last.size)
    later = None
    if first.table_name not in _SAID:
        later = database.first(
            LATER,
            table_name=first.table_name,
            first_no=numbers[0],
            last_no=numbers[-1],
            after_no=first.no,
            change_no=first.change_no,
        )
    if later:
        raise in_the_way(database, later, later)
    with _stood_on(database, first, numbers):
        runs.take_out(change, first.table_name, numbers)


def _bring_back_run(change: Change, stretch: Sequence[ChangeRowRow]) -> None:
    from crm_cli.storage import runs

    images = [image_of(row.before) for row in reversed(stretch)]
    # Those from before an upgrade have fewer columns.
    for _names, alike in groupby(images, key=tuple):
        runs.bring_back(change, stretch[0].table_name, list(alike))


def _take_out(database: Database, change: Change, row: ChangeRowRow) -> None:
    since = database.all(
        CHANGE_ROWS,
        table_name=row.table_name,
        row_no=row.row_no,
        after_no=row.no,
        kind="do",
        standing=True,
    )
    # What the command itself did to its own row afterwards has just been taken back.
    later = [one for one in since if one.change_no != row.change_no]
    if later and row.table_name not in _SAID:
        raise in_the_way(database, row, later[0])
    with _stood_on(database, row, range(row.row_no, row.row_no + 1)):
        change.delete(row.table_name, row.row_no)


@contextmanager
def _stood_on(database: Database, row: ChangeRowRow, numbers: range) -> Iterator[None]:
    """Say which record stands on one of these rows of a change that is taken back, and what made it do so."""
    try:
        yield
    except InUseError as error:
        raise stood_on(database, row.table_name, numbers, row.change_no) from error


def put_back(database: Database, change: Change, row: ChangeRowRow) -> None:
    """Give the columns that `row` of the journal changed their values back; raise RefusedError when they moved on."""
    before, after = image_of(row.before), image_of(row.after)
    try:
        current = change.row(row.table_name, row.row_no)
    except RefusedError as error:
        raise gone(database, row) from error
    told = {name for name in after if name not in STAMPS}
    if moved := {name for name in told if current[name] != after[name]}:
        raise in_the_way(database, row, later_on(database, row, moved))
    wanted: dict[str, Any] = {name: before[name] for name in told}
    # Unless somebody else's stamp is on the row, it gets back the one it had, so that nothing shows.
    if current["changed_at"] == after.get("changed_at", current["changed_at"]):
        wanted.update({name: before.get(name, current[name]) for name in ("changed_at", "changed_by")})
    change.write(row.table_name, current, wanted)


def image_of(text: str | None) -> Image:
    """Return an image of the journal, empty for None."""
    image: Image = json.loads(text or "{}")
    return image
