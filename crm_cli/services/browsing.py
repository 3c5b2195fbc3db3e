"""Customers by the page, as a list on a screen asks for them."""

from typing import Any

from crm_cli.services.desk import Desk
from crm_cli.storage.browsing import BROWSE, BROWSED, BrowsedRow

SORTS = ("last", "name", "no")


class Browsing:
    """The customers of a rep, or of the firm, in an order: `last` is the last touched first."""

    def __init__(self, desk: Desk, *, mine: bool = False, sort: str = "last") -> None:
        self._desk = desk
        self._sort = sort
        self._where: dict[str, Any] = {"owner_no": desk.me.no} if mine and desk.me else {}

    def count(self) -> int:
        """Return how many there are."""
        return self._desk.database.one(BROWSED, **self._where).rows

    def page(self, first: int, size: int) -> list[BrowsedRow]:
        """Return some of them, from a place on."""
        return self._desk.database.all(BROWSE, sort=self._sort, after_no=first, limit=size, **self._where)
