"""Contacts and their phones, and do-not-call marks."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli import clock
from crm_cli.domain.codes import CONTACT_ROLES, number
from crm_cli.errors import NotFoundError, RefusedError, UsageError, in_use_as
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import (
    find_any_contact,
    find_contact,
    find_customer,
    phones_by_tail,
)
from crm_cli.services.reading import read_code, read_day, read_instant
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import contacts as rows
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import ContactRow, PhoneRow

TEXT_FIELDS = (
    "title", "department", "email", "wechat", "line", "whatsapp", "qq", "home_town", "school", "hobbies",
    "consent_how", "consent_from", "notes",
)  # fmt: skip


def add_contact(
    desk: Desk,
    name: str,
    customer: str,
    *,
    phones: Sequence[str] = (),
    role: str | None = None,
    reports_to: str | None = None,
    birthday: str | None = None,
    own_fields: Mapping[str, str] | None = None,
    **fields: str | None,
) -> Receipt:
    """Add a person at a customer with phones as typed; a phone that cannot be read is kept and named."""
    firm = find_customer(desk, customer)
    values = read_contact(desk, firm.no, role=role, reports_to=reports_to, birthday=birthday, **fields)
    notes = Notes()
    if phones:
        from crm_cli.services.customers import warn_of_numbers

        warn_of_numbers(desk, phones, notes, firm.no)
    with desk.change() as change:
        no = insert_contact(desk, change, firm.no, name, phones=phones, told=notes, **values)
        set_own_fields(desk, change, "contact", no, own_fields)
    notes.lines.insert(
        0,
        _("{number} {name} added at {customer}.").format(
            number=number("contact", no), name=name, customer=firm.name
        ),
    )
    return notes.receipt("contact", no)


def insert_contact(
    desk: Desk,
    change: Change,
    customer_no: int,
    name: str,
    *,
    phones: Sequence[str] = (),
    told: Notes | None = None,
    **values: object,
) -> int:
    """Insert a contact and its phones inside an open change; return its number.

    What is wrong with a phone is warned of in `told`; the notes of the contact itself are among `values`.
    """
    if not name.strip():
        raise UsageError(_("A name is needed."))
    no = change.insert("contact", customer_no=customer_no, name=name.strip(), **values)
    insert_phones(desk, change, customer_no, phones, contact_no=no, notes=told)
    return no


def insert_phones(
    desk: Desk,
    change: Change,
    customer_no: int,
    texts: Sequence[str],
    *,
    contact_no: int | None = None,
    notes: Notes | None = None,
    city: str = "",
) -> list[int]:
    """Insert the numbers in `texts` (several to a text); warn of those that cannot be read or are known."""
    if not texts:
        return []
    from crm_cli.domain.phones import area_code_of, parse_phone, split_phones

    known = desk.database.all(rows.FIND_PHONES, customer_no=customer_no)
    held = {(phone.e164 or phone.raw, phone.extension, phone.contact_no) for phone in known}
    fresh: list[dict[str, object]] = []
    for text in texts:
        pieces = split_phones(text)
        if text.strip() and not pieces and notes is not None:
            notes.warn(_("{text} has no phone number in it and is not kept.").format(text=text.strip()))
        for piece in pieces:
            phone = parse_phone(piece, desk.firm.region, area_code_of(city) or desk.firm.area_code)
            if not phone.raw or (phone.e164 or phone.raw, phone.extension, contact_no) in held:
                continue
            held.add((phone.e164 or phone.raw, phone.extension, contact_no))
            fresh.append(
                {
                    "customer_no": customer_no,
                    "contact_no": contact_no,
                    **phone._asdict(),
                    "position": len(known) + len(fresh),
                }
            )
            if phone.e164 is None and notes is not None:
                notes.warn(
                    _("{phone} is kept, but it is not a phone number as far as I can tell.").format(
                        phone=phone.raw
                    )
                )
                from crm_cli.services.local_numbers import advice_for

                if advice := advice_for(desk, phone):
                    notes.warn(advice)
    return change.insert_many("phone", fresh)


def set_own_fields(desk: Desk, change: Change, noun: str, no: int, values: Mapping[str, str] | None) -> bool:
    """Set the own fields of a customer or contact inside an open change; say whether any changed."""
    if not values:
        return False
    from crm_cli.services.own_fields import set_own_field

    changed = [set_own_field(desk, change, noun, no, field, text) for field, text in values.items()]
    return any(changed)


def read_contact(
    desk: Desk,
    customer_no: int,
    *,
    role: str | None = None,
    reports_to: str | None = None,
    birthday: str | None = None,
    consent_at: str | None = None,
    **fields: str | None,
) -> dict[str, object]:
    """Return the columns that typed fields of a contact mean; None is not said, '' empties.

    Consent to e-mail is of now when nobody says of when (PRODUCT section 3: when, how, from whom).
    """
    values: dict[str, object] = {name: text for name, text in fields.items() if text is not None}
    if consent_at is not None or fields.get("consent_how") is not None:
        withdrawn = consent_at == "" or (consent_at is None and not fields.get("consent_how"))
        values["consent_at"] = None if withdrawn else read_instant(desk, consent_at)
    if role is not None:
        values["role"] = read_code("role", role, only=CONTACT_ROLES) if role else ""
    if reports_to is not None:
        values["reports_to_no"] = find_contact(desk, customer_no, reports_to).no if reports_to else None
    if birthday is not None:
        values["birthday"] = read_day(desk, birthday) if birthday else None
    return values


def edit_contact(
    desk: Desk,
    contact: str,
    *,
    name: str | None = None,
    phones: Sequence[str] = (),
    customer: str | None = None,
    wechat_added: bool | None = None,
    left: str | None = None,
    own_fields: Mapping[str, str] | None = None,
    **typed: str | None,
) -> Receipt:
    """Change a contact; `phones` are added, `left` is the day the person left the firm.

    One who moves to another `customer` takes along the phones on file, and reports to nobody there yet.
    """
    row = find_any_contact(desk, contact)
    at = find_customer(desk, customer).no if customer is not None else row.customer_no
    values = read_contact(desk, at, **typed)
    if values.get("reports_to_no") == row.no:
        raise RefusedError(_("{name} cannot report to themselves.").format(name=row.name))
    if name is not None:
        if not name.strip():
            raise UsageError(_("A name is needed."))
        values["name"] = name.strip()
    if at != row.customer_no:
        values = {"reports_to_no": None, **values, "customer_no": at}
    if wechat_added is not None:
        values["wechat_added"] = wechat_added
    if left is not None:
        values["left_on"] = read_day(desk, left) if left else None
    notes = Notes()
    with desk.change() as change:
        changed = change.update("contact", row.no, expect=row.version, **values)
        if at != row.customer_no:
            _move_phones(desk, change, row.no, at)
        changed |= bool(insert_phones(desk, change, at, phones, contact_no=row.no, notes=notes))
        changed |= set_own_fields(desk, change, "contact", row.no, own_fields)
    told = _("{number} {name} changed.") if changed else _("{number} {name} is already so.")
    notes.lines.insert(0, told.format(number=number("contact", row.no), name=values.get("name", row.name)))
    return notes.receipt("contact", row.no, row.id)


def remove_contact(desk: Desk, contact: str) -> Receipt:
    """Remove a person nobody has talked to; one with touches is refused (`--left` instead)."""
    row = find_any_contact(desk, contact)
    notes = Notes()
    with (
        in_use_as(
            _("{name} has a history; removing it would change old reports.").format(name=row.name),
            _("Say instead that they left: crm contact edit {number} --left today").format(
                number=number("contact", row.no)
            ),
        ),
        desk.change() as change,
    ):
        from crm_cli.services.around import let_go_of
        from crm_cli.storage.own_fields import OWN_VALUES

        delete_phones(desk, change, desk.database.all(rows.FIND_PHONES, contact_no=row.no))
        for value in desk.database.all(OWN_VALUES, contact_no=row.no):
            change.delete("field_value", value.no)
        let_go_of(desk, change, "contact", row.no)
        change.delete("contact", row.no)
    notes.tell(_("{name} removed.").format(name=row.name))
    return notes.receipt("contact", row.no, row.id)


def contacts(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[ContactRow]:
    """Return the people that pass the filters."""
    return desk.database.all(rows.FIND_CONTACTS, sort=sort, descending=descending, **filters)


def phones(desk: Desk, **filters: Any) -> list[PhoneRow]:
    """Return the numbers that pass the filters, a customer's own before its people's."""
    return desk.database.all(rows.FIND_PHONES, **filters)


def phone_at(desk: Desk, customer_no: int, tail: str) -> PhoneRow:
    """Return the one number of a customer that ends so; raise NotFoundError when there is not one."""
    found = [one for one in phones_by_tail(desk, tail) if one.customer_no == customer_no]
    if len(found) != 1:
        raise NotFoundError(_("That customer has no one phone that ends in {tail}.").format(tail=tail))
    return found[0]


def mark_phone(desk: Desk, change: Change, customer_no: int, tail: str, *, bad: bool) -> str:
    """Mark a number bad, or good again, inside an open change; return what to say of it."""
    phone = phone_at(desk, customer_no, tail)
    change.update("phone", phone.no, bad_at=clock.now() if bad else None, bad_reason="")
    return (_("{number} is marked bad.") if bad else _("{number} is good again.")).format(number=phone.raw)


def remove_phone(desk: Desk, change: Change, customer_no: int, tail: str) -> str:
    """Remove a number of a customer inside an open change; return what to say of it."""
    phone = phone_at(desk, customer_no, tail)
    delete_phones(desk, change, [phone])
    return _("{name} removed.").format(name=phone.raw)


def delete_phones(desk: Desk, change: Change, phones: Sequence[PhoneRow]) -> None:
    """Delete numbers, and their places on call lists, inside an open change."""
    from crm_cli.services.list_parts import let_go_of_phones

    let_go_of_phones(desk, change, [phone.no for phone in phones])
    for phone in phones:
        change.delete("phone", phone.no)


def _move_phones(desk: Desk, change: Change, contact_no: int, customer_no: int) -> None:
    from crm_cli.services.list_parts import move_with

    phones = [phone.no for phone in desk.database.all(rows.FIND_PHONES, contact_no=contact_no)]
    for no in phones:
        change.update("phone", no, customer_no=customer_no)
    move_with(desk, change, phones, customer_no)
