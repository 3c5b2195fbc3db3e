"""What is planned of a rep on a call list: so many dials each working day from a day on."""

from collections.abc import Sequence
from datetime import date

from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.call_lists import find_open_list, name_reps
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker
from crm_cli.services.reading import read_day
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.call_lists import LIST_REPS, PLAN_FROM
from crm_cli.storage.change import Change
from crm_cli.storage.tallies import DIAL_PLANS, DialPlanRow

MOST = 1000
"""Dials a day that nobody makes; more is a slip of the finger."""


def plan_dials(
    desk: Desk, call_list: str, reps: Sequence[str], dials: int, *, from_day: str | None = None
) -> Receipt:
    """Plan so many dials of each rep on a list for every working day from `from_day` (today) on; 0 ends it.

    Without reps it is of who types. Raises UsageError for a number no day holds, RefusedError for a closed list
    and for another's plan typed by who is no manager.
    """
    row, first = find_open_list(desk, call_list), read_day(desk, from_day)
    workers = [find_worker(desk, text) for text in reps] or [find_worker(desk, None)]
    if not 0 <= dials <= MOST:
        raise UsageError(
            _("{count} dials a day is not a plan.").format(count=dials),
            _("Say a number up to 1000; 0 ends it."),
        )
    if desk.me is None or any(one.no != desk.me.no for one in workers):
        desk.require_manager_if_any(_("planning the dials of others"))
    if gone := [one.name for one in workers if not one.active]:
        raise RefusedError(_("{name} has left the firm.").format(name=gone[0]), _("Nothing was changed."))
    notes = Notes()
    with desk.change() as change:
        changed = [_set(desk, change, row.no, one.no, first, dials) for one in workers]
        # Of a list that names its reps nobody else is offered a number.
        if dials and desk.database.all(LIST_REPS, lists=[row.no]):
            name_reps(desk, change, row.no, [one.no for one in workers])
    told = (
        _("{rep}: {dials} dials each working day on {name} from {day} on.")
        if dials
        else _("{rep}: nothing is planned on {name} from {day} on.")
    )
    for one in workers:
        notes.tell(told.format(rep=one.name, dials=dials, name=row.name, day=first.isoformat()))
    if dials and not (workdays := desk.workdays()).is_working(first):
        notes.warn(
            _("{day} is no working day: the plan begins on {first}.").format(
                day=first.isoformat(), first=workdays.next_working(first).isoformat()
            )
        )
    return notes.receipt("call_list", row.no, row.id, changed=any(changed))


def _set(desk: Desk, change: Change, call_list_no: int, rep_no: int, first: date, dials: int) -> bool:
    """Let a plan stand from a day on, until the next one planned; return whether it was another."""
    of = {"call_list_no": call_list_no, "rep_no": rep_no, "starts_on": first}
    held = desk.database.first(PLAN_FROM, **of)
    if held is not None:
        return change.update("dial_plan", held.no, dials=dials)
    change.insert("dial_plan", **of, dials=dials)
    return True


def standing_plans(desk: Desk, call_list_no: int, on: date) -> list[DialPlanRow]:
    """Return what is planned of each rep on a list on a day and from later days on; what had ended is left out."""
    rows = desk.database.all(DIAL_PLANS, call_list_no=call_list_no)
    begun = {row.rep_no: row for row in rows if row.starts_on <= on}
    standing = [row for row in begun.values() if row.dials]
    return [*standing, *(row for row in rows if row.starts_on > on)]
