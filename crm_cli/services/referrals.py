"""Whom a call was referred to: a new person with a number or an extension, next to be called on the same list."""

import re

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.i18n import gettext as _
from crm_cli.services.contacts import insert_contact, insert_phones
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes
from crm_cli.services.touches import Touch
from crm_cli.storage.calls import LISTS_OF_NUMBER
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import FIND_CONTACTS, FIND_PHONES, PhoneRow

_LONGEST_EXTENSION = 5


def refer(
    desk: Desk,
    change: Change,
    touch: Touch,
    customer_no: int,
    text: str,
    phone: PhoneRow | None,
    notes: Notes,
) -> None:
    """Put down whom the customer referred us to (`李经理 801`, `Li 138 0013 8000`), and where to call next.

    A few figures are an extension of the number that was called. Somebody of that name at the customer gets
    the number, instead of being there twice. On a call from a list the number is the customer's next there.
    """
    name, numeral = name_and_number(text)
    given = [_whole(numeral, phone)] if numeral else []
    known = desk.database.first(
        FIND_CONTACTS, customer_no=customer_no, name_key=fold(name), here=True, limit=1
    )
    if known is not None:
        contact_no = known.no
        fresh = insert_phones(desk, change, customer_no, given, contact_no=contact_no, notes=notes)
        notes.tell(
            _("Ask for {number} {name}.").format(number=number("contact", contact_no), name=known.name)
        )
    else:
        contact_no = insert_contact(desk, change, customer_no, name, phones=given, told=notes)
        notes.tell(_("New contact {number} {name}").format(number=number("contact", contact_no), name=name))
        fresh = [one.no for one in desk.database.all(FIND_PHONES, contact_no=contact_no)]
    if touch.call_list_no is not None and phone is not None:
        for phone_no in fresh:
            _list_next(desk, change, touch.call_list_no, phone.no, contact_no, phone_no, notes)


def name_and_number(text: str) -> tuple[str, str]:
    """Return the name and the number or extension in `text`; who gives a number alone is called by it."""
    found = re.fullmatch(
        r"\s*(.*?)[\s,，]*((?:转|轉|分机|分機|ext\.?|x)?\s*[\d０-９+#*() -]*(?:转|轉|分机|分機|ext\.?|x)?\s*[\d０-９]+)?\s*",
        text,
    )
    name, numeral = (found[1], (found[2] or "").strip()) if found else (text, "")
    return name.strip() or text.strip(), numeral


def _whole(numeral: str, phone: PhoneRow | None) -> str:
    """Return a number as it is kept: a few figures are an extension of the number that was called."""
    figures = re.sub(r"\D", "", numeral)
    if len(figures) > _LONGEST_EXTENSION or phone is None:
        return numeral
    return f"{phone.e164 if phone.extension and phone.e164 else phone.raw} 转 {figures}"


def _list_next(
    desk: Desk, change: Change, call_list_no: int, after_no: int, contact_no: int, phone_no: int, notes: Notes
) -> None:
    """Put a number on a list right behind the one that was called, with the same rep."""
    place = next(iter(desk.database.all(LISTS_OF_NUMBER, phone_no=after_no, call_list_no=call_list_no)), None)
    if place is None:
        return
    # With the place of the one before it, and a greater number, it comes before the customer's others.
    change.insert(
        "list_number",
        call_list_no=call_list_no,
        customer_no=change.row("phone", phone_no)["customer_no"],
        contact_no=contact_no,
        phone_no=phone_no,
        position=place.position,
        rep_no=place.rep_no,
    )
    notes.tell(_("It is the next number on {name}.").format(name=place.call_list))
