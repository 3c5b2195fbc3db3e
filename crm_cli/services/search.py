"""Searching: the customers in which everything typed is found, with whom to ask for and where it was found."""

from datetime import datetime

from crm_cli.domain.cleaning import clean
from crm_cli.domain.folding import fold
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker, number_of
from crm_cli.storage.contacts import FIND_CONTACTS, FIND_PHONES, ContactRow, PhoneRow
from crm_cli.storage.customers import BRIEFS, CustomerBrief
from crm_cli.storage.search_find import Hit, find
from crm_cli.storage.search_reasons import Reason

_AROUND = 20


class SearchHit(Frozen):
    """A customer found. `contact` and `phone` are those found, else the first on file.

    `kind` is customer, contact, phone or note, `field` what of it, `matched` its text, cut around the hit.
    """

    no: int
    id: str
    name: str
    contact_no: int | None
    contact: str
    phone: str
    city: str
    owner_no: int | None
    owner: str
    grade: str
    last_touch_at: datetime | None
    kind: str
    field: str
    matched: str


def search(desk: Desk, text: str, *, limit: int = 50, mine: bool = False) -> list[SearchHit]:
    """Return the customers in which every word of `text` is found, best first; `mine`: of who types only.

    A local number (`c12`, `n3`) puts its customer first. Exact names come before names that begin so, these
    before everything else, notes last; among equals the last touched come first. Raises UsageError for no
    text, and for `mine` when who types is no rep.
    """
    from crm_cli.domain.search_words import read_words

    words = read_words(text, desk.firm.region, desk.firm.area_code)
    if not words:
        raise UsageError(_("Search for what?"), _("A name or part of it, pinyin, a phone, a word of a note."))
    owner_no = find_worker(desk, None).no if mine else None
    with desk.database.snapshot(), desk.database.reading() as connection:
        hits = find(connection, words, limit=limit, owner_no=owner_no)
        numbered = [one for one in _numbered(desk, text) if owner_no is None or one.owner_no == owner_no]
        found = _filled(desk, hits, [word.text for word in words])
    first = {one.no for one in numbered}
    return [*numbered, *(one for one in found if one.no not in first)][:limit]


def _numbered(desk: Desk, text: str) -> list[SearchHit]:
    """Return the customer that `text` is the local number of, or the customer of that contact."""
    contact_no = number_of("contact", text)
    contacts = desk.database.all(FIND_CONTACTS, no=contact_no) if contact_no is not None else []
    no = contacts[0].customer_no if contacts else number_of("customer", text)
    if no is None:
        return []
    if not contacts and desk.database.first(BRIEFS, no=no) is None:
        from crm_cli.services.other_names import merged_into

        into = merged_into(desk, no)
        no = into.no if into else no
    kind = "contact" if contacts else "customer"
    reason = Reason(kind, "no", contact_no or no, text.strip(), contact_no)
    return _filled(desk, [Hit(no, None, 0, reason)], [])


def _filled(desk: Desk, hits: list[Hit], texts: list[str]) -> list[SearchHit]:
    if not hits:
        return []
    numbers = [hit.customer_no for hit in hits]
    shown = [hit.reason.contact_no for hit in hits if hit.reason.contact_no is not None]
    customers = {row.no: row for row in desk.database.all(BRIEFS, numbers=numbers)}
    contacts = {row.no: row for row in desk.database.all(FIND_CONTACTS, numbers=shown)} if shown else {}
    phones: dict[int, list[PhoneRow]] = {}
    for phone in desk.database.all(FIND_PHONES, customer_numbers=numbers):
        phones.setdefault(phone.customer_no, []).append(phone)
    return [
        _hit(customers[hit.customer_no], contacts.get(hit.reason.contact_no or 0), phones, hit.reason, texts)
        for hit in hits
        if hit.customer_no in customers
    ]


def _hit(
    customer: CustomerBrief,
    contact: ContactRow | None,
    phones: dict[int, list[PhoneRow]],
    reason: Reason,
    texts: list[str],
) -> SearchHit:
    matched = clean(snippet(reason.text, texts) if reason.kind == "note" else reason.text)
    return SearchHit(
        customer.no, customer.id, customer.name, contact.no if contact else None, contact.name if contact else "",
        _phone(contact, phones.get(customer.no, []), reason), customer.city, customer.owner_no, customer.owner,
        customer.grade, customer.last_touch_at, reason.kind, reason.field, matched,
    )  # fmt: skip


def _phone(contact: ContactRow | None, phones: list[PhoneRow], reason: Reason) -> str:
    """Return the number found, else one that works: of who was found, else of anyone there."""
    if reason.kind == "phone":
        return reason.text
    of_person = contact.no if contact is not None and reason.kind == "contact" else None
    best = min(
        phones,
        key=lambda one: (one.bad_at is not None, of_person is not None and one.contact_no != of_person),
        default=None,
    )
    return best.raw if best else ""


def snippet(note: str, texts: list[str]) -> str:
    """Return the line of a note that holds one of the folded texts, cut around it, `..` where cut."""
    for line in note.splitlines():
        folded = fold(line)
        text = next((text for text in texts if text in folded), None)
        if text is None:
            continue
        # Folding may lengthen or shorten a line; the margin takes that up.
        slack = abs(len(line) - len(folded)) + _AROUND
        at = folded.index(text)
        start, end = max(0, at - slack), at + len(text) + slack
        return (".." if start else "") + line[start:end].strip() + (".." if end < len(line) else "")
    return " ".join(note.split())[: 3 * _AROUND]
