"""The next door of a sweep for a rep, kept for them while they are there, or why there is none."""

from collections import Counter
from datetime import datetime, timedelta

from crm_cli import clock
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.door_states import is_due
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.sweeping import Door, Front, Turn, courses, is_free, is_to_do, next_door, walk
from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.door_cards import last_visits
from crm_cli.services.naming import find_worker
from crm_cli.services.sweep_views import doors, front_of, fronts
from crm_cli.services.sweeps import lease_end, walked_sweep
from crm_cli.storage import door_leases
from crm_cli.storage.call_leases import alone
from crm_cli.storage.door_leases import TENANTS_NOW, LastVisitRow, TenantRow
from crm_cli.storage.front_desk import FRONT_DESK, FrontDeskRow
from crm_cli.storage.reps import FIND_REPS, RepRow
from crm_cli.storage.sweeps import SweepRow


class DoorOffer(Frozen):
    """The door a rep goes to now, kept for them until `until`, and what to know before knocking.

    `part` says whether it is of the own part, handed over (handed), or help for another front (help).
    """

    sweep: SweepRow
    door: Door
    front: str
    part: str
    tenants: list[TenantRow]
    last: LastVisitRow | None
    front_desk: list[FrontDeskRow]
    until: datetime


class NoDoor(Frozen):
    """There is no door for a rep now: the sentence that says why, and how many doors stand how."""

    sweep: SweepRow
    sentence: str
    counts: dict[str, int]


def next_for(
    desk: Desk, *, sweep: str | None = None, rep: str | None = None, revisit: bool = False
) -> DoorOffer | NoDoor:
    """Return the door a rep goes to now: the one they were sent to still, else the next, kept for them.

    With `revisit`, and always in a finished sweep, one that is due to be knocked at again. Chosen and taken in one
    transaction, so that two never get the same. Raises RefusedError for a sweep that was given up, or on which the
    rep is not.
    """
    worker = desk.me if rep is None and desk.me is not None else find_worker(desk, rep)
    chosen = walked_sweep(desk, sweep, worker)
    revisit = revisit or chosen.state == "finished"
    with alone(desk.database) as connection:
        here = _Here(desk, chosen, worker, revisit=revisit)
        turn = here.turn()
        if turn is None:
            return NoDoor(chosen, here.why_none(), here.counts())
        until = lease_end(desk)
        door_leases.take(
            connection,
            desk.author,
            unit_no=turn.door.unit_no,
            sweep_no=chosen.no,
            rep_no=worker.no,
            until=until,
        )
        return _offer(desk, chosen, turn, here.front, until)


def renew(desk: Desk, rep_no: int) -> None:
    """Keep the door a rep was sent to for another while, as in a long talk there."""
    with alone(desk.database) as connection:
        door_leases.extend(connection, rep_no, lease_end(desk))


def release(desk: Desk, rep_no: int) -> None:
    """Let go of the door a rep was sent to, so that others may be sent there."""
    with alone(desk.database) as connection:
        door_leases.drop(connection, rep_no=rep_no)


def _offer(desk: Desk, sweep: SweepRow, turn: Turn, front: Front | None, until: datetime) -> DoorOffer:
    tenants = desk.database.all(TENANTS_NOW, unit_no=turn.door.unit_no)
    last = next(iter(last_visits(desk, turn.door.unit_no, tenants, 1)), None)
    notes = desk.database.all(FRONT_DESK, building_no=sweep.building_no)
    return DoorOffer(sweep, turn.door, front.name if front else "", turn.part, tenants, last, notes, until)


class _Here:
    """A sweep as one rep stands in it now."""

    def __init__(self, desk: Desk, sweep: SweepRow, worker: RepRow, *, revisit: bool) -> None:
        self._desk = desk
        self._sweep = sweep
        self._rep = worker
        self._revisit = revisit
        self._now, self._wall = clock.now(), desk.now()
        self._doors = doors(desk, sweep)
        every = fronts(desk, sweep)
        self.front = front_of(every, worker.no)
        if self.front is None and not any(
            worker.no in {door.handed_rep_no, self._last_at(door)} for door in self._doors
        ):
            raise RefusedError(
                _("{rep} is on no front of {number}.").format(
                    rep=worker.name, number=number("sweep", sweep.no)
                ),
                _("Join it with: crm sweep join {number}").format(number=number("sweep", sweep.no)),
            )
        ways = courses(self._doors, every, sweep.meet)
        self._course = next((way for way in ways if self.front and way.front.no == self.front.no), None)

    def turn(self) -> Turn | None:
        """Return the rep's next door, the one they are at still before any other."""
        held = [door for door in self._doors if door.lease_rep_no == self._rep.no]
        still = next_door(self._course, held, self._rep.no, self._is_wanted)
        return still or self._again() or next_door(self._course, self._doors, self._rep.no, self._is_wanted)

    def _again(self) -> Turn | None:
        """Return the next door of a finished sweep that the rep was at last, as revisits are planned there."""
        own = [door for door in self._doors if self._last_at(door) == self._rep.no]
        left = [door for door in own if self._is_wanted(door) and is_free(door, self._rep.no)]
        first = walk(self.front.direction if self.front else "up", left)
        return Turn(first[0], "own") if first else None

    def _last_at(self, door: Door) -> int | None:
        return door.rep_no if self._sweep.state == "finished" else None

    def _is_wanted(self, door: Door) -> bool:
        if self._revisit:
            return door.state == "revisit" and is_due(
                door.revisit_at, door.revisit_half, self._now, self._wall
            )
        return is_to_do(door)

    def counts(self) -> dict[str, int]:
        """Return how many doors stand how, by their states."""
        return dict(Counter(door.state for door in self._doors))

    def why_none(self) -> str:
        """Return in one sentence why the rep is given no door."""
        counts = self.counts()
        said = [*self._others(), *self._revisits(counts.get("revisit", 0))]
        if self._revisit:
            told = _("0 doors to revisit for {rep} now").format(rep=self._rep.name)
            return (
                _("{what}: {reasons}.").format(what=told, reasons=_(", ").join(said)) if said else f"{told}."
            )
        said += [
            f"{counts[state]} {words.label('door_state', state)}"
            for state in ("pending", "resting", "do_not_call", "skipped")
            if counts.get(state)
        ]
        if counts.get("todo"):
            first = _("0 doors for {rep} now").format(rep=self._rep.name)
        else:
            first = _("Every door of {building} is done").format(building=self._sweep.building)
        return _("{what}: {reasons}.").format(what=first, reasons=_(", ").join(said)) if said else f"{first}."

    def _others(self) -> list[str]:
        """Return in words which doors wanted are others': they are there, or were handed them."""
        names = {rep.no: rep.name for rep in self._desk.database.all(FIND_REPS)}
        waiting = [door for door in self._doors if self._is_wanted(door) and not is_free(door, self._rep.no)]
        there = [
            (door, door.lease_rep_no) for door in waiting if door.lease_rep_no not in {None, self._rep.no}
        ]
        handed = Counter(door.handed_rep_no for door in waiting if door.lease_rep_no in {None, self._rep.no})
        return [
            *(
                _("{rep} is at {door}").format(rep=names.get(no or 0, ""), door=door.code)
                for door, no in there
            ),
            *(
                _("{count} handed to {rep}").format(count=count, rep=names.get(no or 0, ""))
                for no, count in handed.items()
            ),
        ]

    def _revisits(self, count: int) -> list[str]:
        if not count:
            return []
        again = [door for door in self._doors if door.state == "revisit"]
        due = sum(is_due(door.revisit_at, door.revisit_half, self._now, self._wall) for door in again)
        told = ngettext("{count} to revisit", "{count} to revisit", count).format(count=count)
        if due:
            now = told if due == count else _("{told}, {due} of them now").format(told=told, due=due)
            return [now if self._revisit else _("{told} (crm sweep next --revisit)").format(told=now)]
        first = min((self._from(door), door.revisit_half) for door in again if door.revisit_at)
        return [_("{told}, first {day}").format(told=told, day=say_revisit(self._desk, *first))]

    def _from(self, door: Door) -> datetime:
        """Return from when a door that is not due now will be: the half-day it waits for may be over for today."""
        at = door.revisit_at or self._now
        if at > self._now:
            return at
        return self._now + timedelta(days=door.revisit_half == "am")


def say_revisit(desk: Desk, at: datetime, half: str) -> str:
    """Return from when a door is knocked at again: `2026-11-23 Mon in the afternoon`."""
    day = desk.wall(at).date()
    said = f"{day.isoformat()} {words.weekday(day)}"
    told = {"am": _("{day} in the morning"), "pm": _("{day} in the afternoon")}
    return told[half].format(day=said) if half in told else said
