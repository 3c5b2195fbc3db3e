"""One row of a customer list, read: the customer's columns, numbers, people, tags and own fields."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from crm_cli.domain.folding import fold
from crm_cli.domain.phones import Phone
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.customers import CODED, TEXT_FIELDS
from crm_cli.services.importing.cells import Cells, phones_in
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.services.importing.own_values import own_in
from crm_cli.services.importing.roles import is_role
from crm_cli.services.importing.totals import is_count, is_total
from crm_cli.services.local_numbers import advice_for

PLAIN = frozenset(TEXT_FIELDS) - {"notes", "email"}
PERSON = {
    "contact_title": "title",
    "contact_department": "department",
    "contact_wechat": "wechat",
    "contact_qq": "qq",
    "contact_line": "line",
    "contact_whatsapp": "whatsapp",
    "contact_email": "email",
}
_CODED = frozenset(
    {*CODED, "grade", "need_on", "need_budget", "source", "timezone", "visit_hours", "closed_on"}
)
_REFERENCES = frozenset({"owner", "team", "referrer"})
_STAMPS = frozenset({"created_at", "created_by"})
_BESIDE_PHONE = frozenset({"contact_name", "contact_role", "contact_birthday", "contact_notes", *PERSON})
_PEOPLE = _BESIDE_PHONE | {"contact_phone"}


class Parts(NamedTuple):
    """Which parts of a customer a row of some fields can say; a long list has the same few over and over."""

    plain: tuple[str, ...]
    coded: bool
    references: bool
    stamps: bool
    people: bool
    extension: bool
    email: bool
    id: bool
    tags: bool
    other_names: bool


@lru_cache(maxsize=1024)
def _parts(fields: tuple[str, ...]) -> Parts:
    told = frozenset(fields)
    return Parts(
        tuple(field for field in fields if field in PLAIN),
        coded=not told.isdisjoint(_CODED),
        references=not told.isdisjoint(_REFERENCES),
        stamps=not told.isdisjoint(_STAMPS),
        people=not told.isdisjoint(_PEOPLE),
        extension="extension" in told,
        email="email" in told,
        id="id" in told,
        tags="tags" in told,
        other_names="other_names" in told,
    )


class Person(NamedTuple):
    """Somebody at the customer: the name, the contact's columns that are filled, and the numbers."""

    name: str
    values: Mapping[str, Any]
    phones: tuple[Phone, ...]


class Draft(NamedTuple):
    """A row of a customer list; `values` holds the columns that are filled."""

    line: int
    name: str
    key: str
    id: str
    values: dict[str, Any]
    phones: tuple[Phone, ...]
    people: tuple[Person, ...]
    tags: tuple[str, ...]
    own: Mapping[str, str]
    emails: tuple[str, ...]
    short_name: str
    other_names: tuple[str, ...] = ()

    def all_phones(self) -> tuple[Phone, ...]:
        """Return the numbers of the customer and of its people."""
        if not self.people:
            return self.phones
        return (*self.phones, *(phone for person in self.people for phone in person.phones))

    def keys(self) -> set[str]:
        """Return everything by which another row could be about the same customer."""
        found = {phone.e164 for phone in self.all_phones() if phone.e164}
        found.update(self.emails, (self.key, self.id, fold(self.short_name) if self.short_name else ""))
        return found - {""}


def read_draft(intake: Intake, row: SourceRow, name: str, key: str) -> Draft:
    """Return the customer that a row describes, `key` being its name folded; cells that cannot be read stay in the notes.

    Raises CrmError for an owner or a team that is none.
    """
    cells, parts = Cells(intake, row), _parts(tuple(row.fields))
    values: dict[str, Any] = {field: cells.text(field) for field in parts.plain}
    if parts.coded:
        values.update(_coded(cells))
    if parts.references:
        values.update(_references(intake, cells))
    if parts.stamps:
        values.update(cells.stamps())
    city = str(values.get("city", ""))
    people, phones = _people(intake, cells, city) if parts.people else ([], [])
    own_phones = _own_phones(intake, row, city)
    cells.left += _no_numbers(intake, row, city)
    phones = [*(cells.extended(own_phones, city) if parts.extension else own_phones), *phones]
    _warn_of_odd(intake, row.line, phones)
    if email := cells.text("email") if parts.email else "":
        values["email"] = email
    own = own_in(cells, "customer") if intake.own_fields else {}
    if notes := cells.note("notes"):
        values["notes"] = notes
    return Draft(
        row.line,
        name,
        key,
        cells.record_id() if parts.id else "",
        values,
        tuple(unlike(phones)),
        tuple(people),
        tuple(cells.listed("tags")) if parts.tags else (),
        own,
        _emails(email, people) if email or people else (),
        str(values.get("short_name", "")),
        tuple(cells.listed("other_names")) if parts.other_names else (),
    )


def _emails(email: str, people: Sequence[Person]) -> tuple[str, ...]:
    told = (email, *(person.values.get("email") for person in people))
    return tuple(str(one).lower() for one in told if one)


def is_sum(intake: Intake, row: SourceRow, key: str) -> bool:
    """Return whether a row is a sum of those above, `key` being its name folded."""
    # Where 合计 stands in a column of its own, as that of running numbers, a count stands for the name.
    if not (is_total(key) or (row.total and is_count(key))) or "id" in row.fields:
        return False
    # A firm may be called Total; a sum of anything is no telephone number.
    return not any(phone.e164 for phone in _own_phones(intake, row, ""))


def _own_phones(intake: Intake, row: SourceRow, city: str) -> list[Phone]:
    lines = row.fields.get("phone", "").split("\n")
    return [phone for line in lines if line for phone in phones_in(intake.desk, line.strip(), city)]


def _no_numbers(intake: Intake, row: SourceRow, city: str) -> list[str]:
    """Return with their headers the cells for numbers that hold words and no number; 没有 is one, a dash is blank."""
    return [
        f"{intake.titles.get(field, field)}: {said}"
        for field in ("phone", "contact_phone")
        for line in row.fields.get(field, "").split("\n")
        if any(map(str.isalnum, said := line.strip())) and not phones_in(intake.desk, said, city)
    ]


def _coded(cells: Cells) -> dict[str, Any]:
    found: dict[str, Any] = {field: cells.code(field, kind) for field, kind in CODED.items()}
    if grade := cells.grade("grade"):
        found.update(grade=grade, grade_at=cells.instant("grade_at") or cells.intake.change.now)
    found["need_on"] = cells.day("need_on")
    found["closed_on"] = cells.day("closed_on")
    found["need_budget_minor"] = cells.amount("need_budget")
    found["source"] = _source(cells)
    found["timezone"] = cells.zone("timezone")
    found["hours"] = cells.visit_hours("visit_hours")
    return {field: value for field, value in found.items() if value not in (None, "")}


def _source(cells: Cells) -> str:
    from crm_cli.services.importing.spellings import spelled

    text = cells.text("source")
    try:
        return spelled("source", text) if text else ""
    except UsageError:
        return text


def _references(intake: Intake, cells: Cells) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if owner := cells.text("owner"):
        found["owner_no"] = intake.reps.find(owner).no
    if team := cells.text("team"):
        found["team_no"] = intake.reps.team(team)
    if referrer := cells.text("referrer"):
        found["referrer"] = referrer
    return found


def _people(intake: Intake, cells: Cells, city: str) -> tuple[list[Person], list[Phone]]:
    """Return the people in a row, and the personal numbers that are nobody's."""
    phones = phones_in(intake.desk, cells.words("contact_phone"), city)
    if not cells.has(*_BESIDE_PHONE):
        return [], phones
    names = [name for name in cells.listed("contact_name") if not is_role(name)]
    if not names:
        cells.keep("contact_name")
    values: dict[str, Any] = {column: cells.text(field) for field, column in PERSON.items()}
    values["role"] = cells.code("contact_role", "role")
    values["birthday"] = cells.day("contact_birthday")
    values["notes"] = cells.words("contact_notes")
    filled = {column: value for column, value in values.items() if value not in (None, "")}
    if not names:
        cells.left += [
            f"{intake.titles.get(f'contact_{field}', field)}: {said}" for field, said in filled.items()
        ]
        return [], phones
    if len(names) == len(phones) > 1:
        return [
            Person(name, filled if not place else {}, (phones[place],)) for place, name in enumerate(names)
        ], []
    rest = [Person(name, {}, ()) for name in names[1:]]
    return [Person(names[0], filled, tuple(unlike(phones))), *rest], []


def unlike(phones: list[Phone]) -> list[Phone]:
    """Return numbers without those that are another one again."""
    if len(phones) < 2:
        return phones
    return list({(phone.e164 or phone.raw, phone.extension): phone for phone in phones}.values())


def _warn_of_odd(intake: Intake, line: int, phones: list[Phone]) -> None:
    for phone in phones:
        if phone.e164 is None:
            intake.ledger.warn(
                _("Line {line}: {phone} is kept, but it is not a phone number as far as I can tell.").format(
                    line=line, phone=phone.raw
                )
            )
            if (advice := advice_for(intake.desk, phone)) and advice not in intake.ledger.notes:
                intake.ledger.notes.append(advice)
