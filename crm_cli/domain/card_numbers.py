"""The numbers on a business card: which runs of figures are phones, of what kind, and what else they are."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from crm_cli.domain import card_words
from crm_cli.domain.phones import digits, parse_phone, split_phones

_SEP = r"[ ]?[.\-–—()*]{0,2}[ ]?"
_EXT = r"(?:[ \t]*[(]?(?:转接?|轉接?|分机|分機|内线|內線|[;,]?[ ]?ext(?:ension)?\b\.?|x|#)[ ]?[:.]?[ ]?\d{1,6}(?!\d)[)]?)?"
_ATOM = rf"[(]?\+?[(]?\d(?:{_SEP}\d){{3,}}{_EXT}"
_PLACE_AFTER = (
    r"[ ]?(?:室|号|號|楼|樓|层|層|座|栋|幢|棟|房|弄|铺|鋪|单元|單元|年|万|萬|元|平|㎡|/?F\b(?![ ]?[:.]|[ ]+[+(\d]))"
    r"|[ ,]+[A-Z][\w']*[ ]+(?:\w+[ ]+)?(?:Road|Rd|Street|St|Avenue|Ave|Lu|Jie)\b"
)
_WHOLE = rf"[(]?\+?[(]?\d(?:{_SEP}\d){{6,}}(?!\d|{_PLACE_AFTER}){_EXT}"
_MORE = (
    rf"(?:[ ]?[/、][ ]?[(]?\+?\d(?:{_SEP}\d)*(?!{_PLACE_AFTER}|\d){_EXT}|[ ]?(?:[,;或&]|and)[ ]?{_WHOLE})*"
)
VALUE = _ATOM + _MORE
_BETWEEN = r"[ \t]*[)\]】]?[ \t]*[:.\-|]*[ \t]*"
_BEFORE = r"(?:(?<![A-Za-z\d])|(?=[^\x00-\x7f]))(?:(?<!\d)(?<!\d )[(\[])?(?<!\d\()(?<!\d \()(?:(?<![A-Za-z])|(?=[^\x00-\x7f]))"
_AFTER = r"(?:[ ]?[(\[](?P<after>[^()\[\]\n]{1,12})[)\]])?"
_SAME = r"微信同|同微信|wechat"
_LETTER_DIGIT = str.maketrans("OoIl|", "00111")
_MISREAD = r"(?<![A-Za-z])[\dOoIl|][\dOoIl| \-]{9,15}[\dOoIl|](?![A-Za-z\d])"
_PLACE_BEFORE = r"(?:rooms?|rms?|units?|suites?|flats?|shops?|nos?|block|楼|樓|第)\.?[ ]?$"
_DATE = r"(?:19|20)\d\d[-./年](?:0?[1-9]|1[0-2])[-./月](?:0?[1-9]|[12]\d|3[01])\b"


class Number(NamedTuple):
    """A number on a card: its kind (mobile, phone, fax, wechat, qq, whatsapp), as it is written."""

    kind: str
    text: str


class Home(NamedTuple):
    """From where numbers without a country are read: the region, and its area code."""

    region: str = "CN"
    area_code: str = ""


CHINA = Home()


class Taken:
    """A card's text of which parts are taken, one after the other, until only what was not understood is left."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, start: int, end: int) -> None:
        """Take a part away; a NUL is left in place of each character."""
        self.text = self.text[:start] + "\0" * (end - start) + self.text[end:]

    def matches(self, pattern: str) -> Iterator[re.Match[str]]:
        """Yield the matches of a pattern in what is left, as parts are taken between them."""
        at = 0
        while (found := _compiled(pattern).search(self.text, at)) is not None:
            yield found
            at = max(found.end(), at + 1)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def take_numbers(card: Taken, home: Home) -> list[Number]:
    """Take the phones, faxes and messenger numbers from a card's text; what has no label is told by itself."""
    _mend(card)
    found: list[tuple[int, Number]] = []
    for kind, label in card_words.LABELS.items():
        found += _labelled(card, kind, label, home)
    for letter, kind in card_words.LETTERS.items():
        found += _labelled(card, kind, letter, home)
    found += _unlabelled(card, home)
    return [number for _place, number in sorted(found, key=lambda one: one[0])]


def _mend(card: Taken) -> None:
    """Make figures of the letters that a scanner read in a mobile: l38 OO13 8000."""
    for match in card.matches(_MISREAD):
        mended = match[0].translate(_LETTER_DIGIT)
        if mended != match[0] and re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}", digits(mended)):
            card.text = card.text[: match.start()] + mended + card.text[match.end() :]


def _labelled(card: Taken, kind: str, label: str, home: Home) -> Iterator[tuple[int, Number]]:
    value = _ID if kind == "wechat" else r"\d{5,12}(?!\d)" if kind == "qq" else VALUE
    line = r"\n?[ \t]*" if len(label) > 1 else ""
    for match in card.matches(
        rf"{_BEFORE}(?:{label})(?:[ ]?/?[ ]?(?:{label}))?{_BETWEEN}{line}(?P<value>{value}){_AFTER}"
    ):
        if kind not in {"wechat", "qq"} and _is_place(card.text, match.start("value"), match.end("value")):
            continue
        numbers = list(_read(kind, match["value"], home))
        after = match["after"] or ""
        if after and not (same := re.search(_SAME, after, re.IGNORECASE)):
            end = match.end("value") if not _kind_of_word(after) else match.end()
        else:
            end = match.end()
            numbers += [Number("wechat", number.text) for number in numbers[:1] if after and same]
        card.take(match.start(), end)
        yield from ((match.start(), number) for number in numbers)


_ID = rf"(?:[A-Za-z][\w\-]{{4,19}}(?![\w.@])|{_ATOM})"


def _read(kind: str, value: str, home: Home) -> Iterator[Number]:
    if kind in {"wechat", "qq"}:
        yield Number(kind, value.strip())
        return
    pieces = list(_pieces(value, home))
    for place, piece in enumerate(pieces):
        if kind == "both":
            # Two numbers behind Tel/Fax are one of each; one number is both.
            yield Number("phone" if place == 0 else "fax", piece)
            if len(pieces) == 1:
                yield Number("fax", piece)
        elif kind in {"fax", "whatsapp"}:
            yield Number(kind, piece)
        else:
            yield Number(kind_of(piece, home, kind), piece)
            if kind == "mobile_wechat" and place == 0:
                yield Number("wechat", piece)


def _pieces(value: str, home: Home) -> Iterator[str]:
    """Yield the single numbers of a run, cut at spaces where only so all of them are numbers."""
    # A mobile behind a space is no part of the short form before it: 0760-22281234/22281235 139….
    for piece in split_phones(re.sub(r" (?=1[3-9]\d{9}(?!\d))", ";", value.strip().replace("\t", " "))):
        yield from _cut(piece.strip(" -.,;/"), home)


def _cut(piece: str, home: Home) -> list[str]:
    if " " not in piece or len(digits(piece)) < 14 or _is_number(piece, home):
        return [piece]
    for gap in re.finditer(" ", piece):
        head, tail = piece[: gap.start()], piece[gap.end() :]
        rest = _cut(tail, home) if _is_number(head, home) else []
        if rest and all(_is_number(one, home) for one in rest):
            return [head, *rest]
    return [piece]


def _is_number(text: str, home: Home) -> bool:
    return parse_phone(text, home.region, home.area_code).e164 is not None


def kind_of(text: str, home: Home, told: str = "phone") -> str:
    """Return mobile or phone: what the number itself says, else what was told of it."""
    phone = parse_phone(text, home.region, home.area_code)
    e164 = phone.e164 or ""
    if re.fullmatch(r"\+861[3-9]\d{9}|\+852[4-79]\d{7}|\+8536\d{7}|\+8869\d{8}", e164):
        return "mobile"
    if e164.startswith(("+86", "+852", "+853", "+886")):
        return "phone"
    plain = digits(text)
    if not e164 and re.fullmatch(r"(?:86)?1[3-9]\d{9}|09\d{8}", plain):
        return "mobile"
    return "mobile" if told in {"mobile", "mobile_wechat"} else "phone"


def _unlabelled(card: Taken, home: Home) -> Iterator[tuple[int, Number]]:
    for match in card.matches(rf"(?<![A-Za-z\d_@.\-#]){VALUE}(?![A-Za-z\d_@]){_AFTER}"):
        value = re.match(VALUE, match[0], re.IGNORECASE)
        end = match.start() + (value.end() if value else 0)
        if _is_place(card.text, match.start(), end) or re.match(_DATE, match[0]):
            continue
        pieces = list(_pieces(card.text[match.start() : end], home))
        if not pieces or not all(_looks_like_phone(piece, home) for piece in pieces):
            continue
        after = match["after"] or ""
        kind = _kind_of_word(after)
        same = bool(re.search(_SAME, after, re.IGNORECASE))
        card.take(match.start(), match.end() if kind or same else end)
        for piece in pieces:
            yield (
                match.start(),
                Number(kind if kind == "fax" else kind_of(piece, home, kind or "phone"), piece),
            )
        if same:
            yield match.start(), Number("wechat", pieces[0])


def _kind_of_word(word: str) -> str:
    """Return the kind of number that a word in brackets behind it tells, '' for none."""
    word = word.strip().rstrip(".:")
    if len(word) == 1:
        return card_words.LETTERS.get(word.lower(), "phone" if word in "办辦宅" else "")
    for kind in ("fax", "mobile", "phone"):
        if _compiled(card_words.LABELS[kind]).fullmatch(word):
            return kind
    return ""


def _is_place(text: str, start: int, end: int) -> bool:
    """Say whether figures are those of a room or a house: 2801-2803室, Units 2801-2803."""
    if re.search(r"\d{6}", text[start:end]):
        return False
    before = text[max(0, start - 8) : start]
    return bool(_compiled(_PLACE_BEFORE).search(before) or re.match(_PLACE_AFTER, text[end : end + 40]))


def _looks_like_phone(piece: str, home: Home) -> bool:
    plain = digits(piece)
    if not 7 <= len(plain) <= 21:
        return False
    if _is_number(piece, home):
        return True
    return bool(
        re.fullmatch(r"(?:86)?1[3-9]\d{9}|0\d{9,11}", plain)
        or re.fullmatch(r"[2-9]\d{2,3}[- ]\d{4}", piece.strip())
        or piece.startswith("+")
    )


def international(texts: Sequence[str], home: Home, region: str) -> list[str]:
    """Return numbers of `home` as they are written for somebody in `region`, extensions too."""
    from crm_cli.domain.phones import format_phone

    if home.region == region:
        return list(texts)
    read = [parse_phone(text, home.region, home.area_code) for text in texts]
    return [format_phone(phone, region) if phone.e164 else phone.raw for phone in read]
