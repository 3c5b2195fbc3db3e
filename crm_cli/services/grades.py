"""The grade a customer keeps when a touch that set it is corrected or removed."""

from collections.abc import Iterator
from datetime import datetime

from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes
from crm_cli.storage.calls import FIND_CALLS
from crm_cli.storage.change import Change
from crm_cli.storage.followups import FIND_FOLLOWUPS
from crm_cli.storage.statement import to_driver
from crm_cli.storage.visits import FIND_VISITS

GRADES = ("A", "B", "C", "D", "E")


def grade_again(
    desk: Desk, change: Change, customer_no: int | None, touched_at: datetime, notes: Notes
) -> None:
    """Give a customer the grade of its latest graded touch, after one of `touched_at` was changed or removed.

    A grade set later, or by hand, stays (DECISIONS: back-dated touches).
    """
    if customer_no is None:
        return
    held = change.row("customer", customer_no)
    was_of_touch = held["grade_at"] == to_driver(touched_at)
    latest = max(_graded(desk, customer_no), default=None)
    if latest is None:
        if was_of_touch:
            notes.warn(
                _(
                    "{customer} keeps grade {grade}; change it with: crm customer edit {number} --grade …"
                ).format(customer=held["name"], grade=held["grade"], number=f"c{customer_no}")
            )
        return
    at, grade = latest
    if not was_of_touch and str(to_driver(at)) <= (held["grade_at"] or ""):
        return
    if change.update("customer", customer_no, grade=grade, grade_at=at) and held["grade"] != grade:
        notes.tell(_("Grade {before} -> {after}.").format(before=held["grade"] or "-", after=grade))


def _graded(desk: Desk, customer_no: int) -> Iterator[tuple[datetime, str]]:
    """Yield when the latest graded call, visit and follow-up were, and their grades."""
    for call in desk.database.all(FIND_CALLS, customer_no=customer_no, grades=GRADES, limit=1):
        yield call.at, call.grade
    for visit in desk.database.all(FIND_VISITS, customer_no=customer_no, grades=GRADES, limit=1):
        yield visit.arrived_at, visit.grade
    for followup in desk.database.all(FIND_FOLLOWUPS, customer_no=customer_no, grades=GRADES, limit=1):
        yield followup.at, followup.grade
