"""The customer file: everything known of one customer, with one timeline of all that was done."""

from typing import Any, NamedTuple

from crm_cli.services import (
    attachments,
    contacts,
    customers,
    memos,
    plans,
    steps,
)
from crm_cli.services.ban_reasons import barred_among
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer
from crm_cli.services.own_fields import own_values
from crm_cli.services.timeline import DONE, Timeline
from crm_cli.services.touch_events import Event
from crm_cli.storage.attachments import AttachmentRow
from crm_cli.storage.contacts import FIND_BANS, BanRow, ContactRow, PhoneRow
from crm_cli.storage.customer_names import FIND_NAMES
from crm_cli.storage.customers import CustomerRow
from crm_cli.storage.front_desk import FRONT_DESK, FrontDeskRow
from crm_cli.storage.memos import MemoRow
from crm_cli.storage.own_fields import OwnValueRow
from crm_cli.storage.plans import PlanRow
from crm_cli.storage.steps import StepRow
from crm_cli.storage.tenancies import FIND_TENANCIES, TenancyRow


class CustomerFile(NamedTuple):
    """A customer with its people, numbers, doors, promises, memos, files and history, newest first.

    `attachments` are those of the customer and of all that is about it, `attachment_count` how many there are.
    """

    customer: CustomerRow
    other_names: list[str]
    tags: list[str]
    own_fields: list[OwnValueRow]
    phones: list[PhoneRow]
    contacts: list[ContactRow]
    steps: list[StepRow]
    plans: list[PlanRow]
    bans: list[BanRow]
    barred: set[str]
    memos: list[MemoRow]
    attachments: list[AttachmentRow]
    attachment_count: int
    timeline: list[Event]
    doors: list[TenancyRow]
    front_desk: list[FrontDeskRow]


def customer_file(
    desk: Desk, text: str, *, limit: int | None = None, with_timeline: bool = True
) -> CustomerFile:
    """Return the file of the customer `text` names; `limit` cuts the timeline, the memos and the attachments.

    Where the timeline is paged (services/timeline.py) it is left out here.
    """
    brief = find_customer(desk, text)
    no = brief.no
    with desk.database.snapshot():
        phones = contacts.phones(desk, customer_no=no)
        return CustomerFile(
            customer=customers.customers(desk, no=no)[0],
            other_names=[row.name for row in desk.database.all(FIND_NAMES, customer_no=no)],
            tags=customers.tags_of(desk, [no]).get(no, []),
            own_fields=own_values(desk, customer_no=no),
            phones=phones,
            contacts=contacts.contacts(desk, customer_no=no, sort="no"),
            steps=steps.steps(desk, customer_no=no, state="open"),
            plans=plans.plans(desk, customer_no=no, state="planned"),
            bans=desk.database.all(FIND_BANS, standing=True, customer_no=no),
            barred=barred_among(desk, [phone.e164 or phone.raw for phone in phones]),
            memos=memos.memos(desk, customer_no=no, limit=limit),
            attachments=attachments.attachments(desk, about_customer_no=no, limit=limit),
            attachment_count=attachments.count_about(desk, no),
            timeline=_timeline(desk, no, limit) if with_timeline else [],
            doors=desk.database.all(FIND_TENANCIES, customer_no=no),
            front_desk=desk.database.all(FRONT_DESK, customer_no=no),
        )


def _timeline(desk: Desk, no: int, limit: int | None) -> list[Event]:
    done = Timeline(desk, no, DONE, over_only=True)
    return done.page(0, done.count() if limit is None else limit)


def people_tree(people: list[ContactRow]) -> list[tuple[int, ContactRow]]:
    """Return people with their depth below the one they report to, bosses first.

    A ring of people who report to each other is shown flat.
    """
    below: dict[int | None, list[ContactRow]] = {}
    known = {one.no for one in people}
    for one in people:
        below.setdefault(one.reports_to_no if one.reports_to_no in known else None, []).append(one)
    found: list[tuple[int, ContactRow]] = []

    def descend(boss: int | None, depth: int) -> None:
        for one in below.get(boss, []):
            found.append((depth, one))
            descend(one.no, depth + 1)

    descend(None, 0)
    placed = {one.no for _depth, one in found}
    return found + [(0, one) for one in people if one.no not in placed]


def need_of(row: CustomerRow, budget: float | None) -> dict[str, Any]:
    """Return the need of a customer as its own record."""
    return {
        "state": row.need_state,
        "occasion": row.need_occasion,
        "use_date": row.need_on,
        "quantity": row.need_quantity,
        "budget": budget,
        "supplier": row.need_supplier,
        "decides": row.need_decides,
        "influences": row.need_influences,
        "executes": row.need_executes,
    }
