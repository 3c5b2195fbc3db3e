"""A tenant directory as it is pasted: `3001 广州宏达礼品 020-8888 1234`, `30/F 3001-3003 ABC Ltd`, `3001、3002 某某公司`."""

import re
from collections.abc import Iterator

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.numerals import fold as narrow

_FLOOR = re.compile(
    r"(?:(?P<lift>[A-Z]{0,2}-?\d{1,3}[A-Z]?|G|M|PH)\s*(?:/F\b|F\b|楼|層|层|樓)|(?:LEVEL|FLOOR|L)\s*(?P<level>\d{1,3})\b)[\s:：,]*",
    re.IGNORECASE,
)
_CODE = r"(?:[A-Z]{0,2}\d{1,5}[A-Z]?(?:-\d{1,3})?|[A-Z](?![A-Za-z]))"
_DOORS = re.compile(
    rf"(?:(?:UNITS?|ROOMS?|RM|SUITE|SHOP|NO)\.?\s*)?(?P<doors>{_CODE}(?:\s*[-~、/,&和及至到]\s*{_CODE}(?![^\s、/,&:室房号]))*)"
    r"\s*(?:室|房|号铺|号|單位|单位|铺)?(?=[\s:,.、]|[^\x00-\x7f]|$)[\s:,.、]*",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w-])\+?[\d(][\d\s()/-]{5,}\d(?:\s*(?:转|轉|分机|分機|ext\.?|x|#)\s*\d{1,6})?(?!\w)", re.IGNORECASE
)
_LABEL = re.compile(
    r"(?:联系电话|聯絡電話|电话|電話|手机|手機|联系人|聯絡人|传真|TEL|PHONE|MOBILE|MOB|T|M)\s*[.:：]\s*$",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"[㐀-鿿·]{1,4}(?:总|總|经理|經理|先生|女士|小姐|主任|老板|老闆|主管|老师|老師|姐|哥)|[㐀-鿿]{2,4}"
)
_TITLED = re.compile(r"[㐀-鿿·]{1,4}(?:总|總|经理|經理|先生|女士|小姐|主任|老板|老闆|主管)")
_EMPTY = frozenset(
    {"空置", "空", "待租", "招租", "出租", "吉", "吉铺", "vacant", "to let", "tolet", "empty", "available"}
)


class Entry(Frozen):
    """A line of a directory: its number from 1, the doors as written, the firm, its person and its numbers.

    `is_vacant` says that nobody is there; `problem` why it cannot be used.
    """

    line: int
    doors: str
    floor: str
    company: str
    contact: str = ""
    phones: tuple[str, ...] = ()
    title: str = ""
    email: str = ""
    industry: str = ""
    is_vacant: bool = False
    problem: str = ""


def is_vacancy(company: str) -> bool:
    """Say whether what stands for the firm means that nobody is there: 空置, 待租, vacant."""
    return company.strip().strip("()-—").strip().lower() in _EMPTY


def read_lines(text: str) -> Iterator[Entry]:
    """Yield the firms of a pasted directory; a line that is a floor alone (30楼) is that of those below it."""
    floor, begun = "", False
    for place, line in enumerate(text.splitlines(), 1):
        plain = narrow(line).replace("～", "~").replace("–", "-").replace("—", "-").strip(" \t|*·•-")
        rest = plain
        if found := _FLOOR.match(rest):
            here = (found["lift"] or found["level"] or "").upper()
            rest = rest[found.end() :]
            if not rest.strip():
                floor = here
                continue
        else:
            here = floor
        if not rest.strip():
            continue
        entry = _entry(place, here, rest)
        # What stands above the first door is the directory's title.
        begun = begun or bool(entry.doors or entry.phones)
        if begun:
            yield entry


def _entry(line: int, floor: str, text: str) -> Entry:
    doors = ""
    if found := _DOORS.match(text):
        doors, text = re.sub(r"\s+", "", found["doors"]).upper(), text[found.end() :]
    phones: list[str] = []

    def take(match: re.Match[str]) -> str:
        phones.append(match[0].strip())
        return "\t"

    rest = _PHONE.sub(take, text)
    pieces = [
        _LABEL.sub("", piece).strip(" :,;，；")
        for piece in re.split(r"\t|\s{2,}|[;；|]|,(?!\s*(?:Ltd|Inc|Co))", rest)
    ]
    pieces = [piece for piece in pieces if piece]
    company, contact = _parted(pieces)
    return Entry(line, doors, floor, company, contact, tuple(phones), is_vacant=is_vacancy(company))


def _parted(pieces: list[str]) -> tuple[str, str]:
    """Return the firm and the person of what stands beside the numbers."""
    if not pieces:
        return "", ""
    company, others = pieces[0], [piece for piece in pieces[1:] if _PERSON.fullmatch(piece)]
    if others:
        return company, others[0]
    head, space, tail = company.rpartition(" ")
    # One space parts words of an English name too: behind it only a title tells a person.
    if space and _TITLED.fullmatch(tail) and head.strip():
        return head.strip(), tail
    return company, ""
