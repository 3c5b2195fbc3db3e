"""Money as it is typed and printed: whole minor units of one currency (ISO 4217)."""

import re
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from crm_cli.domain.numerals import HAN, number
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _

_TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP "
    "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS "
    "INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN "
    "MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE "
    "SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XAD XCD XCG YER "
    "ZAR ZMW ZWG"
)
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"

EXPONENTS = MappingProxyType(
    dict.fromkeys(_TWO.split(), 2) | dict.fromkeys(_NONE.split(), 0) | dict.fromkeys(_THREE.split(), 3)
)
"""Decimals of each currency in use, by ISO 4217 (list one)."""

CURRENCY_OF_REGION = MappingProxyType({
    "CN": "CNY", "HK": "HKD", "TW": "TWD", "MO": "MOP", "SG": "SGD", "MY": "MYR", "JP": "JPY", "KR": "KRW",
    "TH": "THB", "VN": "VND", "PH": "PHP", "ID": "IDR", "KH": "KHR", "LA": "LAK", "MM": "MMK", "BN": "BND",
    "IN": "INR", "MN": "MNT", "AU": "AUD", "NZ": "NZD", "US": "USD", "CA": "CAD", "MX": "MXN", "BR": "BRL",
    "GB": "GBP", "CH": "CHF", "SE": "SEK", "NO": "NOK", "DK": "DKK", "PL": "PLN", "CZ": "CZK", "RU": "RUB",
    "TR": "TRY", "AE": "AED", "SA": "SAR", "ZA": "ZAR", "NG": "NGN", "KE": "KES", "EG": "EGP",
    "DE": "EUR", "FR": "EUR", "IT": "EUR", "ES": "EUR", "NL": "EUR", "BE": "EUR", "AT": "EUR", "IE": "EUR",
    "PT": "EUR", "FI": "EUR", "GR": "EUR",
})  # fmt: skip
"""The usual currency of a region (ISO 3166 alpha-2)."""

GREATEST = 10**13
"""In major units; above it a figure is a phone number in the wrong place."""

_SIGNS = MappingProxyType({
    "¥": "CNY JPY", "元": "CNY TWD HKD MOP SGD", "块": "CNY TWD", "塊": "CNY TWD HKD", "圆": "CNY", "圓": "TWD HKD MOP",
    "人民币": "CNY", "人民幣": "CNY", "rmb": "CNY", "hk$": "HKD", "港币": "HKD", "港幣": "HKD", "nt$": "TWD",
    "台币": "TWD", "台幣": "TWD", "新台币": "TWD", "新台幣": "TWD", "mop$": "MOP", "s$": "SGD", "rm": "MYR", "us$": "USD",
    "美元": "USD", "£": "GBP", "€": "EUR", "₩": "KRW", "円": "JPY", "日元": "JPY",
    "$": "USD HKD TWD MOP SGD AUD NZD CAD MXN BND",
})  # fmt: skip
_UNITS = MappingProxyType({
    "k": 10**3, "w": 10**4, "m": 10**6, "十": 10, "百": 100, "千": 10**3, "仟": 10**3, "万": 10**4, "萬": 10**4,
    "百万": 10**6, "百萬": 10**6, "千万": 10**7, "千萬": 10**7, "亿": 10**8, "億": 10**8,
})  # fmt: skip
_UNIT = "[千百]?[万萬]|[kwm百千仟亿億]"
_FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"


def exponent(currency: str) -> int:
    """Return the decimals of `currency`; raise UsageError when ISO 4217 has no such code."""
    if currency not in EXPONENTS:
        sentence = _("“{currency}” is not a currency code.").format(currency=currency)
        raise UsageError(sentence, _("Write an ISO 4217 code such as CNY, HKD, TWD or USD."))
    return EXPONENTS[currency]


def parse_amount(text: str, currency: str) -> int:
    """Return the minor units that `text`, in major units of `currency`, says.

    `50000`, `¥1,234.50`, `5万`, `3万5千`, `三千五百元`, `1.2k`. Raises UsageError for more decimals than the
    currency has, a negative or unclear figure, the sign or code of another currency, and over 10^13.
    """
    decimals = exponent(currency)
    try:
        value, places, typed = _figure(_bare(text, currency))
    except ValueError as error:
        raise _unclear(text) from error
    if value > GREATEST * _ten(places):
        raise UsageError(_("“{text}” is too much money.").format(text=text.strip()), _hint())
    minor, rest = divmod(value * _ten(decimals), _ten(places))
    if typed > decimals or rest:
        sentence = _("“{text}” has more decimals than {currency} has ({decimals}).")
        raise UsageError(sentence.format(text=text.strip(), currency=currency, decimals=decimals), _hint())
    return minor


def format_amount(minor: int, currency: str) -> str:
    """Return `minor` units in major ones with thousands commas, for people: `50,000.00`."""
    return _written(minor, currency, ",")


def amount_text(minor: int, currency: str = "CNY") -> str:
    """Return `minor` units in major ones without commas, for machines: `50000.00`."""
    return _written(minor, currency, "")


def _written(minor: int, currency: str, comma: str) -> str:
    decimals = exponent(currency)
    whole, part = divmod(abs(minor), _ten(decimals))
    fraction = f".{part:0{decimals}}" if decimals else ""
    return ("-" if minor < 0 else "") + f"{whole:{comma}}{fraction}"


def _bare(text: str, currency: str) -> str:
    """Return `text` narrow, lower-case and without the sign of its currency; ValueError for another's."""
    # Amounts are written on every report, and read on few commands.
    from unicodedata import normalize

    plain = normalize("NFKC", text).strip().lower()
    # Longest first, so that HK$5 is not read as "hk" and a dollar.
    for sign in _signs():
        if plain.startswith(sign) or plain.endswith(sign):
            if sign != currency.lower() and currency not in _SIGNS.get(sign, "").split():
                raise ValueError(sign)
            plain = plain.removeprefix(sign) if plain.startswith(sign) else plain.removesuffix(sign)
            plain = plain.strip()
    return plain


@lru_cache(maxsize=1)
def _signs() -> list[str]:
    return sorted({*_SIGNS, *map(str.lower, EXPONENTS)}, key=len, reverse=True)


def _figure(plain: str) -> tuple[int, int, int]:
    """Return the value as a whole number, the power of ten it is to be divided by, and the decimals typed.

    A figure with 万 or k has no typed decimals: 1.23456k is an exact amount.
    """
    if re.fullmatch(_FIGURE, plain, re.ASCII):
        places = _places(plain)
        return _scaled(plain, places), places, places
    if not re.fullmatch(rf"(?:(?:{_FIGURE}|[{HAN}]+)(?:{_UNIT}))+", plain, re.ASCII):
        raise ValueError(plain)
    parts = re.findall(rf"({_FIGURE}|[{HAN}]+)({_UNIT})", plain, re.ASCII)
    units = [_UNITS[unit] for _part, unit in parts]
    if any(below >= above for above, below in pairwise(units)):
        raise ValueError(plain)
    places = max(_places(part) for part, _unit in parts)
    return (
        sum(_scaled(part, places) * unit for (part, _unit), unit in zip(parts, units, strict=True)),
        places,
        0,
    )


def _ten(power: int) -> int:
    return int(10**power)


def _places(figure: str) -> int:
    return len(figure.partition(".")[2])


def _scaled(figure: str, places: int) -> int:
    if figure[0] in HAN:
        return number(figure) * _ten(places)
    whole, _point, part = figure.replace(",", "").partition(".")
    return int(whole + part.ljust(places, "0"))


def _unclear(text: str) -> UsageError:
    return UsageError(_("“{text}” is not an amount.").format(text=text.strip()), _hint())


def _hint() -> str:
    return _("Write 50000, 1,234.50, 5万 or 1.2k, without a minus.")
