"""Planning a sweep, and going on with it on another day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import SWEEP_DIRECTIONS, number
from crm_cli.domain.sweeping import Standing
from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import LANGUAGES, ngettext, speaking
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.plan_turns import turn_by_time
from crm_cli.services.plans import name_reps, warn_of_conflicts
from crm_cli.services.reading import read_date_of, say_when
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.sweep_fronts import (
    insert_fronts,
    read_floor,
    read_fronts,
)
from crm_cli.services.sweep_views import View, doors, fronts, view
from crm_cli.storage.buildings import FIND_BUILDINGS, BuildingRow
from crm_cli.storage.change import Change
from crm_cli.storage.plans import FIND_PLANS, PLAN_REPS
from crm_cli.storage.reps import FIND_REPS, RepRow
from crm_cli.storage.sweeps import FIND_SWEEPS, SweepRow


def plan_sweep(
    desk: Desk,
    building: str,
    *,
    when: str | None = None,
    teams: Sequence[str] = (),
    reps: Sequence[str] = (),
    meet: str | None = None,
    purpose: str = "",
    note: str | None = None,
) -> Receipt:
    """Plan a sweep of a building, or another day of the one that is open there; one change.

    `teams` are fronts as services/sweep_fronts.py reads them. A new sweep binds the customers whose address is in
    the building. Raises RefusedError where others have it open, where that day is planned, or without doors.
    """
    from crm_cli.services.buildings import find_building

    row = desk.database.one(FIND_BUILDINGS, no=find_building(desk, building).no)
    _require_in_use(row)
    day, at = _moment(desk, when)
    notes = Notes()
    if day < desk.today():
        notes.warn(_("{day} is already past.").format(day=say_when(desk, day, None)))
    with desk.change() as change:
        # Looked for inside the change: two who plan at once must not both begin it.
        sweep = desk.database.first(FIND_SWEEPS, building_no=row.no, state="open")
        if sweep is None:
            sweep = _begin(desk, change, row, day, teams, reps, meet=meet, note=note or "", notes=notes)
            told = _("{number} {building} is planned for {day}.")
        else:
            _go_on(desk, change, sweep, day, teams, reps, meet=meet, note=note)
            told = _("{number} {building} goes on {day}.")
        _plan_day(desk, change, sweep, day, at, purpose, notes)
        seen = view(desk, desk.database.one(FIND_SWEEPS, no=sweep.no))
    name = number("sweep", sweep.no)
    notes.lines.insert(0, told.format(number=name, building=row.name, day=say_when(desk, day, at)))
    for line in who_starts_where(seen):
        notes.tell(line)
    return notes.receipt("sweep", sweep.no, sweep.id)


def _require_in_use(building: BuildingRow) -> None:
    if building.retired_on is not None:
        raise RefusedError(
            _("{building} is retired since {day}.").format(
                building=building.name, day=building.retired_on.isoformat()
            ),
            _("Take it into use again with: crm building edit {number} --in-use").format(
                number=number("building", building.no)
            ),
        )


def keep_sweep(
    desk: Desk,
    building: str,
    teams: Sequence[str],
    *,
    began: date,
    ended: date | None = None,
    meet: str | None = None,
    note: str = "",
) -> Receipt:
    """Put on file a sweep that began before the firm kept them here, planning no day of it; one change.

    One that `ended` is finished, and nothing is sorted. Its visits come in with `import visits`.
    """
    from crm_cli.services.buildings import find_building

    row = desk.database.one(FIND_BUILDINGS, no=find_building(desk, building).no)
    notes = Notes()
    with desk.change() as change:
        if ended is None and (other := desk.database.first(FIND_SWEEPS, building_no=row.no, state="open")):
            raise RefusedError(
                _("{building} is being swept already: {number}.").format(
                    building=row.name, number=number("sweep", other.no)
                )
            )
        sweep = _begin(desk, change, row, began, teams, (), meet=meet, note=note, notes=notes)
        if ended is not None:
            change.update("sweep", sweep.no, state="finished", ended_on=ended)
    return notes.receipt("sweep", sweep.no, sweep.id)


def _moment(desk: Desk, when: str | None) -> tuple[date, datetime | None]:
    if when is None:
        return desk.today(), None
    due = read_date_of(desk, when)
    if due.words:
        raise UsageError(_("{text} is more than a date.").format(text=when), "--date 'fri 9:00'")
    return due.day, due.at


def _begin(
    desk: Desk,
    change: Change,
    building: BuildingRow,
    day: date,
    teams: Sequence[str],
    reps: Sequence[str],
    *,
    meet: str | None,
    note: str,
    notes: Notes,
) -> SweepRow:
    if not building.units:
        name = number("building", building.no)
        raise RefusedError(
            _("{building} has no doors yet.").format(building=building.name),
            _("Add them with: crm unit add {number} 3012").format(number=name),
        )
    from crm_cli.services.buildings import tell_bound
    from crm_cli.services.tenants import bind_by_text

    tell_bound(notes, bind_by_text(desk, change, building.no))
    no = change.insert("sweep", building_no=building.no, starts_on=day, note=note)
    sweep = desk.database.one(FIND_SWEEPS, no=no)
    every = doors(desk, sweep)
    if meet:
        change.update("sweep", no, meet=read_floor(meet, building.kind, every))
    insert_fronts(change, no, read_fronts(desk, teams, reps, building.kind, every))
    return sweep


def _go_on(
    desk: Desk,
    change: Change,
    sweep: SweepRow,
    day: date,
    teams: Sequence[str],
    reps: Sequence[str],
    *,
    meet: str | None,
    note: str | None,
) -> None:
    """Refuse who is not on the open sweep, and let a new meeting floor and note stand."""
    standing = fronts(desk, sweep)
    name = number("sweep", sweep.no)
    known = {front.name for front in standing}
    on_it = {no for front in standing for no in front.rep_nos}
    typed = read_fronts(desk, teams, reps, sweep.kind, doors(desk, sweep)) if teams or reps else []
    strange = [
        front.name
        for front in typed
        if front.name not in known and not on_it.issuperset(rep.no for rep in front.reps)
    ]
    if strange:
        raise RefusedError(
            _("{building} is being swept already: {number}, {fronts}.").format(
                building=sweep.building, number=name, fronts=_(", ").join(front.name for front in standing)
            ),
            _("Join it with: crm sweep join {number} --team {front}").format(number=name, front=strange[0]),
        )
    values: dict[str, Any] = {} if note is None else {"note": note}
    if meet is not None:
        values["meet"] = read_floor(meet, sweep.kind, doors(desk, sweep)) if meet.strip() else ""
    # It may begin before the day it was planned for first.
    values["starts_on"] = min(day, sweep.starts_on)
    change.update("sweep", sweep.no, expect=sweep.version, **values)


def _plan_day(
    desk: Desk,
    change: Change,
    sweep: SweepRow,
    day: date,
    at: datetime | None,
    purpose: str,
    notes: Notes,
) -> None:
    """Plan a day for each front that has none yet; raise RefusedError where all have."""
    held = desk.database.all(FIND_PLANS, sweep_no=sweep.no, day=day, state="planned")
    named = desk.database.all(PLAN_REPS, numbers=[plan.no for plan in held]) if held else []
    busy = {one.rep_no for one in named}
    fresh = [front for front in fronts(desk, sweep) if front.rep_nos and busy.isdisjoint(front.rep_nos)]
    if not fresh:
        raise RefusedError(
            _("{number} is planned for {day} already ({plans}).").format(
                number=number("sweep", sweep.no),
                day=say_when(desk, day, None),
                plans=", ".join(str(number("plan", plan.no)) for plan in held),
            )
            if held
            else _("Nobody is on {number} any more.").format(number=number("sweep", sweep.no)),
            _("Another day with --date; join it with: crm sweep join {number}").format(
                number=number("sweep", sweep.no)
            ),
        )
    workers = {row.no: row for row in desk.database.all(FIND_REPS)}
    for front in fresh:
        mine = [workers[no] for no in front.rep_nos]
        warn_of_conflicts(desk, day, at, None, mine, notes)
        plan_front(desk, change, sweep, mine, day, at, purpose or way_said(front.direction))


def way_said(direction: str) -> str:
    """Return the purpose of a day of a sweep for which none was typed."""
    return _("Sweep, {way}").format(way=words.label("sweep_direction", direction))


def purpose_for(purpose: str, direction: str) -> str:
    """Return a purpose as it is for a front of a direction: only one that was typed stays for all of them."""
    for language in LANGUAGES:
        with speaking(language):
            if any(purpose == way_said(way) for way in SWEEP_DIRECTIONS):
                break
    else:
        return purpose
    return way_said(direction)


def plan_front(
    desk: Desk,
    change: Change,
    sweep: SweepRow,
    workers: Sequence[RepRow],
    day: date,
    at: datetime | None,
    purpose: str,
) -> int:
    """Plan a day of a sweep for the reps of a front inside an open change, and tell those who did not type it."""
    from crm_cli.services.notices import notify

    before = desk.database.all(FIND_PLANS, day=day, rep_no=workers[0].no)
    no = change.insert(
        "plan",
        day=day,
        at=at,
        position=1 + max((plan.position for plan in before), default=0),
        building=sweep.building,
        purpose=purpose,
        sweep_no=sweep.no,
    )
    name_reps(change, no, workers)
    turn_by_time(desk, change, no)
    reps = [worker.no for worker in workers]
    notify(
        desk, change, "planned", reps, plan_no=no, sweep_no=sweep.no, now=at or day, words=sweep.building,
        reason=purpose,
    )  # fmt: skip
    return no


def who_starts_where(seen: View) -> list[str]:
    """Return in words the way of each front, with who is on it, its first door left, and where they meet."""
    lines = [_way(seen, standing) for standing in seen.standings]
    return [*lines, *filter(None, [where_they_meet(seen)])]


def where_they_meet(seen: View) -> str:
    """Return in words where the fronts of a sweep meet, '' where they do not."""
    if seen.meeting is None:
        return ""
    is_street = seen.sweep.kind == "street"
    told = _("They meet at shop {floor}.") if is_street else _("They meet at floor {floor}.")
    return told.format(floor=seen.meeting)


def _way(seen: View, standing: Standing) -> str:
    front = standing.front
    who = _(", ").join(seen.reps.get(front.no, [])) or _("nobody")
    name = front.name if front.name == who.replace(_(", "), "+") else f"{front.name} ({who})"
    way = words.label("sweep_direction", front.direction)
    if standing.next is None and standing.left:
        told = ngettext(
            "{front}, {way}: {count} door left, handed to others.",
            "{front}, {way}: {count} doors left, handed to others.", standing.left,
        )  # fmt: skip
        return told.format(front=name, way=way, count=standing.left)
    if standing.next is None:
        return _("{front}, {way}: nothing left.").format(front=name, way=way)
    if standing.helping:
        told = _("{front}, {way}: own part done, helps from {door} on.")
        return told.format(front=name, way=way, door=standing.next.code)
    told = ngettext(
        "{front}, {way}: {count} door, from {door} on.", "{front}, {way}: {count} doors, from {door} on.",
        standing.left,
    )  # fmt: skip
    return told.format(front=name, way=way, count=standing.left, door=standing.next.code)
