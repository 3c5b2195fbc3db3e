"""A call log from a file."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any

from crm_cli.domain.phones import Phone, digits
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.ban_reasons import number_hash
from crm_cli.services.importing import persons, touches
from crm_cli.services.importing.call_lists import CallLists
from crm_cli.services.importing.cells import Cells, phones_in
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.services.importing.orders import read_order, write_orders
from crm_cli.services.importing.outcome_words import Outcomes
from crm_cli.services.importing.talk import TalkTimes
from crm_cli.services.importing.touches import Log
from crm_cli.storage.contacts import FIND_PHONES, PhoneRow
from crm_cli.storage.imports import CALL_KEYS


def take(intake: Intake, rows: Iterable[SourceRow]) -> None:
    """Take in calls: numbers found bad and do-not-call are marked, an order is one where its amount is said."""
    outcomes, talks, lists = Outcomes(intake, "call"), TalkTimes(intake), CallLists(intake)
    logs = touches.collect(intake, rows, lambda _intake, cells: _read(intake, cells, outcomes, talks, lists))
    talks.doubt()
    lists.tell()
    intake.ledger.unknown, intake.ledger.taken = outcomes.unknown(), outcomes.taken()
    if not logs:
        return
    on_file = intake.desk.database.all(CALL_KEYS, **touches.days(logs))
    keys = [(one.id, _key(one.at, one.rep_no, one.direction, one.customer_no, one.number)) for one in on_file]
    new = touches.fresh(intake, logs, keys)
    contacts = persons.people(intake, new)
    phones = _phones(intake, new)
    calls = [
        {
            **log.values,
            "contact_no": contact.no if contact else _who_answered(log, phone),
            "phone_no": phone.no if phone else None,
            "number": log.values["number"] or (phone.raw if phone else ""),
        }
        for log, contact, phone in zip(new, contacts, phones, strict=True)
    ]
    numbers = touches.insert(intake, "call", calls)
    touches.bring(intake, "call", new, numbers, contacts)
    write_orders(intake, "call", new, numbers)
    _mark(intake, new, numbers, phones)


def _key(
    at: datetime, rep_no: int, direction: str, customer_no: int | None, number: str
) -> tuple[Hashable, ...]:
    # What may be corrected later (outcome, grade, words) does not make it another call.
    return ("call", at, rep_no, direction, customer_no or digits(number))


def _read(intake: Intake, cells: Cells, outcomes: Outcomes, talks: TalkTimes, lists: CallLists) -> Log:
    at = touches.moment(intake, cells, "time", whole="at")
    rep = cells.attempt(intake.reps.worker, cells.text("rep"))
    numeral = cells.text("number")
    outcome = cells.attempt(lambda text: outcomes.find(text, at), cells.text("outcome"))
    customer = touches.customer(intake, cells, rep, numeral)
    taker = cells.attempt(intake.reps.find, handed) if (handed := cells.text("transferred_to")) else None
    cells.refuse()
    if rep is None or (customer is None and not numeral):
        raise UsageError(_("There is neither a customer nor a number."))
    direction = cells.code("direction", "direction", "out")
    reached = bool(outcome and outcome.reached)
    grade, talk_seconds = cells.grade("grade"), talks.read(cells, reached=reached)
    wechat = cells.yes("wechat_added")
    following, callback, plan = touches.promised(intake, cells, at, outcome.effect if outcome else "")
    order = read_order(cells, customer, outcome)
    objections, replies = touches.objected(cells)
    values: dict[str, Any] = {
        **cells.identity(),
        "at": at,
        "direction": direction,
        "customer_no": customer.no if customer else None,
        "number": numeral,
        "rep_no": rep.no,
        "outcome_no": outcome.no if outcome else None,
        "talk_seconds": talk_seconds,
        "grade": grade,
        "note": cells.note("note"),
        "wechat_added": wechat,
        "heard": cells.words("heard"),
        "call_list_no": lists.find(cells.text("call_list")),
        "transferred_to_no": taker.no if taker and taker.no != rep.no else None,
    }
    return Log(
        cells.line,
        at,
        intake.desk.wall(at).date(),
        rep,
        customer,
        cells.text("contact"),
        outcome,
        reached,
        values,
        _key(at, rep.no, direction, customer.no if customer else None, numeral),
        cells.record_id(),
        following,
        callback,
        plan,
        objections,
        tuple(cells.listed("competitor")),
        wechat,
        order,
        replies,
    )


def _who_answered(log: Log, phone: PhoneRow | None) -> int | None:
    """Return whose number it was, where the log says the number and that somebody answered."""
    return phone.contact_no if phone and log.reached and log.values["number"] else None


def _phones(intake: Intake, logs: Sequence[Log]) -> list[PhoneRow | None]:
    """Return the number on file that each call was with; None where it is not on file, or not said and one of several."""
    found: list[PhoneRow | None] = []
    known: dict[int, list[PhoneRow]] = {}
    for log in logs:
        numeral = str(log.values["number"])
        if log.customer is None:
            found.append(None)
            continue
        no = log.customer.no
        if no not in known:
            known[no] = intake.desk.database.all(FIND_PHONES, customer_no=no)
        if not numeral:
            # Who has one number was called on it.
            found.append(known[no][0] if len(known[no]) == 1 else None)
            continue
        said = phones_in(intake.desk, numeral, log.customer.city)
        found.append(next((one for one in known[no] if said and _rings(one, said[0])), None))
    return found


def _rings(on_file: PhoneRow, said: Phone) -> bool:
    if on_file.extension and said.extension and on_file.extension != said.extension:
        return False
    if on_file.e164 or said.e164:
        return on_file.e164 == said.e164
    return on_file.reversed == said.reversed


def _mark(
    intake: Intake, logs: Sequence[Log], numbers: Sequence[int], phones: Sequence[PhoneRow | None]
) -> None:
    """Mark the numbers that turned out bad or that must not be called again."""
    for log, no, phone in zip(logs, numbers, phones, strict=True):
        if log.outcome is None:
            continue
        if log.outcome.effect == "bad_number" and phone is not None:
            if intake.change.row("phone", phone.no)["bad_at"] is None:
                intake.change.update("phone", phone.no, bad_at=log.at, bad_reason=log.outcome.code)
        elif log.outcome.effect == "do_not_call":
            _ban(intake, log, no, phone)


def _ban(intake: Intake, log: Log, call_no: int, phone: PhoneRow | None) -> None:
    said = phones_in(intake.desk, str(log.values["number"]))
    e164 = (phone.e164 or phone.raw) if phone else (said[0].e164 or said[0].raw) if said else None
    reason = str(log.values["note"])
    if e164 is not None:
        if not intake.bans.bars(e164):
            marks = {"e164": e164, "number_hash": number_hash(intake.desk, e164)}
            intake.change.insert("do_not_call", **marks, call_no=call_no, reason=reason)
            intake.bans.add(e164)
    elif log.customer is not None and log.customer.no not in intake.bans.customers:
        intake.change.insert("do_not_call", customer_no=log.customer.no, call_no=call_no, reason=reason)
        intake.bans.customers.add(log.customer.no)
