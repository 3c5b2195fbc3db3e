"""What is kept around a record, files and memos, when the record itself is removed."""

from typing import Any

from crm_cli.services.desk import Desk
from crm_cli.storage.attachments import FIND_ATTACHMENTS
from crm_cli.storage.change import Change
from crm_cli.storage.memos import FIND_MEMOS


def let_go_of(desk: Desk, change: Change, noun: str, no: int) -> None:
    """Take files and memos off a record about to be removed, inside an open change.

    They go with it, but for the memos of a contact, which stay at the customer.
    """
    of: dict[str, Any] = {f"{noun}_no": no}
    for file in desk.database.all(FIND_ATTACHMENTS, **of):
        change.delete("attachment", file.no)
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
