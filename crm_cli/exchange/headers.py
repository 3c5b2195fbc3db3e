"""Recognising which column of a spreadsheet is which field."""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from crm_cli.domain.folding import fold
from crm_cli.domain.titles import TITLES
from crm_cli.errors import UsageError
from crm_cli.exchange.header_records import LEADS
from crm_cli.exchange.header_words import HEADERS, MOBILE, PERSON_OR_FIRM, REQUIRED
from crm_cli.i18n import gettext as _

__all__ = ["HEADERS", "IGNORE", "Recognised", "known", "may_hold_phone", "recognise", "wished"]

IGNORE = "-"
"""The field that a mapping gives a column nobody wants."""
MANY = frozenset({"phone", "contact_phone"})
"""Fields that several columns may fill; any other takes the first column of its name."""

_MOBILE_FIELD = "(mobile)"
_PERSON_FIELD = "(person)"


class Recognised(NamedTuple):
    """Column index → field, the headers nobody knows, and the required fields that have no column."""

    columns: dict[int, str]
    unknown: list[str]
    missing: list[str]


def recognise(
    noun: str, header: list[str], mapping: Mapping[str, str], own: Iterable[str] = ()
) -> Recognised:
    """Return what the columns of `header` mean for `noun`, a key of HEADERS.

    `mapping` (header → field, or field → header; `-` ignores a column) wins over what is recognised; `own`
    are the firm's own fields. In a customer list 电话 is the customer's, 手机 belongs to the contact where a
    column names one, and 姓名 is the contact where another column names the customer.
    Raises UsageError for a mapping that names no column or no field.
    """
    # The firm's own field beats a synonym of ours, never a field's very name.
    named = {key_of(name): name for name in [*own, *HEADERS[noun]]}
    fields = {**_index(noun), **named}
    wishes = _wishes(noun, header, mapping, set(fields.values()))
    leads = LEADS.get(noun, ())
    found = [
        wishes.get(index) or (cell if cell in leads else _field(cell, fields))
        for index, cell in enumerate(header)
    ]
    settled = _settled(found)
    columns: dict[int, str] = {}
    unknown = []
    for index, field in enumerate(settled):
        taken = field in wishes.values() or field in settled[:index]
        if field == IGNORE:
            continue
        if field and (field in MANY or index in wishes or not taken):
            columns[index] = field
        elif header[index].strip():
            unknown.append(header[index])
    return Recognised(columns, unknown, _missing(noun, set(columns.values())))


def wished(
    noun: str, header: list[str], mapping: Mapping[str, str], own: Iterable[str] = ()
) -> dict[int, str]:
    """Return the columns that `mapping` names, index → field; raise UsageError as `recognise` does."""
    named = {key_of(name): name for name in [*own, *HEADERS[noun]]}
    return _wishes(noun, header, mapping, {*_index(noun).values(), *named.values()})


def known(cell: str) -> bool:
    """Return whether `cell` is a header of any noun: this is how a header row is told from data."""
    return bool(_field(cell, _every_noun()))


def may_hold_phone(cell: str) -> bool:
    """Return whether a column with this header holds telephone numbers for any noun."""
    return any(
        _field(cell, _index(noun)) in {"phone", "contact_phone", "number", _MOBILE_FIELD} for noun in HEADERS
    )


@lru_cache(maxsize=4096)
def key_of(header: str) -> str:
    """Return what two spellings of one header share: folded, without brackets and punctuation."""
    text = fold(header)
    bare = re.sub(r"\([^)]*\)|\[[^]]*\]|【[^】]*】|<[^>]*>|\{[^}]*\}", "", text)
    return "".join(filter(str.isalnum, bare)) or "".join(filter(str.isalnum, text))


@lru_cache(maxsize=16)
def _index(noun: str) -> dict[str, str]:
    fields = {key_of(field): field for field in HEADERS[noun]}
    for field, words in HEADERS[noun].items():
        for word in words.split(", "):
            fields.setdefault(key_of(word), field)
    if noun == "customers":
        fields |= {key_of(word): _MOBILE_FIELD for word in MOBILE.split(", ")}
        fields |= {key_of(word): _PERSON_FIELD for word in PERSON_OR_FIRM.split(", ")}
    return fields


@lru_cache(maxsize=1)
def _every_noun() -> dict[str, str]:
    return {key: field for noun in HEADERS for key, field in _index(noun).items()}


def _field(cell: str, fields: Mapping[str, str]) -> str:
    """Return the field of a header: as it stands, as `phone 2`, or as half of `公司名称 Company`; else ''."""
    key = key_of(cell)
    # `No.` is above the running numbers of half the lists there are; only our own exports say `no`.
    if key == "no" and cell.strip() != "no":
        return ""
    if key in fields:
        return _in_minutes(cell) if fields[key] == "talk_seconds" else fields[key]
    numbered = fields.get(key.rstrip("0123456789一二三"), "")
    if numbered in MANY | {"number", _MOBILE_FIELD}:
        return numbered
    halves = re.findall(r"[a-z0-9]+|[^a-z0-9]+", key)
    return next((fields[half] for half in halves if half in fields), "") if len(halves) == 2 else ""


def _in_minutes(cell: str) -> str:
    """Return the field of a talk time by the unit that its header names; `时长(分:秒)` names both."""
    text = fold(cell)
    seconds = "秒" in text or re.search(r"\bsec", text)
    minutes = re.search(r"分钟|\bmin(?:ute)?s?\b|[(\[【/]分[)\]】]?|分$", text)
    return "talk_minutes" if minutes and not seconds else "talk_seconds"


def _settled(found: list[str]) -> list[str]:
    # Which of two owners a column has depends on the columns beside it.
    person = "name" if "name" not in found else "contact_name"
    named = person if _PERSON_FIELD in found else ""
    mobile = "contact_phone" if "contact_name" in {*found, named} else "phone"
    owners = {_MOBILE_FIELD: mobile, _PERSON_FIELD: person}
    return [owners.get(field, field) for field in found]


def _wishes(noun: str, header: list[str], mapping: Mapping[str, str], fields: set[str]) -> dict[int, str]:
    keys = {index: key_of(cell) for index, cell in enumerate(header) if key_of(cell)}
    targets = {field for field in fields if not field.startswith("(")}
    wishes: dict[int, str] = {}
    for left, right in mapping.items():
        name, field = left.strip(), _by_title(right.strip(), targets)
        if key_of(name) not in keys.values():
            name = _by_title(name, targets)
        if name in targets and (key_of(name) not in keys.values() or field not in targets | {IGNORE}):
            name, field = field, name
        if key_of(name) not in keys.values():
            raise UsageError(
                _("No column is called {name}.").format(name=name),
                _("The columns are: {names}.").format(names=", ".join(filter(None, header))),
            )
        if field not in targets | {IGNORE}:
            raise UsageError(
                _("{noun} have no field {name}.").format(noun=noun, name=field),
                _("Their fields are: {names}.").format(names=", ".join(map(_titled, sorted(targets)))),
            )
        wishes |= {index: field for index, key in keys.items() if key == key_of(name)}
    return wishes


def _by_title(text: str, fields: AbstractSet[str]) -> str:
    """Return the field that `text` is the title of in any of our languages, `text` itself where it is none."""
    if text in fields or text == IGNORE:
        return text
    from crm_cli.i18n import LANGUAGES, translations

    wanted = key_of(text)
    meant = {
        field
        for language in LANGUAGES
        for field in fields & TITLES.keys()
        if key_of(translations(language).gettext(TITLES[field])) == wanted
    }
    return meant.pop() if len(meant) == 1 else text


def _titled(field: str) -> str:
    title = _(TITLES[field]) if field in TITLES else field
    return field if key_of(title) == key_of(field) else f"{field} {title}"


def _missing(noun: str, present: set[str]) -> list[str]:
    # A row that names its record by number or id may leave out everything else.
    if present & {"id", "no"}:
        return []
    return [choices[0] for choices in REQUIRED[noun] if not present & set(choices)]
