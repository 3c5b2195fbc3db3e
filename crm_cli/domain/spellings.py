"""The ways one word may stand in a column: simplified and traditional, capitals and small, half and full width."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, product

from crm_cli.domain.folding import fold, traditional_of

MOST_HAN = 128
"""So many mixtures of simplified and traditional characters of one word are asked for; SQLite takes 32,766 values."""


@lru_cache(maxsize=32)
def spellings(text: str) -> tuple[str, ...]:
    """Return what a column may hold for the word `text`, the word as typed first, each once.

    A column is asked for these, so that none has to be folded row by row: 汽车 gives 汽車 too, `it` IT and ＩＴ.
    Of a long word only the uniform spellings and some mixtures are given.
    """
    folded = fold(text)
    found = [text, folded]
    for word in _han(folded):
        # What is typed keeps its own capitals only in `text` itself: BYDfleet is found as typed.
        forms = [word, word.upper(), word.title(), word.capitalize()]
        found += forms if word.isascii() or forms[1] != word else [word]
    return tuple(dict.fromkeys([*found, *(_wide(word) for word in found)]))


def _han(folded: str) -> Iterator[str]:
    """Yield a folded word with its simplified characters in their traditional forms, in every mixture or in some."""
    chars = [(char, *(() if char.isascii() else traditional_of(char))) for char in folded]
    count = 1
    for forms in chars:
        count *= len(forms)
    if count > MOST_HAN:
        chars = [_traditional_first(forms) for forms in chars]
    return map("".join, islice(product(*chars), MOST_HAN))


def _traditional_first(forms: Sequence[str]) -> tuple[str, ...]:
    """Return only the traditional form where there is one; of several all, and the simplified last."""
    return (*forms[1:], *(forms[:1] if len(forms) != 2 else ()))


def _wide(text: str) -> str:
    """Return the text with its ASCII in full width."""
    return "".join(
        chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else "\u3000" if char == " " else char for char in text
    )
