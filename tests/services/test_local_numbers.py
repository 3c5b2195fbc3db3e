"""Numbers without an area code are read again when it is said, and nothing that is known is lost by it."""

from collections.abc import Callable

import pytest

from crm_cli.errors import RefusedError, UsageError
from crm_cli.services import bans, customers, firm, history, reps
from crm_cli.services.customer_file import customer_file
from crm_cli.services.desk import Desk
from crm_cli.storage.contacts import FIND_BANS, FIND_PHONES


def numbers(desk: Desk, customer: str) -> list[str | None]:
    return [phone.e164 for phone in desk.database.all(FIND_PHONES, customer_no=int(customer[1:]))]


@pytest.fixture
def bare(open_as: Callable[[str | None], Desk]) -> Desk:
    """A firm without an area code, with local numbers of its own city, of another one and of abroad."""
    desk = open_as("周敏")
    firm.set_setting(desk, "area_code", "")
    customers.add_customer(desk, "白云航空", phones=["8612 5555转8", "020-86120009", "13800138000"])
    customers.add_customer(desk, "北京远洋", phones=["66661234"], city="北京")
    customers.add_customer(desk, "蓝天", phones=["8612-0000", "1234"])
    return desk


def test_the_firms_area_code_is_said_later(bare: Desk) -> None:
    assert numbers(bare, "c1") == [None, "+862086120009", "+8613800138000"]
    told = firm.set_setting(bare, "area_code", "广州").lines
    assert list(told) == [
        "area_code (area code of numbers written without one: 020, or a city) is now 020.",
        "2 numbers written without an area code are read by it now.",
    ]
    assert bare.firm.area_code == "020"
    assert numbers(bare, "c1") == ["+862086125555", "+862086120009", "+8613800138000"]
    assert numbers(bare, "c2") == ["+861066661234"]
    assert numbers(bare, "c3") == ["+862086120000", None]
    # A wrong code is put right; what was written with its code stays.
    firm.set_setting(bare, "area_code", "0755")
    assert numbers(bare, "c1") == ["+8675586125555", "+862086120009", "+8613800138000"]
    history.undo(bare)
    assert (numbers(bare, "c3"), bare.setting("area_code")) == (["+862086120000", None], "020")
    # Without one again, what is known stays known.
    firm.set_setting(bare, "area_code", "")
    assert numbers(bare, "c3") == ["+862086120000", None]


def test_a_customers_city_is_said_later(bare: Desk) -> None:
    customers.edit_customer(bare, "c3", city="深圳", phones=["2222 3333"])
    assert numbers(bare, "c3") == ["+8675586120000", None, "+8675522223333"]
    history.undo(bare)
    assert numbers(bare, "c3") == [None, None]


def test_who_must_not_be_called_is_not_called_by_the_number_as_it_is_read_now(bare: Desk) -> None:
    bans.ban(bare, "8612-0000", whole_customer=False, reason="asked")
    firm.set_setting(bare, "area_code", "020")
    marks = bare.database.all(FIND_BANS, standing=True)
    assert ("+862086120000", "asked") in {(mark.e164, mark.reason) for mark in marks}
    file = customer_file(bare, "c3")
    assert [phone.e164 in file.barred for phone in file.phones] == [True, False]


@pytest.mark.parametrize("text", ["020a", "00", "12345", "火星", "+86"])
def test_what_is_no_area_code_is_said(bare: Desk, text: str) -> None:
    with pytest.raises(UsageError, match="not a value for area_code"):
        firm.set_setting(bare, "area_code", text)


def test_the_firm_is_renamed_by_a_manager_where_there_is_one(
    desk: Desk, open_as: Callable[[str | None], Desk]
) -> None:
    manager = open_as("周敏")
    with pytest.raises(RefusedError):
        firm.set_setting(open_as("陈伟"), "firm_name", "新名字")
    firm.set_setting(manager, "firm_name", " 新名字[/b] ")
    assert manager.firm.name == "新名字[/b]"
    assert desk.firm.name != manager.firm.name
    desk.forget_settings()
    assert desk.firm.name == "新名字[/b]"
    for nothing in ("", "  "):
        with pytest.raises(UsageError):
            firm.set_setting(manager, "firm_name", nothing)
    assert reps.reps(manager)
