"""People of an address book as rows of a list of customers or of contacts, in the columns of our own exports."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import NamedTuple

from crm_cli.domain.cards import Card
from crm_cli.domain.folding import fold
from crm_cli.domain.phones import parse_phone
from crm_cli.domain.titles import TITLES
from crm_cli.exchange.grid import LOT, Grid, Row
from crm_cli.exchange.rows import Rows
from crm_cli.exchange.table import Table
from crm_cli.i18n import gettext as _

NOUNS = ("customers", "contacts")
"""What an address book holds people for."""
_LONGEST_LABEL = 20
_OF_FIRM = ("website", "address", "city", "district", "building", "floor", "unit")
_OF_PERSON = ("title", "department", "wechat", "qq", "line", "whatsapp")
COLUMNS = {
    "customers": (
        "name", "kind", "contact_name", *(f"contact_{field}" for field in _OF_PERSON), "contact_phone", "contact_email",
        "contact_birthday", "contact_notes", "phone", "email", "wechat", "qq", "line", "whatsapp", *_OF_FIRM, "tags", "owner", "created_at",
        "notes",
    ),
    "contacts": ("id", "name", "customer", *_OF_PERSON, "phone", "email", "birthday", "notes"),
}  # fmt: skip


class Entry(NamedTuple):
    """One person of an address book, from line `line` of its file.

    `labels` says what the book calls a number or an address of mail, `private` which of them are of nobody's firm;
    `birthday` is an ISO day, or what was said where no year is known. `mapped` are the cells that --map named, `id` the
    global id of a card that we wrote ourselves.
    """

    line: int
    card: Card
    labels: Mapping[str, str] = {}
    private: AbstractSet[str] = frozenset()
    birthday: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    owner: str = ""
    created_at: str = ""
    mapped: tuple[str, ...] = ()
    problem: str = ""
    id: str = ""


def table_of(
    noun: str, entries: Iterable[Entry], grid: Grid, encoding: str, expected: int, mapped: Sequence[str] = ()
) -> Table:
    """Return the rows of a book for `noun`, one of NOUNS; `mapped` are the headers of the cells of that name."""
    header = [*COLUMNS[noun], *mapped]
    rows = Rows(len(header), _lots(noun, iter(entries)), expected)
    return Table(header, rows, encoding, grid.delimiter, grid.sheet, grid)


def _lots(noun: str, entries: Iterator[Entry]) -> Iterator[list[Row]]:
    said: dict[str, dict[str, str]] = {}
    while lot := list(islice(entries, LOT)):
        yield [_row(noun, entry, said) for entry in lot]


def _row(noun: str, entry: Entry, said: dict[str, dict[str, str]]) -> Row:
    cells = _as_customer(entry, said) if noun == "customers" else _as_contact(entry)
    told = [cells.get(field, "") for field in COLUMNS[noun]]
    return Row(entry.line, [*told, *entry.mapped], entry.problem)


def _as_contact(entry: Entry) -> dict[str, str]:
    card = entry.card
    more = [
        *_spare_mail(entry, 1),
        *_titled(card, ("person_also", "website", "address", "address_also", "faxes")),
    ]
    return {
        **{field: getattr(card, field) for field in _OF_PERSON},
        "id": entry.id,
        "name": card.person,
        "customer": card.company,
        "phone": _numbers(entry, (*card.mobiles, *card.phones)),
        "email": next(iter(card.emails), ""),
        **_birthday(entry, "birthday", more),
        "notes": _notes(entry, more),
    }  # fmt: skip


def _as_customer(entry: Entry, said: dict[str, dict[str, str]]) -> dict[str, str]:
    card = entry.card
    cells = {field: getattr(card, field) for field in _OF_FIRM}
    cells |= {"tags": ";".join(entry.tags), "owner": entry.owner, "created_at": entry.created_at}
    if card.company and card.person:
        return cells | _person_at(entry, cells, said)
    more = _spare_mail(entry, 1)
    fields = ("title", "department") if not card.company else ()
    more += _titled(card, (*fields, "person_also", "address_also", "faxes"))
    blank = _birthday(entry, "", more)
    return {
        **cells,
        **blank,
        **{field: getattr(card, field) for field in ("wechat", "qq", "line", "whatsapp")},
        "name": card.company or card.person,
        "kind": "" if card.company else "person",
        "phone": _numbers(entry, (*card.mobiles, *card.phones)),
        "email": next(iter(card.emails), ""),
        "notes": _notes(entry, more),
    }


def _person_at(entry: Entry, cells: dict[str, str], said: dict[str, dict[str, str]]) -> dict[str, str]:
    """Return the cells of a row that names a firm and a person at it."""
    card = entry.card
    known = said.setdefault(fold(card.company), {})
    # A later row of the same firm fills only what is empty: what it says otherwise is kept with its person.
    unlike = [
        field for field in ("website", "address") if known.setdefault(field, cells[field]) != cells[field]
    ]
    more = [*_spare_mail(entry, 1), *_titled(card, (*unlike, "person_also", "address_also", "faxes"))]
    own = [number for number in card.phones if number in entry.private or _is_extended(number)]
    return {
        **{f"contact_{field}": getattr(card, field) for field in _OF_PERSON},
        "name": card.company,
        "contact_name": _one_name(card.person),
        "contact_phone": _numbers(entry, (*card.mobiles, *own)),
        "contact_email": next(iter(card.emails), ""),
        **_birthday(entry, "contact_birthday", more),
        "contact_notes": _notes(entry, more),
        "phone": _numbers(entry, [number for number in card.phones if number not in own]),
    }  # fmt: skip


def _is_extended(number: str) -> bool:
    return bool(re.search(r"转|轉|分机|分機|ext|x\s*\d", number, re.IGNORECASE))


def _one_name(name: str) -> str:
    """Return a name that is not taken for several: `Chen, David` is David Chen."""
    last, comma, first = name.partition(",")
    if comma and name.isascii() and "," not in first:
        return f"{first.strip()} {last.strip()}".strip()
    return " ".join(re.split(r"[,，、;；|\s]+", name)).strip()


def _numbers(entry: Entry, numbers: Sequence[str]) -> str:
    return "\n".join(_labelled(number, entry.labels.get(number, "")) for number in numbers)


def _labelled(number: str, label: str) -> str:
    """Return a number behind what it is called, unless that would make another number of it."""
    label = " ".join(re.sub(r"[^\w\s]|[\d_]", " ", label).split())[:_LONGEST_LABEL].strip()
    if not label:
        return number
    whole = f"{label}: {number}"
    return whole if parse_phone(whole)[1:3] == parse_phone(number)[1:3] else number


def _spare_mail(entry: Entry, first: int) -> list[str]:
    return [f"{entry.labels.get(mail) or _(TITLES['email'])}: {mail}" for mail in entry.card.emails[first:]]


def _titled(card: Card, fields: Iterable[str]) -> list[str]:
    found = {field: getattr(card, field) for field in fields}
    told = {field: ", ".join(said) if isinstance(said, tuple) else said for field, said in found.items()}
    return [f"{_(TITLES[field])}: {said}" for field, said in told.items() if said]


def _birthday(entry: Entry, column: str, more: list[str]) -> dict[str, str]:
    """Return the cell of a birthday; one without a year, or of a row that has no such cell, is told among `more`."""
    if column and re.fullmatch(r"\d{4}-\d\d-\d\d", entry.birthday):
        return {column: entry.birthday}
    if entry.birthday:
        more.append(f"{_(TITLES['birthday'])}: {entry.birthday}")
    return {}


def _notes(entry: Entry, more: Iterable[str]) -> str:
    return "\n".join(filter(None, (entry.notes, *entry.card.left, *more)))
