"""The orders that calls and visits of a file brought home, each tied to its touch."""

from collections.abc import Hashable, Sequence

from crm_cli.services.importing.cells import Cells
from crm_cli.services.importing.intake import Intake
from crm_cli.services.importing.touches import Log
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.money import FIND_MONEY, MoneyRow
from crm_cli.storage.outcomes import OutcomeRow


def read_order(cells: Cells, customer: CustomerBrief | None, outcome: OutcomeRow | None) -> int | None:
    """Return in minor units the order a touch's `amount` is; that of any other outcome goes to the note."""
    amount = cells.amount("amount")
    if not amount:
        return None
    if customer is not None and outcome is not None and outcome.effect == "order":
        return amount
    cells.keep("amount")
    return None


def write_orders(intake: Intake, noun: str, logs: Sequence[Log], numbers: Sequence[int]) -> None:
    """Insert the orders of touches just written; one on file already is tied to its touch, one for one."""
    won = [
        (log, log.customer.no, no)
        for log, no in zip(logs, numbers, strict=True)
        if log.order is not None and log.customer is not None
    ]
    if not won:
        return
    # A firm that keeps its orders in a list as well brings both files, in either order.
    on_file: dict[Hashable, list[MoneyRow]] = {}
    for one in intake.desk.database.all(FIND_MONEY, kind="order"):
        on_file.setdefault((one.customer_no, one.day, one.amount_minor), []).append(one)
    for log, customer_no, no in won:
        key = (customer_no, log.day, log.order)
        if held := on_file.get(key):
            order = held.pop(0)
            if order.call_no is None and order.visit_no is None and order.followup_no is None:
                intake.change.update("money", order.no, **{f"{noun}_no": no})
            continue
        intake.change.insert(
            "money",
            kind="order",
            day=log.day,
            customer_no=customer_no,
            rep_no=log.rep.no,
            amount_minor=log.order,
            currency=intake.desk.currency,
            **{f"{noun}_no": no},
        )
