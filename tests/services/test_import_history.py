"""An import is taken back as far as nobody worked on what it brought, and what stays is said with the reason."""

from collections.abc import Callable
from typing import Any

import pytest

from crm_cli import clock
from crm_cli.errors import NotFoundError, RefusedError
from crm_cli.services import calls, contacts, customers, history, import_history, steps
from crm_cli.services.desk import Desk
from crm_cli.storage import search
from tests.storage.test_runs import whole

Open = Callable[[str], Desk]
COUNT = 130


def bring_in(desk: Desk, count: int = COUNT) -> None:
    """Bring in customers with a number and a person each, and change one that is here, as a file does."""
    with desk.change() as change:
        nos = change.insert_columns("customer", {"name": [f"白云{place}" for place in range(count)]})
        people = change.insert_columns("contact", {"customer_no": nos, "name": ["王丽"] * count})
        e164s = [f"+86138{place:08}" for place in range(count)]
        told: dict[str, Any] = {"customer_no": nos, "contact_no": people, "raw": e164s, "e164": e164s}
        change.insert_columns("phone", told)
        change.update("customer", nos[5], grade="A", grade_at=clock.now())
        change.update("customer", 1, city="广州")
        change.update("customer", 2, city="广州")
        change.delete("customer_tag", 1)
        change.insert("import_batch", noun="customers", file_name="名单.csv", sha256="0" * 64)


@pytest.fixture
def brought(desk: Desk) -> Desk:
    customers.add_customer(desk, "旧客户", city="深圳", tags=["春节"])
    customers.add_customer(desk, "另一旧客户", city="深圳")
    return desk


def test_what_nobody_touched_is_as_if_it_had_never_come(brought: Desk) -> None:
    before = whole(brought)
    bring_in(brought)
    after = whole(brought)
    looked = import_history.look(brought, "i1")
    assert whole(brought) == after
    done = import_history.undo_import(brought, "i1")
    assert (done.plan, done.lost) == (looked.plan, ())
    assert whole(brought) == before
    assert done.plan.out == {"customer": COUNT, "contact": COUNT, "phone": COUNT}
    assert done.plan.put_back == {"customer": 2, "customer_tag": 1}
    assert [(one.row.no, one.state, one.row.file_name) for one in import_history.batches(brought)] == [
        (1, "undone", "名单.csv")
    ]
    with pytest.raises(RefusedError, match="undone already"):
        import_history.undo_import(brought, "i1")
    history.redo(brought)
    assert whole(brought) == after
    assert import_history.batch(brought, "i1").state == "whole"


def test_what_was_edited_or_built_on_stays_with_all_it_needs(brought: Desk, open_as: Open) -> None:
    before = whole(brought)
    bring_in(brought)
    other = open_as("李娜")
    customers.edit_customer(other, "c3", city="佛山")
    calls.log_call(other, calls.Typed("c7", "talked"))
    contacts.edit_contact(other, "n20", title="经理")
    customers.edit_customer(other, "c1", city="珠海")
    customers.remove_customer(other, "c50")
    steps.add_step(other, "送样", customer="c60", due="+3d")
    history.undo(other)
    after = whole(brought)
    plan = import_history.undo_import(brought, "i1").plan
    stays = {(one.table, one.no): one.reason for one in plan.kept.values() if one.reason != "belongs"}
    assert stays[("customer", 3)] == stays[("contact", 20)] == stays[("customer", 1)] == "edited"
    assert stays[("customer", 7)] == "used"
    rows = whole(brought)
    assert [row["no"] for row in rows["customer"]] == [1, 2, 3, 7, 22]
    assert [row["customer_no"] for row in rows["contact"]] == [3, 7, 22]
    assert [row["customer_no"] for row in rows["phone"]] == [3, 7, 22]
    assert [row["city"] for row in rows["customer"][:3]] == ["珠海", "深圳", "佛山"]
    assert rows["customer_tag"] == before["customer_tag"]
    assert len(rows["import_batch"]) == 1
    assert plan.gone["customer"] == 1
    told = {one["no"]: one for one in import_history.reasons(brought, plan)}
    assert (told["c3"]["actor"], told["c3"]["name"]) == ("李娜", "白云0")
    assert told["c7"]["other"] == "k1"
    assert import_history.batch(brought, "i1").state == "partly"
    history.redo(brought)
    assert whole(brought) == after
    assert search.check(brought.database.connection) == []


def test_all_or_nothing_refuses_for_one(brought: Desk) -> None:
    bring_in(brought)
    customers.edit_customer(brought, "c9", city="佛山")
    before = whole(brought)
    with pytest.raises(RefusedError, match="c9 was changed again since by 陈伟"):
        import_history.undo_strictly(brought, "i1")
    assert whole(brought) == before


def test_who_may_and_what_there_is_to_take_back(brought: Desk, open_as: Open) -> None:
    bring_in(brought, 9)
    with pytest.raises(RefusedError, match="manager"):
        import_history.look(open_as("李娜"), "i1")
    with pytest.raises(NotFoundError, match="no import"):
        import_history.look(brought, "i2")
    import_history.undo_import(open_as("周敏"), "i1")


def test_where_all_of_it_was_worked_on_nothing_is_done(desk: Desk) -> None:
    with desk.change() as change:
        change.insert("customer", name="白云")
        change.insert("import_batch", noun="customers", file_name="名单.csv", sha256="0" * 64)
    customers.edit_customer(desk, "c1", city="佛山")
    with pytest.raises(RefusedError, match="Nothing of i1"):
        import_history.undo_import(desk, "i1")
    assert import_history.batch(desk, "i1").state == "whole"
