"""Looks whether a firm's database and all around it are sound, mends what follows from the rest, and says so."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from crm_cli.domain.codes import number
from crm_cli.errors import system_reason
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services import doctor_around
from crm_cli.services.doctor_finding import DAMAGED, MENDED, OK, PERSON, Finding
from crm_cli.services.erased import numbers_back
from crm_cli.storage import checkup, erasures, expected_schema, surroundings
from crm_cli.storage.checkup import Deadline, Looked
from crm_cli.storage.database import APPLICATION_ID, SCHEMA_VERSION, connect, explain, sentences
from crm_cli.storage.opening import OLDEST_SQLITE

_SECONDS = {"integrity": 2.0, "references": 1.5, "rows": 0.8}
_SHOWN = 3
_UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError, ValueError, TypeError, KeyError)


class Round(NamedTuple):
    """One round: the database and the folder of its backups; `mend` what can be, `full` however long it takes."""

    database: Path
    backups: Path
    mend: bool = False
    full: bool = False

    def deadline(self, what: str = "rows") -> Deadline:
        """Return how long a check may take."""
        return Deadline(None if self.full else _SECONDS[what])


Check = Callable[[Round, sqlite3.Connection], Finding]


def examine(this: Round) -> Iterator[Finding]:
    """Yield what each check found, in an order in which what is wrong explains what follows.

    Nothing of a row is changed but what is worked out from other rows; a database that cannot be opened is looked
    at from outside. Raises DatabaseError where another program does not let go of it.
    """
    yield _sqlite()
    before = _header(this.database)
    yield before
    if before.state != DAMAGED:
        yield from _inside(this)
    yield from doctor_around.examine(this.database, this.backups, mend=this.mend, full=this.full)


def _sqlite() -> Finding:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        told = _("SQLite {version} is too old; 3.35 or newer is needed.").format(
            version=sqlite3.sqlite_version
        )
        return Finding("sqlite", PERSON, told)
    return Finding("sqlite", OK, f"SQLite {sqlite3.sqlite_version}")


def _header(path: Path) -> Finding:
    """Look at the file before anything opens it: opening plays back a journal and takes in a log."""
    try:
        found = surroundings.header(path)
    except OSError as error:
        told = _("{path} cannot be read: {reason}.").format(path=path, reason=system_reason(error))
        return Finding("file", DAMAGED, f"{told} {_go_back()}")
    if not found.size or not found.is_database:
        told = _("{path} is empty.") if not found.size else _("{path} is not a database.")
        return Finding("file", DAMAGED, f"{told.format(path=path)} {_go_back()}")
    if found.log and not found.log_beside:
        told = _(
            "It was last written through a log (WAL) that is not beside it: if it was copied while somebody worked, "
            "the newest changes were left behind. Make copies with: crm backup"
        )
        return Finding("file", PERSON, told)
    if found.hot:
        told = _("A program was ended in the middle of a change; what it had not finished was taken back.")
        return Finding("file", MENDED, told)
    return Finding("file", OK, _("{path}, {size} bytes").format(path=path, size=f"{found.size:,}"))


def _go_back() -> str:
    return _("Go back to a backup with: crm restore last")


def _inside(this: Round) -> Iterator[Finding]:
    """Yield what is found with the database open; the journal mode stays as it is."""
    try:
        connection = connect(this.database)
    except sqlite3.Error as error:
        yield Finding("integrity", DAMAGED, explain(error, this.database).sentence)
        return
    with contextlib.closing(connection):
        try:
            connection.execute("select count(*) from sqlite_master").fetchone()
            application = connection.execute("pragma application_id").fetchone()[0]
            version = connection.execute("pragma user_version").fetchone()[0]
        except _UNREADABLE as error:
            yield _unreadable("integrity", error, this.database)
            return
        if application != APPLICATION_ID or version > SCHEMA_VERSION or version < 1:
            yield Finding("schema", DAMAGED, _foreign(application, version))
            return
        checks: list[tuple[str, Check]] = [("integrity", _integrity), ("references", _references)]
        if version < SCHEMA_VERSION:
            yield Finding(
                "schema",
                OK,
                _("Schema {version}; the next command brings it up to date.").format(version=version),
            )
        else:
            checks = [("schema", _schema), *checks, *_OF_ROWS]
        for name, check in checks:
            yield _checked(this, connection, name, check)


def _foreign(application: int, version: int) -> str:
    if application != APPLICATION_ID:
        return _("It is a database of another program.")
    if version < 1:
        return _("It was never finished being made.")
    return _("It was written by a newer crm (schema {version}). Update crm on this machine.").format(
        version=version
    )


def _checked(this: Round, connection: sqlite3.Connection, name: str, check: Check) -> Finding:
    try:
        return check(this, connection)
    except _UNREADABLE as error:
        return _unreadable(name, error, this.database)


def _unreadable(name: str, error: Exception, path: Path) -> Finding:
    if isinstance(error, sqlite3.Error):
        told = explain(error, path)
        if getattr(error, "sqlite_errorname", "").startswith(
            ("SQLITE_BUSY", "SQLITE_READONLY", "SQLITE_FULL")
        ):
            return Finding(name, PERSON, told.told)
        return Finding(name, DAMAGED, f"{told.sentence} {_go_back()}")
    reason = _("A row cannot be read: {reason}.").format(reason=error)
    return Finding(name, DAMAGED, f"{reason} {_go_back()}")


def _schema(this: Round, connection: sqlite3.Connection) -> Finding:
    found = expected_schema.compare(expected_schema.schema_of(connection), expected_schema.expected())
    if not any(found):
        return Finding(
            "schema", OK, _("Schema {version}, just as it should be").format(version=SCHEMA_VERSION)
        )
    if found.strange:
        told = _("There is what crm never made: {names}. Export what you need and ask who put it there.")
        return Finding("schema", PERSON, told.format(names=_first(found.strange)))
    # A table that is gone took its rows with it, and only an index can be made again from what is there.
    lost = [name for name in found.missing if not name.startswith("index ")]
    if found.other or any("search_" not in name for name in lost):
        told = _("Tables are missing or not as crm makes them: {names}.")
        return Finding("schema", DAMAGED, f"{told.format(names=_first((*lost, *found.other)))} {_go_back()}")
    names = _first(found.missing)
    if not this.mend:
        lacking = _("Missing: {names}.").format(names=names)
        return Finding("schema", PERSON, f"{lacking} {_mend()}")
    _make_again(this, connection, found.missing)
    return Finding("schema", MENDED, _("Made again: {names}.").format(names=names))


def _make_again(this: Round, connection: sqlite3.Connection, missing: tuple[str, ...]) -> None:
    with sentences(this.database):
        for name in missing:
            if name.startswith("index "):
                connection.execute(expected_schema.definition(name))
        if any("search_" in name for name in missing):
            checkup.rebuild_index(connection)


def _mend() -> str:
    return _("Mend it with: crm doctor --mend")


def _first(names: tuple[str, ...] | list[str]) -> str:
    more = f" … ({len(names):,})" if len(names) > _SHOWN else ""
    return _(", ").join(names[:_SHOWN]) + more


def _integrity(this: Round, connection: sqlite3.Connection) -> Finding:
    found = checkup.verdict(connection, full=this.full, deadline=this.deadline("integrity"))
    if found is None:
        told = _(
            "Too large to be read in {seconds} seconds; nothing was found so far. All of it with: crm doctor --full"
        )
        return Finding("integrity", OK, told.format(seconds=round(_SECONDS["integrity"])))
    if found:
        return Finding("integrity", DAMAGED, f"{_first(found)}. {_go_back()}")
    told = _("Every page, row and index was read") if this.full else _("Every page and row was read")
    return Finding("integrity", OK, told)


def _references(this: Round, connection: sqlite3.Connection) -> Finding:
    found = checkup.references(connection, this.deadline("references"))
    if found is None:
        return Finding(
            "references", OK, _("Not all could be followed in time. All of them with: crm doctor --full")
        )
    if found:
        told = _("Rows name rows that are not there: {rows}.").format(rows=_first(found))
        return Finding("references", PERSON, f"{told} {_go_back()}")
    return Finding("references", OK, _("Every row that is named is there"))


def _names(this: Round, connection: sqlite3.Connection) -> Finding:
    found = checkup.names(connection, full=this.full, deadline=this.deadline())
    if found.wrong and this.mend:
        with sentences(this.database):
            found = checkup.mend_names(connection)
        return Finding("derived", MENDED, _("Worked out again: {rows}.").format(rows=_first(found.wrong)))
    return _rows("derived", this, found)


def _facts(this: Round, connection: sqlite3.Connection) -> Finding:
    found = checkup.derived_facts(connection, full=this.full, deadline=this.deadline())
    if found.wrong and this.mend:
        found = checkup.derived_facts(connection, full=True, deadline=Deadline(None), mend=True)
        return Finding("facts", MENDED, _("Worked out again: {rows}.").format(rows=_first(found.wrong)))
    return _rows("facts", this, found)


def _search(this: Round, connection: sqlite3.Connection) -> Finding:
    found = checkup.index(connection, full=this.full, deadline=this.deadline())
    if found.wrong and this.mend:
        checkup.rebuild_index(connection)
        return Finding("search", MENDED, _("The search index was made anew from the rows."))
    return _rows("search", this, found)


def _journal(this: Round, connection: sqlite3.Connection) -> Finding:
    found = checkup.journal(connection, full=this.full, deadline=this.deadline())
    if found.wrong:
        told = _("The history and the rows do not agree, as if something else had written them: {rows}.")
        return Finding("journal", PERSON, told.format(rows=_first(found.wrong)))
    return _rows("journal", this, found)


def _rows(name: str, this: Round, found: Looked) -> Finding:
    if found.wrong:
        told = _("Not what the rows say: {rows}.").format(rows=_first(found.wrong))
        return Finding(name, PERSON, f"{told} {_mend()}")
    if this.full or found.is_whole:
        return Finding(name, OK, _("{count} looked at").format(count=f"{found.looked:,}"))
    told = _("{looked} of about {total} looked at. All of them with: crm doctor --full")
    return Finding(name, OK, told.format(looked=f"{found.looked:,}", total=f"{found.total:,}"))


def _erased(_this: Round, connection: sqlite3.Connection) -> Finding:
    """Look whether somebody who was erased is back: a file or a backup from before brings people in again."""
    back, barred = erasures.erased_and_back(connection), erasures.barred_and_back(connection)
    told = [_back(back)] if back else []
    if barred:
        told.append(numbers_back(barred))
    if told:
        return Finding("erased", PERSON, "; ".join(told))
    return Finding("erased", OK, _("Nobody who was erased is back, as far as ids and barred numbers tell"))


def _back(back: list[erasures.Back]) -> str:
    told = ngettext(
        "{count} person who was erased is back: {people}. Erase again with: crm customer forget --again",
        "{count} people who were erased are back: {people}. Erase again with: crm customer forget --again",
        len(back),
    )
    names = [str(number(one.noun, one.no)) for one in back]
    return told.format(count=len(back), people=_first(names))


_OF_ROWS: list[tuple[str, Check]] = [
    ("derived", _names), ("facts", _facts), ("search", _search), ("journal", _journal),
    ("erased", _erased),
]  # fmt: skip
