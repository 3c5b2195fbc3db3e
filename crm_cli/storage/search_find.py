"""Finds customers and contacts by what was typed, best first: exact names, names that begin so, the last touched.

Few candidates are sorted; of many, the newest customers are walked until enough are found. Both give the same.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from math import isqrt
from typing import NamedTuple

from crm_cli.domain.search_words import Word, name_word
from crm_cli.storage import search_match as match_text
from crm_cli.storage.search_match import Condition
from crm_cli.storage.search_notes import NoteHit, noted
from crm_cli.storage.search_reasons import Reason, reasons

# Where sorting all costs as much as walking until fifty are found, at a million customers: a row of the index
# costs a fifth of a row of the table.
MOST_SORTED = 3_000
MOST_WALKED = 60_000
_CHEAPER = 6
# The same of rows that are first joined in memory, word by word.
MOST_JOINED = 150_000
MOST_WALKED_WHOLE = 20_000
# What begins many tokens is sooner found by a glance at the newest than counted.
MOST_GLANCED = 10_000
_ANY, _NOTE = 2, 3


class Hit(NamedTuple):
    """A customer found and why; `rank` 0 is an exact name, 1 a name that begins so, 2 any field, 3 a note."""

    customer_no: int
    last_touch_at: str | None
    rank: int
    reason: Reason


class _Found(NamedTuple):
    no: int
    touch: str | None
    rank: int


class _Table(NamedTuple):
    """What is searched: rows with a name, their index, and how a walked customer reaches them."""

    name: str
    source: str
    walked: str


_CUSTOMER = _Table("customer", "customer", "{condition}")
_CONTACT = _Table(
    "contact",
    "contact join customer on customer.no = contact.customer_no",
    "exists (select 1 from contact where contact.customer_no = customer.no and {condition})",
)


class _Asked(NamedTuple):
    """One search: the words, the whole text folded, how many are wanted, and whose customers (None: all)."""

    connection: sqlite3.Connection
    words: Sequence[Word]
    whole: str
    limit: int
    owner_no: int | None

    @property
    def mine(self) -> str:
        return " and customer.owner_no = :owner" if self.owner_no is not None else ""

    @property
    def values(self) -> dict[str, object]:
        owner = {} if self.owner_no is None else {"owner": self.owner_no}
        return {**match_text.rank_values(self.whole), **owner}


def find(
    connection: sqlite3.Connection, words: Sequence[Word], *, limit: int = 50, owner_no: int | None = None
) -> list[Hit]:
    """Return the customers in which every word is found, at most `limit`, best first.

    A word is found in the customer's or a contact's name, initials, pinyin, addresses and ids, a phone, a note
    (of more than 2,000 notes with it, the newest); beside other words in the city or district too.
    """
    if not words or limit < 1:
        return []
    match_text.prepare(connection)
    asked = _Asked(connection, words, " ".join(word.text for word in words), limit, owner_no)
    notes: list[dict[int, NoteHit]] = []
    if len(words) == 1:
        found = _best(asked, _one_word(asked, words[0]))
        if len(found) < limit:
            notes = [noted(connection, words[0])]
            found = _best(asked, [*found, *_touched(asked, notes[0])])
    else:
        notes = [noted(connection, word) for word in words]
        found = _together(asked, notes)
    why = reasons(connection, [one.no for one in found], words, notes)
    return [Hit(one.no, one.touch, one.rank, why[one.no]) for one in found]


def customer_numbers(
    connection: sqlite3.Connection, folded: str, limit: int, *, exact: bool = False
) -> list[int]:
    """Return the numbers of customers whose name, initials or pinyin hold `folded`, best first.

    `exact` keeps those of which it is the whole name or short name.
    """
    return [one.no for one in _named(connection, _CUSTOMER, folded, limit, exact=exact)]


def contact_numbers(
    connection: sqlite3.Connection, folded: str, limit: int, *, exact: bool = False
) -> list[int]:
    """Return the numbers of contacts whose name, initials or pinyin hold `folded`, best first."""
    firms = [one.no for one in _named(connection, _CONTACT, folded, limit, exact=exact)]
    condition = match_text.name_condition("contact", name_word(folded), "word")
    rank = match_text.rank_sql("contact")
    rows = connection.execute(
        f"select contact.no from json_each(:firms) firm cross join contact on contact.customer_no = firm.value"
        f" where {condition.sql} and ({rank} = 0 or not :exactly)"
        f" order by {rank}, firm.key, contact.no limit :limit",
        {
            **condition.values,
            **match_text.rank_values(folded),
            "firms": json.dumps(firms),
            "exactly": exact,
            "limit": limit,
        },
    )
    return [row[0] for row in rows]


def _named(
    connection: sqlite3.Connection, table: _Table, folded: str, limit: int, *, exact: bool
) -> list[_Found]:
    if not folded:
        return []
    match_text.prepare(connection)
    asked = _Asked(connection, [name_word(folded)], folded, limit, None)
    return _of_rank(asked, table, 0, []) if exact else _by_name(asked, table, asked.words[0])


def _one_word(asked: _Asked, word: Word) -> list[_Found]:
    found = _by_name(asked, _CUSTOMER, word)
    if len(found) == asked.limit and found[-1].rank < _ANY:
        found += _opening(asked, _CONTACT)  # a person only similar would come after all of these
    else:
        found += _by_name(asked, _CONTACT, word, found[-1] if len(found) == asked.limit else None)
    return [*found, *_by_phone(asked, word)] if word.tail else found


def _by_name(asked: _Asked, table: _Table, word: Word, last: _Found | None = None) -> list[_Found]:
    """Return the best by name; of those that only hold the word, none that would come after `last`."""
    match = match_text.word_match(word)
    likely = len(word.text) == 1 or bool(word.spellings)
    if likely:
        found = _opening(asked, table)
        glanced = _similar(asked, table, word, found, last, MOST_GLANCED)
        if glanced is not None:
            return [*found, *glanced]
    numbers = _candidates(asked, table, match)
    if len(numbers) <= _most_sorted(asked):
        condition = match_text.name_condition(table.name, word, "word")
        return _sorted(asked, table, condition, numbers, asked.limit)
    if not likely:
        found = _opening(asked, table)
    walked = _similar(asked, table, word, found, last, MOST_WALKED)
    if walked is not None:
        return [*found, *walked]
    rest = _excluding(match_text.name_condition(table.name, word, "word"), table, _ANY, found)
    numbers = _candidates(asked, table, match, -1)
    return [*found, *_sorted(asked, table, rest, numbers, asked.limit - len(found))]


def _similar(
    asked: _Asked, table: _Table, word: Word, found: Sequence[_Found], last: _Found | None, budget: int
) -> list[_Found] | None:
    """Fill the list from the newest customers alone; None where `budget` of them hold too few."""
    wanted = asked.limit - len(found)
    if not wanted:
        return []
    ids = len(word.text) >= match_text.SHORTEST_ID and bool(
        _candidates(asked, table, match_text.id_match(word), 1)
    )
    condition = match_text.walked_condition(table.name, word, "word", ids=ids)
    return _walked(asked, table, _excluding(condition, table, _ANY, found), wanted, budget, last)


def _most_sorted(asked: _Asked) -> int:
    """Return up to how many hits are sorted: as many as it costs to walk until the list is full."""
    newest = asked.connection.execute("select max(no) from customer").fetchone()[0] or 0
    return min(MOST_SORTED, isqrt(newest * asked.limit // _CHEAPER))


def _opening(asked: _Asked, table: _Table) -> list[_Found]:
    """Return the best of those whose name is the whole text, then of those whose name begins with it."""
    found = _of_rank(asked, table, 0, [])
    return [*found, *_of_rank(asked, table, 1, found)] if len(found) < asked.limit else found


def _of_rank(asked: _Asked, table: _Table, rank: int, found: Sequence[_Found]) -> list[_Found]:
    """Return the best whose name is the text (0) or begins with it (1), without those found."""
    text = f"\n{asked.whole}" if rank else f"\n{asked.whole}\n"
    match, wanted = match_text.name_match(text), asked.limit - len(found)
    condition = _excluding(Condition("1", {}), table, rank, found)
    numbers = _candidates(asked, table, match)
    if len(numbers) > _most_sorted(asked):
        walked = _walked(asked, table, condition, wanted, MOST_WALKED)
        if walked is not None:
            return walked
        numbers = _candidates(asked, table, match, -1)
    return _sorted(asked, table, condition, numbers, wanted)


def _excluding(condition: Condition, table: _Table, rank: int, found: Sequence[_Found]) -> Condition:
    numbers = ", ".join(str(one.no) for one in found)
    sql = f"{condition.sql} and {match_text.rank_sql(table.name)} = :rank and customer.no not in ({numbers})"
    return Condition(sql, {**condition.values, "rank": rank})


def _candidates(asked: _Asked, table: _Table, match: str, most: int = MOST_SORTED + 1) -> list[int]:
    """Return row numbers the index gives for `match`, at most `most` (-1: all)."""
    index = f"search_{table.name}"
    rows = asked.connection.execute(f"select rowid from {index} where {index} match ? limit ?", [match, most])
    return [row[0] for row in rows]


def _sorted(
    asked: _Asked, table: _Table, condition: Condition, numbers: Sequence[int], wanted: int
) -> list[_Found]:
    """Check all candidates and sort them."""
    # A customer is one row of its own table, but has several people.
    rank, group = match_text.rank_sql(table.name), ""
    if table is _CONTACT:
        rank, group = f"min({rank})", " group by customer.no"
    sql = (
        f"select customer.no, customer.last_touch_at, {rank} as best"
        f" from json_each(:numbers) candidate cross join {table.source}"
        f" where {table.name}.no = candidate.value and {condition.sql}{asked.mine}{group}"
        " order by best, customer.last_touch_at desc, customer.no desc limit :wanted"
    )
    values = {"numbers": json.dumps(numbers), "wanted": wanted}
    return [
        _Found(*row) for row in asked.connection.execute(sql, {**asked.values, **condition.values, **values})
    ]


def _walked(
    asked: _Asked,
    table: _Table,
    condition: Condition,
    wanted: int,
    budget: int,
    last: _Found | None = None,
) -> list[_Found] | None:
    """Return the last touched customers that meet the condition, none that would come after `last`.

    None when the budget ends before enough do. Only the index of last touches is read, which has the names.
    """
    bounds = ["owner_no = :owner"] if asked.owner_no is not None else []
    values: dict[str, object] = {"budget": budget, "wanted": wanted}
    if last is not None:
        bounds.append(_NOT_AFTER if last.touch else _NOT_AFTER_UNTOUCHED)
        values |= {"last_no": last.no, **({"last_touch": last.touch} if last.touch else {})}
    newest = (
        f"select no, last_touch_at, name_key, initials from customer {_where(bounds)}"
        " order by last_touch_at desc, no desc limit :budget"
    )
    rows = asked.connection.execute(
        f"select no, last_touch_at from ({newest}) customer"
        f" where {table.walked.format(condition=condition.sql)} limit :wanted",
        {**asked.values, **condition.values, **values},
    ).fetchall()
    if len(rows) < wanted and not _came_to_an_end(asked, newest, values, budget):
        return None
    rank = int(str(condition.values["rank"]))
    return [_Found(no, touch, rank) for no, touch in rows]


_NOT_AFTER = "(last_touch_at > :last_touch or last_touch_at = :last_touch and no > :last_no)"
_NOT_AFTER_UNTOUCHED = "(last_touch_at is not null or no > :last_no)"


def _where(bounds: Sequence[str]) -> str:
    return f"where {' and '.join(bounds)}" if bounds else ""


def _came_to_an_end(asked: _Asked, newest: str, values: dict[str, object], budget: int) -> bool:
    """Say whether there were no more customers to walk than the budget allows."""
    counted = {name: value for name, value in values.items() if name != "wanted"}
    rows = asked.connection.execute(f"select count(*) from ({newest})", {**asked.values, **counted})
    return int(rows.fetchone()[0]) < budget


def _walked_whole(asked: _Asked, condition: Condition, wanted: int) -> list[_Found] | None:
    """Return the last touched customers that meet the condition; None when the budget ends before enough do."""
    owner = "where owner_no = :owner" if asked.owner_no is not None else ""
    sql = (
        f"select customer.no, customer.last_touch_at from (select no from customer {owner}"
        " order by last_touch_at desc, no desc limit :budget) newest"
        f" cross join customer on customer.no = newest.no where {condition.sql} limit :wanted"
    )
    values = {"budget": MOST_WALKED_WHOLE, "wanted": wanted}
    rows = asked.connection.execute(sql, {**asked.values, **condition.values, **values}).fetchall()
    return [_Found(no, touch, _ANY) for no, touch in rows] if len(rows) == wanted else None


def _by_phone(asked: _Asked, word: Word) -> list[_Found]:
    condition = match_text.phone_condition("phone", word, "phone")
    whole = "phone.reversed = :phone_from or phone.e164 = :phone_e164"
    sql = (
        f"select customer.no, customer.last_touch_at, min(case when {whole} then 0 else {_ANY} end) as best"
        f" from phone join customer on customer.no = phone.customer_no where {condition.sql}{asked.mine}"
        " group by customer.no order by best, customer.last_touch_at desc, customer.no desc limit :wanted"
    )
    values = {**asked.values, **condition.values, "wanted": asked.limit}
    return [_Found(*row) for row in asked.connection.execute(sql, values)]


def _touched(asked: _Asked, numbers: Iterable[int]) -> list[_Found]:
    sql = (
        "select customer.no, customer.last_touch_at from customer"
        f" where customer.no in (select value from json_each(:numbers)){asked.mine}"
    )
    rows = asked.connection.execute(sql, {**asked.values, "numbers": json.dumps(list(numbers))})
    return [_Found(no, touch, _NOTE) for no, touch in rows]


def _best(asked: _Asked, found: Iterable[_Found]) -> list[_Found]:
    """Return each customer once, by its best rank, in the order of the list."""
    newest = sorted(found, key=lambda one: (one.touch or "", one.no), reverse=True)
    once: dict[int, _Found] = {}
    for one in sorted(newest, key=lambda one: one.rank):
        once.setdefault(one.no, one)
    return list(once.values())[: asked.limit]


def _together(asked: _Asked, notes: Sequence[dict[int, NoteHit]]) -> list[_Found]:
    """Find customers with every word: from those of the rarest words, or by walking where all are common."""
    conditions = [
        match_text.customer_condition(word, f"word{place}", list(notes[place]))
        for place, word in enumerate(asked.words)
    ]
    every = Condition(
        " and ".join(one.sql for one in conditions),
        {name: value for one in conditions for name, value in one.values.items()},
    )
    sets = [_having(asked, word, notes[place], MOST_JOINED) for place, word in enumerate(asked.words)]
    few = [numbers for numbers in sets if numbers is not None]
    common = set.intersection(*few) if few else None
    if common is None or len(common) > 2 * MOST_SORTED:
        found = _opening(asked, _CUSTOMER)
        wanted = asked.limit - len(found)
        rest = _walked_whole(asked, _excluding(every, _CUSTOMER, _ANY, found), wanted) if wanted else []
        if rest is not None:
            return [*found, *rest]
    if common is None:
        common = set.intersection(
            *(_having(asked, word, notes[place], None) or set() for place, word in enumerate(asked.words))
        )
    return _sorted(asked, _CUSTOMER, every, sorted(common), asked.limit)


def _having(asked: _Asked, word: Word, notes: Iterable[int], most: int | None) -> set[int] | None:
    """Return all customers that may have the word, None when they are more than `most`."""
    limit = -1 if most is None else most + 1
    own = _candidates(asked, _CUSTOMER, match_text.word_match(word, place=True), limit)
    people = _candidates(asked, _CONTACT, match_text.word_match(word), limit)
    if most is not None and max(len(own), len(people)) > most:
        return None
    firms = asked.connection.execute(
        "select customer_no from contact where no in (select value from json_each(?))", [json.dumps(people)]
    )
    found = {*own, *notes, *(row[0] for row in firms)}
    if word.tail:
        condition = match_text.phone_condition("phone", word, "phone")
        sql = f"select customer_no from phone where {condition.sql}"
        found |= {row[0] for row in asked.connection.execute(sql, condition.values)}
    return found
