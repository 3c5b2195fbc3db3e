"""Correcting a call: the marks on its number follow, and what its first outcome left behind is told."""

from collections.abc import Callable
from datetime import datetime

from crm_cli.domain.codes import number
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.calls import read_talk
from crm_cli.services.desk import Desk
from crm_cli.services.effects import (
    Answers,
    add_money,
    make_callback,
    make_plan,
    mark_bad,
    mark_do_not_call,
    read_callback,
)
from crm_cli.services.naming import find_contact, find_outcome
from crm_cli.services.reading import read_amount, read_due, read_grade, read_instant
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.touches import Touch
from crm_cli.storage.calls import CallRow
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import FIND_BANS, FIND_CONTACTS, FIND_PHONES, PhoneRow
from crm_cli.storage.customers import BRIEFS
from crm_cli.storage.money import FIND_MONEY
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.plans import FIND_PLANS
from crm_cli.storage.reps import FIND_REPS
from crm_cli.storage.steps import FIND_STEPS

_MADE = {
    "callback": 'crm callback add {customer} "fri 15:00"',
    "plan": 'crm plan add {customer} "fri 10:00"',
    "order": "crm order add {customer} --amount AMOUNT",
    "step": 'crm step add {customer} "+1d …"',
    "quote": 'crm step add {customer} "+1d …"',
    "sample": 'crm step add {customer} "+1d …"',
}
"""What makes the record that an effect would have made, where a correction was not told enough to."""


def edit_call(
    desk: Desk,
    call: CallRow,
    *,
    outcome: str | None = None,
    at: str | None = None,
    talk: str | None = None,
    contact: str | None = None,
    grade: str | None = None,
    next_step: str | None = None,
    call_list: str | None = None,
    answers: Answers = Answers(),
    **texts: str | None,
) -> Receipt:
    """Correct a call; with a new outcome the marks on its number follow, and what it leaves undone is told.

    `answers` are what the outcome needs, asked for where somebody can answer: the order, visit or callback is made.
    `next_step` changes the step promised in it while that is open; a grade it gave the customer follows.
    """
    notes = Notes()
    wanted = find_outcome(desk, "call", outcome) if outcome is not None else None
    values: dict[str, object] = {name: text for name, text in texts.items() if text is not None}
    values |= _read(desk, call, at=at, talk=talk, contact=contact, grade=grade, call_list=call_list)
    if wanted is not None:
        values["outcome_no"] = wanted.no
    corrected = values.get("at")
    moment = corrected if isinstance(corrected, datetime) else call.at
    answers = _answered(desk, call, wanted, answers, moment)
    with desk.change() as change:
        changed = change.update("call", call.no, expect=call.version, **values)
        if changed and (wanted is not None or at is not None):
            _follow(desk, change, call, wanted, moment, notes)
        made = _make(desk, change, call, wanted, answers, moment, notes)
        if not made and wanted is not None and wanted.effect != call.effect and wanted.effect in _MADE:
            command = _MADE[wanted.effect].format(customer=number("customer", call.customer_no))
            notes.warn(
                _("The new outcome counts, but brings about nothing more. Type: {command}").format(
                    command=command
                )
            )
        if changed and (grade is not None or at is not None):
            from crm_cli.services.grades import grade_again

            grade_again(desk, change, call.customer_no, call.at, notes)
        if next_step is not None:
            from crm_cli.services.steps import change_next

            change_next(desk, "call", call, moment, next_step)
    told = (
        _("{number} {name} changed.") if changed or next_step or made else _("{number} {name} is already so.")
    )
    notes.lines.insert(0, told.format(number=number("call", call.no), name=call.customer))
    return notes.receipt("call", call.no, call.id)


def _read(desk: Desk, call: CallRow, **typed: str | None) -> dict[str, object]:
    """Return the columns that corrections mean; None is not said, '' empties."""
    values: dict[str, object] = {}
    if typed["at"] is not None:
        values["at"] = read_instant(desk, typed["at"])
    if typed["talk"] is not None:
        values["talk_seconds"] = read_talk(typed["talk"])
    if (name := typed["contact"]) is not None and call.customer_no is not None:
        values["contact_no"] = find_contact(desk, call.customer_no, name).no if name else None
    if typed["grade"] is not None:
        values["grade"] = read_grade(typed["grade"]) if typed["grade"] else ""
    if (called := typed["call_list"]) is not None:
        from crm_cli.services.call_lists import find_call_list

        values["call_list_no"] = find_call_list(desk, called).no if called else None
    return values


def _answered(
    desk: Desk, call: CallRow, wanted: OutcomeRow | None, answers: Answers, moment: datetime
) -> Answers:
    """Return the answers with what a new outcome needs, asked for where somebody can answer; Enter leaves it out.

    Raises UsageError for what cannot be understood or the outcome has no use for.
    """
    readers: dict[str, tuple[str, str, Callable[[str], object]]] = {
        "order": ("amount", _("For how much?"), lambda text: read_amount(desk, text)),
        "plan": ("plan", _("When is the visit? For example: fri 10:00 samples"), lambda text: read_due(desk, text, moment)),
        "callback": (
            "callback",
            _("When shall we call back? For example: 15:00, +30min, fri 10:00"),
            lambda text: read_callback(desk, text, moment),
        ),
    }  # fmt: skip
    effect = (wanted.effect if wanted else call.effect) or ""
    for own, (name, question, read) in readers.items():
        typed = getattr(answers, name)
        if typed and own != effect:
            raise UsageError(_("This outcome has no use for {option}.").format(option=f"--{name}"))
        if typed:
            read(typed)
        elif own == effect and wanted is not None and effect != call.effect and desk.ask is not None:
            answers = answers._replace(**{name: (desk.ask(question, read) or "").strip() or None})
    return answers


def _make(
    desk: Desk,
    change: Change,
    call: CallRow,
    wanted: OutcomeRow | None,
    answers: Answers,
    moment: datetime,
    notes: Notes,
) -> bool:
    """Make the order, visit or callback that was answered; say whether there was one."""
    if not (answers.amount or answers.plan or answers.callback):
        return False
    outcome = wanted or next(one for one in desk.outcomes("call") if one.code == call.outcome)
    touch = _touch(desk, call, outcome, moment)
    if answers.amount:
        add_money(desk, change, touch, "order", read_amount(desk, answers.amount), notes)
    if answers.plan:
        make_plan(desk, change, touch, answers.plan, notes)
    if answers.callback:
        phone = desk.database.first(FIND_PHONES, no=call.phone_no) if call.phone_no else None
        make_callback(desk, change, touch, answers, phone, notes)
    return True


def _follow(
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
        mark_do_not_call(desk, change, touch, Answers(reason=call.note), phone, notes, call.number)
    _tell_what_stands(desk, call, notes)


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
    contact = desk.database.first(FIND_CONTACTS, no=call.contact_no) if call.contact_no else None
    return Touch(
        "call", call.no, moment, day, rep, customer, contact, outcome.reached, call_list_no=call.call_list_no
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
