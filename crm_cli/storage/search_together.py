"""Finds customers with several words: all in the customer's own row, or one of them at a person, a phone, in a note."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crm_cli.domain.search_words import SHORTEST_ID, Word
from crm_cli.storage import search_match as match_text
from crm_cli.storage import search_pick as pick
from crm_cli.storage.search_match import Condition
from crm_cli.storage.search_notes import NoteHit
from crm_cli.storage.search_pick import ANY, CONTACT, CUSTOMER, Asked, Found

# So few customers with a word elsewhere than in their own row need no narrowing before they are sorted.
MOST_UNASKED = 500
# More rows than this are not looked at for a word as long as it is in so few that all of them can be listed.
MOST_LOOKED_AT, MOST_LISTED_OWN = 6_000, 30_000


class _Held(NamedTuple):
    """A word, the prefix of its parameters, and the customers with it in a note."""

    word: Word
    key: str
    noted: list[int]


def together(asked: Asked, notes: Sequence[dict[int, NoteHit]]) -> list[Found]:
    """Find customers with every word: all in the customer's own row, or one of them elsewhere."""
    words = [
        _Held(word, f"word{place}", list(held))
        for place, (word, held) in enumerate(zip(asked.words, notes, strict=True))
    ]
    # What one character begins costs more to list than to meet, unless another word is rare.
    short = [one for one in words if len(one.word.text) == 1]
    if short:
        found = pick.opening(asked, CUSTOMER)
        budget = pick.MOST_WALKED_TOGETHER if len(short) == len(words) else pick.GLANCED_TOGETHER
        similar = _walked(asked, words, found, budget)
        if similar is not None:
            return [*found, *similar]
    return _listed(asked, words)


def _listed(asked: Asked, words: Sequence[_Held]) -> list[Found]:
    """Sort the customers that may have every word, or meet enough of them among the newest where they are many."""
    every = _all([match_text.customer_condition(*one) for one in words])
    candidates = _anywhere(asked, words, pick.MOST_LISTED)
    if candidates is not None and len(candidates) <= pick.MOST_SORTED:
        return pick.sort(asked, CUSTOMER, every, sorted(candidates), asked.limit)
    found = pick.opening(asked, CUSTOMER)
    wanted = asked.limit - len(found)
    rest = pick.excluding(every, CUSTOMER, ANY, found)
    similar = (
        _walked(asked, words, found, pick.MOST_WALKED_TOGETHER)
        if candidates is None
        else pick.newest(asked, rest, wanted, candidates)
    )
    if similar is None:
        candidates = _anywhere(asked, words, None) if candidates is None else candidates
        similar = pick.sort(asked, CUSTOMER, rest, sorted(candidates or ()), wanted)
    return [*found, *similar]


def _all(conditions: Sequence[Condition]) -> Condition:
    sql = " and ".join(one.sql for one in conditions)
    return Condition(sql, {name: value for one in conditions for name, value in one.values.items()})


def _walked(asked: Asked, words: Sequence[_Held], found: Sequence[Found], budget: int) -> list[Found] | None:
    """Fill the list from the newest customers alone; None where too few of them have every word."""
    conditions = []
    for word, key, noted in words:
        match = match_text.id_match(word)
        ids = len(word.text) >= SHORTEST_ID and any(
            pick.candidates(asked, table, match, 1) for table in (CUSTOMER, CONTACT)
        )
        place = bool(pick.candidates(asked, CUSTOMER, match_text.place_match(word), 1))
        conditions.append(match_text.walked_anywhere(word, key, noted, ids=ids, place=place))
    rest = pick.excluding(_all(conditions), CUSTOMER, ANY, found)
    return pick.walk(asked, CUSTOMER, rest, asked.limit - len(found), budget)


def _anywhere(asked: Asked, words: Sequence[_Held], most: int | None) -> set[int] | None:
    """Return all customers that may have every word, None when they are more than `most`."""
    limit = -1 if most is None else most + 1
    match = " AND ".join(f"({match_text.word_match(one.word, place=True)})" for one in words)
    own = set(pick.candidates(asked, CUSTOMER, match, limit))
    elsewhere = []
    for word, _key, noted in words:
        if most is not None and len(own) > most:
            return None
        elsewhere.append({*noted, *_by_people(asked, word, limit), *_by_tail(asked, word)} - own)
        if most is not None and len(elsewhere[-1]) > most:
            return None
    return own | _with_the_others(asked, words, elsewhere)


def _with_the_others(asked: Asked, words: Sequence[_Held], elsewhere: Sequence[set[int]]) -> set[int]:
    """Return the customers with a word elsewhere that have each other word too, elsewhere or in their own row."""
    numbers: set[int] = set().union(*elsewhere)
    for one, there in zip(words, elsewhere, strict=True):
        if len(numbers) <= MOST_UNASKED:
            break
        if unsure := numbers - there:
            numbers -= unsure - _holding(asked, one, unsure)
    return numbers


def _holding(asked: Asked, one: _Held, numbers: set[int]) -> set[int]:
    """Return the customers numbered so whose own row may hold the word."""
    if len(numbers) > MOST_LOOKED_AT:
        match = match_text.word_match(one.word, place=True)
        listed = pick.candidates(asked, CUSTOMER, match, MOST_LISTED_OWN + 1)
        if len(listed) <= MOST_LISTED_OWN:
            return numbers.intersection(listed)
    own = match_text.name_condition("customer", one.word, one.key, place=True)
    rows = asked.connection.execute(
        "select customer.no from json_each(:numbers) candidate cross join customer"
        f" where customer.no = candidate.value and {own.sql}",
        {**own.values, "numbers": match_text.listed(sorted(numbers))},
    )
    return {row[0] for row in rows}


def _by_people(asked: Asked, word: Word, limit: int) -> Iterable[int]:
    people = pick.candidates(asked, CONTACT, match_text.word_match(word), limit)
    rows = asked.connection.execute(
        "select customer_no from contact where no in (select value from json_each(?))",
        [match_text.listed(people)],
    )
    return [row[0] for row in rows]


def _by_tail(asked: Asked, word: Word) -> Iterable[int]:
    if not word.tail:
        return []
    condition = match_text.phone_condition("phone", word, "phone")
    rows = asked.connection.execute(f"select customer_no from phone where {condition.sql}", condition.values)
    return [row[0] for row in rows]
