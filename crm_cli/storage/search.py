"""Keeps the index by which names, addresses and notes are found; SQLite's side of search.

Contentless FTS5 tables of n-grams without positions: what they return is a superset that `search_find` checks
against the rows, so hits are the scan's. A row's old text, which Change has, takes it out again.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

from crm_cli.domain.folding import fold
from crm_cli.domain.ngrams import initials_tokens, name_tokens
from crm_cli.domain.search_words import id_keys

# Letters without case that no folded name puts first in a token: each kind of token has its own.
INITIALS, PINYIN, ID, PLACE = "\u01c3", "\u01c2", "\u01c1i", "\u01c1c"
IDS = ("email", "wechat", "qq", "line", "whatsapp")
PLACES = ("city", "district")
# A note's row id is its row's number times eight plus its table's place in this list.
NOTES: dict[str, tuple[str, ...]] = {
    "customer": ("notes",),
    "contact": ("notes",),
    "call": ("note", "heard"),
    "visit": ("note", "heard"),
    "followup": ("note", "heard"),
    "memo": ("words",),
    "field_value": ("value",),
}
NOTE_TABLES = tuple(NOTES)
NOTE_STEP = 8
INDEXES = ("search_customer", "search_contact", "search_note")
_IDS = frozenset(IDS)
_FLAGS = frozenset("01")
# Its name says how texts are cut: an index with a column of another name is made anew.
_COLUMN = "tokens"
_LONGEST_ID = 60
_BATCH = 5_000

Image = Mapping[str, Any]
Entry = tuple[str, int, str]


def create_index(connection: sqlite3.Connection) -> bool:
    """Make the index's tables where they are missing or cut otherwise, and fill them; return whether any was made."""
    held = dict(connection.execute("select name, sql from sqlite_master where name like 'search_%'"))
    missing = [index for index in INDEXES if _COLUMN not in (held.get(index) or "")]
    for index in missing:
        connection.execute(f"drop table if exists {index}")
        connection.execute(
            f"create virtual table {index} using fts5("
            f"{_COLUMN}, content='', columnsize=0, detail=none, tokenize='unicode61')"
        )
    if missing:
        rebuild(connection)
    return bool(missing)


def index_many(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[int, Image]]) -> None:
    """Index rows just inserted; columns they do not name are empty."""
    if table not in NOTES:
        return
    entries: dict[str, list[tuple[int, str]]] = {index: [] for index in INDEXES}
    for no, row in rows:
        for index, rowid, text in _entries(table, no, row):
            entries[index].append((rowid, text))
    for index, texts in entries.items():
        if texts:
            connection.executemany(f"insert into {index} (rowid, {_COLUMN}) values (?, ?)", texts)


def reindex(connection: sqlite3.Connection, table: str, before: Image | None, after: Image | None) -> None:
    """Replace what the index holds of a row by what `after` says; None is a row that is not there."""
    if table not in NOTES or (before and after and not _differ(table, before, after)):
        return
    old = set(_entries(table, before["no"], before)) if before else set()
    new = set(_entries(table, after["no"], after)) if after else set()
    for index, rowid, text in old - new:
        connection.execute(
            f"insert into {index} ({index}, rowid, {_COLUMN}) values ('delete', ?, ?)", [rowid, text]
        )
    for index, rowid, text in new - old:
        connection.execute(f"insert into {index} (rowid, {_COLUMN}) values (?, ?)", [rowid, text])


def is_indexed(table: str, columns: Iterable[str]) -> bool:
    """Say whether the index holds anything of these columns of a table."""
    return not {*_COLUMNS.get(table, ()), *NOTES.get(table, ())}.isdisjoint(columns)


def _differ(table: str, before: Image, after: Image) -> bool:
    return any(before[column] != after[column] for column in (*_COLUMNS.get(table, ()), *NOTES[table]))


def rebuild(connection: sqlite3.Connection) -> None:
    """Empty the index and fill it from the tables, wholly or not at all, in or outside a transaction."""
    connection.execute("savepoint search_rebuild")
    try:
        _fill(connection)
    except BaseException:
        connection.execute("rollback to search_rebuild")
        raise
    finally:
        connection.execute("release search_rebuild")


def _fill(connection: sqlite3.Connection) -> None:
    for index in INDEXES:
        connection.execute(f"insert into {index} ({index}) values ('delete-all')")
    for table in NOTES:
        rows = _rows(connection, table)
        while batch := list(islice(rows, _BATCH)):
            index_many(connection, table, batch)
    for index in INDEXES:
        connection.execute(f"insert into {index} ({index}) values ('optimize')")


def check(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the index's tables that do not hold exactly what the rows say; [] when all is well."""
    held = {row[0] for row in connection.execute("select name from sqlite_master where name like 'search_%'")}
    wanted = dict.fromkeys(INDEXES, 0)
    for table in NOTES:
        for no, row in _rows(connection, table):
            for index, rowid, text in _entries(table, no, row):
                wanted[index] += sum(hash((term, rowid)) for term in set(text.split()))
    return [index for index, total in wanted.items() if index not in held or _sum(connection, index) != total]


def _sum(connection: sqlite3.Connection, index: str) -> int | None:
    """Add up the hashes of all (term, row): the same for the same pairs in any order; None when damaged."""
    try:
        connection.execute(f"insert into {index} ({index}) values ('integrity-check')")
        connection.execute(f"create virtual table temp.search_terms using fts5vocab(main, {index}, instance)")
        pairs = connection.execute("select term, doc from temp.search_terms")
        return sum(map(hash, pairs))
    except sqlite3.DatabaseError:
        return None
    finally:
        connection.execute("drop table if exists temp.search_terms")


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
    columns = (*_COLUMNS.get(table, ()), *NOTES[table])
    cursor = connection.execute(f'select no, {", ".join(columns)} from "{table}" order by no')
    for no, *cells in cursor:
        yield no, dict(zip(columns, cells, strict=True))


def _entries(table: str, no: int, row: Image) -> Iterator[Entry]:
    """Yield index, row id and tokens of a row; nothing for an empty text, so that nothing is taken out either."""
    if (tokens := _TOKENS.get(table)) is not None:
        yield f"search_{table}", no, tokens(row)
    notes = [str(row[column]) for column in NOTES[table] if row.get(column)]
    # A yes or no of an own field would be found by every search for a figure.
    if notes and not (table == "field_value" and notes[0] in _FLAGS) and (note := fold("\n".join(notes))):
        yield "search_note", no * NOTE_STEP + NOTE_TABLES.index(table), name_tokens(note)


def _person_tokens(row: Image) -> str:
    """Return the tokens of a row with a name: a newline frames each name, so that its ends are found too."""
    parts = [name_tokens(f"\n{row.get('name_key') or ''}\n")]
    if initials := row.get("initials"):
        parts.append(marked(INITIALS, initials_tokens(initials)))
    if pinyin := row.get("pinyin"):
        parts.append(marked(PINYIN, pinyin_tokens(pinyin)))
    if (kept := _IDS & row.keys()) and (ids := [row[column] for column in kept if row[column]]):
        parts += (ID + whole_token(key) for key in id_keys(ids))
    return " ".join(parts)


def _customer_tokens(row: Image) -> str:
    places = [_place_token(row[place]) for place in PLACES if row.get(place)]
    return " ".join((_person_tokens(row), *places))


@lru_cache(maxsize=1024)
def _place_token(place: str) -> str:
    return PLACE + whole_token(fold(place))


def marked(mark: str, tokens: str) -> str:
    """Return tokens each with the mark of its kind before it."""
    return mark + tokens.replace(" ", f" {mark}")


def whole_token(folded: str) -> str:
    """Return a text as one token, found by its beginning."""
    return "".join(map(name_tokens, folded[:_LONGEST_ID]))


def pinyin_tokens(pinyin: str) -> str:
    """Return each syllable of a name with the one after it as a token; no token spans two names."""
    return " ".join(
        f"{one}{PINYIN}{after}"
        for name in pinyin.split("\n")
        for one, after in pairwise((*map(syllable_token, name.split()), ""))
    )


def syllable_token(syllable: str) -> str:
    """Return a syllable so that no tokenizer cuts it."""
    return syllable if syllable.isascii() else "".join(map(name_tokens, syllable))


_TOKENS: dict[str, Callable[[Image], str]] = {"customer": _customer_tokens, "contact": _person_tokens}
_COLUMNS = {
    "customer": ("name_key", "initials", "pinyin", *IDS, *PLACES),
    "contact": ("name_key", "initials", "pinyin", *IDS),
}
