"""Contacts and customers on their way into a phone: records as vCards, with what other tables hold of them."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from crm_cli.domain.card_numbers import Home
from crm_cli.exchange.export_nouns import PAGE
from crm_cli.exchange.vcard_text import Person, vcard_text
from crm_cli.services import contacts
from crm_cli.services.desk import Desk
from crm_cli.storage.customers import FIND_CUSTOMERS

NOUNS = ("contacts", "customers")
"""What can be written as vCards."""
_PLAIN = (
    "title",
    "department",
    "email",
    "wechat",
    "qq",
    "line",
    "whatsapp",
    "notes",
    "website",
    "address",
    "city",
)
_NAMED = frozenset({"website", "address", "city"})


def write_vcards(desk: Desk, noun: str, stream: BinaryIO, found: Iterable[dict[str, Any]]) -> None:
    """Write the records of a noun of NOUNS, as they are exported, to a stream."""
    home = Home(desk.firm.region, desk.firm.area_code)
    source = iter(found)
    while page := list(islice(source, PAGE)):
        make = _people if noun == "contacts" else _firms
        stream.write("".join(vcard_text(one, home) for one in make(desk, page)).encode())


def _people(desk: Desk, page: list[dict[str, Any]]) -> Iterator[Person]:
    numbers = [_digits(one["no"]) for one in page]
    phones = _phones(desk, "contact_no", contact_numbers=numbers)
    at = sorted({_digits(one["customer_no"]) for one in page})
    firms = {row.no: row for row in desk.database.all(FIND_CUSTOMERS, numbers=at)}
    for no, one in zip(numbers, page, strict=True):
        firm = firms[_digits(one["customer_no"])]
        said = {**one, **{field: getattr(firm, field) for field in _NAMED}}
        yield _card(said, one["name"], "" if firm.kind == "person" else firm.name, phones.get(no, []))


def _firms(desk: Desk, page: list[dict[str, Any]]) -> Iterator[Person]:
    numbers = [_digits(one["no"]) for one in page]
    phones = _phones(desk, "customer_no", customer_numbers=numbers)
    for no, one in zip(numbers, page, strict=True):
        name, is_person = str(one["name"]), one["kind"] == "person"
        yield _card(one, name if is_person else "", "" if is_person else name, phones.get(no, []))


def _card(said: dict[str, Any], person: str, company: str, phones: list[tuple[str, str]]) -> Person:
    plain = {field: str(said.get(field) or "") for field in _PLAIN}
    born = said.get("birthday")
    return Person(
        uid=f"urn:uuid:{said['id']}",
        person=person,
        company=company,
        phones=phones,
        birthday=born if isinstance(born, date) else None,
        tags=said.get("tags") or (),
        **plain,
    )


def _phones(desk: Desk, key: str, **filters: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Return the numbers of some contacts, or those of customers that are nobody's own, each with its label."""
    found: dict[int, list[tuple[str, str]]] = {}
    for row in contacts.phones(desk, **filters):
        if key == "contact_no" or row.contact_no is None:
            found.setdefault(getattr(row, key), []).append((row.raw, row.label))
    return found


def _digits(number: object) -> int:
    return int("".join(filter(str.isdecimal, str(number))))
