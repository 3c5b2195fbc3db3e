"""Picks rows of a search in their order: a few candidates are sorted; of many, the newest are walked. Both give the same."""

import sqlite3
from collections.abc import Sequence
from itertools import islice
from math import isqrt

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.search_words import Word
from crm_cli.storage import search_match as match_text
from crm_cli.storage.search_match import Condition

# Where sorting all costs as much as walking until fifty are found, at a million customers: a row of the index
# costs a fifth of a row of the table.
MOST_SORTED = 3_000
MOST_WALKED = 60_000
_CHEAPER = 6
# Up to so many hits are told apart by their numbers alone while walking.
MOST_LISTED = 12_000
# Of words of several syllables, which cost most to compare.
SPOKEN_GLANCED = 1_000
# Of several words, which are at fewer customers than each alone.
MOST_WALKED_TOGETHER = 20_000
GLANCED_TOGETHER = 3_000
SHORT = 2
EXACT, BEGINS, ANY, NOTE = range(4)


class Found(Frozen):
    """A customer found: its last touch and how well it fits (EXACT to NOTE)."""

    no: int
    touch: str | None
    rank: int


class Table(Frozen):
    """What is searched: rows with a name, their index, and how a walked customer reaches them.

    `glanced` is how many of the newest are looked at before anything is counted: what begins many tokens is
    sooner found so.
    """

    name: str
    source: str
    walked: str
    glanced: int


CUSTOMER = Table("customer", "customer", "{condition}", 10_000)
CONTACT = Table(
    "contact",
    "contact join customer on customer.no = contact.customer_no",
    "exists (select 1 from contact where contact.customer_no = customer.no and {condition})",
    1_000,
)


class Asked(Frozen):
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


def most_sorted(asked: Asked) -> int:
    """Return up to how many hits are sorted: as many as it costs to walk until the list is full."""
    newest = asked.connection.execute("select max(no) from customer").fetchone()[0] or 0
    return min(MOST_SORTED, isqrt(newest * asked.limit // _CHEAPER))


def opening(asked: Asked, table: Table) -> list[Found]:
    """Return the best of those whose name is the whole text, then of those whose name begins with it."""
    match = match_text.name_match(f"\n{asked.whole}")
    numbers = candidates(asked, table, match)
    if len(numbers) <= most_sorted(asked):
        condition = Condition(f"{match_text.rank_sql(table.name)} <= :rank", {"rank": BEGINS})
        return sort(asked, table, condition, numbers, asked.limit)
    found = exact(asked, table)
    if wanted := asked.limit - len(found):
        begins = excluding(Condition("1", {}), table, BEGINS, found)
        found = [*found, *_of_many(asked, table, match, begins, wanted)]
    return found


def exact(asked: Asked, table: Table) -> list[Found]:
    """Return the best of those whose name is the whole text."""
    match = match_text.name_match(f"\n{asked.whole}\n")
    condition = excluding(Condition("1", {}), table, EXACT, [])
    numbers = candidates(asked, table, match)
    if len(numbers) > most_sorted(asked):
        return _of_many(asked, table, match, condition, asked.limit)
    return sort(asked, table, condition, numbers, asked.limit)


def _of_many(asked: Asked, table: Table, match: str, condition: Condition, wanted: int) -> list[Found]:
    """Return the best of more candidates than are sorted: the newest, or all sorted where those hold too few."""
    walked = walk(asked, table, condition, wanted, MOST_WALKED)
    if walked is None:
        walked = sort(asked, table, condition, candidates(asked, table, match, -1), wanted)
    return walked


def excluding(condition: Condition, table: Table, rank: int, found: Sequence[Found]) -> Condition:
    numbers = ", ".join(str(one.no) for one in found)
    sql = f"{condition.sql} and {match_text.rank_sql(table.name)} = :rank and customer.no not in ({numbers})"
    return Condition(sql, {**condition.values, "rank": rank})


def candidates(asked: Asked, table: Table, match: str, most: int = MOST_SORTED + 1) -> list[int]:
    """Return row numbers the index gives for `match`, at most `most` (-1: all)."""
    index = f"search_{table.name}"
    rows = asked.connection.execute(f"select rowid from {index} where {index} match ? limit ?", [match, most])
    return [row[0] for row in rows]


def sort(
    asked: Asked, table: Table, condition: Condition, numbers: Sequence[int], wanted: int
) -> list[Found]:
    """Check all candidates and sort them."""
    # A customer is one row of its own table, but has several people.
    rank, group = match_text.rank_sql(table.name), ""
    if table is CONTACT:
        rank, group = f"min({rank})", " group by customer.no"
    sql = (
        f"select customer.no, customer.last_touch_at, {rank} as best"
        f" from json_each(:numbers) candidate cross join {table.source}"
        f" where {table.name}.no = candidate.value and {condition.sql}{asked.mine}{group}"
        " order by best, customer.last_touch_at desc, customer.no desc limit :wanted"
    )
    values = {"numbers": match_text.listed(numbers), "wanted": wanted}
    return [
        Found(*row) for row in asked.connection.execute(sql, {**asked.values, **condition.values, **values})
    ]


_NOT_AFTER = "(last_touch_at > :last_touch or last_touch_at = :last_touch and no > :last_no)"
_NOT_AFTER_UNTOUCHED = "(last_touch_at is not null or no > :last_no)"


def walk(
    asked: Asked,
    table: Table,
    condition: Condition,
    wanted: int,
    budget: int,
    last: Found | None = None,
) -> list[Found] | None:
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
    return [Found(no, touch, rank) for no, touch in rows]


def _where(bounds: Sequence[str]) -> str:
    return f"where {' and '.join(bounds)}" if bounds else ""


def _came_to_an_end(asked: Asked, newest: str, values: dict[str, object], budget: int) -> bool:
    """Say whether there were no more customers to walk than the budget allows."""
    counted = {name: value for name, value in values.items() if name != "wanted"}
    rows = asked.connection.execute(f"select count(*) from ({newest})", {**asked.values, **counted})
    return int(rows.fetchone()[0]) < budget


def newest(asked: Asked, condition: Condition, wanted: int, numbers: set[int]) -> list[Found] | None:
    """Return the last touched of the customers numbered so that meet the condition.

    None when the newest of all customers hold too few of them.
    """
    owner = "where owner_no = :owner" if asked.owner_no is not None else ""
    touched = asked.connection.execute(
        f"select no from customer {owner} order by last_touch_at desc, no desc limit :budget",
        {**({"owner": asked.owner_no} if owner else {}), "budget": MOST_WALKED},
    )
    found: list[Found] = []
    likely = (no for (no,) in touched if no in numbers)
    while len(found) < wanted and (batch := list(islice(likely, 2 * wanted))):
        found += sort(asked, CUSTOMER, condition, batch, wanted - len(found))
    return found if len(found) == wanted else None
