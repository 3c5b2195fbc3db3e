"""Finds customers with several words: all in the customer's own row, or one of them at a person, a phone, in a note."""

import json
from collections.abc import Iterable, Sequence

from crm_cli.domain.search_words import Word
from crm_cli.storage import search_match as match_text
from crm_cli.storage import search_pick as pick
from crm_cli.storage.search_match import Condition
from crm_cli.storage.search_notes import NoteHit
from crm_cli.storage.search_pick import ANY, CONTACT, CUSTOMER, Asked, Found


def together(asked: Asked, notes: Sequence[dict[int, NoteHit]]) -> list[Found]:
    """Find customers with every word: all in the customer's own row, or one of them elsewhere."""
    conditions = [
        match_text.customer_condition(word, f"word{place}", list(notes[place]))
        for place, word in enumerate(asked.words)
    ]
    every = Condition(
        " and ".join(one.sql for one in conditions),
        {name: value for one in conditions for name, value in one.values.items()},
    )
    candidates = _anywhere(asked, notes, pick.MOST_LISTED)
    if candidates is not None and len(candidates) <= pick.MOST_SORTED:
        return pick.sort(asked, CUSTOMER, every, sorted(candidates), asked.limit)
    found = pick.opening(asked, CUSTOMER)
    wanted = asked.limit - len(found)
    rest = pick.excluding(every, CUSTOMER, ANY, found)
    similar = (
        pick.walk_whole(asked, rest, wanted)
        if candidates is None
        else pick.newest(asked, rest, wanted, candidates)
    )
    if similar is None:
        candidates = _anywhere(asked, notes, None) if candidates is None else candidates
        similar = pick.sort(asked, CUSTOMER, rest, sorted(candidates or ()), wanted)
    return [*found, *similar]


def _anywhere(asked: Asked, notes: Sequence[Iterable[int]], most: int | None) -> set[int] | None:
    """Return all customers that may have every word, None when they are more than `most`."""
    limit = -1 if most is None else most + 1
    match = " AND ".join(f"({match_text.word_match(word, place=True)})" for word in asked.words)
    found = set(pick.candidates(asked, CUSTOMER, match, limit))
    for word, noted_at in zip(asked.words, notes, strict=True):
        if most is not None and len(found) > most:
            return None
        found.update(noted_at, _by_people(asked, word, limit), _by_tail(asked, word))
    return found if most is None or len(found) <= most else None


def _by_people(asked: Asked, word: Word, limit: int) -> Iterable[int]:
    people = pick.candidates(asked, CONTACT, match_text.word_match(word), limit)
    rows = asked.connection.execute(
        "select customer_no from contact where no in (select value from json_each(?))", [json.dumps(people)]
    )
    return [row[0] for row in rows]


def _by_tail(asked: Asked, word: Word) -> Iterable[int]:
    if not word.tail:
        return []
    condition = match_text.phone_condition("phone", word, "phone")
    rows = asked.connection.execute(f"select customer_no from phone where {condition.sql}", condition.values)
    return [row[0] for row in rows]
