"""Writing customers that came from a file: new ones many at a time, known ones completed."""

from collections.abc import Sequence
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


def insert(intake: Intake, drafts: Sequence[Draft]) -> list[int]:
    """Insert customers with their people, numbers, tags and own fields; return their numbers in order."""
    numbers = intake.change.insert_many("customer", _alike(intake, [_columns(draft) for draft in drafts]))
    known = list(zip(numbers, drafts, strict=True))
    persons = [(no, person) for no, draft in known for person in draft.people]
    contact_numbers = intake.change.insert_many(
        "contact",
        _alike(intake, [{"customer_no": no, "name": one.name, **one.values} for no, one in persons]),
    )
    phones = [
        {"customer_no": no, "contact_no": None, **phone._asdict(), "position": place}
        for no, draft in known
        for place, phone in enumerate(draft.phones)
    ]
    phones += [
        {"customer_no": no, "contact_no": contact_no, **phone._asdict(), "position": place}
        for (no, person), contact_no in zip(persons, contact_numbers, strict=True)
        for place, phone in enumerate(person.phones)
    ]
    intake.change.insert_many("phone", phones)
    intake.change.insert_many(
        "customer_tag", [{"customer_no": no, "name": tag} for no, draft in known for tag in draft.tags]
    )
    for no, draft in known:
        set_own(intake, "customer", no, draft.own, draft.line)
    return numbers


def _columns(draft: Draft) -> dict[str, Any]:
    return {**({"id": draft.id} if draft.id else {}), "name": draft.name, **draft.values}


def _alike(intake: Intake, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with the same columns each, as one statement needs them."""
    columns = dict.fromkeys(name for row in rows for name in row)
    blanks = {name: _BLANKS.get(name, "") for name in columns}
    if "id" in columns:
        from crm_cli.storage.change import uuid7

        for row in rows:
            row.setdefault("id", uuid7())
    blanks |= {"created_at": intake.change.now, "created_by": intake.desk.author}
    return [{name: row.get(name, blanks[name]) for name in columns} for row in rows]


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
