"""What is kept around a record, files, memos and rows of paper, when the record itself is removed."""

from typing import Any

from crm_cli.services.desk import Desk
from crm_cli.storage.attachments import FIND_ATTACHMENTS
from crm_cli.storage.change import Change
from crm_cli.storage.memos import FIND_MEMOS

_ON_PAPER = frozenset({"customer", "plan", "visit", "call"})


def let_go_of(desk: Desk, change: Change, noun: str, no: int) -> None:
    """Take files and memos off a record about to be removed, inside an open change.

    They go with it, but for the memos of a contact, which stay at the customer, and rows of printed sheets.
    """
    of: dict[str, Any] = {f"{noun}_no": no}
    for file in desk.database.all(FIND_ATTACHMENTS, **of):
        change.delete("attachment", file.no)
    if noun in _ON_PAPER:
        from crm_cli.storage.sheets import LINES_HANGING

        for line in desk.database.all(LINES_HANGING, **of):
            change.update("sheet_row", line.no, **{f"{noun}_no": None})
    if noun == "visit":
        _keep_what_was_learnt(desk, change, no)
    if noun == "customer":
        for memo in desk.database.all(FIND_MEMOS, **of):
            change.delete("memo", memo.no)
    elif noun == "contact":
        for memo in desk.database.all(FIND_MEMOS, **of):
            change.update("memo", memo.no, contact_no=None)
    elif noun == "step":
        from crm_cli.storage.steps import FIND_STEPS

        # What a callback left behind when it was moved counts by itself.
        for left in desk.database.all(FIND_STEPS, became_no=no):
            change.update("step", left.no, became_no=None)
    if noun in {"plan", "step", "sweep"}:
        from crm_cli.services.notices import let_go_of_notices

        let_go_of_notices(desk, change, noun, no)


def _keep_what_was_learnt(desk: Desk, change: Change, visit_no: int) -> None:
    """Keep what a visit taught of a front desk when the visit is removed."""
    from crm_cli.storage.front_desk import FRONT_DESK

    for note in desk.database.all(FRONT_DESK, visit_no=visit_no):
        change.update("front_desk_note", note.no, visit_no=None)
