"""What hangs on a customer that is merged into another, where both may have the same: people, numbers, tags."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold_name
from crm_cli.i18n import gettext as _
from crm_cli.services import merge_fields
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes
from crm_cli.storage import contacts as contact_rows
from crm_cli.storage import merging
from crm_cli.storage.call_lists import NUMBERS_HANGING
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import ContactRow, PhoneRow
from crm_cli.storage.customer_names import FIND_NAMES, FIND_PAIRS
from crm_cli.storage.customers import TAGS
from crm_cli.storage.own_fields import OWN_VALUES
from crm_cli.storage.tenancies import FIND_TENANCIES

_IDS = ("email", "wechat", "qq", "line", "whatsapp")


def merge_people(desk: Desk, change: Change, kept_no: int, other_no: int, notes: Notes) -> None:
    """Put together people of one name who share a number, an address or an id; others of one name are told."""
    held = desk.database.all(contact_rows.FIND_CONTACTS, customer_no=kept_no, sort="no")
    for other in desk.database.all(contact_rows.FIND_CONTACTS, customer_no=other_no, sort="no"):
        called = [one for one in held if fold_name(one.name) == fold_name(other.name)]
        same = next((one for one in called if _is_same(desk, one, other)), None)
        if same is not None:
            _merge_person(desk, change, same, other, notes)
        elif called:
            notes.warn(
                _(
                    "{number} and {other} are both called {name}, with nothing else alike: both are kept."
                ).format(
                    number=number("contact", called[0].no), other=number("contact", other.no), name=other.name
                )
            )


def _is_same(desk: Desk, one: ContactRow, other: ContactRow) -> bool:
    if any(getattr(one, field) == getattr(other, field) != "" for field in _IDS):
        return True
    numbers, others = (
        {_line_of(phone) for phone in desk.database.all(contact_rows.FIND_PHONES, contact_no=who.no)}
        for who in (one, other)
    )
    return bool(numbers & others)


def _line_of(phone: PhoneRow) -> tuple[str, str]:
    return phone.e164 or phone.raw, phone.extension


def _merge_person(desk: Desk, change: Change, kept: ContactRow, other: ContactRow, notes: Notes) -> None:
    for one, boss in ((kept, other), (other, kept)):
        if one.reports_to_no == boss.no:
            change.update("contact", one.no, reports_to_no=None)
    own, gone = change.row("contact", kept.no), change.row("contact", other.no)
    settled = merge_fields.settle("contact", own, gone)
    lost = merge_fields.told(desk, settled.lost)
    both = {**settled.filled, "notes": merge_fields.notes_of_both("contact", own, gone, lost)}
    if own["reports_to_no"] is None:
        both["reports_to_no"] = gone["reports_to_no"]
    merge_fields.write(change, "contact", own, both)
    merge_own_fields(desk, change, "contact", kept.no, other.no, notes)
    for table, column in merging.OF_CONTACT:
        merging.repoint(change, table, column, other.no, kept.no)
    change.delete("contact", other.no)
    notes.tell(
        _("{other} {name} is {number} now.").format(
            other=number("contact", other.no), name=other.name, number=number("contact", kept.no)
        )
    )
    if lost:
        notes.tell(
            _("Kept in the notes of {number}: {lost}").format(number=number("contact", kept.no), lost=lost)
        )


def merge_phones(desk: Desk, change: Change, kept_no: int, other_no: int) -> None:
    """Put together numbers that are the same person's; the others come after those of who stays."""
    held = desk.database.all(contact_rows.FIND_PHONES, customer_no=kept_no)
    known = {(*_line_of(phone), phone.contact_no): phone for phone in held}
    place = max((int(change.row("phone", phone.no)["position"]) for phone in held), default=-1)
    for phone in desk.database.all(contact_rows.FIND_PHONES, customer_no=other_no):
        same = known.get((*_line_of(phone), phone.contact_no))
        if same is None:
            place += 1
            change.update("phone", phone.no, customer_no=kept_no, position=place)
        else:
            _merge_phone(desk, change, same, phone)


def _merge_phone(desk: Desk, change: Change, kept: PhoneRow, other: PhoneRow) -> None:
    if other.label and not kept.label:
        change.update("phone", kept.no, label=other.label)
    _merge_places(desk, change, kept.no, other.no)
    for table, column in merging.OF_PHONE:
        merging.repoint(change, table, column, other.no, kept.no)
    merging.move_lease_of_phone(change, other.no, kept.no)
    change.delete("phone", other.no)


def _merge_places(desk: Desk, change: Change, kept_no: int, other_no: int) -> None:
    """Leave a number one place on each list: the one that stands, of two that stand its own."""
    own, others = (
        {int(row["call_list_no"]): row for row in _places(desk, change, no)} for no in (kept_no, other_no)
    )
    for list_no in own.keys() & others.keys():
        better = own[list_no]["removed_at"] is not None and others[list_no]["removed_at"] is None
        change.delete("list_number", int((own if better else others)[list_no]["no"]))


def _places(desk: Desk, change: Change, phone_no: int) -> list[dict[str, Any]]:
    found = desk.database.all(NUMBERS_HANGING, phones=[phone_no])
    return [change.row("list_number", one.no) for one in found]


def merge_tags(desk: Desk, change: Change, kept_no: int, other_no: int) -> None:
    """Take off the other one the tags that the one who stays has."""
    held = {tag.name for tag in desk.database.all(TAGS, customer_no=kept_no)}
    for tag in desk.database.all(TAGS, customer_no=other_no):
        if tag.name in held:
            change.delete("customer_tag", tag.no)


def merge_own_fields(desk: Desk, change: Change, noun: str, kept_no: int, other_no: int, notes: Notes) -> str:
    """Leave one value of each of the firm's own fields; return the values that lost, for the notes of a customer."""
    column: dict[str, Any] = {f"{noun}_no": kept_no}
    held = {value.field_no: value for value in desk.database.all(OWN_VALUES, **column)}
    lost: list[str] = []
    other: dict[str, Any] = {f"{noun}_no": other_no}
    for value in desk.database.all(OWN_VALUES, **other):
        if (own := held.get(value.field_no)) is None:
            continue
        change.delete("field_value", value.no)
        if own.value != value.value:
            lost.append(f"{value.name}: {value.value}")
    if lost and noun == "contact":
        row = change.row("contact", kept_no)
        change.update("contact", kept_no, notes="\n".join(filter(None, (row["notes"], *lost))))
        notes.tell(
            _("Kept in the notes of {number}: {lost}").format(
                number=number("contact", kept_no), lost="; ".join(lost)
            )
        )
    return "; ".join(lost)


def merge_doors(desk: Desk, change: Change, kept_no: int, other_no: int) -> None:
    """Leave one tenancy of a door behind which both are; it began when the first of them did."""
    held = {one.unit_no: one for one in desk.database.all(FIND_TENANCIES, customer_no=kept_no, here=True)}
    for other in desk.database.all(FIND_TENANCIES, customer_no=other_no, here=True):
        if (own := held.get(other.unit_no)) is None:
            continue
        since = min(filter(None, (own.since, other.since)), default=None)
        change.update("tenancy", own.no, since=since, reason=own.reason or other.reason)
        change.delete("tenancy", other.no)


def merge_bans(change: Change, desk: Desk, kept_no: int, other_no: int, notes: Notes) -> None:
    """Leave one mark on the whole customer: of two, lifting one would leave the other."""
    own, other = (
        desk.database.first(contact_rows.FIND_BANS, customer_no=no, standing=True, limit=1)
        for no in (kept_no, other_no)
    )
    if other is None:
        return
    if own is not None:
        change.delete("do_not_call", other.no)
    else:
        notes.warn(
            _("{number} must not be called from now on: {other} must not.").format(
                number=number("customer", kept_no), other=number("customer", other_no)
            )
        )


def merge_pairs(desk: Desk, change: Change, kept_no: int, other_no: int) -> None:
    """Let what was said to be another than the one who goes be another than the one who stays."""
    for pair in desk.database.all(FIND_PAIRS, of_no=other_no):
        third = pair.other_no if pair.customer_no == other_no else pair.customer_no
        first, last = sorted((kept_no, third))
        known = desk.database.first(FIND_PAIRS, customer_no=first, other_no=last)
        if third == kept_no or known is not None:
            change.delete("not_duplicate", pair.no)
        else:
            change.update("not_duplicate", pair.no, customer_no=first, other_no=last)


def keep_names(desk: Desk, change: Change, kept_no: int, kept_short: str, gone: Mapping[str, Any]) -> None:
    """Keep the names of who goes as other names of who stays; the full one leads from its number and its id."""
    change.insert(
        "customer_name", customer_no=kept_no, name=gone["name"], was_no=gone["no"], was_id=gone["id"]
    )
    known: Sequence[str] = [row.name for row in desk.database.all(FIND_NAMES, customer_no=kept_no)]
    short = gone["short_name"]
    if short and short != kept_short and short not in known:
        change.insert("customer_name", customer_no=kept_no, name=short)
