"""What stands on a row that is to be taken back: the change that came after, and the records that name it."""

import json
from typing import Any

from crm_cli.domain.codes import LETTER_OF
from crm_cli.errors import InUseError, RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.storage.change import STAMPS
from crm_cli.storage.database import Database
from crm_cli.storage.journal import CHANGE_ROWS, ChangeRowRow
from crm_cli.storage.past import current, naming, references
from crm_cli.storage.read_journal import archived_to


def record_name(table: str, no: int) -> str:
    """Return what a row is called: its number with its letter, else its table."""
    return f"{LETTER_OF[table]}{no}" if table in LETTER_OF else table


def whose(database: Database, table: str, no: int) -> str:
    """Return what the record is called that a row is of: a phone's customer, an own field's contact, else itself."""
    if table in LETTER_OF:
        return record_name(table, no)
    cells = current(database, table, no) or {}
    named = {one.parent: one.column for one in references(database) if one.table == table}
    for parent in ("contact", *LETTER_OF):
        if (held := cells.get(named.get(parent, ""))) is not None:
            return record_name(parent, held)
    return table


def in_the_way(database: Database, row: ChangeRowRow, later: ChangeRowRow | None) -> RefusedError:
    """Return the refusal to take a row back on which a later change stands, with what to type first."""
    name = whose(database, row.table_name, row.row_no)
    if later is None:
        hint = _("Nothing was changed. See what came after with: crm history {name}").format(name=name)
        return RefusedError(_("{name} was changed again since.").format(name=name), hint)
    return RefusedError(
        _("{name} was changed again since by {who} (h{no}: {command}).").format(
            name=name, who=later.actor, no=later.change_no, command=later.command
        ),
        take_back_first(later.change_no, name if name != row.table_name else ""),
    )


def take_back_first(change_no: int, name: str) -> str:
    """Return the way out where change `change_no` is in the way of undoing what was done to `name`."""
    if not name:
        return _("Nothing was changed. Take that back first: crm undo h{no}").format(no=change_no)
    return _(
        "Nothing was changed. Take that back first: crm undo h{no} (all that came after: crm history {name})"
    ).format(no=change_no, name=name)


def later_on(database: Database, row: ChangeRowRow, names: set[str]) -> ChangeRowRow | None:
    """Return the last standing change of one of these columns of a row, or of the whole row, after `row` did."""
    since = database.all(
        CHANGE_ROWS, descending=True, table_name=row.table_name, row_no=row.row_no, after_no=row.no
    )
    for later in since:
        moved: dict[str, Any] = json.loads(later.after or "{}")
        if later.change_no != row.change_no and (later.operation != "update" or names & moved.keys()):
            return later
    return None


def gone(database: Database, row: ChangeRowRow) -> RefusedError:
    """Return the refusal to change back a row that somebody removed since."""
    return in_the_way(database, row, later_on(database, row, set()))


def stood_on(database: Database, table: str, numbers: range, target_no: int) -> InUseError:
    """Return the refusal to take out rows that others name, with the first of them and the change that made it."""
    for one in references(database):
        if one.parent != table:
            continue
        for child, no in sorted(naming(database, one.table, one.column, numbers).items()):
            made = _maker(database, one.table, child, one.column)
            if made is None or made.change_no == target_no:
                continue
            return InUseError(
                _("Other records stand on this one: {other} on {name}, by {who} (h{no}: {command}).").format(
                    other=record_name(one.table, child),
                    name=record_name(table, no),
                    who=made.actor,
                    no=made.change_no,
                    command=made.command,
                ),
                take_back_first(made.change_no, ""),
            )
    return InUseError(_("Other records stand on this one."), _("Nothing was changed. Remove those first."))


def _maker(database: Database, table: str, no: int, column: str) -> ChangeRowRow | None:
    """Return the change that made a row name another: the last one of that column, else its beginning."""
    held = archived_to(database)
    for said in database.all(CHANGE_ROWS, descending=True, table_name=table, row_no=no):
        if said.change_no <= held:
            break
        if said.operation == "insert" or column in {
            name for name in json.loads(said.after or "{}") if name not in STAMPS
        }:
            return said
    return None
