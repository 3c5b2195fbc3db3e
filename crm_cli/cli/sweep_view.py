"""`crm sweep show` and `list`: a sweep drawn as a grid or written whole, and the sweeps there are."""

from typing import Annotated, Any

import typer

from crm_cli.cli import list_options, session
from crm_cli.cli.listing import how_many, is_for_people, show_records
from crm_cli.cli.sweeps import Floors, OneSweep
from crm_cli.domain.codes import number
from crm_cli.domain.sweep_grid import counts_of, letter_of
from crm_cli.domain.sweeping import Door, Standing
from crm_cli.domain.words import outcome_label, weekday
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.figure_words import percent
from crm_cli.reports.figures import Rate
from crm_cli.services import sweep_views, sweeps
from crm_cli.services.desk import Desk
from crm_cli.services.records import plain, record
from crm_cli.services.sweep_pace import LEAST_MINUTES, pace_today, paces
from crm_cli.services.sweep_views import View
from crm_cli.storage.reps import FIND_REPS
from crm_cli.storage.sweeps import LastKnockRow, SweepRow

_MACHINES = frozenset({"json", "jsonl", "csv", "tsv", "ids"})


def show(
    sweep: OneSweep = None,
    floors: Floors = None,
    everything: Annotated[
        bool, typer.Option("--all", help=N_("Every floor, though they do not fit on the screen."))
    ] = False,
) -> None:
    """Draw a sweep: a letter for each door, where both fronts stand and meet, both coverages, what is left."""
    with session.desk() as desk:
        seen = sweep_views.view(desk, sweeps.shown_sweep(desk, sweep))
        if (wish := session.chosen("format")) in _MACHINES:
            _write(desk, seen, wish)
            return
        from crm_cli.cli import voice
        from crm_cli.cli.sweep_grid import draw
        from crm_cli.services.sweep_doors import on_floors

        style = session.style(desk.zone)
        chosen = on_floors(seen.sweep.kind, seen.doors, floors) if floors is not None else None
        height = _height() if style.is_terminal and not everything else None
        voice.draw(draw(seen, style, height=height, floors=chosen, paces=paces(desk, seen)))


def _height() -> int:
    import shutil

    return shutil.get_terminal_size().lines


def _write(desk: Desk, seen: View, wish: str) -> None:
    """Write a sweep for a program: whole as JSON, else its doors as a list."""
    from crm_cli.cli import output

    names = {rep.no: rep.name for rep in desk.database.all(FIND_REPS)}
    doors = [_door_record(desk, door, names) for door in seen.doors]
    if wish != "json":
        show_records(desk, "door", doors)
        return
    found = {**sweep_record(desk, seen), "doors": doors}
    output.emit_one(found, [output.Column(key, key) for key in found], session.style(desk.zone))


def sweep_record(desk: Desk, seen: View) -> dict[str, Any]:
    """Return a sweep as one object without its doors; keys are never translated."""
    both = seen.coverage
    return {
        **plain(record(seen.sweep, desk), desk),
        "meeting": seen.meeting,
        "knocked": _parts(Rate(both.knocked, both.doors)),
        "on_file": _parts(Rate(both.on_file, both.occupied)),
        "counts": counts_of(seen.doors),
        "fronts": [_front_record(desk, seen, standing) for standing in seen.standings],
    }


def _parts(rate: Rate) -> dict[str, Any]:
    return {"part": rate.part, "whole": rate.whole, "rate": rate.rate}


def _front_record(desk: Desk, seen: View, standing: Standing) -> dict[str, Any]:
    front = standing.front
    doors, hours = pace_today(desk, seen.sweep, standing)
    return {
        "front": front.name,
        "direction": front.direction,
        "from_floor": front.from_floor or None,
        "to_floor": front.to_floor or None,
        "reps": seen.reps.get(front.no, []),
        "rep_nos": [number("rep", no) for no in front.rep_nos],
        "doors": standing.doors,
        "left": standing.left,
        "next": standing.next.code if standing.next else None,
        "helping": standing.helping,
        "reached": standing.reached.code if standing.reached else None,
        "doors_per_hour": round(doors / hours, 1) if hours * 60 >= LEAST_MINUTES else None,
    }


def _door_record(desk: Desk, door: Door, names: dict[int, str]) -> dict[str, Any]:
    return {
        "unit": door.code,
        "floor": door.floor,
        "side": door.side,
        "state": door.state,
        "letter": letter_of(door),
        "knocked": door.knocked,
        "on_file": door.on_file,
        "rep": names.get(door.rep_no or 0),
        "at_it": names.get(door.lease_rep_no or 0),
        "handed_to": names.get(door.handed_rep_no or 0),
        "revisit_from": door.revisit_at and desk.wall(door.revisit_at).date().isoformat(),
        "revisit_half": door.revisit_half or None,
    }


def list_sweeps(
    closed: Annotated[bool, typer.Option("--closed", help=N_("Finished and cancelled ones, too."))] = False,
    building: Annotated[
        str | None, typer.Option("--building", metavar="NAME", help=N_("Only of this building."))
    ] = None,
    rep: list_options.OfRep = None,
    everyone: list_options.Everyone = False,
    sort: list_options.Sort = None,
    reverse: list_options.Reverse = False,
    limit: list_options.Limit = None,
) -> None:
    """List sweeps, the latest first; those I am on when I am known, else the firm's."""
    from crm_cli.cli.filters import whose

    count = how_many(limit)
    with session.desk() as desk:
        filters = whose(desk, rep=rep, everyone=everyone)
        if building:
            from crm_cli.services.buildings import find_building

            filters["building_no"] = find_building(desk, building).no
        states = None if closed else ["open"]
        rows = sweep_views.sweeps(desk, sort=sort, descending=reverse, limit=count, states=states, **filters)
        show_records(
            desk, "sweep", _list_records(desk, rows), limit=count,
            empty=_("No sweep is open. Plan one with: crm sweep plan BUILDING --date tomorrow --team North:down"),
        )  # fmt: skip


def _list_records(desk: Desk, rows: list[SweepRow]) -> list[dict[str, Any]]:
    numbers = [row.no for row in rows]
    progress = sweep_views.progress_of(desk, numbers) if rows else {}
    sides = sweep_views.fronts_of(desk, numbers) if rows else {}
    found = []
    for row in rows:
        one = progress[row.no]
        told = record(row, desk)
        knocked = Rate(one.knocked, one.doors)
        people = is_for_people() or session.chosen("format") is None
        told |= {
            "units": one.doors,
            "knocked": percent(knocked) if people else _parts(knocked),
            "fronts": sides.get(row.no, []),
        }
        found.append({key: told[key] for key in (*(key for key in told if key != "id"), "id")})
    return found


def revisit_record(desk: Desk, sweep: SweepRow, door: Door, knock: LastKnockRow) -> dict[str, Any]:
    """Return a door to revisit as a record: what happened there, and from when on it is due."""
    people = is_for_people() or session.chosen("format") is None
    day = desk.wall(door.revisit_at).date().isoformat() if door.revisit_at else None
    return {
        "unit": knock.code,
        "floor": knock.floor,
        "outcome": outcome_label("visit", knock.outcome, knock.outcome_name) if people else knock.outcome,
        "revisit_from": _half_day(desk, door) if people and door.revisit_at else day,
        "revisit_half": door.revisit_half or None,
        "customer": knock.customer or None,
        "customer_no": number("customer", knock.customer_no),
        "rep": knock.rep,
        "at": knock.arrived_at,
        "note": knock.note,
        "visit_no": number("visit", knock.visit_no),
        "building": sweep.building,
        "sweep_no": number("sweep", sweep.no),
    }


def _half_day(desk: Desk, door: Door) -> str:
    """Return from when a door is knocked at again, so short that a table never crops it: `11-23 Mon pm`."""
    at = desk.wall(door.revisit_at) if door.revisit_at else desk.now()
    told = {"am": _("{day} am"), "pm": _("{day} pm")}
    return told.get(door.revisit_half, "{day}").format(day=f"{at:%m-%d} {weekday(at.date())}")
