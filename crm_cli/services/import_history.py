"""Files that came in: the receipts, what became of what they brought, and taking them back."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crm_cli.domain.codes import LETTER_OF, number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import NotFoundError, RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services import history
from crm_cli.services.desk import Desk
from crm_cli.services.naming import require_number
from crm_cli.services.receipts import Receipt
from crm_cli.services.story import PARTS
from crm_cli.storage import taking_back
from crm_cli.storage.import_batches import FIND_BATCHES, BatchRow, GoneBatch, gone_batches
from crm_cli.storage.past import current
from crm_cli.storage.read_journal import archived_to
from crm_cli.storage.standing import record_name
from crm_cli.storage.taking_back import Kept, Plan

STAYING = {**PARTS, "customer": (*PARTS["customer"], "contact")}
"""What stays with a record that somebody worked on: its numbers, its tags, and a customer's people."""
FIRST = 5


class Batch(Frozen):
    """A file that came in and how much of it stands: `whole`, `partly` (the rest was taken back) or `undone`."""

    row: BatchRow
    state: str


class Undone(Frozen):
    """What was taken back, or would be: rows of each table, and what stays with the reason; `no` is the change's."""

    batch: Batch
    plan: Plan
    no: int | None
    lost: tuple[tuple[str, int], ...] = ()


def batches(desk: Desk, limit: int | None = None) -> list[Batch]:
    """Return the files that came in, the last first; those taken back whole too."""
    found = [_standing(row) for row in desk.database.all(FIND_BATCHES, limit=limit)]
    found += [_gone(one) for one in gone_batches(desk.database)]
    return sorted(found, key=lambda one: one.row.no, reverse=True)[:limit]


def batch(desk: Desk, text: str) -> Batch:
    """Return the file numbered so (`i3`); raise NotFoundError when there is none."""
    no = require_number("import_batch", text)
    if row := desk.database.first(FIND_BATCHES, no=no):
        return _standing(row)
    for one in gone_batches(desk.database, no):
        return _gone(one)
    raise NotFoundError(_("There is no import {number}.").format(number=text), "crm import list")


def _standing(row: BatchRow) -> Batch:
    return Batch(row, "whole" if row.undone_by_no is None else "partly")


def _gone(one: GoneBatch) -> Batch:
    import json

    image: dict[str, Any] = {**json.loads(one.before), "change_no": one.change_no, "undone_by_no": None}
    image["created_at"] = datetime.fromisoformat(image["created_at"])
    # One from before an upgrade has fewer columns.
    return Batch(BatchRow(**{name: image.get(name, "") for name in BatchRow._fields}), "undone")


def what_became(desk: Desk, one: Batch) -> Plan | None:
    """Return what taking a file back would do, which also says what was edited since; None of one not whole."""
    change_no = None if one.state != "whole" else _change_here(desk, one)
    if change_no is None:
        return None
    return taking_back.look(desk.database, change_no, STAYING, bans_stay=False)


def edited(plan: Plan) -> dict[str, int]:
    """Return how many rows of each table somebody edited since, or built on."""
    return dict(Counter(one.table for one in plan.kept.values() if one.reason in {"edited", "used"}))


def undo_strictly(desk: Desk, text: str) -> Receipt:
    """Take all of a file back, or nothing, as `crm undo` does."""
    return history.undo(desk, f"h{_change_of(desk, batch(desk, text))}")


def look(desk: Desk, text: str) -> Undone:
    """Return what `undo_import` would do; changes nothing.

    Raises RefusedError for a file taken back already, for another's where no manager types, and where all of it stays.
    """
    found = batch(desk, text)
    change_no = _change_of(desk, found)
    target = history.numbered(desk, f"h{change_no}")
    history.require_right(desk, target)
    bans_stay = not history.may_lift_bans(desk, target)
    plan = taking_back.look(desk.database, change_no, STAYING, bans_stay=bans_stay)
    if not plan.out and not plan.put_back:
        raise RefusedError(
            _("Nothing of {number} can be taken back: all of it was edited or built on since.").format(
                number=text
            ),
            _("See which: crm import show {number}").format(number=text),
        )
    return Undone(found, plan, None)


def undo_import(desk: Desk, text: str) -> Undone:
    """Take back what nobody edited or built on since, as an undo that `crm redo` does again."""
    change_no = _change_of(desk, batch(desk, text))
    with history.open_change(desk, "undo", change_no) as change:
        found = look(desk, text)
        lost = taking_back.carry_out(desk.database, change, found.plan)
        change.mark_undone(change_no, change.no or None)
    return found._replace(no=change.no, lost=tuple(lost))


def _change_here(desk: Desk, one: Batch) -> int | None:
    """Return the change a file came in with, None where it lies in an archive."""
    no = one.row.change_no
    return no if no is not None and no > archived_to(desk.database) else None


def _change_of(desk: Desk, one: Batch) -> int:
    """Return the change a file came in with; raise RefusedError where it is undone or lies in an archive."""
    name = number("import_batch", one.row.no)
    if one.state != "whole":
        raise RefusedError(
            _("{number} is undone already.").format(number=name),
            _("What was kept then stays; crm redo brings the rest back, if it was your last command."),
        )
    if (change_no := _change_here(desk, one)) is None:
        raise RefusedError(
            _("The history of {number} lies in an archive, so it cannot be taken back.").format(number=name),
            _("See what lies where with: crm history archives"),
        )
    return change_no


def reasons(desk: Desk, plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield each row that stays: its number or table, its name, why, and who did what with which command."""
    for one in plan.kept.values():
        image = current(desk.database, one.table, one.no) or {}
        yield {
            "table": one.table,
            "no": f"{LETTER_OF[one.table]}{one.no}" if one.table in LETTER_OF else str(one.no),
            "name": str(image.get("name") or image.get("raw") or ""),
            "reason": one.reason,
            "change_no": f"h{one.by[0]}" if one.by else None,
            "actor": one.by[1] if one.by else None,
            "command": one.by[2] if one.by else None,
            "other": _called(one),
        }


def _called(one: Kept) -> str | None:
    return record_name(*one.other) if one.other else None
