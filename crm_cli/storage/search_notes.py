"""Finds a word in notes: of customers and contacts, of touches, in memos and in the firm's own fields."""

import sqlite3

from crm_cli.domain.folding import fold
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.search_words import Word
from crm_cli.storage.search import NOTE_STEP, NOTE_TABLES, NOTES
from crm_cli.storage.search_match import listed, name_match, other_name_condition

MOST_NOTES = 2_000
OTHER_NAME = "customer_name"
# How a note's row says its customer, where that is not its customer_no.
_CUSTOMER_OF = {
    "customer": "no",
    "field_value": "coalesce(field_value.customer_no,"
    " (select contact.customer_no from contact where contact.no = field_value.contact_no))",
}


class NoteHit(Frozen):
    """A note that holds a word: its table and number, and its text as typed."""

    table: str
    no: int
    text: str


def noted(connection: sqlite3.Connection, word: Word) -> dict[int, NoteHit]:
    """Return the customers with a note that holds the word, each with the newest such note.

    Of more than MOST_NOTES candidates those with the highest numbers are looked at.
    """
    rows = connection.execute(
        "select rowid from search_note where search_note match ? order by rowid desc limit ?",
        [name_match(word.text), MOST_NOTES],
    )
    numbers: dict[str, list[int]] = {}
    for (rowid,) in rows:
        numbers.setdefault(NOTE_TABLES[rowid % NOTE_STEP], []).append(rowid // NOTE_STEP)
    found: dict[int, NoteHit] = {}
    for table in sorted(numbers, key=NOTE_TABLES.index, reverse=True):
        for customer_no, hit in _holding(connection, table, numbers[table], word):
            found.setdefault(customer_no, hit)
    return found


def named_otherwise(connection: sqlite3.Connection, word: Word) -> dict[int, NoteHit]:
    """Return the customers one of whose other names holds the word, each with the newest such name.

    There are as many as people typed and merged one by one: all are looked at.
    """
    condition = other_name_condition("own", word, "word")
    rows = connection.execute(
        f"select own.customer_no, own.no, own.name from {OTHER_NAME} own where {condition.sql}"
        " order by own.no desc limit :most",
        {**condition.values, "most": MOST_NOTES},
    )
    found: dict[int, NoteHit] = {}
    for customer_no, no, name in rows:
        found.setdefault(customer_no, NoteHit(OTHER_NAME, no, name))
    return found


def _holding(
    connection: sqlite3.Connection, table: str, numbers: list[int], word: Word
) -> list[tuple[int, NoteHit]]:
    customer = _CUSTOMER_OF.get(table, "customer_no")
    rows = connection.execute(
        f'select {customer}, no, {", ".join(NOTES[table])} from "{table}"'
        f" where no in (select value from json_each(?)) and {customer} is not null order by no desc",
        [listed(numbers)],
    )
    texts = ((customer_no, no, "\n".join(filter(None, cells))) for customer_no, no, *cells in rows)
    return [
        (customer_no, NoteHit(table, no, text)) for customer_no, no, text in texts if word.text in fold(text)
    ]


def memos_with(connection: sqlite3.Connection, text: str, limit: int) -> list[int]:
    """Return the numbers of the memos that may hold folded `text`, the newest first: a superset to be checked."""
    place = NOTE_TABLES.index("memo")
    rows = connection.execute(
        "select rowid from search_note where search_note match ? and rowid % ? = ? order by rowid desc limit ?",
        [name_match(text), NOTE_STEP, place, limit],
    )
    return [rowid // NOTE_STEP for (rowid,) in rows]
