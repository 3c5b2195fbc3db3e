"""The queue of calls: the next number for a rep, kept for them while they call, or why there is none."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services import queue_words
from crm_cli.services.desk import Desk
from crm_cli.services.queue_gate import Barred, may_call
from crm_cli.services.queue_scene import Scene, scene
from crm_cli.services.queue_walk import Candidate, candidates
from crm_cli.services.queue_words import Counts
from crm_cli.storage import call_leases as leases
from crm_cli.storage.call_leases import FIND_LEASES, FIND_PAUSES, LeaseRow
from crm_cli.storage.call_lists import CallListRow, ListNumberRow
from crm_cli.storage.queue import FIND_STEP_TURNS, FIND_TURNS
from crm_cli.storage.reps import FIND_REPS, RepRow

if TYPE_CHECKING:
    import sqlite3


__all__ = [
    "Barred", "Counts", "Empty", "Offer", "away_today", "held", "look", "may_call", "next_offer", "release",
    "renew", "state_of",
]  # fmt: skip


class Offer(Frozen):
    """The number to call now, whose it is and why it is next; it is kept for the rep until `lease_until`.

    `tier` is of codes.TIERS; `due_at` when a callback or step was due; `tries` the dials since the last time
    the right party was reached.
    """

    tier: str
    why: str
    customer_no: int
    customer: str
    contact_no: int | None
    contact: str
    title: str
    phone_no: int
    number: str
    e164: str | None
    call_list_no: int | None
    call_list: str
    script_no: int | None
    step_no: int | None
    due_at: datetime | None
    tries: int
    lease_until: datetime
    hours_waived: bool


class Empty(Frozen):
    """Nobody is to be called now: the sentence that says why, and its counts."""

    sentence: str
    counts: Counts


def next_offer(
    desk: Desk, *, rep: str | None = None, call_list: str | None = None, waive: str | None = None
) -> Offer | Empty:
    """Return whom a rep calls now: whoever is on their screen still, else the next of the queue, kept for them.

    `call_list` leaves only that list and the rep's own due callbacks; `waive` is why calls go out outside the
    calling hours ('' for no reason), which is journalled once a day. Raises UsageError where nobody is known,
    NotFoundError for an unknown list, RefusedError for one that is not open or that others work.
    """
    worker = _worker(desk, rep)
    only = workable_list(desk, worker, call_list) if call_list else None
    if waive is not None:
        _note_waiver(desk, worker, waive)
    with leases.alone(desk.database) as connection:
        here = scene(desk, worker, only, waived=waive is not None)
        if (offer := _still_held(here)) is not None:
            return offer
        offer, barred = _first(here)
        if offer is None:
            return _empty(here, barred)
        keep(here, connection, offer)
    return offer


def look(desk: Desk, *, rep: str | None = None) -> Offer | Empty:
    """Return what `next_offer` would, and keep it for nobody: what is seen may be another's a moment later."""
    worker = _worker(desk, rep)
    with desk.database.snapshot():
        here = scene(desk, worker)
        offer = _still_held(here)
        offer, barred = (offer, 0) if offer is not None else _first(here)
        return offer if offer is not None else _empty(here, barred)


def _first(here: Scene) -> tuple[Offer | None, int]:
    """Return the first of the queue that the gate lets pass, and how many it barred before."""
    barred = 0
    for candidate in candidates(here):
        if (offer := _offer(here, candidate, _lease_end(here))) is not None:
            return offer, barred
        barred += 1
    return None, barred


def offer_of(here: Scene, candidate: Candidate) -> Offer | None:
    """Return what is shown of a candidate, None where the gate bars it."""
    return _offer(here, candidate, _lease_end(here))


def _lease_end(here: Scene) -> datetime:
    return here.now + timedelta(minutes=max(1, int(here.desk.setting("lease_minutes"))))


def keep(here: Scene, connection: "sqlite3.Connection", offer: Offer) -> None:
    """Put an offer on the rep's screen, in the transaction in which it was chosen."""
    leases.take(
        connection,
        here.desk.author,
        customer_no=offer.customer_no,
        phone_no=offer.phone_no,
        rep_no=here.rep.no,
        tier=offer.tier,
        call_list_no=offer.call_list_no,
        step_no=offer.step_no,
        lease_until=offer.lease_until,
        hours_waived=here.waived,
    )


def _empty(here: Scene, barred: int) -> Empty:
    from crm_cli.services.queue_counts import counts

    found = counts(here, barred)
    told = queue_words.why_empty(here.desk, found)
    return Empty(" ".join(filter(None, (_without_numbers(here), told))), found)


def _without_numbers(here: Scene) -> str:
    """Return that the one list asked for has nobody on it, '' where it has."""
    if not here.one_list:
        return ""
    from crm_cli.storage.call_lists import FIND_LIST_NUMBERS

    row = next(iter(here.lists.values()))
    if here.desk.database.first(FIND_LIST_NUMBERS, call_list_no=row.no, limit=1) is not None:
        return ""
    return _("{list} has no numbers yet: crm calllist fill {number} …").format(
        list=row.name, number=number("call_list", row.no)
    )


def _worker(desk: Desk, rep: str | None) -> RepRow:
    if rep is None and desk.me is not None:
        return desk.me
    from crm_cli.services.naming import find_worker

    return find_worker(desk, rep)


def workable_list(desk: Desk, worker: RepRow, text: str) -> CallListRow:
    """Return the list named if a rep may call from it; raise RefusedError where it is not open or others work it."""
    from crm_cli.services.call_lists import find_call_list
    from crm_cli.storage.call_lists import LIST_REPS

    row = find_call_list(desk, text)
    if row.state != "open":
        told = {"paused": _("{list} is paused."), "closed": _("{list} is closed.")}[row.state]
        verb = {"paused": "resume", "closed": "reopen"}[row.state]
        raise RefusedError(told.format(list=row.name), f"crm calllist {verb} l{row.no}")
    named = desk.database.all(LIST_REPS, lists=[row.no])
    if named and worker.no not in {one.rep_no for one in named}:
        raise RefusedError(
            _("{list} is worked by {reps}, not by {rep}.").format(
                list=row.name, reps=", ".join(one.rep for one in named), rep=worker.name
            ),
            _("A manager adds them with: crm calllist assign l{no} --rep {rep}").format(
                no=row.no, rep=worker.name
            ),
        )
    return row


def _note_waiver(desk: Desk, worker: RepRow, reason: str) -> None:
    today = desk.today()
    if desk.database.first(leases.WAIVERS, rep_no=worker.no, day=today) is None:
        with desk.change() as change:
            change.insert("hours_waiver", rep_no=worker.no, day=today, reason=reason)


def _offer(here: Scene, candidate: Candidate, until: datetime) -> Offer | None:
    """Return what is shown of a candidate, None where the gate bars it."""
    desk, row, step = here.desk, candidate.number, candidate.step
    target = desk.database.first(
        leases.TARGET, phone_no=candidate.phone_no, contact_no=row.contact_no if row else None
    )
    if target is None or target.customer_no != candidate.customer_no:
        return None
    listed = here.lists.get(row.call_list_no) if row else None
    own_hours = listed.hours if listed else ""
    barred = may_call(
        desk,
        target.customer_no,
        target,
        own_hours=own_hours,
        rests=True,
        waived=here.waived,
        hours=here.hours,
    )
    if barred is not None:
        return None
    why = queue_words.why_step(here, step) if step else queue_words.why_number(here, row) if row else ""
    why = "; ".join(filter(None, (why, queue_words.doubt(here, target))))
    return Offer(
        candidate.tier, why, target.customer_no, target.customer, target.contact_no, target.contact,
        target.title, target.phone_no, target.number, target.e164, listed.no if listed else None,
        listed.name if listed else "", listed.script_no if listed else None, step.no if step else None,
        step.dial_at if step else None, target.tries, until, here.waived,
    )  # fmt: skip


def _still_held(here: Scene) -> Offer | None:
    """Return what is on the rep's screen still, None when nothing is or it is not to be called any more."""
    lease = here.desk.database.first(FIND_LEASES, rep_no=here.rep.no, now=here.now)
    if lease is None:
        return None
    # Whoever shows it again on another list's command sees it with the rules of the list it came from.
    own = scene(here.desk, here.rep, waived=here.waived or lease.hours_waived)
    candidate = _standing(own, lease)
    return _offer(own, candidate, lease.lease_until) if candidate else None


def _standing(here: Scene, lease: LeaseRow) -> Candidate | None:
    """Return what a lease is about if it would be offered now, but for the lease."""
    find = here.desk.database.all
    if find(FIND_PAUSES, phone_no=lease.phone_no, now=here.now, me=here.rep.no):
        return None
    if lease.step_no is not None:
        for step in find(FIND_STEP_TURNS, no=lease.step_no):
            if here.is_step_due(step) and step.dial_phone_no == lease.phone_no:
                return Candidate(lease.tier, step.customer_no, step.dial_phone_no, step=step)
        return None
    for row in find(FIND_TURNS, phone_no=lease.phone_no, call_list_no=lease.call_list_no):
        if here.is_mine(row) and here.is_due(row):
            return Candidate(lease.tier, row.customer_no, row.phone_no, number=row)
    return None


def held(desk: Desk, rep_no: int) -> Offer | None:
    """Return what is on a rep's screen and may be called still, None for nothing."""
    rep = desk.database.one(FIND_REPS, no=rep_no)
    with desk.database.snapshot():
        return _still_held(scene(desk, rep))


def release(desk: Desk, rep_no: int) -> None:
    """Take what is on a rep's screen off it, so that others may be given it."""
    with leases.alone(desk.database) as connection:
        for lease in desk.database.all(FIND_LEASES, rep_no=rep_no):
            leases.drop(connection, lease.no)


def renew(desk: Desk, rep_no: int) -> datetime | None:
    """Keep what is on a rep's screen for another while, as in a long talk; return until when, None for nothing there."""
    with leases.alone(desk.database) as connection:
        here = scene(desk, desk.database.one(FIND_REPS, no=rep_no))
        lease = desk.database.first(FIND_LEASES, rep_no=rep_no, now=here.now)
        if lease is None:
            return None
        until = _lease_end(here)
        leases.extend(connection, lease.no, until)
    return until


def away_today(desk: Desk, *, rep: str | None = None) -> str | None:
    """Return the name of the rep where they are on file as away today, None where they are not."""
    from crm_cli.storage.absences import FIND_ABSENCES

    worker, today = _worker(desk, rep), desk.today()
    away = desk.database.all(FIND_ABSENCES, rep_no=worker.no, since=today, until=today)
    return worker.name if away else None


def state_of(desk: Desk, row: ListNumberRow) -> str:
    """Return in one sentence why a number of a list is or is not offered now, and when it is."""
    from crm_cli.services.queue_state import say

    return say(desk, row)
