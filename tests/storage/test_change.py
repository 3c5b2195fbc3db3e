"""One command's change: whole or not at all, told in a sentence, never from an old copy."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from crm_cli.errors import DatabaseError, RefusedError
from crm_cli.services import calls, contacts, customers, history
from crm_cli.services.call_corrections import edit_call
from crm_cli.services.desk import Desk
from crm_cli.storage import bulk, search
from crm_cli.storage.change import Change
from crm_cli.storage.ids import uuid7
from tests.storage.test_undo import dump


def _fail(desk: Desk, how: Callable[[Change], object]) -> None:
    with desk.change() as change:
        change.insert("customer", name="半个")
        how(change)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (lambda change: change.update("customer", 1, stage="nowhere"), "not allowed .*stage"),
        (lambda change: change.update("customer", 1, name=None), r"missing \(customer.name"),
        (lambda change: change.insert("rep", name="陈伟"), r"already exists \(rep.name"),
        (lambda change: change.insert("contact", name="王丽", customer_no=99), "was removed in the meantime"),
        (lambda change: change.delete("team", 1), "stand on this one"),
        (lambda change: change.update("customer", 99, name="x"), "removed by someone else"),
    ],
)
def test_nothing_of_a_change_that_breaks_a_rule_stays(
    desk: Desk, how: Callable[[Change], object], sentence: str
) -> None:
    customers.add_customer(desk, "白云")
    before, changes = dump(desk), history.changes(desk)
    with pytest.raises(RefusedError, match=sentence):
        _fail(desk, how)
    with pytest.raises(ZeroDivisionError):
        _fail(desk, lambda _change: 1 / 0)
    assert (dump(desk), history.changes(desk)) == (before, changes)


def test_a_change_goes_no_further_once_its_transaction_is_gone(desk: Desk) -> None:
    before = dump(desk)

    def lose(change: Change) -> None:
        change.connection.execute("rollback")  # as SQLite itself does when the disk is full
        change.insert("customer", name="另半个")

    with pytest.raises(DatabaseError, match="broken off"):
        _fail(desk, lose)
    with pytest.raises(DatabaseError, match="broken off"):
        _fail(desk, lambda change: change.connection.execute("rollback"))
    assert dump(desk) == before


@pytest.mark.trust("R9")
def test_an_edit_made_from_an_old_copy_names_who_was_faster(
    desk: Desk, open_as: Callable[[str], Desk]
) -> None:
    """R9 for each kind of record that is edited from a copy."""
    customers.add_customer(desk, "白云")
    contacts.add_contact(desk, "王丽", "c1")
    calls.log_call(desk, calls.Typed("c1", "talked"))
    other = open_as("李娜")
    for table, column in {"customer": "city", "contact": "title", "call": "note"}.items():
        version = _version(desk, table)
        with other.change() as change:
            change.update(table, 1, expect=version, **{column: "快"})
        before = dump(desk)
        with pytest.raises(RefusedError, match="changed by 李娜"), desk.change() as change:
            change.update(table, 1, expect=version, **{column: "慢"})
        assert dump(desk) == before
        assert _version(desk, table) == version + 1


def _version(desk: Desk, table: str) -> int:
    found: int = desk.database.connection.execute(f"select version from {table} where no = 1").fetchone()[0]
    return found


def test_rows_inserted_together_keep_their_order_and_name_the_same_columns(desk: Desk) -> None:
    with desk.change() as change:
        assert change.insert_many("customer", []) == []
        numbers = change.insert_many("customer", [{"name": f"客户{i}", "city": "广州"} for i in range(50)])
    assert numbers == list(range(1, 51))
    assert [row.name for row in customers.customers(desk, sort="no")] == [f"客户{i}" for i in range(50)]
    history.undo(desk)
    assert customers.customers(desk) == []
    with pytest.raises(ValueError, match="same columns"), desk.change() as change:
        change.insert_many("customer", [{"name": "a"}, {"name": "b", "city": "广州"}])


@pytest.mark.parametrize("count", [2, 123, 1_100])
def test_rows_inserted_together_are_what_rows_inserted_one_by_one_are(desk: Desk, count: int) -> None:
    rows: list[dict[str, object]] = [
        {
            "name": f"客户\0{i}\r\n",
            "short_name": "云" * (i % 3),
            "owner_no": None,
            "notes": f"礼品{i}",
            "version": i,
        }
        for i in range(1, count + 1)
    ]
    with desk.change() as change:
        change.insert_many("customer", rows)
    together = _told(desk)
    history.undo(desk)
    with desk.change() as change:
        numbers = [change.insert("customer", **row) for row in rows]
    assert numbers[0] == count + 1, "a number is given once, also after an undo"
    assert _told(desk) == together
    assert search.check(desk.database.connection) == []


def _told(desk: Desk) -> list[list[dict[str, object]]]:
    """Return the customers and what the journal says of them, but for their ids and numbers and the moment."""
    told = dump(desk)["customer"]
    rows = history.rows_of(desk, history.changes(desk, limit=1)[0].no)
    assert [(f"c{row['no']}", row["id"]) for row in told] == [(str(row["no"]), row["id"]) for row in rows]
    left_out = {"no", "id", "created_at"}
    return [[{k: v for k, v in row.items() if k not in left_out} for row in found] for found in (told, rows)]


def test_a_change_of_nothing_is_not_in_the_history(desk: Desk) -> None:
    customers.add_customer(desk, "白云", city="广州")
    changes = history.changes(desk)
    customers.edit_customer(desk, "c1", city="广州")
    assert history.changes(desk) == changes


def test_the_local_day_follows_the_moment(desk: Desk) -> None:
    customers.add_customer(desk, "白云")
    calls.log_call(desk, calls.Typed("c1", "talked", at="2026-11-20 23:59"))
    edit_call(desk, calls.calls(desk)[0], at="2026-11-21 00:01")
    assert calls.calls(desk)[0].day.isoformat() == "2026-11-21"
    history.undo(desk)
    assert calls.calls(desk)[0].day.isoformat() == "2026-11-20"


@pytest.mark.parametrize("make", [lambda: [uuid7() for _ in range(50)], lambda: bulk.new_ids(50)])
def test_ids_are_uuid7_and_sort_by_age(make: Callable[[], list[str]]) -> None:
    made = make()
    assert all(
        re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", one)
        for one in made
    )
    assert [one[:13] for one in made] == sorted(one[:13] for one in made)
    assert len(set(made)) == 50


@pytest.mark.parametrize(
    "values", [{"industry": "礼品", "owner_no": 1}, {"city": "深圳"}, {"name": "同名", "notes": "同一句"}]
)
def test_many_rows_changed_at_once_are_as_each_changed_alone(desk: Desk, values: dict[str, Any]) -> None:
    for name in ("白云", "前海", "已是"):
        customers.add_customer(desk, name, notes="旧")
    customers.edit_customer(desk, "c3", city="广州")
    with desk.change() as change:
        change.update("customer", 3, **values)
    before = dump(desk)

    def images() -> list[tuple[Any, ...]]:
        (last,) = history.changes(desk, limit=1)
        rows = history.rows_of(desk, last.no)
        return [(row["table"], row["no"], row["id"], row["before"], row["after"]) for row in rows]

    with desk.change() as change:
        for no in (2, 1, 3):
            change.update("customer", no, **values)
    alone, told = dump(desk), images()
    history.undo(desk)
    assert dump(desk) == before
    with desk.change() as change:
        change._stamp = str(alone["customer"][0]["changed_at"])
        assert change.update_many("customer", [2, 1, 3, 2], **values) == [2, 1]
    assert dump(desk) == alone
    for ours, theirs in zip(images(), told, strict=True):
        for image in (*ours[3:], *theirs[3:]):
            image.pop("version")
        assert ours == theirs
    assert search.check(desk.database.connection) == []
    history.undo(desk)
    assert (dump(desk), search.check(desk.database.connection)) == (before, [])


def test_many_rows_are_not_changed_when_one_is_gone(desk: Desk) -> None:
    customers.add_customer(desk, "白云")
    before = dump(desk)
    with pytest.raises(RefusedError, match="removed by someone else"), desk.change() as change:
        change.update_many("customer", [1, 9], industry="礼品")
    assert dump(desk) == before
