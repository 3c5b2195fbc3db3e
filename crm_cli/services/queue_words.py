"""What the queue says: why a number is next, why there is none, why a number of a list is not offered."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from crm_cli.domain import words
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _
from crm_cli.i18n import labelled
from crm_cli.services.desk import Desk
from crm_cli.services.queue_scene import Scene
from crm_cli.storage.call_leases import DIALLED_ELSEWHERE, TargetRow
from crm_cli.storage.queue import NumberRow, StepTurnRow


class Counts(Frozen):
    """Why the numbers of a rep's lists, and the steps due, are not called now; each is counted once.

    The first that holds: do-not-call (numbers of lists only), resting, tries used up, waiting for the next try,
    outside hours, held by another rep, paused (skipped or snoozed).
    """

    lists: int = 0
    do_not_call: int = 0
    resting: int = 0
    used_up: int = 0
    waiting: int = 0
    retry_at: datetime | None = None
    outside_hours: int = 0
    opens_at: datetime | None = None
    held: tuple[tuple[str, int], ...] = ()
    paused: int = 0
    callback_at: datetime | None = None


def moment(desk: Desk, at: datetime) -> str:
    """Return a moment on the firm's clock: the time of today, else with its weekday, else with its date."""
    there, today = desk.wall(at), desk.today()
    if there.date() == today:
        return f"{there:%H:%M}"
    days = (there.date() - today).days
    day = words.weekday(there.date()) if 0 < days < 7 else f"{there:%Y-%m-%d}"
    return f"{day} {there:%H:%M}"


def why_empty(desk: Desk, counts: Counts) -> str:
    """Return the sentence that says why there is nobody to call now."""
    parts = list(_parts(desk, counts))
    if parts:
        return _("0 now: {reasons}").format(reasons=_(", ").join(parts))
    return (
        _("0 now: every number of the lists has been called.") if counts.lists else _("0 now: no open list.")
    )


def _parts(desk: Desk, counts: Counts) -> Iterator[str]:
    if counts.outside_hours:
        if counts.opens_at is None:
            yield _("{count} outside hours").format(count=counts.outside_hours)
        else:
            yield _("{count} outside hours until {when}").format(
                count=counts.outside_hours, when=moment(desk, counts.opens_at)
            )
    if counts.waiting:
        if counts.retry_at is None:
            yield _("{count} waiting for retry").format(count=counts.waiting)
        else:
            yield _("{count} waiting for retry (next {when})").format(
                count=counts.waiting, when=moment(desk, counts.retry_at)
            )
    if counts.do_not_call:
        yield _("{count} do-not-call").format(count=counts.do_not_call)
    if counts.resting:
        yield _("{count} resting").format(count=counts.resting)
    if counts.used_up:
        yield _("{count} with no tries left").format(count=counts.used_up)
    for name, count in counts.held:
        yield _("{count} held by {rep}").format(count=count, rep=name)
    if counts.paused:
        yield _("{count} skipped or snoozed").format(count=counts.paused)
    if counts.callback_at is not None:
        yield _("next callback {when}").format(when=moment(desk, counts.callback_at))


def why_number(scene: Scene, row: NumberRow) -> str:
    """Return why a number of a list is next."""
    name = scene.lists[row.call_list_no].name
    if row.turn == "new" or row.tried_at is None:
        if row.rest_at is not None:
            return _("{list}: new, has rested since {day}").format(
                list=name, day=scene.desk.wall(row.rest_at).date().isoformat()
            )
        return _("{list}: new").format(list=name)
    last = last_try(scene.desk, row)
    if row.turn == "next":
        return _("{list}: the next number, after {last}").format(list=name, last=last)
    return _("{list}: try {count}, after {last}").format(list=name, count=row.tries + 1, last=last)


def last_try(desk: Desk, row: NumberRow) -> str:
    """Return what the last dial of a number came to, and when."""
    name = _outcome_name(desk, row.outcome_no)
    if row.tried_at is None:
        return name
    return f"{name} {_ago(desk, row.tried_at)}"


def doubt(scene: Scene, target: TargetRow) -> str:
    """Return that a number is none, or who dialled it today under another customer's name; '' for neither."""
    if target.e164 is None:
        from crm_cli.domain.phone_cells import rings

        is_one = rings(target.number, None, scene.desk.firm.region)
        return "" if is_one else _("no valid number as far as I can tell")
    desk, today = scene.desk, scene.desk.today()
    call = desk.database.first(
        DIALLED_ELSEWHERE, e164=target.e164, extension=target.extension, customer_no=target.customer_no,
        since=scene.now - timedelta(days=1), day=today,
    )  # fmt: skip
    if call is None:
        return ""
    return _("dialled today as {customer} by {rep}: {outcome}").format(
        customer=call.customer, rep=call.rep, outcome=_outcome_name(desk, call.outcome_no)
    )


def _outcome_name(desk: Desk, outcome_no: int | None) -> str:
    known = {one.no: one for one in desk.outcomes("call")}
    outcome = known.get(outcome_no or 0)
    return words.outcome_label("call", outcome.code, outcome.name) if outcome else _("no outcome yet")


def _ago(desk: Desk, at: datetime) -> str:
    there = desk.wall(at)
    return f"{there:%H:%M}" if there.date() == desk.today() else f"{there:%m-%d %H:%M}"


def why_step(scene: Scene, row: StepTurnRow) -> str:
    """Return why a step or a callback is next: whose it is, since when it is due, and its words."""
    from crm_cli.domain.callbacks import say_distance
    from crm_cli.storage.steps import FIND_STEPS

    desk = scene.desk
    step = desk.database.one(FIND_STEPS, no=row.no)
    if step.kind == "callback":
        said = _("callback of {when}").format(when=moment(desk, row.dial_at))
        if step.rep_no != scene.rep.no:
            said = _("{rep}'s callback of {when}").format(rep=step.rep, when=moment(desk, row.dial_at))
        late = int((scene.now - row.dial_at).total_seconds() // 60)
        said = _(", ").join((said, say_distance(-late))) if late else said
    else:
        said = _("next step due {day}").format(day=step.due_on.isoformat())
    return labelled(said, step.words) if step.words else said
