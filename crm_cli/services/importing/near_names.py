"""Customers whose name contains what a log calls them: 石厦餐饮管理 for 深圳市石厦餐饮管理有限公司."""

from bisect import bisect_right
from collections.abc import Iterable

from crm_cli.domain.folding import core_name
from crm_cli.storage import imports
from crm_cli.storage.database import Database

_SHORTEST = 2


class NearNames:
    """The names of all customers without their legal forms, looked through when one is not found as written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._text: str | None = None
        self._starts: list[int] = []
        self._numbers: list[int] = []

    def containing(self, name: str) -> list[int]:
        """Return the numbers of up to two customers whose name contains `name`; two are too many to mean one.

        A name that is the whole of one customer's, but for the legal form, is that customer alone.
        """
        core = core_name(name)
        if len(core) < (_SHORTEST if not core.isascii() else 2 * _SHORTEST):
            return []
        text = self._names()
        whole = list(self._found(text, f"\n{core}\n", 1))
        return whole if len(whole) == 1 else list(self._found(text, core, 0))

    def _names(self) -> str:
        # One long text is searched a hundred times faster than a list of names.
        if self._text is None:
            parts, place = ["\n"], 1
            for row in self._database.all(imports.NAMES):
                core = core_name(row.key)
                self._starts.append(place)
                self._numbers.append(row.customer_no)
                parts.append(f"{core}\n\n")
                place += len(core) + 2
            self._text = "".join(parts)
        return self._text

    def _found(self, text: str, wanted: str, offset: int) -> Iterable[int]:
        found: set[int] = set()
        at = text.find(wanted)
        while at >= 0 and len(found) < 2:
            found.add(self._numbers[bisect_right(self._starts, at + offset) - 1])
            at = text.find(wanted, at + 1)
        return sorted(found)
