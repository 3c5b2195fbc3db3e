"""A long block of rows is written while the program goes on, and nobody can tell."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import RefusedError
from crm_cli.services import history
from crm_cli.services.desk import Desk
from crm_cli.storage import search
from crm_cli.storage.customers import BRIEFS
from tests.storage.test_undo import dump

LONG = 1_500


def names(count: int = LONG) -> dict[str, Sequence[Any]]:
    return {"name": [f"白云{place}" for place in range(count)]}


def alone() -> bool:
    return "write behind" not in {thread.name for thread in threading.enumerate()}


def test_every_read_sees_what_was_written_before_it(desk: Desk) -> None:
    with desk.change() as change:
        numbers = change.insert_columns("customer", names())
        raws = [f"138{place:08}" for place in range(LONG)]
        change.insert_columns("phone", {"customer_no": numbers, "raw": raws, "e164": raws, "reversed": raws})
        assert [one.no for one in desk.database.all(BRIEFS)] == numbers
        assert change.row("phone", LONG)["customer_no"] == numbers[-1]
        assert change.insert("customer", name="黑水") == numbers[-1] + 1
        assert change.insert_columns("customer", names(3)) == [numbers[-1] + more for more in (2, 3, 4)]
        assert change.insert_columns("customer", names()) == list(range(LONG + 5, 2 * LONG + 5))
    assert alone()
    told = [(row["no"], row["operation"]) for row in history.rows_of(desk, change.no)]
    more = range(numbers[-1] + 1, numbers[-1] + LONG + 5)
    assert told == [
        (one, "insert") for one in [*map("c{}".format, numbers), *map(str, numbers), *map("c{}".format, more)]
    ]
    assert search.check(desk.database.connection) == []


@pytest.mark.parametrize("later", ["read", "insert", "commit"])
def test_what_the_database_refuses_is_told_later_and_nothing_stays(desk: Desk, later: str) -> None:
    before = dump(desk)
    orphans: dict[str, Sequence[Any]] = {"customer_no": [99_999] * LONG, "raw": ["1"] * LONG}
    with pytest.raises(RefusedError, match="was removed in the meantime"):
        _insert(desk, orphans, later)
    assert (alone(), dump(desk)) == (True, before)
    with desk.change() as change:
        change.insert("customer", name="黑水")


def _insert(desk: Desk, orphans: dict[str, Sequence[Any]], later: str) -> None:
    with desk.change() as change:
        change.insert_columns("customer", names())
        change.insert_columns("phone", orphans)
        if later == "read":
            desk.database.all(BRIEFS)
        elif later == "insert":
            change.insert("customer", name="黑水")


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_what_is_broken_off_leaves_nothing_and_nobody(desk: Desk, error: type[BaseException]) -> None:
    before = dump(desk)
    with pytest.raises(error), desk.change() as change:  # noqa: PT012  # the change has to see it
        for _time in range(3):
            change.insert_columns("customer", names())
        raise error
    assert (alone(), dump(desk)) == (True, before)
    with desk.change() as change:
        assert change.insert_columns("customer", names())


text = st.sampled_from(["", "白云", "Café (总店)", "a\nb", "ǀ·1", "厦门"]) | st.text(max_size=6)
columns = {
    "customer": ("name_key", "initials", "pinyin", "email", "wechat", "city", "district", "notes", "kind"),
    "contact": ("name_key", "initials", "pinyin", "qq", "notes"),
    "memo": ("words",),
    "field_value": ("value",),
    "phone": ("raw",),
}


@given(st.sampled_from(sorted(columns)), st.data())
def test_rows_given_as_columns_are_indexed_as_rows_are(table: str, data: st.DataObject) -> None:
    first, *others = columns[table]
    named = (first, *(data.draw(st.lists(st.sampled_from(others), unique=True)) if others else ()))
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(named, text)), min_size=1, max_size=5))
    indexed = list(enumerate(rows, 7)) if table in search.NOTES else []
    by_row = [entry for no, row in indexed for entry in search.entries_of_row(table, no, row)]
    given_as = {name: [row[name] for row in rows] for name in named}
    found = search.entries_of(table, range(7, 7 + len(rows)), given_as)
    by_column = [(index, *entry) for index, entries in found.items() for entry in entries]
    assert sorted(by_column) == sorted(by_row)
