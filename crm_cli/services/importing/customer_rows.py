"""Writing customers that came from a file: new ones many at a time, known ones completed."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from crm_cli.domain.folding import fold
from crm_cli.domain.phones import Phone
from crm_cli.services import contacts as people
from crm_cli.services.importing.customer_blocks import Drafts
from crm_cli.services.importing.customer_drafts import Draft, Person
from crm_cli.services.importing.intake import Intake
from crm_cli.services.importing.own_values import set_own
from crm_cli.services.local_numbers import read_by_city
from crm_cli.services.receipts import Notes
from crm_cli.services.touches import refuse_protected
from crm_cli.storage.contacts import FIND_CONTACTS, ContactRow
from crm_cli.storage.customers import BRIEFS, TAGS

_BLANKS: dict[str, Any] = {
    "kind": "company",
    "stage": "potential",
    "need_state": "unknown",
    "need_on": None,
    "need_budget_minor": None,
    "team_no": None,
    "grade_at": None,
    "closed_on": None,
    "birthday": None,
}
STAMPS = ("created_at", "created_by")
"""Columns that a row may bring of a new customer and that no later row changes."""

Columns = Mapping[str, Sequence[Any]]


def insert(intake: Intake, drafts: Drafts) -> list[int]:
    """Insert customers with their people, numbers, tags and own fields; return their numbers in order."""
    whole = drafts.whole
    ids = _ids([whole[place].id if place in whole else "" for place in range(drafts.size)] if whole else [])
    names = {"name": drafts.names, "name_key": drafts.keys, **ids}
    numbers = _insert(intake, "customer", {**names, **_columns(intake, drafts)})
    persons = [
        (numbers[place], person) for place, people in sorted(drafts.people.items()) for person in people
    ]
    names = {"customer_no": [no for no, _one in persons], "name": [one.name for _no, one in persons]}
    contact_numbers = _insert(
        intake, "contact", {**names, **_filled(intake, [one.values for _no, one in persons])}
    )
    phones: list[tuple[int, int | None, Sequence[Phone]]]
    phones = [(no, None, told) for no, told in zip(numbers, drafts.phones, strict=True)]
    phones += [(no, own, one.phones) for (no, one), own in zip(persons, contact_numbers, strict=True)]
    _insert(intake, "phone", _phone_columns(phones))
    tags = [(numbers[place], tag) for place, draft in whole.items() for tag in draft.tags]
    _insert(
        intake, "customer_tag", {"customer_no": [no for no, _tag in tags], "name": [tag for _no, tag in tags]}
    )
    others = [(numbers[place], name) for place, draft in whole.items() for name in draft.other_names]
    _insert(
        intake,
        "customer_name",
        {"name": [name for _no, name in others], "customer_no": [no for no, _name in others]},
    )
    for place, draft in whole.items():
        if draft.own:
            set_own(intake, "customer", numbers[place], draft.own)
    return numbers


def _insert(intake: Intake, table: str, columns: Columns) -> list[int]:
    return intake.change.insert_columns(table, columns) if next(iter(columns.values())) else []


def _ids(given: Sequence[str]) -> Columns:
    """Return the column of ids where any is given; where none is, the change makes them."""
    if not any(given):
        return {}
    from crm_cli.storage.ids import uuid7

    return {"id": [one or uuid7() for one in given]}


def _columns(intake: Intake, drafts: Drafts) -> Columns:
    """Return the columns of customers, with what an empty cell stands for."""
    said = {place: draft.values for place, draft in drafts.whole.items()}
    owned = {"owner_no"} if intake.options.rep else set()
    blanks = _blanks(intake, {name for values in said.values() for name in values} | owned)
    found = {name: list(cells) for name, cells in drafts.columns.items()}
    for name, blank in blanks.items():
        cells = found.setdefault(name, [blank] * drafts.size)
        for place, values in said.items():
            cells[place] = values.get(name, blank)
    return found


def _filled(intake: Intake, rows: Sequence[Mapping[str, Any]]) -> Columns:
    """Return rows that fill different columns as columns, with what an empty cell stands for."""
    blanks = _blanks(intake, {name for fields in set(map(tuple, rows)) for name in fields})
    return {name: [row.get(name, blank) for row in rows] for name, blank in blanks.items()}


def _blanks(intake: Intake, names: Iterable[str]) -> dict[str, Any]:
    """Return what an empty cell of each column stands for."""
    blanks = {
        **_BLANKS,
        "owner_no": intake.reps.owner(),
        "created_at": intake.change.now,
        "created_by": intake.desk.author,
    }
    return {name: blanks.get(name, "") for name in sorted(names)}


def _phone_columns(phones: Sequence[tuple[int, int | None, Sequence[Phone]]]) -> Columns:
    """Return the numbers of customers and contacts as columns, each with its place among them."""
    if not (said := [phone for _no, _own, told in phones for phone in told]):
        return {"raw": []}
    counts = [len(told) for _no, _own, told in phones]
    whose = (chain.from_iterable(map(repeat, row, counts)) for row in zip(*phones, strict=True))
    return {
        "customer_no": list(next(whose)),
        "contact_no": list(next(whose)),
        "position": list(chain.from_iterable(map(range, counts))),
        **dict(zip(Phone._fields, zip(*said, strict=True), strict=True)),
    }


def complete(intake: Intake, no: int, draft: Draft) -> bool:
    """Change a customer by the filled cells of a row; say whether anything changed.

    Raises RefusedError when another rep's protected customer would change hands.
    """
    desk, change = intake.desk, intake.change
    row = change.row("customer", no)
    wanted = {name: value for name, value in draft.values.items() if name not in (*STAMPS, "grade_at")}
    if draft.name:
        wanted["name"] = draft.name
    if "grade" in wanted and wanted["grade"] != row["grade"]:
        wanted["grade_at"] = change.now
    if wanted.get("owner_no", row["owner_no"]) != row["owner_no"]:
        refuse_protected(desk, desk.database.one(BRIEFS, no=no))
    changed = bool(wanted) and change.update("customer", no, **wanted)
    city = str(wanted.get("city", row["city"]))
    if city != row["city"]:
        read_by_city(desk, change, no, str(row["city"]), city)
    changed |= bool(people.insert_phones(desk, change, no, raw_phones(draft.phones), city=city))
    for person in draft.people:
        changed |= _complete_person(intake, no, person)
    changed |= add_names(intake, no, draft)
    changed |= add_tags(intake, no, draft)
    return set_own(intake, "customer", no, draft.own) or changed


def add_names(intake: Intake, no: int, draft: Draft) -> bool:
    """Add a row's other names to a customer; say whether any was new."""
    if not draft.other_names:
        return False
    from crm_cli.services.other_names import rename

    desk = intake.desk
    return rename(desk, intake.change, desk.database.one(BRIEFS, no=no), draft.other_names, (), Notes())


def add_tags(intake: Intake, no: int, draft: Draft) -> bool:
    """Add a row's tags to a customer; say whether any was new."""
    held = {tag.name for tag in intake.desk.database.all(TAGS, customer_no=no)} if draft.tags else set()
    fresh = [{"customer_no": no, "name": tag} for tag in draft.tags if tag not in held]
    return bool(intake.change.insert_many("customer_tag", fresh))


def _complete_person(intake: Intake, customer_no: int, person: Person) -> bool:
    desk, change = intake.desk, intake.change
    if (contact := known_or_added(intake, customer_no, person)) is None:
        return True
    changed = bool(person.values) and change.update("contact", contact.no, **person.values)
    added = people.insert_phones(desk, change, customer_no, raw_phones(person.phones), contact_no=contact.no)
    return changed or bool(added)


def known_or_added(intake: Intake, customer_no: int, person: Person) -> ContactRow | None:
    """Return who is called so at a customer; None where nobody was, and the person has been added."""
    desk, key = intake.desk, fold(person.name)
    for one in desk.database.all(FIND_CONTACTS, customer_no=customer_no):
        if fold(one.name) == key:
            return one
    phones = raw_phones(person.phones)
    people.insert_contact(desk, intake.change, customer_no, person.name, phones=phones, **person.values)
    return None


def raw_phones(phones: Sequence[Phone]) -> list[str]:
    """Return numbers as they were written."""
    return [phone.raw for phone in phones]
