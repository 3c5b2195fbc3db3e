"""`crm call in`: who calls, at once; then what came of the call."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, output, session, voice
from crm_cli.cli.calls import Callback, PlanAgreed, Recording, Talk, Transfer
from crm_cli.cli.glance_card import as_record
from crm_cli.cli.listing import title
from crm_cli.domain.codes import number as local_number
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import calls
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.glance_words import pairs
from crm_cli.services.glances import find_caller, glance
from crm_cli.services.naming import find_outcome
from crm_cli.services.party import Party
from crm_cli.services.receipts import Receipt
from crm_cli.services.touches import Extras

_SHORTEST = 7
"""Figures of a number that is put on file."""


def take(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help=N_("The caller's number, its last digits, or who it is."))
    ],
    outcome: Annotated[
        str | None,
        typer.Argument(
            metavar="OUTCOME", help=N_("What came of it; left out, the caller is only looked up.")
        ),
    ] = None,
    new: Annotated[
        str | None,
        typer.Option("--new", metavar="NAME", help=N_("The customer to add when the number is not on file.")),
    ] = None,
    at: options.At = None,
    talk: Talk = None,
    note: options.Note = "",
    grade: options.Grade = None,
    next_step: options.Next = None,
    callback: Callback = None,
    plan: PlanAgreed = None,
    amount: options.Amount = None,
    contact: options.Contact = None,
    wechat: options.Wechat = False,
    objection: options.Objections = None,
    reply: options.Replies = None,
    competitor: options.Competitors = None,
    heard: options.Heard = "",
    reason: options.Reason = "",
    transfer: Transfer = None,
    recording: Recording = None,
    keep: options.Keep = False,
    rep: options.Rep = None,
) -> None:
    """Look up who calls, and log the incoming call."""
    extras = Extras(
        grade, next_step, tuple(objection or ()), tuple(competitor or ()), wechat, keep, tuple(reply or ())
    )
    answers = Answers(callback=callback, plan=plan, amount=amount, reason=reason)
    typed = calls.Typed(
        number,
        outcome,
        rep,
        at,
        talk,
        note,
        heard,
        contact,
        incoming=True,
        transfer=transfer,
        recording=recording,
    )
    with session.desk() as desk:
        party = find_caller(desk, number)
        if party is not None:
            _show(desk, party, quietly=bool(outcome))
            typed = typed._replace(who=local_number("customer", party.customer.no), **_line(party))
        name = (
            new.strip()
            if new and party is None
            else _new_name(desk, number, outcome)
            if party is None
            else ""
        )
        if typed.outcome is None:
            typed = _asked_outcome(desk, typed)
        if typed.outcome is None and not (note or transfer or talk or extras != Extras()):
            _tell_how(party, number)
            return
        session.told(_log(desk, typed, extras, answers, name, number))


def _line(party: Party) -> dict[str, Any]:
    """Return what says exactly which number and person it is; a firm's main number names no person."""
    contact = {"contact": local_number("contact", party.contact.no)} if party.contact else {}
    return contact | ({"phone_no": party.phone.no} if party.phone else {})


def _show(desk: Desk, party: Party, *, quietly: bool) -> None:
    """Write who calls; where the call is logged in the same line, programs want only what was done."""
    found = glance(desk, party)
    style = session.style(desk.zone)
    if found.barred:
        voice.warn(
            _("{who} is marked do-not-call ({reason}).").format(
                who=party.phone.raw if party.phone else party.customer.name, reason=found.barred
            )
        )
    if style.format in {None, "table", "text", "md"}:
        told = pairs(desk, found)
        output.emit_one(dict(told), [output.Column(key, key) for key, _text in told], style)
    elif not quietly:
        shown = as_record(desk, found)
        output.emit_one(shown, [output.Column(key, title(key)) for key in shown], style)


def _new_name(desk: Desk, number: str, outcome: str | None) -> str:
    """Return what to call the customer of a number that is not on file; raise NotFoundError when nobody says."""
    hint = _('Add the customer and log the call: crm call in {number} OUTCOME --new "NAME"').format(
        number=number
    )
    sentence = _("{number} is not on file.").format(number=number)
    if desk.ask is None:
        raise NotFoundError(sentence, hint)
    voice.say(sentence)
    name = desk.ask(_("Who is it? The firm's name, or Enter to leave it:"), str)
    if not name:
        if outcome is None:
            raise typer.Exit(0)
        raise NotFoundError(sentence, hint)
    return name


def _asked_outcome(desk: Desk, typed: calls.Typed) -> calls.Typed:
    """Return what was typed with the outcome and the words, asked for where somebody can answer."""
    if desk.ask is None:
        return typed
    said = desk.ask(
        _("Outcome? Its code, name, initials or key; Enter to log nothing:"),
        lambda text: find_outcome(desk, "call", text),
    )
    if not said:
        return typed
    note = typed.note or desk.ask(_("What was said? Enter leaves it out:"), str) or ""
    return typed._replace(outcome=said, note=note)


def _tell_how(party: Party | None, number: str) -> None:
    who = local_number("customer", party.customer.no) if party else number
    voice.say(
        _("Nothing was logged. Log it with: crm call in {number} OUTCOME").format(number=who),
        quiet=bool(session.chosen("quiet")),
    )


def _log(
    desk: Desk, typed: calls.Typed, extras: Extras, answers: Answers, name: str, number: str
) -> list[Receipt]:
    """Log the call, together with a customer that is new; one change, one undo."""
    if not name:
        return [calls.log_call(desk, typed, extras, answers)]
    from crm_cli.domain.phones import digits
    from crm_cli.services.customers import add_customer
    from crm_cli.services.naming import is_phone_like

    if not is_phone_like(number) or len(digits(number)) < _SHORTEST:
        raise UsageError(
            _("{text} is no whole phone number.").format(text=number),
            _("Give the number with its area code."),
        )
    outcome = find_outcome(desk, "call", typed.outcome) if typed.outcome else None
    # Asked before the change: inside it everybody else would wait for the answers.
    extras, answers = calls.answered(desk, outcome, extras, answers, calls.moment_of(desk, typed))
    with desk.change():
        added = add_customer(desk, name, phones=[number])
        logged = calls.log_call(desk, typed._replace(who=added.number), extras, answers)
    return [added, logged]
