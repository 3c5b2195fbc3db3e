"""What an erasing leaves alone as it is others', tells of, and notices when it comes again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_cli.services import (
    attachments,
    bans,
    buildings,
    calls,
    contacts,
    customers,
    doctor,
    forgetting,
    history,
    memos,
)
from crm_cli.services.customer_file import customer_file
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt
from crm_cli.storage import checkup, search
from crm_cli.storage.checkup import Deadline

pytestmark = pytest.mark.trust("S20")


@pytest.fixture
def manager(open_as: Callable[[str | None], Desk]) -> Desk:
    return open_as("周敏")


def rows_of(desk: Desk, sql: str) -> list[Any]:
    return desk.database.connection.execute(sql).fetchall()


def forgotten(desk: Desk, who: str, contact: str | None = None) -> tuple[Receipt, Receipt]:
    wish = forgetting.find_whom(desk, who, contact)
    return forgetting.preview(desk, wish), forgetting.forget(desk, wish)


def check_sound(desk: Desk) -> None:
    connection = desk.database.connection
    forever = Deadline(None)
    assert search.check(connection) == []
    assert checkup.journal(connection, full=True, deadline=forever).wrong == ()
    assert checkup.derived_facts(connection, full=True, deadline=forever).wrong == ()


@pytest.mark.parametrize("typed", ["020 80007653", "+862080007653", "（020）8000-7653"])
def test_a_number_that_another_firm_holds_stays_there_whole(manager: Desk, typed: str) -> None:
    firm = customers.add_customer(manager, "越秀礼品行", phones=["020 80007653"], email="info@yx.example")
    calls.log_call(manager, calls.Typed(f"c{firm.no}", "no_answer", note="打 020-80007653 没人"))
    lone = customers.add_customer(
        manager, "白云飞", kind="person", phones=[typed, "13900004321"], email="INFO@yx.example"
    )
    calls.log_call(manager, calls.Typed(f"c{lone.no}", "no_answer"))
    memos.add_memo(manager, "找过白云飞 13900004321", customer=f"c{firm.no}")
    theirs = [
        "select raw, e164, reversed, extension, version from phone where customer_no = 1",
        "select number, note from call where customer_no = 1",
        "select email from customer where no = 1",
    ]
    before = [rows_of(manager, sql) for sql in theirs]
    for receipt in forgotten(manager, f"c{lone.no}"):
        assert "020 80007653 is also at c1 越秀礼品行: it stays there." in receipt.warnings
        assert "info@yx.example is also at c1 越秀礼品行: it stays there." in receipt.warnings
        assert "2 numbers, 1 call" in receipt.lines[0]
        assert "1 mention in others' notes" in receipt.lines[0]
    assert [rows_of(manager, sql) for sql in theirs] == before
    assert rows_of(manager, "select words from memo") == [("找过× ×",)]
    assert (
        rows_of(manager, "select raw, e164, reversed from phone where customer_no = 2")
        == [("", None, "")] * 2
    )
    assert [row.customer_no for row in contacts.phones(manager, customer_no=1)] == [1]
    check_sound(manager)
    path = manager.database.path
    manager.close()
    held = path.read_bytes()
    assert b"13900004321" not in held
    assert b"12340000931" not in held
    assert "白云飞".encode() not in held


def test_a_number_only_in_anothers_call_stays_in_that_call_and_is_told(manager: Desk) -> None:
    customers.add_customer(manager, "越秀礼品行", phones=["020 80007653"])
    call = calls.log_call(manager, calls.Typed("c1", "no_answer", number="139 0000 4321"))
    customers.add_customer(manager, "白云飞", kind="person", phones=["13900004321"])
    for receipt in forgotten(manager, "c2"):
        assert any(f"k{call.no} 139 0000 4321" in warning for warning in receipt.warnings)
    assert rows_of(manager, "select number from call") == [("139 0000 4321",)]
    check_sound(manager)
    history.undo(manager, "h3")


def test_names_in_other_writing_go_and_those_of_others_own_are_told(manager: Desk, tmp_path: Path) -> None:
    customers.add_customer(manager, "越秀礼品行", building="刘广发大厦")
    customers.add_customer(manager, "刘广发", kind="person")
    memos.add_memo(manager, "劉廣發 介紹的; Ｌｉｕ", customer="c1")
    buildings.add_building(manager, "刘广发大厦", city="广州")
    with manager.change() as change:
        change.insert("competitor", name="劉廣發禮品")
    for at in ("c1", "c2"):
        file = tmp_path / "刘广发合同.txt"
        file.write_text("合同全文")
        attachments.attach(manager, at, [file])
    shown, receipt = forgotten(manager, "c2")
    assert rows_of(manager, "select words from memo") == [("× 介紹的; Ｌｉｕ",)]
    for one in (shown, receipt):
        told = "\n".join(one.warnings)
        assert "c1 刘广发大厦" in told
        assert "b1 刘广发大厦" in told
        assert "m1 劉廣發禮品" in told
        assert "The same file is attached elsewhere too, and stays there: a1 ×合同.txt" in told
        assert "1 file," in one.lines[0]
    check_sound(manager)


@pytest.mark.parametrize(
    ("before", "number"), [("139 0000 4321", "139 0000 4321"), ("95533", "95533"), ("9 5533", "95533")]
)
def test_a_barred_number_that_comes_in_again_is_shown_told_and_noticed(
    manager: Desk, before: str, number: str
) -> None:
    customers.add_customer(manager, "白云飞", kind="person", phones=[before])
    bans.ban(manager, before, whole_customer=False, reason="")
    forgotten(manager, "c1")
    assert forgetting.numbers_back(manager) == []
    customers.add_customer(manager, "名单上的人", kind="person", phones=[number])

    assert customer_file(manager, "c2").barred == {contacts.phones(manager, customer_no=2)[0].e164 or number}
    logged = calls.log_call(manager, calls.Typed("c2", "no_answer"))
    assert any("is marked do-not-call (marked by 周敏 on" in warning for warning in logged.warnings)
    assert "already so" in bans.ban(manager, number, whole_customer=False, reason="又说").lines[0]

    path = manager.database.path
    found = {one.check: one for one in doctor.examine(doctor.Round(path, path.parent / "backups"))}
    again = forgetting.again(manager)
    for told in (found["erased"].found, *again.warnings[:1]):
        assert told.startswith("1 customer has a number not to be called that was an erased person's: c2.")
    assert found["erased"].state == "person"
    assert not again.lines
    bans.lift_ban(manager, bans.find_ban(manager, number).no, "本人同意")
    assert customer_file(manager, "c2").barred == set()
    assert forgetting.numbers_back(manager) == []
    assert forgetting.again(manager).lines[0].startswith("Nobody who was erased is back, as far as")
