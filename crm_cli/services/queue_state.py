"""Why a number of a list is offered now, or is not, and when it will be: one sentence for people."""

from datetime import datetime

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.retry import day_start, due_again, rests_until
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.queue_gate import may_call
from crm_cli.services.queue_scene import EVER, Scene, scene
from crm_cli.services.queue_words import last_try, moment
from crm_cli.storage.call_leases import FIND_LEASES, FIND_PAUSES, HELD_NUMBERS, TARGET
from crm_cli.storage.call_lists import FIND_CALL_LISTS, ListNumberRow
from crm_cli.storage.queue import FIND_TURNS, NumberRow
from crm_cli.storage.reps import FIND_REPS, RepRow


class _Reason(Frozen):
    """What keeps a number from being offered, and until when; None is as long as things stand as they do."""

    told: str
    until: datetime | None = None


def say(desk: Desk, row: ListNumberRow) -> str:
    """Return what keeps a number from being offered longest, or that it is offered now and to whom."""
    facts = desk.database.one(FIND_TURNS, no=row.no)
    if (over := _over(desk, row, facts)) is not None:
        return over
    worker = _worker(desk, row)
    if worker is None:
        return _("not offered: the firm has no rep")
    listed = desk.database.one(FIND_CALL_LISTS, no=row.call_list_no)
    here = scene(desk, worker, listed)
    reasons = [one for one in (_later(here, facts), _kept(here, row)) if one is not None]
    if not reasons:
        return _now(row)
    return max(reasons, key=lambda one: (one.until is None, one.until or here.now)).told


def _worker(desk: Desk, row: ListNumberRow) -> RepRow | None:
    if row.rep_no is not None:
        return desk.database.one(FIND_REPS, no=row.rep_no)
    return desk.me or desk.database.first(FIND_REPS, active=True)


def _over(desk: Desk, row: ListNumberRow, facts: NumberRow) -> str | None:
    """Return why the number is not called from this list at all as things stand."""
    if row.removed_at is not None:
        why = f": {row.removed_reason}" if row.removed_reason else ""
        return _("taken off the list {when}").format(when=moment(desk, row.removed_at)) + why
    target = desk.database.one(TARGET, phone_no=row.phone_no)
    if facts.turn in {"barred", "over"}:
        barred = may_call(desk, row.customer_no, target, waived=True)
        if barred is not None:
            return _("never: {reason}").format(reason=barred.reason)
        if target.left_on is not None:
            return _("never: {contact} left the firm on {day}").format(
                contact=target.contact, day=target.left_on.isoformat()
            )
        return _("done on this list: reached, or given up")
    if row.list_state != "open":
        return {"paused": _("not now: the list is paused"), "closed": _("no more: the list is closed")}[
            row.list_state
        ]
    return None


def _later(here: Scene, facts: NumberRow) -> _Reason | None:
    """Return why its time has not come, and when it does where that is known."""
    if facts.turn == "wait":
        return _Reason(_("behind another number of the customer"))
    if facts.turn != "new" and facts.outcome_no is None:
        return _Reason(_("waits until the last call is given an outcome"))
    if here.is_resting(facts):
        return _resting(here, facts)
    if facts.turn == "next" and not here.is_spent(facts):
        return _Reason(_("after the number before it has no tries left"))
    if here.turn(facts) == "used_up":
        return _Reason(_("no tries left, after {last}").format(last=last_try(here.desk, facts)))
    return None if here.is_due(facts) else _waiting(here, facts)


def _resting(here: Scene, facts: NumberRow) -> _Reason:
    if facts.rest_at is None or here.rested_before(facts) == EVER:
        return _Reason(_("rests"))
    days = here.rule(facts.rest_outcome_no or 0, facts.rest_list_no).rest_days
    day = rests_until(here.desk.wall(facts.rest_at).date(), days)
    return _Reason(_("rests until {day}").format(day=day.isoformat()), day_start(day, here.desk.zone))


def _waiting(here: Scene, facts: NumberRow) -> _Reason:
    due: datetime | None = None
    half = ""
    if facts.turn == "again" and facts.tried_at is not None and facts.outcome_no is not None:
        rule = here.rule(facts.outcome_no, facts.call_list_no)
        due = due_again(rule, facts.tried_at, here.zone(facts.zone), facts.tries)
        half = here.half_wanted(facts)
    opens = here.opens(facts.zone, facts.call_list_no, due, half)
    waits = due is not None and due > here.now
    if opens is None:
        return _Reason(_("outside calling hours"))
    when = moment(here.desk, opens)
    if waits or half:
        told = _("again {when}, after {last}").format(when=when, last=last_try(here.desk, facts))
    else:
        told = _("outside calling hours until {when}").format(when=when)
    return _Reason(told, opens)


def _kept(here: Scene, row: ListNumberRow) -> _Reason | None:
    """Return who has put it off, or has it on the screen, and until when."""
    desk = here.desk
    for pause in desk.database.all(FIND_PAUSES, phone_no=row.phone_no, now=here.now):
        when = moment(desk, pause.until_at)
        if pause.rep_no is None:
            return _Reason(_("snoozed until {when}").format(when=when), pause.until_at)
        told = _("skipped by {rep} until {when}")
        return _Reason(told.format(rep=pause.rep, when=when), pause.until_at)
    for lease in desk.database.all(FIND_LEASES, customer_no=row.customer_no, now=here.now):
        return _held(desk, lease.rep, lease.lease_until)
    for same in desk.database.all(HELD_NUMBERS, phone_no=row.phone_no, now=here.now):
        return _held(desk, same.rep, same.lease_until)
    return None


def _held(desk: Desk, rep: str, until: datetime) -> _Reason:
    return _Reason(_("held by {rep} until {when}").format(rep=rep, when=moment(desk, until)), until)


def _now(row: ListNumberRow) -> str:
    return _("now, for {rep}").format(rep=row.rep) if row.rep else _("now")
