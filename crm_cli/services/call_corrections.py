"""What follows when a call is corrected: marks on its number, and what its first outcome left behind."""

from datetime import datetime

from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers, mark_bad, mark_do_not_call
from crm_cli.services.receipts import Notes
from crm_cli.services.touches import Touch
from crm_cli.storage.calls import CallRow
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import FIND_BANS, FIND_PHONES, PhoneRow
from crm_cli.storage.customers import BRIEFS
from crm_cli.storage.money import FIND_MONEY
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.plans import FIND_PLANS
from crm_cli.storage.reps import FIND_REPS
from crm_cli.storage.steps import FIND_STEPS

_MADE = frozenset({"callback", "plan", "order", "step", "quote", "sample"})
"""Effects that make a record, which a correction does not."""


def follow(
    desk: Desk, change: Change, call: CallRow, wanted: OutcomeRow | None, moment: datetime, notes: Notes
) -> None:
    """Have the marks that `call`, as it was, set on its number follow its new outcome or moment.

    A number that it found bad is good again unless the new outcome finds it so too; one that asks not to be
    called is marked. What the first outcome made stays, and is told; what the new one would make is not made.
    """
    phone = desk.database.first(FIND_PHONES, no=call.phone_no) if call.phone_no else None
    before, after = call.effect or "", wanted.effect if wanted else call.effect or ""
    if phone is not None:
        _mark(desk, change, call, wanted, phone, moment, notes)
    if wanted is None or after == before:
        return
    if after == "do_not_call":
        touch = _touch(desk, call, wanted, moment)
        mark_do_not_call(desk, change, touch, Answers(reason=call.note), phone, notes)
    _tell_what_stands(desk, call, notes)
    if after in _MADE:
        notes.warn(
            _("The new outcome counts, but brings about nothing more; add a step or plan if one is due.")
        )


def _mark(
    desk: Desk,
    change: Change,
    call: CallRow,
    wanted: OutcomeRow | None,
    phone: PhoneRow,
    moment: datetime,
    notes: Notes,
) -> None:
    finds_bad = (wanted.effect if wanted else call.effect) == "bad_number"
    # The mark has the moment of the call that set it: another call's, or one set by hand, stays.
    if phone.bad_at is not None and phone.bad_at == call.at and call.effect == "bad_number":
        if finds_bad:
            reason = wanted.code if wanted else phone.bad_reason
            change.update("phone", phone.no, bad_at=moment, bad_reason=reason)
        else:
            change.update("phone", phone.no, bad_at=None, bad_reason="")
            notes.tell(_("{number} is good again.").format(number=phone.raw))
    elif finds_bad and wanted is not None and call.effect != "bad_number":
        mark_bad(desk, change, _touch(desk, call, wanted, moment), wanted, phone, notes)


def _touch(desk: Desk, call: CallRow, outcome: OutcomeRow, moment: datetime) -> Touch:
    rep = desk.database.one(FIND_REPS, no=call.rep_no)
    customer = desk.database.first(BRIEFS, no=call.customer_no) if call.customer_no else None
    day = desk.wall(moment).date()
    return Touch(
        "call", call.no, moment, day, rep, customer, None, outcome.reached, call_list_no=call.call_list_no
    )


def _tell_what_stands(desk: Desk, call: CallRow, notes: Notes) -> None:
    """Warn of what the first outcome made: it may be wrong now, or still wanted."""
    read = desk.database.all
    made = [
        *(number("step", one.no) for one in read(FIND_STEPS, call_no=call.no, state="open")),
        *(number("plan", one.no) for one in read(FIND_PLANS, from_call_no=call.no, state="planned")),
        *(number("money", one.no) for one in read(FIND_MONEY, call_no=call.no)),
    ]
    if made:
        notes.warn(
            _("What came of it still stands: {numbers}.").format(numbers=", ".join(filter(None, made)))
        )
    if read(FIND_BANS, call_no=call.no, standing=True):
        notes.warn(
            _("The do-not-call mark it set still stands; a manager lifts it with: crm donotcall lift NUMBER")
        )
