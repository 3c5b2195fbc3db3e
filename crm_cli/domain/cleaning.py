"""Text made harmless for terminals and spreadsheets, and measured as a terminal draws it."""

import re
from collections.abc import Iterator
from functools import lru_cache

REPLACEMENT = "\ufffd"

_BAD = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ufff9-\uffff\U000e0000-\U000e007f]"
)
_TRIGGERS = "=+\\-@\t\r＝＋－＠"
_JOINER = "\u200d"
_EMOJI_SELECTOR = "\ufe0f"

# Characters with a text and an emoji look: one cell wide alone, two before U+FE0F (Unicode 17,
# emoji-variation-sequences.txt, those that are not wide already).
_TWO_FACED = (
    "#*0123456789©®‼⁉™ℹ↔↕↖↗↘↙↩↪⌨⏏⏭⏮⏯⏱⏲⏸⏹⏺Ⓜ▪▫▶◀◻◼☀☁☂☃☄☎☑☘☝☠☢☣☦☪☮☯☸☹☺♀♂♟♠♣♥♦♨♻♾⚒⚔⚕⚖⚗⚙⚛⚜⚠⚧⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴⛷⛸⛹"
    "✂✈✉✌✍✏✒✔✖✝✡✳✴❄❇❣❤➡⤴⤵⬅⬆⬇🅰🅱🅾🅿🌡🌤🌥🌦🌧🌨🌩🌪🌫🌬🌶🍽🎖🎗🎙🎚🎛🎞🎟🏋🏌🏍🏎🏔🏕🏖🏗🏘🏙🏚🏛🏜🏝🏞🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳🕴"
    "🕵🕶🕷🕸🕹🖇🖊🖋🖌🖍🖐🖥🖨🖱🖲🖼🗂🗃🗄🗑🗒🗓🗜🗝🗞🗡🗣🗨🗯🗳🗺🛋🛍🛎🛏🛠🛡🛢🛣🛤🛥🛩🛰🛳"
)
# Where the general rule by category and East Asian width is wrong, by first and last code point and cells:
# soft hyphen and Arabic number marks, Hangul medials and fillers, yijing symbols, skin tones.
_EXCEPTIONS = (
    (0xAD, 0xAD, 1),
    (0x0600, 0x0605, 1),
    (0x06DD, 0x06DD, 1),
    (0x070F, 0x070F, 1),
    (0x0890, 0x0891, 1),
    (0x08E2, 0x08E2, 1),
    (0x1160, 0x11FF, 0),
    (0x2630, 0x2637, 2),
    (0x268A, 0x268F, 2),
    (0x3164, 0x3164, 0),
    (0x4DC0, 0x4DFF, 2),
    (0xD7B0, 0xD7FB, 0),
    (0xFFA0, 0xFFA0, 0),
    (0x110BD, 0x110BD, 1),
    (0x110CD, 0x110CD, 1),
    (0x1D300, 0x1D376, 2),
    (0x1F3FB, 0x1F3FF, 0),
)


@lru_cache(maxsize=1)
def _bad() -> re.Pattern[str]:
    return re.compile(_BAD)


def clean(text: str, multiline: bool = False) -> str:
    """Return `text` fit for display: what could steer or spoof a terminal becomes U+FFFD.

    Tabs and newlines become one space, or stay where `multiline`. The characters are those of CWE-150 and
    CVE-2021-42574: C0, DEL, C1, bidi controls, zero-width ones but U+200D, surrogates, tags.
    """
    # Everything replaced but U+FFFC is unprintable by Unicode category, so most text skips the pattern.
    if text.isprintable() and "\ufffc" not in text:
        return text
    text = _bad().sub(REPLACEMENT, text)
    return text if multiline else re.sub(r"[\t\r\n]+", " ", text)


def storable(text: str) -> str:
    """Return `text` without NUL and lone surrogates, which neither SQLite nor UTF-8 can hold."""
    if text.isprintable():
        return text
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what runs as a formula, what is wholly a number or phone, and what `defuse` has quoted."""
    return (
        re.compile(f"'*[{_TRIGGERS}]"),
        re.compile(r"[+-]?[0-9 ().-]+"),
        re.compile(f"'+[{_TRIGGERS}]"),
    )


def defuse(cell: str) -> str:
    """Return `cell` with a `'` before it where a spreadsheet would run it as a formula (CWE-1236).

    Numbers and phones such as `-3.5` and `+86 20 8000 0000` stay as they are. A cell that already has `'`
    before a trigger gets one more, so that `undefuse` is exact.
    """
    formula, number, _quoted = _patterns()
    return f"'{cell}" if formula.match(cell) and not number.fullmatch(cell) else cell


def undefuse(cell: str) -> str:
    """Return `cell` as it was before `defuse`: `undefuse(defuse(x)) == x` for every x."""
    return cell[1:] if cell.startswith("'") and _patterns()[2].match(cell) else cell


def _char_width(char: str) -> int:
    """Return the cells of one character by Unicode 17, also where Python's own tables are older."""
    import unicodedata

    point = ord(char)
    for first, last, cells in _EXCEPTIONS:
        if first <= point <= last:
            return cells
    category = unicodedata.category(char)
    if category in {"Mn", "Me", "Mc", "Cf", "Cc", "Zl", "Zp"}:
        return 0
    # Python calls every code point that its tables do not know yet full width. Here it is wide only where
    # an emoji or an ideograph will be.
    if category == "Cn":
        return 2 if 0x1F300 <= point <= 0x1FAFF or 0x20000 <= point <= 0x3FFFD else 1
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class _Widths(dict[str, int]):
    """Cells by character, filled in as characters are met."""

    def __missing__(self, char: str) -> int:
        # A page in Chinese is measured without Python's tables, which must be loaded.
        is_plain, is_han = " " <= char <= "~", "\u4e00" <= char <= "\u9fff"
        cells = self[char] = 1 if is_plain else 2 if is_han else _char_width(char)
        return cells


_widths = _Widths(dict.fromkeys("–·…→¥", 1) | dict.fromkeys("，。、：；？！（）【】《》￥", 2))


def clusters(text: str) -> Iterator[tuple[str, int]]:
    """Yield the pieces of `text` that may not be cut in two, each with its width in cells.

    A piece is a character with what is drawn upon it: combining marks, U+FE0F, and whatever U+200D joins.
    """
    piece, cells, base, joined = "", 0, "", False
    for char in text:
        if joined or char == _JOINER:
            piece, joined = piece + char, not joined
        elif char == _EMOJI_SELECTOR:
            piece, cells, base = piece + char, cells + bool(base and base in _TWO_FACED), ""
        elif width := _widths[char]:
            if piece:
                yield piece, cells
            piece, cells, base = char, width, char
        else:
            piece += char
    if piece:
        yield piece, cells


def cell_width(text: str) -> int:
    """Return how many terminal cells `text` takes on one line: Chinese 2, combining marks 0, emoji 2."""
    if text.isascii() and text.isprintable():
        return len(text)
    if _JOINER in text or _EMOJI_SELECTOR in text:
        return sum(cells for _piece, cells in clusters(text))
    return sum(map(_widths.__getitem__, text))


def fit(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells, padded with spaces, or cropped with `..` where it is longer.

    No wide or joined character is cut in two: a cell left over is a space. Under three cells there is no
    room for the dots; under one cell the answer is empty.
    """
    # A joiner that joins nothing would take the padding for its other half.
    text = text.rstrip(_JOINER)
    size = cell_width(text)
    if size <= width:
        return text + " " * (width - size)
    dots = ".." if width > 2 else ""
    kept, used = "", 0
    for piece, cells in clusters(text):
        if used + cells > width - len(dots):
            break
        kept, used = kept + piece, used + cells
    return kept + dots + " " * (width - used - len(dots))
