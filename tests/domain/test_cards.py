"""A card's text becomes fields, whatever it looks like, and no figure of a phone is lost on the way."""

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_cli.domain.addresses import split_address
from crm_cli.domain.card_numbers import Home
from crm_cli.domain.cards import Card, split_card, split_cards
from crm_cli.domain.phones import digits
from tests.domain.card_samples import ALL

HOME = Home("CN", "020")


@pytest.mark.parametrize(("text", "told"), ALL, ids=[text.split("\n")[0][:40] for text, _told in ALL])
def test_a_card_is_split(text: str, told: dict[str, Any]) -> None:
    card = split_card(text, HOME)._asdict()
    assert {field: card[field] for field in told} == told


@pytest.mark.parametrize(("text", "told"), ALL, ids=[text.split("\n")[0][:40] for text, _told in ALL])
def test_a_card_with_windows_line_ends_and_wide_signs_is_the_same(text: str, told: dict[str, Any]) -> None:
    wide = text.replace("\n", "\r\n").replace(":", "：")
    if "http" not in text:
        assert split_card(wide, HOME)._replace(region="") == split_card(text, HOME)._replace(region="")


def _figures(card: Card) -> list[str]:
    """Return the runs of figures that a card holds in any of its fields."""
    texts = [text for value in card for text in (value if isinstance(value, tuple) else (value,))]
    return [digits(text) for text in texts]


_MOBILES = st.from_regex(r"1[38]\d{9}", fullmatch=True)
_LANDS = st.tuples(
    st.sampled_from(["020", "021", "0755", "0769", "(020)", "+86 20", "86-755"]),
    st.from_regex(r"[2-7]\d{7}", fullmatch=True),
)
_SIGNS = st.sampled_from([" ", "  ", "\n", ",", "，", "/", "、", ";", "\t", " | "])
_LABELS = st.sampled_from(
    [
        "",
        "电话:",
        "手机：",
        "Tel: ",
        "M ",
        "T.",
        "传真",
        "Fax ",
        "F: ",
        "(M)",
        "电 话 ",
        "QQ:",
        "微信 ",
        "Tel/Fax:",
        "(办)",
        "地址:",
        "王丽",
    ]
)
_GROUPED = st.sampled_from([(11,), (3, 4, 4), (3, 3, 5)])


@st.composite
def _numbers(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        figures, cuts = draw(_MOBILES), draw(_GROUPED)
        ends = [sum(cuts[: place + 1]) for place in range(len(cuts))]
        return draw(st.sampled_from([" ", "-"])).join(
            figures[end - size : end] for size, end in zip(cuts, ends, strict=True)
        )
    area, local = draw(_LANDS)
    return f"{area}-{local}" + draw(st.sampled_from(["", "-801", "转801", " ext. 12", "#305"]))


@given(
    st.lists(st.tuples(_LABELS, _numbers(), _SIGNS), min_size=1, max_size=5),
    st.sampled_from(["", "宏达礼品公司 王丽 ", "ABC Ltd\n"]),
)
@example([("", "020-20000000", " "), ("王丽", "130 2000 0000", " ")], "")
@example([("", "020-20000000", " "), ("", "13000000000", " "), ("F: ", "020-20000000", " ")], "")
@example([("电话:", "020-22345678", " "), ("", "13800138000", "")], "")
def test_no_phone_of_a_card_is_lost(told: list[tuple[str, str, str]], before: str) -> None:
    text = before + "".join(f"{label}{number}{sign}" for label, number, sign in told)
    found = "|".join(_figures(split_card(text, HOME)))
    for _label, number, _sign in told:
        for part in re.split(r"转|ext|#", number):
            assert digits(part) in found, (text, found)


@given(st.text("0123456789 -+()/,.:\n电话手机传真QMTF@王丽公司路号室转外微信Aa=Oo", max_size=60))
def test_no_long_run_of_figures_vanishes(text: str) -> None:
    found = "|".join(_figures(split_card(text, HOME)))
    for run in re.findall(r"(?<![\dOo])\d{5,}(?![\dOo])", text):
        assert run in found


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for card in split_cards(text, HOME):
        split_card(card, HOME)


def test_a_fax_is_never_a_phone_to_call() -> None:
    card = split_card("宏达公司\n传真 020-83881235、83881236\nFax: 138 0013 8000", HOME)
    assert card.phones == card.mobiles == ()
    assert len(card.faxes) == 3


def test_texts_are_parted_into_cards() -> None:
    assert split_cards("甲公司\n王丽\n\n\n乙公司\n李娜\n---\n\n丙公司", HOME) == [
        "甲公司\n王丽",
        "乙公司\n李娜",
        "丙公司",
    ]
    lines = ["甲公司 王丽 13800138000", "乙公司 李娜 13900139000"]
    assert split_cards("\n".join(lines), HOME) == lines
    assert len(split_cards("广州宏达礼品有限公司 020-83881234\n王丽 采购经理 13800138000", HOME)) == 1
    assert len(split_cards("甲公司\n\n王丽 13800138000", HOME, each="all")) == 1
    assert len(split_cards("甲公司\n王丽", HOME, each="line")) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("广州市越秀区环市东路371-375号世贸大厦南塔25楼2502", ("广州", "越秀区", "世贸大厦南塔", "25", "2502")),
        ("深圳市南山区科技园科苑路15号科兴科学园B栋3单元1201", ("深圳", "南山区", "科兴科学园B栋3单元", "", "1201")),
        ("北京市朝阳区建国门外大街1号国贸大厦2座20层2008室", ("北京", "朝阳区", "国贸大厦2座", "20", "2008")),
        ("台北市信義區信義路五段7號35樓之2", ("台北", "信義區", "", "35", "2")),
        ("香港灣仔軒尼詩道338號北海中心12樓A-B室", ("香港", "灣仔", "北海中心", "12", "A-B")),
        ("珠江新城 利通广场 2801室", ("", "", "利通广场", "", "2801")),
        ("东莞市长安镇振安中路268号", ("东莞", "", "", "", "")),
        ("35F, Shanghai World Financial Center, 100 Century Avenue, Pudong, Shanghai", ("Shanghai", "", "Shanghai World Financial Center", "35", "")),
        ("8/F., Nan Fung Tower, 88 Connaught Road Central, Central, Hong Kong", ("Hong Kong", "Central", "Nan Fung Tower", "8", "")),
        ("No. 88 Ke Yuan Road, Nanshan District, Shenzhen", ("Shenzhen", "Nanshan District", "", "", "")),
        ("", ("", "", "", "", "")),
    ],
)  # fmt: skip
def test_an_address_is_taken_apart(text: str, told: tuple[str, ...]) -> None:
    assert tuple(split_address(text)) == told


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("广州环市东路1号", "广州"),
        ("广州市环市东路1号", "广州"),
        ("佛山都市路8号", "佛山"),
        ("深圳城市广场3楼", "深圳"),
        ("越秀区环市东路1号", ""),
        ("环市西路1号", ""),
        ("都市路1号", ""),
        ("超市街3号", ""),
        ("南京东路100号", ""),
        ("中山三路33号", ""),
        ("盐城市亭湖区人民路1号", "盐城"),
        ("诸城市密州街道1号", "诸城"),
    ],
)
def test_no_city_is_cut_out_of_the_name_of_a_road(text: str, city: str) -> None:
    assert split_address(text).city == city
