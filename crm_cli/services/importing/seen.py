"""Names and numbers that were met before: a million of them in less than ten megabytes each."""

from array import array
from collections.abc import Iterable, Sequence

EXACT = 300_000
"""So many are kept in a plain set; of more there are fingerprints in tables."""
_SLOTS = 1 << 21
_FULL = _SLOTS * 2 // 3
_SPARED = 5
"""Bits of a hash that are dropped: Python keeps the rest in a third less."""
_FINGERPRINT = (1 << 32) - 1


class Seen:
    """Remembers keys; what it says was met may, once in a thousand million, not have been."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._hashes = {hash(key) >> _SPARED for key in keys}
        self._tables: list[array[int]] = []
        self._held = _FULL

    def meet(self, keys: Sequence[str]) -> set[str]:
        """Return those of some keys that were met before, and remember all."""
        hashes = [hash(key) >> _SPARED for key in keys]
        before = self._met(hashes)
        found = {key for key, one in zip(keys, hashes, strict=True) if one in before} if before else set()
        self._remember(hashes)
        return found

    def remember(self, keys: Iterable[str | None]) -> None:
        """Remember keys."""
        self._remember([hash(key) >> _SPARED for key in keys])

    def _met(self, hashes: Sequence[int]) -> set[int]:
        known = set() if self._hashes.isdisjoint(hashes) else self._hashes.intersection(hashes)
        for table in self._tables:
            known.update(one for one in hashes if _place(table, one) < 0)
        return known

    def _remember(self, hashes: Sequence[int]) -> None:
        if len(self._hashes) < EXACT:
            self._hashes.update(hashes)
            return
        for one in hashes:
            if self._held >= _FULL:
                self._tables.append(array("I", bytes(4 * _SLOTS)))
                self._held = 0
            place = _place(self._tables[-1], one)
            if place >= 0:
                self._tables[-1][place] = _fingerprint(one)
                self._held += 1


def _fingerprint(one: int) -> int:
    return (one >> 24) & _FINGERPRINT or 1


def _place(table: "array[int]", one: int) -> int:
    """Return the free slot for a hash, -1 where the table has it."""
    place, wanted = one & (_SLOTS - 1), _fingerprint(one)
    while held := table[place]:
        if held == wanted:
            return -1
        place = (place + 1) & (_SLOTS - 1)
    return place
