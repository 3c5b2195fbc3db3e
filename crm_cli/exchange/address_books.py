"""Address books that other programs exported as tables, recognised by their headers and read person by person."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from crm_cli.domain.addresses import split_address
from crm_cli.domain.card_numbers import CHINA, Home, kind_of
from crm_cli.domain.cards import Card
from crm_cli.exchange.book_words import SIGNS, Column, columns_of
from crm_cli.exchange.entries import NOUNS, Entry, table_of
from crm_cli.exchange.grid import Row
from crm_cli.exchange.headers import key_of
from crm_cli.exchange.rejects import LINE, REASON
from crm_cli.exchange.table import Table
from crm_cli.exchange.vcard import address_of, whole_name, without_gaps
from crm_cli.exchange.vcard_table import birthday_in, holds_vcards, read_vcards, refuse_elsewhere
from crm_cli.i18n import N_

NAMES = {
    "google": N_("Google Contacts"),
    "outlook": N_("Outlook"),
    "wecom": N_("企业微信 (customers)"),
    "wecom-members": N_("企业微信 (members of a firm)"),
    "iphone": N_("iPhone"),
    "apple": N_("Apple Contacts"),
    "android": N_("Android"),
    "vcard": N_("vCard"),
}
"""Code of whose export a file is → what it is called."""
_NUMBERED = re.compile(
    r"(E-mail|Phone|Address|Website|Relation|Event|IM|Custom Field|Organization|Jot|Calendar Link|External ID) (\d+) - (.+)"
)
_LABELS = frozenset({"Label", "Type"})
_MANY = " ::: "
_GROUPS = frozenset(
    {"* mycontacts", "mycontacts", "* starred", "starred", "* friends", "* family", "* coworkers"}
)
_HOME = frozenset({"home", "家", "住宅", "住家", "家庭"})
_MOBILES = frozenset({"mobile", "cell", "手机", "手機", "行動電話", "移动电话"})
_MESSENGERS = {"wechat": "wechat", "微信": "wechat", "qq": "qq", "line": "line", "whatsapp": "whatsapp"}
_MONTHS = 12
_UNSAID = frozenset({"Unspecified", "未指定"})
_NO_DAY = re.compile(r"0+[/-]0+[/-]0+")
_AT_WORK = frozenset(
    {
        "work",
        "单位",
        "公司",
        "電話",
        "电话",
        "手机",
        "座机",
        "business phone",
        "商务电话",
        "商務電話",
        "mobile phone",
    }
)
"""What a number is called that says no more than where it is."""
_PLACES = ("box", "extended", "street", "city", "region", "code", "country")
_GOOGLE_PLACES = {
    "Street": "street", "City": "city", "PO Box": "box", "Region": "region", "Postal Code": "code", "Country": "country",
    "Extended Address": "extended", "Formatted": "formatted",
}  # fmt: skip


class Source(NamedTuple):
    """A file as it is to be read: whose export it is (a code of NAMES, '' a list of the firm's own) and its rows."""

    code: str
    table: Table


class _Cell(NamedTuple):
    """A filled cell of a person: what it holds, what it is called, the place it shares with others, its words."""

    column: Column
    label: str
    group: str
    text: str


def open_source(
    noun: str,
    path: Path,
    read: Callable[[], Table],
    *,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    home: Home = CHINA,
) -> Source:
    """Return the rows of a file for `noun`; those of an address book in our own columns, any other as `read` has them.

    Columns that `mapping` names stay as they are. Raises what `read` raises, and UsageError for vCards that are to be
    anything but people.
    """
    if holds_vcards(path):
        if noun not in NOUNS:
            refuse_elsewhere(noun, path)
        return Source(*read_vcards(noun, path, encoding, home))
    table = read()
    program = program_of(table.header) if noun in NOUNS else ""
    if not program:
        return Source("", table)
    return Source(
        re.sub(r"-(?:old|zh-Han.)$", "", program), _translated(noun, program, table, mapping or {}, home)
    )


def program_of(header: Sequence[str]) -> str:
    """Return whose export has such headers, a key of SIGNS; '' for none."""
    if {LINE, REASON} & set(header):
        return ""
    keys = set(map(key_of, header))
    for program, (needed, others, count) in SIGNS.items():
        if needed <= keys and len(others & keys) >= count:
            return program
    return ""


def _translated(noun: str, program: str, table: Table, mapping: Mapping[str, str], home: Home) -> Table:
    named = {key_of(side) for pair in mapping.items() for side in pair}
    mapped = [place for place, cell in enumerate(table.header) if key_of(cell) in named and cell]
    known = {key_of(header): column for header, column in columns_of(program).items()}
    plan = [None if place in mapped else _column(cell, known) for place, cell in enumerate(table.header)]
    labels = _label_places(table.header)
    make = partial(_entry, plan=plan, header=table.header, labels=labels, mapped=mapped, home=home)
    entries: Iterator[Entry] = map(make, table.rows)
    headers = [table.header[place] for place in mapped]
    return table_of(noun, entries, table.grid, table.encoding, table.rows.expected, headers)


def _column(header: str, known: Mapping[str, Column]) -> Column | None:
    """Return what a column holds; None for one that says what another is called."""
    if key_of(header) in known:
        return known[key_of(header)]
    if found := _NUMBERED.fullmatch(header):
        kind, number, what = found.groups()
        if what in _LABELS:
            return None
        if kind == "Address" and what in _GOOGLE_PLACES:
            return Column(_GOOGLE_PLACES[what], number)
        named = {"E-mail": "email", "Phone": "phone", "Website": "website", "IM": "im"}.get(kind, "")
        return Column(named, number) if named and what == "Value" else Column("more")
    if header.startswith("标签组"):
        return Column("tags")
    return Column("more") if header.strip() else None


def _label_places(header: Sequence[str]) -> dict[int, int]:
    """Return the places of numbered columns with those of the cells that say what they are called."""
    told: dict[str, int] = {}
    for place, cell in enumerate(header):
        found = _NUMBERED.fullmatch(cell)
        if (
            found
            and found[3] in {*_LABELS, "Service"}
            and (found[3] == "Service" or f"{found[1]} {found[2]}" not in told)
        ):
            told[f"{found[1]} {found[2]}"] = place
    return {
        place: told[f"{found[1]} {found[2]}"]
        for place, cell in enumerate(header)
        if (found := _NUMBERED.fullmatch(cell)) and f"{found[1]} {found[2]}" in told
    }


def _entry(
    row: Row,
    *,
    plan: Sequence[Column | None],
    header: Sequence[str],
    labels: Mapping[int, int],
    mapped: Sequence[int],
    home: Home,
) -> Entry:
    said: list[_Cell] = []
    for place, column in enumerate(plan):
        text = row.cells[place].strip() if place < len(row.cells) else ""
        if column is None or column.part == "ignored" or not text:
            continue
        label = row.cells[labels[place]].removeprefix("*").strip() if place in labels else header[place]
        said.append(_Cell(column, label, f"{column.of}", text))
    return _Person(said, home).entry(row, tuple(row.cells[place] for place in mapped))


class _Person:
    """The cells of one person, put together."""

    def __init__(self, said: Sequence[_Cell], home: Home) -> None:
        self._said = said
        self._home = home
        self._labels: dict[str, str] = {}
        self._private: set[str] = set()
        self._left: list[str] = []
        self._listed: dict[str, list[str]] = {"mobiles": [], "phones": [], "faxes": [], "emails": []}
        self._messengers: dict[str, str] = {}

    def entry(self, row: Row, mapped: tuple[str, ...]) -> Entry:
        """Return the person of a row."""
        for cell in self._said:
            self._take(cell)
        (first, city), *others = [*self._addresses(), ("", "")]
        found: dict[str, Any] = {part: self._one(part) for part in ("company", "department", "title")}
        found |= self._messengers
        found |= {name: tuple(dict.fromkeys(told)) for name, told in self._listed.items()}
        # What a cell of its own says is not looked for in the words of a road.
        found |= {**split_address(first)._asdict(), **({"city": city} if city else {})}
        card = Card(
            person=self._name(),
            website=self._websites(),
            address=first,
            address_also="; ".join((text for text, _city in others if text)),
            **found,
            left=tuple(self._left),
        )
        tags = [tag for cell in self._parts("tags") for tag in re.split(r" ::: |[;；,，]", cell.text)]
        return Entry(
            row.line,
            card,
            self._labels,
            frozenset(self._private),
            _birthday(self._one("birthday")),
            tuple(
                dict.fromkeys(
                    tag.strip() for tag in tags if tag.strip() and tag.strip().lower() not in _GROUPS
                )
            ),
            self._one("notes", "\n"),
            self._one("owner"),
            self._one("created_at"),
            mapped,
            row.problem,
        )

    def _parts(self, part: str) -> list[_Cell]:
        return [cell for cell in self._said if cell.column.part == part]

    def _one(self, part: str, between: str = "; ") -> str:
        return between.join(dict.fromkeys(cell.text for cell in self._parts(part)))

    def _name(self) -> str:
        shown = self._one("name")
        return without_gaps(shown or whole_name(self._one("family"), self._one("given"), self._one("middle")))

    def _take(self, cell: _Cell) -> None:
        part = cell.column.part
        for text in filter(None, (one.strip() for one in cell.text.split(_MANY))):
            if part in {"phone", "mobile", "fax"}:
                self._take_number(cell, part, text)
            elif part == "email":
                self._listed["emails"].append(text)
                self._labels.setdefault(text, cell.label)
            elif part == "im":
                self._take_messenger(cell, text)
            elif part == "more" and not _NO_DAY.fullmatch(text) and text not in _UNSAID:
                self._left.append(f"{cell.label}: {text}")

    def _take_number(self, cell: _Cell, part: str, text: str) -> None:
        label = cell.label.casefold()
        if part == "fax" or any(word in label for word in ("fax", "传真", "傳真")):
            self._listed["faxes"].append(text)
            return
        told = "mobile" if part == "mobile" or label in _MOBILES else "phone"
        kind = kind_of(text, self._home, told)
        self._listed["mobiles" if kind == "mobile" else "phones"].append(text)
        # That a mobile is a mobile, and a number at work one of work, says nothing.
        if part != "mobile" and label not in _MOBILES | _AT_WORK:
            self._labels.setdefault(text, cell.label)
        if cell.column.private or label in _HOME:
            self._private.add(text)

    def _take_messenger(self, cell: _Cell, text: str) -> None:
        field = _MESSENGERS.get(cell.label.casefold(), "")
        if field and field not in self._messengers:
            self._messengers[field] = text
        else:
            self._left.append(f"{cell.label}: {text}")

    def _websites(self) -> str:
        first, *others = [one for cell in self._parts("website") for one in cell.text.split(_MANY)] or [""]
        self._left += others
        return first

    def _addresses(self) -> list[tuple[str, str]]:
        """Return the addresses with the city that each has a cell for, that of work first."""
        places: dict[str, dict[str, str]] = {}
        for cell in self._said:
            if cell.column.part in {*_PLACES, "formatted"}:
                told = places.setdefault(cell.column.of, {})
                told[cell.column.part] = " ".join(filter(None, (told.get(cell.column.part, ""), cell.text)))
        return [(text, _city(told)) for told in places.values() if (text := _address(told))]


def _address(told: Mapping[str, str]) -> str:
    whole = " ".join(told.get("formatted", "").split())
    parts = [told.get(place, "") for place in _PLACES]
    # Where one place was written in several lines the program takes all of it for the street.
    return address_of(*parts) if told.get("street") or told.get("city") or not whole else whole


def _city(told: Mapping[str, str]) -> str:
    """Return the city that an address has a cell for; some programs put a district or more into it."""
    city = told.get("city", "").removesuffix("市")
    return "" if re.search("[省市区區县縣]", city) else city


def _birthday(text: str) -> str:
    """Return a birthday as `birthday_in` does; Outlook writes 0/0/00 for none, and days as the computer has them."""
    if _NO_DAY.fullmatch(text):
        return ""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    if found is None:
        return birthday_in(text)
    first, second = int(found[1]), int(found[2])
    # 3/4/1985 is in March or in April, as the computer had it: only what cannot be both is a day.
    if first == second or max(first, second) > _MONTHS >= min(first, second):
        month, day = (second, first) if first > _MONTHS else (first, second)
        return birthday_in(f"{found[3]}-{month:02}-{day:02}")
    return text
