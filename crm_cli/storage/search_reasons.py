"""Says where in a customer the words were found, and whom to ask for there."""

import sqlite3
from collections.abc import Sequence

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.search_words import Word, in_ids, in_name, in_phone, in_place
from crm_cli.storage.search import IDS, PLACES
from crm_cli.storage.search_match import listed
from crm_cli.storage.search_notes import OTHER_NAME, NoteHit

_KEYS = "name_key, initials, pinyin"
_NAMES = 3


class Reason(Frozen):
    """What told: `kind` customer, contact, phone or note; its field, number and text, and the contact to show.

    For a note `field` is the table it stands in.
    """

    kind: str
    field: str
    no: int
    text: str
    contact_no: int | None = None


class _Contact(Frozen):
    no: int
    name: str
    keys: Sequence[str]
    ids: Sequence[str]


class _Phone(Frozen):
    no: int
    contact_no: int | None
    raw: str
    reversed: str
    e164: str | None


class _Card(Frozen):
    """All of a customer that a word can be found in, but its notes."""

    no: int
    name: str
    keys: Sequence[str]
    ids: Sequence[str]
    places: Sequence[str]
    contacts: list[_Contact]
    phones: list[_Phone]


def reasons(
    connection: sqlite3.Connection,
    numbers: Sequence[int],
    words: Sequence[Word],
    notes: Sequence[dict[int, NoteHit]],
) -> dict[int, Reason]:
    """Return for each customer where the words were found: what its name alone does not tell goes first."""
    return {
        no: _most_telling(
            [_reason(card, word, notes[place].get(no) if notes else None) for place, word in enumerate(words)]
        )
        for no, card in _cards(connection, numbers).items()
    }


def _most_telling(found: Sequence[Reason]) -> Reason:
    telling = [one for one in found if one.kind != "customer"] or [
        one for one in found if one.field == "other_name"
    ]
    return telling[0] if telling else found[0]


def _reason(card: _Card, word: Word, note: NoteHit | None) -> Reason:
    main = card.contacts[0].no if card.contacts else None
    if field := in_name(word, *card.keys):
        return Reason("customer", field, card.no, card.name, main)
    if note is not None and note.table == OTHER_NAME:
        return Reason("customer", "other_name", card.no, note.text, main)
    for contact in card.contacts:
        if field := in_name(word, *contact.keys):
            return Reason("contact", field, contact.no, contact.name, contact.no)
    for phone in card.phones:
        if in_phone(word, phone.reversed, phone.e164):
            return Reason("phone", "phone", phone.no, phone.raw, phone.contact_no or main)
    return _by_id(card, word, main) or _elsewhere(card, word, note, main)


def _by_id(card: _Card, word: Word, main: int | None) -> Reason | None:
    for field, value in zip(IDS, card.ids, strict=True):
        if in_ids(word, [value]):
            return Reason("customer", field, card.no, value, main)
    for contact in card.contacts:
        for field, value in zip(IDS, contact.ids, strict=True):
            if in_ids(word, [value]):
                return Reason("contact", field, contact.no, value, contact.no)
    return None


def _elsewhere(card: _Card, word: Word, note: NoteHit | None, main: int | None) -> Reason:
    for field, value in zip(PLACES, card.places, strict=True):
        if note is None and in_place(word, [value]):
            return Reason("customer", field, card.no, value, main)
    if note is None:
        return Reason("customer", "name", card.no, card.name, main)
    return Reason("note", note.table, note.no, note.text, main)


def _cards(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, _Card]:
    given = [listed(numbers)]
    among = "(select value from json_each(?))"
    rows = connection.execute(
        f"select no, name, {_KEYS}, {', '.join(IDS + PLACES)} from customer where no in {among}", given
    )
    cards = {}
    for no, name, *cells in rows:
        keys, ids = cells[:_NAMES], cells[_NAMES : _NAMES + len(IDS)]
        cards[no] = _Card(no, name, keys, ids, cells[_NAMES + len(IDS) :], [], [])
    rows = connection.execute(
        f"select customer_no, no, name, {_KEYS}, {', '.join(IDS)} from contact where customer_no in {among}"
        " order by left_on is not null, role <> 'decision_maker', no",
        given,
    )
    for customer_no, no, name, *cells in rows:
        cards[customer_no].contacts.append(_Contact(no, name, cells[:_NAMES], cells[_NAMES:]))
    rows = connection.execute(
        f"select customer_no, no, contact_no, raw, reversed, e164 from phone where customer_no in {among}"
        " order by position, no",
        given,
    )
    for customer_no, *cells in rows:
        cards[customer_no].phones.append(_Phone(*cells))
    return cards
