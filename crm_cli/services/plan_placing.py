"""A plan put somewhere else: on another day, with another rep, or at another place in the order of the day."""

from collections.abc import Sequence
from datetime import date

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.plan_scopes import ONE
from crm_cli.services.plan_turns import put
from crm_cli.services.plans import assign_plan, move_plan, plan
from crm_cli.services.reading import say_when
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Change
from crm_cli.storage.plans import FIND_PLANS, PLAN_REPS, PlanRow


class Place(Frozen):
    """Where a plan shall stand: the day, with which rep, and before which open plan there (None: behind all)."""

    day: date
    rep_no: int
    before: int | None = None


def place_plan(
    desk: Desk, row: PlanRow, rep_no: int, place: Place, reason: str = "", scope: str = ONE
) -> Receipt:
    """Put a plan, as it was seen with `rep_no`, somewhere else, in one change.

    Another day is a move, which wants a reason and may be one of those of its series that `scope` means; another
    rep takes the place of `rep_no` in it. Raises RefusedError where somebody changed the plan since it was seen.
    """
    called = str(number("plan", row.no))
    notes, no = Notes(), row.no
    with desk.change() as change:
        changed_since(desk, row)
        if place.rep_no != rep_no:
            reps = [one.rep_no for one in desk.database.all(PLAN_REPS, plan_no=row.no)]
            fresh = [place.rep_no if one == rep_no else one for one in reps]
            _told(notes, assign_plan(desk, called, [f"r{one}" for one in dict.fromkeys(fresh)]))
        if place.day != row.day:
            moved = move_plan(desk, called, place.day.isoformat(), reason, scope)
            no = moved.no
            _told(notes, moved)
        is_other = _arrange(desk, change, no, place)
    if is_other and not notes.lines:
        notes.tell(
            _("{number} {name} has another place on {day}.").format(
                number=called, name=row.customer or row.building, day=say_when(desk, place.day, None)
            )
        )
    return notes.receipt("plan", no, changed=bool(notes.lines))


def _told(notes: Notes, receipt: Receipt) -> None:
    notes.lines += receipt.lines
    for warning in receipt.warnings:
        notes.warn(warning)


def changed_since(desk: Desk, row: PlanRow) -> None:
    """Raise RefusedError where a plan is not any more as it was seen, and say how it is now."""
    now = plan(desk, str(number("plan", row.no)))
    if now.version != row.version or now.state != row.state:
        stands = plan(desk, str(number("plan", now.moved_to_no))) if now.moved_to_no is not None else now
        raise RefusedError(
            _("{number} was changed by somebody else: {name}, {day}.").format(
                number=number("plan", row.no),
                name=row.customer or row.building,
                day=say_when(desk, stands.day, stands.at),
            ),
            _("Nothing was moved. Look at it and pick it up again."),
        )


def _arrange(desk: Desk, change: Change, no: int, place: Place) -> bool:
    """Give a plan its place among the plans of the day, inside an open change; say whether anything is other now."""
    found = desk.database.all(FIND_PLANS, rep_no=place.rep_no, day=place.day)
    mine = next(row for row in found if row.no == no)
    rows = _in_turn([row for row in found if row.no != no and row.state != "moved"], mine, place.before)
    before = [row.no for row in found if row.state != "moved"]
    if [row.no for row in rows] == before:
        return False
    put(change, rows, no)
    return True


def _in_turn(others: Sequence[PlanRow], mine: PlanRow, before: int | None) -> list[PlanRow]:
    at = next((place for place, row in enumerate(others) if row.no == before), len(others))
    return [*others[:at], mine, *others[at:]]
