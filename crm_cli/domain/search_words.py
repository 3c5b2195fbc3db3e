"""Reads what is typed into a search as words, and says whether a record holds a word.

These predicates are the definition of a hit: an index only finds the same records faster.
"""

from collections.abc import Iterable
from itertools import groupby

from crm_cli.domain.folding import fold
from crm_cli.domain.frozen import Frozen

# A shorter one begins thousands of addresses, and three figures end thousands of phones.
SHORTEST_ID = 3
SHORTEST_TAIL = 4
_MOST_SPELLINGS = 16
_MOST_KEPT = 4
_VOWELS = frozenset("aeiouv")
_PHONE_MARKS = frozenset("0123456789+()-. ")


class Word(Frozen):
    """One word to find: folded; as the beginning of reversed phones and as E.164 ('' if none); as pinyin."""

    text: str
    tail: str = ""
    e164: str = ""
    spellings: tuple[str, ...] = ()

    @property
    def letters(self) -> bool:
        """Whether it can be initials: Latin letters and figures, not figures alone."""
        return self.text.isascii() and self.text.isalnum() and not self.text.isdecimal()


def read_words(text: str, region: str = "CN", area_code: str = "") -> list[Word]:
    """Return the words of `text`, all of which must be found; [] when it holds none.

    Spaces part words, but figures typed in groups (`020-8000 0000`) are one number. `region` and `area_code`
    say how a whole number is read, as in `parse_phone`.
    """
    found: list[Word] = []
    for figures, pieces in groupby(fold(text).split(), _is_figures):
        if figures:
            found.append(_number_word(" ".join(pieces), region, area_code))
        else:
            found.extend(map(name_word, pieces))
    return list(dict.fromkeys(found))


def name_word(folded: str) -> Word:
    """Return a folded text as one word to find in names, spaces and all."""
    if not folded.isascii() or not any(map(str.isalpha, folded)):
        return Word(folded)
    from crm_cli.domain.pinyin import spellings

    found = spellings(folded, _MOST_SPELLINGS)
    # `guang` is guang, not guan and a g still to be finished; but g alone is a syllable begun.
    whole = [spelling for spelling in found if not _VOWELS.isdisjoint(spelling.rpartition(" ")[2])]
    return Word(folded, spellings=tuple((whole or found)[:_MOST_KEPT]))


def _is_figures(word: str) -> bool:
    return _PHONE_MARKS.issuperset(word) and any(map(str.isdecimal, word))


def _number_word(text: str, region: str, area_code: str) -> Word:
    from crm_cli.domain.phones import digits, parse_phone, tail_key

    figures = digits(text)
    if len(figures) < SHORTEST_TAIL:
        return Word(text)
    whole = parse_phone(text, region, area_code).e164 if len(figures) >= 7 else None
    return Word(text, tail_key(text, region), whole or "")


def in_name(word: Word, name_key: str, initials: str, pinyin: str) -> str:
    """Return which of `name`, `initials`, `pinyin` holds the word, '' for none.

    The keys hold several names with a newline between. Initials and names hold it anywhere, pinyin from the
    start of a syllable on.
    """
    if word.text in name_key:
        return "name"
    if word.letters and word.text in initials:
        return "initials"
    spoken = " " + pinyin.replace("\n", "\n ")
    return "pinyin" if any(f" {spelling}" in spoken for spelling in word.spellings) else ""


def id_keys(values: Iterable[object]) -> list[str]:
    """Return the folded texts an e-mail address or a messenger's id is found by: itself, and its domain."""
    keys = [fold(str(value)) for value in values if value]
    return [key for key in (*keys, *(key.partition("@")[2] for key in keys)) if key]


def in_ids(word: Word, values: Iterable[object]) -> bool:
    """Return whether an address or id, or its domain, begins with the word (three characters or more)."""
    return len(word.text) >= SHORTEST_ID and any(key.startswith(word.text) for key in id_keys(values))


def in_place(word: Word, values: Iterable[object]) -> bool:
    """Return whether a city or district begins with the word."""
    return any(fold(str(value)).startswith(word.text) for value in values if value)


def in_phone(word: Word, reversed_figures: str, e164: str | None) -> bool:
    """Return whether a number ends in the word's figures, or is the number it writes."""
    return bool(word.tail) and (reversed_figures.startswith(word.tail) or (bool(e164) and e164 == word.e164))


def rank(whole: str, name_key: str) -> int:
    """Return 0 where the folded text is a name of the key, 1 where a name begins with it, 2 otherwise."""
    framed = f"\n{name_key}\n"
    return 0 if f"\n{whole}\n" in framed else 1 if f"\n{whole}" in framed else 2
