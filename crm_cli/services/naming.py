"""Naming a thing: by its number with its letter, its name or part of it, or a phone."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from crm_cli.domain import codes, words
from crm_cli.domain.folding import fold
from crm_cli.errors import AmbiguousError, NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.party import Party
from crm_cli.storage.contacts import FIND_CONTACTS, FIND_PHONES, ContactRow, PhoneRow
from crm_cli.storage.customers import BRIEFS, CustomerBrief
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.reps import FIND_REPS, FIND_TEAMS, RepRow, TeamRow

MOST = 20
Thing = TypeVar("Thing")


def number_of(noun: str, text: str) -> int | None:
    """Return the count in a local number of `noun` (`c12` is 12), None when `text` is no such number."""
    found = re.fullmatch(r"\s*([a-zA-Z])(\d{1,15})\s*", text)
    return int(found[2]) if found and codes.LETTERS.get(found[1].lower()) == noun else None


def is_phone_like(text: str) -> bool:
    """Say whether `text` can only be a phone or its tail: figures and what stands between them."""
    return bool(re.fullmatch(r"[\d０-９+＋()（）\s.-]+", text))


def require_number(noun: str, text: str) -> int:
    """Return the count in a local number of `noun`; raise UsageError when `text` is something else."""
    no = number_of(noun, text)
    if no is None:
        letter = codes.LETTER_OF[noun]
        raise UsageError(
            _("{text} is not a number of that kind.").format(text=text),
            _("It begins with {letter}, for example {letter}12; the list shows them.").format(letter=letter),
        )
    return no


def missing(text: str, hint: str = "") -> NotFoundError:
    """Return the error for a text that names nothing."""
    return NotFoundError(_("Nothing is called {text}.").format(text=text), hint)


def pick(
    desk: Desk, text: str, found: Sequence[Thing], line: Callable[[Thing], str], hint: str = ""
) -> Thing:
    """Return the one meant of several; ask where somebody can be asked, else raise AmbiguousError."""
    if len(found) == 1:
        return found[0]
    lines = [line(thing) for thing in found]
    question = (
        _("{text} can be any of these:") if len(found) < MOST else _("{text} can be any of these and more:")
    )
    if desk.choose is not None:
        chosen = desk.choose(question.format(text=text), lines)
        if chosen is not None:
            return found[chosen]
    raise AmbiguousError(
        question.format(text=text),
        lines,
        hint or _("Name one by its number, for example c12."),
    )


def find_customer(desk: Desk, text: str) -> CustomerBrief:
    """Return the customer that `text` names; raise NotFoundError or AmbiguousError (exit 3)."""
    return find_party(desk, text).customer


def find_party(desk: Desk, text: str) -> Party:
    """Return who `text` names: a customer, one of its people (`n3`, a name), or a phone by its tail."""
    text = text.strip()
    if not text:
        raise UsageError(
            _("Which customer?"), _("Name it by its number (c12), its name or part of it, or a phone.")
        )
    if (no := number_of("customer", text)) is not None:
        return Party(_customer_by_no(desk, no, text))
    if (no := number_of("contact", text)) is not None:
        return _contact_party(desk, desk.database.all(FIND_CONTACTS, no=no), text)
    if is_phone_like(text):
        return _party_by_phone(desk, text)
    return _party_by_name(desk, text)


def _customer_by_no(desk: Desk, no: int, text: str) -> CustomerBrief:
    found = desk.database.first(BRIEFS, no=no)
    if found is None:
        # Numbers are never reused, so that one that is gone may have been merged into another.
        from crm_cli.services.other_names import merged_into

        found = merged_into(desk, no)
    if found is None:
        raise missing(text, _("See customers with: crm customer list"))
    return found


def _contact_party(desk: Desk, contacts: Sequence[ContactRow], text: str) -> Party:
    if not contacts:
        raise missing(text, _("Look for it with: crm search {text}").format(text=text))
    contact = pick(
        desk, text, contacts, lambda one: f"{codes.number('contact', one.no)} {one.name} {one.customer}"
    )
    return Party(_customer_by_no(desk, contact.customer_no, text), contact)


def _party_by_phone(desk: Desk, text: str) -> Party:
    from crm_cli.domain.phones import digits

    if len(digits(text)) < 4:
        raise UsageError(
            _("{text} is too short for a phone.").format(text=text),
            _("Give four or more of its last digits, or a number with its letter such as c{text}.").format(
                text=text
            ),
        )
    phones = phones_by_tail(desk, text)
    if not phones:
        raise missing(
            text, _("No phone on file ends so. Add the customer with: crm customer add NAME --phone NUMBER")
        )
    firms = list({phone.customer_no: phone for phone in phones}.values())
    phone = pick(
        desk, text, firms, lambda one: f"{codes.number('customer', one.customer_no)} {one.customer} {one.raw}"
    )
    contact = desk.database.first(FIND_CONTACTS, no=phone.contact_no) if phone.contact_no else None
    return Party(_customer_by_no(desk, phone.customer_no, text), contact, phone)


def phones_by_tail(desk: Desk, text: str, limit: int = MOST) -> list[PhoneRow]:
    """Return the phones that end in the digits of `text`, or are that number in any writing."""
    from crm_cli.domain.phones import tail_key

    tail = tail_key(text)
    # ':' follows '9', so the range holds every string that begins with the tail.
    found = desk.database.all(FIND_PHONES, tail_from=tail, tail_to=tail + ":", limit=limit)
    if found or len(tail) < 7:
        return found
    from crm_cli.domain.phones import parse_phone

    typed = parse_phone(text, desk.firm.region, desk.firm.area_code)
    if typed.e164:
        return desk.database.all(FIND_PHONES, e164=typed.e164, limit=limit)
    return []


def phone_at(desk: Desk, customer_no: int, text: str) -> PhoneRow | None:
    """Return the number of a customer that ends in the digits of `text`, or is it in any writing; None for none."""
    from crm_cli.domain.phones import same_number, tail_key

    phones = desk.database.all(FIND_PHONES, customer_no=customer_no)
    # An extension shares its tail with the number it hangs on: what is written the same comes first.
    phones.sort(key=lambda phone: phone.raw != text.strip())
    tail = tail_key(text)
    for phone in phones:
        if (len(tail) >= 4 and phone.reversed.startswith(tail)) or same_number(
            phone.raw, text, desk.firm.region
        ):
            return phone
    return None


def _party_by_name(desk: Desk, text: str) -> Party:
    folded = fold(text)
    # A whole name means that one, however many others hold it too.
    for exact in (True, False):
        if found := _customers_called(desk, folded, exact=exact):
            return Party(pick(desk, text, found, _customer_line))
    people = _contacts_called(desk, folded, exact=True) or _contacts_called(desk, folded, exact=False)
    return _contact_party(desk, people, text)


def _customers_called(desk: Desk, folded: str, *, exact: bool) -> list[CustomerBrief]:
    """Return customers by name, initials or pinyin, the likeliest first."""
    from crm_cli.storage.search_find import customer_numbers

    with desk.database.reading() as connection:
        numbers = customer_numbers(connection, folded, MOST, exact=exact)
    rows = {row.no: row for row in desk.database.all(BRIEFS, numbers=numbers)} if numbers else {}
    return [rows[no] for no in numbers if no in rows]


def _contacts_called(desk: Desk, folded: str, *, exact: bool) -> list[ContactRow]:
    """Return people at any customer by name, initials or pinyin, the likeliest first."""
    from crm_cli.storage.search_find import contact_numbers

    with desk.database.reading() as connection:
        numbers = contact_numbers(connection, folded, MOST, exact=exact)
    rows = {row.no: row for row in desk.database.all(FIND_CONTACTS, numbers=numbers)} if numbers else {}
    return [rows[no] for no in numbers if no in rows]


def _customer_line(customer: CustomerBrief) -> str:
    parts = [codes.number("customer", customer.no), customer.name, customer.city, customer.owner]
    return " ".join(part for part in parts if part)


def find_contact(desk: Desk, customer_no: int, text: str) -> ContactRow:
    """Return the person `text` names at a customer, by number or name or part of the name."""
    people = desk.database.all(FIND_CONTACTS, customer_no=customer_no)
    if (no := number_of("contact", text)) is not None:
        matching = [one for one in people if one.no == no]
    else:
        matching = _among_people(people, fold(text))
    if not matching:
        raise missing(text, _("Add that person with: crm contact add {text} --customer …").format(text=text))
    return pick(
        desk, text, matching, lambda one: f"{codes.number('contact', one.no)} {one.name} {one.title}".strip()
    )


def _among_people(people: Sequence[ContactRow], folded: str) -> list[ContactRow]:
    """Return those whose name is the text, else those in whose name, initials or pinyin it is found."""
    exact = [one for one in people if fold(one.name) == folded]
    if exact or not folded:
        return exact
    from crm_cli.domain.pinyin import initials, syllables
    from crm_cli.domain.search_words import in_name, name_word

    word = name_word(folded)
    keys = {one.no: fold(one.name) for one in people}
    return [
        one
        for one in people
        if in_name(
            word, keys[one.no], initials(keys[one.no], surname=True), syllables(keys[one.no], surname=True)
        )
    ]


def find_any_contact(desk: Desk, text: str) -> ContactRow:
    """Return the contact `text` names, at any customer."""
    party = find_party(desk, text)
    if party.contact is not None:
        return party.contact
    people = desk.database.all(FIND_CONTACTS, customer_no=party.customer.no)
    if not people:
        raise missing(text, _("{customer} has no contact on file.").format(customer=party.customer.name))
    return pick(
        desk, text, people, lambda one: f"{codes.number('contact', one.no)} {one.name} {one.title}".strip()
    )


def find_rep(desk: Desk, text: str) -> RepRow:
    """Return the rep `text` names, by number, name, part of the name, or pinyin initials."""
    reps = desk.database.all(FIND_REPS)
    return _among(
        desk, text, "rep", reps, _("See them with: crm rep list"), lambda rep: (rep.name_key, rep.initials)
    )


def find_worker(desk: Desk, text: str | None) -> RepRow:
    """Return whose work it is: the rep named, else who types; raise UsageError when that is nobody."""
    if text is not None:
        return find_rep(desk, text)
    if desk.me is None:
        raise UsageError(
            _("Whose work is this? {name} is not a rep of this firm.").format(name=desk.author),
            _(
                "Say who with --as NAME or CRM_AS, or whose with --rep NAME; add people with: crm rep add NAME"
            ),
        )
    return desk.me


def find_team(desk: Desk, text: str) -> TeamRow:
    """Return the team `text` names, by number, name or part of the name."""
    teams = desk.database.all(FIND_TEAMS)
    return _among(
        desk, text, "team", teams, _("See them with: crm team list"), lambda team: (fold(team.name),)
    )


def _among(
    desk: Desk,
    text: str,
    noun: str,
    rows: Sequence[Thing],
    hint: str,
    keys: Callable[[Thing], tuple[str, ...]],
) -> Thing:
    no, folded = number_of(noun, text), fold(text)
    matching = [row for row in rows if row.no == no]  # type: ignore[attr-defined]
    if no is None and folded:
        matching = [row for row in rows if folded in keys(row)] or [
            row for row in rows if folded in keys(row)[0]
        ]
    if not matching:
        raise missing(text, hint)
    return pick(desk, text, matching, lambda row: f"{codes.number(noun, row.no)} {row.name}")  # type: ignore[attr-defined]


def find_outcome(desk: Desk, subject: str, text: str) -> OutcomeRow:
    """Return the outcome in use typed as its code, its name in any script, its pinyin initials or its key."""
    if not text.strip():
        raise UsageError(_("Which outcome?"), _("See them with: crm outcome list"))
    named = outcomes_called(desk, subject, text)
    if not named:
        from crm_cli.services.no_outcome import no_outcome

        raise no_outcome(subject, text, desk.outcomes(subject))
    return pick(desk, text, named, outcome_line, _("Name one by its code, which stands first."))


def outcomes_called(desk: Desk, subject: str, text: str) -> list[OutcomeRow]:
    """Return the outcomes in use that `text` names, as `find_outcome` reads it; several share initials."""
    wanted, in_use = fold(text), [row for row in desk.outcomes(subject) if row.retired_on is None]
    as_code = wanted.replace(" ", "_").replace("-", "_")
    for row in in_use:
        if as_code == row.code or wanted == row.key != "":
            return [row]
    # What an outcome is called now comes before initials, and before the names that a renamed one had.
    return (
        [row for row in in_use if wanted in {row.name_key, _folded_label(row)}]
        or [row for row in in_use if wanted in outcome_names(row)]
        or _as_spelled(subject, text, in_use)
    )


def _as_spelled(subject: str, text: str, in_use: Sequence[OutcomeRow]) -> list[OutcomeRow]:
    """Return the outcome that people also call so (没人接 for 无人接听); parts of names are never guessed at."""
    from crm_cli.services.importing.spellings import spelled

    try:
        code = spelled(subject, text)
    except UsageError:
        return []
    return [row for row in in_use if row.code == code]


def outcome_line(row: OutcomeRow) -> str:
    """Return an outcome's code and what it is called, where that is another word."""
    label = words.outcome_label(row.subject, row.code, row.name)
    return row.code if label == row.code else f"{row.code} {label}"


def _folded_label(row: OutcomeRow) -> str:
    return fold(words.outcome_label(row.subject, row.code, row.name))


def outcome_names(row: OutcomeRow) -> set[str]:
    """Return what else an outcome in use may be called, folded: its initials, and the names it had from us."""
    from crm_cli.domain.outcomes import PRESETS

    names = {row.initials}
    for preset in PRESETS:
        if (preset.subject, preset.code) == (row.subject, row.code):
            names |= {preset.initials, *map(fold, preset.chinese.split("/")), fold(preset.chinese)}
    return names - {""}
