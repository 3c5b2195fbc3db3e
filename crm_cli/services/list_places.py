"""Numbers on call lists one by one: taking them off, putting them back, and why they are where they are."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import CrmError, NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.call_list_filling import source_on
from crm_cli.services.call_lists import find_call_list, list_numbers
from crm_cli.services.customer_filters import filters_of, read_asked
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_party
from crm_cli.services.party import Party
from crm_cli.services.queue import state_of
from crm_cli.services.queue_gate import may_call
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.call_list_filling import CHOSEN_CUSTOMERS
from crm_cli.storage.call_lists import FIND_CALL_LISTS, FIND_LIST_NUMBERS, CallListRow, ListNumberRow
from crm_cli.storage.contacts import FIND_PHONES, PhoneRow


class Place(Frozen):
    """A number on a list: how it came there and whether it would be offered now, else why not and when."""

    row: ListNumberRow
    came: str
    state: str


class Why(Frozen):
    """A number, the lists it is on, and sentences on why it is not on others."""

    phone: PhoneRow
    places: tuple[Place, ...]
    because: tuple[str, ...]


def take_off(desk: Desk, call_list: str, who: Sequence[str], *, reason: str = "") -> Receipt:
    """Take numbers, or all numbers of customers, off a list; they stay known as taken off.

    Raises NotFoundError where one of them is not on it.
    """
    return _move(desk, call_list, who, reason=reason, off=True)


def put_back(desk: Desk, call_list: str, who: Sequence[str]) -> Receipt:
    """Put numbers that were taken off a list back, at their old place."""
    return _move(desk, call_list, who, reason="", off=False)


def _move(desk: Desk, call_list: str, who: Sequence[str], *, reason: str, off: bool) -> Receipt:
    row = find_call_list(desk, call_list)
    parties = [find_party(desk, text) for text in who]
    notes = Notes()
    with desk.change() as change:
        held = {one.no: one for party in parties for one in _held(desk, row, party)}
        going = [one.no for one in held.values() if (one.removed_at is None) == off]
        values: dict[str, Any] = {"removed_at": clock.now() if off else None, "removed_reason": reason}
        for no in going:
            change.update("list_number", no, **values)
    told = (
        ngettext("{count} number taken off {name}.", "{count} numbers taken off {name}.", len(going))
        if off
        else ngettext("{count} number put back on {name}.", "{count} numbers put back on {name}.", len(going))
    )
    notes.tell(told.format(count=f"{len(going):,}", name=row.name))
    return notes.receipt("call_list", row.no, row.id, changed=bool(going))


def _held(desk: Desk, row: CallListRow, party: Party) -> list[ListNumberRow]:
    """Return the places of a party on a list: of the number named, else the person's, else all the customer's."""
    found = desk.database.all(
        FIND_LIST_NUMBERS, sort="position", call_list_no=row.no, customer_no=party.customer.no
    )
    if party.phone is not None:
        found = [one for one in found if one.phone_no == party.phone.no]
    elif party.contact is not None:
        found = [one for one in found if one.contact_no == party.contact.no]
    if not found:
        raise NotFoundError(
            _("{customer} has no such number on {name}.").format(customer=party.customer.name, name=row.name),
            _("See where its numbers are with: crm calllist why {number}").format(
                number=number("customer", party.customer.no)
            ),
        )
    return found


def why(desk: Desk, who: str, call_list: str | None = None) -> list[Why]:
    """Return of each number that `who` names which lists it is on, how it came there and when it is offered.

    With `call_list` of that list alone, and which of its filters the customer does not pass.
    """
    party = find_party(desk, who)
    row = find_call_list(desk, call_list) if call_list else None
    with desk.database.snapshot():
        phones = _phones(desk, party)
        return [_why(desk, phone, party, row) for phone in phones]


def _phones(desk: Desk, party: Party) -> list[PhoneRow]:
    if party.phone is not None:
        return [party.phone]
    found = desk.database.all(FIND_PHONES, customer_no=party.customer.no)
    if party.contact is not None:
        found = [one for one in found if one.contact_no == party.contact.no]
    if not found:
        raise NotFoundError(
            _("{customer} has no phone on file.").format(customer=party.customer.name),
            _("Add one with: crm customer edit {number} --phone NUMBER").format(
                number=number("customer", party.customer.no)
            ),
        )
    return found


def _why(desk: Desk, phone: PhoneRow, party: Party, row: CallListRow | None) -> Why:
    only: dict[str, Any] = {"call_list_no": row.no} if row else {}
    held = list_numbers(desk, sort="no", phone_no=phone.no, **only)
    lists = {one.no: one for one in desk.database.all(FIND_CALL_LISTS, sort="no")} if held else {}
    places = tuple(Place(one, _came(desk, one, lists[one.call_list_no]), state_of(desk, one)) for one in held)
    because = () if held else tuple(_because(desk, phone, party, row))
    return Why(phone, places, because)


def _came(desk: Desk, place: ListNumberRow, row: CallListRow) -> str:
    """Return when, by whom and from what a number came on its list."""
    at = desk.wall(place.created_at)
    came = _("{when} by {who}").format(when=f"{at:%Y-%m-%d %H:%M}", who=place.created_by)
    return " ".join([came, *source_on(row, at.date())])


def _because(desk: Desk, phone: PhoneRow, party: Party, row: CallListRow | None) -> Iterator[str]:
    """Yield why a number is on no list, or not on the one asked about."""
    customer = party.customer
    yield _("On no call list.") if row is None else _("Not on {name}.").format(name=row.name)
    if (barred := may_call(desk, customer.no, phone, rests=True, waived=True)) is not None:
        yield _("It would not go on one: {reason}.").format(reason=barred.reason)
    if customer.closed_on is not None:
        yield _("{customer} was closed on {day}.").format(customer=customer.name, day=customer.closed_on)
    if customer.stage in {"lost", "dropped"}:
        yield _("{customer} is lost or dropped.").format(customer=customer.name)
    if row is not None:
        yield from _filters_not_passed(desk, customer.no, row)


def _filters_not_passed(desk: Desk, customer_no: int, row: CallListRow) -> Iterator[str]:
    for text in _filters_in(row):
        try:
            filters = filters_of(desk, read_asked(desk, [text]))
        except CrmError:
            # What the list was filled with long ago may name a rep or a field that is gone.
            continue
        if not desk.database.all(CHOSEN_CUSTOMERS, no=customer_no, **filters):
            yield _("The list was filled with {filter}, which it does not pass.").format(filter=text)


def _filters_in(row: CallListRow) -> Iterable[str]:
    """Return the filters a list was filled with, each once, as they were typed."""
    import shlex

    found: dict[str, None] = {}
    for line in row.filled_by.splitlines():
        with suppress(ValueError):
            words = shlex.split(line)
            found |= dict.fromkeys(after for before, after in pairwise(words) if before == "--filter")
    return found
