"""Callbacks: promising a call for a time, agreeing on another, taking one over, giving one away, taking it back.

What was missed stays missed: a callback moved or handed on leaves a row behind with the time and the rep it had,
which counts in the kept-rate where that time had come (domain/callbacks.py).
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import (
    find_contact,
    find_party,
    find_rep,
    find_worker,
    number_of,
    phone_at,
    require_number,
)
from crm_cli.services.notices import notify
from crm_cli.services.party import Party
from crm_cli.services.reading import Due, read_due, say_when
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.steps import new_due
from crm_cli.services.touches import warn_of_night
from crm_cli.storage.callbacks import FIND_CALLBACKS, CallbackRow
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import PhoneRow

if TYPE_CHECKING:
    from crm_cli.storage.reps import RepRow

_COPIED = (
    "kind", "customer_no", "contact_no", "phone_no", "rep_no", "scope", "due_on", "due_at", "words", "call_no",
    "visit_no", "followup_no", "handed_at",
)  # fmt: skip


def add_callback(
    desk: Desk,
    who: str | None,
    when: str,
    *,
    contact: str | None = None,
    phone: str | None = None,
    rep: str | None = None,
    anyone: bool = False,
) -> Receipt:
    """Promise a customer a call at a time; `when` is the time and, after it, what the call is about.

    Raises UsageError without a customer or a time, and for a number that is not on file there.
    """
    worker = find_worker(desk, rep)
    if who is None:
        raise UsageError(_("A callback needs a customer and a time."), 'crm callback add 白云 "fri 15:00"')
    party = find_party(desk, who)
    due = read_due(desk, when, clock.now())
    if due.at is None:
        raise UsageError(
            _("A callback needs a time: {text}").format(text=when), 'crm callback add 白云 "fri 15:00"'
        )
    person = find_contact(desk, party.customer.no, contact) if contact else party.contact
    line = _line_on_file(desk, party, phone) if phone else party.phone
    notes = Notes()
    if due.at < clock.now():
        notes.warn(_("{when} is past already.").format(when=say_when(desk, due.day, due.at)))
    with desk.change() as change:
        no = change.insert(
            "step",
            kind="callback",
            customer_no=party.customer.no,
            contact_no=person.no if person else None,
            phone_no=line.no if line else None,
            rep_no=worker.no,
            scope="anyone" if anyone else "mine",
            due_on=due.day,
            due_at=due.at,
            words=due.words,
        )
        who_said = " ".join(filter(None, (party.customer.name, person.name if person else "")))
        notify(desk, change, "assigned", [worker.no], step_no=no, now=due.at, words=who_said)
    notes.tell(
        _("Callback {number}: {who}, {when}").format(
            number=number("step", no), who=who_said, when=say_when(desk, due.day, due.at)
        )
    )
    warn_of_night(desk, due.at, notes)
    _warn_of_queue(desk, no, due.at, notes)
    return notes.receipt("step", no)


def _line_on_file(desk: Desk, party: Party, text: str) -> PhoneRow:
    if (phone := phone_at(desk, party.customer.no, text)) is not None:
        return phone
    raise UsageError(
        _("{phone} is not on file at {customer}.").format(phone=text, customer=party.customer.name),
        _("Put it on file first: crm customer edit {number} --phone {phone}").format(
            number=number("customer", party.customer.no), phone=text
        ),
    )


def _warn_of_queue(desk: Desk, no: int, at: datetime, notes: Notes) -> None:
    """Warn where the queue will not offer a callback: a number that may not be dialled, or outside the hours."""
    from crm_cli.services.callback_list import numbered
    from crm_cli.services.queue_gate import Hours, zone_of
    from crm_cli.storage.call_leases import TARGET

    if barred := numbered(desk, [no])[no].not_offered:
        notes.warn(_("The queue will not offer it: {reason}.").format(reason=barred))
        return
    row = desk.database.one(FIND_CALLBACKS, no=no)
    # Inside an open change of several things the number to dial is not worked out yet.
    if row.dial_phone_no is None:
        return
    target = desk.database.one(TARGET, phone_no=row.dial_phone_no)
    opens = Hours(desk).next_open("", zone_of(desk, target.timezone, target.e164), at)
    if opens is not None and opens - at >= timedelta(minutes=1) and at > clock.now():
        notes.warn(
            _("Outside the calling hours: the queue offers it from {when}; before, call by hand.").format(
                when=say_when(desk, desk.wall(opens).date(), opens)
            )
        )


def is_number(text: str) -> bool:
    """Say whether a text can only be the number of a step: then a word after it was forgotten."""
    return number_of("step", text) is not None


def callback(desk: Desk, text: str) -> CallbackRow:
    """Return the callback numbered so; raise NotFoundError when there is none."""
    found = desk.database.first(FIND_CALLBACKS, no=require_number("step", text))
    if found is None:
        raise NotFoundError(
            _("There is no callback {number}.").format(number=text), "crm callback list --all"
        )
    return found


def move(desk: Desk, text: str, when: str, reason: str = "") -> Receipt:
    """Agree on another time; a day without a time keeps the hour.

    Before its time it counts at the new one alone; after it, the old one has been due, kept or not, and the new
    one is due too. Raises UsageError for a moment that has passed.
    """
    row = _open(desk, text)
    due = _new_time(desk, row, when)
    notes = Notes()
    with desk.change() as change:
        if row.due_at is not None and row.due_at <= clock.now() and due.at != row.due_at:
            _leave_behind(change, row, reason)
            notes.tell(
                _("{number} was due {when}: that stays in the count.").format(
                    number=number("step", row.no), when=_said(desk, row)
                )
            )
        values: dict[str, Any] = {"due_on": due.day, "due_at": due.at, "reason": reason or row.reason}
        changed = change.update("step", row.no, expect=row.version, **values)
        if due.at != row.due_at:
            _tell_rep(desk, change, row, "moved", was=row.due_at, now=due.at, reason=reason)
    notes.tell(
        _("{number} is now due {when}: {customer}").format(
            number=number("step", row.no), when=say_when(desk, due.day, due.at), customer=row.customer
        )
    )
    if due.at is not None:
        warn_of_night(desk, due.at, notes)
        _warn_of_queue(desk, row.no, due.at, notes)
    return notes.receipt("step", row.no, row.id, changed=changed)


def _new_time(desk: Desk, row: CallbackRow, text: str) -> Due:
    due = new_due(desk, row, text)
    if due.at is not None and due.at <= clock.now():
        raise UsageError(
            _("{when} has passed.").format(when=say_when(desk, due.day, due.at)),
            _("Move it to a time to come, for example: tomorrow 10:00."),
        )
    return due


def take(desk: Desk, text: str, *, now: bool = False) -> Receipt:
    """Take over a callback that anyone may make once its grace is over; with `now` a manager takes any at once.

    It is one's own from then on. Raises RefusedError before that, for another's own, and while a colleague has
    the customer on the screen.
    """
    me = find_worker(desk, None)
    row = _open(desk, text)
    notes = Notes()
    if row.rep_no == me.no:
        notes.tell(_("{number} is yours already.").format(number=number("step", row.no)))
        return notes.receipt("step", row.no, row.id, changed=False)
    since = _anyones_from(desk, row)
    if since is None or since > clock.now():
        if not now:
            raise _not_yet(desk, row, since)
        desk.require_manager_if_any(_("taking over a colleague's callback"))
    _refuse_on_screen(desk, row, me.no)
    with desk.change() as change:
        _hand(change, row, me.no, scope="mine")
        _tell_rep(desk, change, row, "taken_away", was=row.due_at, now=me.name)
    notes.tell(
        _("{number} is yours now: {customer}, {when}. {rep} is told in crm today.").format(
            number=number("step", row.no), customer=row.customer, when=_said(desk, row), rep=row.rep
        )
    )
    return notes.receipt("step", row.no, row.id)


def _anyones_from(desk: Desk, row: CallbackRow) -> datetime | None:
    """Return when the grace of a callback that anyone may make is over, None for one of its rep alone."""
    if row.scope != "anyone" or row.due_at is None:
        return None
    return row.due_at + timedelta(minutes=int(desk.setting("callback_grace_minutes")))


def _not_yet(desk: Desk, row: CallbackRow, until: datetime | None) -> RefusedError:
    named = number("step", row.no)
    if until is not None:
        return RefusedError(
            _("{number} is {rep}'s until {when}.").format(
                number=named, rep=row.rep, when=say_when(desk, desk.wall(until).date(), until)
            ),
            _("After that anyone may take it; a manager at once: crm callback take {number} --now").format(
                number=named
            ),
        )
    return RefusedError(
        _("{number} was promised by {rep} alone.").format(number=named, rep=row.rep),
        _("{rep} gives it with: crm callback give {number} NAME; a manager takes it with --now.").format(
            rep=row.rep, number=named
        ),
    )


def _refuse_on_screen(desk: Desk, row: CallbackRow, me: int) -> None:
    from crm_cli.storage.call_leases import FIND_LEASES

    of: dict[str, Any] = {"customer_no": row.customer_no, "others_than": me, "now": clock.now()}
    lease = desk.database.first(FIND_LEASES, **of) if row.customer_no is not None else None
    if lease is not None:
        raise RefusedError(
            _("{rep} has {customer} on the screen until {when}.").format(
                rep=lease.rep, customer=row.customer, when=f"{desk.wall(lease.lease_until):%H:%M}"
            ),
            _("See what is next for you with: crm call next"),
        )


def give(desk: Desk, text: str, rep: str, reason: str = "") -> Receipt:
    """Hand a callback to a colleague; one's own, or any by a manager.

    Raises RefusedError for another's, and for a colleague who has left.
    """
    taker, row = find_rep(desk, rep), _open(desk, text)
    _refuse_gone(taker)
    notes = Notes()
    if desk.me is None or desk.me.no != row.rep_no:
        desk.require_manager_if_any(_("giving away a colleague's callback"))
    if taker.no == row.rep_no:
        notes.tell(_("{number} is {rep}'s already.").format(number=number("step", row.no), rep=taker.name))
        return notes.receipt("step", row.no, row.id, changed=False)
    with desk.change() as change:
        _hand(change, row, taker.no, reason=reason)
        _tell_rep(desk, change, row, "taken_away", was=row.due_at, now=taker.name, reason=reason)
        taken = row._replace(rep_no=taker.no)
        _tell_rep(desk, change, taken, "assigned", was=row.rep, now=row.due_at, reason=reason)
    notes.tell(
        _("{number} is {rep}'s now: {customer}, {when}").format(
            number=number("step", row.no), rep=taker.name, customer=row.customer, when=_said(desk, row)
        )
    )
    return notes.receipt("step", row.no, row.id)


def _refuse_gone(taker: "RepRow") -> None:
    if not taker.active:
        raise RefusedError(_("{name} has left the firm.").format(name=taker.name), "crm rep list")


def _hand(change: Change, row: CallbackRow, rep_no: int, reason: str = "", **values: object) -> None:
    """Give a callback another rep inside an open change, with a row left behind at the one who had it."""
    _leave_behind(change, row, reason)
    change.update(
        "step", row.no, expect=row.version, rep_no=rep_no, handed_at=clock.now(), reason=reason, **values
    )


def _leave_behind(change: Change, row: CallbackRow, reason: str) -> None:
    held = change.row("step", row.no)
    change.insert(
        "step",
        **{name: held[name] for name in _COPIED},
        state="cancelled",
        done_at=clock.now(),
        reason=reason,
        became_no=row.no,
    )


def _tell_rep(desk: Desk, change: Change, row: CallbackRow, kind: str, **said: Any) -> None:
    """Give the rep of a callback notice of what somebody else did with it."""
    words = " ".join(filter(None, (row.customer, row.contact)))
    notify(desk, change, kind, [row.rep_no], step_no=row.no, words=words, **said)


def leave_overdue_behind(desk: Desk, change: Change, numbers: list[int]) -> None:
    """Leave a row behind of each of these callbacks whose time has come, before all of them get another rep."""
    now = clock.now()
    for no in numbers:
        row = desk.database.one(FIND_CALLBACKS, no=no)
        if row.due_at is not None and row.due_at <= now:
            _leave_behind(change, row, "")
            change.update("step", no, handed_at=now)


def cancel(desk: Desk, text: str, reason: str = "") -> Receipt:
    """Take a promise back; after its time it stays in the count as due, kept or not."""
    row = _open(desk, text)
    notes = Notes()
    with desk.change() as change:
        change.update(
            "step", row.no, expect=row.version, state="cancelled", done_at=clock.now(),
            reason=reason.strip() or row.reason,
        )  # fmt: skip
        _tell_rep(desk, change, row, "cancelled", was=row.due_at, reason=reason)
    notes.tell(
        _("{number} cancelled: {customer}, {when}").format(
            number=number("step", row.no), customer=row.customer, when=_said(desk, row)
        )
    )
    if row.due_at is not None and row.due_at <= clock.now():
        notes.tell(_("Its time had come: that stays in the count."))
    return notes.receipt("step", row.no, row.id)


def refuse_done(desk: Desk, text: str) -> Receipt:
    """Raise RefusedError: only a call closes a callback; the hint is the command that logs it."""
    row = _open(desk, text)
    raise RefusedError(
        _("{number} is a callback; a call closes it.").format(number=number("step", row.no)),
        _(
            "Log the call: crm call log {customer} OUTCOME; or take it back: crm callback cancel {number} REASON"
        ).format(customer=number("customer", row.customer_no), number=number("step", row.no)),
    )


def _open(desk: Desk, text: str) -> CallbackRow:
    row = callback(desk, text)
    if row.state != "open":
        raise RefusedError(_("{number} is not open any more.").format(number=text))
    return row


def _said(desk: Desk, row: CallbackRow) -> str:
    return say_when(desk, row.due_on, row.due_at)
