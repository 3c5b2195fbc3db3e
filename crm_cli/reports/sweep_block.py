"""The sweeps of a day's report: which doors were knocked at that day, and how each sweep stood in the evening."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from crm_cli.domain.door_states import LETTERS
from crm_cli.domain.sweep_grid import GridRow, fold_of, street_rows, tower_rows
from crm_cli.domain.sweeping import Door, Standing
from crm_cli.reports.figures import Rate
from crm_cli.reports.sweep_day import FrontDay, GridLine, SweepDay
from crm_cli.services.desk import Desk
from crm_cli.services.sweep_views import View, sweeps, view
from crm_cli.storage.sweeps import KNOCKS
from crm_cli.storage.visits import VisitRow

ACROSS = 15
"""Doors beside each other: two grids of so many fit a narrow terminal."""
NOT_THAT_DAY, NO_DOOR = "-", " "


def read_sweeps(desk: Desk, visits: Iterable[VisitRow], day: date) -> tuple[SweepDay, ...]:
    """Return the sweeps that these visits, all of one day, were knocked in; reads nothing where there is none."""
    swept: dict[int, list[VisitRow]] = {}
    for visit in visits:
        if visit.sweep_no is not None:
            swept.setdefault(visit.sweep_no, []).append(visit)
    rows = sweeps(desk, sort="no", numbers=list(swept)) if swept else []
    return tuple(_sweep(desk, view(desk, row, after=day), swept[row.no], day) for row in rows)


def _sweep(desk: Desk, seen: View, visits: Sequence[VisitRow], day: date) -> SweepDay:
    sweep, both = seen.sweep, seen.coverage
    reps = {visit.rep_no for visit in visits}
    knocks = desk.database.all(KNOCKS, sweep_no=sweep.no, day=day)
    knocked = {knock.unit_no for knock in knocks if knock.rep_no in reps and knock.unit_no is not None}
    # Where nobody said yet what happened somebody was all the same.
    unsaid = {visit.unit for visit in visits if visit.outcome is None}
    there = knocked | {door.unit_no for door in seen.doors if door.code in unsaid}
    counts = dict.fromkeys(LETTERS, 0)
    for door in seen.doors:
        counts[door.state] += 1
    return SweepDay(
        sweep_no=sweep.no,
        building=sweep.building,
        kind=sweep.kind,
        state=sweep.state,
        doors=len(there),
        opened=sum(bool(visit.opened) for visit in visits),
        met=sum(bool(visit.reached) for visit in visits),
        effective=sum(bool(visit.effective) for visit in visits),
        knocked=Rate(both.knocked, both.doors),
        on_file=Rate(both.on_file, both.occupied),
        counts={state: count for state, count in counts.items() if count},
        meeting=seen.meeting or "",
        fronts=tuple(_front(seen, standing) for standing in seen.standings),
        lines=tuple(_lines(seen, there)),
    )


def _front(seen: View, standing: Standing) -> FrontDay:
    front = standing.front
    return FrontDay(
        name=front.name,
        direction=front.direction,
        reps=tuple(seen.reps.get(front.no, ())),
        doors=standing.doors,
        left=standing.unknocked if seen.sweep.state == "finished" else standing.left,
        next=standing.next.code if standing.next else "",
        helping=standing.helping,
    )


def _lines(seen: View, knocked: Collection[int]) -> Iterator[GridLine]:
    """Yield the floors on which somebody was that day or a front stands; the others are folded."""
    if seen.sweep.kind == "street":
        rows = street_rows(seen.doors, seen.standings, seen.meeting, ACROSS)
    else:
        rows = tower_rows(seen.doors, seen.standings, seen.meeting)
    hidden: list[GridRow] = []
    for row in rows:
        if not row.fronts and not any(door and door.unit_no in knocked for door in row.doors):
            hidden.append(row)
            continue
        yield from _folded(hidden)
        hidden = []
        yield from _row(seen, row, knocked)
    yield from _folded(hidden)


def _folded(rows: Sequence[GridRow]) -> Iterator[GridLine]:
    if rows:
        fold = fold_of(rows)
        yield GridLine("", "", "", (), fold.rows, fold.doors, fold.left)


def _row(seen: View, row: GridRow, knocked: Collection[int]) -> Iterator[GridLine]:
    """Yield the doors of a floor, ACROSS to a line."""
    names = tuple(dict.fromkeys(seen.standings[place].front.name for place in row.fronts))
    for start in range(0, len(row.doors), ACROSS):
        doors = row.doors[start : start + ACROSS]
        there = [door for door in doors if door is not None]
        yield GridLine(
            label=row.label if not start else f"{row.label}+{start}",
            today="".join(_letter(door, knocked) for door in doors),
            sweep="".join(_letter(door, None) for door in doors),
            fronts=names if not start else (),
            folded=0,
            doors=len(there),
            left=sum(door.state == "todo" for door in there),
        )


def _letter(door: Door | None, knocked: Collection[int] | None) -> str:
    """Return the letter of a door; of one that is not among those `knocked` at that it was not."""
    if door is None:
        return NO_DOOR
    # A door somebody is at this minute is no news in a report.
    return LETTERS[door.state] if knocked is None or door.unit_no in knocked else NOT_THAT_DAY
