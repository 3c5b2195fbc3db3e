"""Money typed and printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.money import (
    CURRENCY_OF_REGION,
    EXPONENTS,
    GREATEST,
    amount_text,
    format_amount,
    parse_amount,
)
from crm_cli.errors import UsageError


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("50000", "CNY", 5000000), ("5万", "CNY", 5000000), ("5萬", "TWD", 5000000), ("1.2k", "USD", 120000),
        ("¥1,234.50", "CNY", 123450), ("￥１，２３４．５", "CNY", 123450), ("3千", "CNY", 300000), ("3万5千", "CNY", 3500000),
        ("三千五百元", "CNY", 350000), ("十二万", "CNY", 12000000), ("5w", "CNY", 5000000), ("1.5百万", "CNY", 150000000),
        ("1.2亿", "CNY", 12000000000), ("CNY 5", "CNY", 500), ("5 rmb", "CNY", 500), ("HK$5.50", "HKD", 550),
        ("$5", "HKD", 500), ("NT$5", "TWD", 500), ("rm5", "MYR", 500), ("5m", "USD", 500000000), ("1,234", "JPY", 1234),
        ("1.5", "KWD", 1500), ("1.23456k", "CNY", 123456), (".5", "CNY", 50), ("0", "CNY", 0),
        ("10000000000000", "CNY", 10**15),
    ],
)  # fmt: skip
def test_an_amount_in_any_form(text, currency, minor):
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "CNY"), ("元", "CNY"), ("-5", "CNY"), ("1.234", "CNY"), ("1.5", "JPY"), ("50.000", "JPY"), ("1,23", "CNY"),
        ("1.234,50", "EUR"), ("NaN", "CNY"), ("inf", "CNY"), ("1e5", "CNY"), ("50 000", "CNY"), ("1万2", "CNY"),
        ("5千3万", "CNY"), ("1.23456万", "JPY"), ("10000000000001", "CNY"), ("100001亿", "CNY"), ("9" * 60, "CNY"),
        ("usd 5", "CNY"), ("HK$5", "CNY"), ("$5", "CNY"), ("€5", "USD"), ("13800138000元5", "CNY"), ("5", "XXX"), ("5", "cny"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text, currency):
    with pytest.raises(UsageError) as error:
        parse_amount(text, currency)
    assert error.value.hint


def test_figures_are_written_for_people_and_for_machines():
    assert format_amount(5000000, "CNY") == "50,000.00"
    assert format_amount(-123456, "CNY") == "-1,234.56"
    assert format_amount(5, "KWD") == "0.005"
    assert format_amount(50000, "JPY") == "50,000"
    assert amount_text(5000000) == "50000.00"


@given(st.sampled_from(sorted(EXPONENTS)), st.integers(0, GREATEST))
def test_what_is_printed_is_read_back(currency, minor):
    for text in (format_amount(minor, currency), amount_text(minor, currency)):
        assert parse_amount(text, currency) == minor
        assert parse_amount(f"{currency} {text}", currency) == minor


def test_the_codes_are_those_of_the_standard():
    babel = pytest.importorskip("babel.numbers")
    unknown = {code for code in EXPONENTS if not babel.is_currency(code)}
    assert unknown <= {"XAD"}
    assert {EXPONENTS[code] for code in ("JPY", "KRW", "VND", "ISK")} == {0}
    assert {EXPONENTS[code] for code in ("TWD", "CNY", "HKD", "MOP", "IDR", "HUF")} == {2}
    assert {EXPONENTS[code] for code in ("KWD", "BHD", "TND", "IQD")} == {3}
    for region, currency in CURRENCY_OF_REGION.items():
        assert currency in babel.get_territory_currencies(region)
