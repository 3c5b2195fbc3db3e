"""Finds a word in notes: of customers and contacts, and what was noted and heard on a touch."""

import json
import sqlite3
from typing import NamedTuple

from crm_cli.domain.folding import fold
from crm_cli.domain.search_words import Word
from crm_cli.storage.search import NOTE_STEP, NOTE_TABLES, NOTES
from crm_cli.storage.search_match import name_match

MOST_NOTES = 2_000


class NoteHit(NamedTuple):
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


def _holding(
    connection: sqlite3.Connection, table: str, numbers: list[int], word: Word
) -> list[tuple[int, NoteHit]]:
    customer = "no" if table == "customer" else "customer_no"
    rows = connection.execute(
        f'select {customer}, no, {", ".join(NOTES[table])} from "{table}"'
        f" where no in (select value from json_each(?)) and {customer} is not null order by no desc",
        [json.dumps(numbers)],
    )
    texts = ((customer_no, no, "\n".join(filter(None, cells))) for customer_no, no, *cells in rows)
    return [
        (customer_no, NoteHit(table, no, text)) for customer_no, no, text in texts if word.text in fold(text)
    ]
