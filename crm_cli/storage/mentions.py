"""Where a person is named: the names, numbers and addresses that are theirs alone, found and cut out of any text."""

import json
import re
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from crm_cli.storage.personal import BLANK, COLUMNS, ERASED, KEEP, NAME, OWN, called

_SHORTEST, _SHORTEST_LATIN, _SHORTEST_NUMBER = 2, 4, 5
_TAIL = 4
_WIDE = 0xFEE0
"""As far behind an ASCII character is its wide form."""
_BETWEEN = r"[\s().\-]*"
_PERSONAL = frozenset(
    name for table in ("customer", "contact", "phone", "call", "visit", "followup", "step", "plan", "money", "memo")
    for name, action in COLUMNS[table].items() if action in {BLANK, OWN}
) - {"building"}  # fmt: skip
_ALSO = frozenset({"customer", "contact", "phone", "number", "next_step", "title"})


class Mentions:
    """What names a person: `words` are names, addresses and ids, `numbers` phones as typed or in E.164.

    What is too short to be looked for among other words is left out, and so is what is another's name too (`shared`).
    """

    def __init__(self, words: Iterable[str], numbers: Iterable[str], shared: Iterable[str] = ()) -> None:
        kept = {word.strip() for word in words}
        known = {word.casefold() for word in shared}
        self.shared = tuple(sorted(word for word in kept if word.casefold() in known))
        self.words = tuple(
            sorted((w for w in kept if _long_enough(w) and w not in self.shared), key=len, reverse=True)
        )
        figures = {"".join(filter(str.isdecimal, number)) for number in numbers}
        self.numbers = tuple(
            sorted((f for f in figures if len(f) >= _SHORTEST_NUMBER), key=len, reverse=True)
        )
        parts = [_bounded("".join(_class(c) or re.escape(c) for c in word), word) for word in self.words]
        parts += [rf"(?<!\d)\+?{_BETWEEN.join(number)}(?!\d)" for number in self.numbers]
        self._pattern = re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def found_in(self, text: str) -> bool:
        """Say whether a text names the person."""
        return self._pattern is not None and self._pattern.search(text) is not None

    def without(self, text: str) -> str:
        """Return a text without what names the person."""
        return text if self._pattern is None else self._pattern.sub(ERASED, text)

    def likely(self, columns: Sequence[str]) -> tuple[str, list[str]]:
        """Return SQL that holds of every row whose columns may name the person, and its values; it holds of more."""
        # As JSON writes them too, since the journal's images are JSON.
        needles = {form for word in self.words for form in (word, json.dumps(word, ensure_ascii=False)[1:-1])}
        patterns = [f"%{form}%" for needle in sorted(needles) for form in _wildly(needle)]
        # Between the last figures of a number there may be anything, in a text that people typed.
        patterns += [f"%{'%'.join(number[-_TAIL:])}%" for number in self.numbers]
        patterns = list(dict.fromkeys(patterns))
        tests = [f"coalesce({column}, '') like ? escape '!'" for column in columns for _pattern in patterns]
        return f"({' or '.join(tests)})" if tests else "(1 = 0)", patterns * len(columns)


def _wildly(word: str) -> list[str]:
    """Return patterns for LIKE of all writings of a word, as few as find little else."""
    forms = [_forms(char) for char in word]
    literal = [
        escaped if len(held) < 2 else "_" for held, escaped in zip(forms, map(_escaped, word), strict=True)
    ]
    known = sum(1 for one in literal if one != "_")
    if known >= _SHORTEST or known == len(word):
        return ["".join(literal), *_wide(word)]
    # Where hardly a character stands for itself alone, `_` in all places would find every text.
    places = [place for place, held in enumerate(forms) if len(held) > 1][:_SHORTEST]
    found = []
    for chosen in product(*(sorted(forms[place]) for place in places)):
        whole = list(literal)
        for place, char in zip(places, chosen, strict=True):
            whole[place] = char
        found.append("".join(whole))
    return [*found, *_wide(word)]


def _wide(word: str) -> list[str]:
    """Return a word of ASCII as it is written wide, in the cases in which LIKE knows no other letter than that."""
    if not (word.isascii() and any(map(str.isalnum, word))):
        return []
    told = {word, word.lower(), word.upper()}
    return sorted("".join(chr(ord(c) + _WIDE) if c.isalnum() else _escaped(c) for c in one) for one in told)


def _forms(char: str) -> set[str]:
    """Return the writings of a letter in Chinese, simplified and traditional; of any other itself."""
    from crm_cli.domain.folding import fold, traditional_of

    if char.isascii() or not char.isalnum():
        return {char}
    plain = fold(char)
    return {char, plain, *traditional_of(plain)} if len(plain) == 1 else {char}


def _class(char: str) -> str:
    """Return a class of all writings of a letter, simplified, traditional and wide, '' for what is no letter."""
    if not char.isalnum():
        return ""
    forms = {form for one in _forms(char) for form in (one, one.lower(), one.upper())}
    forms |= {chr(ord(one) + _WIDE) for one in forms if one.isascii()}
    return f"[{''.join(sorted(one for one in forms if len(one) == 1))}]"


def _escaped(text: str) -> str:
    return re.sub(r"([!%_])", r"!\1", text)


def _long_enough(word: str) -> bool:
    return len(word) >= (_SHORTEST_LATIN if word.isascii() else _SHORTEST)


def _bounded(pattern: str, word: str) -> str:
    """Return a pattern that does not find Anna in Annapolis; in Chinese nothing parts words."""
    before = r"(?<![0-9A-Za-z])" if word[0].isascii() and word[0].isalnum() else ""
    after = r"(?![0-9A-Za-z])" if word[-1].isascii() and word[-1].isalnum() else ""
    return f"{before}{pattern}{after}"


def report_without(
    snapshot: str, mentions: Mentions, customer_nos: Iterable[int], contact_nos: Iterable[int]
) -> str:
    """Return a report as it was handed in without the words of a person, its figures as they were.

    Rows that name the customer or contact by number lose all their words, everything else what names them.
    """
    try:
        told = json.loads(snapshot)
    except ValueError:
        return mentions.without(snapshot)
    of = {"customer": frozenset(customer_nos), "contact": frozenset(contact_nos)}
    return json.dumps(_cut(told, mentions, of), ensure_ascii=False, separators=(",", ":"))


def _cut(value: Any, mentions: Mentions, of: dict[str, frozenset[int]]) -> Any:
    if isinstance(value, str):
        return mentions.without(value)
    if isinstance(value, list):
        return [_cut(one, mentions, of) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"fields", "rows"}:
        rows = [dict(zip(value["fields"], row, strict=True)) for row in value["rows"]]
        return {**value, "rows": [list(_cut(row, mentions, of).values()) for row in rows]}
    whole = {name: _cut(one, mentions, of) for name, one in value.items()}
    return _without_words(whole, of)


def _without_words(row: dict[str, Any], of: dict[str, frozenset[int]]) -> dict[str, Any]:
    found = next((noun for noun in ("customer", "contact") if row.get(f"{noun}_no") in of[noun]), None)
    if found is None:
        return row
    cut = {
        name: "" if isinstance(one, str) and name in _PERSONAL | _ALSO else one for name, one in row.items()
    }
    for noun in ("customer", "contact"):
        if row.get(f"{noun}_no") in of[noun] and noun in row:
            cut[noun] = called(noun, row[f"{noun}_no"])
    return cut


def image_without(table: str, image: dict[str, Any], mentions: Mentions) -> dict[str, Any]:
    """Return an image of another's row in the journal without what names the person."""
    actions = COLUMNS.get(table, {})
    return {
        name: mentions.without(value)
        if isinstance(value, str) and actions.get(name, KEEP) not in {KEEP, NAME, OWN}
        else value
        for name, value in image.items()
    }
