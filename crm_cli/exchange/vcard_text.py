"""Writes vCards 3.0 (RFC 2426), as phones and 企业微信 take them: lines ended by CR LF, folded, every value escaped."""

from collections.abc import Iterator, Sequence
from datetime import date

from crm_cli.domain.card_numbers import CHINA, Home, kind_of
from crm_cli.domain.card_words import begins_with_family
from crm_cli.domain.cleaning import clean
from crm_cli.domain.folding import fold
from crm_cli.domain.frozen import Frozen
from crm_cli.exchange.icalendar import escaped, folded

_MAKER = "-//crm//crm//EN"
_MESSENGERS = (("wechat", "X-WECHAT"), ("qq", "X-QQ"), ("line", "X-LINE"), ("whatsapp", "X-WHATSAPP"))


class Person(Frozen):
    """Who a card is of; a firm alone has no `person`. `phones` are (number, what it is called) in their order."""

    uid: str
    person: str = ""
    company: str = ""
    department: str = ""
    title: str = ""
    phones: Sequence[tuple[str, str]] = ()
    email: str = ""
    wechat: str = ""
    qq: str = ""
    line: str = ""
    whatsapp: str = ""
    website: str = ""
    address: str = ""
    city: str = ""
    birthday: date | None = None
    tags: Sequence[str] = ()
    notes: str = ""


def vcard_text(one: Person, home: Home = CHINA) -> str:
    """Return the card of a person or a firm; no value can end its line or begin another."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"PRODID:{_MAKER}", *_lines(one, home), "END:VCARD"]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _lines(one: Person, home: Home) -> Iterator[str]:
    name = one.person or one.company
    family, given = split_name(name) if one.person else ("", "")
    yield f"UID:{escaped(one.uid)}"
    yield f"N:{_plain(family)};{_plain(given)};;;"
    yield f"FN:{_plain(name)}"
    if one.company:
        yield "ORG:" + ";".join(_plain(part) for part in (one.company, one.department) if part)
    if not one.person:
        yield "X-ABShowAs:COMPANY"
    yield from _numbers(one, home)
    if one.email:
        yield f"EMAIL;TYPE=INTERNET:{_plain(one.email)}"
    for field, name in (("title", "TITLE"), *_MESSENGERS, ("website", "URL")):
        if text := getattr(one, field):
            yield f"{name}:{_plain(text)}"
    if one.address or one.city:
        yield f"ADR;TYPE=WORK:;;{_plain(one.address)};{_plain('' if one.city in one.address else one.city)};;;"
    if one.birthday is not None:
        yield f"BDAY:{one.birthday.isoformat()}"
    if one.tags:
        yield "CATEGORIES:" + ",".join(map(_plain, one.tags))
    if one.notes:
        yield f"NOTE:{escaped(one.notes)}"


def _numbers(one: Person, home: Home) -> Iterator[str]:
    for place, (number, label) in enumerate(one.phones, start=1):
        said = _plain(number)
        if label and said.startswith(label):
            said = said.removeprefix(label).lstrip(" :：") or said
        kind = "CELL" if kind_of(said, home) == "mobile" else "WORK"
        # What somebody called a number is told as iPhones tell it: by a name of its group.
        yield f"{f'item{place}.' if label else ''}TEL;TYPE={kind},VOICE:{said}"
        if label:
            yield f"item{place}.X-ABLabel:{_plain(label)}"


def split_name(name: str) -> tuple[str, str]:
    """Return the family name and the given name; ('', name) where they cannot be told from each other."""
    if all("\u3400" <= mark <= "\u9fff" for mark in name):
        size = begins_with_family(fold(name))
        return (name[:size], name[size:]) if 0 < size < len(name) else ("", name)
    given, _blank, family = name.rpartition(" ")
    return (family, given) if name.isascii() and given else ("", name)


def _plain(text: str) -> str:
    """Return a text of one line, escaped."""
    return escaped(" ".join(clean(text).split()))
