"""The number that a rep was last given of a customer: what a call logged without one was made to."""

from datetime import datetime, timedelta

from crm_cli.domain.frozen import Frozen
from crm_cli.services.desk import Desk
from crm_cli.services.party import Party
from crm_cli.storage.call_leases import FIND_LEASES, TARGET, LeaseRow, drop
from crm_cli.storage.calls import LISTS_OF_NUMBER
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import FIND_CONTACTS, FIND_PHONES, ContactRow, PhoneRow

_LONGEST_TALK = timedelta(hours=3)
"""So long after its lease a call may still be the one it was for."""


class Shown(Frozen):
    """A lease, the number it is of and the person it rings; `is_of_call` says that the call was made under it."""

    lease: LeaseRow
    phone: PhoneRow
    contact: ContactRow | None
    is_of_call: bool

    def for_call(self, party: Party) -> "Shown | None":
        """Return itself where a call to a party was made to this number, as far as is known."""
        other = party.phone is not None and party.phone.no != self.phone.no
        return self if self.is_of_call and not other else None

    def ended(self, change: Change) -> LeaseRow | None:
        """Take the customer off the screen; return the lease if the call was made under it."""
        drop(change.connection, self.lease.no)
        return self.lease if self.is_of_call else None


def shown(desk: Desk, rep_no: int, customer_no: int, at: datetime) -> Shown | None:
    """Return what a rep was last given of a customer, None where it was another since or the number is gone.

    A lease that ran out in a long talk counts, as long as nobody else was given the customer.
    """
    database = desk.database
    lease = database.first(FIND_LEASES, rep_no=rep_no, customer_no=customer_no)
    phone = database.first(FIND_PHONES, no=lease.phone_no) if lease else None
    if lease is None or phone is None or phone.customer_no != customer_no:
        return None
    held = database.all(LISTS_OF_NUMBER, phone_no=phone.no, call_list_no=lease.call_list_no or 0)
    target = database.one(TARGET, phone_no=phone.no, contact_no=held[0].contact_no if held else None)
    contact = database.first(FIND_CONTACTS, no=target.contact_no) if target.contact_no else None
    return Shown(lease, phone, contact, at < lease.lease_until + _LONGEST_TALK)
