"""Cuts folded text into the tokens of a full-text index whose hits equal a scan for a substring.

The index is an FTS5 table, contentless, with `tokenize = 'ascii'` or 'unicode61'. Text `abcd` in bigrams is
`ab bc cd d`: a query of one character is the beginning of a token, one of two is a token, a longer one is a run
of tokens. So MATCH finds exactly the rows where `query in text`, for every query and every text.
"""

import re
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import add

# A letter without case or accent, which the tokenizer leaves alone: what follows is a code point in hexadecimal.
_ESCAPE = "\u01c0"
# What stands for itself in a token, as a class of characters.
_PLAIN = "a-z0-9一-龥㐀-䶵"
_NAME_SIZE = 2
_INITIALS_SIZE = 3


def name_tokens(folded: str) -> str:
    """Return the bigrams of a folded text, spaces between, as the text to index."""
    pieces = folded if _plain.issuperset(folded) else list(map(_piece, folded))
    return " ".join((*map(add, pieces, pieces[1:]), *pieces[-1:]))


def framed_tokens(folded: str) -> str:
    """Return `name_tokens` of a text between two newlines, by which its ends are found too."""
    if not folded or not _plain.issuperset(folded):
        return name_tokens(f"\n{folded}\n")
    end = _piece("\n")
    return f"{end}{folded[0]} {' '.join((*map(add, folded, folded[1:]), folded[-1]))}{end} {end}"


def framed_tokens_all(texts: Sequence[str]) -> list[str]:
    """Return `framed_tokens` of each text; of a long column in a sixth of the time."""
    odd = _odd_in(texts)
    if odd or "" in texts:
        return _one_by_one(texts, odd, framed_tokens, framed_tokens_all)
    if not texts:
        return []
    end, grams = _piece("\n"), _runs("\0".join(("", *texts, "")), _NAME_SIZE)
    return [f"{end}{part}{end} {end}" for part in grams[1:-1].split("\0 \0")]


def name_query(folded: str) -> str:
    """Return the MATCH phrase for rows indexed by name_tokens; raise ValueError when there is nothing to find.

    It can stand behind a column filter (`name : ...`) and beside other phrases (AND, OR).
    """
    return _phrase(folded, _NAME_SIZE)


def initials_tokens(folded: str) -> str:
    """Return the trigrams of pinyin initials as the text to index."""
    if _plain.issuperset(folded):
        return " ".join([folded[start : start + _INITIALS_SIZE] for start in range(len(folded))])
    pieces = list(map(_piece, folded))
    return " ".join(map(add, map(add, pieces, [*pieces[1:], ""]), [*pieces[2:], "", ""]))


def initials_tokens_all(texts: Sequence[str]) -> list[str]:
    """Return `initials_tokens` of each text; of a long column in a fourth of the time."""
    odd = _odd_in(texts)
    if odd or "" in texts:
        return _one_by_one(texts, odd, initials_tokens, initials_tokens_all)
    if not texts:
        return []
    grams = _runs("\0\1".join(("", *texts, "")), _INITIALS_SIZE).replace("\0\1 \0\1", "\n").replace("\0", "")
    # The first two runs of each begin before it.
    return [part[part.index(" ", 3) + 1 :] for part in grams[1:-1].split("\n")]


def initials_query(folded: str) -> str:
    """Return the MATCH phrase for rows indexed by initials_tokens; raise ValueError for an empty text."""
    return _phrase(folded, _INITIALS_SIZE)


def pinyin_query(spellings: list[str]) -> str:
    """Return the MATCH expression for rows that index `pinyin.syllables` itself; raise ValueError for none.

    `spellings` is what `pinyin.spellings` makes of the query.
    """
    if not spellings:
        raise ValueError("no spelling to find")
    return " OR ".join(f'"{spelling}" *' for spelling in spellings)


def _phrase(folded: str, size: int) -> str:
    if not folded:
        raise ValueError("no text to find")
    pieces = list(map(_piece, folded))
    if len(pieces) < size:
        return f'"{"".join(pieces)}" *'
    grams = ("".join(pieces[start : start + size]) for start in range(len(pieces) - size + 1))
    return f'"{" ".join(grams)}"'


def _odd_in(texts: Sequence[str]) -> set[str]:
    """Return the characters in texts that do not stand for themselves."""
    return set(_strange().findall("".join(texts)))


@lru_cache(maxsize=1)
def _strange() -> re.Pattern[str]:
    return re.compile(f"[^{_PLAIN}]")


def _one_by_one(
    texts: Sequence[str],
    odd: set[str],
    cut: Callable[[str], str],
    cut_all: Callable[[Sequence[str]], list[str]],
) -> list[str]:
    """Return each text cut, those that are empty or hold odd characters apart from all others."""
    apart = {place: cut(text) for place, text in enumerate(texts) if not text or not odd.isdisjoint(text)}
    rest = iter(cut_all([text for place, text in enumerate(texts) if place not in apart]))
    return [apart[place] if place in apart else next(rest) for place in range(len(texts))]


def _runs(text: str, size: int) -> str:
    """Return every run of `size` characters of a text without those beyond U+FFFF, spaces between."""
    from array import array

    code = f"utf-16-{sys.byteorder[0]}e"
    units = array("H", text.encode(code))
    count = len(units) - size + 1
    found = array("H", [ord(" ")]) * (count * (size + 1))
    for place in range(size):
        found[place :: size + 1] = units[place : place + count]
    return found.tobytes().decode(code)[:-1]


class _Pieces(dict[str, str]):
    """Character -> the letters that stand for it in a token; no piece is the beginning of another."""

    def __missing__(self, char: str) -> str:
        # Only what every version of the tokenizer takes for a letter and changes in no way stands for itself.
        plain = "a" <= char <= "z" or "0" <= char <= "9" or "一" <= char <= "龥" or "㐀" <= char <= "䶵"
        piece = self[char] = char if plain else f"{_ESCAPE}{ord(char):06x}"
        if plain:
            _plain.add(char)
        return piece


# Those met that stand for themselves: a text of nothing else needs no piece looked up.
_plain: set[str] = set()
_piece = _Pieces().__getitem__
