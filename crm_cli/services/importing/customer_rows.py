"""Writing customers that came from a file: new ones many at a time, known ones completed."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli.domain.folding import fold
from crm_cli.domain.phones import Phone
from crm_cli.services import contacts as people
from crm_cli.services.importing.customer_drafts import Draft, Person
from crm_cli.services.importing.intake import Intake
from crm_cli.services.importing.own_values import set_own
from crm_cli.services.touches import refuse_protected
from crm_cli.storage.contacts import FIND_CONTACTS
from crm_cli.storage.customers import BRIEFS, TAGS

_BLANKS: dict[str, Any] = {
    "kind": "company",
    "stage": "potential",
    "need_state": "unknown",
    "need_on": None,
    "need_budget_minor": None,
    "owner_no": None,
    "team_no": None,
    "grade_at": None,
    "birthday": None,
}
_STAMPS = ("created_at", "created_by")

Columns = Mapping[str, Sequence[Any]]


def insert(intake: Intake, drafts: Sequence[Draft]) -> list[int]:
    """Insert customers with their people, numbers, tags and own fields; return their numbers in order."""
    values = [draft.values for draft in drafts]
    names = {"name": [draft.name for draft in drafts], **_ids([draft.id for draft in drafts])}
    numbers = _insert(intake, "customer", {**names, **_columns(intake, values)})
    known = list(zip(numbers, drafts, strict=True))
    persons = [(no, person) for no, draft in known for person in draft.people]
    names = {"customer_no": [no for no, _one in persons], "name": [one.name for _no, one in persons]}
    values = [dict(one.values) for _no, one in persons]
    contact_numbers = _insert(intake, "contact", {**names, **_columns(intake, values)})
    phones: list[tuple[int, int | None, int, Phone]]
    phones = [(no, None, place, phone) for no, draft in known for place, phone in enumerate(draft.phones)]
    phones += [
        (no, contact_no, place, phone)
        for (no, person), contact_no in zip(persons, contact_numbers, strict=True)
        for place, phone in enumerate(person.phones)
    ]
    _insert(intake, "phone", _phone_columns(phones))
    tags = [(no, tag) for no, draft in known for tag in draft.tags]
    _insert(
        intake, "customer_tag", {"customer_no": [no for no, _tag in tags], "name": [tag for _no, tag in tags]}
    )
    for no, draft in known:
        if draft.own:
            set_own(intake, "customer", no, draft.own, draft.line)
    return numbers


def _insert(intake: Intake, table: str, columns: Columns) -> list[int]:
    return intake.change.insert_columns(table, columns) if next(iter(columns.values())) else []


def _ids(given: Sequence[str]) -> Columns:
    """Return the column of ids where any is given; where none is, the change makes them."""
    if not any(given):
        return {}
    from crm_cli.storage.change import uuid7

    return {"id": [one or uuid7() for one in given]}


def _columns(intake: Intake, rows: Sequence[Mapping[str, Any]]) -> Columns:
    """Return rows that fill different columns as columns, with what an empty cell stands for."""
    blanks = {**_BLANKS, "created_at": intake.change.now, "created_by": intake.desk.author}
    names = sorted({name for fields in set(map(tuple, rows)) for name in fields})
    return {name: [row.get(name, blanks.get(name, "")) for row in rows] for name in names}


def _phone_columns(phones: Sequence[tuple[int, int | None, int, Phone]]) -> Columns:
    """Return numbers with their customer, contact and place as columns."""
    if not phones:
        return {"raw": []}
    customer_nos, contact_nos, places, told = zip(*phones, strict=True)
    owners = {"customer_no": customer_nos, "contact_no": contact_nos, "position": places}
    return {**owners, **dict(zip(Phone._fields, zip(*told, strict=True), strict=True))}


def complete(intake: Intake, no: int, draft: Draft, *, fill: bool) -> bool:
    """Change a customer by the filled cells of a row; `fill` leaves what it has. Say whether anything changed.

    Raises RefusedError when another rep's protected customer would change hands.
    """
    desk, change = intake.desk, intake.change
    row = change.row("customer", no)
    wanted = {name: value for name, value in draft.values.items() if name not in (*_STAMPS, "grade_at")}
    if draft.name and not fill:
        wanted["name"] = draft.name
    if fill:
        wanted = {name: value for name, value in wanted.items() if row[name] == _BLANKS.get(name, "")}
    if "grade" in wanted and wanted["grade"] != row["grade"]:
        wanted["grade_at"] = change.now
    if wanted.get("owner_no", row["owner_no"]) != row["owner_no"]:
        refuse_protected(desk, desk.database.one(BRIEFS, no=no))
    changed = bool(wanted) and change.update("customer", no, **wanted)
    changed |= bool(people.insert_phones(desk, change, no, _raw(draft.phones), city=str(row["city"])))
    for person in draft.people:
        changed |= _complete_person(intake, no, person, fill=fill)
    held = {tag.name for tag in desk.database.all(TAGS, customer_no=no)}
    fresh = [{"customer_no": no, "name": tag} for tag in draft.tags if tag not in held]
    changed |= bool(change.insert_many("customer_tag", fresh))
    return set_own(intake, "customer", no, draft.own, draft.line) or changed


def _complete_person(intake: Intake, customer_no: int, person: Person, *, fill: bool) -> bool:
    desk, change = intake.desk, intake.change
    key = fold(person.name)
    found = [
        one for one in desk.database.all(FIND_CONTACTS, customer_no=customer_no) if fold(one.name) == key
    ]
    if not found:
        people.insert_contact(
            desk, change, customer_no, person.name, phones=_raw(person.phones), **person.values
        )
        return True
    contact = found[0]
    values = {name: value for name, value in person.values.items() if not (fill and getattr(contact, name))}
    changed = bool(values) and change.update("contact", contact.no, **values)
    added = people.insert_phones(desk, change, customer_no, _raw(person.phones), contact_no=contact.no)
    return changed or bool(added)


def _raw(phones: Sequence[Phone]) -> list[str]:
    return [phone.raw for phone in phones]
