"""Encodings are told apart on the short lists of names that small firms have."""

import random

import pytest

from crm_cli.errors import UsageError
from crm_cli.exchange.encoding import decode, detect

WORDS = {
    "gb18030": (
        ["上海", "北京", "深圳", "杭州", "苏州", "成都", "武汉", "青岛", ""],
        ["科技", "贸易", "餐饮", "五金", "装饰", "电子", "机械", "物流", "医疗器械", "化工", ""],
        ["有限公司", "有限责任公司", "店", "厂", "经营部", "商行", "工作室", ""],
        [bytes([lead, trail]).decode("gb2312") for lead in range(0xB0, 0xD7) for trail in range(0xA1, 0xFF)],
    ),
    "big5": (
        ["台北", "高雄", "臺中", "新竹", "香港", "九龍", "台南", ""],
        ["科技", "貿易", "餐飲", "五金", "裝潢", "電子", "機械", "物流", "醫療器材", "化工", ""],
        ["有限公司", "股份有限公司", "店", "廠", "企業社", "商行", "工作室", ""],
        [bytes([lead, trail]).decode("big5") for lead in range(0xA4, 0xC6) for trail in range(0xA1, 0xFF)],
    ),
}


def a_list(chance: random.Random, script: str, rows: int) -> str:
    cities, trades, forms, characters = WORDS[script]
    lines = []
    for _ in range(rows):
        brand = "".join(chance.choices(characters, k=chance.choice([2, 2, 3])))
        name = chance.choice(cities) + brand + chance.choice(trades) + chance.choice(forms)
        phone = chance.choice(["", f"138{chance.randrange(10**8):08}", f"021-{chance.randrange(10**8):08}"])
        lines.append(f"{name},{phone}")
    return "\r\n".join(lines)


@pytest.mark.trust("S6")
@pytest.mark.parametrize(("rows", "least"), [(1, 0.96), (2, 0.98), (3, 0.99), (10, 1.0)])
@pytest.mark.parametrize(
    ("script", "saved_as"), [("gb18030", "gb18030"), ("big5", "big5"), ("big5", "gb18030")]
)
def test_lists_of_few_names_are_read_in_the_encoding_they_were_saved_in(script, saved_as, rows, least):
    chance = random.Random(rows)
    lists = [a_list(chance, script, rows) for _ in range(200)]
    right = sum(
        text.encode(saved_as).decode(detect(text.encode(saved_as)), "replace") == text for text in lists
    )
    assert right / len(lists) >= least


@pytest.mark.trust("S6")
@pytest.mark.parametrize(
    ("saved_as", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_unicode_is_known_with_and_without_a_mark(saved_as, found):
    text = "公司名称,电话\r\n上海明珠贸易有限公司,13800138000\r\n"
    assert decode(text.encode(saved_as)) == (text, found)


@pytest.mark.trust("S6")
def test_hong_kong_characters_and_western_files():
    assert (
        decode("深水埗麵家,地址:深水埗鴨寮街,电\n".replace("电", "電").encode("big5hkscs"))[1] == "big5hkscs"
    )
    assert decode("name,city\nCafé Zoë,Zürich\n".encode("cp1252")) == (
        "name,city\nCafé Zoë,Zürich\n",
        "cp1252",
    )


@pytest.mark.trust("S6")
def test_a_byte_that_does_not_fit_is_told_with_its_line_and_what_to_try():
    data = "名称\n甲公司\n".encode() + "乙公司\n".encode("gb18030")
    with pytest.raises(UsageError) as caught:
        decode(data, "utf-8")
    assert "Line 3 (byte 17)" in caught.value.sentence
    broken = "公司名称\r上海明珠贸易有限公司\r".encode("gb18030") + b"\xff\xff\r"
    with pytest.raises(UsageError, match="Line 3"):
        decode(broken)
    with pytest.raises(UsageError) as caught:
        decode("名称\n甲公司\n".encode("gb18030"), "utf-8")
    assert "gb18030" in caught.value.hint


@pytest.mark.trust("S6")
@pytest.mark.parametrize(("typed", "used"), [("GBK", "gb18030"), ("gb2312", "gb18030"), ("Big5", "cp950")])
def test_a_named_encoding_is_taken_with_its_extension(typed, used):
    assert decode("中文".encode(typed), typed) == ("中文", used)


@pytest.mark.trust("S6")
@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "idna", "", "utf\0"])
def test_an_unknown_encoding_is_refused(name):
    with pytest.raises(UsageError, match="No encoding"):
        decode(b"abc", name or " ")
