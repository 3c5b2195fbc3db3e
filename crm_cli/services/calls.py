"""Calls: logging one is logging everything it brought about."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services import effects
from crm_cli.services.ban_reasons import banned
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.naming import find_contact, find_outcome, find_party, find_worker, phone_at
from crm_cli.services.party import Party
from crm_cli.services.reading import read_grade, read_instant
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.touches import Extras, Touch, settle, warn_of_double, warn_of_future
from crm_cli.storage.calls import FIND_CALLS, LEASE_AT, LISTS_OF_NUMBER, SAME_CALL, CallRow, ListOfNumberRow
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import FIND_CONTACTS, FIND_PHONES, ContactRow, PhoneRow
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.reps import RepRow

if TYPE_CHECKING:
    from crm_cli.services.shown_numbers import Shown

_TYPED_LATE = timedelta(minutes=10)
"""So long before its lease a call may say it was: minutes are typed, and clocks differ."""


class Typed(Frozen):
    """What was typed about a call, as text; None is not said.

    A program that knows more says it exactly: `at` as an instant, `phone_no` for the number on file, `promised`
    where it was offered because of a callback or a step, even if another number is on the screen by now.
    """

    who: str
    outcome: str | None = None
    rep: str | None = None
    at: str | datetime | None = None
    talk: str | None = None
    note: str = ""
    heard: str = ""
    contact: str | None = None
    number: str | None = None
    incoming: bool = False
    call_list: str | None = None
    transfer: str | None = None
    recording: Path | None = None
    phone_no: int | None = None
    hours_waived: bool = False
    promised: bool = False


class Line(Frozen):
    """The number of a call as it is kept; `phone` is None where it is not on file."""

    phone: PhoneRow | None
    number: str


class Heard(Frozen):
    """What was typed about a call, understood."""

    rep: RepRow
    party: Party
    outcome: OutcomeRow | None
    at: datetime
    talk_seconds: int | None
    contact: ContactRow | None
    line: Line
    grade: str
    shown: "Shown | None" = None

    @property
    def reached(self) -> bool:
        """Whether the right party was reached."""
        return bool(self.outcome and self.outcome.reached)


class Source(Frozen):
    """The list that a call was made from, its number's row there if it has one, and whether outside the hours.

    `promised` says that the number was on the screen because of a callback or a step.
    """

    call_list_no: int | None = None
    hours_waived: bool = False
    row: ListOfNumberRow | None = None
    promised: bool = False


def log_call(desk: Desk, typed: Typed, extras: Extras = Extras(), answers: Answers = Answers()) -> Receipt:
    """Log a call and do what its outcome does, in one change.

    Raises UsageError when the outcome needs an answer that was not given, NotFoundError or AmbiguousError
    when the customer, person, outcome, list or rep is not one.
    """
    notes = Notes()
    heard = _understood(desk, typed, extras, notes)
    extras, answers = answered(desk, heard.outcome, extras, answers, heard.at)
    answers = effects.with_note(heard.outcome, answers, typed.note)
    if not typed.incoming:
        _warn_of_line(desk, heard.party, heard.line, notes, chosen=bool(typed.number or typed.phone_no))
    transfer, recording, named_list = _aside(desk, typed, heard)
    with desk.change() as change:
        source = _source(desk, change, typed, heard, named_list, notes)
        no = change.insert(
            "call",
            note=effects.note_with_reason(heard.outcome, typed.note, answers.reason),
            wechat_added=extras.wechat,
            transferred_to_no=transfer.taker.no if transfer else None,
            **_columns(typed, heard, source),
        )
        touch = Touch(
            "call", no, heard.at, desk.wall(heard.at).date(), heard.rep, heard.party.customer, heard.contact,
            heard.reached, source.call_list_no,
        )  # fmt: skip
        warn_of_double(desk, touch, SAME_CALL, notes)
        settle(desk, change, touch, extras, notes)
        if transfer is not None:
            from crm_cli.services.transfers import hand_over

            hand_over(desk, change, touch, transfer, heard.line.phone, typed.note, notes)
        if heard.outcome is not None:
            line = heard.line
            effects.apply(desk, change, touch, heard.outcome, answers, line.phone, notes, line.number)
            _tell_what_follows(desk, heard, source, notes)
            if source.promised and not heard.reached and heard.line.phone is not None:
                from crm_cli.services.promise_retries import put_off

                put_off(desk, change, touch, heard.outcome, heard.line.phone, notes)
        if recording is not None:
            _record(desk, change, no, recording, notes)
    notes.lines.insert(0, _headline(no, heard))
    return notes.receipt("call", no)


def moment_of(desk: Desk, typed: Typed) -> datetime:
    """Return when the call was: the instant given, else what was typed, else now."""
    return typed.at if isinstance(typed.at, datetime) else read_instant(desk, typed.at)


def answered(
    desk: Desk, outcome: OutcomeRow | None, extras: Extras, answers: Answers, at: datetime
) -> tuple[Extras, Answers]:
    """Return both with what the outcome needs and asks, asked for where somebody can answer.

    Raises UsageError for an answer that is missing, not understood, or of no use to the outcome.
    """
    answers = effects.complete_answers(desk, outcome, answers._replace(next_given=bool(extras.next)), at)
    if outcome is None or desk.ask is None:
        return extras, answers
    from crm_cli.services.questions import ask_the_rest

    return ask_the_rest(desk, outcome, extras, answers, at)


def _understood(desk: Desk, typed: Typed, extras: Extras, notes: Notes) -> Heard:
    rep = find_worker(desk, typed.rep)
    party = find_party(desk, typed.who)
    outcome = find_outcome(desk, "call", typed.outcome) if typed.outcome else None
    at = moment_of(desk, typed)
    warn_of_future(desk, at, notes)
    shown = _shown(desk, rep, party, at)
    dialled = None if typed.incoming or typed.number or typed.phone_no else shown and shown.for_call(party)
    contact = _who_spoke(desk, party, typed.contact, dialled, reached=bool(outcome and outcome.reached))
    if typed.phone_no is not None and (phone := desk.database.first(FIND_PHONES, no=typed.phone_no)):
        line = Line(phone, phone.raw)
    else:
        named = party.contact or (contact if typed.contact else None)
        line = _line_of(desk, party, named, typed.number, dialled, notes)
    grade = read_grade(extras.grade) if extras.grade else ""
    return Heard(rep, party, outcome, at, read_talk(typed.talk), contact, line, grade, shown)


def _shown(desk: Desk, rep: RepRow, party: Party, at: datetime) -> "Shown | None":
    """Return what the rep was last given of this customer; a call of long before leaves it."""
    where: dict[str, Any] = {"rep_no": rep.no, "customer_no": party.customer.no}
    if desk.database.first(LEASE_AT, taken_until=at + _TYPED_LATE, **where) is None:
        return None
    from crm_cli.services.shown_numbers import shown

    return shown(desk, rep.no, party.customer.no, at)


def _who_spoke(
    desk: Desk, party: Party, text: str | None, dialled: "Shown | None", *, reached: bool
) -> ContactRow | None:
    """Return the person named, else whose number was on the screen, else the only one on file when reached."""
    if text:
        return find_contact(desk, party.customer.no, text)
    if party.contact is None and dialled is not None and dialled.contact is not None:
        return dialled.contact
    if party.contact is not None or not reached:
        return party.contact
    people = desk.database.all(FIND_CONTACTS, customer_no=party.customer.no, here=True, limit=2)
    return people[0] if len(people) == 1 else None


def _line_of(
    desk: Desk,
    party: Party,
    named: ContactRow | None,
    text: str | None,
    dialled: "Shown | None",
    notes: Notes,
) -> Line:
    """Return the number dialled: the one typed, else the one on the screen, else the contact's, else the main one.

    Where somebody else is named than the screen showed, a number of their own comes before the screen's. A number that is not on file is kept as typed, with a warning. Raises UsageError for what is too short.
    """
    if text:
        return _typed_line(desk, party, text, notes)
    if party.phone is not None:
        return Line(party.phone, party.phone.raw)
    if dialled is not None and (named is None or named.no == dialled.phone.contact_no):
        return Line(dialled.phone, dialled.phone.raw)
    phones = [
        phone
        for phone in desk.database.all(FIND_PHONES, customer_no=party.customer.no)
        if phone.bad_at is None
    ]
    own = [phone for phone in phones if named is not None and phone.contact_no == named.no]
    chosen = next(iter(own or (dialled and [dialled.phone]) or phones), None)
    return Line(chosen, chosen.raw if chosen else "")


def _typed_line(desk: Desk, party: Party, text: str, notes: Notes) -> Line:
    from crm_cli.domain.phones import digits

    if (phone := phone_at(desk, party.customer.no, text)) is not None:
        return Line(phone, phone.raw)
    if len(digits(text)) < 3:
        raise UsageError(_("{text} is too short for a phone.").format(text=text))
    notes.warn(_("{phone} is not on file at {customer}.").format(phone=text, customer=party.customer.name))
    return Line(None, text)


def _warn_of_line(desk: Desk, party: Party, line: Line, notes: Notes, *, chosen: bool) -> None:
    """Warn of calling out where that is marked do-not-call, and of a customer without a good number.

    `chosen` says that the number was typed, so that the others do not matter.
    """
    reason = banned(desk, party.customer.no, (line.phone.e164 or line.phone.raw) if line.phone else None)
    if reason is not None:
        notes.warn(
            _("{who} is marked do-not-call ({reason}).").format(
                who=line.phone.raw if line.phone else party.customer.name, reason=reason
            )
        )
    if chosen or (line.phone is not None and line.phone.bad_at is None):
        return
    phones = desk.database.all(FIND_PHONES, customer_no=party.customer.no)
    if all(one.bad_at is not None for one in phones):
        notes.warn(_("No good number of {customer} is on file.").format(customer=party.customer.name))


def _aside(desk: Desk, typed: Typed, heard: Heard) -> tuple[Any, Any, int | None]:
    """Return the transfer, the recording and the list that were named, each None where it was not.

    All of them are rare, and copying a recording takes a while, which nobody is to wait for under the lock.
    """
    transfer = recording = named_list = None
    if typed.transfer:
        from crm_cli.services.transfers import read_transfer

        transfer = read_transfer(desk, typed.transfer, heard.rep, heard.at)
    if typed.recording is not None:
        from crm_cli.services.recordings import take_in

        recording = take_in(desk, typed.recording)
    if typed.call_list:
        from crm_cli.services.call_lists import find_call_list

        named_list = find_call_list(desk, typed.call_list).no
    return transfer, recording, named_list


def _source(
    desk: Desk, change: Change, typed: Typed, heard: Heard, named_list: int | None, notes: Notes
) -> Source:
    """End the rep's lease of the customer; return the list named, else the lease's, else the only one there is."""
    lease = heard.shown.ended(change) if heard.shown else None
    phone_no = heard.line.phone.no if heard.line.phone else 0
    waived = typed.hours_waived or bool(lease and lease.hours_waived)
    promised = typed.promised or bool(lease and lease.step_no)
    if named_list is None and typed.incoming:
        return Source()
    if (chosen := named_list or (lease.call_list_no if lease else None)) is not None:
        held = desk.database.all(LISTS_OF_NUMBER, phone_no=phone_no, call_list_no=chosen)
        if not held and named_list is not None:
            notes.warn(
                _("{number} is not on that list.").format(
                    number=heard.line.number or heard.party.customer.name
                )
            )
        return Source(chosen, waived, held[0] if held else None, promised)
    held = desk.database.all(LISTS_OF_NUMBER, phone_no=phone_no, rep_no=heard.rep.no) if phone_no else []
    only = held[0] if len(held) == 1 else None
    return Source(only.call_list_no if only else None, waived, only, promised)


def _tell_what_follows(desk: Desk, heard: Heard, source: Source, notes: Notes) -> None:
    """Tell when a number on a list comes again, and until when a customer rests."""
    outcome, phone, row = heard.outcome, heard.line.phone, source.row
    if outcome is None or not (row or outcome.rest_days):
        return
    from crm_cli.services.retry_rules import again_words, rest_words, rule_of

    if row is None or phone is None:
        said = rest_words(desk, rule_of(desk, outcome), heard.at)
    else:
        said = again_words(
            desk, outcome, row.call_list_no, tried_at=heard.at, tries=phone.tries + 1,
            zone=row.zone or None, hours=row.hours or None,
        )  # fmt: skip
    if said:
        notes.tell(_("{name}: {what}.").format(name=heard.party.customer.name, what=said))


def _columns(typed: Typed, heard: Heard, source: Source) -> dict[str, object]:
    return {
        "at": heard.at,
        "direction": "in" if typed.incoming else "out",
        "customer_no": heard.party.customer.no,
        "contact_no": heard.contact.no if heard.contact else None,
        "phone_no": heard.line.phone.no if heard.line.phone else None,
        "number": heard.line.number,
        "rep_no": heard.rep.no,
        "outcome_no": heard.outcome.no if heard.outcome else None,
        "talk_seconds": heard.talk_seconds,
        "grade": heard.grade,
        "heard": typed.heard,
        "call_list_no": source.call_list_no,
        "hours_waived": source.hours_waived,
    }


def _record(desk: Desk, change: Change, call_no: int, recording: Any, notes: Notes) -> None:
    from crm_cli.services.recordings import attach_recording

    notes.lines.extend(attach_recording(desk, change, call_no, recording).lines)


def _headline(no: int, heard: Heard) -> str:
    outcome, contact = heard.outcome, heard.contact
    name = words.outcome_label("call", outcome.code, outcome.name) if outcome else _("no outcome yet")
    parts = (heard.party.customer.name, contact.name if contact else "", heard.line.number)
    return _("Call {number}: {who}: {outcome}").format(
        number=number("call", no), who=" ".join(filter(None, parts)), outcome=name
    )


def read_talk(text: str | None) -> int | None:
    """Return the seconds of a talk time as typed, None for none; raise UsageError for what is none."""
    if not text:
        return None
    from crm_cli.domain.durations import parse_seconds

    return parse_seconds(text)


def calls(desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any) -> list[CallRow]:
    """Return the calls that pass the filters, the newest first unless sorted otherwise."""
    return desk.database.all(FIND_CALLS, sort=sort, descending=descending, **filters)
