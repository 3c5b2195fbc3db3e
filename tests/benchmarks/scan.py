"""What a search must find, worked out from the rows alone: every field of every customer is looked at.

Texts are kept in lists in the order of the hits, so that the first hits of a common word are soon found.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from crm_cli.domain.folding import fold
from crm_cli.domain.search_words import Word, in_ids, in_phone, in_place, rank
from crm_cli.storage.search import IDS, PLACES

_KEYS = "name_key, initials, pinyin"


class _Named(NamedTuple):
    """Rows with a name, as columns in the order of their customers' places; `framed` has a newline before a name."""

    place: list[int]
    framed: list[str]
    initials: list[str]
    spoken: list[str]
    ids: dict[int, tuple[str, ...]]


class Scan:
    """All customers of a firm in the order of hits: the last touched first, then the newest."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        order = "select no from customer order by last_touch_at desc nulls last, no desc"
        self.numbers = [row[0] for row in connection.execute(order)]
        self.place = {no: place for place, no in enumerate(self.numbers)}
        self.tables = [
            self._named(connection, *of) for of in (("customer", "no"), ("contact", "customer_no"))
        ]
        self.cities: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for no, *cells in connection.execute(f"select no, {', '.join(PLACES)} from customer"):
            self.cities[tuple(cells)].append(self.place[no])
        phones = connection.execute("select customer_no, reversed, e164 from phone").fetchall()
        self.phones = [(self.place[no], figures, e164) for no, figures, e164 in phones]
        self.notes = [(self.place[no], fold(text)) for no, text in _notes(connection)]

    def _named(self, connection: sqlite3.Connection, table: str, customer: str) -> _Named:
        rows = connection.execute(f"select {customer}, {_KEYS}, {', '.join(IDS)} from {table}").fetchall()
        rows.sort(key=lambda row: self.place[row[0]])
        found = _Named([], [], [], [], {})
        for at, (no, name, initials, pinyin, *ids) in enumerate(rows):
            found.place.append(self.place[no])
            found.framed.append(f"\n{name}")
            found.initials.append(initials)
            found.spoken.append(" " + pinyin.replace("\n", "\n "))
            if any(ids):
                found.ids[at] = tuple(ids)
        return found

    def find(self, words: list[Word], limit: int = 50) -> list[tuple[int, int]]:
        """Return rank and number of the first customers with every word."""
        if len(words) == 1:
            ranks = self._ranked(words[0], limit)
        else:
            whole = " ".join(word.text for word in words)
            every = set.intersection(*({*self._ranked(word, None), *self._placed(word)} for word in words))
            ranks = {place: rank(whole, self.tables[0].framed[place][1:]) for place in every}
        best = sorted((rank, place) for place, rank in ranks.items())[:limit]
        return [(rank, self.numbers[place]) for rank, place in best]

    def _ranked(self, word: Word, most: int | None) -> dict[int, int]:
        """Return places with the word and their ranks; of those that only hold it the first `most` of each field."""
        ranks: dict[int, int] = dict(self._noted(word))
        for named in self.tables:
            for held in _held(named, word):
                ranks |= dict.fromkeys((named.place[at] for at in islice(held, most)), 2)
        for place, found in self._phoned(word):
            ranks[place] = min(found, ranks.get(place, found))
        begins = f"\n{word.text}"
        for named in self.tables:
            for at in [at for at, framed in enumerate(named.framed) if begins in framed]:
                place = named.place[at]
                ranks[place] = min(rank(word.text, named.framed[at][1:]), ranks.get(place, 2))
        return ranks

    def _noted(self, word: Word) -> Iterator[tuple[int, int]]:
        return ((place, 3) for place, text in self.notes if word.text in text)

    def _phoned(self, word: Word) -> Iterator[tuple[int, int]]:
        for place, figures, e164 in self.phones if word.tail else ():
            if in_phone(word, figures, e164):
                yield place, 0 if figures == word.tail or (word.e164 and e164 == word.e164) else 2

    def _placed(self, word: Word) -> Iterator[int]:
        for cells, places in self.cities.items():
            if in_place(word, cells):
                yield from places


def _held(named: _Named, word: Word) -> Iterator[Iterator[int]]:
    """Yield for each field the rows in which it holds the word."""
    text = word.text
    yield (at for at, name in enumerate(named.framed) if text in name)
    if word.letters:
        yield (at for at, initials in enumerate(named.initials) if text in initials)
    for started in (f" {spelling}" for spelling in word.spellings):
        yield (at for at, spoken in enumerate(named.spoken) if started in spoken)
    yield (at for at, ids in named.ids.items() if in_ids(word, ids))


def _notes(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Yield each note with its customer; own fields and memos the firms made for measuring have none of."""
    yield from connection.execute("select no, notes from customer where notes <> ''")
    yield from connection.execute("select customer_no, notes from contact where notes <> ''")
    for touch in ("call", "visit", "followup"):
        yield from connection.execute(
            f'select customer_no, note || char(10) || heard from "{touch}"'
            " where customer_no is not null and (note <> '' or heard <> '')"
        )
