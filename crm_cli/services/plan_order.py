"""The order of a rep's day: what is proposed, and put into effect."""

from datetime import date, datetime

from crm_cli.domain.calling_hours import parse_hours
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.visit_order import Place, Stop, cost, propose
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker
from crm_cli.services.reading import read_day, say_when
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.plans import STOPS, StopRow
from crm_cli.storage.reps import RepRow

_NINE = 9 * 60


class Proposal(Frozen):
    """A day of a rep as it is ordered and as it is proposed, with the moves between buildings of each."""

    rep: RepRow
    day: date
    before: tuple[StopRow, ...]
    after: tuple[StopRow, ...]
    begins: int
    ways: tuple[int, int]

    @property
    def is_new(self) -> bool:
        """Whether anything would change."""
        return self.before != self.after


def proposal(desk: Desk, *, rep: str | None = None, when: str | None = None) -> Proposal:
    """Return the order proposed for the plans that stand on a day: today, of who types, when left out.

    Timed plans keep their times and sweeps their turn. The day begins with the firm's calling hours, and a
    customer's visiting hours are kept where there is room.
    """
    worker, day = find_worker(desk, rep), read_day(desk, when)
    rows = {row.no: row for row in desk.database.all(STOPS, rep_no=worker.no, since=day, until=day)}
    stops = [_stop(desk, row) for row in rows.values()]
    begins = _begins(desk, day)
    chosen = propose(stops, begins)
    return Proposal(
        worker,
        day,
        tuple(rows.values()),
        tuple(rows[stop.no] for stop in chosen),
        begins,
        (cost(stops, begins)[1], cost(chosen, begins)[1]),
    )


def _begins(desk: Desk, day: date) -> int:
    ranges = parse_hours(desk.setting("calling_hours")).of_day(day, desk.workdays())
    return ranges[0][0] if ranges else _NINE


def _stop(desk: Desk, row: StopRow) -> Stop:
    place = Place(row.city, row.district, row.building, row.floor)
    minutes = row.minutes or int(desk.setting("visit_minutes"))
    open_at = parse_hours(row.hours).of_day(row.day, desk.workdays()) if row.hours else None
    start = _minute(desk.wall(row.at)) if row.at is not None else None
    return Stop(row.no, place, minutes, start, row.sweep_no is not None, open_at)


def _minute(wall: datetime) -> int:
    return wall.hour * 60 + wall.minute


def say_ways(proposed: Proposal) -> str:
    """Return the sentence of what the proposed order saves, or that none is better."""
    if not proposed.is_new:
        return _("No order is better than the present one.")
    before, after = proposed.ways
    return _(
        "The way: {before} now, {after} as proposed (0 same building, 1 district, 2 city, 3 farther)."
    ).format(before=before, after=after)


def apply_order(desk: Desk, proposed: Proposal) -> Receipt:
    """Give the plans the places proposed, in one change; RefusedError where one was changed since."""
    notes = Notes()
    with desk.change() as change:
        moved = [
            change.update("plan", row.no, expect=row.version, position=place)
            for place, row in enumerate(proposed.after, 1)
        ]
    count = sum(moved)
    told = ngettext("{count} plan has a new place.", "{count} plans have a new place.", count)
    notes.tell(f"{proposed.rep.name} {say_when(desk, proposed.day, None)}: {told.format(count=count)}")
    if not count:
        notes.lines[:] = [_("The order is already so.")]
    return notes.receipt("rep", proposed.rep.no, proposed.rep.id, changed=bool(count))
