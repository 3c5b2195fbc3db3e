"""The doors of a sweep as they are named, and passing them over, reopening and handing them on."""

from collections.abc import Sequence

from crm_cli import clock
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.sweeping import Door, courses, is_to_do
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.sweep_views import doors, fronts
from crm_cli.services.sweeps import gone_on_with, my_sweep, require_open
from crm_cli.storage import door_leases
from crm_cli.storage.door_leases import FIND_DOOR_LEASES
from crm_cli.storage.reps import RepRow
from crm_cli.storage.sweeps import FIND_HANDS, LAST_KNOCKS, LastKnockRow, SweepRow

_KNOWN = frozenset({"effective", "met", "opened", "no_opening", "exhausted", "pending"})
"""States of doors at which something happened that is not to be tried again."""


def find_doors(
    desk: Desk,
    sweep: SweepRow,
    texts: Sequence[str],
    *,
    floors: str | None = None,
    front: str | None = None,
) -> list[Door]:
    """Return the doors named, `3012`, `3014,3016-3018`, those on `floors` (30-35), and what a `front` has left.

    Named by several of these, those that all of them name. Raises NotFoundError for a door the building has not,
    UsageError where nothing was named.
    """
    every = doors(desk, sweep)
    chosen = every
    if not texts and floors is None and front is None:
        raise UsageError(_("Which door?"), "crm sweep skip 3012 3014,3016-3018")
    if texts:
        chosen = _named(sweep, every, texts)
    if floors is not None:
        there = on_floors(sweep.kind, every, floors)
        chosen = [door for door in chosen if door.unit_no in there]
    if front is not None:
        from crm_cli.services.sweep_editing import the_front

        wanted = the_front(desk, sweep, front)
        ways = courses(every, fronts(desk, sweep), sweep.meet)
        part = next(way.part for way in ways if way.front.no == wanted.no)
        left = {door.unit_no for door in part if door.state in {"todo", "revisit"}}
        chosen = [door for door in chosen if door.unit_no in left]
    return chosen


def on_floors(kind: str, every: Sequence[Door], text: str) -> set[int]:
    """Return the doors on floors (a stretch of shops) that `30-35` or `12` names, low or high end first.

    Shops named on one side of a street are of that side alone, from side to side they are of both.
    """
    from crm_cli.domain.sweeping import stops
    from crm_cli.services.sweep_fronts import read_part

    first, last = read_part(text, kind, every)
    levels = stops(every, street=kind == "street")
    places = [place for place, stop in enumerate(levels) if _is_at(kind, stop.doors, {first, last})]
    sides = {door.side for door in every if kind == "street" and door.code in {first, last}}
    return {
        door.unit_no
        for stop in levels[min(places) : max(places) + 1]
        for door in stop.doors
        if len(sides) != 1 or door.side in sides
    }


def _is_at(kind: str, at_stop: Sequence[Door], labels: set[str]) -> bool:
    return any((door.code if kind == "street" else door.floor) in labels for door in at_stop)


def _named(sweep: SweepRow, every: Sequence[Door], texts: Sequence[str]) -> list[Door]:
    from crm_cli.domain.door_names import DoorBook

    book = DoorBook(every)
    found: dict[int, Door] = {}
    for text in texts:
        named, missing = book.said(text)
        if missing or not named:
            raise NotFoundError(
                _("{building} has no door {code}.").format(
                    building=sweep.building, code=_(", ").join(missing) or text
                ),
                f"crm sweep show {number('sweep', sweep.no)}",
            )
        found.update({door.unit_no: door for door in named})
    return list(found.values())


def skip(
    desk: Desk, texts: Sequence[str], reason: str = "", *, sweep: str | None = None, floors: str | None = None
) -> Receipt:
    """Pass doors over: they are offered to nobody until they are reopened. Without any, the one I am at.

    Raises RefusedError where what happened at a door is known already.
    """
    chosen, worker = _open_sweep(desk, sweep)
    found = (
        find_doors(desk, chosen, texts, floors=floors)
        if texts or floors is not None
        else [_where_i_am(desk, chosen, worker)]
    )
    known = [door for door in found if door.state in _KNOWN]
    if known and floors is None:
        raise RefusedError(
            _("{door} was knocked at: {state}.").format(
                door=known[0].code, state=words.label("door_state", known[0].state)
            ),
            _("Nothing was changed."),
        )
    wanted = [door for door in found if door not in known and door.state != "skipped"]
    return _mark(desk, chosen, worker, wanted, "skip", reason)


def reopen(
    desk: Desk, texts: Sequence[str], reason: str = "", *, sweep: str | None = None, floors: str | None = None
) -> Receipt:
    """Have doors knocked at again, whatever happened there; what was logged stays. A bar or a rest stays too."""
    chosen, worker = _open_sweep(desk, sweep)
    found = find_doors(desk, chosen, texts, floors=floors)
    return _mark(desk, chosen, worker, [door for door in found if not is_to_do(door)], "reopen", reason)


def _mark(
    desk: Desk, sweep: SweepRow, worker: RepRow, found: Sequence[Door], kind: str, reason: str
) -> Receipt:
    notes = Notes()
    with desk.change() as change:
        change.insert_many(
            "sweep_mark",
            [
                {
                    "sweep_no": sweep.no,
                    "unit_no": door.unit_no,
                    "kind": kind,
                    "at": clock.now(),
                    "rep_no": worker.no,
                    "reason": reason,
                }
                for door in found
            ],
        )
        for door in found:
            door_leases.drop(change.connection, unit_no=door.unit_no)
    told = _("{doors} skipped.") if kind == "skip" else _("{doors} to be knocked at again.")
    notes.tell(told.format(doors=say_doors(found)) if found else _("No door changed."))
    for door in doors(desk, sweep, [door.unit_no for door in found]) if found else ():
        if kind == "reopen" and not is_to_do(door):
            notes.warn(
                _("{door} stays as it is: {state}.").format(
                    door=door.code, state=words.label("door_state", door.state)
                )
            )
    return notes.receipt("sweep", sweep.no, sweep.id, changed=bool(found))


def say_doors(found: Sequence[Door]) -> str:
    """Return doors by what is written on them, many by how many and the ends."""
    if len(found) <= 6:
        return _(", ").join(door.code for door in found)
    told = _("{count} doors ({first} … {last})")
    return told.format(count=len(found), first=found[0].code, last=found[-1].code)


def hand(
    desk: Desk,
    texts: Sequence[str],
    to: str | None,
    *,
    sweep: str | None = None,
    floors: str | None = None,
    front: str | None = None,
) -> Receipt:
    """Hand doors to a rep, whatever front they are on, or with `to` None take back what was handed on; one change.

    Doors at which everything is done stay as they are.
    """
    chosen, _worker = _open_sweep(desk, sweep)
    target = find_worker(desk, to) if to is not None else None
    found = find_doors(desk, chosen, texts, floors=floors, front=front)
    left = [door for door in found if door.state in {"todo", "revisit", "resting", "skipped", "pending"}]
    notes = Notes()
    with desk.change() as change:
        held = {row.unit_no: row for row in desk.database.all(FIND_HANDS, sweep_no=chosen.no)}
        done = []
        for door in left:
            row = held.get(door.unit_no)
            if (row.rep_no if row else None) == (target.no if target else None):
                continue
            done.append(door)
            if row is not None and target is None:
                change.delete("sweep_hand", row.no)
            elif row is not None and target is not None:
                change.update("sweep_hand", row.no, rep_no=target.no)
            elif target is not None:
                change.insert("sweep_hand", sweep_no=chosen.no, unit_no=door.unit_no, rep_no=target.no)
            if door.lease_rep_no is not None and (target is None or door.lease_rep_no != target.no):
                door_leases.drop(change.connection, unit_no=door.unit_no)
        if done and target is not None:
            _tell_rep(desk, chosen, target, say_doors(done))
    if done:
        told = _("{doors} handed to {rep}.") if target else _("{doors} are anyone's again.")
        notes.tell(told.format(doors=say_doors(done), rep=target.name if target else ""))
    else:
        notes.tell(_("No door changed."))
    if len(left) < len(found):
        stay = len(found) - len(left)
        notes.warn(ngettext("{count} door is done.", "{count} doors are done.", stay).format(count=stay))
    return notes.receipt("sweep", chosen.no, chosen.id, changed=bool(done))


def _tell_rep(desk: Desk, sweep: SweepRow, rep: RepRow, doors_said: str) -> None:
    from crm_cli.services.notices import notify

    with desk.change() as change:
        notify(
            desk, change, "assigned", [rep.no], sweep_no=sweep.no,
            words=f"{sweep.building} {doors_said}",
        )  # fmt: skip


def _open_sweep(desk: Desk, text: str | None) -> tuple[SweepRow, RepRow]:
    """Return the open sweep meant, and who types."""
    worker = find_worker(desk, None)
    chosen = my_sweep(desk, text, worker)
    require_open(chosen)
    return chosen, worker


def _where_i_am(desk: Desk, sweep: SweepRow, worker: RepRow) -> Door:
    lease = desk.database.first(FIND_DOOR_LEASES, rep_no=worker.no, sweep_no=sweep.no, now=clock.now())
    if lease is None:
        raise UsageError(_("Which door?"), "crm sweep skip 3012")
    return doors(desk, sweep, [lease.unit_no])[0]


def revisits(desk: Desk, sweep: SweepRow) -> list[tuple[Door, LastKnockRow]]:
    """Return the doors to revisit with the last knock at each, from the ground up."""
    again = {door.unit_no: door for door in doors(desk, sweep) if door.state == "revisit"}
    knocks = desk.database.all(LAST_KNOCKS, sweep_no=sweep.no, building_no=sweep.building_no)
    return [(again[row.unit_no], row) for row in knocks if row.unit_no in again]


def my_revisits(desk: Desk) -> list[tuple[SweepRow, Door, LastKnockRow]]:
    """Return the doors to revisit of all sweeps I am on, those finished lately too, with the last knock at each."""
    return [(sweep, *found) for sweep in gone_on_with(desk, desk.me) for found in revisits(desk, sweep)]
