"""Lists of customers in any order, narrowed by filters, and the filters that are kept."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import UsageError
from crm_cli.services import browsing, customers, saved_filters, steps
from crm_cli.services.browsing import SORTS, Wish
from crm_cli.services.desk import Desk


@pytest.fixture
def firm(desk: Desk) -> Desk:
    """A firm with four customers, one of them closed."""
    customers.add_customer(desk, "丙公司", city="广州", grade="A", stage="target", industry="礼品")
    customers.add_customer(desk, "甲公司", city="上海", grade="B", owner="", tags=["展会"])
    customers.add_customer(desk, "乙公司", city="广州", industry="航空")
    customers.add_customer(desk, "丁公司", closed_on="today")
    steps.add_step(desk, "送样", customer="c3", due="+1d")
    return desk


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(sort="no"), [3, 2, 1]),
        (Wish(sort="no", turned=True), [1, 2, 3]),
        (Wish(sort="no", closed=True), [4, 3, 2, 1]),
        (Wish(sort="name"), [1, 2, 3]),
        (Wish(sort="grade"), [1, 2, 3]),
        (Wish(sort="stage"), [1, 2, 3]),
        (Wish(sort="next"), [3, 1, 2]),
        (Wish(("city=广州",), sort="no"), [3, 1]),
        (Wish(("city=广州", "grade=A,B")), [1]),
        (Wish(("grade=A,B",), sort="no"), [2, 1]),
        (Wish(("tag=展会",)), [2]),
        (Wish(("stage=potential",), sort="no"), [3, 2]),
        (Wish(("owner=",)), [2]),
    ],
)
def test_a_list_is_ordered_and_narrowed(firm: Desk, wish: Wish, found: list[int]) -> None:
    assert list(browsing.in_order(firm, wish)) == found


def test_the_first_are_those_of_the_whole_order(firm: Desk) -> None:
    for sort in SORTS:
        for turned in (False, True):
            for mine in (False, True):
                wish = Wish(sort=sort, turned=turned, mine=mine)
                first = browsing.first(firm, wish, 2)
                assert first is None or first == list(browsing.in_order(firm, wish))[:2]
    assert browsing.first(firm, Wish(("city=广州",)), 2) is None


def test_mine_are_mine_unless_an_owner_is_asked_for(
    desk: Desk, open_as: Callable[[str | None], Desk]
) -> None:
    mine = open_as("李娜")
    customers.add_customer(desk, "甲")
    customers.add_customer(desk, "乙", owner="")
    customers.add_customer(mine, "丙")
    assert list(browsing.in_order(mine, Wish(mine=True))) == [3]
    assert list(browsing.in_order(mine, Wish(("owner=",), mine=True))) == [2]


def test_rows_are_found_by_number_and_what_is_gone_is_left_out(firm: Desk) -> None:
    found = browsing.rows(firm, [3, 99, 1])
    assert sorted(found) == [1, 3]
    assert found[3].next_day is not None
    assert browsing.rows(firm, []) == {}


@pytest.mark.parametrize("word", ["nonsense", "colour=red", "grade=Z"])
def test_a_filter_that_means_nothing_is_said(firm: Desk, word: str) -> None:
    with pytest.raises(UsageError):
        browsing.in_order(firm, Wish((word,)))


@pytest.mark.parametrize(
    ("wish", "index"),
    [
        (Wish(), "ix_customer_last_touch"),
        (Wish(turned=True), "ix_customer_last_touch"),
        (Wish(sort="name"), "ix_customer_sort_key"),
        (Wish(("grade=A",)), "ix_customer_known"),
        (Wish(("stage=won,lost",), sort="city"), "ix_customer_known"),
        (Wish(("owner=陈伟",)), "ix_customer_owner"),
    ],
)
def test_no_list_that_an_index_holds_looks_at_every_row(firm: Desk, wish: Wish, index: str) -> None:
    from crm_cli.storage.browsing import IN_ORDER

    asked = browsing._parameters(firm, wish)
    prepared = IN_ORDER.prepare(asked, wish.sort, descending=wish.turned)
    plan = firm.database.connection.execute(f"explain query plan {prepared.sql}", prepared.values).fetchall()
    told = "\n".join(row[3] for row in plan)
    assert index in told
    assert "SCAN customer USING COVERING" in told or "SEARCH customer" in told or "known" in told
    assert "ix_customer_closed" in told


def test_a_filter_is_kept_by_its_name_for_its_rep(firm: Desk, open_as: Callable[[str | None], Desk]) -> None:
    mine, other, nobody = firm, open_as("李娜"), open_as(None)
    saved_filters.keep(mine, " 广州 的 ", ("city=广州", "tag=年会 2026"), sort="name", turned=True)
    saved_filters.keep(nobody, "大家的", ("grade=A",))
    (row, everybodys) = sorted(saved_filters.saved_filters(mine), key=lambda one: one.rep_no or 99)
    assert (row.name, saved_filters.words_of(row), row.sort, row.reversed) == (
        "广州 的", ("city=广州", "tag=年会 2026"), "name", True,
    )  # fmt: skip
    assert [one.name for one in saved_filters.saved_filters(other)] == [everybodys.name]
    saved_filters.keep(mine, "广州 的", ("city=深圳",))
    assert [saved_filters.words_of(one) for one in saved_filters.saved_filters(mine) if one.rep_no] == [
        ("city=深圳",)
    ]
    saved_filters.drop(mine, row)
    assert len(saved_filters.saved_filters(mine)) == 1
    with pytest.raises(UsageError):
        saved_filters.keep(mine, " ", ())
    with pytest.raises(UsageError):
        saved_filters.split_words('city="广')


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)))
def test_words_are_read_as_they_were_joined(words: list[str]) -> None:
    assert saved_filters.split_words(saved_filters.joined(words)) == words
