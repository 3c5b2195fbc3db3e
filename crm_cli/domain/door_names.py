"""Which doors of a building are meant by what people write of them: `3012室`, `30/F Unit 12`, `3012-15`, `3012/3013`."""

import re
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

from crm_cli.domain.doors import floor_label
from crm_cli.domain.folding import fold

_WORDS = re.compile(
    r"\b(?:UNITS?|ROOMS?|RMS?|SUITES?|STE|SHOPS?|NO|FLAT)\b\.?|室|房间|房|号铺|号|单元|铺位|铺|#|\bAND\b|[()]"
)
_FLOOR = re.compile(
    r"\b([A-Z]{0,2}\d{1,3}[A-Z]?|G|M|PH)\s*(?:/F\b|F\b|楼|层|TH FLOOR|ST FLOOR|ND FLOOR|RD FLOOR)"
)
_DASHES = str.maketrans(dict.fromkeys("–—－~～至到", "-"))


class Door(Protocol):
    """What a door is known by."""

    @property
    def code(self) -> str:
        """What is written on it."""

    @property
    def floor(self) -> str:
        """The label of its floor."""


Known = TypeVar("Known", bound=Door)


def door_key(text: str) -> str:
    """Return what two spellings of a door's code share: folded, without spaces, dashes and leading noughts."""
    return "".join(filter(str.isalnum, fold(text).upper())).lstrip("0")


class DoorBook(Generic[Known]):
    """The doors of one building, found as people write them."""

    def __init__(self, doors: Iterable[Known]) -> None:
        self._exact: dict[str, Known] = {}
        self._loose: dict[str, list[Known]] = {}
        for door in doors:
            self._exact[fold(door.code).upper()] = door
            self._loose.setdefault(door_key(door.code), []).append(door)

    def one(self, text: str, floor: str = "") -> list[Known]:
        """Return the door of that code, in any spelling; several where only a dash tells them apart."""
        text = fold(text).upper()
        if text in self._exact:
            return [self._exact[text]]
        found = self._loose.get(door_key(text), []) if door_key(text) else []
        if not floor:
            return found
        label = floor_label(floor)
        for key in map(door_key, (text, f"{label}{text}", f"{label}0{text}", f"{label}-{text}")):
            if here := [door for door in self._loose.get(key, []) if door.floor == label]:
                return here
        return found

    def said(self, text: str, floor: str = "") -> tuple[list[Known], list[str]]:
        """Return the doors that a cell names, each once, and what in it names none.

        Several are a range (3012-3015, 3012-15) or stand side by side (3012/13, 3001、3002).
        """
        text = fold(text.translate(_DASHES)).upper()
        # 1F may be a door, and is no floor then.
        if not floor and len(whole := self.one(_WORDS.sub(" ", text).strip())) == 1:
            return whole, []
        if found := _FLOOR.search(text):
            floor, text = found[1], f"{text[: found.start()]} {text[found.end() :]}"
        text = re.sub(r"\s*-\s*", "-", _WORDS.sub(" ", text))
        doors: dict[str, Known] = {}
        missing: list[str] = []
        before = ""
        for piece in re.split(r"[\s,、;/&+和及]+", text.strip()):
            if piece:
                found_here, unknown = self._piece(piece, floor, before)
                doors.update({door.code: door for door in found_here})
                missing += unknown
                before = piece.partition("-")[0] if found_here else before
        return list(doors.values()), missing

    def _piece(self, piece: str, floor: str, before: str) -> tuple[list[Known], list[str]]:
        """Return the doors of one code or range; a short one ends like the one `before` begins: 3012/13."""
        if len(found := self.one(piece, floor)) == 1:
            return found, []
        first, dash, last = piece.partition("-")
        if dash and first.isdecimal() and last.isdecimal():
            return self._range(first, last, floor)
        stem = before[: len(before) - len(piece)]
        if stem and piece.isdecimal() and len(found := self.one(stem + piece)) == 1:
            return found, []
        return [], [piece]

    def _range(self, first: str, last: str, floor: str) -> tuple[list[Known], list[str]]:
        if len(last) < len(first):
            last = first[: len(first) - len(last)] + last
        if not 0 <= int(last) - int(first) < 200:
            return [], [f"{first}-{last}"]
        codes = [f"{number:0{len(first)}}" for number in range(int(first), int(last) + 1)]
        found = [door for code in codes for door in self.one(code, floor)]
        # Floors leave numbers out: what is missing within a range is no mistake, unless it is an end of it.
        return found, [code for code in (first, last) if not self.one(code, floor)] if not found else []
