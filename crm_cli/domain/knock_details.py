"""What is written behind an outcome: marks that tell themselves, then a firm and a person, or a note."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crm_cli.domain.knock_lines import CARD, NOTE
from crm_cli.domain.numerals import fold
from crm_cli.errors import UsageError

_WECHAT = frozenset({"wechat", "微信", "加微信"})
_PHONE = r"(?!(?:19|20)\d\d[-/.]\d\d?[-/.])[+\d()/.-]+(?:(?:转|轉|ext\.?|x|#)\d{1,6})?"
_PERSON = (
    r".*(?:总|總|经理|經理|先生|小姐|女士|主任|老板|老闆|老师|老師|总监|總監|主管|部长|部長|科长|科長|处长|處長|院长|院長"
    r"|校长|校長|店长|店長|会计|會計|秘书|秘書|助理|前台|工|姐|哥|叔|姨)$"
)
_COURTESY = r"(?:mr|mrs|ms|miss|dr)\.?"
_LEGAL_FORM = r"(?:ltd|limited|inc|incorporated|corp|corporation|co|llc|l\.l\.c|llp|plc|gmbh|pte|pty|sdn|bhd|b\.v|s\.a)\.?"
_PROVINCES = frozenset({"江苏", "云南", "安徽", "江西", "江蘇", "雲南"})
"""Those that begin like a family name."""
_COMMA = (",", "，")
_COMMAS = ",， "
_FEW_SIGNS = 4
"""Han characters of the longest name of a person; a firm's is longer more often than not."""

_SHORTEST_PHONE = 7
"""Figures of the shortest number of a phone: a land line of a small town without its area code."""


def details(words: Sequence[str], now: datetime, *, reached: bool) -> dict[str, Any]:
    """Return what words behind an outcome say, by field of a knock: card, grade, name, person, next, note.

    `now` is the wall clock that dates are counted from. Where nobody who matters was met, which `reached` says,
    words that tell nothing of themselves are a note. Raises UsageError for a date that does not exist.
    """
    return _Details(words, now, reached=reached).fields()


class _Details:
    def __init__(self, words: Sequence[str], now: datetime, *, reached: bool) -> None:
        self._now = now
        self._reached = reached
        self._found: dict[str, Any] = {}
        self._rest: list[str] = []
        self._phones: list[str] = []
        self._read(words)

    def fields(self) -> dict[str, Any]:
        if _figures(*self._phones) < _SHORTEST_PHONE:
            self._rest += self._phones
        else:
            self._found["phone"] = " ".join(self._phones)
        whom: dict[str, str] = {}
        aside = " ".join(self._rest)
        if self._reached or "card" in self._found:
            whom, aside = _whom(self._rest, card="card" in self._found)
        if note := "; ".join(filter(None, [aside, self._found.get("note", "")])):
            self._found["note"] = note
        return self._found | whom

    def _read(self, words: Sequence[str]) -> None:
        words = self._without_time(words)
        for place, word in enumerate(words):
            if fold(word).lower() in NOTE:
                self._found["note"] = " ".join(words[place + 1 :])
                return
            if self._is_date(words[place:]):
                self._promise(words[place:])
                return
            self._mark(word)

    def _without_time(self, words: Sequence[str]) -> list[str]:
        """Take @9:40 out of the words wherever it stands, but for a note: it may be written last."""
        end = next((place for place, word in enumerate(words) if fold(word).lower() in NOTE), len(words))
        place = next((at for at in range(end) if re.match(r"@\d", fold(words[at]))), None)
        if place is None:
            return list(words)
        self._found["at"] = fold(words[place])[1:]
        return [*words[:place], *words[place + 1 :]]

    def _promise(self, words: Sequence[str]) -> None:
        """Take the words from a date on as the next step, up to a note."""
        lowered = [fold(word).lower() for word in words]
        end = next((place for place, word in enumerate(lowered) if word in NOTE), len(words))
        self._found["next"] = " ".join(words[:end])
        if end < len(words):
            self._found["note"] = " ".join(words[end + 1 :])

    def _mark(self, word: str) -> None:
        plain, lowered = fold(word), fold(word).lower()
        if lowered in CARD:
            self._found["card"] = True
        elif lowered in _WECHAT:
            self._found["wechat"] = True
        elif re.fullmatch("[a-eA-E]", plain) and "grade" not in self._found:
            self._found["grade"] = plain.upper()
        elif re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", word):
            self._found["email"] = word
        elif re.fullmatch(_PHONE, plain, re.IGNORECASE) and (self._reached or self._found.get("card")):
            self._phones.append(plain)
        else:
            self._rest.append(word)

    def _is_date(self, words: Sequence[str]) -> bool:
        from crm_cli.domain.dates import split_when

        # Sun Wei is a person, as long as both are written so.
        if len(words) > 1 and all(re.fullmatch("[A-Z][a-z]+", word) for word in words[:2]):
            return False
        try:
            return split_when(" ".join(words), self._now) is not None
        except UsageError:
            if re.fullmatch(_PHONE, fold(words[0])) and _figures(words[0]) >= _SHORTEST_PHONE:
                return False
            raise


def _figures(*texts: str) -> int:
    return sum(map(str.isdigit, "".join(texts)))


def _whom(words: Sequence[str], *, card: bool) -> tuple[dict[str, str], str]:
    """Return the firm and the person in words, in that order, and what stands behind the person, which is a note.

    广州宏达礼品 王总, Acme Trading Ltd Mr Wang; Blue Star Ltd Peter Chan, for its legal form or a comma ends a firm's.
    """
    runs = _runs(words)
    place = next((at for at, run in enumerate(runs) if _is_person(run)), None)
    if place is None and (end := _firm_end(words)):
        firm, after = " ".join(words[:end]).rstrip(_COMMAS), _runs(words[end:])
        if not after:
            return {"name": firm}, ""
        if _firm_end(words[end:]) == len(words) - end and not _is_form(words[end - 1]):
            return {"name": " ".join(after), "person": firm}, ""
        if _may_be_person(after[0]):
            return {"name": firm, "person": after[0]}, " ".join(after[1:])
    if place is None and runs and (len(runs) > 1 or card) and _may_be_person(runs[-1]):
        place = len(runs) - 1
    if place is None:
        if card and len(runs) > 1 and _is_named(runs[0].rstrip(_COMMAS)):
            # 赵云 广州常山科技 is how it stands on a card; else 华为 广州分公司 is a firm.
            return {"name": " ".join(runs[1:]), "person": runs[0].rstrip(_COMMAS)}, ""
        return ({"name": " ".join(runs)} if runs else {}), ""
    parts = {"name": " ".join(runs[:place]).rstrip(_COMMAS), "person": runs[place].rstrip(_COMMAS)}
    return {key: text for key, text in parts.items() if text}, " ".join(runs[place + 1 :])


def _firm_end(words: Sequence[str]) -> int:
    """Return how many words a firm's name has where its legal form or a comma ends it, 0 where neither does."""
    for place, word in enumerate(words, 1):
        if _is_form(word) and place == 1:
            continue
        following = words[place] if place < len(words) else ""
        if (_is_form(word) or word.endswith(_COMMA)) and not _is_form(following):
            return place
    return 0


def _is_form(word: str) -> bool:
    return re.fullmatch(_LEGAL_FORM, word.rstrip(_COMMAS), re.IGNORECASE) is not None


def _runs(words: Sequence[str]) -> list[str]:
    """Return words with those of Latin letters that follow each other as one; a courtesy title begins another."""
    runs: list[str] = []
    for word in words:
        is_latin = word.isascii()
        if runs and is_latin and runs[-1].isascii() and not re.fullmatch(_COURTESY, word, re.IGNORECASE):
            runs[-1] += f" {word}"
        else:
            runs.append(word)
    return runs


def _is_person(run: str) -> bool:
    if run.isascii():
        return re.match(rf"{_COURTESY}\s", run, re.IGNORECASE) is not None
    return len(run) <= _FEW_SIGNS + 2 and re.match(_PERSON, run) is not None


def _is_named(run: str) -> bool:
    """Say whether a word is a name of somebody in full, of two or three signs: 赵云, but not 温州."""
    from crm_cli.domain.area_codes import area_code_of
    from crm_cli.domain.card_names import is_person

    return len(run) < _FEW_SIGNS and run not in _PROVINCES and not area_code_of(run) and is_person(run)


def _may_be_person(run: str) -> bool:
    return run.isascii() or 1 < len(run) <= _FEW_SIGNS
