"""What speaks for two customers being one, and how strongly."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.duplicates import MINIMUM, WEIGHTS, Known, Verdict, compare, phone_key, place_of
from crm_cli.domain.folding import fold

NUMBER = ("+862080000000", "")


def known(name: str, **more: Any) -> Known:
    return Known((fold(name),), **more)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("廣州白雲航空", "广州白云航空", "same_name"),
        ("广州白云航空服务有限公司", "廣州白雲航空服務", "same_but_form"),
        ("广州翎崧商业保理有限公司", "广州市翎崧商业保理公司", "same_but_form"),
        ("宏达礼品商行", "宏达礼品有限公司", "same_but_form"),
        ("Acme Trading Co., Ltd.", "ACME trading", "same_but_form"),
        ("深圳市石厦餐饮管理有限公司", "石厦餐饮管理", "same_but_place"),
        ("张三贸易", "章三贸易", "same_pinyin"),
        ("石厦餐饮", "石厦餐饮管理", "part_of_name"),
        ("白云航空服务", "白云航空票务", "alike"),
    ],
)
def test_names(one: str, other: str, reason: str) -> None:
    assert compare(known(one), known(other)) == Verdict(WEIGHTS[reason], (reason,))


@pytest.mark.parametrize(
    ("one", "other"),
    [("中国移动", "中国电信"), ("宏达商行", "宏大百货"), ("C++", "C"), ("=1+1", "[/b]"), ("", "")],
)
def test_names_that_have_nothing_in_common(one: str, other: str) -> None:
    assert compare(known(one), known(other)).score < MINIMUM


def test_what_counts_less() -> None:
    full = compare(known("甲", phones=(NUMBER,)), known("乙", phones=(NUMBER,)))
    assert full == Verdict(65, ("phone",))
    shared = compare(known("甲", phones=(NUMBER,)), known("乙", phones=(NUMBER,)), {phone_key(NUMBER[0])})
    assert shared == Verdict(20, ("shared_phone",))
    other = compare(known("甲", phones=(NUMBER,)), known("乙", phones=((NUMBER[0], "801"),)))
    assert other == Verdict(25, ("extension",))
    for place in ("广州", ""):
        same = compare(known("宏达礼品", city="广州"), known("宏达礼品", city=place))
        assert same.score == 80
    assert compare(known("宏达礼品", city="广州"), known("宏达礼品", city="深圳")).score < MINIMUM
    assert compare(known("北京宏达礼品"), known("广州宏达礼品")).score < MINIMUM
    assert compare(known("张伟", is_person=True), known("张伟", is_person=True)).score < MINIMUM


def test_addresses() -> None:
    assert compare(known("甲", emails=("a@by.cn",)), known("乙", emails=("b@by.cn",))).reasons == ("domain",)
    assert compare(known("甲", emails=("a@qq.com",)), known("乙", emails=("b@qq.com",))).reasons == ()
    assert compare(known("甲", emails=("a@qq.com",)), known("乙", emails=("a@qq.com",))).reasons == ("email",)
    assert place_of("白云大厦", "8", "801") == place_of("白雲大廈", "", "801") != ""
    assert place_of("白云大厦", "8", "") == place_of("", "8", "801") == ""


WORD = st.sampled_from(["白云航空", "白雲航空有限公司", "深圳白云航空", "Acme", "C++", "张伟", "", "[/b]"])
SOME = st.builds(
    lambda names, city, phones, emails, place: Known(
        tuple(map(fold, names)), city, False, tuple(phones), tuple(emails), place
    ),
    st.lists(WORD, min_size=1, max_size=3),
    st.sampled_from(["", "广州", "深圳"]),
    st.lists(st.tuples(st.sampled_from(["+861", "+862"]), st.sampled_from(["", "8"])), max_size=3),
    st.lists(st.sampled_from(["a@b.cn", "c@b.cn", "a@qq.com"]), max_size=2),
    st.sampled_from(["", "x|1"]),
)


@given(one=SOME, other=SOME)
def test_a_verdict_is_of_both_alike(one: Known, other: Known) -> None:
    found = compare(one, other)
    assert 0 <= found.score <= 100
    assert found.score == compare(other, one).score
    assert bool(found.reasons) == (found.score > 0)
