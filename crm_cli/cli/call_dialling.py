"""`crm call dial`: one number with the machine's dial command, if it may be called."""

from typing import Annotated, Any

import typer

from crm_cli import clock
from crm_cli.cli import options, output, session, voice
from crm_cli.cli.listing import title
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import AmbiguousError, CrmError, NotFoundError, RefusedError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import queue
from crm_cli.services.desk import Desk
from crm_cli.services.dialling import Dialled, dial, dialable_number
from crm_cli.services.naming import find_party, find_worker, is_phone_like
from crm_cli.services.party import Party
from crm_cli.services.queue_dialling import begin_dialling
from crm_cli.services.queue_gate import Barred, may_dial
from crm_cli.services.queue_words import moment
from crm_cli.storage.call_leases import FIND_LEASES
from crm_cli.storage.contacts import FIND_PHONES, PhoneRow


class Target(Frozen):
    """A number to dial; `phone` is None where it is not on file."""

    number: str
    customer: str = ""
    customer_no: int | None = None
    phone: PhoneRow | None = None
    hours_waived: bool = False


def dial_one(
    who: Annotated[
        str | None,
        typer.Argument(
            metavar="WHO", help=N_("A number, its last digits, c12, n3; the one on the screen when left out.")
        ),
    ] = None,
    ignore_hours: Annotated[
        bool, typer.Option("--ignore-hours", help=N_("Dial outside the calling hours too."))
    ] = False,
    rep: options.Rep = None,
) -> None:
    """Dial one number with the machine's dial command, unless it is barred."""
    with session.desk() as desk:
        target = _named(desk, who) if who else _on_screen(desk, rep)
        barred = _barred(desk, target, waived=ignore_hours or target.hours_waived)
        if barred is not None:
            raise _refused(target.number, barred.reason, hours=barred.kind == "hours")
        if (other := _on_another_screen(desk, target, rep)) is not None:
            raise _refused(target.number, other)
        done = dial(target.number, desk.firm.region, desk.firm.area_code)
        own = find_worker(desk, rep) if rep else desk.me
        if target.phone is not None and own is not None and not done.problem:
            begin_dialling(desk, own.no, target.phone.no, again=True)
    _tell(target, done)
    if done.problem:
        raise CrmError(done.problem, _("Dial it by hand: {number}").format(number=target.number))


def _barred(desk: Desk, target: Target, *, waived: bool) -> Barred | None:
    if target.phone is not None:
        return queue.may_call(desk, target.customer_no, target.phone, waived=waived or None)
    # Whose number it is nobody knows, but it may be marked do-not-call all the same.
    figures, _national, _extension = dialable_number(target.number, desk.firm.region, desk.firm.area_code)
    return may_dial(desk, figures, waived=waived)


def _on_another_screen(desk: Desk, target: Target, rep: str | None) -> str | None:
    """Return who has the customer on the screen and may be talking to them, None where nobody has."""
    if target.customer_no is None:
        return None
    own = find_worker(desk, rep) if rep else desk.me
    of: dict[str, Any] = {"customer_no": target.customer_no, "now": clock.now()}
    lease = desk.database.first(FIND_LEASES, others_than=own.no if own else 0, **of)
    if lease is None:
        return None
    until = moment(desk, lease.lease_until)
    return _("held by {rep} until {when}").format(rep=lease.rep, when=until)


def _refused(numeral: str, reason: str, *, hours: bool = False) -> RefusedError:
    return RefusedError(
        _("{number} is not dialled: {reason}.").format(number=numeral, reason=reason),
        _("Outside the hours with: --ignore-hours") if hours else "",
    )


def _on_screen(desk: Desk, rep: str | None) -> Target:
    offer = queue.held(desk, find_worker(desk, rep).no)
    if offer is None:
        raise NotFoundError(_("No number is on the screen."), _("Take the next one with: crm call next"))
    phone = desk.database.first(FIND_PHONES, no=offer.phone_no)
    return Target(offer.number, offer.customer, offer.customer_no, phone, offer.hours_waived)


def _named(desk: Desk, text: str) -> Target:
    try:
        party = find_party(desk, text)
    except AmbiguousError:
        raise
    except NotFoundError:
        if not is_phone_like(text):
            raise
        return Target(text)
    phone = party.phone or _best(desk, party)
    if phone is None:
        raise NotFoundError(
            _("No good number of {customer} is on file.").format(customer=party.customer.name)
        )
    return Target(phone.raw, party.customer.name, party.customer.no, phone)


def _best(desk: Desk, party: Party) -> PhoneRow | None:
    phones = [
        one for one in desk.database.all(FIND_PHONES, customer_no=party.customer.no) if one.bad_at is None
    ]
    own = [one for one in phones if party.contact is not None and one.contact_no == party.contact.no]
    return next(iter(own or phones), None)


def _tell(target: Target, done: Dialled) -> None:
    if session.chosen("format"):
        told = {
            "number": done.number,
            "extension": done.extension or None,
            "customer": target.customer or None,
            "customer_no": number("customer", target.customer_no),
            "dialled": not done.problem,
        }
        output.emit_one(told, [output.Column(key, title(key)) for key in told], session.style())
        return
    if done.problem:
        return
    who = " ".join(filter(None, (target.customer, done.number)))
    voice.tell(_("Dialling {who}. That cannot be undone.").format(who=who))
    if done.extension:
        voice.tell(_("Ask for extension {extension}.").format(extension=done.extension))
    if target.customer_no is not None:
        voice.say(
            _("Log it with: crm call log {number} OUTCOME").format(
                number=number("customer", target.customer_no)
            ),
            quiet=bool(session.chosen("quiet")),
        )
