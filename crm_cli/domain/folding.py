"""Folds text to the one form in which it is stored for search and asked for, and to keys that find duplicates."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_DROPPED = {"Cc", "Cf", "Cs"}
_FEW = 64
_folds = count()
_HAN_FORMS = (
    *("有限责任公司", "股份有限公司", "有限公司", "集团公司", "股份公司", "总公司", "公司"),
    *("股份", "控股", "集团"),
)
_LATIN_FORMS = frozenset(
    {"co", "ltd", "limited", "inc", "incorporated", "corp", "corporation", "company", "llc", "llp", "plc"}
    | {"gmbh", "ag", "sa", "bv", "pte", "pty", "sdn", "bhd", "kk", "group", "holdings"}
)
_ASIDES = frozenset({"中国", "china", "集团", "group", "股", "有限合伙", "普通合伙"})


def fold(text: str) -> str:
    """Return text in the form that is searched: NFKC, case folded, traditional characters as simplified ones.

    Runs of white space become one space, none at the ends; control and invisible formatting characters and
    lone surrogates, which no database takes, are dropped. fold(fold(text)) == fold(text).
    """
    if text.isascii():
        return _spaced(text.lower())
    folded = _folded_once(text)
    # One step can make work for another (NFKC turns ℡ into TEL), so go on until nothing moves.
    while folded != text:
        text, folded = folded, _folded_once(folded)
    return folded


def fold_all(texts: Sequence[str]) -> list[str]:
    """Return what `fold` makes of each text; of a long column in half the time."""
    joined = "\n".join(texts)
    # A line feed is changed by nothing and changes nothing beside it, so one folding does for all.
    if joined.count("\n") == len(texts) - 1 and (folded := _folded_together(joined)) is not None:
        return [" ".join(text.split()) if " " in text else text for text in folded.split("\n")]
    return list(map(fold, texts))


def _folded_together(joined: str) -> str | None:
    """Return lines folded but for their spaces, None where one of them needs more than a first step."""
    from unicodedata import is_normalized, normalize

    folded = normalize("NFKC", joined.casefold())
    if _traditional().search(folded):
        folded = folded.translate(_table()[1])
    stable = folded.isascii() or (is_normalized("NFKC", folded) and folded.casefold() == folded)
    return folded if stable and folded.replace("\n", "").isprintable() else None


def fold_name(name: str) -> str:
    """Return the key under which two spellings of a name meet: folded, without spaces and punctuation.

    Symbols stay (`C++` is not `C`). A name that is only punctuation is its own key, never the empty one.
    """
    return _without_punctuation(fold(name))


def core_name(name: str) -> str:
    """Return the key of a firm's name without its legal form, to warn of likely duplicates.

    白云國際（集團）有限公司 -> 白云国际; `Acme Trading Co., Ltd.` -> acmetrading. A branch (分公司) keeps its
    name, and a name that is nothing but a legal form is its own key.
    """
    return core_of_folded(fold(name))


def core_of_folded(folded: str) -> str:
    """Return the `core_name` of a name that is folded already."""
    core = _without_han_forms("".join(_core_words(folded)))
    return core or _without_punctuation(folded)


def core_words(name: str) -> list[str]:
    """Return the words of which `core_name` is made: `Acme Trading Co., Ltd.` -> acme, trading."""
    *first, last = _core_words(fold(name)) or [""]
    return [word for word in (*first, _without_han_forms(last)) if word]


def _core_words(folded: str) -> list[str]:
    words = _words(_without_asides(folded) if "(" in folded else folded)
    while len(words) > 1 and words[-1] in _LATIN_FORMS:
        words.pop()
    return words


def _folded_once(text: str) -> str:
    from unicodedata import normalize

    return _spaced(_simplified(normalize("NFKC", text.casefold())))


def _simplified(text: str) -> str:
    """Return text with each traditional character as its simplified one."""
    traditional, simplified = _pairs()
    if next(_folds) < _FEW:
        # One name is sooner looked through than a table of four thousand characters is built.
        return "".join(simplified[place] if (place := traditional.find(c)) >= 0 else c for c in text)
    known, table = _table()
    # Asking first is four times as fast as translating, and most text has nothing to translate.
    return text if known.isdisjoint(text) else text.translate(table)


@lru_cache(maxsize=1)
def _pairs() -> tuple[str, str]:
    traditional, simplified = (_DATA / "simplified.txt").read_text("utf-8").split()
    return traditional, simplified


@lru_cache(maxsize=1)
def _table() -> tuple[frozenset[str], dict[int, int]]:
    traditional, simplified = _pairs()
    return frozenset(traditional), str.maketrans(traditional, simplified)


@lru_cache(maxsize=1)
def _traditional() -> re.Pattern[str]:
    # Those beyond U+FFFF as a range: one by one they would be compared one by one.
    plane = "".join(char for char in _pairs()[0] if char <= "\uffff")
    return re.compile(f"[{plane}\U00010000-\U0010ffff]")


def traditional_of(char: str) -> str:
    """Return the traditional characters that fold to a simplified one, '' for none: 发 gives 發 and 髮."""
    traditional, simplified = _pairs()
    found, place = "", simplified.find(char)
    while place >= 0:
        found += traditional[place]
        place = simplified.find(char, place + 1)
    return found


def _spaced(text: str) -> str:
    if not text.isprintable():
        text = _visible(text)
    return " ".join(text.split()) if " " in text else text


def _visible(text: str) -> str:
    from unicodedata import category

    # A space stands for each kind of white space here, so that only real spaces are left to collapse.
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or category(c) not in _DROPPED)


def _without_punctuation(folded: str) -> str:
    return folded if folded.isalnum() else "".join(_words(folded)) or folded


def _words(folded: str) -> list[str]:
    """Split at spaces and punctuation, keeping symbols and the marks that belong to letters."""
    if folded.isalnum():
        return [folded]
    from unicodedata import category

    return "".join(c if c.isalnum() or category(c)[0] not in "PZ" else " " for c in folded).split()


def _without_asides(folded: str) -> str:
    """Remove the brackets that only say where a firm is registered or that it is a group."""
    before, bracket, rest = folded.partition("(")
    aside, closed, after = rest.partition(")")
    if not bracket:
        return folded
    if closed and aside.strip() in _ASIDES:
        return before + _without_asides(after)
    return before + bracket + _without_asides(rest)


def _without_han_forms(key: str) -> str:
    while not key.endswith(("分公司", "子公司")):
        form = next((form for form in _HAN_FORMS if key.endswith(form)), "")
        if not form:
            break
        key = key.removesuffix(form)
    return key
