"""Who changed what and when; taking a command back and doing it again."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from crm_cli import clock
from crm_cli.domain.codes import LETTER_OF, LETTERS, number
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.archives import refuse_archived
from crm_cli.services.desk import Desk
from crm_cli.services.erased import refuse_erasure
from crm_cli.services.field_names import columns_called
from crm_cli.services.naming import require_number
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Author, Change
from crm_cli.storage.journal import CHANGE_ROWS, FIND_CHANGES, ChangeBrief, ChangeRowRow, ids_of
from crm_cli.storage.read_journal import archived_to
from crm_cli.storage.undo import revert


def undo(desk: Desk, text: str | None = None) -> Receipt:
    """Take back the last command of who types, or the one numbered (another's only by a manager).

    Raises RefusedError when a later change stands on it, NotFoundError when there is nothing to undo.
    """
    target = _last(desk) if text is None else numbered(desk, text)
    refuse_archived(desk, target.no, also=target)
    if target.undone_by_no is not None:
        raise RefusedError(_("{number} is undone already.").format(number=f"h{target.no}"))
    if target.kind != "do":
        raise RefusedError(_("{number} is itself an undo; use crm redo.").format(number=f"h{target.no}"))
    require_right(desk, target)
    refuse_erasure(desk, target)
    _refuse_firm(desk, target)
    _refuse_old_ban(desk, target)
    was_dialled, what = _was_dialled(desk, target), _named(desk, target)
    with open_change(desk, "undo", target.no) as change:
        count = revert(desk.database, change, target.no)
        change.mark_undone(target.no, change.no or None)
    notes = Notes()
    notes.tell(
        ngettext(
            "Undone h{no}: {command} ({count} row).", "Undone h{no}: {command} ({count} rows).", count
        ).format(no=target.no, command=what, count=count)
    )
    if was_dialled:
        notes.tell(_("What was dialled stays dialled."))
    return notes.receipt("change", change.no)


def _named(desk: Desk, target: ChangeBrief) -> str:
    """Return a change by what was typed; one of the full-screen desk, where nothing was, by what it was about."""
    from crm_cli.services.change_words import touched, typed
    from crm_cli.services.wording import Wording

    if target.command.startswith("crm tui "):
        return touched(Wording(desk), target)
    return typed(target.command)


def _was_dialled(desk: Desk, target: ChangeBrief) -> bool:
    """Say whether a change logged a call out: that has left the house, and no undo brings it back."""
    row = desk.database.first(CHANGE_ROWS, change_no=target.no, table_name="call", limit=1)
    if row is None or row.operation != "insert":
        return False
    from crm_cli.storage.calls import FIND_CALLS

    call = desk.database.first(FIND_CALLS, no=row.row_no)
    return call is not None and call.direction == "out"


def redo(desk: Desk) -> Receipt:
    """Do the last undone command of who types again."""
    undone = _newest(desk, "undo")
    newest = _newest(desk, "do")
    if undone is None or undone.target_no is None or (newest is not None and newest.no > undone.no):
        raise NotFoundError(_("There is nothing to do again."))
    with open_change(desk, "redo", undone.no) as change:
        count = revert(desk.database, change, undone.no)
        change.mark_undone(undone.target_no, None)
        change.mark_undone(undone.no, change.no or None)
    target = desk.database.one(FIND_CHANGES, no=undone.target_no)
    notes = Notes()
    notes.tell(
        ngettext(
            "Done again h{no}: {command} ({count} row).", "Done again h{no}: {command} ({count} rows).", count
        ).format(no=target.no, command=_named(desk, target), count=count)
    )
    return notes.receipt("change", change.no)


@contextmanager
def open_change(desk: Desk, kind: str, target_no: int) -> Iterator[Change]:
    """Open a change that undoes, or does again, change `target_no`; settings and outcomes may be others after it."""
    author = Author(desk.author, desk.me.no if desk.me else None)
    change = Change(desk.database, author, desk.command or kind, desk.zone, kind=kind)
    change.target_no = target_no
    with change:
        yield change
    desk.forget_settings()
    desk.forget_outcomes()


def _last(desk: Desk) -> ChangeBrief:
    found = _newest(desk, "do")
    if found is None:
        raise NotFoundError(
            _("{name} has nothing to undo.").format(name=desk.author),
            _("See everyone's with: crm history --all"),
        )
    return found


def _newest(desk: Desk, kind: str) -> ChangeBrief | None:
    """Return the last standing change of a kind of who types, of those that lie in no archive."""
    held = archived_to(desk.database) or None
    return desk.database.first(
        FIND_CHANGES, actor=desk.author, kind=kind, standing=True, after_no=held, limit=1
    )


def numbered(desk: Desk, text: str) -> ChangeBrief:
    """Return the change numbered so; raise RefusedError for one in an archive, NotFoundError when there is none."""
    no = require_number("change", text)
    refuse_archived(desk, no)
    found = desk.database.first(FIND_CHANGES, no=no)
    if found is None:
        raise NotFoundError(_("There is no change {number}.").format(number=text), "crm history")
    return found


def require_right(desk: Desk, target: ChangeBrief) -> None:
    """Raise RefusedError unless who types made the change, or is a manager."""
    if target.actor != desk.author:
        desk.require_manager(_("undoing what {who} typed").format(who=target.actor))


def _refuse_firm(desk: Desk, target: ChangeBrief) -> None:
    rows = desk.database.all(CHANGE_ROWS, change_no=target.no, table_name="firm")
    if any(row.operation == "insert" for row in rows):
        raise RefusedError(_("Making the firm cannot be undone."), _("Delete the file instead."))


def _refuse_old_ban(desk: Desk, target: ChangeBrief) -> None:
    """A do-not-call mark is a promise to the person called: after ten minutes only a manager lifts it."""
    rows = desk.database.all(CHANGE_ROWS, change_no=target.no, table_name="do_not_call")
    if not any(row.operation == "insert" for row in rows):
        return
    if may_lift_bans(desk, target):
        return
    minutes = int(desk.setting("undo_do_not_call_minutes"))
    raise RefusedError(
        _("A do-not-call mark older than {minutes} minutes is not undone.").format(minutes=minutes),
        _("A manager lifts it with: crm donotcall lift NUMBER --reason …"),
    )


def changes(
    desk: Desk,
    *,
    record: str | None = None,
    command: str | None = None,
    field: str | None = None,
    actor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
    **others: Any,
) -> list[ChangeBrief]:
    """Return the commands in the history, newest first.

    `record` (`c12`) keeps those that changed it, `command` those in which these words stand, `field` those that
    gave a field (its key or its title) another value, `since` and `until` those between two instants; others are FIND_CHANGES's.
    For words or a field of any record and day only the newest LOOKED are looked through.
    """
    filters: dict[str, Any] = {**others, "since": since, "until": until, "actor": actor, "limit": limit}
    wide = record is None and bool(command or field) and since is None and until is None
    filters["after_no"] = looked_after(desk, wide=wide) or None
    if command:
        filters["command"] = f"%{_literal(command)}%"
    if record is not None:
        table, no = record_key(record)
        filters.update(table_name=table, row_no=no)
        if field:
            filters["numbers"] = _moving(desk, table, no, columns_called(desk, field, table))
        return desk.database.all(FIND_CHANGES, **filters)
    if field:
        patterns = [f'%"{_literal(name)}":%' for name in columns_called(desk, field)]
        filters.update(field=patterns[0], field_also=patterns[-1])
    if since is not None and (until or clock.now()) - since <= _FEW_DAYS:
        filters.update(actor=None, of_actor=actor)
    if (since or until) is None or filters["actor"] is not None:
        return desk.database.all(FIND_CHANGES, **filters)
    bounds: dict[str, Any] = {"from_id": _first_id(since), "until_id": _first_id(until)}
    return desk.database.all(FIND_CHANGES, sort="id", **bounds, **filters)


LOOKED = 200_000
"""So many of the newest changes are looked through for words or a field where neither a record nor a day is said."""


def looked_after(desk: Desk, *, wide: bool) -> int:
    """Return the number of the change after which `changes` looks; `wide`: for words or a field of any record and day."""
    held = archived_to(desk.database)
    newest = desk.database.first(FIND_CHANGES, limit=1) if wide else None
    return max(held, newest.no - LOOKED) if newest else held


def may_lift_bans(desk: Desk, target: ChangeBrief) -> bool:
    """Say whether the do-not-call marks of a change are so fresh that who set them may take them back."""
    minutes = int(desk.setting("undo_do_not_call_minutes"))
    return target.actor == desk.author and clock.now() - target.at <= timedelta(minutes=minutes)


_FEW_DAYS = timedelta(days=62)
"""Of so many days at most the changes of everybody are looked through for one person's."""


def _literal(text: str) -> str:
    """Return text as LIKE takes it: its own signs stand for themselves."""
    return re.sub(r"([!%_])", r"!\1", text)


def _first_id(instant: datetime | None) -> str | None:
    """Return what no id made before that moment is above (RFC 9562: 48 bits of milliseconds)."""
    if instant is None:
        return None
    moment = f"{int(instant.timestamp() * 1000):012x}"
    return f"{moment[:8]}-{moment[8:]}"


def _moving(desk: Desk, table: str, no: int, names: Sequence[str]) -> list[int]:
    """Return the changes in which one of these columns of a row got another value."""
    rows = desk.database.all(CHANGE_ROWS, table_name=table, row_no=no)
    wanted = set(names)
    return [
        row.change_no
        for row in rows
        if row.operation == "update" and wanted & json.loads(row.after or "{}").keys()
    ]


def record_key(text: str) -> tuple[str, int]:
    """Return the table and number that a record's number says; raise UsageError for what is none."""
    noun = LETTERS.get(text[:1].lower())
    if noun is None or noun == "change" or not text[1:].isdecimal():
        raise UsageError(_("{text} is not a record's number.").format(text=text), "crm history c12")
    return noun, int(text[1:])


def rows_of(
    desk: Desk, change_no: int, *, record: str | None = None, most: int | None = None
) -> list[dict[str, object]]:
    """Return what a command changed, a dict for each row: its number, what was done, fields before and after.

    `record` (`c12`) keeps what was done to that one; no more than `most` are returned.
    """
    table, asked = (None, None) if record is None else record_key(record)
    told: list[dict[str, object]] = []
    for row in desk.database.all(
        CHANGE_ROWS, change_no=change_no, table_name=table, row_no=asked, limit=most
    ):
        numbers = range(row.row_no, row.row_no + row.size) if asked is None else range(asked, asked + 1)
        numbers = numbers[: None if most is None else most - len(told)]
        ids = {row.row_no: row.row_id} if row.size == 1 else ids_of(desk.database, row.table_name, numbers)
        told += [_told(row, no, ids.get(no, "")) for no in numbers]
    return told


def _told(row: ChangeRowRow, no: int, row_id: str) -> dict[str, object]:
    before: dict[str, Any] = json.loads(row.before or "{}")
    after: dict[str, Any] = json.loads(row.after or "{}")
    return {
        "table": row.table_name,
        "no": number(row.table_name, no) if row.table_name in LETTER_OF else str(no),
        "id": row_id,
        "operation": row.operation,
        "before": before,
        "after": after,
    }
