"""Reads vCards (2.1, 3.0, 4.0): what a phone's card scanner and an address book write, several to a file.

The formats are those of the Internet Mail Consortium's vCard 2.1, RFC 2426 and RFC 6350. A damaged property is
passed over and named; it never takes the card with it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from crm_cli.domain.addresses import split_address
from crm_cli.domain.card_numbers import CHINA, Home, kind_of
from crm_cli.domain.cards import Card
from crm_cli.domain.cleaning import storable

BEGIN = r"(?im)^[ \t]*BEGIN[ \t]*:[ \t]*VCARD[ \t]*$"
_END = r"(?im)^[ \t]*END[ \t]*:[ \t]*VCARD[ \t]*$"
_LONGEST_HEAD = 2_000
"""Characters of a property's name and parameters; what is longer is none."""
_HEAD_LINES = 8
"""Lines that what is before the colon of a property may be folded over."""
_SILENT = frozenset(
    {
        "BEGIN", "END", "VERSION", "PRODID", "UID", "REV", "PHOTO", "LOGO", "SOUND", "KEY", "CLASS", "SORT-STRING", "KIND",
        "X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME", "X-ABSHOWAS", "X-ABUID", "X-ABADR", "X-ABLABEL", "CATEGORIES", "GEO",
        "TZ", "LANG", "SOURCE", "MAILER", "CLIENTPIDMAP", "GENDER", "X-GENDER", "LABEL", "AGENT", "X-IMAGETYPE", "X-IMAGEHASH",
    }
)  # fmt: skip
"""Properties that say nothing about whom to call."""
_BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
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
    held: list[str] = []
    headless, quoted = True, False
    for line in _with_plain_ends(text).split("\n"):
        if quoted and held and held[-1].endswith("="):
            held[-1] = held[-1][:-1]
            held.append(line.removeprefix(" "))
        elif line[:1] in {" ", "\t"} and held:
            held.append(line[1:])
        else:
            if held and (whole := "".join(held)):
                yield whole
            held, headless = [line], True
        # A picture goes on for thousands of lines: what is before its colon is looked at but once.
        if headless:
            head, colon, _value = "".join(held).partition(":")
            quoted = "QUOTED-PRINTABLE" in head.upper() and ";" in head
            headless = not colon and len(held) < _HEAD_LINES
    if held and (whole := "".join(held)):
        yield whole


def _property(line: str) -> Property | None:
    head, value = _cut(line)
    if head is None or len(head) > _LONGEST_HEAD:
        return None
    name, *rest = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', head)
    group, _dot, name = name.strip().rpartition(".")
    types: set[str] = set()
    parameters: dict[str, str] = {}
    for part in rest:
        key, sign, said = part.partition("=")
        key, said = (key.strip().upper(), said.strip().strip('"')) if sign else ("", key.strip())
        if key.startswith("X-CUSTOM("):
            # An Android phone says in one parameter what somebody called a number, and how that is encoded.
            told = _decoded(part.rstrip(")").rpartition(",")[2], {"ENCODING": "QUOTED-PRINTABLE"})
            parameters["LABEL"] = told
        elif key == "TYPE" or (
            not sign and said.upper() not in {"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B"}
        ):
            types |= {one.strip().lower() for one in said.split(",")}
        elif key:
            parameters[key] = said
        else:
            parameters["ENCODING"] = said
    name = name.upper()
    text = value if name in _BINARY else _decoded(value, parameters)
    return Property(group.lower(), name, frozenset(types), parameters, text)


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
    encoding = parameters.get("ENCODING", "").upper()
    if encoding not in {"QUOTED-PRINTABLE", "BASE64", "B"}:
        return value
    import binascii
    import quopri

    try:
        raw = value.encode("utf-8", "surrogateescape")
        data = quopri.decodestring(raw) if encoding == "QUOTED-PRINTABLE" else binascii.a2b_base64(raw)
    except ValueError:
        return value
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
    return card_of(properties(text), home)


def labels_of(lines: Sequence[Property]) -> dict[str, str]:
    """Return what groups of properties are called by their own X-ABLabel: `item1` → `Work`."""
    told = ((one.group, unescaped(one.value)) for one in lines if one.name == "X-ABLABEL" and one.group)
    return {group: label.strip("_$!<>") for group, label in told}


def number_in(value: str) -> str:
    """Return the number that a TEL says, plain or as a URI: `tel:+852-2345-6789;ext=12`."""
    number = re.sub(r"^tel:", "", unescaped(value), flags=re.IGNORECASE)
    return re.sub(r";ext=", " ext. ", number, flags=re.IGNORECASE)


def card_of(lines: Sequence[Property], home: Home = CHINA) -> Card:
    """Return the card that the properties of one vCard are; what is in no field of ours is among `left`."""
    found: dict[str, Any] = {}
    left: list[str] = []
    listed: dict[str, list[str]] = {"mobiles": [], "phones": [], "faxes": [], "emails": []}
    labels = labels_of(lines)
    for one in lines:
        _take(one, labels.get(one.group, ""), home, found, listed, left)
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
    words = unescaped(one.value)
    if one.name in _SILENT or one.name in {"N", "FN"} or not words.strip(" ;"):
        return
    match one.name:
        case "TEL":
            number = number_in(one.value)
            listed[_kind_of_tel(one, label, number, home)].append(number)
        case "EMAIL":
            listed["emails"].append(words.removeprefix("mailto:"))
        case "ORG":
            parts = [part for part in components(one.value) if part]
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
    parts = (components(one.value) + [""] * 7)[:7]
    whole = address_of(*parts)
    if "address" in found:
        _fill(found, left, "address_also", whole)
        return
    _fill(found, left, "address", whole)
    if city := parts[3]:
        found["city"] = city.removesuffix("市")


def address_of(box: str, extended: str, street: str, city: str, region: str, code: str, country: str) -> str:
    """Return the address that its parts are in the order of a vCard, written as where it is writes them."""
    if re.search("[\u3400-\u9fff]", f"{street}{extended}{city}{region}"):
        # Programs put a district into the city, or a whole address into the street.
        head = "".join(part for part in (region, city) if part and part not in street)
        whole = f"{head}{street}{extended}"
    else:
        whole = ", ".join(filter(None, (extended, street, city, region, country)))
    return " ".join(filter(None, (whole, code, box)))


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


def _name_whom(lines: Sequence[Property], found: dict[str, Any], left: list[str]) -> None:
    """Say who it is: the name as it is shown, else its parts; a card of a firm alone has nobody."""
    shown = next(
        (unescaped(one.value).strip() for one in lines if one.name == "FN" and one.value.strip()), ""
    )
    parts = next((components(one.value) for one in lines if one.name == "N"), [])
    family, given, middle = (parts + [""] * 3)[:3]
    whole = whole_name(family, given, middle)
    is_firm = any(one.name == "X-ABSHOWAS" and one.value.upper() == "COMPANY" for one in lines)
    name = without_gaps(shown or whole)
    if is_firm or (name and name == found.get("company")):
        _fill(found, left, "company", name)
        return
    if name:
        found["person"] = name
    if whole and whole.replace(" ", "") != name.replace(" ", ""):
        found["person_also"] = whole


def whole_name(family: str, given: str, middle: str = "") -> str:
    """Return a name as it is said: 王丽, Mary Ann Chen."""
    if re.search("[\u3400-\u9fff]", family + given):
        return f"{family}{middle}{given}"
    return " ".join(filter(None, (given, middle, family)))


def without_gaps(name: str) -> str:
    """Return a name without the blanks that programs put between 王 and 丽."""
    return re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", name)


def components(value: str, between: str = ";") -> list[str]:
    """Return the components of a value; what stands between them stands behind a backslash where it is part of one."""
    found: list[str] = []
    for part in re.finditer(rf"((?:[^\\{between}]|\\.|\\\Z)*)({between}|\Z)", value, re.DOTALL):
        found.append(unescaped(part[1]))
        if not part[2]:
            break
    return found


def unescaped(value: str, *, lines: bool = False) -> str:
    """Return a text without the backslashes of the format; as one line, unless its `lines` are to be kept."""
    plain = re.sub(r"\\([nN,;:\\])", lambda found: "\n" if found[1] in "nN" else found[1], value)
    return plain.strip() if lines else re.sub(r"\s*\n\s*", " ", plain).strip()
