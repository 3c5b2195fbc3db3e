"""What an outcome brings about: callbacks, steps, plans, orders, bad numbers, do-not-call, closed records."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services import bans
from crm_cli.services.desk import Desk
from crm_cli.services.reading import Due, read_amount, read_due, say_when
from crm_cli.services.receipts import Notes
from crm_cli.services.touches import Touch, insert_step, warn_of_due
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import FIND_PHONES, PhoneRow
from crm_cli.storage.money import FIND_MONEY
from crm_cli.storage.outcomes import OutcomeRow


class Answers(Frozen):
    """What an outcome asks for, as typed; None is not said."""

    callback: str | None = None
    anyone: bool = False
    plan: str | None = None
    amount: str | None = None
    referred: str | None = None
    reason: str | None = None
    whole_customer: bool = False
    next_given: bool = False


def ask(desk: Desk, answer: str | None, question: str, option: str, check: Callable[[str], object]) -> str:
    """Return the answer typed, else ask for it until `check` takes it.

    Raises UsageError for an answer that `check` refuses, and naming the option where nobody can answer.
    """
    if answer:
        check(answer)
        return answer
    typed = desk.ask(question, check) if desk.ask is not None else None
    if not typed or not typed.strip():
        raise UsageError(_("This outcome needs an answer: {question}").format(question=question), option)
    return typed.strip()


def complete_answers(
    desk: Desk, outcome: OutcomeRow | None, answers: Answers, touched_at: datetime
) -> Answers:
    """Return the answers with what the outcome needs and was not typed, asked before anything is written.

    Dates are read from `touched_at`. Raises UsageError for an answer that cannot be understood or that the
    outcome has no use for: it would be lost unseen.
    """
    _refuse_strays(outcome.effect if outcome else "", answers)
    if outcome is None:
        return answers
    if outcome.effect == "callback":
        return answers._replace(
            callback=ask(
                desk, answers.callback, _("When shall we call back? For example: 15:00, +30min, fri 10:00"), '--callback "fri 15:00"',
                lambda text: read_callback(desk, text, touched_at),
            )
        )  # fmt: skip
    if outcome.effect == "plan":
        return answers._replace(
            plan=ask(
                desk, answers.plan, _("When is the visit? For example: fri 10:00 samples"), '--plan "fri 15:00 …"',
                lambda text: read_due(desk, text, touched_at),
            )
        )  # fmt: skip
    if outcome.effect == "order":
        return answers._replace(
            amount=ask(
                desk, answers.amount, _("For how much?"), "--amount 50000",
                lambda text: read_amount(desk, text),
            )
        )  # fmt: skip
    return answers


def read_callback(desk: Desk, text: str, touched_at: datetime) -> Due:
    """Return when to call back; raise UsageError without a date or a time."""
    due = read_due(desk, text, touched_at)
    if due.at is None:
        raise UsageError(_("A callback needs a time: {text}").format(text=text), '--callback "fri 15:00"')
    return due


def _refuse_strays(effect: str, answers: Answers) -> None:
    strays = (
        ("order", answers.amount, "--amount", "crm order add, crm payment add, crm quote add"),
        ("next_number", answers.referred, "--referred", "crm contact add"),
        ("do_not_call", answers.whole_customer, "--whole-customer", "crm donotcall add"),
    )
    for wanted, answer, option, instead in strays:
        if answer and effect != wanted:
            raise UsageError(
                _("This outcome has no use for {option}.").format(option=option),
                _("Choose another outcome, or note it with: {command}").format(command=instead),
            )
    if answers.anyone and not answers.callback:
        raise UsageError(
            _("This outcome has no use for {option}.").format(option="--anyone"), '--callback "fri 15:00"'
        )


def with_note(outcome: OutcomeRow | None, answers: Answers, note: str) -> Answers:
    """Return the answers with the note as the reason of a do-not-call mark that was given none."""
    if outcome is None or outcome.effect != "do_not_call" or answers.reason:
        return answers
    return answers._replace(reason=note)


def note_with_reason(outcome: OutcomeRow | None, note: str, reason: str | None) -> str:
    """Return the note with the reason behind it; a do-not-call mark keeps its reason itself."""
    if outcome is not None and outcome.effect == "do_not_call":
        return note
    return "; ".join(part for part in (note.strip(), (reason or "").strip()) if part)


def apply(
    desk: Desk,
    change: Change,
    touch: Touch,
    outcome: OutcomeRow,
    answers: Answers,
    phone: PhoneRow | None,
    notes: Notes,
    number_typed: str = "",
) -> None:
    """Bring about what `outcome` does; every row goes into the touch's own change.

    `number_typed` is the number dialled where it is not on file.
    """
    effect = outcome.effect
    if answers.callback:
        make_callback(desk, change, touch, answers, phone, notes)
    if answers.plan:
        make_plan(desk, change, touch, answers.plan, notes)
    if effect in {"step", "quote", "sample"} and not answers.next_given:
        _promised(desk, change, touch, outcome, notes)
    if effect == "order":
        add_money(desk, change, touch, "order", read_amount(desk, answers.amount or ""), notes)
    if effect == "bad_number" and phone is not None:
        mark_bad(desk, change, touch, outcome, phone, notes)
    if effect == "next_number":
        _referred(desk, change, touch, answers.referred, phone, notes)
    if effect == "do_not_call":
        mark_do_not_call(desk, change, touch, answers, phone, notes, number_typed)
    if effect == "close" and touch.customer is not None:
        reason = words.outcome_label(outcome.subject, outcome.code, outcome.name)
        change.update("customer", touch.customer.no, closed_on=touch.day, closed_reason=reason)
        notes.tell(_("{customer} is closed.").format(customer=touch.customer.name))


def make_callback(
    desk: Desk, change: Change, touch: Touch, answers: Answers, phone: PhoneRow | None, notes: Notes
) -> None:
    """Insert the callback that was agreed in a touch."""
    due = read_callback(desk, answers.callback or "", touch.at)
    warn_of_due(desk, touch, due, notes)
    no = change.insert(
        "step",
        kind="callback",
        customer_no=touch.customer.no if touch.customer else None,
        contact_no=touch.contact.no if touch.contact else None,
        phone_no=phone.no if phone else None,
        rep_no=touch.rep.no,
        scope="anyone" if answers.anyone else "mine",
        due_on=due.day,
        due_at=due.at,
        words=due.words,
        **touch.origin(),
    )
    notes.tell(
        _("Callback {number}: {when}").format(number=number("step", no), when=say_when(desk, due.day, due.at))
    )


def make_plan(desk: Desk, change: Change, touch: Touch, text: str, notes: Notes) -> None:
    """Insert the plan of the visit that was agreed in a touch; warn of what it conflicts with."""
    from crm_cli.services.plan_conflicts import warn
    from crm_cli.services.plan_rows import Draft

    due = read_due(desk, text, touch.at)
    warn_of_due(desk, touch, due, notes)
    firm = touch.customer
    draft = Draft(
        ((touch.rep.no, touch.rep.name),),
        firm.no if firm else None,
        firm.name if firm else "",
        purpose=due.words,
    )
    warn(desk, draft, [(due.day, due.at)], notes)
    no = change.insert(
        "plan",
        day=due.day,
        at=due.at,
        customer_no=draft.customer_no,
        purpose=due.words,
        **touch.origin(),
    )
    change.insert("plan_rep", plan_no=no, rep_no=touch.rep.no)
    if due.at is not None:
        from crm_cli.services.plan_turns import turn_by_time

        turn_by_time(desk, change, no)
    when = say_when(desk, due.day, due.at)
    notes.tell(_("Visit planned {number}: {when}").format(number=number("plan", no), when=when))


def _promised(desk: Desk, change: Change, touch: Touch, outcome: OutcomeRow, notes: Notes) -> None:
    due = desk.workdays().next_working(touch.day)
    promise = {
        "quote": _("send the quote"),
        "sample": _("send the samples"),
        "step": _("send the information"),
    }[outcome.effect]
    insert_step(desk, change, touch, Due(due, None, promise), notes)


def add_money(
    desk: Desk, change: Change, touch: Touch, kind: str, amount_minor: int | None, notes: Notes
) -> int:
    """Insert a money event that came from a touch; warn of a second one of that amount that day."""
    if touch.customer is None:
        raise UsageError(_("An order needs a customer."))
    warn_of_double(desk, kind, touch.customer.no, touch.day, amount_minor, notes)
    no = change.insert(
        "money",
        kind=kind,
        day=touch.day,
        customer_no=touch.customer.no,
        rep_no=touch.rep.no,
        amount_minor=amount_minor,
        currency=desk.currency,
        **touch.origin(),
    )
    from crm_cli.domain.money import format_amount

    amount = format_amount(amount_minor, desk.currency) if amount_minor is not None else ""
    notes.tell(
        _("{kind} {number}: {amount} {currency}").format(
            kind=words.capital(words.label("money_kind", kind)),
            number=number("money", no),
            amount=amount,
            currency=desk.currency,
        )
    )
    return no


def warn_of_double(
    desk: Desk, kind: str, customer_no: int, day: date, amount_minor: int | None, notes: Notes
) -> None:
    """Warn when the same amount is already on record for that customer and day."""
    if amount_minor is None:
        return
    found = desk.database.first(
        FIND_MONEY, kind=kind, customer_no=customer_no, day=day, amount_minor=amount_minor, limit=1
    )
    if found is not None:
        notes.warn(
            _("{number} is already {kind} of that amount on that day.").format(
                number=number("money", found.no), kind=words.label("money_kind", kind)
            )
        )


def mark_bad(
    desk: Desk, change: Change, touch: Touch, outcome: OutcomeRow, phone: PhoneRow, notes: Notes
) -> None:
    """Mark the number of a touch bad, and say which is the customer's next."""
    # One that is marked already stays bad since then, so that correcting this call takes back no other's mark.
    if phone.bad_at is None:
        change.update("phone", phone.no, bad_at=touch.at, bad_reason=outcome.code)
    notes.tell(_("{number} is marked bad.").format(number=phone.raw))
    _tell_next_number(desk, touch, phone, notes)


def _tell_next_number(desk: Desk, touch: Touch, phone: PhoneRow | None, notes: Notes) -> None:
    if touch.customer is None:
        return
    others = [
        one
        for one in desk.database.all(FIND_PHONES, customer_no=touch.customer.no)
        if one.bad_at is None and (phone is None or one.no != phone.no)
    ]
    if others:
        notes.tell(
            _("Next number: {number} {who}").format(number=others[0].raw, who=others[0].contact).rstrip()
        )


def _referred(
    desk: Desk, change: Change, touch: Touch, referred: str | None, phone: PhoneRow | None, notes: Notes
) -> None:
    if not referred or touch.customer is None:
        _tell_next_number(desk, touch, phone, notes)
        return
    from crm_cli.services.referrals import refer

    refer(desk, change, touch, touch.customer.no, referred, phone, notes)


def mark_do_not_call(
    desk: Desk,
    change: Change,
    touch: Touch,
    answers: Answers,
    phone: PhoneRow | None,
    notes: Notes,
    number_typed: str = "",
) -> None:
    """Mark the number of a touch do-not-call, and the whole customer where asked or without a number."""
    said: dict[str, Any] = {"call_no": touch.no, "reason": answers.reason or ""}
    marked = (phone.e164 or phone.raw) if phone else bans.number_key(desk, number_typed)
    if answers.whole_customer or not marked:
        if touch.customer is None:
            raise UsageError(_("There is neither a number nor a customer to mark."))
        if bans.standing_on(desk, customer_no=touch.customer.no) is None:
            bans.ban_customer(desk, change, touch.customer.no, **said)
        notes.tell(_("Do not call {customer} at any number.").format(customer=touch.customer.name))
    else:
        shown = phone.raw if phone else number_typed
        notes.tell(_("Do not call {number}, for ever.").format(number=shown))
    if marked and bans.standing_on(desk, e164=marked) is None:
        bans.insert_ban(desk, change, e164=marked, **said)
