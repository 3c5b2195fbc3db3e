"""The turns of the plans of a rep's day: one put between others, and a timed one where its time asks for it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from crm_cli.services.desk import Desk
from crm_cli.storage.change import Change
from crm_cli.storage.plans import FIND_PLANS, PLAN_REPS, PlanRow

_NINE = 9 * 60


def put(change: Change, rows: Sequence[PlanRow], no: int) -> None:
    """Give the plans of a day the turn they have in `rows`, inside an open change, the plan `no` among them.

    As few as can be get another number: those behind it only where theirs is taken.
    """
    last = 0
    for row in rows:
        position = row.position
        if row.no == no:
            position = last + 1
        elif row.state == "planned":
            position = max(position, last + 1)
        change.update("plan", row.no, position=position)
        last = max(last, position)


def turn_by_time(desk: Desk, change: Change, no: int, *, stays: bool = False) -> None:
    """Put a timed plan where its time asks for it in the day of the first of its reps, inside an open change.

    That is before the first with a later time; of those without a time between, before the first that would begin
    no earlier, were they visited one after another. All others keep their turn, also where the rep ordered the day
    otherwise. With `stays` it keeps its own where nothing timed speaks against it. One without a time keeps it always.
    """
    mine = desk.database.one(FIND_PLANS, no=no)
    reps = desk.database.all(PLAN_REPS, plan_no=no)
    if mine.at is None or mine.state != "planned" or not reps:
        return
    rows = [
        row
        for row in desk.database.all(FIND_PLANS, day=mine.day, rep_no=reps[0].rep_no)
        if row.state != "moved" or row.no == no
    ]
    place = [row.no for row in rows].index(no)
    others = [*rows[:place], *rows[place + 1 :]]
    if stays and _fits(mine.at, others[:place], others[place:]):
        return
    wanted = _turn(desk, mine, mine.at, others)
    if wanted != place:
        put(change, [*others[:wanted], mine, *others[wanted:]], no)


def _fits(at: datetime, before: Sequence[PlanRow], behind: Sequence[PlanRow]) -> bool:
    """Say whether nothing later stands before, and nothing earlier behind."""
    return all(row.at <= at for row in before if row.at) and all(row.at >= at for row in behind if row.at)


def _turn(desk: Desk, mine: PlanRow, at: datetime, others: Sequence[PlanRow]) -> int:
    """Return the place among the others that a time asks for."""
    end = next((place for place, row in enumerate(others) if row.at and row.at > at), len(others))
    start = max((place + 1 for place, row in enumerate(others[:end]) if row.at), default=0)
    if start == end:
        return end
    usual = int(desk.setting("visit_minutes"))
    before = others[start - 1] if start else None
    clock = before.at + _length(before, usual) if before and before.at else _begins(desk, mine)
    for place in range(start, end):
        if clock >= at:
            return place
        clock += _length(others[place], usual)
    return end


def _length(row: PlanRow, usual: int) -> timedelta:
    return timedelta(minutes=row.minutes or usual)


def _begins(desk: Desk, mine: PlanRow) -> datetime:
    """Return when the firm's calling hours begin that day, nine o'clock on a day without any."""
    from crm_cli.domain.calling_hours import parse_hours

    ranges = parse_hours(desk.setting("calling_hours")).of_day(mine.day, desk.workdays())
    minute = ranges[0][0] if ranges else _NINE
    return desk.instant(datetime.combine(mine.day, time(minute // 60, minute % 60)))
