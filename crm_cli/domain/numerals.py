"""Numbers as they are typed: full-width figures and small Chinese numerals."""

from functools import lru_cache

HAN = "〇零一二三四五六七八九十两兩廿"
NUMBER = rf"(?:\d{{1,4}}|[{HAN}]{{1,4}})"
"""A pattern for up to four figures, Latin or Chinese."""

COUNTED = rf"\d{HAN}A-Za-z%个個套箱件台臺条條张張份人位家盒瓶斤吨噸公米支只隻本包袋块塊元万萬千百次成倍平"
"""The inside of a character class: what after a bare number shows that things are being counted."""

_FIGURES = {
    "〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip


@lru_cache(maxsize=1)
def _widths() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    return table | {0x3000: " ", 0xA0: " ", 0x3002: ".", 0x2236: ":"}


def fold(text: str) -> str:
    """Return `text` with full-width letters, figures and punctuation made narrow.

    One character stays one character, so a position found in the result is a position in `text`
    (NFKC would not keep it).
    """
    return text if text.isascii() else text.translate(_widths())


def number(text: str) -> int:
    """Return the whole number that `text`, a match of `NUMBER`, stands for: `25`, `廿五`, `二十五`, `二五`.

    Raises ValueError when the figures do not make a number, such as `十十`.
    """
    if text[:1].isdecimal():
        return int(text)
    tens, ten, ones = text.replace("廿", "二十").partition("十")
    if not ten:
        return _positional(tens)
    return (_figure(tens) if tens else 1) * 10 + (_figure(ones) if ones else 0)


def _positional(text: str) -> int:
    value = 0
    for sign in text:
        value = value * 10 + _figure(sign)
    return value


def _figure(text: str) -> int:
    if text not in _FIGURES:
        raise ValueError(text)
    return _FIGURES[text]
