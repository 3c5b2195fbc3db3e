"""What a word means to SQLite: the MATCH text that finds candidates, and the condition that a row is a hit.

A condition says in SQL what `domain.search_words` says in Python.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.ngrams import initials_query, name_query
from crm_cli.domain.search_words import SHORTEST_ID, Word, in_ids, in_place
from crm_cli.storage.search import ID, IDS, INITIALS, PINYIN, PLACE, PLACES, marked, whole_token

# What finds few enough rows to check; more would reach the depth an FTS5 expression may have.
_MOST_TOKENS = 60
_MOST_HEADS = 8


def listed(numbers: Iterable[int]) -> str:
    """Return numbers as the array that json_each takes; the module json costs more than a search does."""
    return f"[{','.join(map(str, numbers))}]"


class Condition(Frozen):
    """A piece of SQL that is true of a hit, with its named parameters."""

    sql: str
    values: dict[str, object]


def prepare(connection: sqlite3.Connection) -> None:
    """Teach the connection to compare columns that are kept as typed."""
    # While a statement runs SQLite refuses to put a function in the place of another: then both are there already.
    with suppress(sqlite3.OperationalError):
        connection.create_function("search_ids", len(IDS) + 1, _holds_id, deterministic=True)
        connection.create_function("search_place", len(PLACES) + 1, _holds_place, deterministic=True)


def _holds_id(text: str, *values: object) -> bool:
    return in_ids(Word(text), values)


# A firm's customers are in few places.
@lru_cache(maxsize=4096)
def _holds_place(text: str, *values: object) -> bool:
    return in_place(Word(text), values)


def name_match(text: str) -> str:
    """Return the MATCH text for names and notes that hold `text`; a newline in it is a name's end."""
    return _all(name_query(text))


def word_match(word: Word, *, place: bool = False) -> str:
    """Return the MATCH text for rows whose name, initials, pinyin or ids hold the word (`place`: or city)."""
    ways = [name_match(word.text)]
    if word.letters:
        ways.append(_all(initials_query(word.text), INITIALS))
    ways += dict.fromkeys(map(spoken_match, word.spellings))
    if len(word.text) >= SHORTEST_ID:
        ways.append(id_match(word))
    if place:
        ways.append(place_match(word))
    return " OR ".join(f"({way})" for way in ways)


def place_match(word: Word) -> str:
    """Return the MATCH text for customers whose city or district begins with the word."""
    return f'"{PLACE}{whole_token(word.text)}" *'


def id_match(word: Word) -> str:
    """Return the MATCH text for rows one of whose addresses or ids begins with the word."""
    return f'"{ID}{whole_token(word.text)}" *'


def spoken_match(spelling: str) -> str:
    """Return the MATCH text for names with these syllables: every syllable with the one after it, in any order; the last perhaps unfinished."""
    *pairs, last = [f"{one}{PINYIN}{after}" for one, after in pairwise(spelling.split())] or [spelling]
    return " AND ".join((*(f'"{PINYIN}{pair}"' for pair in dict.fromkeys(pairs)), f'"{PINYIN}{last}" *'))


def _all(phrase: str, mark: str = "") -> str:
    """Turn a phrase of tokens into the same tokens in any order, as an index without positions needs it."""
    if phrase.endswith("*"):
        return f'"{mark}{phrase[1:]}'
    tokens = list(dict.fromkeys(marked(mark, phrase.strip('"')).split()))[:_MOST_TOKENS]
    return " AND ".join(f'"{token}"' for token in tokens)


def name_condition(alias: str, word: Word, key: str, *, place: bool = False) -> Condition:
    """Return the condition that a customer or contact row holds the word itself; `key` names its parameters."""
    seen, spoken = _seen(alias, word, key), _spoken(alias, word, key)
    ways = [seen.sql, *([spoken.sql] if spoken else [])]
    values = {**seen.values, **(spoken.values if spoken else {})}
    if len(word.text) >= SHORTEST_ID:
        ways.append(_by_id(alias, key))
    if place:
        ways.append(f"search_place(:{key}, {_columns(alias, PLACES)})")
    return Condition(f"({' or '.join(ways)})", values)


def other_name_condition(alias: str, word: Word, key: str) -> Condition:
    """Return the condition that another name of a customer holds the word: as it is written or is spoken."""
    seen, spoken = _seen(alias, word, key), _spoken(alias, word, key)
    if spoken is None:
        return seen
    return Condition(f"({seen.sql} or {spoken.sql})", {**seen.values, **spoken.values})


def walked_condition(table: str, word: Word, key: str, *, ids: bool) -> Condition:
    """Return `name_condition` for rows of which only the index is at hand, which has names and initials.

    Its whole row is looked at only where the initials allow the pinyin, and for `ids`, where anyone's may do.
    """
    seen, spoken = _seen(table, word, key), _spoken("whole", word, key)
    ways, values = [seen.sql], dict(seen.values)
    whole = f"exists (select 1 from {table} whole where whole.no = {table}.no and "
    if spoken:
        heads = _heads(word)
        allowed = " or ".join(f"instr({table}.initials, :{key}_head{place})" for place in range(len(heads)))
        values |= {**spoken.values, **{f"{key}_head{place}": head for place, head in enumerate(heads)}}
        ways.append(f"(({allowed}) and {whole}{spoken.sql}))")
    if ids and len(word.text) >= SHORTEST_ID:
        ways.append(f"{whole}{_by_id('whole', key)})")
    return Condition(f"({' or '.join(ways)})", values)


def _seen(alias: str, word: Word, key: str) -> Condition:
    """Return the condition that a row's name or initials hold the word."""
    # Letters stand in the initials as they stand in the name, so initials alone tell of both.
    column = "initials" if word.letters else "name_key"
    return Condition(f"instr({alias}.{column}, :{key})", {key: word.text})


def _spoken(alias: str, word: Word, key: str) -> Condition | None:
    """Return the condition that a row's pinyin holds the word from the start of a syllable on."""
    if not word.spellings:
        return None
    syllables = f"' ' || replace({alias}.pinyin, char(10), char(10) || ' ')"
    ways = [f"instr({syllables}, :{key}_{count})" for count in range(len(word.spellings))]
    values: dict[str, object] = {
        f"{key}_{count}": f" {spelling}" for count, spelling in enumerate(word.spellings)
    }
    return Condition(f"({' or '.join(ways)})", values)


def _heads(word: Word) -> list[str]:
    """Return what the initials of a name hold, one of them, when its pinyin holds the word.

    A syllable's first letter stands for a character; a word typed in Latin stands there whole.
    """
    heads: set[str] = set()
    for spelling in word.spellings:
        *whole, last = spelling.split()
        found = [""]
        for syllable in whole:
            found = [head + part for head in found for part in {syllable[0], syllable}]
        heads.update(head + last[0] for head in found)
    # Those that begin another need no asking beside it; many are as good as the first letter alone.
    few = sorted(heads, key=len)[:_MOST_HEADS]
    return few if len(heads) <= _MOST_HEADS else sorted({head[0] for head in heads})


def _by_id(alias: str, key: str) -> str:
    filled = " or ".join(f"{alias}.{column} <> ''" for column in IDS)
    return f"(({filled}) and search_ids(:{key}, {_columns(alias, IDS)}))"


def phone_condition(alias: str, word: Word, key: str) -> Condition:
    """Return the condition that a phone row is the word's number or ends in its figures."""
    # ':' follows '9', so the range holds every number that begins with the reversed tail.
    sql = f"({alias}.reversed >= :{key}_from and {alias}.reversed < :{key}_to or {alias}.e164 = :{key}_e164)"
    return Condition(
        sql, {f"{key}_from": word.tail, f"{key}_to": word.tail + ":", f"{key}_e164": word.e164 or None}
    )


def customer_condition(word: Word, key: str, noted: list[int]) -> Condition:
    """Return the condition that the row `customer` has the word anywhere: itself, a contact, a phone, a note.

    `noted` are the customers one of whose notes holds it.
    """
    own = name_condition("customer", word, key, place=True)
    contact = name_condition("contact", word, key)
    ways = [own.sql, _exists("contact", contact.sql)]
    return _elsewhere(word, key, noted, ways, {**own.values, **contact.values})


def _elsewhere(
    word: Word, key: str, noted: list[int], ways: list[str], values: dict[str, object]
) -> Condition:
    """Return `ways` to hold a word, and those by a phone and by the notes of the customers `noted`."""
    if word.tail:
        phone = phone_condition("phone", word, key)
        ways = [*ways, _exists("phone", phone.sql)]
        values = {**values, **phone.values}
    if noted:
        ways = [*ways, f"customer.no in ({', '.join(map(str, noted))})"]
    return Condition(f"({' or '.join(ways)})", values)


def walked_anywhere(word: Word, key: str, noted: list[int], *, ids: bool, place: bool) -> Condition:
    """Return `customer_condition` for customers of which only the index of last touches is at hand.

    `ids` and `place` say whether anyone's id, or a city, may be the word at all.
    """
    own = walked_condition("customer", word, key, ids=ids)
    contact = walked_condition("contact", word, key, ids=ids)
    ways = [own.sql, _exists("contact", contact.sql)]
    values = {**own.values, **contact.values}
    if place:
        ways.append(
            "exists (select 1 from customer whole where whole.no = customer.no"
            f" and search_place(:{key}, {_columns('whole', PLACES)}))"
        )
    return _elsewhere(word, key, noted, ways, values)


def rank_sql(alias: str) -> str:
    """Return the SQL of `search_words.rank` for the parameters of `rank_values`."""
    framed = f"char(10) || {alias}.name_key || char(10)"
    # Most rows hold the text elsewhere than in the name, so that is asked before anything is put together.
    return (
        f"case when not instr({alias}.name_key, :whole) then 2"
        f" when instr({framed}, :exact) then 0 when instr({framed}, :begins) then 1 else 2 end"
    )


def rank_values(whole: str) -> dict[str, object]:
    """Return the parameters of `rank_sql`."""
    return {"whole": whole, "exact": f"\n{whole}\n", "begins": f"\n{whole}"}


def _exists(table: str, condition: str) -> str:
    return f"exists (select 1 from {table} where {table}.customer_no = customer.no and {condition})"


def _columns(alias: str, columns: tuple[str, ...]) -> str:
    return ", ".join(f"{alias}.{column}" for column in columns)
