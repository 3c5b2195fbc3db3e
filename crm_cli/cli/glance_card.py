"""A customer at a glance, written for programs."""

from typing import Any

from crm_cli.domain.codes import number
from crm_cli.services.desk import Desk
from crm_cli.services.glances import Glance
from crm_cli.services.touch_events import Event


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
