"""What two customers may have in common, read by the page, and a scratch file in which those that share a key meet."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import combinations, groupby, pairwise
from operator import itemgetter
from types import TracebackType
from typing import Self

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement

_PAGE = 10_000
_MOST_TOGETHER = 12
"""Customers with one key of whom each is compared with each; of more, each with the next."""


class FirmRow(Row):
    """A customer as it is compared: `name_key` is its folded name, and its short one on a line of its own."""

    no: int
    name: str
    name_key: str
    kind: str
    city: str
    building: str
    floor: str
    unit: str
    email: str
    owner_no: int | None
    owner: str


class PhoneKey(Row):
    """A number that a customer or one of its people has."""

    no: int
    customer_no: int
    e164: str
    extension: str


class Count(Row):
    """How many there are."""

    rows: int


class Spelling(Row):
    """How an address writes a building."""

    text: str


class TextKey(Row):
    """A text by which a customer may be known: the address of one of its people, another name."""

    no: int
    customer_no: int
    text: str


HOW_MANY = Statement(Count, "select count(*) as rows from customer")
FIRMS = Statement(
    FirmRow,
    """
    select customer.no, customer.name, customer.name_key, customer.kind, customer.city, customer.building,
        customer.floor, customer.unit, customer.email, customer.owner_no, coalesce(owner.name, '') as owner
    from customer left join rep owner on owner.no = customer.owner_no
    where 1 = 1
        [and customer.no > :after]
        [and customer.no in (:numbers*)]
        [and customer.building in (:buildings*) and customer.building <> '']
    order by customer.no
    [limit :limit]
    """,
)
# A seek in the index for each building, however many customers are in it.
BUILDINGS = Statement(
    Spelling,
    """
    with recursive spelling(text) as (
        select min(building) from customer where building <> ''
        union all
        select (select min(customer.building) from customer
            where customer.building <> '' and customer.building > spelling.text)
        from spelling where spelling.text is not null
    )
    select text from spelling where text is not null
    """,
)
PHONES = Statement(
    PhoneKey,
    """
    select no, customer_no, e164, extension from phone
    where e164 is not null
        [and no > :after]
        [and customer_no in (:numbers*)]
        [and e164 in (:e164s*)]
    order by no
    [limit :limit]
    """,
)
EMAILS = Statement(
    TextKey,
    """
    select no, customer_no, email as text from contact
    where email <> ''
        [and no > :after]
        [and customer_no in (:numbers*)]
    order by no
    [limit :limit]
    """,
)
OTHER_NAMES = Statement(
    TextKey,
    """
    select no, customer_no, name_key as text from customer_name
    where 1 = 1
        [and no > :after]
        [and customer_no in (:numbers*)]
    order by no
    [limit :limit]
    """,
)


class Meeting:
    """A scratch file, gone when it is closed, in which customers meet under the keys they share.

    A key is a hash of 64 bits: what meets by chance is compared all the same, and has nothing in common.
    """

    def __init__(self) -> None:
        # An empty name is a file of SQLite's own, which it writes to only when memory does not hold it.
        self._connection = sqlite3.connect("", isolation_level=None)
        for statement in (
            "pragma journal_mode = off",
            "pragma synchronous = off",
            "pragma cache_size = -32768",
        ):
            self._connection.execute(statement)
        self._connection.execute("create table met (key integer, no integer)")
        self._connection.execute("create table pair (one integer, other integer)")
        self._connection.execute("begin")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def bring(self, keys: Iterable[tuple[str, int]]) -> None:
        """Let customers come under keys."""
        self._connection.executemany("insert into met values (?, ?)", [(hash(key), no) for key, no in keys])

    def pair_off(self, crowd: int) -> set[int]:
        """Note who meets whom; return the hashes of the keys that more than `crowd` customers have."""
        crowded: set[int] = set()
        rows = self._connection.execute("select distinct key, no from met order by key, no")
        for found in _pages(self._pairs(rows, crowd, crowded)):
            self._connection.executemany("insert into pair values (?, ?)", found)
        return crowded

    def _pairs(
        self, rows: Iterable[tuple[int, int]], crowd: int, crowded: set[int]
    ) -> Iterator[tuple[int, int]]:
        for key, group in groupby(rows, itemgetter(0)):
            numbers = [no for _key, no in group]
            if len(numbers) > crowd:
                crowded.add(key)
            # A hundred who share a switchboard would be five thousand pairs: work must grow with the firm alone.
            if len(numbers) > 1:
                yield from combinations(numbers, 2) if len(numbers) <= _MOST_TOGETHER else pairwise(numbers)

    def total(self) -> int:
        """Return how many pairs meet, those that meet twice counted twice."""
        return int(self._connection.execute("select count(*) from pair").fetchone()[0])

    def pairs(self, size: int) -> Iterator[list[tuple[int, int]]]:
        """Yield pages of those who meet, each pair once, the smaller number first."""
        cursor = self._connection.execute("select distinct one, other from pair order by one, other")
        while page := cursor.fetchmany(size):
            yield page


def _pages(pairs: Iterator[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    page: list[tuple[int, int]] = []
    for pair in pairs:
        page.append(pair)
        if len(page) == _PAGE:
            yield page
            page = []
    yield page
