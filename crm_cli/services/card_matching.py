"""Whether the firm and the person of a business card are on file: by name, by phone, or nearly."""

from collections.abc import Sequence
from typing import NamedTuple

from crm_cli.domain.area_codes import area_code_of
from crm_cli.domain.card_numbers import Home, international
from crm_cli.domain.card_words import HONORIFICS, begins_with_family
from crm_cli.domain.cards import Card
from crm_cli.domain.codes import number
from crm_cli.domain.folding import core_name, fold
from crm_cli.domain.near_firms import without_place
from crm_cli.domain.phones import Phone, parse_phone
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage.contacts import FIND_CONTACTS, FIND_PHONES, ContactRow, PhoneRow
from crm_cli.storage.customers import BRIEFS, CustomerBrief

_NEAR = 5
_SHORTEST = 2
_CALLED = ("总", "总经理", "经理", "主管", "主任", "老板", "工", "老师")


class Match(NamedTuple):
    """The customer a card is of, None for a new one; and sentences that name what it may double."""

    customer: CustomerBrief | None
    doubles: tuple[str, ...] = ()


class Numbers(NamedTuple):
    """The numbers of a card as somebody at the firm writes them, each with how it is understood."""

    mobiles: tuple[Phone, ...]
    phones: tuple[Phone, ...]
    faxes: tuple[str, ...]

    @property
    def e164s(self) -> list[str]:
        """The numbers that ring, in E.164."""
        return [phone.e164 for phone in (*self.mobiles, *self.phones) if phone.e164]


def home_of(desk: Desk) -> Home:
    """Return from where the firm reads numbers without a country."""
    return Home(desk.firm.region, desk.firm.area_code)


def numbers_of(desk: Desk, card: Card) -> Numbers:
    """Return a card's numbers: those from abroad with their country, local ones read in the card's own city."""
    region = card.region or desk.firm.region
    area_code = area_code_of(card.city) or (desk.firm.area_code if region == desk.firm.region else "")
    home = Home(region, area_code)

    def read(texts: Sequence[str]) -> tuple[Phone, ...]:
        written = international(texts, home, desk.firm.region)
        return tuple(parse_phone(text, desk.firm.region, area_code) for text in written)

    return Numbers(
        read(card.mobiles), read(card.phones), tuple(international(card.faxes, home, desk.firm.region))
    )


def match_firm(desk: Desk, card: Card, numbers: Numbers) -> Match:
    """Return the customer of a card: that of its name, else of its name but for the legal form, else of its phone.

    A phone is enough where the card names no firm, or one whose name is near; else it is only named as a double.
    Of several customers of one name the one with a number of the card is meant, or the first.
    """
    ringing = desk.database.all(FIND_PHONES, e164s=numbers.e164s, limit=20) if numbers.e164s else []
    names = [name for name in (card.company, *card.company_also.split("; ")) if name]
    for name in names:
        if found := desk.database.all(BRIEFS, name_key=fold(name), limit=20):
            return _of_several(found, ringing, name)
    if not names:
        return _by_phone(desk, ringing)
    near = list({row.no: row for name in names for row in _near(desk, name)}.values())
    cores = {core_name(name) for name in names}
    if same := [row for row in near if core_name(row.name) in cores]:
        return _of_several(same, ringing, names[0])
    held = {phone.customer_no for phone in ringing}
    if shared := [row for row in near if row.no in held]:
        return _of_several(shared, ringing, names[0])
    return Match(None, (*_say_near(near), *_say_ringing(ringing)))


def _of_several(found: Sequence[CustomerBrief], ringing: Sequence[PhoneRow], name: str) -> Match:
    held = {phone.customer_no for phone in ringing}
    meant = next((row for row in found if row.no in held), found[0])
    others = [row for row in found if row.no != meant.no]
    elsewhere = [phone for phone in ringing if phone.customer_no != meant.no]
    doubles = [
        _("{name} is also {number}; say which with customer=c12.").format(
            name=name, number=number("customer", row.no)
        )
        for row in others[:_NEAR]
    ]
    return Match(meant, (*doubles, *_say_ringing(elsewhere)))


def _by_phone(desk: Desk, ringing: Sequence[PhoneRow]) -> Match:
    if not ringing:
        return Match(None)
    meant = desk.database.one(BRIEFS, no=ringing[0].customer_no)
    return Match(meant, _say_ringing([one for one in ringing if one.customer_no != meant.no]))


def _near(desk: Desk, name: str) -> list[CustomerBrief]:
    """Return customers whose name holds the core of a name, with its place or without, from the index of names."""
    from crm_cli.storage.search_find import customer_numbers

    core = core_name(name)
    found: dict[int, CustomerBrief] = {}
    for word in dict.fromkeys((core, without_place(core))):
        if len(word) < _SHORTEST * (2 if word.isascii() else 1):
            continue
        with desk.database.reading() as connection:
            numbers = customer_numbers(connection, word, _NEAR)
        rows = desk.database.all(BRIEFS, numbers=numbers) if numbers else []
        # The index also knows initials and pinyin, which are no nearness of names.
        found |= {row.no: row for row in rows if word in core_name(row.name)}
    return list(found.values())


def _say_near(rows: Sequence[CustomerBrief]) -> tuple[str, ...]:
    return tuple(
        _("{number} {name} has a name like it.").format(number=number("customer", row.no), name=row.name)
        for row in rows[:_NEAR]
    )


def _say_ringing(phones: Sequence[PhoneRow]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            _("{number} {name} has the phone {phone} already.").format(
                number=number("customer", phone.customer_no), name=phone.customer, phone=phone.raw
            )
            for phone in phones[:_NEAR]
        )
    )


def match_person(desk: Desk, customer_no: int, card: Card, numbers: Numbers) -> ContactRow | None:
    """Return the person of a card at a customer: by name, else by mobile who is only called 王总 or 王小姐 there."""
    people = desk.database.all(FIND_CONTACTS, customer_no=customer_no)
    keys = {fold(name) for name in (card.person, *card.person_also.split("; ")) if name}
    if named := [one for one in people if fold(one.name) in keys]:
        return next((one for one in named if one.left_on is None), named[0])
    mobiles = [phone.e164 for phone in numbers.mobiles if phone.e164]
    held = desk.database.all(FIND_PHONES, e164s=mobiles, customer_no=customer_no) if mobiles else []
    theirs = {phone.contact_no for phone in held}
    return next((one for one in people if one.no in theirs and is_called(one.name, card.person)), None)


def is_called(name: str, person: str) -> bool:
    """Say whether a name on file is only how somebody is called: 王总, 王小姐 for 王丽."""
    called, whole = fold(name), fold(person)
    size = begins_with_family(whole)
    return bool(size) and any(called == whole[:size] + fold(word) for word in (*HONORIFICS, *_CALLED))
