"""Merging customers: everything comes along, nothing is lost, and undo after merge is as if nothing had been."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.domain.models import metadata
from crm_cli.errors import RefusedError, UsageError
from crm_cli.services import (
    bans,
    calls,
    contacts,
    customers,
    followups,
    history,
    memos,
    merge_fields,
    own_fields,
)
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.merging import merge_customers
from crm_cli.services.naming import find_customer
from crm_cli.services.touches import Extras
from crm_cli.storage import derived, merging, queue_facts, undo
from tests.storage.test_undo import assert_facts, dump

Open = Callable[[str | None], Desk]
STAMPS = {"no", "id", "created_at", "created_by", "changed_at", "changed_by", "version"}


@pytest.fixture
def boss(open_as: Open) -> Desk:
    return open_as("周敏")


@pytest.mark.parametrize(
    ("noun", "known"),
    [("customer", merging.OF_CUSTOMER), ("contact", merging.OF_CONTACT), ("phone", merging.OF_PHONE)],
)
def test_every_column_that_refers_is_known(noun: str, known: tuple[tuple[str, str], ...]) -> None:
    """A table that is added later cannot be forgotten."""
    found = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == noun for key in column.foreign_keys)
    }
    assert set(known) == found


@pytest.mark.parametrize("noun", ["customer", "contact"])
def test_every_field_has_a_rule(noun: str) -> None:
    ruled = {name for fields in merge_fields.TOGETHER[noun] for name in fields} | set(
        merge_fields.OWN_RULE[noun]
    )
    assert ruled | STAMPS | set(derived.LEFT_OUT[noun]) == set(metadata.tables[noun].columns.keys())


def _two(desk: Desk) -> None:
    """c1 and c2 are one firm, c3 is another; both have 王丽 with one number, and a mark, tags and fields of their own."""
    own_fields.add_field(desk, "customer", "员工数", kind="number", choices=[])
    own_fields.add_field(desk, "customer", "上市", kind="text", choices=[])
    customers.add_customer(
        desk, "白云航空", phones=["020-80000000"], city="广州", tags=["春节", "大户"], owner="陈伟",
        own_fields={"员工数": "120"}, notes="老客户", building="白云大厦",
    )  # fmt: skip
    customers.add_customer(
        desk, "广州白云航空服务有限公司", phones=["020-80000000", "13800138000"], city="深圳", website="by.cn",
        tags=["春节", "新"], own_fields={"员工数": "130", "上市": "否"}, notes="爱喝茶", building="白云大厦",
        floor="8", unit="801", grade="B", short_name="白云", referrer="c1",
    )  # fmt: skip
    customers.add_customer(desk, "别家", referrer="c2")
    contacts.add_contact(desk, "王丽", "c1", phones=["19000008000"], title="经理")
    contacts.add_contact(desk, "王丽", "c2", phones=["19000008000"], title="采购经理", email="wang@by.cn")
    contacts.add_contact(desk, "李强", "c2", reports_to="王丽")
    calls.log_call(desk, calls.Typed("c2", "talked", at="2026-11-20 10:00"), Extras(next="+3d 报价"))
    calls.log_call(desk, calls.Typed("n2", "no_answer", at="2026-11-20 11:00"))
    followups.add_followup(
        desk, "c2", at="2026-11-20 12:00", channel="wechat", note="发目录", extras=Extras()
    )
    memos.add_memo(desk, "爱喝普洱", customer="c2", contact="王丽")


def _rows(desk: Desk, table: str) -> dict[int, dict[str, Any]]:
    return {row["no"]: row for row in dump(desk)[table]}


def test_a_firm_recommended_by_the_one_it_is_merged_into_recommends_nobody(boss: Desk) -> None:
    _two(boss)
    with boss.change() as change:
        change.update("customer", 2, referrer="")
    merge_customers(boss, "c1", ["c2"])
    assert _rows(boss, "customer")[1]["referrer_no"] is None


def test_everything_comes_along_and_nothing_is_lost(boss: Desk) -> None:
    _two(boss)
    before = dump(boss)
    receipt = merge_customers(boss, "c1", ["c2"])
    after = dump(boss)
    firm = _rows(boss, "customer")[1]
    assert set(_rows(boss, "customer")) == {1, 3}
    assert (firm["city"], firm["website"], firm["grade"], firm["unit"]) == ("广州", "by.cn", "B", "801")
    assert firm["short_name"] == "白云"
    assert firm["referrer_no"] is None
    assert _rows(boss, "customer")[3]["referrer_no"] == 1
    assert firm["notes"] == ("老客户\n爱喝茶\nc2 广州白云航空服务有限公司: city: 深圳; 员工数: 130")
    assert {row["name"] for row in after["customer_tag"]} == {"春节", "大户", "新"}
    assert [(row["customer_no"], row["value"]) for row in after["field_value"]] == [(1, "120"), (1, "否")]
    people = _rows(boss, "contact")
    assert set(people) == {1, 3}
    assert (people[1]["email"], people[1]["notes"]) == ("wang@by.cn", "n2 王丽: title: 采购经理")
    assert people[3]["reports_to_no"] == 1
    assert [row["raw"] for row in after["phone"]] == ["020-80000000", "13800138000", "19000008000"]
    assert {row["customer_no"] for row in [*after["call"], *after["step"], *after["followup"]]} == {1}
    assert {row["contact_no"] for row in after["call"]} == {None, 1}
    assert (after["memo"][0]["customer_no"], after["memo"][0]["contact_no"]) == (1, 1)
    assert after["customer_name"][0]["was_no"] == 2
    assert "1 person, 2 calls, 1 follow-up" in receipt.lines[0]
    assert_facts(after)
    assert queue_facts.verify(boss.database.connection) == []
    history.undo(boss)
    assert dump(boss) == before
    history.redo(boss)
    again = dump(boss)
    for rows in (after, again):
        for row in [one for table in rows.values() for one in table]:
            row.pop("changed_at", None)
    assert again == after
    assert find_customer(boss, "c2").no == find_customer(boss, "广州白云航空服务").no == 1


def test_a_dry_run_tells_the_same_and_changes_nothing(boss: Desk) -> None:
    _two(boss)
    before = dump(boss)
    told = merge_customers(boss, "c1", ["c2", "c3"], dry_run=True)
    assert not told.changed
    assert dump(boss) == before
    assert merge_customers(boss, "c1", ["c2", "c3"]).lines == told.lines


def test_one_merged_twice_still_leads_to_where_it_came(boss: Desk) -> None:
    _two(boss)
    said: list[str] = []
    boss.remark = said.append
    merge_customers(boss, "c1", ["c2"])
    merge_customers(boss, "c3", ["c1"])
    assert find_customer(boss, "c2").no == find_customer(boss, "c1").no == 3
    assert said[0] == "c2 广州白云航空服务有限公司 was merged into c3 别家."


@pytest.mark.parametrize(("kept", "other"), [("c1", "c2"), ("c2", "c1")])
def test_do_not_call_of_either_stays(boss: Desk, kept: str, other: str) -> None:
    _two(boss)
    bans.ban(boss, "c2", whole_customer=True, reason="他们要求")
    bans.ban(boss, "19000008000", whole_customer=False, reason="")
    merge_customers(boss, kept, [other])
    firm = find_customer(boss, kept)
    assert bans.standing_on(boss, customer_no=firm.no) is not None
    assert bans.standing_on(boss, e164="+8619000008000") is not None
    history.undo(boss)
    bans.ban(boss, "c1", whole_customer=True, reason="也")
    merge_customers(boss, kept, [other])
    assert len([one for one in bans.bans(boss) if one.customer_no == firm.no and not one.lifted_at]) == 1


def test_who_may(desk: Desk, open_as: Open, boss: Desk) -> None:
    _two(desk)
    customers.edit_customer(boss, "c2", owner="李娜")
    with pytest.raises(RefusedError):
        merge_customers(desk, "c1", ["c2"])
    with pytest.raises(UsageError):
        merge_customers(desk, "c1", ["c1"])
    told = merge_customers(boss, "c1", ["c2"])
    assert "Two reps have it: 陈伟, who keeps it, and 李娜." in told.warnings


def test_who_had_no_owner_gets_that_of_the_other(boss: Desk) -> None:
    """As docs/*/safe.md say."""
    _two(boss)
    customers.edit_customer(boss, "c1", owner="")
    customers.edit_customer(boss, "c2", owner="李娜")
    merge_customers(boss, "c1", ["c2"])
    assert {row.no: row.owner for row in customers.customers(boss)}[1] == "李娜"


def test_numbers_of_one_list_are_one(boss: Desk) -> None:
    _two(boss)
    with boss.change() as change:
        no = change.insert("call_list", name="年会")
        for place, (customer, phone) in enumerate([(1, 1), (2, 2), (2, 3)]):
            change.insert(
                "list_number", call_list_no=no, customer_no=customer, phone_no=phone, position=place,
                **({"removed_at": change.now} if place == 0 else {"removed_at": None}),
            )  # fmt: skip
        change.insert("call_pause", phone_no=2, until_at=change.now, reason="开会")
    before = dump(boss)
    merge_customers(boss, "c1", ["c2"])
    held = dump(boss)["list_number"]
    assert [(row["customer_no"], row["phone_no"], row["removed_at"]) for row in held] == [
        (1, 1, None),
        (1, 3, None),
    ]
    assert queue_facts.verify(boss.database.connection) == []
    history.undo(boss)
    assert dump(boss) == before


TEMPLATE: list[Path] = []
TEXT = st.sampled_from(["", "甲", "乙 [/b]", "=1+1"])
FIRM = st.fixed_dictionaries(
    dict.fromkeys(("city", "building", "floor", "notes", "short_name", "email"), TEXT)
    | {"phones": st.lists(st.sampled_from(["13800138000", "020-80000000", "坏"]), max_size=2, unique=True)}
    | {"tags": st.lists(st.sampled_from(["春节", "新"]), max_size=2, unique=True)}
    | {"people": st.lists(st.tuples(TEXT.filter(bool), st.sampled_from(["", "19000008000"])), max_size=3)}
    | {"calls": st.lists(st.sampled_from(["talked", "no_answer", "空号", "do_not_call"]), max_size=3)}
    | {"banned": st.booleans(), "owner": st.sampled_from(["", "陈伟", "李娜"])}
)


def _make(desk: Desk, place: int, firm: dict[str, Any]) -> None:
    told: dict[str, Any] = {name: text for name, text in firm.items() if isinstance(text, str)}
    customers.add_customer(desk, f"公司{place}", phones=firm["phones"], tags=firm["tags"], **told)
    for name, phone in firm["people"]:
        contacts.add_contact(desk, name, f"c{place}", phones=[phone] if phone else [], title=firm["city"])
    for code in firm["calls"]:
        calls.log_call(desk, calls.Typed(f"c{place}", code, at="2026-11-20 10:00"))
    if firm["banned"]:
        bans.ban(desk, f"c{place}", whole_customer=True, reason="")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(firms=st.lists(FIRM, min_size=2, max_size=3))
def test_undo_after_merge_is_identity(template: Path, firms: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crm.db"
        shutil.copy(template, path)
        desk = open_desk(path, "周敏")
        desk.database.connection.execute("pragma synchronous = off")
        for place, firm in enumerate(firms, 1):
            _make(desk, place, firm)
        before = dump(desk)
        merge_customers(desk, "c1", [f"c{place}" for place in range(2, len(firms) + 1)])
        after = dump(desk)
        assert len(after["customer"]) == 1
        assert len(after["call"]) == len(before["call"])
        assert {row["e164"] or row["raw"] for row in before["phone"]} == {
            row["e164"] or row["raw"] for row in after["phone"]
        }
        assert_facts(after)
        assert queue_facts.verify(desk.database.connection) == []
        history.undo(desk)
        assert dump(desk) == before
        history.redo(desk)
        history.undo(desk)
        assert dump(desk) == before
        desk.close()


def test_undo_of_thousands_of_rows_is_that_of_each(boss: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is put back together leaves the rows and the journal as what is put back row by row does."""
    customers.add_customer(boss, "甲", phones=["13800138001"])
    customers.add_customer(boss, "乙", phones=["13800138002"])
    for minute in range(12):
        calls.log_call(boss, calls.Typed("c2", "no_answer", at=f"2026-11-20 09:{minute:02}"))
    merge_customers(boss, "c1", ["c2"])
    merged = history.changes(boss, limit=1)[0].no
    with boss.change() as change:
        change.update("call", 4, talk_seconds=60)
    connection = boss.database.connection
    path = boss.database.path
    found = []
    for least in (5, 1_000):
        copy = path.with_name(f"{least}.db")
        connection.execute("vacuum into ?", [str(copy)])
        monkeypatch.setattr(undo, "LEAST", least)
        with (
            closing(open_desk(copy, "周敏")) as desk,
            time_machine.travel("2026-11-21T01:00:00Z", tick=False),
        ):
            history.undo(desk, f"h{merged}")
            told = dump(desk)
            history.redo(desk)
            asked = "select table_name, row_no, operation, before, after from change_row order by no"
            found.append((told, dump(desk), desk.database.connection.execute(asked).fetchall()))
    assert found[0] == found[1]
    assert sum(row[0] == "call" for row in found[0][2]) > 40
