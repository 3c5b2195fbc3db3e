"""A file of vCards as a list: whose address book wrote it, and a row for each card in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from crm_cli.domain.card_numbers import CHINA, Home
from crm_cli.domain.cleaning import storable
from crm_cli.errors import UsageError
from crm_cli.exchange.encoding import decode
from crm_cli.exchange.entries import Entry, table_of
from crm_cli.exchange.grid import Grid
from crm_cli.exchange.table import Table, opened
from crm_cli.exchange.vcard import Property, card_of, components, labels_of, number_in, properties, unescaped
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext

_SAMPLE = 100_000
_HEAD = 512
_MAKERS = (
    ("iphone", r"^PRODID.*iPhone OS|^PRODID.*Apple Inc\.//iOS"),
    ("apple", r"^PRODID.*(?:macOS|Mac OS X|iCloud)|^X-ABUID"),
    ("outlook", r"^X-MS-|^PRODID.*Microsoft"),
    ("android", r"^X-ANDROID-CUSTOM|^VERSION:2\.1"),
)
_PICTURES = frozenset({"PHOTO", "LOGO", "SOUND"})
_TAKEN_HERE = frozenset(
    {"BDAY", "NOTE", "CATEGORIES", "ANNIVERSARY", "X-ANDROID-CUSTOM", "X-ABRELATEDNAMES", "X-ABDATE"}
)
_SAID_OF_NUMBER = ("home", "work", "main", "pager", "car", "other")
_ANDROID = "vnd.android.cursor.item/"
_BIRTHDAY_TYPE = "3"
_EVENTS = {"1": "anniversary", "2": "date"}
_NO_YEAR = "1604"
"""The year that Apple's programs write for a birthday without one."""


def holds_vcards(path: Path) -> bool:
    """Return whether a file begins as vCards do, in whatever encoding; raise what `opened` raises."""
    opened(path)
    with path.open("rb") as stream:
        head = stream.read(_HEAD).replace(b"\0", b"")
    return bool(
        re.match(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*BEGIN[ \t]*:[ \t]*VCARD", head, re.IGNORECASE)
    )


def read_vcards(noun: str, path: Path, encoding: str | None = None, home: Home = CHINA) -> tuple[str, Table]:
    """Return whose export a file of vCards is (a code) and its cards as rows for `noun`.

    Raises UsageError where its bytes are in no encoding.
    """
    text, used = decode(path.read_bytes(), encoding)
    grid = Grid([], "", "", [], {})
    count = len(re.findall(r"(?im)^[ \t\ufeff]*BEGIN[ \t]*:[ \t]*VCARD", text))
    table = table_of(noun, _entries(text, grid.warnings, home), grid, used, count)
    return maker_of(text), table


def maker_of(text: str) -> str:
    """Return whose export a text of vCards is: iphone, apple, outlook or android, else vcard."""
    sample = text[:_SAMPLE]
    return next(
        (code for code, sign in _MAKERS if re.search(sign, sample, re.IGNORECASE | re.MULTILINE)), "vcard"
    )


def cards_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the vCards of a text, each with the number of its first line; one that is cut off ends at the next."""
    held: list[str] = []
    first = 0
    for number, line in enumerate(re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", text), start=1):
        words = line[0]
        mark = re.sub(r"\s", "", words.lstrip("\ufeff")).upper() if len(words) < 2 * _HEAD else ""
        if mark == "BEGIN:VCARD":
            if held:
                yield first, "".join(held)
            held, first = [words.lstrip("\ufeff")], number
        elif held:
            held.append(words)
            if mark == "END:VCARD":
                yield first, "".join(held)
                held = []
    if held:
        yield first, "".join(held)


def _entries(text: str, warnings: list[str], home: Home) -> Iterator[Entry]:
    pictures = 0
    for line, card in cards_in(text):
        lines = properties(card)
        pictures += sum(one.name in _PICTURES for one in lines)
        yield entry_of(line, lines, home)
    if pictures:
        told = ngettext(
            "{count} picture or sound was left out.", "{count} pictures or sounds were left out.", pictures
        )
        warnings.append(told.format(count=pictures))


def entry_of(line: int, lines: Sequence[Property], home: Home = CHINA) -> Entry:
    """Return the person that the properties of a vCard are, on line `line` of its file."""
    card = card_of([one for one in lines if one.name not in _TAKEN_HERE], home)
    labels = _labels(lines)
    said = [one for one in lines if one.name == "X-ANDROID-CUSTOM"]
    told = [_custom(one.value) for one in said]
    days = [unescaped(one.value) for one in lines if one.name == "BDAY"]
    days += [day for kind, day, sort in told if kind == "contact_event" and sort == _BIRTHDAY_TYPE]
    more = [
        f"{kind}: {words}" for kind, words, sort in told if kind != "contact_event" or sort != _BIRTHDAY_TYPE
    ]
    more += [f"anniversary: {birthday_in(one.value)}" for one in lines if one.name == "ANNIVERSARY"]
    groups = labels_of(lines)
    more += [
        f"{groups.get(one.group, '')}: {unescaped(one.value)}"
        for one in lines
        if one.name in {"X-ABRELATEDNAMES", "X-ABDATE"}
    ]
    notes = [storable(unescaped(one.value, lines=True)) for one in lines if one.name == "NOTE"]
    tags = [part for one in lines if one.name == "CATEGORIES" for part in components(one.value, ",")]
    return Entry(
        line,
        card._replace(left=(*card.left, *(storable(one) for one in more if one.strip(" :")))),
        {value: label for value, (label, _is_home) in labels.items()},
        frozenset(value for value, (_label, is_home) in labels.items() if is_home),
        storable(next(filter(None, map(birthday_in, days)), "")),
        tuple(dict.fromkeys(storable(tag) for tag in tags if tag)),
        "\n".join(filter(None, notes)),
        id=_own_id(lines),
    )


def _own_id(lines: Sequence[Property]) -> str:
    """Return the global id that a card of ours tells; what other programs call a card is no id of ours."""
    said = {one.name: one.value for one in lines if one.name in {"PRODID", "UID"}}
    return said.get("UID", "").removeprefix("urn:uuid:") if "//crm//" in said.get("PRODID", "") else ""


def _labels(lines: Sequence[Property]) -> Mapping[str, tuple[str, bool]]:
    """Return the numbers and addresses of mail with what each is called, and whether it is one at home."""
    groups = labels_of(lines)
    found: dict[str, tuple[str, bool]] = {}
    for one in lines:
        if one.name not in {"TEL", "EMAIL"}:
            continue
        value = number_in(one.value) if one.name == "TEL" else unescaped(one.value).removeprefix("mailto:")
        label = groups.get(one.group, "") or one.parameters.get("LABEL", "")
        kind = next((kind for kind in _SAID_OF_NUMBER if kind in one.types or kind == label.casefold()), "")
        is_home = kind == "home" or label.casefold() in {"家", "住宅", "家庭", "住家"}
        label = label if label and label.casefold() != kind else _word(kind)
        found.setdefault(storable(value), (storable(label), is_home))
    return found


def _word(kind: str) -> str:
    """Return what a number of a TYPE is called; that of work is what most are, and says nothing."""
    return {"home": _("home"), "main": _("switchboard"), "pager": _("pager"), "car": _("car")}.get(kind, "")


def birthday_in(text: str) -> str:
    """Return a birthday as an ISO day, without its year as it is said: 06-12; '' for none.

    `--0612` and `--06-12` have no year (RFC 6350), nor has 1604-06-12 (Apple).
    """
    found = re.fullmatch(r"\s*(\d{4}|--)-?(\d{1,2})-?(\d{1,2})(?:T.*)?\s*", text) or re.fullmatch(
        r"\s*(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?(?:\s+0?0:00(?::00)?)?\s*", text
    )
    if found is None:
        return text.strip()
    year, month, day = found.groups()
    if not (0 < int(month) <= 12 and 0 < int(day) <= 31):
        return "" if int(month) == int(day) == 0 else text.strip()
    told = f"{int(month):02}-{int(day):02}"
    return told if year in {"--", _NO_YEAR, "0000"} else f"{year}-{told}"


def _custom(value: str) -> tuple[str, str, str]:
    """Return what an Android phone says in a property of its own: kind, words and the number of its type."""
    parts = [unescaped(part) for part in value.split(";")]
    kind = parts[0].removeprefix(_ANDROID)
    words, sort = [*parts, "", ""][1:3]
    return _EVENTS.get(sort, kind) if kind == "contact_event" else kind, words, sort


def refuse_elsewhere(noun: str, path: Path) -> None:
    """Raise the sentence that says where vCards come in."""
    raise UsageError(
        _("{path} holds vCards: people, not {noun}.").format(path=path, noun=noun),
        "crm import contacts FILE, crm import customers FILE",
    )
