"""Putting off a number: skipped by one rep for today, or snoozed for everybody until a moment."""

from datetime import datetime, time

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_party, find_worker
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import call_leases as leases
from crm_cli.storage.call_leases import FIND_LEASES, LeaseRow, TargetRow
from crm_cli.storage.contacts import FIND_PHONES
from crm_cli.storage.reps import RepRow
from crm_cli.storage.steps import FIND_STEPS


def skip(desk: Desk, reason: str = "", *, rep: str | None = None, who: str | None = None) -> Receipt:
    """Let a rep not be offered a number again today: the one on the screen, or the one of `who`.

    Raises NotFoundError where nothing is on the screen and nobody is named.
    """
    worker = find_worker(desk, rep)
    target, lease = _meant(desk, worker, who)
    notes = Notes()
    tomorrow = desk.instant(datetime.combine(clock.next_day(desk.today()), time()))
    no = _pause(desk, target, lease, kind="skip", rep_no=worker.no, until_at=tomorrow, reason=reason)
    notes.tell(_("{who} is not offered to {rep} again today.").format(who=_said(target), rep=worker.name))
    _tell_of_step(desk, lease, notes)
    return notes.receipt("call_pause", no)


def snooze(
    desk: Desk, when: str, reason: str = "", *, rep: str | None = None, who: str | None = None
) -> Receipt:
    """Let nobody be offered a number until `when`, as people say it: `14:30`, `+2h`, `tomorrow`, `周五 10:00`.

    What was promised keeps its time. Raises UsageError for a moment that has passed, NotFoundError as `skip`.
    """
    worker = find_worker(desk, rep)
    until = read_until(desk, when)
    target, lease = _meant(desk, worker, who)
    notes = Notes()
    no = _pause(desk, target, lease, kind="snooze", rep_no=None, until_at=until, reason=reason)
    from crm_cli.services.queue_words import moment

    notes.tell(
        _("{who} is offered to nobody until {when}.").format(who=_said(target), when=moment(desk, until))
    )
    _tell_of_step(desk, lease, notes)
    return notes.receipt("call_pause", no)


def read_until(desk: Desk, text: str) -> datetime:
    """Return the instant until which something is put off; a day without a time is its beginning.

    Raises UsageError for what is no date or time, and for a moment that has passed.
    """
    from crm_cli.domain.dates import parse_when

    day, at = parse_when(text, desk.now(), zone=desk.zone)
    until = desk.instant(datetime.combine(day, at or time()))
    if until <= clock.now():
        raise UsageError(
            _("{when} has passed.").format(when=f"{desk.wall(until):%Y-%m-%d %H:%M}"),
            _("For example: 14:30, +2h, tomorrow 10:00, +3d."),
        )
    return until


def _meant(desk: Desk, worker: RepRow, who: str | None) -> tuple[TargetRow, LeaseRow | None]:
    """Return the number meant, and the lease by which it is on the rep's screen, if it is."""
    lease = desk.database.first(FIND_LEASES, rep_no=worker.no)
    if who is not None:
        party = find_party(desk, who)
        phone = party.phone or next(iter(desk.database.all(FIND_PHONES, customer_no=party.customer.no)), None)
        if phone is None:
            raise NotFoundError(_("{customer} has no phone on file.").format(customer=party.customer.name))
        mine = lease if lease is not None and lease.phone_no == phone.no else None
        return desk.database.one(leases.TARGET, phone_no=phone.no), mine
    target = desk.database.first(leases.TARGET, phone_no=lease.phone_no) if lease is not None else None
    if target is None:
        raise NotFoundError(
            _("Nothing is on the screen of {rep}.").format(rep=worker.name),
            _("See the next number with: crm call next; or name one."),
        )
    return target, lease


def _pause(
    desk: Desk,
    target: TargetRow,
    lease: LeaseRow | None,
    *,
    kind: str,
    rep_no: int | None,
    until_at: datetime,
    reason: str,
) -> int:
    with desk.change() as change:
        no = change.insert(
            "call_pause", phone_no=target.phone_no, rep_no=rep_no, kind=kind, until_at=until_at, reason=reason
        )
        if lease is not None:
            leases.drop(change.connection, lease.no)
    return no


def _said(target: TargetRow) -> str:
    return " ".join(part for part in (target.customer, target.contact, target.number) if part)


def _tell_of_step(desk: Desk, lease: LeaseRow | None, notes: Notes) -> None:
    """Say that a promise is put off and not moved: who was promised a time must not find it changed unseen."""
    if lease is None or lease.step_no is None:
        return
    step = desk.database.first(FIND_STEPS, no=lease.step_no, state="open")
    if step is None:
        return
    named = number("step", step.no)
    if step.kind == "callback":
        notes.tell(
            _("The callback keeps its time; to agree on another: crm callback move {number} WHEN").format(
                number=named
            )
        )
    else:
        notes.tell(_("The step stays due; to put it off: crm step snooze {number} DAY").format(number=named))
