"""Pairs of customers that are perhaps one: of the whole firm, of one customer, and those that are two."""

from itertools import combinations

from crm_cli.domain.duplicates import compare
from crm_cli.services import contacts, customers, history
from crm_cli.services.desk import Desk
from crm_cli.services.duplicates import Firms, Wish, find_pairs, forget_apart, keep_apart, pairs_of
from crm_cli.services.merging import merge_customers
from crm_cli.storage.duplicates import Meeting

ANY = Wish(minimum=30)


def _firm(desk: Desk) -> None:
    for name, more in (
        ("广州白云航空服务有限公司", {"phones": ["020-80000000"]}),
        ("廣州白雲航空服務", {"email": "Info@by.cn"}),
        ("石厦餐饮管理", {"building": "白云大厦", "unit": "801", "floor": "8"}),
        ("深圳市石厦餐饮管理有限公司", {}),
        ("甲", {"building": "白雲大廈", "unit": "801"}),
        ("乙丙丁", {"phones": ["020-80000000"]}),
        ("一人", {}),
    ):
        customers.add_customer(desk, name, **more)
    contacts.add_contact(desk, "王丽", "c7", email="info@by.cn")


def _numbers(desk: Desk, wish: Wish = ANY) -> dict[tuple[int, int], int]:
    return {(pair.no, pair.other_no): pair.score for pair in find_pairs(desk, wish).pairs}


def test_all_pairs_are_those_of_comparing_each_with_each(desk: Desk) -> None:
    _firm(desk)
    firms = Firms(desk, range(1, 8))
    each = {
        (one, other): score
        for one, other in combinations(range(1, 8), 2)
        if (score := compare(firms.known(one), firms.known(other)).score) >= ANY.minimum
    }
    assert _numbers(desk) == each
    assert {(1, 2), (3, 4), (1, 6), (2, 7), (3, 5)} == set(each)
    assert _numbers(desk, Wish(families=("phone",))) == {(1, 6): 65}
    assert find_pairs(desk, ANY, 1).total == len(each)


def test_those_of_one_customer_are_the_same(desk: Desk) -> None:
    _firm(desk)
    every = _numbers(desk)
    assert (3, 5) in every
    for no in range(1, 8):
        own = {
            tuple(sorted((pair.no, pair.other_no))): pair.score
            for pair in pairs_of(desk, f"c{no}", ANY).pairs
        }
        wanted = {pair: score for pair, score in every.items() if no in pair}
        assert own == wanted


def test_a_pair_that_is_two_is_left_out_until_that_is_forgotten(desk: Desk) -> None:
    _firm(desk)
    keep_apart(desk, "c2", ["c1"], "两家")
    assert (1, 2) not in _numbers(desk)
    looked = [pair for pair in find_pairs(desk, Wish(looked_at=True)).pairs if pair.looked_at is not None]
    assert [(pair.no, pair.other_no, pair.looked_at) for pair in looked] == [(1, 2, "两家")]
    assert not keep_apart(desk, "c1", ["c2"]).changed
    history.undo(desk)
    assert (1, 2) in _numbers(desk)
    keep_apart(desk, "c1", ["c2"])
    forget_apart(desk, "c1", "c2")
    assert (1, 2) in _numbers(desk)


def test_an_old_name_still_meets(desk: Desk) -> None:
    _firm(desk)
    merge_customers(desk, "c7", ["c4"])
    assert (3, 7) in _numbers(desk)
    assert [pair.other_no for pair in pairs_of(desk, "c3", Wish()).pairs] == [7]


def test_work_grows_with_the_firm_and_not_with_its_square() -> None:
    """A thousand who share a switchboard are a thousand pairs."""
    with Meeting() as meeting:
        meeting.bring(("p1", no) for no in range(1000))
        meeting.bring(("p2", no) for no in range(5))
        meeting.bring(("p3", no) for no in (1, 1))
        crowded = meeting.pair_off(3)
        found = [pair for page in meeting.pairs(100) for pair in page]
    assert crowded == {hash("p1"), hash("p2")}
    assert len(found) == len(set(found)) == 999 + 10 - 4
