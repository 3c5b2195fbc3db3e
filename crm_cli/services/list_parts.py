"""What hangs on a call list, or on a number, when it is removed or moves to another customer."""

from collections.abc import Sequence
from typing import Any

from crm_cli.services.desk import Desk
from crm_cli.storage import call_leases
from crm_cli.storage import call_lists as rows
from crm_cli.storage.change import Change
from crm_cli.storage.sheets import LINES_HANGING, OF_LIST


def remove_parts(desk: Desk, change: Change, call_list_no: int) -> None:
    """Remove the numbers, reps, plans and rules of a list inside an open change."""
    _clear_screens(desk, change, call_list_no=call_list_no)
    for sheet in desk.database.all(OF_LIST, call_list_no=call_list_no):
        change.update("sheet", sheet.no, call_list_no=None)
    for table, statement in (
        ("list_number", rows.NUMBERS_HANGING),
        ("call_list_rep", rows.REPS_HANGING),
        ("dial_plan", rows.PLANS_HANGING),
        ("list_rule", rows.RULES_HANGING),
    ):
        for part in desk.database.all(statement, call_list_no=call_list_no):
            change.delete(table, part.no)


def let_go_of_phones(desk: Desk, change: Change, phones: Sequence[int]) -> None:
    """Take numbers that are about to be removed off every list, with what paused them, inside an open change."""
    if not phones:
        return
    _clear_screens(desk, change, phones=list(phones))
    for part in desk.database.all(rows.NUMBERS_HANGING, phones=list(phones)):
        change.delete("list_number", part.no)
    for part in desk.database.all(rows.PAUSES_HANGING, phones=list(phones)):
        change.delete("call_pause", part.no)
    for line in desk.database.all(LINES_HANGING, phones=list(phones)):
        change.update("sheet_row", line.no, phone_no=None)


def _clear_screens(desk: Desk, change: Change, **of: Any) -> None:
    # What a rep looked at is not in the journal, so it goes beside it.
    for lease in desk.database.all(rows.LEASES_HANGING, **of):
        call_leases.drop(change.connection, lease.no)


def move_with(desk: Desk, change: Change, phones: Sequence[int], customer_no: int) -> None:
    """Let the places of numbers on lists follow the numbers to another customer, inside an open change."""
    if not phones:
        return
    for part in desk.database.all(rows.NUMBERS_HANGING, phones=list(phones)):
        change.update("list_number", part.no, customer_no=customer_no)
    for line in desk.database.all(LINES_HANGING, phones=list(phones)):
        change.update("sheet_row", line.no, customer_no=customer_no)
