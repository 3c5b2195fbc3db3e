"""Removing a touch: what hangs on it goes with it, and what it closed is open again."""

from typing import Any

from crm_cli.domain.codes import number
from crm_cli.errors import in_use_as
from crm_cli.i18n import gettext as _
from crm_cli.services.around import let_go_of
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.calls import CallRow
from crm_cli.storage.change import Change
from crm_cli.storage.followups import FollowupRow
from crm_cli.storage.heard import COMPETITORS_HEARD, OBJECTIONS_MET
from crm_cli.storage.money import FIND_MONEY
from crm_cli.storage.plans import FIND_PLANS
from crm_cli.storage.steps import FIND_STEPS
from crm_cli.storage.visits import VisitRow


def remove_touch(desk: Desk, noun: str, row: CallRow | VisitRow | FollowupRow) -> Receipt:
    """Remove a call, visit or follow-up.

    Steps it promised go with it unless they are done; steps and the plan it closed are open again; money
    events and plans stay, without their origin. A grade it gave the customer gives way to the one before.
    """
    notes = Notes()
    column = f"{noun}_no"
    mine: dict[str, Any] = {column: row.no}
    barred = in_use_as(
        _("{number} set a do-not-call mark, which outlives it.").format(number=number(noun, row.no)),
        _("Correct it instead: crm {noun} edit {number} --outcome …").format(
            noun=noun, number=number(noun, row.no)
        ),
    )
    with barred, desk.change() as change:
        for link in desk.database.all(OBJECTIONS_MET, **mine):
            change.delete("objection_met", link.no)
        for link in desk.database.all(COMPETITORS_HEARD, **mine):
            change.delete("competitor_heard", link.no)
        _free_steps(desk, change, noun, row.no, notes)
        for event in desk.database.all(FIND_MONEY, **mine):
            change.update("money", event.no, **{column: None})
        _free_plans(desk, change, noun, row)
        if noun == "visit":
            _keep_desk(desk, change, row.no)
        let_go_of(desk, change, noun, row.no)
        change.delete(noun, row.no)
        if row.grade:
            from crm_cli.services.grades import grade_again

            at = row.arrived_at if isinstance(row, VisitRow) else row.at
            grade_again(desk, change, row.customer_no, at, notes)
    if isinstance(row, VisitRow) and row.exhausted and row.customer_no is not None:
        notes.warn(
            _("{customer} stays closed; open it with: crm customer edit {number} --closed ''").format(
                customer=row.customer, number=number("customer", row.customer_no)
            )
        )
    notes.lines.insert(0, _("{name} removed.").format(name=number(noun, row.no)))
    return notes.receipt(noun, row.no, row.id)


def _free_steps(desk: Desk, change: Change, noun: str, no: int, notes: Notes) -> None:
    for closed in desk.database.all(FIND_STEPS, **_at(f"done_by_{noun}_no", no)):
        change.update("step", closed.no, state="open", done_at=None, **{f"done_by_{noun}_no": None})
        notes.tell(
            _("{number} is open again: {words}").format(number=number("step", closed.no), words=closed.words)
        )
    for promised in desk.database.all(FIND_STEPS, **_at(f"{noun}_no", no)):
        if promised.state == "done":
            change.update("step", promised.no, **{f"{noun}_no": None})
        else:
            let_go_of(desk, change, "step", promised.no)
            change.delete("step", promised.no)
            notes.tell(_("{name} removed.").format(name=number("step", promised.no)))


def _free_plans(desk: Desk, change: Change, noun: str, row: CallRow | VisitRow | FollowupRow) -> None:
    for plan in desk.database.all(FIND_PLANS, **_at(f"from_{noun}_no", row.no)):
        change.update("plan", plan.no, **{f"{noun}_no": None})
    if noun == "visit":
        for plan in desk.database.all(FIND_PLANS, done_by_visit_no=row.no):
            change.update("plan", plan.no, state="planned", done_by_visit_no=None)


def _keep_desk(desk: Desk, change: Change, visit_no: int) -> None:
    """Keep what was learnt of a front desk on a visit that goes."""
    from crm_cli.storage.front_desk import FRONT_DESK

    for note in desk.database.all(FRONT_DESK, visit_no=visit_no):
        change.update("front_desk_note", note.no, visit_no=None)


def _at(column: str, no: int) -> dict[str, Any]:
    return {column: no}
