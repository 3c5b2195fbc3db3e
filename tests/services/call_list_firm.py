"""Customers with numbers, a call list of them, and one on somebody's screen, in a line each."""

from datetime import timedelta
from typing import Any

from crm_cli import clock
from crm_cli.services import call_lists, customers
from crm_cli.services.call_list_filling import fill
from crm_cli.services.desk import Desk
from crm_cli.storage.call_lists import ListNumberRow


def add_firm(desk: Desk, name: str, *phones: str, **fields: Any) -> int:
    return customers.add_customer(desk, name, phones=phones, **{"owner": "", **fields}).no


def make_list(desk: Desk, *numbers: int, name: str = "年会礼品", **options: Any) -> int:
    no = call_lists.add_call_list(desk, name, **options).no
    if numbers:
        fill(desk, f"l{no}", numbers, "--ids")
    return no


def on_list(desk: Desk, no: int, **filters: Any) -> list[ListNumberRow]:
    return call_lists.list_numbers(desk, call_list_no=no, standing=True, **filters)


def put_on_screen(desk: Desk, rep_no: int, customer_no: int) -> None:
    with desk.change() as change:
        phone = desk.database.connection.execute(
            "select no from phone where customer_no = ?", [customer_no]
        ).fetchone()[0]
        at = clock.now()
        change.insert(
            "call_lease", customer_no=customer_no, phone_no=phone, rep_no=rep_no, tier="fresh", taken_at=at,
            lease_until=at + timedelta(minutes=20),
        )  # fmt: skip
