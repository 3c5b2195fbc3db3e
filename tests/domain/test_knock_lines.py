"""Lines of knocks: doors, outcomes, firms, people, phones and promises land where they belong."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.folding import fold
from crm_cli.domain.knock_lines import Named, Typed, parse_line, parse_words, range_ends
from crm_cli.domain.outcomes import PRESETS
from crm_cli.errors import UsageError

NOW = datetime(2026, 11, 20, 17)
VISITS = [preset for preset in PRESETS if preset.subject == "visit"]
NAMES = {
    fold(name): Named(preset.code, "C" in preset.flags)
    for preset in VISITS
    for name in (preset.code, preset.code.replace("_", " "), preset.chinese, preset.initials, preset.key)
}


def meaning(text: str) -> Named | None:
    return NAMES.get(fold(text))


def said(line: str) -> list[dict[str, Any]]:
    """Return what each part of a line says, without what it does not say."""
    return [
        {key: value for key, value in one._asdict().items() if value}
        for one in parse_line(line, meaning, NOW)
    ]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("3012 not_in", {"doors": ("3012",), "outcome": "not_in"}),
        ("3012 n", {"doors": ("3012",), "outcome": "not_in"}),
        ("３０１２　负责人不在", {"doors": ("3012",), "outcome": "not_in"}),
        ("12 1", {"doors": ("12",), "outcome": "met_decision_maker"}),
        ("12 met decision maker", {"doors": ("12",), "outcome": "met_decision_maker"}),
        ("12A、12B，12C closed", {"doors": ("12A", "12B", "12C"), "outcome": "closed"}),
        ("128-1 closed", {"doors": ("128-1",), "outcome": "closed"}),
        ("B201 closed", {"doors": ("B201",), "outcome": "closed"}),
        ("no_entry 要登记身份证", {"outcome": "no_entry", "note": "要登记身份证"}),
        (
            "13 card 王总 13800138000",
            {"doors": ("13",), "card": True, "person": "王总", "phone": "13800138000"},
        ),
        (
            "13 1 card 赵云 13700001199 广州常山科技 B",
            {"doors": ("13",), "outcome": "met_decision_maker", "card": True, "grade": "B", "person": "赵云",
             "name": "广州常山科技", "phone": "13700001199"},
        ),
        ("13 1 温州 常山科技公司", {"doors": ("13",), "outcome": "met_decision_maker", "name": "温州 常山科技公司"}),
        ("13 名片", {"doors": ("13",), "card": True}),
        (
            "13 --card --person 王总 --phone 13800138000",
            {"doors": ("13",), "card": True, "person": "王总", "phone": "13800138000"},
        ),
        (
            "13 met_staff 名片 微信 王小明 13800138000",
            {"doors": ("13",), "outcome": "met_staff", "card": True, "wechat": True, "person": "王小明",
             "phone": "13800138000"},
        ),
        (
            "14 met_decision_maker B 广州宏达礼品 王总 13800138000 +2d 送样",
            {"doors": ("14",), "outcome": "met_decision_maker", "grade": "B", "name": "广州宏达礼品",
             "person": "王总", "phone": "13800138000", "next": "+2d 送样"},
        ),
        (
            "14 1 C 王经理 138 0013 8000 @9:40 // 年会要三百份",
            {"doors": ("14",), "outcome": "met_decision_maker", "grade": "C", "person": "王经理",
             "phone": "138 0013 8000", "at": "9:40", "note": "年会要三百份"},
        ),
        (
            "14 met_staff Acme Trading Ltd Mr Wang 020-8366 1234 next mon send 3 boxes // asks for price",
            {"doors": ("14",), "outcome": "met_staff", "name": "Acme Trading Ltd", "person": "Mr Wang",
             "phone": "020-8366 1234", "next": "next mon send 3 boxes", "note": "asks for price"},
        ),
        *(
            (f"14 met_staff {said}", {"doors": ("14",), "outcome": "met_staff", "name": name, "person": person})
            for said, name, person in (
                ("Blue Star Ltd Peter Chan", "Blue Star Ltd", "Peter Chan"),
                ("Blue Star Co., Ltd. Peter Chan", "Blue Star Co., Ltd.", "Peter Chan"),
                ("Blue Star, Peter Chan", "Blue Star", "Peter Chan"),
                ("Peter Chan, Blue Star Ltd", "Blue Star Ltd", "Peter Chan"),
                ("Kilo Ltd HK Branch Mr Ng", "Kilo Ltd HK Branch", "Mr Ng"),
                ("广州宏达礼品， 李伟", "广州宏达礼品", "李伟"),
            )
        ),
        (
            "14 met_staff 宏达 Sun Wei ann@hongda.cn",
            {"doors": ("14",), "outcome": "met_staff", "name": "宏达", "person": "Sun Wei",
             "email": "ann@hongda.cn"},
        ),
        ("15　refused 不接待推销，请回 2 次了",
         {"doors": ("15",), "outcome": "refused", "note": "不接待推销，请回 2 次了"}),
        ("１５ １ Ｂ 王总 １３８００１３８０００ ＠９：４０",
         {"doors": ("15",), "outcome": "met_decision_maker", "grade": "B", "person": "王总",
          "phone": "13800138000", "at": "9:40"}),
        ("15 met_staff 王总 说要等年会 备注 很客气",
         {"doors": ("15",), "outcome": "met_staff", "person": "王总", "note": "说要等年会; 很客气"}),
        ("15 met_staff 王总 +2d 送样 @9:40 // @10:00 再来",
         {"doors": ("15",), "outcome": "met_staff", "person": "王总", "next": "+2d 送样", "at": "9:40",
          "note": "@10:00 再来"}),
        ("15 met_staff 今世缘酒业", {"doors": ("15",), "outcome": "met_staff", "name": "今世缘酒业"}),
        # C is the key of an outcome where nothing else is one, a grade where something is.
        ("15 C", {"doors": ("15",), "outcome": "closed"}),
        ("15 met_staff c", {"doors": ("15",), "outcome": "met_staff", "grade": "C"}),
        (
            '16 met_staff --name 广州 宏达 --person "王 总" --card --next +2d 送样 --competitor A --competitor=B',
            {"doors": ("16",), "outcome": "met_staff", "name": "广州 宏达", "person": "王 总", "card": True,
             "next": "+2d 送样", "competitor": ("A", "B")},
        ),
    ],
)  # fmt: skip
def test_a_line_is_read(line: str, wanted: dict[str, Any]) -> None:
    assert said(line) == [wanted]


def test_a_line_may_have_doors_and_outcomes_again_and_again() -> None:
    assert said("3012 3014,3016-3018 closed 3020 vacant 3021 n 要下午 3022 met_staff 王总") == [
        {"doors": ("3012", "3014", "3016-3018"), "outcome": "closed"},
        {"doors": ("3020",), "outcome": "vacant"},
        {"doors": ("3021",), "outcome": "not_in", "note": "要下午"},
        {"doors": ("3022",), "outcome": "met_staff", "person": "王总"},
    ]


def test_a_figure_is_an_outcome_where_no_door_is_called_so() -> None:
    found = parse_words(["3012", "1", "3013", "2"], meaning, NOW, {"3012", "3013"}.__contains__)
    assert [(one.doors, one.outcome) for one in found] == [
        (("3012",), "met_decision_maker"), (("3013",), "met_staff"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["3012", "3012 opened", "gibberish", "closed_door 3012", "card 王总", "12 1 13 2", "12 13",
     "12 not_in --colour red", "12 not_in --card 王总", "12 closed 13 vacant --note x", "12 not_in 2026-02-30 送样"],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused(line: str) -> None:
    with pytest.raises(UsageError):
        parse_line(line, meaning, NOW)


def test_an_empty_line_says_nothing() -> None:
    assert parse_line("  　 ", meaning, NOW) == []


def test_a_range_may_be_short_or_between_doors_with_a_dash() -> None:
    assert range_ends("3016-3018") == [("3016", "3018")]
    assert range_ends("3016-18") == [("3016", "18"), ("3016", "3018")]
    assert ("128-1", "128-5") in range_ends("128-1-128-5")
    assert range_ends("3016") == []


DOORS = st.from_regex(r"[1-9][0-9]{2,3}[A-H]?", fullmatch=True)
FIRMS = st.sampled_from(["广州宏达礼品", "明辉贸易", "一品轩", "今世缘酒业", "三星电子", "东方国际贸易公司"])
PEOPLE = st.sampled_from(["王总", "李经理", "周主任", "明先生", "陈小姐"])
PHONES = st.from_regex(r"1[3-9][0-9]{9}|020-[2-8][0-9]{7}", fullmatch=True)


@given(
    st.lists(DOORS, min_size=1, max_size=3, unique=True), st.sampled_from(VISITS), st.data(),
    st.none() | st.sampled_from("ABCDE"), st.none() | PHONES, st.booleans(),
)  # fmt: skip
def test_what_is_written_in_order_is_read_back(
    doors: list[str], preset: Any, data: Any, grade: str | None, phone: str | None, card: bool
) -> None:
    """Whoever was met, no word and no figure is lost or read as another's."""
    wanted = Typed(tuple(doors), preset.code, grade=grade, next="+2d 送样", card=card)
    words = [*doors, preset.code, *(["card"] if card else []), *([grade] if grade else [])]
    if "C" in preset.flags:
        name, person = data.draw(FIRMS), data.draw(PEOPLE)
        words += [name, person, *([phone] if phone else [])]
        wanted = wanted._replace(name=name, person=person, phone=phone)
    assert parse_line(" ".join([*words, "+2d 送样"]), meaning, NOW) == [wanted]
