"""A cell that holds phone numbers: cut into single ones, and one cut into label, number and extension."""

import re
import unicodedata
from typing import NamedTuple

_SHORTEST = 5
"""Figures of the shortest number that is dialled as it stands where its country is not ours to know."""
_BREAKS = r"[;,|\n\r\t]+|或|/|、"
_EXTENSION = (
    r"(?<=[\d)\s,;])\s*(?:转接?|轉接?|分机|分機|内线|內線|;?\s*ext(?:ension)?\s*[.=]?|x|#)"
    r"\s*[:.]?\s*(?P<ext>\d{1,6})(?!\d)\s*[号號]?"
)
# 020-80000000-801 has an extension; 1380013-8000 and 4008001-234 are one number in two groups.
_DASHED = r"(?<!\d)(?:(?:\+?86[-\s]?)?\(?0?\d{2,3}\)?[-\s]?)?[2-9]\d{6,7}-(?P<ext>\d{1,6})(?=\D*$)"
_RUN = r"\(?\+?\(?\d[\d\s().*\-]*"
_COMPLETE = r"(?:(?:00)?86)?(?:1[3-9]\d{9}|0\d{9,11}|[48]00\d{7})"
_SHORTENED = r"0\d{9,11}|(?:00)?86\d{9,11}"


class Pieces(NamedTuple):
    """One number taken apart: what was said of it, its own characters, and the extension's figures."""

    label: str
    number: str
    extension: str


def narrow(text: str) -> str:
    """Return `text` with full-width and other compatibility characters made plain (NFKC), dashes as `-`."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(str(int(char)) if char.isdecimal() else char for char in plain)
    return re.sub("[‐-―−﹣ー~〜]", "-", plain)


def digits(text: str) -> str:
    """Return the figures of `text` and nothing else, full-width ones made narrow."""
    return re.sub(r"[^0-9]", "", narrow(text))


def take_apart(text: str) -> Pieces:
    """Return the label, number and extension of a single phone number.

    `手机:13800138000`, `(办) 020-8000 0000 转 801`, `80000000-801`. `number` is empty where there is none or
    where there are several, between which nobody can choose.
    """
    plain = _from_spreadsheet(narrow(text).strip())
    rest, extension = _extension(plain)
    runs = [match for match in re.finditer(_RUN, rest) if len(digits(match[0])) >= 3]
    if not runs:
        return Pieces("", "", "")
    longest = max(runs, key=lambda match: len(digits(match[0])))
    others = digits(rest[: longest.start()] + rest[longest.end() :])
    if len(others) >= 5:
        return Pieces("", "", "")
    around = (rest[: longest.start()], rest[longest.end() :])
    label = " ".join(filter(None, (part.strip(" \t\r\n:.,;()[]-/#+") for part in around)))
    return Pieces(label, longest[0].strip(), extension)


def split_phones(cell: str) -> list[str]:
    """Return the numbers in `cell`, each with its label, in the order written.

    They are parted by `/ 、 ; , |`, a new line or 或, and by spaces where what stands on both sides is
    complete. After `/` or `、` a part shorter than the number before it replaces its last figures
    (`020-80001234/35`), as does a local number after one with an area code (`020-80001234/80005678`).
    A cell without a figure (`无`) has none.
    """
    plain = narrow(cell)
    # A spreadsheet's thousands: 13,800,138,000 is one number.
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}", plain.strip()):
        return [plain.strip().replace(",", "")]
    found: list[str] = []
    words = ""
    for sign, part in _parts(plain):
        if not digits(part):
            found, words = _attach(found, words, part)
            continue
        piece = _whole_of(found[-1], part) if found and sign in "/、" else part
        found.extend(_by_spaces(f"{words} {piece}".strip()))
        words = ""
    return found


def _parts(plain: str) -> list[tuple[str, str]]:
    pieces = re.split(f"({_BREAKS})", plain)
    signed = zip(["", *pieces[1::2]], pieces[::2], strict=True)
    return [(sign[:1], part.strip()) for sign, part in signed if part.strip()]


def _attach(found: list[str], words: str, part: str) -> tuple[list[str], str]:
    """Put words that stand alone with the number before them, else keep them for the one to come."""
    if found:
        return [*found[:-1], f"{found[-1]} {part}"], words
    return found, f"{words} {part}".strip()


def _whole_of(before: str, part: str) -> str:
    """Return the number that `part` abbreviates after `before`, or `part` itself."""
    short, full = digits(part), digits(before)
    if part != short or short.startswith("0") or not before[-1].isdecimal() or len(short) >= len(full):
        return part
    local = len(full) - len(short)
    if len(short) > 4 and not (re.fullmatch(_SHORTENED, full) and 3 <= local <= 6):
        return part
    return _with_tail(before, short)


def _with_tail(before: str, short: str) -> str:
    kept, left = list(before), list(short)
    for index in range(len(kept) - 1, -1, -1):
        if left and kept[index].isdecimal():
            kept[index] = left.pop()
    return "".join(kept)


def _by_spaces(text: str) -> list[str]:
    """Cut `text` at the spaces that part two complete numbers; words go with the number they lead or trail."""
    if len(digits(text)) < 20:
        return [text]
    gaps = [match.span() for match in re.finditer(r"\s+", text)]
    # 手机 138… 电话 020… leads with its words; 138… 王总 139… 李总 trails them.
    ordered = reversed(gaps) if re.match(r"[\d+(]", text) else gaps
    for start, end in ordered:
        if _complete(text[:start]) and all(map(_complete, after := _by_spaces(text[end:]))):
            return [text[:start], *after]
    return [text]


def _complete(text: str) -> bool:
    return re.fullmatch(_COMPLETE, digits(_extension(text)[0])) is not None


def _extension(text: str) -> tuple[str, str]:
    if match := re.search(_EXTENSION, text, re.IGNORECASE):
        return f"{text[: match.start()]} {text[match.end() :]}".strip(), match["ext"]
    match = re.search(_DASHED, text)
    if match is None or re.fullmatch(r"1[3-9]\d{9}|[48]00\d{7}", digits(match[0])):
        return text, ""
    return text[: match.start("ext") - 1] + text[match.end() :], match["ext"]


def _from_spreadsheet(text: str) -> str:
    """Return a number that a spreadsheet turned into a float as figures; empty where it lost some.

    Shown in a narrow column a float keeps six figures or fewer (`1.38001E+10`), so those are no number.
    """
    if match := re.fullmatch(r"(\d{6,15})\.0+", text):
        return match[1]
    match = re.fullmatch(r"(\d)(?:\.(\d{1,15}))?E\+?(\d{1,2})", text, re.IGNORECASE)
    if match is None:
        return text
    kept, power = match[2] or "", int(match[3])
    if len(kept) < 6 or len(kept) > power or power > 15:
        return ""
    return match[1] + kept.ljust(power, "0")


def rings(raw: str, e164: str | None, region: str) -> bool:
    """Return whether a number can be dialled as it is on file, `e164` being None where it was not understood.

    In China those are local numbers of seven or eight figures without an area code, and the nationwide services:
    10086, 95533, 96110; 12345 and 12315 are the authorities'. Elsewhere anything of five figures or more.
    """
    if e164 is not None:
        return True
    _label, number, _extension = take_apart(raw)
    bare = digits(number or raw)
    if region != "CN":
        return len(bare) >= _SHORTEST
    return re.fullmatch(r"[2-9]\d{6,7}|9[56]\d{3,5}|10[01]\d{2}", bare) is not None
