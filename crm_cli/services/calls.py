"""Calls: logging one is logging everything it brought about."""

from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services import bans, effects
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.naming import Party, find_contact, find_outcome, find_party, find_worker
from crm_cli.services.reading import read_grade, read_instant
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.touches import Extras, Touch, settle, warn_of_future
from crm_cli.storage.calls import FIND_CALLS, CallRow
from crm_cli.storage.contacts import FIND_CONTACTS, FIND_PHONES, ContactRow, PhoneRow
from crm_cli.storage.outcomes import OutcomeRow


class Typed(Frozen):
    """What was typed about a call, as text; None is not said."""

    who: str
    outcome: str | None = None
    rep: str | None = None
    at: str | None = None
    talk: str | None = None
    note: str = ""
    heard: str = ""
    contact: str | None = None
    number: str | None = None
    incoming: bool = False


def log_call(desk: Desk, typed: Typed, extras: Extras = Extras(), answers: Answers = Answers()) -> Receipt:
    """Log a call and do what its outcome does, in one change.

    Raises UsageError when the outcome needs an answer that was not given, NotFoundError or AmbiguousError
    when the customer, person or outcome is not one.
    """
    notes = Notes()
    rep = find_worker(desk, typed.rep)
    party = find_party(desk, typed.who)
    outcome = find_outcome(desk, "call", typed.outcome) if typed.outcome else None
    at = read_instant(desk, typed.at)
    warn_of_future(desk, at, notes)
    talk_seconds = _talk(typed.talk)
    contact = _who_spoke(desk, party, typed.contact, reached=bool(outcome and outcome.reached))
    named = party.contact or (contact if typed.contact else None)
    phone, dialled = _number(desk, party, named, typed.number, notes)
    answers = effects.complete_answers(desk, outcome, answers._replace(next_given=bool(extras.next)), at)
    answers = effects.with_note(outcome, answers, typed.note)
    grade = read_grade(extras.grade) if extras.grade else ""
    if not typed.incoming:
        _warn_of_ban(desk, party, phone, notes)
        if not typed.number:
            _warn_of_no_number(desk, party, phone, notes)
    with desk.change() as change:
        no = change.insert(
            "call",
            at=at,
            direction="in" if typed.incoming else "out",
            customer_no=party.customer.no,
            contact_no=contact.no if contact else None,
            phone_no=phone.no if phone else None,
            number=dialled,
            rep_no=rep.no,
            outcome_no=outcome.no if outcome else None,
            talk_seconds=talk_seconds,
            grade=grade,
            note=effects.note_with_reason(outcome, typed.note, answers.reason),
            wechat_added=extras.wechat,
            heard=typed.heard,
        )
        reached = bool(outcome and outcome.reached)
        touch = Touch("call", no, at, desk.wall(at).date(), rep, party.customer, contact, reached)
        settle(desk, change, touch, extras, notes)
        if outcome is not None:
            effects.apply(desk, change, touch, outcome, answers, phone, notes)
    notes.lines.insert(0, _headline(no, party, contact, dialled, outcome))
    return notes.receipt("call", no)


def _headline(
    no: int, party: Party, contact: ContactRow | None, dialled: str, outcome: OutcomeRow | None
) -> str:
    name = words.outcome_label("call", outcome.code, outcome.name) if outcome else _("no outcome yet")
    who = " ".join(part for part in (party.customer.name, contact.name if contact else "", dialled) if part)
    return _("Call {number}: {who}: {outcome}").format(number=number("call", no), who=who, outcome=name)


def _talk(text: str | None) -> int | None:
    if text is None:
        return None
    from crm_cli.domain.durations import parse_seconds

    return parse_seconds(text)


def _who_spoke(desk: Desk, party: Party, text: str | None, *, reached: bool) -> ContactRow | None:
    """Return the person named, else the only one on file when the right party was reached."""
    if text:
        return find_contact(desk, party.customer.no, text)
    if party.contact is not None or not reached:
        return party.contact
    people = desk.database.all(FIND_CONTACTS, customer_no=party.customer.no, here=True, limit=2)
    return people[0] if len(people) == 1 else None


def _number(
    desk: Desk, party: Party, named: ContactRow | None, text: str | None, notes: Notes
) -> tuple[PhoneRow | None, str]:
    """Return the phone dialled: the one named, else the named contact's, else the customer's main one."""
    if text:
        return _named_number(desk, party, text, notes)
    if party.phone is not None:
        return party.phone, party.phone.raw
    phones = [
        phone
        for phone in desk.database.all(FIND_PHONES, customer_no=party.customer.no)
        if phone.bad_at is None
    ]
    own = [phone for phone in phones if named is not None and phone.contact_no == named.no]
    chosen = next(iter(own or phones), None)
    return (chosen, chosen.raw) if chosen else (None, "")


def _named_number(desk: Desk, party: Party, text: str, notes: Notes) -> tuple[PhoneRow | None, str]:
    from crm_cli.domain.phones import digits, same_number, tail_key

    phones = desk.database.all(FIND_PHONES, customer_no=party.customer.no)
    tail = tail_key(text)
    for phone in phones:
        if (len(tail) >= 4 and phone.reversed.startswith(tail)) or same_number(
            phone.raw, text, desk.firm.region
        ):
            return phone, phone.raw
    if len(digits(text)) < 3:
        raise UsageError(_("{text} is too short for a phone.").format(text=text))
    notes.warn(_("{phone} is not on file at {customer}.").format(phone=text, customer=party.customer.name))
    return None, text


def _warn_of_no_number(desk: Desk, party: Party, phone: PhoneRow | None, notes: Notes) -> None:
    if phone is not None and phone.bad_at is None:
        return
    phones = desk.database.all(FIND_PHONES, customer_no=party.customer.no)
    if all(one.bad_at is not None for one in phones):
        notes.warn(_("No good number of {customer} is on file.").format(customer=party.customer.name))


def _warn_of_ban(desk: Desk, party: Party, phone: PhoneRow | None, notes: Notes) -> None:
    reason = bans.banned(desk, party.customer.no, phone.e164 if phone else None)
    if reason is not None:
        notes.warn(
            _("{who} is marked do-not-call ({reason}).").format(
                who=phone.raw if phone else party.customer.name, reason=reason
            )
        )


def calls(desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any) -> list[CallRow]:
    """Return the calls that pass the filters, the newest first unless sorted otherwise."""
    return desk.database.all(FIND_CALLS, sort=sort, descending=descending, **filters)


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
    **texts: str | None,
) -> Receipt:
    """Correct a call; a new outcome changes the numbers but brings nothing about.

    `next_step` changes the step promised in it while that is open; a grade it gave the customer follows.
    """
    values: dict[str, object] = {name: text for name, text in texts.items() if text is not None}
    notes = Notes()
    moment = call.at
    if outcome is not None:
        values["outcome_no"] = find_outcome(desk, "call", outcome).no
        notes.warn(
            _("The new outcome counts, but brings about nothing more; add a step or plan if one is due.")
        )
    if at is not None:
        moment = read_instant(desk, at)
        values["at"] = moment
    if talk is not None:
        values["talk_seconds"] = _talk(talk) if talk else None
    if contact is not None and call.customer_no is not None:
        values["contact_no"] = find_contact(desk, call.customer_no, contact).no if contact else None
    if grade is not None:
        values["grade"] = read_grade(grade) if grade else ""
    with desk.change() as change:
        changed = change.update("call", call.no, expect=call.version, **values)
        if changed and ("grade" in values or at is not None):
            from crm_cli.services.grades import grade_again

            grade_again(desk, change, call.customer_no, call.at, notes)
        if next_step is not None:
            from crm_cli.services.steps import change_next

            change_next(desk, "call", call, moment, next_step)
    told = _("{number} {name} changed.") if changed or next_step else _("{number} {name} is already so.")
    notes.lines.insert(0, told.format(number=number("call", call.no), name=call.customer))
    return notes.receipt("call", call.no, call.id)
