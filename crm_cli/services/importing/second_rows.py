"""A second row of a customer in one file: it fills what is blank, and what it says otherwise goes into the notes."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm_cli.services import contacts as people
from crm_cli.services import merge_fields
from crm_cli.services.importing.customer_drafts import Draft, Person
from crm_cli.services.importing.customer_rows import STAMPS, add_names, add_tags, known_or_added, raw_phones
from crm_cli.services.importing.intake import Intake
from crm_cli.services.own_fields import own_values, read_own_value, set_own_field
from crm_cli.storage.reps import FIND_REPS
from crm_cli.storage.statement import to_driver

Image = Mapping[str, Any]

_LEFT_OUT = frozenset({*STAMPS, "grade_at", "notes"})


def join(intake: Intake, no: int, draft: Draft) -> str:
    """Add a row to the customer that another row of its file made; return what it says otherwise, '' for nothing."""
    change = intake.change
    kept = change.row("customer", no)
    said = {name: to_driver(value) for name, value in draft.values.items() if name not in _LEFT_OUT}
    settled = _settled("customer", kept, said)
    if "grade" in settled.filled:
        settled.filled["grade_at"] = draft.values.get("grade_at", change.now)
    own = sorted(_own_otherwise(intake, no, draft))
    people.insert_phones(intake.desk, change, no, raw_phones(draft.phones), city=str(kept["city"]))
    met = [told for person in draft.people if (told := _join_person(intake, no, person))]
    add_names(intake, no, draft)
    add_tags(intake, no, draft)
    parts = (
        _owner_otherwise(intake, settled.lost.get("owner_no")),
        merge_fields.told(intake.desk, {n: v for n, v in settled.lost.items() if n != "owner_no"}),
        *own,
        *met,
    )
    lost = "; ".join(filter(None, parts))
    notes = merge_fields.notes_with(
        kept["notes"], str(draft.values.get("notes", "")), _line(draft, kept, lost)
    )
    merge_fields.write(change, "customer", kept, {**settled.filled, "notes": notes})
    return lost


def _line(draft: Draft, kept: Image, lost: str) -> str:
    """Return what goes into the notes, with the name as this row writes it where the other writes it otherwise."""
    return f"{draft.name}: {lost}" if lost and draft.name not in {"", kept["name"]} else lost


def _settled(table: str, kept: Image, said: Image) -> merge_fields.Settled:
    """Return what fills blanks of a record and what it has otherwise, of everything that was said of it."""
    together = [name for fields in merge_fields.TOGETHER[table] for name in fields]
    nothing = {name: merge_fields.BLANKS.get(name, "") for name in together}
    settled = merge_fields.settle(table, kept, {**nothing, **said})
    for name in [name for name in said if name not in together]:
        if merge_fields.is_blank(name, kept[name]):
            settled.filled[name] = said[name]
        elif kept[name] != said[name]:
            settled.lost[name] = said[name]
    if said.get("owner_no") not in {None, kept.get("owner_no"), settled.filled.get("owner_no")}:
        settled.lost["owner_no"] = said["owner_no"]
    return settled


def _owner_otherwise(intake: Intake, owner_no: int | None) -> str:
    if owner_no is None:
        return ""
    names = {rep.no: rep.name for rep in intake.desk.database.all(FIND_REPS)}
    return merge_fields.told(intake.desk, {"owner_no": names.get(owner_no, "")})


def _own_otherwise(intake: Intake, no: int, draft: Draft) -> Iterator[str]:
    """Set the own fields that are blank; yield those that hold something else."""
    if not draft.own:
        return
    held = {value.name: value.value for value in own_values(intake.desk, customer_no=no)}
    for name, text in draft.own.items():
        if name not in held:
            set_own_field(intake.desk, intake.change, "customer", no, name, text)
        elif held[name] != read_own_value(intake.desk, "customer", name, text):
            yield f"{name}: {text}"


def _join_person(intake: Intake, customer_no: int, person: Person) -> str:
    """Add a person to a customer, or to who is called so there; return what is said otherwise of them."""
    if (contact := known_or_added(intake, customer_no, person)) is None:
        return ""
    kept = intake.change.row("contact", contact.no)
    settled = _settled("contact", kept, {name: to_driver(value) for name, value in person.values.items()})
    merge_fields.write(intake.change, "contact", kept, settled.filled)
    phones = raw_phones(person.phones)
    people.insert_phones(intake.desk, intake.change, customer_no, phones, contact_no=contact.no)
    told = merge_fields.told(intake.desk, settled.lost)
    return f"{person.name}: {told}" if told else ""
