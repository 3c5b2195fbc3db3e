"""The row of a visit: reading what only visits have, and writing it with what everyone logs alike."""

from datetime import date, datetime

from crm_cli.domain.codes import number
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services import effects
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.naming import find_contact
from crm_cli.services.reading import read_code, read_grade, read_instant
from crm_cli.services.receipts import Notes
from crm_cli.services.touches import Extras, Touch
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import FIND_CONTACTS, ContactRow
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.reps import RepRow
from crm_cli.storage.visits import FIND_VISITS


def insert_visit(
    desk: Desk,
    change: Change,
    arrived_at: datetime,
    rep: RepRow,
    met: tuple[CustomerBrief | None, ContactRow | None],
    outcome: OutcomeRow | None,
    extras: Extras,
    answers: Answers,
    *,
    note: str,
    progress: str | None,
    **values: object,
) -> Touch:
    """Insert a visit inside an open change and return it as a touch; `met` are the customer and the person.

    `progress` is what was typed of how far one got, None for what the outcome says of it; `values` are the other
    columns that only visits have.
    """
    customer, contact = met
    no = change.insert(
        "visit",
        arrived_at=arrived_at,
        customer_no=customer.no if customer else None,
        contact_no=contact.no if contact else None,
        rep_no=rep.no,
        outcome_no=outcome.no if outcome else None,
        wechat_added=extras.wechat,
        grade=read_grade(extras.grade) if extras.grade else "",
        note=effects.note_with_reason(outcome, note, answers.reason),
        **progress_columns(progress, outcome),
        **values,
    )
    day = desk.wall(arrived_at).date()
    return Touch("visit", no, arrived_at, day, rep, customer, contact, bool(outcome and outcome.reached))


def progress_columns(typed: str | None, outcome: OutcomeRow | None) -> dict[str, object]:
    """Return how far a visit got, and whether nobody typed that: then it is what the outcome says today.

    It is kept with the visit, so that an outcome may be changed and no old report is.
    """
    if typed:
        return {"progress": read_code("progress", typed), "progress_of_outcome": False}
    said = outcome.progress if outcome else ""
    return {"progress": said, "progress_of_outcome": bool(said)}


def progress_again(
    change: Change, visit_no: int, typed: str | None, outcome: OutcomeRow | None
) -> dict[str, object]:
    """Return how far a visit got after all: as typed, '' for nobody knows; else as another outcome says.

    What was typed before stays, whatever the outcome.
    """
    if typed is not None:
        return progress_columns(typed, None)
    if outcome is None:
        return {}
    held = change.row("visit", visit_no)
    if held["progress"] and not held["progress_of_outcome"]:
        return {}
    return progress_columns(None, outcome)


def close_plan(change: Change, plan_no: int, touch: Touch, notes: Notes) -> None:
    """Say inside an open change that a plan was done by a visit."""
    change.update("plan", plan_no, state="visited", done_by_visit_no=touch.no)
    notes.tell(_("Plan {number} is done.").format(number=number("plan", plan_no)))


def warn_of_no_outcome(no: int, notes: Notes) -> None:
    """Warn that a visit has no outcome, and say how it is told; none is ever chosen for a rep."""
    notes.warn(
        _("{number} has no outcome yet. Say what happened with: crm visit edit {number} --outcome …").format(
            number=number("visit", no)
        )
    )


def _on_day(leave: str | None, day: date) -> str | None:
    """Return a leaving time as typed, put on the day of arrival when it is a time alone."""
    if leave is None:
        return None
    from datetime import time

    from crm_cli.domain.dates import parse_when

    _day, at = parse_when(leave, datetime.combine(day, time()))
    return f"{_day.isoformat()} {at:%H:%M}" if at else leave


def read_leave(desk: Desk, text: str | None, arrived_at: datetime) -> datetime | None:
    """Return when the rep left; raise UsageError when that was before arriving."""
    if not text:
        return None
    left_at = read_instant(desk, _on_day(text, desk.wall(arrived_at).date()))
    if left_at < arrived_at:
        raise UsageError(
            _("You cannot leave at {left} when you came at {came}.").format(
                left=f"{desk.wall(left_at):%H:%M}", came=f"{desk.wall(arrived_at):%H:%M}"
            ),
            "--arrive 14:00 --leave 14:40",
        )
    return left_at


def read_kind(desk: Desk, text: str | None, customer: CustomerBrief | None) -> str:
    """Return the kind of visit typed; else a return visit to who was visited before, a first one to all others."""
    if text:
        return read_code("visit_kind", text)
    earlier = customer and desk.database.first(FIND_VISITS, customer_no=customer.no, limit=1)
    return "return" if earlier else "first"


def read_tactic(text: str | None) -> str:
    """Return the code of a tactic, the text itself where it is the firm's own word."""
    if not text:
        return ""
    try:
        return read_code("tactic", text)
    except UsageError:
        return text


def who_met(
    desk: Desk, customer: CustomerBrief | None, named: ContactRow | None, text: str | None, *, reached: bool
) -> ContactRow | None:
    """Return whom a visit met: the person `text` names, else `named`, else the only one there where one was reached."""
    if customer is None:
        return None
    if text:
        return find_contact(desk, customer.no, text)
    if named is not None or not reached:
        return named
    people = desk.database.all(FIND_CONTACTS, customer_no=customer.no, here=True, limit=2)
    return people[0] if len(people) == 1 else None
