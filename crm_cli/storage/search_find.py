"""Finds customers and contacts by what was typed, best first: exact names, names that begin so, the last touched.

Few candidates are sorted; of many, the newest customers are walked until enough are found. Both give the same.
"""

import sqlite3
from collections.abc import Iterable, Sequence

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.search_words import SHORTEST_ID, Word, name_word
from crm_cli.storage import search_match as match_text
from crm_cli.storage import search_pick as pick
from crm_cli.storage.search_notes import OTHER_NAME, NoteHit, named_otherwise, noted
from crm_cli.storage.search_pick import (
    ANY,
    CONTACT,
    CUSTOMER,
    NOTE,
    SHORT,
    Asked,
    Found,
    Table,
)
from crm_cli.storage.search_reasons import Reason, reasons


class Hit(Frozen):
    """A customer found and why; `rank` 0 is an exact name, 1 a name that begins so, 2 any field, 3 a note."""

    customer_no: int
    last_touch_at: str | None
    rank: int
    reason: Reason


def find(
    connection: sqlite3.Connection, words: Sequence[Word], *, limit: int = 50, owner_no: int | None = None
) -> list[Hit]:
    """Return the customers in which every word is found, at most `limit`, best first.

    A word is found in the customer's, another of its or a contact's name, initials, pinyin, addresses and ids, a phone, a note
    (of more than 2,000 notes with it, the newest); beside other words in the city or district too.
    """
    if not words or limit < 1:
        return []
    match_text.prepare(connection)
    asked = Asked(connection, words, " ".join(word.text for word in words), limit, owner_no)
    notes: list[dict[int, NoteHit]] = [named_otherwise(connection, word) for word in words]
    if len(words) == 1:
        named = _otherwise(asked, words[0]) if notes[0] else []
        found = _best(asked, [*_one_word(asked, words[0]), *named])
        if len(found) < limit:
            notes = [{**noted(connection, words[0]), **notes[0]}]
            found = _best(asked, [*found, *_touched(asked, notes[0])])
    else:
        notes = [{**noted(connection, word), **names} for word, names in zip(words, notes, strict=True)]
        from crm_cli.storage.search_together import together

        found = together(asked, notes)
    why = reasons(connection, [one.no for one in found], words, notes)
    return [Hit(one.no, one.touch, one.rank, why[one.no]) for one in found]


def customer_numbers(
    connection: sqlite3.Connection, folded: str, limit: int, *, exact: bool = False
) -> list[int]:
    """Return the numbers of customers whose name, initials or pinyin hold `folded`, best first.

    Those of whom only another name does come after them. `exact` keeps those of which it is a whole name.
    """
    found = _named(connection, CUSTOMER, folded, limit, exact=exact)
    if folded and len(found) < limit:
        asked = Asked(connection, [name_word(folded)], folded, limit, None)
        named = [one for one in _otherwise(asked, asked.words[0]) if not (exact and one.rank)]
        found = [*found, *named]
    return list(dict.fromkeys(one.no for one in found))[:limit]


def contact_numbers(
    connection: sqlite3.Connection, folded: str, limit: int, *, exact: bool = False
) -> list[int]:
    """Return the numbers of contacts whose name, initials or pinyin hold `folded`, best first."""
    firms = [one.no for one in _named(connection, CONTACT, folded, limit, exact=exact)]
    condition = match_text.name_condition("contact", name_word(folded), "word")
    rank = match_text.rank_sql("contact")
    rows = connection.execute(
        f"select contact.no from json_each(:firms) firm cross join contact on contact.customer_no = firm.value"
        f" where {condition.sql} and ({rank} = 0 or not :exactly)"
        f" order by {rank}, firm.key, contact.no limit :limit",
        {
            **condition.values,
            **match_text.rank_values(folded),
            "firms": match_text.listed(firms),
            "exactly": exact,
            "limit": limit,
        },
    )
    return [row[0] for row in rows]


def _named(
    connection: sqlite3.Connection, table: Table, folded: str, limit: int, *, exact: bool
) -> list[Found]:
    if not folded:
        return []
    match_text.prepare(connection)
    asked = Asked(connection, [name_word(folded)], folded, limit, None)
    return pick.exact(asked, table) if exact else _by_name(asked, table, asked.words[0])


def _one_word(asked: Asked, word: Word) -> list[Found]:
    found = _by_name(asked, CUSTOMER, word)
    if len(found) == asked.limit and found[-1].rank < ANY:
        found += pick.opening(asked, CONTACT)  # a person only similar would come after all of these
    else:
        found += _by_name(asked, CONTACT, word, found[-1] if len(found) == asked.limit else None)
    return [*found, *_by_phone(asked, word)] if word.tail else found


def _by_name(asked: Asked, table: Table, word: Word, last: Found | None = None) -> list[Found]:
    """Return the best by name; of those that only hold the word, none that would come after `last`."""
    budget = _glance(table, word)
    if budget:
        found = pick.opening(asked, table)
        glanced = _similar(asked, table, word, found, last, budget)
        if glanced is not None:
            return [*found, *glanced]
    listed = _is_listed(table, word)
    most = pick.MOST_LISTED if listed else pick.MOST_SORTED
    numbers = pick.candidates(asked, table, match_text.word_match(word), most + 1)
    condition = match_text.name_condition(table.name, word, "word")
    if len(numbers) <= pick.most_sorted(asked):
        return pick.sort(asked, table, condition, numbers, asked.limit)
    if not budget:
        found = pick.opening(asked, table)
    wanted = asked.limit - len(found)
    rest = pick.excluding(condition, table, ANY, found)
    similar = None
    if listed and len(numbers) <= most:
        similar = pick.newest(asked, rest, wanted, set(numbers))
    if similar is None:
        similar = _similar(asked, table, word, found, last, pick.MOST_WALKED)
    if similar is None:
        numbers = pick.candidates(asked, table, match_text.word_match(word), -1)
        similar = pick.sort(asked, table, rest, numbers, wanted)
    return [*found, *similar]


def _glance(table: Table, word: Word) -> int:
    """Return how many of the newest are worth looking at before anything is counted; 0 for none.

    What begins many tokens is sooner found so than counted.
    """
    begins = len(word.text) <= (SHORT if word.letters else 1)
    if begins or any(" " not in spelling for spelling in word.spellings):
        return table.glanced
    return pick.SPOKEN_GLANCED if _is_listed(table, word) else 0


def _is_listed(table: Table, word: Word) -> bool:
    """Say whether the customers the index gives are worth listing, to be told by their numbers among the newest.

    Several syllables cost most to compare.
    """
    return table is CUSTOMER and any(" " in spelling for spelling in word.spellings)


def _similar(
    asked: Asked, table: Table, word: Word, found: Sequence[Found], last: Found | None, budget: int
) -> list[Found] | None:
    """Fill the list from the newest customers alone; None where `budget` of them hold too few."""
    wanted = asked.limit - len(found)
    if not wanted:
        return []
    ids = len(word.text) >= SHORTEST_ID and bool(pick.candidates(asked, table, match_text.id_match(word), 1))
    condition = match_text.walked_condition(table.name, word, "word", ids=ids)
    return pick.walk(asked, table, pick.excluding(condition, table, ANY, found), wanted, budget, last)


def _by_phone(asked: Asked, word: Word) -> list[Found]:
    condition = match_text.phone_condition("phone", word, "phone")
    whole = "phone.reversed = :phone_from or phone.e164 = :phone_e164"
    sql = (
        f"select customer.no, customer.last_touch_at, min(case when {whole} then 0 else {ANY} end) as best"
        f" from phone join customer on customer.no = phone.customer_no where {condition.sql}{asked.mine}"
        " group by customer.no order by best, customer.last_touch_at desc, customer.no desc limit :wanted"
    )
    values = {**asked.values, **condition.values, "wanted": asked.limit}
    return [Found(*row) for row in asked.connection.execute(sql, values)]


def _otherwise(asked: Asked, word: Word) -> list[Found]:
    """Return the customers one of whose other names holds the word, ranked as by their own."""
    condition = match_text.other_name_condition("own", word, "word")
    sql = (
        f"select customer.no, customer.last_touch_at, min({match_text.rank_sql('own')}) as best"
        f" from {OTHER_NAME} own cross join customer on customer.no = own.customer_no"
        f" where {condition.sql}{asked.mine}"
        " group by customer.no order by best, customer.last_touch_at desc, customer.no desc limit :wanted"
    )
    values = {**asked.values, **condition.values, "wanted": asked.limit}
    return [Found(*row) for row in asked.connection.execute(sql, values)]


def _touched(asked: Asked, numbers: Iterable[int]) -> list[Found]:
    sql = (
        "select customer.no, customer.last_touch_at from customer"
        f" where customer.no in (select value from json_each(:numbers)){asked.mine}"
    )
    rows = asked.connection.execute(sql, {**asked.values, "numbers": match_text.listed(numbers)})
    return [Found(no, touch, NOTE) for no, touch in rows]


def _best(asked: Asked, found: Iterable[Found]) -> list[Found]:
    """Return each customer once, by its best rank, in the order of the list."""
    newest = sorted(found, key=lambda one: (one.touch or "", one.no), reverse=True)
    once: dict[int, Found] = {}
    for one in sorted(newest, key=lambda one: one.rank):
        once.setdefault(one.no, one)
    return list(once.values())[: asked.limit]
