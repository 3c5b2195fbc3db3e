"""Business cards: the text of one split into its fields, and a pasted text parted into cards."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from crm_cli.domain import card_words
from crm_cli.domain.addresses import split_address
from crm_cli.domain.card_names import Piece, lines_of, read_line
from crm_cli.domain.card_numbers import CHINA, Home, Number, Taken, kind_of, take_numbers
from crm_cli.domain.cleaning import storable
from crm_cli.domain.numerals import fold as narrow

MOST_CARDS = 500
LONGEST = 4000
"""Characters of one card; what is longer is no card."""


class Card(NamedTuple):
    """One business card. `…_also` is the same in another language; `left` is what was not understood.

    Numbers are as written, extensions with them; those of `faxes` are never to be called. `region` is where numbers
    without a country are from, where the card tells (ISO 3166), '' the firm's own.
    """

    company: str = ""
    company_also: str = ""
    person: str = ""
    person_also: str = ""
    title: str = ""
    department: str = ""
    mobiles: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    faxes: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    website: str = ""
    wechat: str = ""
    qq: str = ""
    line: str = ""
    whatsapp: str = ""
    address: str = ""
    address_also: str = ""
    city: str = ""
    district: str = ""
    building: str = ""
    floor: str = ""
    unit: str = ""
    region: str = ""
    left: tuple[str, ...] = ()


LISTED = frozenset({"mobiles", "phones", "faxes", "emails", "left"})
"""The fields of which a card may have several."""
FIELDS = tuple(field for field in Card._fields if field != "region")

_BOUND = r"(?:(?<![A-Za-z\d])|(?=[^\x00-\x7f]))(?:(?<![A-Za-z])|(?=[^\x00-\x7f]))"
_COLON = r"[ \t]*:[ \t]*"
_EMAIL = r"[A-Za-z\d._%+\-]+[ ]?@[ ]?[A-Za-z\d\-]+(?:\.[ ]?(?:com|cn|net|org|hk|tw|mo)\b|\.[A-Za-z\d\-]+)+"
_DOMAIN = r"[A-Za-z\d\-]+(?:\.[A-Za-z\d\-]+)*\.(?:com|cn|net|org|hk|tw|mo|sg|asia|biz|info|io|co|cc|top|shop|vip|xyz)(?:\.(?:cn|hk|tw|sg|mo|uk|au))?"
_WEBSITE = rf"(?:https?://[^\s\0,;|()]+|www\.[^\s\0,;|()]+|(?<![\w@.]){_DOMAIN}(?![\w@])(?:/[^\s\0,;|]*)?)"
_TAIWAN = r"台[北中南]市|臺[北中南]市|新北市|高雄市|桃園市|新竹[市縣]|台灣|臺灣|Taiwan|Taipei|\+?886|統一?編"
_HONG_KONG = r"香港|九龍|新界|Hong ?Kong|\bH\.?K\.|Kowloon|\+?852"
_MACAU = r"澳門|澳门|Macau|Macao|\+?853[ -]"


def split_card(text: str, home: Home = CHINA) -> Card:
    """Return the fields of the card that `text` is: one line, or the lines of one card.

    Chinese in both scripts, English, and both on one card; numbers without a country or an area code are read
    as from `home`, or from where the card is. Every figure of the text is in a field or in `left`.
    """
    text = _plain(text)
    region = _region_of(text, home)
    at_home = home if region in {"", home.region} else Home(region)
    card = Taken(text)
    found: dict[str, Any] = _take_addresses_of_mail(card)
    fields = _take_fields(card)
    found |= _numbers(take_numbers(card, at_home), at_home)
    pieces = [*fields, *(piece for line in lines_of(card.text) for piece in read_line(line))]
    found |= _names(_settled(pieces, found))
    if postcode := next((piece.text for piece in fields if piece.kind == "postcode"), ""):
        found["address"] = f"{found.get('address', '')} {postcode}".strip()
    place = split_address(str(found.get("address", "")))._asdict()
    if not place["building"] and found.get("address_also"):
        also = split_address(str(found["address_also"]))._asdict()
        place |= {field: also[field] for field in ("building", "floor", "unit") if not place[field]}
    return Card(**found, **place, region=region)


def split_cards(text: str, home: Home = CHINA, *, each: str = "") -> list[str]:
    """Return the texts of single cards in a pasted text, parted by blank lines.

    Lines that are each a whole card, with a name and a number, are cards of their own. `each` says what a card
    is where it is known: `line`, or `all` of the text.
    """
    text = _plain(text)
    if each == "all":
        return [text.strip()] if text.strip() else []
    blocks = [block.strip("\n") for block in re.split(r"\n[ \t]*(?:[-=*_]{3,}[ \t]*)?(?:\n[ \t]*)*\n", text)]
    found: list[str] = []
    for block in filter(str.strip, blocks):
        lines = [line for line in block.split("\n") if line.strip()]
        found += lines if each == "line" or _are_cards(lines, home) else [block]
    return found


def _are_cards(lines: Sequence[str], home: Home) -> bool:
    if len(lines) < 2:
        return False
    cards = [split_card(line, home) for line in lines]
    if not all(card.mobiles or card.phones or card.emails for card in cards):
        return False
    return all(card.person for card in cards) or all(card.company for card in cards)


def _plain(text: str) -> str:
    text = storable(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = re.sub("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]", "", text)
    text = narrow(text).replace("（", "(").replace("）", ")").replace("【", "[").replace("】", "]")
    text = re.sub("[‐‑‒–—―−﹣]", "-", text)
    # Two spaces part what stands in two columns.
    return re.sub(r"[ \t]{2,}", "\t", text)


def _region_of(text: str, home: Home) -> str:
    for region, pattern in (("TW", _TAIWAN), ("HK", _HONG_KONG), ("MO", _MACAU)):
        if re.search(pattern, text, re.IGNORECASE):
            # A firm of both sides gives its mainland numbers in full.
            mainland = re.search(r"[省市区]|\+?86[ -]|1[3-9]\d{9}", text)
            return (
                ""
                if mainland
                and home.region == "CN"
                and not re.search(r"\+?(?:852|853|886)", text)
                and region != "TW"
                else region
            )
    return ""


def _take_addresses_of_mail(card: Taken) -> dict[str, Any]:
    """Take e-mail addresses, websites and LINE ids."""
    emails: list[str] = []
    for match in card.matches(
        rf"(?:{_BOUND}(?:{card_words.EMAIL})(?:[ ]?/?[ ]?(?:{card_words.EMAIL}))?{_BETWEEN})?(?P<value>{_EMAIL})"
    ):
        emails.append(match["value"].replace(" ", "").rstrip("."))
        card.take(*match.span())
    sites: list[str] = []
    for match in card.matches(
        rf"(?:{_BOUND}(?:{card_words.WEBSITE})(?:[ ]?/?[ ]?(?:{card_words.WEBSITE}))?{_BETWEEN})?(?P<value>{_WEBSITE})"
    ):
        sites.append(match["value"].rstrip("."))
        card.take(*match.span())
    found: dict[str, Any] = {
        "emails": tuple(dict.fromkeys(emails)),
        "website": " ".join(dict.fromkeys(sites)),
    }
    for match in card.matches(rf"{_BOUND}{card_words.LINE}{_COLON}(?P<value>@?[\w.\-]{{3,20}})"):
        found["line"] = f"{found.get('line', '')} {match['value']}".strip()
        card.take(*match.span())
    return found


_BETWEEN = r"[ \t]*[)\]]?[ \t]*[:.\-|]*[ \t]*\n?[ \t]*"


def _take_fields(card: Taken) -> list[Piece]:
    """Take what stands behind a label and a colon: 地址: …, Name: …; an address goes on in the next line."""
    found: list[Piece] = []
    others = "|".join(
        (*card_words.LABELS.values(), *card_words.FIELDS.values(), card_words.EMAIL, card_words.WEBSITE)
    )
    stop = rf"(?=[\0\n]|[ \t,;/|]+(?:{others}|[MTFPDE])[ ]?[:.]|$)"
    for kind, label in card_words.FIELDS.items():
        value = r"\d{5,6}(?!\d)|\d{3}" if kind == "postcode" else r"[^\0\n]+?"
        colon = (
            r"[ \t]*:?[ \t]*" if kind == "postcode" else r"[ \t]*[:.][ \t]*" if kind == "address" else _COLON
        )
        for match in card.matches(
            rf"{_BOUND}(?<![\u3400-\u9fff])(?:{label})(?:[ ]?/?[ ]?(?:{label}))?{colon}(?P<value>{value}){'' if kind == 'postcode' else stop}"
        ):
            text, end = match["value"].strip(" ,\t;"), match.end()
            if kind == "address":
                text, end = _continued(card, text, end)
            card.take(match.start(), end)
            found += _named(kind, text)
    return found


def _continued(card: Taken, text: str, end: int) -> tuple[str, int]:
    """Return an address with the next line of it, where that is nothing but more of an address."""
    after = re.match(r"\n[ \t]*([^\n\0]+)(?=\n|$)", card.text[end:])
    if after is None:
        return text, end
    pieces = read_line(after[1])
    if pieces and all(piece.kind == "address" for piece in pieces) and not re.search(r"[:@]", after[1]):
        sign = " " if after[1].isascii() else ""
        return f"{text}{sign}{after[1].strip()}", end + after.end()
    return text, end


def _named(kind: str, text: str) -> list[Piece]:
    """Return a labelled text as its field; behind a name there may be a title, 联系人: 王丽 经理."""
    if kind not in {"person", "title"}:
        return [Piece(kind, text)] if text else []
    pieces = read_line(text)
    return pieces if len(pieces) > 1 and any(piece.kind == kind for piece in pieces) else [Piece(kind, text)]


def _numbers(numbers: Sequence[Number], home: Home) -> dict[str, Any]:
    kinds: dict[str, list[str]] = {}
    for number in numbers:
        kinds.setdefault(number.kind, []).append(number.text)
    wechats = kinds.get("wechat", [])
    mobiles = list(dict.fromkeys(kinds.get("mobile", [])))
    # Who is found on WeChat by a mobile is called there too, when the card has no other.
    if not mobiles:
        mobiles = [
            one for one in dict.fromkeys(wechats) if one[:1] in "+1" and kind_of(one, home) == "mobile"
        ]
    return {
        "mobiles": tuple(mobiles),
        "phones": tuple(dict.fromkeys(kinds.get("phone", []))),
        "faxes": tuple(dict.fromkeys(kinds.get("fax", []))),
        "wechat": " ".join(dict.fromkeys(wechats)),
        "qq": " ".join(dict.fromkeys(kinds.get("qq", []))),
        "whatsapp": " ".join(dict.fromkeys(kinds.get("whatsapp", []))),
    }


def _settled(pieces: list[Piece], found: dict[str, Any]) -> list[Piece]:
    """Return pieces, those nobody knows told by what a card must have: a firm, and somebody."""
    kinds = {piece.kind for piece in pieces}
    unknown = [piece for piece in pieces if not piece.kind and re.search(r"[^\W\d_]{2}", piece.text)]
    if "person" not in kinds and ("title" in kinds or "company" in kinds):
        for piece in unknown:
            if re.fullmatch(r"[\u3400-\u9fff]{2,3}|[A-Z][a-z]{1,12}", piece.text):
                pieces = [Piece("person", one.text) if one is piece else one for one in pieces]
                unknown.remove(piece)
                break
    if "company" not in kinds:
        firm = next((one for one in unknown if _is_of_domain(one.text, found)), None)
        if firm is None and len(unknown) == 1 and not re.search("[。.!！?？]", unknown[0].text):
            firm = unknown[0]
        pieces = [Piece("company", one.text) if one is firm else one for one in pieces]
    return pieces


def _is_of_domain(text: str, found: dict[str, Any]) -> bool:
    """Say whether the letters of a text are those of the card's mail or website: Starbucks, @starbucks.com."""
    letters = re.sub(r"[^a-z\d]", "", text.lower())
    domains = [email.rpartition("@")[2] for email in found["emails"]] + [found["website"]]
    return len(letters) > 2 and any(letters in re.sub(r"[^a-z\d]", "", domain.lower()) for domain in domains)


def _names(pieces: Sequence[Piece]) -> dict[str, Any]:
    kinds: dict[str, list[str]] = {}
    for piece in pieces:
        kinds.setdefault(piece.kind, []).append(piece.text)
    firms = _first_han(kinds.get("company", []))
    # Of a group and its company the company is who signs.
    firms.sort(key=lambda name: (not _is_han(name), "公司" not in name))
    people, addresses = _first_han(kinds.get("person", [])), _addresses(kinds.get("address", []))
    return {
        "company": firms[0] if firms else "",
        "company_also": "; ".join(firms[1:]),
        "person": people[0] if people else "",
        "person_also": "; ".join(people[1:]),
        "title": " / ".join(dict.fromkeys(_first_han(kinds.get("title", [])))),
        "department": " / ".join(dict.fromkeys(_first_han(kinds.get("department", [])))),
        "address": addresses[0],
        "address_also": addresses[1],
        "left": tuple(text for text in kinds.get("", []) if re.search(r"\w", text)),
    }


def _is_han(text: str) -> bool:
    return bool(re.search("[\u3400-\u9fff]", text))


def _first_han(texts: Sequence[str]) -> list[str]:
    return sorted(dict.fromkeys(texts), key=lambda text: not _is_han(text))


def _addresses(texts: Sequence[str]) -> tuple[str, str]:
    """Return the address in Chinese and the one in Latin letters; the only one there is stands first."""
    han: list[str] = []
    latin: list[str] = []
    for text in texts:
        to_han = _is_han(text) or (bool(han) and not re.search("[A-Za-z]{2}", text) and not latin)
        (han if to_han else latin).append(text)
    first, second = "".join(_spaced(han)), ", ".join(latin)
    return (first, second) if first else (second, "")


def _spaced(parts: Sequence[str]) -> list[str]:
    # 233 after 路 belongs to it; two words of Chinese keep the space between them.
    return [
        f"{'' if not place or (part[0].isdigit() and not parts[place - 1][-1].isdigit()) else ' '}{part}"
        for place, part in enumerate(parts)
    ]
