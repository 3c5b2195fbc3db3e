"""Reads vCards (2.1, 3.0, 4.0): what a phone's card scanner and an address book write, several to a file.

The formats are those of the Internet Mail Consortium's vCard 2.1, RFC 2426 and RFC 6350. A damaged property is
passed over and named; it never takes the card with it.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from crm_cli.domain.addresses import split_address
from crm_cli.domain.card_numbers import CHINA, Home, kind_of
from crm_cli.domain.cards import Card
from crm_cli.domain.cleaning import storable

BEGIN = r"(?im)^[ \t]*BEGIN[ \t]*:[ \t]*VCARD[ \t]*$"
_END = r"(?im)^[ \t]*END[ \t]*:[ \t]*VCARD[ \t]*$"
_PARAMETER = re.compile(r'([^=;:"]+)(?:=((?:"[^"]*"|[^;:"])*))?')
_SILENT = frozenset(
    {
        "BEGIN", "END", "VERSION", "PRODID", "UID", "REV", "PHOTO", "LOGO", "SOUND", "KEY", "CLASS", "SORT-STRING", "KIND",
        "X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME", "X-ABSHOWAS", "X-ABUID", "X-ABADR", "X-ABLABEL", "CATEGORIES", "GEO",
        "TZ", "LANG", "SOURCE", "MAILER", "CLIENTPIDMAP", "GENDER", "X-GENDER", "LABEL", "AGENT", "X-IMAGETYPE", "X-IMAGEHASH",
    }
)  # fmt: skip
"""Properties that say nothing about whom to call."""
_MESSENGERS = {
    "X-WECHAT": "wechat", "X-WEIXIN": "wechat", "X-QQ": "qq", "X-LINE": "line", "X-WHATSAPP": "whatsapp",
    "WECHAT": "wechat", "WEIXIN": "wechat", "微信": "wechat", "QQ": "qq", "LINE": "line", "WHATSAPP": "whatsapp",
}  # fmt: skip


class Property(NamedTuple):
    """One line of a card: `item1.TEL;TYPE=CELL:138…` is TEL of the group item1, of the types {cell}."""

    group: str
    name: str
    types: frozenset[str]
    parameters: dict[str, str]
    value: str


def sections(text: str) -> list[tuple[bool, str]]:
    """Return the parts of a text in order: those of vCards (True), each alone, and what stands between them."""
    # The formats end a line with CR and LF, old phones with CR alone.
    text = _with_plain_ends(text)
    found: list[tuple[bool, str]] = []
    at = 0
    for begin in re.finditer(BEGIN, text):
        if begin.start() < at:
            continue
        found.append((False, text[at : begin.start()]))
        end = re.search(_END, text[begin.end() :])
        following = re.search(BEGIN, text[begin.end() :])
        # A card that was cut off ends where the next one begins.
        cut = following.start() if following and (end is None or following.start() < end.start()) else None
        size = cut if cut is not None else end.end() if end else len(text) - begin.end()
        found.append((True, text[begin.start() : begin.end() + size]))
        at = begin.end() + size
    found.append((False, text[at:]))
    return [(is_card, part) for is_card, part in found if part.strip()]


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def properties(text: str) -> list[Property]:
    """Return the properties of one vCard, unfolded and decoded; a line that is none is left out."""
    return [found for line in _unfolded(text) if (found := _property(line)) is not None]


def _unfolded(text: str) -> Iterator[str]:
    lines = _with_plain_ends(text).split("\n")
    held = ""
    for line in lines:
        quoted = re.match(r"[^:]*ENCODING=QUOTED-PRINTABLE|[^:]*;QUOTED-PRINTABLE", held, re.IGNORECASE)
        if quoted and held.endswith("="):
            held = held[:-1] + line.removeprefix(" " if line.startswith(" ") else "")
        elif line[:1] in {" ", "\t"} and held:
            held += line[1:]
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _property(line: str) -> Property | None:
    head, value = _cut(line)
    if head is None:
        return None
    name, *rest = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', head)
    group, _dot, name = name.strip().rpartition(".")
    types: set[str] = set()
    parameters: dict[str, str] = {}
    for part in rest:
        key, sign, said = part.partition("=")
        key, said = (key.strip().upper(), said.strip().strip('"')) if sign else ("", key.strip())
        if key == "TYPE" or (
            not sign and said.upper() not in {"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B"}
        ):
            types |= {one.strip().lower() for one in said.split(",")}
        elif key:
            parameters[key] = said
        else:
            parameters["ENCODING"] = said
    return Property(group.lower(), name.upper(), frozenset(types), parameters, _decoded(value, parameters))


def _cut(line: str) -> tuple[str | None, str]:
    """Return a line before and behind its first colon outside quotation marks; None where there is none."""
    is_quoted = False
    for place, char in enumerate(line):
        if char == '"':
            is_quoted = not is_quoted
        elif char == ":" and not is_quoted:
            return line[:place], line[place + 1 :]
    return None, ""


def _decoded(value: str, parameters: dict[str, str]) -> str:
    if parameters.get("ENCODING", "").upper() != "QUOTED-PRINTABLE":
        return value
    import quopri

    data = quopri.decodestring(value.encode("utf-8", "surrogateescape"))
    charset = parameters.get("CHARSET", "")
    from crm_cli.errors import UsageError
    from crm_cli.exchange.encoding import decode

    for name in (charset, ""):
        try:
            return decode(data, name or None)[0]
        except UsageError:
            continue
    return data.decode("utf-8", "replace")


def read_vcard(text: str, home: Home = CHINA) -> Card:
    """Return the card that one vCard is; what is in no field of ours is among `left`."""
    lines = properties(text)
    found: dict[str, Any] = {}
    left: list[str] = []
    listed: dict[str, list[str]] = {"mobiles": [], "phones": [], "faxes": [], "emails": []}
    labels = {one.group: _words(one.value) for one in lines if one.name == "X-ABLABEL" and one.group}
    for one in lines:
        label = labels.get(one.group, "").strip("_$!<>") if one.group else ""
        _take(one, label, home, found, listed, left)
    _name_whom(lines, found, left)
    place = split_address(str(found.get("address", "")))._asdict()
    place |= {field: value for field in ("city", "district") if (value := found.pop(field, ""))}
    texts = {field: storable(value) for field, value in found.items()}
    lists = {field: tuple(dict.fromkeys(map(storable, values))) for field, values in listed.items()}
    return Card(**{**place, **texts, **lists}, left=tuple(storable(one) for one in left))


def _take(
    one: Property,
    label: str,
    home: Home,
    found: dict[str, Any],
    listed: dict[str, list[str]],
    left: list[str],
) -> None:
    words = _words(one.value)
    if one.name in _SILENT or one.name in {"N", "FN"} or not words.strip(" ;"):
        return
    match one.name:
        case "TEL":
            number = re.sub(r"^tel:", "", words, flags=re.IGNORECASE).replace(";ext=", " ext. ")
            listed[_kind_of_tel(one, label, number, home)].append(number)
        case "EMAIL":
            listed["emails"].append(words.removeprefix("mailto:"))
        case "ORG":
            parts = [part for part in _parts(one.value) if part]
            _fill(found, left, "company", parts[0] if parts else "")
            _fill(found, left, "department", " ".join(parts[1:]))
        case "TITLE":
            _fill(found, left, "title", words)
        case "ROLE":
            _fill(found, left, "title" if not found.get("title") else "department", words)
        case "URL":
            _fill(found, left, "website", words)
        case "ADR":
            _take_address(one, found, left)
        case "IMPP" | "X-SOCIALPROFILE" | "X-IM":
            _take_messenger(one, label, words, found, left)
        case _ if one.name in _MESSENGERS:
            _fill(found, left, _MESSENGERS[one.name], words)
        case _:
            left.append(words if one.name == "NOTE" else f"{one.name.removeprefix('X-').lower()}: {words}")


def _fill(found: dict[str, Any], left: list[str], field: str, text: str) -> None:
    """Put a text into a field, or among what is left where the field holds another already."""
    text = text.strip()
    if not text or found.get(field) == text:
        return
    if found.get(field):
        left.append(text)
    else:
        found[field] = text


def _kind_of_tel(one: Property, label: str, number: str, home: Home) -> str:
    said = {*one.types, label.casefold()}
    if any("fax" in word or "传真" in word or "傳真" in word for word in said):
        return "faxes"
    told = "mobile" if said & {"cell", "iphone", "mobile", "手机", "手機", "行動電話"} else "phone"
    return "mobiles" if kind_of(number, home, told) == "mobile" else "phones"


def _take_address(one: Property, found: dict[str, Any], left: list[str]) -> None:
    box, extended, street, city, region, code, country = (_parts(one.value) + [""] * 7)[:7]
    text = f"{street}{extended}{city}{region}"
    if re.search("[\u3400-\u9fff]", text):
        # Programs put a district into the city, or a whole address into the street.
        head = "".join(part for part in (region, city) if part and part not in street)
        whole = f"{head}{street}{extended}"
    else:
        whole = ", ".join(filter(None, (extended, street, city, region, country)))
    whole = " ".join(filter(None, (whole, code, box)))
    if "address" in found:
        _fill(found, left, "address_also", whole)
        return
    _fill(found, left, "address", whole)
    if city:
        found["city"] = city.removesuffix("市")


def _take_messenger(one: Property, label: str, words: str, found: dict[str, Any], left: list[str]) -> None:
    service = (
        one.parameters.get("X-SERVICE-TYPE", "")
        or label
        or next(iter(one.types - {"pref", "home", "work"}), "")
    )
    scheme, sign, name = words.partition(":")
    for word in (service, scheme if sign else ""):
        field = _MESSENGERS.get(word.strip().upper())
        if field:
            _fill(found, left, field, name if sign and "//" not in name else words)
            return
    left.append(" ".join(filter(None, (service, words))))


def _name_whom(lines: list[Property], found: dict[str, Any], left: list[str]) -> None:
    """Say who it is: the name as it is shown, else its parts; a card of a firm alone has nobody."""
    shown = next((_words(one.value).strip() for one in lines if one.name == "FN" and one.value.strip()), "")
    parts = next((_parts(one.value) for one in lines if one.name == "N"), [])
    family, given, middle = (parts + [""] * 3)[:3]
    if re.search("[\u3400-\u9fff]", family + given):
        whole = f"{family}{middle}{given}"
    else:
        whole = " ".join(filter(None, (given, middle, family)))
    is_firm = any(one.name == "X-ABSHOWAS" and one.value.upper() == "COMPANY" for one in lines)
    name = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", shown or whole)
    if is_firm or (name and name == found.get("company")):
        _fill(found, left, "company", name)
        return
    if name:
        found["person"] = name
    if whole and whole.replace(" ", "") != name.replace(" ", ""):
        found["person_also"] = whole


def _parts(value: str) -> list[str]:
    """Return the components of a value between semicolons that are no part of it."""
    return [_words(part).strip() for part in re.split(r"(?<!\\);", value)]


def _words(value: str) -> str:
    """Return a text without the backslashes of the format."""
    plain = re.sub(r"\\([nN,;:\\])", lambda found: "\n" if found[1] in "nN" else found[1], value)
    return re.sub(r"\s*\n\s*", " ", plain).strip()
