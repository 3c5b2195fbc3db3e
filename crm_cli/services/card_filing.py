"""What a business card says of a firm and of a person, put on file: empty fields are filled, others kept."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from crm_cli.domain.cards import Card
from crm_cli.domain.folding import fold
from crm_cli.domain.phones import Phone, digits
from crm_cli.i18n import gettext as _
from crm_cli.services.card_matching import Numbers, is_called, match_person
from crm_cli.services.contacts import insert_phones
from crm_cli.services.desk import Desk
from crm_cli.services.own_fields import fields, set_own_field
from crm_cli.services.receipts import Notes
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import FIND_PHONES
from crm_cli.storage.customers import CustomerBrief

_OFFICES = frozenset(
    {"info", "sales", "sale", "service", "services", "contact", "admin", "office", "mail", "hr", "enquiry", "enquiries", "inquiry", "marketing", "support", "kefu", "market"}
)  # fmt: skip
_FAX_FIELDS = frozenset({"fax", "传真", "传真号", "传真号码", "fax no", "fax number"})
_ADDRESS = ("address", "city", "district", "building", "floor", "unit")


class Firm(NamedTuple):
    """The customer of a card on file."""

    no: int
    name: str
    city: str
    changed: bool
    is_person: bool = False


class Person(NamedTuple):
    """The person of a card on file; no number where the card names nobody."""

    no: int | None
    name: str = ""
    changed: bool = False
    is_new: bool = False


def file_firm(
    desk: Desk,
    change: Change,
    card: Card,
    numbers: Numbers,
    customer: CustomerBrief | None,
    source: str,
    notes: Notes,
    *,
    update: bool,
) -> Firm:
    """Make the customer of a card inside an open change, or complete the one on file."""
    is_person = customer is None and not card.company
    values: dict[str, Any] = {field: getattr(card, field) for field in (*_ADDRESS, "website")}
    values["email"] = _office(card, is_person=is_person)
    if not card.person or is_person:
        values |= {"wechat": card.wechat, "qq": card.qq, "line": card.line, "whatsapp": card.whatsapp}
    said = _said_of_firm(desk, card, numbers, alone=is_person or not card.person)
    if customer is None:
        name = card.company or card.person
        values |= {"kind": "person" if is_person else "company", "source": source, "notes": "\n".join(said)}
        if desk.me is not None and desk.me.role == "rep":
            values["owner_no"] = desk.me.no
        no = change.insert("customer", name=name, **values)
        if is_person:
            notes.warn(_("No firm was found on it: {name} is taken as a person.").format(name=name))
        changed = True
    else:
        no, name = customer.no, customer.name
        changed = _complete(change, "customer", no, values, said, notes, update=update)
    if numbers.faxes and (field := _fax_field(desk)):
        held = (
            set_own_field(desk, change, "customer", no, field, "; ".join(numbers.faxes))
            if customer is None
            else False
        )
        changed |= held
    own = [phone for phone in numbers.phones if not phone.extension]
    if not card.person or is_person:
        own = [*numbers.mobiles, *numbers.phones]
    changed |= _number(desk, change, no, None, own, card.city, notes)
    return Firm(no, name, card.city, changed, is_person)


def file_person(
    desk: Desk, change: Change, card: Card, numbers: Numbers, firm: Firm, notes: Notes, *, update: bool
) -> Person:
    """Make the person of a card at a customer inside an open change, or complete the one on file."""
    if not card.person or firm.is_person:
        return Person(None)
    values: dict[str, Any] = {
        field: getattr(card, field) for field in ("title", "department", "wechat", "qq", "line", "whatsapp")
    }
    office = _office(card, is_person=False)
    own_mail = [email for email in card.emails if email != office]
    values["email"] = own_mail[0] if own_mail else ""
    said = [text for text in (card.person_also, *own_mail[1:], *card.left) if text]
    held = match_person(desk, firm.no, card, numbers)
    if held is None:
        no = change.insert("contact", customer_no=firm.no, name=card.person, notes="\n".join(said), **values)
        changed, name = True, card.person
    else:
        no, name = held.no, held.name
        changed = _complete(change, "contact", no, values, said, notes, update=update)
        if is_called(held.name, card.person):
            name = card.person
            changed |= change.update("contact", no, name=name)
    theirs = [*numbers.mobiles, *(phone for phone in numbers.phones if phone.extension)]
    changed |= _number(desk, change, firm.no, no, theirs, card.city, notes)
    return Person(no, name, changed, held is None)


def _complete(
    change: Change,
    table: str,
    no: int,
    values: dict[str, Any],
    said: Sequence[str],
    notes: Notes,
    *,
    update: bool,
) -> bool:
    """Fill what is empty on file; what differs stays and is told, or gives way to the card with `update`."""
    now = change.row(table, no)
    fresh: dict[str, Any] = {}
    # A new street with the old floor would be a place that is none.
    keeps_place = (
        table == "customer" and not update and any(now[field] for field in _ADDRESS[2:] if field in now)
    )
    for field, value in values.items():
        if not value or fold(str(now[field])) == fold(value):
            continue
        if (not now[field] and not (keeps_place and field in _ADDRESS[3:])) or (now[field] and update):
            fresh[field] = value
        elif now[field] and field in {
            "title",
            "department",
            "email",
            "address",
            "building",
            "unit",
            "wechat",
        }:
            notes.warn(
                _("The card says {value}; {held} is kept (--update takes the card's).").format(
                    value=value, held=now[field]
                )
            )
    added = [line for line in said if fold(line) not in fold(str(now["notes"]))]
    if added:
        fresh["notes"] = "\n".join(filter(None, (str(now["notes"]), *added)))
    return change.update(table, no, **fresh) if fresh else False


def _number(
    desk: Desk,
    change: Change,
    customer_no: int,
    contact_no: int | None,
    phones: Sequence[Phone],
    city: str,
    notes: Notes,
) -> bool:
    """Put numbers at a customer or its person that nobody there has; one of the firm's that is a person's becomes so."""
    held = desk.database.all(FIND_PHONES, customer_no=customer_no)
    known = {(one.e164 or digits(one.raw), one.extension): one for one in held}
    changed = False
    fresh: list[str] = []
    for phone in phones:
        one = known.get((phone.e164 or digits(phone.raw), phone.extension))
        if one is None:
            fresh.append(phone.raw)
        elif contact_no is not None and one.contact_no is None:
            changed |= change.update("phone", one.no, contact_no=contact_no)
        elif contact_no not in {None, one.contact_no}:
            notes.warn(
                _("{phone} is on file as a number of {name} and stays there.").format(
                    phone=one.raw, name=one.contact
                )
            )
    added = insert_phones(desk, change, customer_no, fresh, contact_no=contact_no, notes=notes, city=city)
    return changed or bool(added)


def _office(card: Card, *, is_person: bool) -> str:
    """Return the e-mail address that is the firm's: info@, sales@, or the only one of a card without a person."""
    if is_person or not card.person:
        return card.emails[0] if card.emails else ""
    return next((one for one in card.emails if one.partition("@")[0].lower() in _OFFICES), "")


def _said_of_firm(desk: Desk, card: Card, numbers: Numbers, *, alone: bool) -> list[str]:
    """Return the lines for a customer's notes: its other names, its fax, and of a card without a person the rest."""
    said = [card.company_also, card.address_also]
    if not _fax_field(desk):
        said += [_("Fax: {number}").format(number=fax) for fax in numbers.faxes]
    if alone:
        said += [card.title, card.department, card.person_also, *card.emails[1:], *card.left]
    return [line for line in said if line]


def _fax_field(desk: Desk) -> str:
    """Return the firm's own field for fax numbers, '' where it has none."""
    found = fields(desk, "customer", active=True)
    return next((one.name for one in found if fold(one.name) in _FAX_FIELDS and one.kind == "text"), "")
