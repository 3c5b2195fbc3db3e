"""What to know of a customer while the telephone rings: whose it is, the last words, what is promised."""

from typing import TYPE_CHECKING

from crm_cli.domain.frozen import Frozen
from crm_cli.errors import NotFoundError
from crm_cli.services.ban_reasons import banned
from crm_cli.services.desk import Desk
from crm_cli.services.need_questions import unknown_of_need
from crm_cli.services.party import Party
from crm_cli.services.touch_events import Event, last_touches
from crm_cli.storage.contacts import FIND_CONTACTS, FIND_PHONES, ContactRow
from crm_cli.storage.customers import BRIEFS
from crm_cli.storage.steps import FIND_STEPS, StepRow

if TYPE_CHECKING:
    from crm_cli.services.queue import Offer

_TOUCHES = 3


class Glance(Frozen):
    """A customer at a glance; `steps` are open, the soonest first, callbacks among them.

    `barred` is why it must not be called, '' where it may be; `questions` are those of the need still open.
    """

    party: Party
    people: list[ContactRow]
    touches: list[Event]
    steps: list[StepRow]
    barred: str
    questions: list[str]


def find_caller(desk: Desk, text: str) -> Party | None:
    """Return who calls from the number `text`, or is called so; None when nothing on file is.

    Raises AmbiguousError where several are and nobody can be asked, UsageError for too short a number.
    """
    from crm_cli.errors import AmbiguousError
    from crm_cli.services.naming import find_party

    try:
        return find_party(desk, text)
    except AmbiguousError:
        raise
    except NotFoundError:
        return None


def glance_of(desk: Desk, offer: "Offer") -> Glance:
    """Return what to know of the customer offered."""
    contact = desk.database.first(FIND_CONTACTS, no=offer.contact_no) if offer.contact_no else None
    phone = desk.database.first(FIND_PHONES, no=offer.phone_no)
    return glance(desk, Party(desk.database.one(BRIEFS, no=offer.customer_no), contact, phone))


def glance(desk: Desk, party: Party) -> Glance:
    """Return what to know of the customer of `party`, in one moment of the database."""
    no = party.customer.no
    with desk.database.snapshot():
        phone = party.phone
        return Glance(
            party=party,
            people=desk.database.all(FIND_CONTACTS, customer_no=no, here=True, limit=5),
            touches=last_touches(desk, no, _TOUCHES),
            steps=desk.database.all(FIND_STEPS, customer_no=no, state="open"),
            barred=banned(desk, no, (phone.e164 or phone.raw) if phone else None) or "",
            questions=unknown_of_need(desk, no),
        )
