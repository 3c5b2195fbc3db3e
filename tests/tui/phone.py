"""A list to call, and the calls that were made of it."""

from crm_cli.services import call_lists, calls, customers
from crm_cli.services.call_list_filling import fill
from crm_cli.services.desk import Desk


def fill_list(desk: Desk, names: list[str], name: str = "春季") -> None:
    """Make a list of customers of nobody's, each with a number of its place."""
    numbers = [
        customers.add_customer(desk, one, phones=[f"138{place:08}"], owner="").no
        for place, one in enumerate(names, 1)
    ]
    no = call_lists.add_call_list(desk, name).no
    fill(desk, f"l{no}", numbers, "--ids")


def made(desk: Desk) -> list[tuple[str, str | None]]:
    """Return whom was called and how it ended, in order."""
    return [(one.customer, one.outcome) for one in calls.calls(desk, sort="no")]
