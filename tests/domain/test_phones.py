"""Phone numbers in every form that cells and people give them."""

import re
import subprocess
import sys
from random import Random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain import phones
from crm_cli.domain.phones import (
    Phone,
    area_code_of,
    dialable,
    digits,
    format_phone,
    parse_phone,
    same_number,
    split_phones,
    tail_key,
    with_label,
)

MOBILE = "+8613800138000"


@pytest.mark.parametrize(
    "text",
    [
        "13800138000", "１３８００１３８０００", "138 0013 8000", "138-0013-8000", "1380013-8000", "13800138-000", "13800138000.0",
        "1.3800138E+10", "+86 138 0013 8000", "(+86)13800138000", "0086-13800138000", "8613800138000", "013800138000",
        "17951 13800138000", "手机:13800138000", "13800138000（王总）", "手机1：13800138000", "+８６　１３８００１３８０００",
    ],
)  # fmt: skip
def test_one_mobile_in_any_form(text):
    phone = parse_phone(text)
    assert (phone.raw, phone.e164, phone.extension, phone.reversed) == (text, MOBILE, "", "00083100831")
    assert same_number(phone, "13800138000")


@pytest.mark.parametrize(
    ("text", "region", "e164", "extension", "label"),
    [
        ("020-8000 0000 转 12", "CN", "+862080000000", "12", ""),
        ("(020)8000 0000", "CN", "+862080000000", "", ""),
        ("（０２０）８０００ ００００轉８０１", "CN", "+862080000000", "801", ""),
        ("tel: 020-80001234 ext.12", "CN", "+862080001234", "12", "tel"),
        ("020-80001234分機12", "CN", "+862080001234", "12", ""),
        ("020-80001234x12 李小姐", "CN", "+862080001234", "12", "李小姐"),
        ("020-80001234-801", "CN", "+862080001234", "801", ""),
        ("80001234#801", "CN", "+862080001234", "801", ""),
        ("(办)80001234", "CN", "+862080001234", "", "办"),
        ("22951234", "CN", "+862022951234", "", ""),
        ("0755-8277-1234", "CN", "+8675582771234", "", ""),
        ("0660-3381234", "CN", "+866603381234", "", ""),
        ("2080001234", "CN", "+862080001234", "", ""),
        ("+86 (0)20 8000 1234", "CN", "+862080001234", "", ""),
        ("400-800-1234 转 5", "CN", "+864008001234", "5", ""),
        ("8008101234", "CN", "+868008101234", "", ""),
        ("852-2345 6789", "CN", "+85223456789", "", ""),
        ("+853 6612 3456", "CN", "+85366123456", "", ""),
        ("2345 6789", "HK", "+85223456789", "", ""),
        ("6612 3456", "MO", "+85366123456", "", ""),
        ("0912-345-678", "TW", "+886912345678", "", ""),
        ("02-2345-6789 分機 12", "TW", "+886223456789", "12", ""),
        ("13800138000", "HK", None, "", ""),
        ("17951138001", "CN", None, "", ""),
        ("1.38001E+10", "CN", None, "", ""),
        ("95533", "CN", None, "", ""),
        ("110", "CN", None, "", ""),
        ("13800138000/13900139000", "CN", None, "", ""),
        ("1380013800", "CN", None, "", ""),
        ("无", "CN", None, "", ""),
        ("", "CN", None, "", ""),
    ],
)
def test_what_is_understood_and_what_is_flagged(text, region, e164, extension, label):
    phone = parse_phone(text, region, "020" if region == "CN" else "")
    assert (phone.e164, phone.extension, phone.label) == (e164, extension, label)
    assert phone.raw == text


def test_a_local_number_needs_its_area_code():
    assert parse_phone("80001234") == Phone("80001234", None, "", "43210008", "")
    assert parse_phone("22951234").e164 is None
    assert parse_phone("80001234", area_code="20").e164 == "+862080001234"
    assert parse_phone("2345-6789", "TW", "02").e164 == "+886223456789"


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("13800138000/13900139000", ["13800138000", "13900139000"]),
        ("13800138000、13900139000；020-80001234", ["13800138000", "13900139000", "020-80001234"]),
        ("13800138000\n13900139000，80001234", ["13800138000", "13900139000", "80001234"]),
        ("13800138000 13900139000", ["13800138000", "13900139000"]),
        ("138 0013 8000 139 0013 9000", ["138 0013 8000", "139 0013 9000"]),
        ("020 80001234 13800138000", ["020 80001234", "13800138000"]),
        ("020-80001234 转 801 13800138000", ["020-80001234 转 801", "13800138000"]),
        ("手机 13800138000 电话 020-80001234", ["手机 13800138000", "电话 020-80001234"]),
        ("13800138000 王总 13900139000 李总", ["13800138000 王总", "13900139000 李总"]),
        ("020-80001234/35", ["020-80001234", "020-80001235"]),
        ("020-80001234/80005678", ["020-80001234", "020-80005678"]),
        ("020-8000/8001", ["020-8000", "020-8001"]),
        ("020-80001234转801/802", ["020-80001234转801", "020-80001234转802"]),
        ("13800138000/80001234", ["13800138000", "80001234"]),
        ("13800138000/020-80001234", ["13800138000", "020-80001234"]),
        ("(办)020-80001234/(宅)80005678", ["(办)020-80001234", "(宅)80005678"]),
        ("电话/手机: 13800138000", ["电话 手机: 13800138000"]),
        ("13800138000，王总", ["13800138000 王总"]),
        ("13,800,138,000", ["13800138000"]),
        ("020 8000 1234", ["020 8000 1234"]),
        ("无", []),
        ("", []),
    ],
)
def test_a_cell_of_several_numbers(cell, numbers):
    assert split_phones(cell) == numbers


def library(text, region="CN"):
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def test_the_quick_patterns_say_yes_only_where_the_library_does():
    random = Random(20261120)
    heads = [f"1{n:04}" for n in range(10000)]
    texts = [head + f"{random.randrange(10**6):06}" for head in random.sample(heads, 4000)]
    for head in range(10, 1000):
        texts += [f"0{head}{tail:0{length}}" for length in (7, 8) for tail in (random.randrange(10**length),)]
        texts += [f"0{head}{local}{random.randrange(10**6):06}" for local in ("20", "79", "80", "81")]
    quick = [text for text in texts if phones._mobile().fullmatch(text) or phones._landline().fullmatch(text)]
    assert len(quick) > 2000
    for text in quick:
        assert parse_phone(text).e164 == library(text), text


@given(
    st.from_regex(phones._MOBILE, fullmatch=True, alphabet="0123456789")
    | st.from_regex(phones._LANDLINE, fullmatch=True, alphabet="0123456789")
)
def test_any_number_of_the_quick_patterns_is_the_librarys(text):
    assert parse_phone(text).e164 == library(text)
    national = text.removeprefix("0")
    assert parse_phone("+86" + national).e164 == library("+86" + national)


SPACE = st.sampled_from(["", " ", "  ", "-", "－", "\t"])


@given(
    prefix=st.sampled_from(["", "+86", "+86 ", "(+86)", "+86-", "86", "0086", "+", "+852 ", "+86+86"]),
    number=st.from_regex(phones._MOBILE, fullmatch=True, alphabet="0123456789")
    | st.from_regex(phones._LANDLINE, fullmatch=True, alphabet="0123456789"),
    cuts=st.lists(st.tuples(st.integers(1, 11), st.sampled_from([" ", "-", "(", ")"])), max_size=3),
    extension=st.sampled_from(
        ["", "转801", " 转 801", "-801", "转", "转8号", "转 1234567", "转８０１", "转:12", "转12转3"]
    ),
    ends=st.tuples(SPACE, SPACE, SPACE),
)
def test_the_quick_way_finds_what_taking_apart_finds(prefix, number, cuts, extension, ends):
    for place, sign in cuts:
        number = number[:place] + sign + number[place:]
    text = f"{ends[0]}{prefix}{number}{ends[1]}{extension}{ends[2]}".strip()
    quick = phones.plain_phone(text)
    assert quick is None or quick == phones._taken_apart(text, "CN", "")


def test_mobiles_and_usual_landlines_do_not_load_the_library():
    code = (
        "import sys; from crm_cli.domain.phones import parse_phone, format_phone, tail_key\n"
        "for text in ('手机 138 0013 8000', '020-22345678转12', '+8613800138000', '8000', '95533'):\n"
        "    format_phone(parse_phone(text)), tail_key(text)\n"
        "assert 'phonenumbers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("cell", "said"),
    [("前台 020-80000000", "前台 020-80000000"), ("020-80000000", "020-80000000 前台")],
)
def test_what_is_said_of_a_number_is_told_once(cell, said):
    assert with_label(cell, "前台") == said


@pytest.mark.parametrize(
    ("text", "region", "home", "abroad"),
    [
        ("13800138000", "CN", "138 0013 8000", "+86 138 0013 8000"),
        ("020-80000000转12", "CN", "020-8000 0000 转 12", "+86 20 8000 0000 转 12"),
        ("0660-3381234", "CN", "0660-338 1234", "+86 660 338 1234"),
        ("4008001234", "CN", "400-800-1234", "+86 400-800-1234"),
        ("23456789", "HK", "2345 6789", "+852 2345 6789"),
        ("0912345678", "TW", "0912-345-678", "+886 912 345 678"),
        ("02-23456789#12", "TW", "02 2345 6789 轉 12", "+886 2 2345 6789 轉 12"),
        ("4155552671", "US", "(415) 555-2671", "+1 415-555-2671"),
        ("95533", "CN", "95533", "95533"),
    ],
)
def test_numbers_are_printed_for_people_and_read_back(text, region, home, abroad):
    phone = parse_phone(text, region)
    assert (format_phone(phone, region), format_phone(phone, "JP")) == (home, abroad)
    assert parse_phone(home, region)[1:4] == parse_phone(abroad, region)[1:4] == phone[1:4]


@given(st.integers(10**6, 10**12 - 1), st.booleans())
def test_every_valid_number_is_printed_so_that_it_is_read_back(figures, trunk):
    phone = parse_phone(("0" if trunk else "") + str(figures))
    if phone.e164:
        assert parse_phone(format_phone(phone)).e164 == phone.e164
        assert parse_phone(format_phone(phone, "HK"), "HK").e164 == phone.e164


@given(st.from_regex(phones._LANDLINE, fullmatch=True, alphabet="0123456789"), st.integers(3, 12))
def test_a_tail_finds_its_number(text, length):
    stored = parse_phone(text + "转801").reversed
    assert stored.startswith(tail_key(text[-length:]))
    for whole in (text, "+86" + text[1:], f"{text[:4]}-{text[4:]}", text + "转9"):
        assert tail_key(whole) == stored


@given(
    st.text(max_size=60) | st.text("0123456789+-()/ 转x#.E,手", max_size=40),
    st.sampled_from(["CN", "HK", "TW", "ZZ", ""]),
)
def test_no_text_raises(text, region):
    phone = parse_phone(text, region, "020")
    assert phone.raw == text.strip()
    assert re.fullmatch("[0-9]*", phone.reversed)
    format_phone(phone, region)
    for piece in split_phones(text):
        assert digits(piece)


def test_the_same_number():
    assert same_number("+86 138 0013 8000", "１３８００１３８０００")
    assert same_number("020-80001234", "02080001234转801")
    assert not same_number("020-80001234转801", "020-80001234转802")
    assert same_number("95533", "９５５３３")
    assert not same_number("无", "")
    assert not same_number("80001234", "020-80001234")


def test_area_codes_by_city():
    cities = {
        "北京": "010",
        "广州市": "020",
        "廣州": "020",
        "Shenzhen": "0755",
        "深圳": "0755",
        "火星": "",
        "": "",
        "010": "",
    }
    assert {city: area_code_of(city) for city in cities} == cities


@pytest.mark.parametrize(("text", "yes"), [
    ("13800138000", True), ("+8613800138000", True), ("02080000000,,801#", True), ("110", True), ("*21*1#", True),
    ("-oProxyCommand=x", False), ("--help", False), ("138 0013", False), ("12", False), ("1" * 21, False),
    ("13800138000\n", False), ("１３８００１３８０００", False), ("1;reboot", False), ("", False), ("13+8001", False),
])  # fmt: skip
def test_only_figures_are_dialled(text, yes):
    assert dialable(text) is yes
