"""Customers: adding, changing, assigning, tagging and removing them."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.errors import UsageError, in_use_as
from crm_cli.i18n import gettext as _
from crm_cli.services import contacts as people
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer, find_rep, find_team, number_of
from crm_cli.services.reading import (
    read_amount,
    read_code,
    read_day,
    read_grade,
    read_visit_hours,
    read_zone,
    spelled,
)
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.touches import refuse_protected
from crm_cli.storage import contacts as contact_rows
from crm_cli.storage import customers as rows
from crm_cli.storage.change import Change
from crm_cli.storage.customers import CustomerBrief, CustomerRow

CODED = {
    "kind": "customer_kind",
    "stage": "stage",
    "value_class": "value_class",
    "need_state": "need_state",
}
TEXT_FIELDS = (
    "short_name", "industry", "city", "district", "address", "building", "floor", "unit", "email", "website",
    "wechat", "qq", "line", "whatsapp", "territory", "need_occasion", "need_quantity", "need_supplier",
    "need_decides", "need_influences", "need_executes", "notes", "closed_reason",
)  # fmt: skip


def read_customer(desk: Desk, typed: Mapping[str, str | None]) -> dict[str, object]:
    """Return the columns that typed fields of a customer mean; None is not said, '' empties.

    Raises UsageError for a bad code, date or amount, NotFoundError for an unknown rep or team.
    """
    values: dict[str, object] = {}
    for field, text in typed.items():
        if text is not None:
            values.update(_read_field(desk, field, text.strip()))
    return values


def _read_field(desk: Desk, field: str, text: str) -> dict[str, object]:  # noqa: PLR0911  # one line a kind of field
    if field in CODED:
        return {field: read_code(CODED[field], text)} if text else {field: _BLANK.get(field, "")}
    match field:
        case "source":
            return {field: known_or_own("source", text)}
        case "grade":
            return {field: read_grade(text) if text else "", "grade_at": desk.instant(desk.now())}
        case "need_on" | "closed_on":
            return {field: read_day(desk, text) if text else None}
        case "need_budget":
            return {"need_budget_minor": read_amount(desk, text) if text else None}
        case "timezone":
            return {field: read_zone(text) if text else ""}
        case "hours":
            return {field: read_visit_hours(text) if text else ""}
        case "owner":
            return {"owner_no": find_rep(desk, text).no if text else None}
        case "team":
            return {"team_no": find_team(desk, text).no if text else None}
        case "referrer":
            no = find_customer(desk, text).no if number_of("customer", text) else None
            return {field: text, "referrer_no": no}
    return {field: text}


_BLANK = {"kind": "company", "stage": "potential", "need_state": "unknown"}


def known_or_own(kind: str, text: str) -> str:
    """Return the code of the list `kind` that `text` means, else the text as the firm's own word."""
    try:
        return read_code(kind, text) if text else ""
    except UsageError:
        return text


def add_customer(
    desk: Desk,
    name: str,
    *,
    phones: Sequence[str] = (),
    tags: Sequence[str] = (),
    own_fields: Mapping[str, str] | None = None,
    **typed: str | None,
) -> Receipt:
    """Add a customer; warn when one of that name or phone is on file. Its owner is the rep who types, unless named."""
    if not name.strip():
        raise UsageError(_("A name is needed."))
    values = read_customer(desk, typed)
    if typed.get("owner") is None and desk.me is not None and desk.me.role == "rep":
        values["owner_no"] = desk.me.no
    notes = Notes()
    warn_of_doubles(desk, name, phones, notes, values)
    with desk.change() as change:
        no = insert_customer(
            desk, change, name, values, phones=phones, tags=tags, own_fields=own_fields, notes=notes
        )
        _bind(desk, change, no, values, notes)
    notes.lines.insert(
        0, _("{number} {name} added.").format(number=number("customer", no), name=name.strip())
    )
    return notes.receipt("customer", no)


def insert_customer(
    desk: Desk,
    change: Change,
    name: str,
    values: Mapping[str, object],
    *,
    phones: Sequence[str] = (),
    tags: Sequence[str] = (),
    own_fields: Mapping[str, str] | None = None,
    notes: Notes | None = None,
) -> int:
    """Insert a customer with its phones, tags and own fields inside an open change; return its number."""
    no = change.insert("customer", **{**values, "name": name.strip()})
    people.insert_phones(desk, change, no, phones, notes=notes, city=str(values.get("city", "")))
    change.insert_many(
        "customer_tag", [{"customer_no": no, "name": tag} for tag in dict.fromkeys(tags) if tag]
    )
    people.set_own_fields(desk, change, "customer", no, own_fields)
    return no


def warn_of_doubles(
    desk: Desk, name: str, phones: Sequence[str], notes: Notes, values: Mapping[str, object] | None = None
) -> None:
    """Warn when a customer of that name, or with one of those numbers, is on file, or one that looks like it.

    `values` are other columns of the one that is typed.
    """
    told = set()
    for double in desk.database.all(rows.BRIEFS, name_key=fold(name), limit=3):
        notes.warn(_("{number} has the same name.").format(number=number("customer", double.no)))
        told.add(double.no)
    e164s = _read_numbers(desk, phones)
    told |= _warn_of_numbers(desk, e164s, notes)
    from crm_cli.domain.duplicates import Known, place_of
    from crm_cli.services.duplicates import alike

    said = {key: str(value) for key, value in (values or {}).items() if isinstance(value, str)}
    building, email = said.get("building", ""), said.get("email", "").lower()
    known = Known(
        (fold(name),),
        said.get("city", ""),
        said.get("kind") == "person",
        tuple(e164s),
        (email,) if email else (),
        place_of(building, said.get("floor", ""), said.get("unit", "")),
    )
    for row, verdict in alike(desk, known, building):
        if row.no not in told:
            why = ", ".join(words.label("likeness", code) for code in verdict.reasons)
            notes.warn(
                _("{number} {name} looks like it: {why}.").format(
                    number=number("customer", row.no), name=row.name, why=why
                )
            )


def warn_of_numbers(desk: Desk, phones: Sequence[str], notes: Notes, apart_from: int) -> None:
    """Warn when another customer than the one numbered so has one of those numbers."""
    _warn_of_numbers(desk, _read_numbers(desk, phones), notes, apart_from)


def _read_numbers(desk: Desk, phones: Sequence[str]) -> list[tuple[str, str]]:
    """Return the numbers that are read in what was typed, each with its extension."""
    if not phones:
        return []
    from crm_cli.domain.phones import parse_phone, split_phones

    parsed = [
        parse_phone(piece, desk.firm.region, desk.firm.area_code)
        for text in phones
        for piece in split_phones(text)
    ]
    return [(phone.e164, phone.extension) for phone in parsed if phone.e164]


def _warn_of_numbers(
    desk: Desk, numbers: Sequence[tuple[str, str]], notes: Notes, apart_from: int | None = None
) -> set[int]:
    """Warn of customers that have a number already; return which."""
    if not numbers:
        return set()
    found = desk.database.all(contact_rows.FIND_PHONES, e164s=[e164 for e164, _extension in numbers], limit=5)
    others = [phone for phone in found if phone.customer_no != apart_from]
    for phone in others:
        notes.warn(
            _("{number} {name} has the phone {phone} already.").format(
                number=number("customer", phone.customer_no), name=phone.customer, phone=phone.raw
            )
        )
    return {phone.customer_no for phone in others}


def edit_customer(
    desk: Desk,
    customer: str,
    *,
    name: str | None = None,
    phones: Sequence[str] = (),
    tags: Sequence[str] = (),
    untags: Sequence[str] = (),
    phones_gone: Sequence[str] = (),
    phones_bad: Sequence[str] = (),
    phones_good: Sequence[str] = (),
    other_names: Sequence[str] = (),
    names_gone: Sequence[str] = (),
    own_fields: Mapping[str, str] | None = None,
    **typed: str | None,
) -> Receipt:
    """Change a customer; phones, tags and other names are added, `untags`, `phones_gone` and `names_gone` taken off, '' empties a field.

    Phones gone, bad and good again are named by their last digits.

    Raises RefusedError when another rep's protected customer would change hands.
    """
    row = find_customer(desk, customer)
    values = read_customer(desk, typed)
    if name is not None:
        if not name.strip():
            raise UsageError(_("A name is needed."))
        values["name"] = name.strip()
    if "owner_no" in values and values["owner_no"] != row.owner_no:
        refuse_protected(desk, row)
    notes = Notes()
    with desk.change() as change:
        changed = change.update("customer", row.no, expect=row.version, **values)
        _bind(desk, change, row.no, values, notes)
        if "owner_no" in values and values["owner_no"] != row.owner_no:
            from crm_cli.services.pool import note_owner

            taker_no = cast("int | None", values["owner_no"])
            note_owner(desk, change, row, taker_no)
            _tell_owners(desk, change, row, taker_no)
        city = str(values.get("city", row.city))
        if city != row.city:
            from crm_cli.services.local_numbers import read_by_city

            read_by_city(desk, change, row.no, row.city, city)
        changed |= bool(people.insert_phones(desk, change, row.no, phones, notes=notes, city=city))
        for tail in phones_gone:
            notes.tell(people.remove_phone(desk, change, row.no, tail))
        for tails, bad in ((phones_bad, True), (phones_good, False)):
            for tail in tails:
                notes.tell(people.mark_phone(desk, change, row.no, tail, bad=bad))
        changed |= _retag(desk, change, row.no, tags, untags)
        if other_names or names_gone:
            from crm_cli.services.other_names import rename

            changed |= rename(desk, change, row, other_names, names_gone, notes)
        changed |= people.set_own_fields(desk, change, "customer", row.no, own_fields)
    told = _("{number} {name} changed.") if changed or notes.lines else _("{number} {name} is already so.")
    notes.lines.insert(0, told.format(number=number("customer", row.no), name=values.get("name", row.name)))
    return notes.receipt("customer", row.no, row.id, changed=changed or len(notes.lines) > 1)


def _tell_owners(desk: Desk, change: Change, row: CustomerBrief, taker_no: int | None) -> None:
    """Tell who had a customer and who has it now, inside an open change."""
    from crm_cli.services.notices import notify
    from crm_cli.storage.reps import FIND_REPS

    taker = desk.database.one(FIND_REPS, no=taker_no).name if taker_no is not None else ""
    words = f"{number('customer', row.no)} {row.name}"
    if row.owner_no is not None:
        notify(desk, change, "taken_away", [row.owner_no], now=taker, words=words)
    if taker_no is not None:
        notify(desk, change, "assigned", [taker_no], was=row.owner, words=words)


def _bind(desk: Desk, change: Change, no: int, said: Mapping[str, object], notes: Notes) -> None:
    """Have a customer stand behind the door of a building on file that its address names, where that was said."""
    if any(said.get(field) for field in ("building", "floor", "unit")):
        from crm_cli.services.tenants import bind_address

        bind_address(desk, change, no, notes)


def _retag(desk: Desk, change: Change, customer_no: int, tags: Sequence[str], untags: Sequence[str]) -> bool:
    if not (tags or untags):
        return False
    held = {tag.name: tag.no for tag in desk.database.all(rows.TAGS, customer_no=customer_no)}
    fresh = [tag for tag in dict.fromkeys(tags) if tag and tag not in held]
    gone = [held[tag] for tag in untags if tag in held]
    change.insert_many("customer_tag", [{"customer_no": customer_no, "name": tag} for tag in fresh])
    for no in gone:
        change.delete("customer_tag", no)
    return bool(fresh or gone)


def assign_customer(desk: Desk, customer: str, rep: str) -> Receipt:
    """Give a customer to a rep; a protected one only by its owner or a manager."""
    return edit_customer(desk, customer, owner=rep)


def remove_customer(desk: Desk, customer: str) -> Receipt:
    """Remove a customer without history, with its people and phones; one with touches is refused."""
    row = find_customer(desk, customer)
    notes = Notes()
    with (
        in_use_as(
            _("{customer} has a history; removing it would change old reports.").format(customer=row.name),
            _('Close it instead: crm customer edit {number} --closed today --closed-reason "…"').format(
                number=number("customer", row.no)
            ),
        ),
        desk.change() as change,
    ):
        from crm_cli.services.around import let_go_of

        _remove_parts(desk, change, row)
        let_go_of(desk, change, "customer", row.no)
        change.delete("customer", row.no)
    notes.tell(_("{name} removed.").format(name=row.name))
    return notes.receipt("customer", row.no, row.id)


def _remove_parts(desk: Desk, change: Change, row: CustomerBrief) -> None:
    from crm_cli.services.around import let_go_of
    from crm_cli.storage.front_desk import FRONT_DESK
    from crm_cli.storage.own_fields import OWN_VALUES
    from crm_cli.storage.tenancies import FIND_TENANCIES

    contacts = desk.database.all(contact_rows.FIND_CONTACTS, customer_no=row.no)
    people.delete_phones(desk, change, desk.database.all(contact_rows.FIND_PHONES, customer_no=row.no))
    for value in desk.database.all(OWN_VALUES, customer_no=row.no):
        change.delete("field_value", value.no)
    for contact in contacts:
        for value in desk.database.all(OWN_VALUES, contact_no=contact.no):
            change.delete("field_value", value.no)
        if contact.reports_to_no is not None:
            change.update("contact", contact.no, reports_to_no=None)
    for tenancy in desk.database.all(FIND_TENANCIES, customer_no=row.no):
        change.delete("tenancy", tenancy.no)
    for note in desk.database.all(FRONT_DESK, customer_no=row.no):
        change.delete("front_desk_note", note.no)
    for contact in contacts:
        let_go_of(desk, change, "contact", contact.no)
        change.delete("contact", contact.no)
    for tag in desk.database.all(rows.TAGS, customer_no=row.no):
        change.delete("customer_tag", tag.no)


def customers(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[CustomerRow]:
    """Return the customers that pass the filters; a word is found in any script, case and width."""
    return desk.database.all(rows.FIND_CUSTOMERS, sort=sort, descending=descending, **spelled(filters))


def numbers_named(desk: Desk, text: str) -> list[int]:
    """Return the numbers of the customers whose name, initials or pinyin holds `text`."""
    from crm_cli.storage.search_find import customer_numbers

    with desk.database.reading() as connection:
        return customer_numbers(connection, fold(text), 1000)


def tags_of(desk: Desk, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Return the tags of the customers numbered so."""
    found: dict[int, list[str]] = {}
    for tag in desk.database.all(rows.TAGS, numbers=list(numbers)):
        found.setdefault(tag.customer_no, []).append(tag.name)
    return found
