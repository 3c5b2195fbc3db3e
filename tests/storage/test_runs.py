"""Rows inserted together are one row of the journal, and nobody who asks can tell."""

from collections.abc import Callable
from typing import Any

import pytest

from crm_cli import clock
from crm_cli.errors import InUseError, RefusedError
from crm_cli.services import calls, contacts, customers, history
from crm_cli.services.desk import Desk
from crm_cli.storage import search
from crm_cli.storage.journal import LEAST, RUN
from tests.storage.test_undo import assert_facts, dump

COUNT = LEAST + 50


def bring_in(desk: Desk, count: int = COUNT) -> list[int]:
    """Insert so many customers with a number, a person and a call each, as an import does; return their numbers."""
    names = [f"白云{place}" for place in range(count)]
    with desk.change() as change:
        nos = change.insert_columns("customer", {"name": names, "city": ["广州"] * count, "notes": names})
        people = change.insert_columns("contact", {"customer_no": nos, "name": ["王丽"] * count})
        e164s = [f"+86138{place:08}" for place in range(count)]
        told: dict[str, Any] = {"customer_no": nos, "contact_no": people, "raw": e164s, "e164": e164s}
        phones = change.insert_columns("phone", told)
        told = {"customer_no": nos, "phone_no": phones, "rep_no": [1] * count, "at": [clock.now()] * count}
        change.insert_columns("call", {**told, "number": e164s, "outcome_no": [1] * count})
        change.update("customer", nos[7], grade="A")
        change.delete("call", nos[9])
    return nos


def journal(desk: Desk) -> list[tuple[Any, ...]]:
    asked = "select table_name, row_no, last_no, operation from change_row order by no"
    return desk.database.connection.execute(asked).fetchall()


def whole(desk: Desk) -> dict[str, Any]:
    rows = dump(desk)
    assert_facts(rows)
    assert search.check(desk.database.connection) == []
    return rows


def test_a_run_is_one_row_of_the_journal_and_is_undone_and_done_again(desk: Desk) -> None:
    before, started = whole(desk), len(journal(desk))
    bring_in(desk)
    after = whole(desk)
    tables = ["customer", "contact", "phone", "call"]
    assert journal(desk)[started : started + 4] == [(one, 1, COUNT, "insert") for one in tables]
    for _time in range(2):
        history.undo(desk)
        assert whole(desk) == before
        history.redo(desk)
        assert whole(desk) == after
    assert history.changes(desk, limit=1)[0].rows == 4 * COUNT + 2


def test_more_rows_than_a_run_holds_are_several(desk: Desk) -> None:
    started, count = len(journal(desk)), RUN + LEAST // 2
    with desk.change() as change:
        change.insert_columns("customer", {"name": [f"白云{place}" for place in range(count)]})
    told = [("customer", 1, RUN, "insert"), ("customer", RUN + 1, count, "insert")]
    assert journal(desk)[started:] == told
    for no in (1, RUN, RUN + 1, count):
        (found,) = history.changes(desk, record=f"c{no}")
        assert (found.no, found.rows) == (change.no, count)
    history.undo(desk)
    assert dump(desk)["customer"] == []


def test_the_history_of_one_row_of_a_run_shows_its_beginning(desk: Desk) -> None:
    (*_nos, last) = bring_in(desk)
    brought = history.changes(desk, limit=1)[0]
    customers.edit_customer(desk, f"c{last}", grade="B")
    found = history.changes(desk, record=f"c{last}")
    assert [one.no for one in found] == [brought.no + 1, brought.no]
    assert history.changes(desk, record=f"c{last + 1}") == []
    (row,) = history.rows_of(desk, brought.no, record=f"c{last}")
    (held,) = customers.customers(desk, numbers=[last])
    assert (row["no"], row["id"], row["operation"]) == (f"c{last}", held.id, "insert")
    told = history.rows_of(desk, brought.no)
    assert len(told) == 4 * COUNT + 2
    assert len({row["id"] for row in told}) == 4 * COUNT
    assert history.rows_of(desk, brought.no, most=COUNT + 5) == told[: COUNT + 5]


def test_ids_of_a_run_are_told_after_it_was_undone(desk: Desk) -> None:
    bring_in(desk)
    brought = history.changes(desk, limit=1)[0].no
    told = history.rows_of(desk, brought)
    history.undo(desk)
    assert history.rows_of(desk, brought) == told


@pytest.mark.parametrize(
    ("later", "error", "told"),
    [
        (
            lambda desk: customers.edit_customer(desk, "c57", city="深圳"),
            RefusedError,
            "c57 was changed again",
        ),
        (lambda desk: customers.remove_customer(desk, "c57"), RefusedError, "57 was changed again"),
        (lambda desk: contacts.edit_contact(desk, f"n{COUNT}", title="经理"), RefusedError, f"n{COUNT} was"),
        (lambda desk: contacts.add_contact(desk, "李莉", "c57"), InUseError, "Other records stand"),
    ],
)
def test_an_undo_of_a_run_on_one_row_of_which_something_stands_is_refused_whole(
    desk: Desk, later: Callable[[Desk], object], error: type[RefusedError], told: str
) -> None:
    with desk.change() as change:
        nos = change.insert_columns("customer", {"name": [f"白云{place}" for place in range(COUNT)]})
        change.insert_columns("contact", {"customer_no": nos, "name": ["王丽"] * COUNT})
    before = whole(desk)
    later(desk)
    after = whole(desk)
    with pytest.raises(error, match=told):
        history.undo(desk, f"h{change.no}")
    assert whole(desk) == after
    history.undo(desk)
    assert whole(desk) == before
    history.undo(desk)
    assert dump(desk)["customer"] == []


def test_a_run_with_a_row_that_is_gone_without_a_trace_is_not_taken_back(desk: Desk) -> None:
    with desk.change() as change:
        change.insert_columns("team", {"name": [f"组{place}" for place in range(COUNT)]})
    desk.database.connection.execute("delete from team where no = 9")
    before = dump(desk)
    with pytest.raises(RefusedError, match="removed by someone else"):
        history.undo(desk)
    assert dump(desk) == before


def test_what_an_older_version_journalled_row_by_row_is_undone_as_a_run(desk: Desk) -> None:
    before = whole(desk)
    bring_in(desk)
    after = whole(desk)
    connection = desk.database.connection
    runs = connection.execute("select no, change_no, table_name from change_row where last_no > 0").fetchall()
    for no, change_no, table in runs:
        connection.execute(
            "insert into change_row (no, change_no, table_name, row_no, row_id, operation)"
            f" select (? - 10000) * 1000 + no, ?, ?, no, id, 'insert' from {table}",
            (no, change_no, table),
        )
        if table == "call":
            connection.execute(
                "insert into change_row (no, change_no, table_name, row_no, row_id, operation)"
                " select (? - 10000) * 1000 + row_no, ?, ?, row_no, row_id, 'insert' from change_row"
                " where table_name = 'call' and operation = 'delete'",
                (no, change_no, table),
            )
    connection.execute("delete from change_row where last_no > 0")
    history.undo(desk)
    assert whole(desk) == before
    history.redo(desk)
    assert whole(desk) == after


def test_runs_of_calls_that_stand_on_a_later_one_go_back_in_order(desk: Desk) -> None:
    before = whole(desk)
    bring_in(desk)
    between = whole(desk)
    calls.log_call(desk, calls.Typed("c3", "talked"))
    with pytest.raises(InUseError, match="Other records stand"):
        history.undo(desk, f"h{history.changes(desk)[1].no}")
    history.undo(desk)
    assert whole(desk) == between
    history.undo(desk)
    assert whole(desk) == before
