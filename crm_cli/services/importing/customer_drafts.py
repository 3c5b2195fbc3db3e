"""One row of a customer list, read: the customer's columns, numbers, people, tags and own fields."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from crm_cli.domain.folding import fold
from crm_cli.domain.phones import Phone
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.customers import CODED, TEXT_FIELDS
from crm_cli.services.importing.cells import Cells, phones_in
from crm_cli.services.importing.intake import Intake, SourceRow

PLAIN = frozenset(TEXT_FIELDS) - {"notes", "email", "closed_reason"}
PERSON = {
    "contact_title": "title",
    "contact_department": "department",
    "contact_wechat": "wechat",
    "contact_qq": "qq",
    "contact_email": "email",
}


_READ = (*CODED, "grade", "need_on", "need_budget", "source")


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

    def all_phones(self) -> tuple[Phone, ...]:
        """Return the numbers of the customer and of its people."""
        if not self.people:
            return self.phones
        return (*self.phones, *(phone for person in self.people for phone in person.phones))

    def keys(self) -> set[str]:
        """Return everything by which another row could be about the same customer."""
        found = {phone.e164 for phone in self.all_phones() if phone.e164}
        found.update(self.emails, (self.key, self.id, fold(self.short_name)))
        return found - {""}


def read_draft(intake: Intake, row: SourceRow) -> Draft:
    """Return the customer a row describes.

    Raises NotFoundError for an owner or team that is none. Other cells that cannot be read stay in the notes.
    """
    cells = Cells(intake, row)
    values: dict[str, Any] = {field: cells.text(field) for field in row.fields if field in PLAIN}
    values.update(_coded(cells))
    values.update(_references(intake, cells))
    values.update(cells.stamps())
    city = str(values.get("city", ""))
    people, spare = _people(intake, cells, city)
    phones = [phone for cell in _lines(row, "phone") for phone in phones_in(intake.desk, cell, city)]
    _warn_of_odd(intake, row.line, [*phones, *spare])
    name = cells.text("name")
    if email := cells.text("email"):
        values["email"] = email
    if notes := cells.note("notes"):
        values["notes"] = notes
    emails = [str(one).lower() for one in (email, *(person.values.get("email") for person in people)) if one]
    own = {field: text for field in intake.own_fields if (text := cells.text(field))}
    return Draft(
        row.line,
        name,
        fold(name),
        cells.record_id(),
        values,
        tuple(_unlike([*phones, *spare])),
        tuple(people),
        tuple(cells.listed("tags")),
        own,
        tuple(emails),
        str(values.get("short_name", "")),
    )


def _coded(cells: Cells) -> dict[str, Any]:
    if not cells.has(*_READ):
        return {}
    found: dict[str, Any] = {field: cells.code(field, kind) for field, kind in CODED.items()}
    if grade := cells.grade("grade"):
        found.update(grade=grade, grade_at=cells.intake.change.now)
    found["need_on"] = cells.day("need_on")
    found["need_budget_minor"] = cells.amount("need_budget")
    found["source"] = _source(cells)
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
    if not cells.has("contact_name", "contact_phone", "contact_role", "contact_birthday", *PERSON):
        return [], []
    names = cells.listed("contact_name")
    phones = phones_in(intake.desk, cells.words("contact_phone"), city)
    values: dict[str, Any] = {column: cells.text(field) for field, column in PERSON.items()}
    values["role"] = cells.code("contact_role", "role")
    values["birthday"] = cells.day("contact_birthday")
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
    return [Person(names[0], filled, tuple(_unlike(phones))), *rest], []


def _lines(row: SourceRow, field: str) -> list[str]:
    return [cell.strip() for cell in row.fields.get(field, "").split("\n") if cell.strip()]


def _unlike(phones: list[Phone]) -> list[Phone]:
    return list({(phone.e164 or phone.raw, phone.extension): phone for phone in phones}.values())


def _warn_of_odd(intake: Intake, line: int, phones: list[Phone]) -> None:
    for phone in phones:
        if phone.e164 is None:
            intake.ledger.warn(
                _("Line {line}: {phone} is kept, but it is not a phone number as far as I can tell.").format(
                    line=line, phone=phone.raw
                )
            )
