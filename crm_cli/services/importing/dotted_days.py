"""Days written as `11.25`: a date where a day is asked for, and a number of things everywhere else."""

import re

from crm_cli.i18n import gettext as _

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})(?![\d.])\s*[日号號]?")
# What is counted or measured after a number with a point: 2.5 公斤, 3.5折.
_UNITS = r"%|[折万萬元块塊个個套箱件斤吨噸倍盒瓶米]|公[斤分里尺]|小[时時]|(?:kg|k|w|cm|mm|m|h)\b"
_DOES = "送去见見寄发發打拜签簽交回约約联聯谈談看带帶再前之"
_WORDS = re.compile(rf"(?!\s*(?:{_UNITS}))(?:\s|[,，、:：;；]|[上下中]午|[早晚{_DOES}]|$)")
_SHOWN = 5


def slashed(text: str) -> str:
    """Return what a cell of days says with the `11.25` it begins with as `11/25`."""
    match = _DOTTED.match(text)
    return _rewritten(text, match) if match and _is_day(match) else text


def slashed_words(text: str) -> str:
    """Return what a cell of words says (`11.25 送样`) with its day as `11/25`; `2.5 公斤` and `3.5折` are no days."""
    match = _DOTTED.match(text)
    if match is None or not _is_day(match):
        return text
    said = match[0].rstrip()[-1] in "日号號" or _WORDS.match(text, match.end(2))
    return _rewritten(text, match) if said else text


def _is_day(match: re.Match[str]) -> bool:
    return 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 31


def _rewritten(text: str, match: re.Match[str]) -> str:
    return f"{match[1]}/{match[2]}{text[match.end() - len(match[0]) + len(match[0].rstrip()) :]}"


class ShortDays:
    """The days of a file that may have lost a zero: a spreadsheet shows the number 11.30 as 11.3."""

    def __init__(self) -> None:
        self._lines: list[int] = []
        self._first = ""
        self._has_zero = False

    def note(self, line: int, text: str) -> None:
        """Remember the day of a row as it is written."""
        match = _DOTTED.match(text)
        if match is None:
            return
        self._has_zero |= match[2] in {"10", "20", "30"}
        if match[2] in {"1", "2", "3"}:
            self._first = self._first or match[0].strip()
            self._lines.append(line)

    def doubt(self) -> str:
        """Return the sentence that asks for a second look, '' where nothing is doubtful."""
        if not self._lines or self._has_zero:
            return ""
        told = ", ".join(map(str, self._lines[:_SHOWN])) + (" …" if len(self._lines) > _SHOWN else "")
        return _(
            "{first} was read as {day}, but a spreadsheet that takes it for a number also writes {first}0 so "
            "(lines: {lines})."
        ).format(first=self._first, day=self._first.replace(".", "/"), lines=told)
