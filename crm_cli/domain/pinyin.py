"""Spells Chinese names in pinyin without tones: initials, syllables, other readings and sort keys.

Meant for the moment a name is written; what it returns is kept in columns. Every function expects text as
`folding.fold` returns it: an upper-case or traditional character is spelled, but words and surnames are not known.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import add
from pathlib import Path

_DATA = Path(__file__).parent / "data"
# The first CJK symbol: behind Latin, Greek and Cyrillic letters in every byte order, before every character.
_HAN_MARK = "\u2e80"
_LONGEST_QUERY = 200


def initials(text: str, surname: bool = False) -> str:
    """Return the first letter of every syllable; letters and digits as they are: kfc餐厅 -> kfcct.

    With `surname` the first character or two are read as a family name (单 is shan, not dan).
    """
    return _settled(text, surname).translate(_initials())


def syllables(text: str, surname: bool = False) -> str:
    """Return the syllables with one space between: 白云国际 -> `bai yun guo ji`; ü is written v.

    Runs of other letters and digits stay whole, punctuation is a space. `surname` as for initials.
    """
    return " ".join(_settled(text, surname).translate(_syllables()).split())


def readings(text: str, surname: bool = False) -> list[str]:
    """Return what `syllables` does, then the same with each other reading of the first character.

    A name is mostly mistaken in its family name, and that is what is typed first: 朴 is piao or pu.
    """
    first = syllables(text, surname)
    rest = first.partition(" ")[2]
    others = _more().get(text[:1], ()) if text else ()
    usual = _han(text[0]) if text else ""
    found = [first, *(f"{reading} {rest}".rstrip() for reading in (usual, *others) if reading)]
    return list(dict.fromkeys(found))


def sort_key(text: str, surname: bool = False) -> str:
    """Return a text whose order, compared byte by byte, is that of a Chinese list: Latin first, then by pinyin.

    Each character gives its syllable, then itself, so that one family name stays together.
    """
    return _settled(text, surname).translate(_sorting())


def spelled(text: str, surname: bool = False) -> tuple[str, str, str]:
    """Return `initials`, `syllables` and `sort_key` of a text at once, in half their time."""
    letters, sounds, order = (
        zip(*map(_spelled().__getitem__, _settled(text, surname)), strict=True) if text else ((),) * 3
    )
    return "".join(letters), " ".join("".join(sounds).split()), "".join(order)


def spelled_all(texts: Sequence[str], surname: bool = False) -> tuple[list[str], list[str], list[str]]:
    """Return what `spelled` does of each text, as three lists; of a long column in half the time."""
    joined = "\0".join(texts)
    if not texts or joined.count("\0") != len(texts) - 1:
        told = [list(part) for part in zip(*(spelled(text, surname) for text in texts), strict=True)]
        return (told[0], told[1], told[2]) if told else ([], [], [])
    joined = "\0".join([_settled(text, surname=True) for text in texts]) if surname else _settled_all(texts)
    chars = list(joined)
    letters, sounds, order = ("".join(map(known.__getitem__, chars)) for known in _spelled_apart())
    syllables = [sound.strip() for sound in " ".join(sounds.split()).split("\0")]
    return letters.split("\0"), syllables, order.split("\0")


def spellings(query: str, limit: int = 64) -> list[str]:
    """Return the ways to read typed pinyin as syllables: fangan -> `fang an`, `fan gan`, ...; [] when it is none.

    The last syllable may be unfinished; spaces and apostrophes are boundaries. A stored text matches the query
    exactly when it has one of the spellings from the start of some syllable. At most `limit` are returned,
    those with long syllables first; a query of more than 200 letters has none.
    """
    chunks = query.replace("ü", "v").replace("'", " ").replace("’", " ").split()
    if (
        not all(chunk.isascii() and chunk.isalpha() for chunk in chunks)
        or not 0 < len(query) <= _LONGEST_QUERY
    ):
        return []
    # A chunk without any reading is found out here, before the splits of those in front of it are multiplied.
    if any(next(_split(chunk, place == len(chunks)), None) is None for place, chunk in enumerate(chunks, 1)):
        return []
    return list(islice(_split_chunks(chunks), limit)) if chunks else []


def _split_chunks(chunks: list[str]) -> Iterator[str]:
    if len(chunks) == 1:
        yield from _split(chunks[0], unfinished=True)
        return
    for head in _split(chunks[0], unfinished=False):
        for tail in _split_chunks(chunks[1:]):
            yield f"{head} {tail}"


def _split(letters: str, unfinished: bool) -> Iterator[str]:
    whole, begun = _known_syllables()
    ends = begun if unfinished else whole
    # Known from the back first, so that a text without any reading does not cost every way to begin one.
    splits = {len(letters)}
    for start in range(len(letters) - 1, -1, -1):
        steps = (letters[start:end] in whole and end in splits for end in range(start + 1, start + 7))
        if letters[start:] in ends or any(steps):
            splits.add(start)
    yield from _split_from(letters, 0, ends, splits - {len(letters)})


def _split_from(letters: str, start: int, ends: frozenset[str], splits: set[int]) -> Iterator[str]:
    """Yield every split of the letters from `start`; `splits` are the places from which there is one."""
    whole, _ = _known_syllables()
    if letters[start:] in ends:
        yield letters[start:]
    for end in range(min(start + 6, len(letters)), start, -1):
        if end in splits and letters[start:end] in whole:
            for rest in _split_from(letters, end, ends, splits):
                yield f"{letters[start:end]} {rest}"


@lru_cache(maxsize=1)
def _known_syllables() -> tuple[frozenset[str], frozenset[str]]:
    """Return all syllables, and all beginnings of syllables."""
    whole = frozenset((_DATA / "syllables.txt").read_text("utf-8").split())
    return whole, frozenset(syllable[:size] for syllable in whole for size in range(1, len(syllable) + 1))


def _settled(text: str, surname: bool) -> str:
    """Replace every character whose word or place decides its reading by one that has only that reading."""
    if text.isascii():
        return text
    if surname:
        family = _surnames()
        size = 2 if text[:2] in family else 1
        text = family.get(text[:size], text[:size]) + text[size:]
    words, telling = _words()
    if not telling.isdisjoint(text):
        for word in filter(words.__contains__, map(add, text, text[1:])):
            text = text.replace(word, words[word])
    return text


def _settled_all(texts: Sequence[str]) -> str:
    """Return what `_settled` makes of each text, NUL between them; they share the words they are searched for."""
    words = _words()[0]
    joined = "\0".join(texts)
    met = sorted(words.keys() & set(_perhaps_words().findall(joined)))
    changed = {new for word in met for old, new in zip(word, words[word], strict=True) if old != new}
    crossing = (one + other[1] for one in met for other in met if one[1] == other[0])
    if not changed.isdisjoint("".join(met)) or any(map(joined.__contains__, crossing)):
        # Which of two words in each other's way is meant, each text decides by which comes first.
        return "\0".join([_settled(text, surname=False) for text in texts])
    for word in met:
        joined = joined.replace(word, words[word])
    return joined


@lru_cache(maxsize=1)
def _surnames() -> dict[str, str]:
    """Return family name -> characters that are always read as that name is."""
    standing = _stand_ins()
    lines = (line.split() for line in _lines("surnames.txt"))
    return {name: "".join(map(standing.__getitem__, read)) for name, *read in lines}


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, str], frozenset[str]]:
    """Return two-character word -> the same with stand-ins, and the characters that words read otherwise."""
    standing = _stand_ins()
    found: dict[str, str] = {}
    lines = [line.split() for line in _lines("words.txt")]
    for syllable, char, *words in lines:
        for word in words:
            found[word] = found.get(word, word).replace(char, standing[syllable])
    return found, frozenset(char for _, char, *_ in lines)


@lru_cache(maxsize=1)
def _perhaps_words() -> re.Pattern[str]:
    """Find the pairs in a text, one beginning at each place, of which a character is read otherwise in a word."""
    telling = "".join(sorted(_words()[1]))
    return re.compile(f"(?=([{telling}].|.[{telling}]))", re.DOTALL)


@lru_cache(maxsize=1)
def _stand_ins() -> dict[str, str]:
    """Return syllable -> a character that is read so."""
    return {syllable: chars[0] for syllable, chars in map(str.split, _lines("pinyin.txt"))}


def _han(char: str) -> str:
    """Return the first reading of a character, "" when it has none."""
    return _common().get(char) or ("" if char < "\u2e80" else _rare().get(char, ""))


@lru_cache(maxsize=1)
def _common() -> dict[str, str]:
    return _read_pinyin("pinyin.txt")


@lru_cache(maxsize=1)
def _rare() -> dict[str, str]:
    return _read_pinyin("pinyin_rare.txt")


@lru_cache(maxsize=1)
def _more() -> dict[str, tuple[str, ...]]:
    """Return character -> its readings other than the first."""
    found: dict[str, tuple[str, ...]] = {}
    for syllable, chars in map(str.split, _lines("pinyin_more.txt")):
        for char in chars:
            found[char] = (*found.get(char, ()), syllable)
    return found


def _read_pinyin(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for syllable, chars in map(str.split, _lines(name)):
        found |= dict.fromkeys(chars, syllable)
    return found


def _lines(name: str) -> list[str]:
    return (_DATA / name).read_text("utf-8").splitlines()


class _Table(dict[int, str]):
    """A table for str.translate that works out a character when it is first met."""

    def __init__(self, spell: Callable[[str, str], str]) -> None:
        super().__init__()
        self._spell = spell

    def __missing__(self, code: int) -> str:
        char = chr(code)
        spelled = self[code] = self._spell(char, _han(char))
        return spelled


class _Spelled(dict[str, tuple[str, str, str]]):
    """Character -> what it is in initials, in syllables and in a sort key."""

    def __missing__(self, char: str) -> tuple[str, str, str]:
        code = ord(char)
        found = self[char] = (_initials()[code], _syllables()[code], _sorting()[code])
        return found


class _Apart(dict[str, str]):
    """Character -> one of the three things that `_Spelled` says of it; NUL stands between two texts."""

    def __init__(self, place: int, between: str) -> None:
        super().__init__({"\0": between})
        self._place = place

    def __missing__(self, char: str) -> str:
        found = self[char] = _spelled()[char][self._place]
        return found


@lru_cache(maxsize=1)
def _spelled() -> _Spelled:
    return _Spelled()


@lru_cache(maxsize=1)
def _spelled_apart() -> tuple[_Apart, _Apart, _Apart]:
    return _Apart(0, "\0"), _Apart(1, " \0 "), _Apart(2, "\0")


@lru_cache(maxsize=1)
def _initials() -> _Table:
    return _Table(lambda char, syllable: syllable[:1] or (char if _is_letter(char) else ""))


@lru_cache(maxsize=1)
def _syllables() -> _Table:
    return _Table(lambda char, syllable: f" {syllable} " if syllable else char if _is_letter(char) else " ")


@lru_cache(maxsize=1)
def _sorting() -> _Table:
    return _Table(lambda char, syllable: f"{_HAN_MARK}{syllable} {char}" if syllable else char)


def _is_letter(char: str) -> bool:
    """Return whether a character belongs to a word: a letter, a digit, or a mark on one."""
    from unicodedata import category

    return char.isalnum() or category(char)[0] == "M"
