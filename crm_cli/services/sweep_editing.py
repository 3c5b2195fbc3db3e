"""Changing a sweep that is under way: its meeting floor, who is on it, from where they come; cancelling it."""

from collections.abc import Sequence
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.sweeping import Front
from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_rep, find_worker
from crm_cli.services.notices import notify
from crm_cli.services.plans import name_reps
from crm_cli.services.reading import read_code
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.sweep_fronts import insert_fronts, read_floor, read_fronts, read_part
from crm_cli.services.sweep_planning import (
    plan_front,
    purpose_for,
    way_said,
    where_they_meet,
    who_starts_where,
)
from crm_cli.services.sweep_views import doors, front_of, fronts, view
from crm_cli.services.sweeps import find_sweep, require_open, shown_sweep
from crm_cli.storage.change import Change
from crm_cli.storage.door_leases import drop, drop_all
from crm_cli.storage.plans import FIND_PLANS, PLAN_REPS
from crm_cli.storage.reps import RepRow
from crm_cli.storage.sweeps import FIND_HANDS, FIND_SWEEPS, FRONT_REPS, SweepRow


def edit_sweep(
    desk: Desk,
    text: str,
    *,
    meet: str | None = None,
    note: str | None = None,
    state: str | None = None,
    teams: Sequence[str] = (),
) -> Receipt:
    """Change where a sweep's fronts meet, its note, the way of a front (甲:up:1-40), or open it again.

    Raises RefusedError where another sweep of the building is open by now.
    """
    sweep = find_sweep(desk, text)
    values: dict[str, object] = {} if note is None else {"note": note}
    if meet is not None:
        values["meet"] = read_floor(meet, sweep.kind, doors(desk, sweep)) if meet.strip() else ""
    if state is not None:
        read_code("sweep_state", state, only=("open",))
        values |= {"state": "open", "ended_on": None, "reason": ""}
    notes = Notes()
    with desk.change() as change:
        if state is not None:
            _refuse_another(desk, sweep)
        changed = change.update("sweep", sweep.no, expect=sweep.version, **values)
        for one in teams:
            changed |= _turn(desk, change, sweep, one)
        seen = view(desk, desk.database.one(FIND_SWEEPS, no=sweep.no))
        if meet is not None and seen.sweep.meet != sweep.meet and seen.sweep.state == "open":
            everyone = [rep_no for one in fronts(desk, sweep) for rep_no in one.rep_nos]
            notify(
                desk, change, "changed", everyone, sweep_no=sweep.no, words=sweep.building,
                reason=where_they_meet(seen),
            )  # fmt: skip
    told = _("{number} {name} changed.") if changed else _("{number} {name} is already so.")
    notes.tell(told.format(number=number("sweep", sweep.no), name=sweep.building))
    if changed and seen.sweep.state == "open":
        for line in who_starts_where(seen):
            notes.tell(line)
    return notes.receipt("sweep", sweep.no, sweep.id, changed=changed)


def _refuse_another(desk: Desk, sweep: SweepRow) -> None:
    other = desk.database.first(FIND_SWEEPS, building_no=sweep.building_no, state="open")
    if other is not None and other.no != sweep.no:
        raise RefusedError(
            _("{building} is being swept already: {number}.").format(
                building=sweep.building, number=number("sweep", other.no)
            )
        )


def _turn(desk: Desk, change: Change, sweep: SweepRow, text: str) -> bool:
    """Give a front of a sweep another direction or part; say whether it had others."""
    who, _colon, rest = text.replace("：", ":").partition(":")  # typed on a Chinese keyboard
    way, _second, part = rest.partition(":")
    front = the_front(desk, sweep, who.strip())
    only = ("left", "right") if sweep.kind == "street" else ("down", "up")
    first, last = read_part(part, sweep.kind, doors(desk, sweep)) if part.strip() else ("", "")
    direction = read_code("sweep_direction", way.strip(), only=only) if way.strip() else front.direction
    if not change.update("sweep_front", front.no, direction=direction, from_floor=first, to_floor=last):
        return False
    for plan in desk.database.all(FIND_PLANS, sweep_no=sweep.no, since=desk.today(), state="planned"):
        named = {one.rep_no for one in desk.database.all(PLAN_REPS, plan_no=plan.no)}
        if not named.isdisjoint(front.rep_nos):
            change.update("plan", plan.no, purpose=purpose_for(plan.purpose, direction))
    said = ", ".join(filter(None, (way_said(direction), part.strip())))
    notify(desk, change, "changed", front.rep_nos, sweep_no=sweep.no, words=sweep.building, reason=said)
    return True


def the_front(desk: Desk, sweep: SweepRow, text: str) -> Front:
    """Return the front of a sweep that `text` names: its name or part of it; raise UsageError for none."""
    every = fronts(desk, sweep)
    from crm_cli.domain.folding import fold

    wanted = fold(text)
    found = [front for front in every if fold(front.name) == wanted] or [
        front for front in every if wanted and wanted in fold(front.name)
    ]
    if len(found) != 1:
        raise UsageError(
            _("{number} has no front {text}.").format(number=number("sweep", sweep.no), text=text or "''"),
            _("Its fronts are {fronts}.").format(fronts=_(", ").join(front.name for front in every)),
        )
    return found[0]


def cancel_sweep(desk: Desk, text: str, reason: str) -> Receipt:
    """End a sweep that will not be finished; its plans from today on are cancelled by us. What was knocked stays.

    Raises UsageError without a reason, RefusedError for one that is not open.
    """
    sweep = find_sweep(desk, text)
    require_open(sweep)
    if not reason.strip():
        raise UsageError(_("Why was it not done?"), "--reason …")
    notes = Notes()
    with desk.change() as change:
        change.update(
            "sweep", sweep.no, expect=sweep.version, state="cancelled", ended_on=desk.today(), reason=reason
        )
        plans = end_plans(desk, change, sweep, reason)
        drop_all(change.connection, sweep.no)
    notes.tell(
        _("{number} {building} is cancelled.").format(
            number=number("sweep", sweep.no), building=sweep.building
        )
    )
    if plans:
        told = ngettext("{count} plan cancelled.", "{count} plans cancelled.", plans)
        notes.tell(told.format(count=plans))
    return notes.receipt("sweep", sweep.no, sweep.id)


def end_plans(desk: Desk, change: Change, sweep: SweepRow, reason: str) -> int:
    """Cancel the open plans of a sweep from today on inside an open change, telling those in them; return how many."""
    plans = desk.database.all(FIND_PLANS, sweep_no=sweep.no, since=desk.today(), state="planned")
    for plan in plans:
        change.update("plan", plan.no, state="cancelled_by_us", reason=reason)
        reps = [one.rep_no for one in desk.database.all(PLAN_REPS, plan_no=plan.no)]
        notify(
            desk, change, "cancelled", reps, plan_no=plan.no, sweep_no=sweep.no, was=plan.at or plan.day,
            words=sweep.building, reason=reason,
        )  # fmt: skip
    return len(plans)


def join_sweep(
    desk: Desk,
    text: str | None = None,
    *,
    front: str | None = None,
    team: str | None = None,
    rep: str | None = None,
) -> Receipt:
    """Put a rep (who types) on a front of a sweep, or with `team` add a front (丙:up); one change.

    Without `front` on the one with fewest reps. Who was on another front of it moves over. Days planned from today
    on are theirs too. Raises RefusedError for a sweep that is not open.
    """
    sweep = shown_sweep(desk, text)
    require_open(sweep)
    notes = Notes()
    with desk.change() as change:
        if team is not None:
            typed = read_fronts(
                desk, [team], [], sweep.kind, doors(desk, sweep), standing := fronts(desk, sweep)
            )
            insert_fronts(change, sweep.no, typed, len(standing))
            for one in typed[0].reps:
                _also_plan(desk, change, sweep, typed[0].name, one)
        else:
            worker = find_rep(desk, rep) if rep else find_worker(desk, None)
            _enter(desk, change, sweep, front, worker)
            notes.tell(
                _("{rep} is on {number} {building}.").format(
                    rep=worker.name, number=number("sweep", sweep.no), building=sweep.building
                )
            )
        seen = view(desk, sweep)
    for line in who_starts_where(seen):
        notes.tell(line)
    return notes.receipt("sweep", sweep.no, sweep.id)


def _enter(desk: Desk, change: Change, sweep: SweepRow, text: str | None, worker: RepRow) -> None:
    every = fronts(desk, sweep)
    chosen = the_front(desk, sweep, text) if text else min(every, key=lambda one: len(one.rep_nos))
    before = front_of(every, worker.no)
    if before is not None and before.no == chosen.no:
        raise RefusedError(_("{rep} is on {front} already.").format(rep=worker.name, front=chosen.name))
    if before is not None:
        _step_down(desk, change, sweep, worker)
    change.insert("sweep_front_rep", front_no=chosen.no, rep_no=worker.no)
    _also_plan(desk, change, sweep, chosen.name, worker)


def _also_plan(desk: Desk, change: Change, sweep: SweepRow, front: str, worker: RepRow) -> None:
    """Name a rep in the plans of a front from today on, or plan the sweep's days for one whose front has none."""
    chosen = next(one for one in fronts(desk, sweep) if one.name == front)
    plans = desk.database.all(FIND_PLANS, sweep_no=sweep.no, since=desk.today(), state="planned")
    named = desk.database.all(PLAN_REPS, numbers=[plan.no for plan in plans]) if plans else []
    about: dict[str, Any] = {"sweep_no": sweep.no, "words": sweep.building}
    if not plans:
        notify(desk, change, "assigned", [worker.no], **about)
    for day in dict.fromkeys(plan.day for plan in plans):
        that_day = {plan.no for plan in plans if plan.day == day}
        on = [one for one in named if one.plan_no in that_day]
        if any(one.rep_no == worker.no for one in on):
            continue
        beside = next((one.plan_no for one in on if one.rep_no in chosen.rep_nos), None)
        if beside is not None:
            name_reps(change, beside, [worker])
            notify(desk, change, "planned", [worker.no], plan_no=beside, now=day, **about)
        else:
            first = next(plan for plan in plans if plan.day == day)
            purpose = purpose_for(first.purpose, chosen.direction)
            plan_front(desk, change, sweep, [worker], day, first.at, purpose)


def leave_sweep(desk: Desk, text: str | None = None, *, rep: str | None = None) -> Receipt:
    """Take a rep (who types) off a sweep: doors handed to them are anyone's again, their days of it are not planned.

    Raises RefusedError where they are on no front of it.
    """
    worker = find_rep(desk, rep) if rep else find_worker(desk, None)
    from crm_cli.services.sweeps import my_sweep

    sweep = my_sweep(desk, text, worker)
    # Who was on a sweep that is over was on it: old reports and the plans to go back say so.
    require_open(sweep)
    notes = Notes()
    with desk.change() as change:
        if not _step_down(desk, change, sweep, worker):
            raise RefusedError(
                _("{rep} is not on {number}.").format(rep=worker.name, number=number("sweep", sweep.no))
            )
        for hand in desk.database.all(FIND_HANDS, sweep_no=sweep.no, rep_no=worker.no):
            change.delete("sweep_hand", hand.no)
        notify(desk, change, "taken_away", [worker.no], sweep_no=sweep.no, words=sweep.building)
    notes.tell(
        _("{rep} is no longer on {number} {building}.").format(
            rep=worker.name, number=number("sweep", sweep.no), building=sweep.building
        )
    )
    if not any(one.rep_nos for one in fronts(desk, sweep)):
        notes.warn(_("Nobody is on {number} any more.").format(number=number("sweep", sweep.no)))
    return notes.receipt("sweep", sweep.no, sweep.id)


def _step_down(desk: Desk, change: Change, sweep: SweepRow, worker: RepRow) -> bool:
    """Take a rep off their front, their plans of the sweep from today on and the door they are at."""
    places = desk.database.all(FRONT_REPS, sweep_no=sweep.no, rep_no=worker.no)
    for place in places:
        change.delete("sweep_front_rep", place.no)
    drop(change.connection, rep_no=worker.no)
    for plan in desk.database.all(FIND_PLANS, sweep_no=sweep.no, since=desk.today(), state="planned"):
        named = desk.database.all(PLAN_REPS, plan_no=plan.no)
        mine = [one for one in named if one.rep_no == worker.no]
        if mine and len(named) == 1:
            reason = _("{rep} left the sweep").format(rep=worker.name)
            change.update("plan", plan.no, state="cancelled_by_us", reason=reason)
        elif mine:
            change.delete("plan_rep", mine[0].no)
    return bool(places)
