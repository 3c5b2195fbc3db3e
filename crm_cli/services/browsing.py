"""Customers as a list on a screen asks for them: all numbers in an order, once, and then rows by the page."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.domain.frozen import Frozen
from crm_cli.services.customer_filters import filters_of, read_asked
from crm_cli.services.desk import Desk
from crm_cli.storage.browsing import BROWSED, IN_ORDER, BrowsedRow

if TYPE_CHECKING:
    from array import array

SORTS = ("last", "name", "no", "city", "industry", "owner", "stage", "grade", "next")
"""Orders: `last` is the last touched first, `no` the newest first, `next` by what is promised first."""
_INDEXED = frozenset({"last", "name", "no"})


class Wish(Frozen):
    """What a list shows: `words` as typed (`city=广州`), those of the rep alone, the closed ones too, in which order."""

    words: tuple[str, ...] = ()
    mine: bool = False
    closed: bool = False
    sort: str = SORTS[0]
    turned: bool = False


def first(desk: Desk, wish: Wish, count: int) -> list[int] | None:
    """Return the first numbers of a list, None where no index has them in this order.

    Raises what `filters_of` raises.
    """
    of_mine = wish.mine and wish.sort == "last"
    if wish.words or wish.sort not in _INDEXED or (wish.mine and not of_mine):
        return None
    found = desk.database.all(
        IN_ORDER, sort=wish.sort, descending=wish.turned, limit=count, **_parameters(desk, wish)
    )
    return [row.no for row in found]


def in_order(desk: Desk, wish: Wish) -> "array[int]":
    """Return all numbers of a list in its order; a million take seconds, so no key waits for them.

    Raises what `filters_of` raises.
    """
    return desk.database.numbers(IN_ORDER, sort=wish.sort, descending=wish.turned, **_parameters(desk, wish))


def passed(desk: Desk, wish: Wish, numbers: Sequence[int]) -> set[int]:
    """Return those of some customers that pass the filters of a list. Raises what `filters_of` raises."""
    found = desk.database.all(IN_ORDER, **{**_parameters(desk, wish), "numbers": list(numbers)})
    return {row.no for row in found}


def check(desk: Desk, words: Sequence[str]) -> None:
    """Raise UsageError or NotFoundError for filters that mean nothing."""
    filters_of(desk, read_asked(desk, words))


def rows(desk: Desk, numbers: Sequence[int]) -> dict[int, BrowsedRow]:
    """Return customers by their numbers; one that is removed is not among them."""
    if not numbers:
        return {}
    return {row.no: row for row in desk.database.all(BROWSED, numbers=list(numbers))}


def _parameters(desk: Desk, wish: Wish) -> dict[str, Any]:
    filters = filters_of(desk, read_asked(desk, wish.words))
    if wish.mine and desk.me is not None and not {"owner_no", "unowned"} & filters.keys():
        filters["owner_no"] = desk.me.no
    if not wish.closed:
        filters["open_only"] = 1
    if _is_known(filters):
        filters["known"] = 1
    return filters


def _is_known(filters: Mapping[str, Any]) -> bool:
    """Say whether only customers pass of whom somebody has learnt something."""
    return (
        bool(filters.get("grades"))
        or "need_before" in filters
        or ("stages" in filters and "potential" not in filters["stages"])
        or ("need_state" in filters and "unknown" not in filters["need_state"])
    )
