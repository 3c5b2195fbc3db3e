"""Names are spelled as people say them, and typed pinyin finds them from the start of a syllable."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain import pinyin
from crm_cli.domain.folding import fold
from crm_cli.domain.pinyin import initials, readings, sort_key, spellings, syllables


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("白云国际", "bai yun guo ji"),
        ("重庆银行", "chong qing yin hang"),
        ("重型机械", "zhong xing ji xie"),
        ("长沙长春长城", "chang sha chang chun chang cheng"),
        ("家长成长会", "jia zhang cheng zhang hui"),
        ("厦门大厦", "xia men da sha"),
        ("音乐乐园", "yin yue le yuan"),
        ("会计学会", "kuai ji xue hui"),
        ("成都首都", "cheng du shou du"),
        ("朝阳朝鲜", "chao yang chao xian"),
        ("东莞番禺黄埔", "dong guan pan yu huang pu"),
        ("六安蚌埠亳州", "lu an beng bu bo zhou"),
        ("西藏收藏", "xi zang shou cang"),
        ("人参调味空调", "ren shen tiao wei kong tiao"),
        ("便利店便宜", "bian li dian pian yi"),
        ("万达行家", "wan da hang jia"),
        ("五行旅行", "wu xing lv xing"),
        ("瑜伽咖啡", "yu jia ka fei"),
        ("乐亭乐清", "lao ting yue qing"),
        ("绿地女装", "lv di nv zhuang"),
        ("KFC餐廳（北京路店）", "kfc can ting bei jing lu dian"),
        ("3M中国", "3m zhong guo"),
        ("café 一", "café yi"),
        ("𠮷野家", "ji ye jia"),
        ("🏭", ""),
        ("", ""),
    ],
)
def test_syllables(text, spelled):
    assert syllables(fold(text)) == spelled


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("单雄信", "shan xiong xin"),
        ("曾国藩", "zeng guo fan"),
        ("仇英", "qiu ying"),
        ("解缙", "xie jin"),
        ("區小姐", "ou xiao jie"),
        ("查良镛", "zha liang yong"),
        ("朴总", "piao zong"),
        ("盖先生", "ge xian sheng"),
        ("尉迟恭", "yu chi gong"),
        ("尉健", "wei jian"),
        ("万俟卨", "mo qi xie"),
        ("万科", "wan ke"),
        ("长孙无忌", "zhang sun wu ji"),
        ("樂嘉", "yue jia"),
        ("王单", "wang dan"),
        ("欧阳修", "ou yang xiu"),
    ],
)
def test_family_names(name, spelled):
    assert syllables(fold(name), surname=True) == spelled
    assert initials(fold(name), surname=True) == "".join(part[0] for part in spelled.split())


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("白云国际", "bygj"),
        ("重庆银行", "cqyh"),
        ("kfc餐厅 2 店", "kfcct2d"),
        ("c++", "c"),
        ("é一", "éy"),
        ("", ""),
    ],
)
def test_initials(text, letters):
    assert initials(text) == letters


def test_readings_offer_each_reading_of_the_first_character():
    assert readings("朴槿惠", surname=True) == ["piao jin hui", "pu jin hui", "po jin hui"]
    assert readings("重庆") == ["chong qing", "zhong qing", "tong qing"]
    assert readings("王五", surname=True)[0] == "wang wu"
    assert readings("") == [""]


def test_lists_sort_latin_first_then_by_pinyin_family_by_family():
    names = [
        "张三",
        "acme",
        "重庆火锅",
        "区氏",
        "白云",
        "zeta",
        "百安",
        "白安",
        "阿里",
        "3m",
        "长城",
        "巴黎",
        "éa",
    ]
    ordered = [
        "3m",
        "acme",
        "zeta",
        "éa",
        "阿里",
        "巴黎",
        "白安",
        "白云",
        "百安",
        "长城",
        "重庆火锅",
        "区氏",
        "张三",
    ]
    assert sorted(names, key=lambda name: sort_key(name).encode()) == ordered
    people = ["单雄信", "沙僧", "曾毅", "邓超"]
    assert sorted(people, key=lambda name: sort_key(name, surname=True)) == ["邓超", "沙僧", "单雄信", "曾毅"]


def test_every_word_and_family_name_kept_by_hand_is_read_as_it_says():
    """A stand-in that is itself read otherwise, or that makes a new word, would show here."""
    for line in pinyin._lines("surnames.txt"):
        name, _, spelled = line.partition(" ")
        assert syllables(name, surname=True) == spelled
    wanted: dict[str, dict[str, str]] = {}
    for syllable, char, *words in (line.split() for line in pinyin._lines("words.txt")):
        for word in words:
            assert len(word) == 2
            assert char in word
            assert char not in wanted.get(word, {})
            wanted.setdefault(word, {})[char] = syllable
    for word, told in wanted.items():
        assert syllables(word) == " ".join(told.get(char, pinyin._han(char)) for char in word), word


def test_the_tables_cover_every_common_character():
    gb2312 = [
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
    ]
    assert [char for char in gb2312 if char and not pinyin._han(char)] == []
    assert sum(map(len, gb2312)) == 6763


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("baiyun", ["bai yun"]),
        ("baiyung", ["bai yun g"]),
        ("fangan", ["fang an", "fan gan"]),
        ("xian", ["xian", "xi an"]),
        ("xi'an", ["xi an"]),
        ("bai yu", ["bai yu"]),
        ("lü", ["lv"]),
        ("zh", ["zh"]),
        ("bygj", []),
        ("白云", []),
        ("bai2", []),
        ("", []),
        (" ' ", []),
    ],
)
def test_spellings(query, expected):
    found = spellings(query)
    assert [spelling for spelling in found if spelling in expected] == expected
    assert all(
        spelling.replace(" ", "") == query.replace("ü", "v").translate({32: "", 39: ""}) for spelling in found
    )
    assert found or not expected


def test_a_long_ambiguous_query_stays_small():
    assert len(spellings("an" * 40)) == 64
    assert spellings("an" * 40 + "xq") == []
    assert spellings("an" * 40 + " xq") == spellings("an" * 40 + " l l") == []
    assert len(spellings("a " * 90)) == 1
    assert spellings("an" * 5000) == []


@given(
    st.lists(
        st.sampled_from(["ba", "bai", "yun", "xi", "xian", "an", "fan", "fang", "gan", "e", "en", "nan"]),
        max_size=6,
    ),
    st.data(),
)
def test_a_query_matches_exactly_from_the_start_of_a_syllable(spoken, data):
    joined = "".join(spoken) or "a"
    start = data.draw(st.integers(0, len(joined) - 1))
    query = joined[start : start + data.draw(st.integers(1, 8))]
    scan = any("".join(spoken[place:]).startswith(query) for place in range(len(spoken)))
    padded = " " + " ".join(spoken)
    assert any(f" {spelling}" in padded for spelling in spellings(query, limit=10_000)) == scan


@given(st.text())
def test_spelling_anything_is_safe(text):
    folded = fold(text)
    for surname in (False, True):
        spelled = syllables(folded, surname)
        assert spelled == " ".join(spelled.split())
        assert not any(unicodedata.category(char)[0] in "PS" for char in spelled)
        assert initials(folded, surname).isalnum() or not initials(folded, surname).isascii() or not spelled
        each = (initials(folded, surname), spelled, sort_key(folded, surname))
        assert pinyin.spelled(folded, surname) == each


@given(st.lists(st.text(alphabet="重庆银行长单a1é(\n\0 ㄅ𠮷", max_size=6), max_size=5), st.booleans())
def test_a_column_is_spelled_as_each_of_its_texts_is(texts, surname):
    told = [pinyin.spelled(text, surname) for text in texts]
    assert list(zip(*pinyin.spelled_all(texts, surname), strict=True)) == told
