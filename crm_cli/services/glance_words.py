"""A customer at a glance, in words: a line a touch, a person, a promise; and what to say to them."""

from typing import TYPE_CHECKING

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.glances import Glance
from crm_cli.services.touch_events import KINDS, Event
from crm_cli.storage.steps import StepRow

if TYPE_CHECKING:
    from crm_cli.services.queue import Offer

_ASKED = 2
"""People named on the card of a firm's main number."""


def pairs(desk: Desk, found: Glance) -> list[tuple[str, str]]:
    """Return titles and texts, several lines to a text where there are several things."""
    from crm_cli.domain.titles import TITLES

    customer, contact, phone = found.party
    who = " ".join(filter(None, (contact.name, contact.title))) if contact else ""
    others = [one for one in found.people if contact is None or one.no != contact.no]
    return [
        pair
        for pair in (
            (_(TITLES["customer"]), f"{number('customer', customer.no)} {customer.name}"),
            (_(TITLES["contact"]), who),
            (_("people"), ", ".join(" ".join(filter(None, (one.name, one.title))) for one in others)),
            (_(TITLES["number"]), phone.raw if phone else _numbers(desk, customer.no)),
            (_(TITLES["owner"]), customer.owner),
            (_(TITLES["grade"]), customer.grade),
            (_(TITLES["stage"]), words.label("stage", customer.stage)),
            (_(TITLES["city"]), customer.city),
            (_("do not call"), found.barred),
            (_("promised"), "\n".join(_step(desk, step) for step in found.steps)),
            (_("last"), "\n".join(map(touch_line, found.touches))),
            (_("to ask"), "\n".join(found.questions)),
        )
        if pair[1]
    ]


def _numbers(desk: Desk, customer_no: int) -> str:
    """Return all good numbers of a customer, a line each with whose it is."""
    from crm_cli.storage.contacts import FIND_PHONES

    phones = desk.database.all(FIND_PHONES, customer_no=customer_no)
    return "\n".join(f"{one.raw} {one.contact}".rstrip() for one in phones if one.bad_at is None)


def _step(desk: Desk, step: StepRow) -> str:
    from crm_cli.services.reading import say_when

    kind = words.label("step_kind", step.kind) if step.kind == "callback" else ""
    when = say_when(desk, step.due_on, step.due_at)
    return "  ".join(filter(None, (number("step", step.no), when, kind, step.words, step.rep)))


def touch_line(event: Event) -> str:
    """Return a touch in one line: when, what it was, who spoke, how it ended, what was said."""
    when = f"{event.at:%m-%d %H:%M}"
    said = " ".join(event.text.split())
    return "  ".join(filter(None, (when, _(KINDS[event.kind]), event.rep, event.contact, event.label, said)))


def whom_to_ask(found: Glance) -> str:
    """Return the person whose number it is, else the people at the firm, who decides first."""
    contact = found.party.contact
    people = (
        [contact] if contact else sorted(found.people, key=lambda one: one.role != "decision_maker")[:_ASKED]
    )
    return _(", ").join(" ".join(filter(None, (one.name, one.title))) for one in people)


def script_of(desk: Desk, offer: "Offer") -> str:
    """Return the list's script filled in for whom it is with, as Markdown; '' where it has none."""
    if offer.script_no is None:
        return ""
    from crm_cli.services.scripts import shown

    return shown(desk, offer.script_no, offer.customer_no, offer.contact_no, call_list_no=offer.call_list_no)
