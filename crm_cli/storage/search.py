"""Keeps the index by which names, addresses and notes are found; SQLite's side of search.

Contentless FTS5 tables of n-grams without positions: what they return is a superset that `search_find` checks
against the rows, so hits are the scan's. A row's old text, which Change has, takes it out again.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, repeat
from operator import add
from typing import Any

from crm_cli.domain.folding import fold
from crm_cli.domain.ngrams import (
    framed_tokens,
    framed_tokens_all,
    initials_tokens,
    initials_tokens_all,
    name_tokens,
)
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
_FLAGS = frozenset("01")
_NAMED = frozenset({"customer", "contact"})
# Its name says how texts are cut: an index with a column of another name is made anew.
COLUMN = "tokens"
_LONGEST_ID = 60
_BATCH = 2_000
_GATHERED = 8_388_608
_SYLLABLES = 10_000

Image = Mapping[str, Any]
Entry = tuple[str, int, str]


def create_index(connection: sqlite3.Connection, tell: Callable[[int, int], None] | None = None) -> bool:
    """Make the index's tables where they are missing or cut otherwise, and fill them; return whether any was made."""
    held = dict(connection.execute("select name, sql from sqlite_master where name like 'search_%'"))
    # Tokens are folded and escaped already: the plainest tokenizer keeps them as they are.
    missing = [index for index in INDEXES if COLUMN not in (held.get(index) or "")]
    for index in missing:
        connection.execute(f"drop table if exists {index}")
        connection.execute(
            f"create virtual table {index} using fts5("
            f"{COLUMN}, content='', columnsize=0, detail=none, tokenize='ascii')"
        )
    if missing:
        rebuild(connection, tell)
    return bool(missing)


def index_many(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[int, Image]]) -> None:
    """Index rows just inserted; columns they do not name are empty."""
    if table not in NOTES:
        return
    entries: dict[str, list[tuple[int, str]]] = {index: [] for index in INDEXES}
    for no, row in rows:
        for index, rowid, text in entries_of_row(table, no, row):
            entries[index].append((rowid, text))
    for index, texts in entries.items():
        if texts:
            connection.executemany(f"insert into {index} (rowid, {COLUMN}) values (?, ?)", texts)


def entries_of(
    table: str, numbers: Iterable[int], columns: Mapping[str, Sequence[Any]]
) -> dict[str, list[tuple[int, str]]]:
    """Return by index the row ids and tokens of new rows whose columns are given; no index without an entry."""
    found: dict[str, list[tuple[int, str]]] = {}
    filled = {
        name: values
        for name, values in columns.items()
        if is_indexed(table, (name,)) and (name == "name_key" or any(values))
    }
    if table in _NAMED:
        found[f"search_{table}"] = list(zip(numbers, _token_column(filled), strict=True))
    notes = [filled[name] for name in NOTES.get(table, ()) if name in filled]
    if len(notes) == 1 and set(map(type, notes[0])) == {str} and len(set(notes[0])) * 4 < len(notes[0]):
        # A list says the same of many: `要礼品` on every line.
        told = {note: _note_entry(table, 0, [note]) for note in set(notes[0]) if note}
        place = {note: entry for note, entry in told.items() if entry}
        found["search_note"] = [
            (no * NOTE_STEP + place[note][0], place[note][1])
            for no, note in zip(numbers, notes[0], strict=True)
            if note in place
        ]
        return {index: entries for index, entries in found.items() if entries}
    for no, cells in zip(numbers, zip(*notes, strict=True), strict=False):
        if (entry := _note_entry(table, no, [str(cell) for cell in cells if cell])) is not None:
            found.setdefault("search_note", []).append(entry)
    return found


def _token_column(columns: Mapping[str, Sequence[Any]]) -> list[str]:
    """Return the tokens of rows with names, which are given as columns without the other empty ones."""
    blank = repeat("")
    named = (columns["name_key"], columns.get("initials", blank), columns.get("pinyin", blank))
    texts = _name_column(list(zip(*named, strict=False)))
    ids = {name: columns[name] for name in IDS if name in columns}
    if ids:
        rows = (dict(zip(ids, cells, strict=True)) for cells in zip(*ids.values(), strict=True))
        texts = list(map(_joined, texts, map(_other_tokens, rows)))
    for place in PLACES:
        if place in columns:
            said = (_place_token(cell) if cell else "" for cell in columns[place])
            texts = list(map(_joined, texts, said))
    return texts


def _joined(text: str, more: str) -> str:
    return f"{text} {more}" if more else text


def _name_column(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    """Return the tokens of names, given with their initials and pinyin."""
    whole = rows if _are_one_name_each(rows) else list(filter(_is_one_name, rows))
    if not whole:
        return [_name_tokens(*row) for row in rows]
    keys, initials, pinyin = zip(*whole, strict=True)
    letters = marked(INITIALS, "\n".join(initials_tokens_all(initials))).split("\n")
    told = zip(framed_tokens_all(keys), letters, _syllable_column(pinyin), strict=True)
    texts = (
        f"{name} {INITIALS if place else ''}{short} {long}" for place, (name, short, long) in enumerate(told)
    )
    if len(whole) == len(rows):
        return list(texts)
    return [next(texts) if _is_one_name(row) else _name_tokens(*row) for row in rows]


def _are_one_name_each(rows: Sequence[tuple[str, str, str]]) -> bool:
    return all(map(all, rows)) and "\n" not in "".join(chain.from_iterable(rows))


def _is_one_name(row: tuple[str, str, str]) -> bool:
    # A newline parts a customer's two names.
    return all(row) and "\n" not in row[0] and "\n" not in row[2]


class _Doubled(dict[str, str]):
    """Syllable -> it as the end of one token and the beginning of the next."""

    def __missing__(self, syllable: str) -> str:
        token = syllable if syllable.isascii() else syllable_token(syllable)
        found = f"{token} {PINYIN}{token}{PINYIN}"
        if len(self) < _SYLLABLES and token.isalpha():
            self[syllable] = found
        return found


_doubled = _Doubled({"\0": "\0"})


def _syllable_column(names: Sequence[str]) -> list[str]:
    """Return the marked `pinyin_tokens` of names that have some."""
    text = "".join(map(_doubled.__getitem__, " \0 ".join((*names, "")).split(" ")))
    return [name.partition(" ")[2] for name in text.split("\0")[:-1]]


def reindex(connection: sqlite3.Connection, table: str, before: Image | None, after: Image | None) -> None:
    """Replace what the index holds of a row by what `after` says; None is a row that is not there."""
    if table not in NOTES or (before and after and not _differ(table, before, after)):
        return
    old = set(entries_of_row(table, before["no"], before)) if before else set()
    new = set(entries_of_row(table, after["no"], after)) if after else set()
    for index, rowid, text in old - new:
        connection.execute(
            f"insert into {index} ({index}, rowid, {COLUMN}) values ('delete', ?, ?)", [rowid, text]
        )
    for index, rowid, text in new - old:
        connection.execute(f"insert into {index} (rowid, {COLUMN}) values (?, ?)", [rowid, text])


def is_indexed(table: str, columns: Iterable[str]) -> bool:
    """Say whether the index holds anything of these columns of a table."""
    return not set(columns_of(table)).isdisjoint(columns)


def columns_of(table: str) -> tuple[str, ...]:
    """Return the columns of a table of which the index holds anything."""
    return (*_COLUMNS.get(table, ()), *NOTES.get(table, ()))


def _differ(table: str, before: Image, after: Image) -> bool:
    return any(before[column] != after[column] for column in (*_COLUMNS.get(table, ()), *NOTES[table]))


def rebuild(connection: sqlite3.Connection, tell: Callable[[int, int], None] | None = None) -> None:
    """Empty the index and fill it from the tables, wholly or not at all, in or outside a transaction.

    `tell` is told now and then how many rows are done, and of how many.
    """
    connection.execute("savepoint search_rebuild")
    try:
        _fill(connection, tell)
    except BaseException:
        connection.execute("rollback to search_rebuild")
        raise
    finally:
        connection.execute("release search_rebuild")


def _fill(connection: sqlite3.Connection, tell: Callable[[int, int], None] | None) -> None:
    counts = {table: _last(connection, table) for table in NOTES}
    done = 0
    for index in INDEXES:
        connection.execute(f"insert into {index} ({index}) values ('delete-all')")
    gather(connection)
    for table, count in counts.items():
        for numbers, columns in _blocks(connection, table):
            for index, entries in entries_of(table, numbers, columns).items():
                connection.executemany(f"insert into {index} (rowid, {COLUMN}) values (?, ?)", entries)
            if tell is not None:
                tell(done + numbers[-1], sum(counts.values()))
        done += count
    for index in INDEXES:
        connection.execute(f"insert into {index} ({index}) values ('optimize')")
    tidy(connection)


def gather(connection: sqlite3.Connection) -> None:
    """Let the index gather more words before it writes them, and merge nothing meanwhile."""
    _tune(connection, hashsize=_GATHERED, automerge=0)


def tidy(connection: sqlite3.Connection) -> None:
    """Let the index merge its pieces by and by again, as everyday commands need it."""
    _tune(connection, automerge=4)


def _tune(connection: sqlite3.Connection, **options: int) -> None:
    for index in INDEXES:
        for name, value in options.items():
            connection.execute(f"insert into {index} ({index}, rank) values (?, ?)", (name, value))


def _last(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f'select coalesce(max(no), 0) from "{table}"').fetchone()[0])


def _blocks(
    connection: sqlite3.Connection, table: str
) -> Iterator[tuple[Sequence[int], dict[str, Sequence[Any]]]]:
    """Yield the numbers and the columns that the index holds something of, of so many rows together."""
    columns = columns_of(table)
    cursor = connection.execute(f'select no, {", ".join(columns)} from "{table}" order by no')
    while rows := cursor.fetchmany(_BATCH):
        numbers, *cells = zip(*rows, strict=True)
        yield numbers, dict(zip(columns, cells, strict=True))


def check(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the index's tables that do not hold exactly what the rows say; [] when all is well."""
    held = {row[0] for row in connection.execute("select name from sqlite_master where name like 'search_%'")}
    wanted = dict.fromkeys(INDEXES, 0)
    for table in NOTES:
        for no, row in _rows(connection, table):
            for index, rowid, text in entries_of_row(table, no, row):
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


def entries_of_row(table: str, no: int, row: Image) -> Iterator[Entry]:
    """Yield index, row id and tokens of a row; nothing for an empty text, so that nothing is taken out either."""
    if table in _NAMED:
        named = _name_tokens(*(row.get(column) or "" for column in ("name_key", "initials", "pinyin")))
        yield f"search_{table}", no, " ".join(filter(None, (named, _other_tokens(row))))
    if (
        entry := _note_entry(table, no, [str(row[name]) for name in NOTES[table] if row.get(name)])
    ) is not None:
        yield "search_note", *entry


def _note_entry(table: str, no: int, notes: Sequence[str]) -> tuple[int, str] | None:
    # A yes or no of an own field would be found by every search for a figure.
    if not notes or (table == "field_value" and notes[0] in _FLAGS):
        return None
    tokens = _note_tokens("\n".join(notes))
    return (no * NOTE_STEP + NOTE_TABLES.index(table), tokens) if tokens else None


@lru_cache(maxsize=64)
def _note_tokens(note: str) -> str:
    # A list says the same of many: `要礼品` on every line.
    return name_tokens(fold(note))


def _name_tokens(name_key: str, initials: str, pinyin: str) -> str:
    """Return the tokens of a name: a newline frames it, so that its ends are found too."""
    parts = [framed_tokens(name_key)]
    if initials:
        parts.append(marked(INITIALS, initials_tokens(initials)))
    if pinyin:
        parts.append(marked(PINYIN, pinyin_tokens(pinyin)))
    return " ".join(parts)


def _other_tokens(row: Image) -> str:
    """Return the tokens by which the addresses, ids and places of a row with a name are found."""
    ids = [row[column] for column in IDS if row.get(column)]
    tokens = [ID + whole_token(key) for key in id_keys(ids)] if ids else []
    tokens += [_place_token(row[place]) for place in PLACES if row.get(place)]
    return " ".join(tokens)


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
    return " ".join(map(_pairs_of_syllables, pinyin.split("\n")))


def _pairs_of_syllables(name: str) -> str:
    syllables = name.split() if name.isascii() else list(map(syllable_token, name.split()))
    return " ".join(map(add, syllables, map(PINYIN.__add__, [*syllables[1:], ""])))


def syllable_token(syllable: str) -> str:
    """Return a syllable so that no tokenizer cuts it."""
    return syllable if syllable.isascii() else "".join(map(name_tokens, syllable))


_COLUMNS = {
    "customer": ("name_key", "initials", "pinyin", *IDS, *PLACES),
    "contact": ("name_key", "initials", "pinyin", *IDS),
}
