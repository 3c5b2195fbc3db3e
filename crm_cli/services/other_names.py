"""Other names of customers: typed by hand, or those of customers that were merged into them."""

from collections.abc import Sequence

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.errors import NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes
from crm_cli.storage.change import Change
from crm_cli.storage.customer_names import FIND_NAMES, OtherNameRow
from crm_cli.storage.customers import BRIEFS, CustomerBrief


def merged_into(desk: Desk, no: int) -> CustomerBrief | None:
    """Return the customer into which the one numbered so was merged, and remark on it; None where there is none."""
    name = desk.database.first(FIND_NAMES, was_no=no, limit=1)
    if name is None:
        return None
    found = desk.database.one(BRIEFS, no=name.customer_no)
    if desk.remark is not None:
        desk.remark(
            _("{was} {name} was merged into {number} {customer}.").format(
                was=number("customer", no),
                name=name.name,
                number=number("customer", found.no),
                customer=found.name,
            )
        )
    return found


def names_of(desk: Desk, customer_no: int) -> list[OtherNameRow]:
    """Return the other names of a customer, the oldest first."""
    return desk.database.all(FIND_NAMES, customer_no=customer_no)


def names_of_all(desk: Desk, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Return the other names of the customers numbered so, by their numbers."""
    found: dict[int, list[str]] = {}
    for row in desk.database.all(FIND_NAMES, customers=list(numbers)) if numbers else ():
        found.setdefault(row.customer_no, []).append(row.name)
    return found


def rename(
    desk: Desk,
    change: Change,
    customer: CustomerBrief,
    fresh: Sequence[str],
    gone: Sequence[str],
    notes: Notes,
) -> bool:
    """Give a customer other names, and take some off it, inside an open change; say whether any changed.

    Raises NotFoundError for one to take off that it does not have.
    """
    held = {fold(row.name): row for row in names_of(desk, customer.no)}
    for text in gone:
        row = held.pop(fold(text), None)
        if row is None:
            raise NotFoundError(
                _("{customer} has no other name {name}.").format(customer=customer.name, name=text)
            )
        change.delete("customer_name", row.no)
        notes.tell(_("{name} removed.").format(name=row.name))
    known = {*held, fold(customer.name), ""}
    added = {fold(text): text.strip() for text in reversed(fresh) if fold(text) not in known}
    for text in reversed(added.values()):
        change.insert("customer_name", customer_no=customer.no, name=text)
    return bool(added or gone)
