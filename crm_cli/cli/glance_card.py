"""A customer at a glance, drawn for people and written for programs."""

from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.glances import Glance
from crm_cli.services.touch_events import KINDS, Event
from crm_cli.storage.steps import StepRow


def as_record(desk: Desk, found: Glance) -> dict[str, Any]:
    """Return a glance as one object; keys are never translated."""
    from crm_cli.services.records import plain, record

    customer, contact, phone = found.party
    steps = [plain(record(row, desk), desk) for row in found.steps]
    return {
        "customer": customer.name,
        "customer_no": number("customer", customer.no),
        "contact": contact.name if contact else None,
        "contact_no": number("contact", contact.no) if contact else None,
        "title": contact.title if contact else None,
        "number": phone.raw if phone else None,
        "owner": customer.owner or None,
        "owner_no": number("rep", customer.owner_no),
        "grade": customer.grade,
        "stage": customer.stage,
        "city": customer.city,
        "do_not_call": found.barred or None,
        "callbacks": [step for step in steps if step["kind"] == "callback"],
        "steps": [step for step in steps if step["kind"] != "callback"],
        "last_touches": [_touch_record(event) for event in found.touches],
        "unknown": found.questions,
    }


def _touch_record(event: Event) -> dict[str, Any]:
    kept = {key: value for key, value in event._asdict().items() if key != "label"}
    return kept | {"at": event.at.isoformat(timespec="minutes")}


def pairs(desk: Desk, found: Glance) -> list[tuple[str, str]]:
    """Return titles and texts, several lines to a text where there are several things."""
    from crm_cli.cli.listing import title

    customer, contact, phone = found.party
    who = " ".join(filter(None, (contact.name, contact.title))) if contact else ""
    others = [one for one in found.people if contact is None or one.no != contact.no]
    return [
        pair
        for pair in (
            (title("customer"), f"{number('customer', customer.no)} {customer.name}"),
            (title("contact"), who),
            (_("people"), ", ".join(" ".join(filter(None, (one.name, one.title))) for one in others)),
            (title("number"), phone.raw if phone else ""),
            (title("owner"), customer.owner),
            (title("grade"), customer.grade),
            (title("stage"), words.label("stage", customer.stage)),
            (title("city"), customer.city),
            (_("do not call"), found.barred),
            (_("promised"), "\n".join(_step(desk, step) for step in found.steps)),
            (_("last"), "\n".join(map(touch_line, found.touches))),
            (_("to ask"), "\n".join(found.questions)),
        )
        if pair[1]
    ]


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
