"""Many rows with consecutive numbers taken out, or brought back, at once: the undo and the redo of a long import."""

import sqlite3
from collections.abc import Sequence

from crm_cli.errors import InUseError, RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.storage import bulk, derived, facts, search
from crm_cli.storage.change import Change, Image
from crm_cli.storage.database import sentences

# A page of rows whose images are in memory, and whose statements are short enough to be read quickly.
PAGE = 1_000


def take_out(change: Change, table: str, numbers: range) -> None:
    """Delete the rows of these numbers, keeping their images in the journal.

    Raises RefusedError when one is gone, InUseError when other records stand on one.
    """
    with sentences(change.database.path):
        # The last first, as rows refer to earlier ones.
        for start in range(numbers.stop, numbers.start, -PAGE):
            _delete(change, table, range(max(numbers.start, start - PAGE), start))


def _delete(change: Change, table: str, numbers: range) -> None:
    connection, between = change.connection, (numbers[0], numbers[-1])
    columns = [row[1] for row in connection.execute(f'pragma table_info("{table}")')]
    kept = [name for name in columns if name not in derived.LEFT_OUT.get(table, ())]
    image = ", ".join(f"'{name}', {name}" for name in kept)
    journalled = connection.execute(
        "insert into change_row (change_no, table_name, row_no, row_id, operation, before)"
        f" select ?, ?, no, id, 'delete', json_object({image}) from \"{table}\" where no between ? and ? order by no",
        (change.journal_no(), table, *between),
    ).rowcount
    if journalled != len(numbers):
        raise RefusedError(_("That record was removed by someone else in the meantime."))
    _take_out_of_index(connection, table, numbers)
    if table in facts.SOURCES:
        cursor = connection.execute(f'select * from "{table}" where no between ? and ?', between)
        for cells in cursor:
            change.note(table, dict(zip(columns, cells, strict=True)))
    try:
        connection.execute(f'delete from "{table}" where no between ? and ?', between)
    except sqlite3.IntegrityError as error:
        raise InUseError(
            _("Other records stand on this one."), _("Nothing was changed. Remove those first.")
        ) from error


def _take_out_of_index(connection: sqlite3.Connection, table: str, numbers: range) -> None:
    if not (names := search.columns_of(table)):
        return
    cells = connection.execute(
        f'select {", ".join(names)} from "{table}" where no between ? and ? order by no',
        (numbers[0], numbers[-1]),
    ).fetchall()
    columns = dict(zip(names, zip(*cells, strict=True), strict=True))
    for index, entries in search.entries_of(table, numbers, columns).items():
        rowids, texts = zip(*entries, strict=True)
        told = {index: ["delete"] * len(entries), "rowid": rowids, search.COLUMN: texts}
        for job in bulk.insertion(index, told):
            connection.execute(*job)


def bring_back(change: Change, table: str, images: Sequence[Image]) -> None:
    """Insert rows exactly as their images say, in the order of their consecutive numbers, and journal them as runs."""
    for start in range(0, len(images), PAGE):
        page = images[start : start + PAGE]
        columns = {name: [image[name] for image in page] for name in page[0]}
        numbers = columns.pop("no")
        columns |= derived.complete_columns(table, columns)
        with sentences(change.database.path):
            run = range(numbers[0], numbers[-1] + 1)
            for job in bulk.jobs(change.journal_no(), table, run, columns):
                change.connection.execute(*job)
            for job in bulk.index_jobs(search.entries_of(table, run, columns)):
                change.connection.execute(*job)
        if table in facts.SOURCES:
            for image in page:
                change.note(table, image)
