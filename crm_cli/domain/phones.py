"""Phone numbers: read in any form, compared, found by their tail, and printed for people."""

import re
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from crm_cli.domain.area_codes import area_code_of
from crm_cli.domain.phone_cells import digits, split_phones, take_apart

__all__ = [
    "Phone", "area_code_of", "dialable", "digits", "format_phone", "parse_phone", "plain_phone", "plain_phones", "same_number", "split_phones",
    "tail_key", "with_label",
]  # fmt: skip

# The three patterns say yes only where libphonenumber does, which a test holds against it. 174 is in part
# and 179 wholly left to it: 179xx is the prefix of a carrier, not of a mobile.
_MOBILE = r"1(?:[38]\d|4[57]|[59][0-35-9]|6[25-7]|7[0-35-8])\d{8}"
_LANDLINE = (
    r"0(?:10|2[0-57-9])(?:[2-7]\d\d|8(?:0[1-9]|[1-9]\d))\d{5}"
    r"|0(?:3(?:11|7[179])|4(?:[15]1|3[12])|5(?:1\d|2[37]|3[12]|51|7[13-79]|9[15])"
    r"|7(?:[39]1|5[57]|6[09])|8(?:71|98))[2-8]\d{7}"
)
_WRITTEN_PLAINLY = r"(?:\+86 ?)?(0\d\d\d?)-(\d{7,8})(?: ?转 ?(\d{1,6}))?"
_LONGEST, _LONGEST_EXTENSION = 200, 6
_NEIGHBOURS = ("852", "853", "886")
_EIGHT = {"852": "HK", "853": "MO", "65": "SG"}
_EXTENSION_WORD = {"86": "转", "852": "轉", "853": "轉", "886": "轉"}


class Phone(NamedTuple):
    """One phone number as it was written and as it is understood.

    `e164` is None where it is not understood (such a number is flagged, never refused). `reversed` is the
    national number with its area code and without trunk 0 and extension, last figure first; for a flagged
    one, its figures last first. `label` is what was said of it: `手机`, `办`.
    """

    raw: str
    e164: str | None
    extension: str
    reversed: str
    label: str


@lru_cache(maxsize=1)
def _mobile() -> re.Pattern[str]:
    return re.compile(_MOBILE, re.ASCII)


@lru_cache(maxsize=1)
def _landline() -> re.Pattern[str]:
    return re.compile(_LANDLINE, re.ASCII)


@lru_cache(maxsize=1)
def _written_plainly() -> re.Pattern[str]:
    return re.compile(_WRITTEN_PLAINLY, re.ASCII)


def parse_phone(text: str, region: str = "CN", area_code: str = "") -> Phone:
    """Return the one number that `text` holds, as seen from `region` (ISO 3166); never raises.

    `area_code` (`020`) is the firm's or the customer's city's, for local numbers. Extensions (`转801`,
    `ext 12`, `-801`), labels, full-width figures, `+86`, `0086`, IP prefixes (17951) and the floats of a
    spreadsheet are understood. Without one clear and valid number, `e164` is None.
    """
    raw = text.strip()
    plain = plain_phone(raw) if region == "CN" else None
    return plain or _taken_apart(raw, region, area_code)


def _taken_apart(raw: str, region: str, area_code: str) -> Phone:
    label, number, extension = take_apart(raw[:_LONGEST])
    found = _understood(number, region, area_code) if number and len(raw) <= _LONGEST else None
    if found is None:
        return Phone(raw, None, extension, digits(number or raw)[::-1], label)
    country, national = found
    return Phone(raw, f"+{country}{national}", extension, national[::-1], label)


def tail_key(text: str, region: str = "CN") -> str:
    """Return what `Phone.reversed` begins with for every number that ends in the figures of `text`.

    A whole number may be typed in any form; trunk 0 and country code are left out as they are in `reversed`.
    """
    typed = digits(text)
    abroad = text.strip().startswith(("+", "＋", "00"))
    if abroad or len(typed) >= 10:
        phone = parse_phone(text, region)
        if phone.e164:
            return phone.reversed
    return (typed.removeprefix("0") if len(typed) >= 9 else typed)[::-1]


def same_number(a: Phone | str, b: Phone | str, region: str = "CN") -> bool:
    """Return whether two numbers ring at one place: the same number, and no two different extensions.

    Where either is not understood, all figures must be the same and there must be some.
    """
    one, other = (parse_phone(each, region) if isinstance(each, str) else each for each in (a, b))
    if one.extension and other.extension and one.extension != other.extension:
        return False
    if one.e164 or other.e164:
        return one.e164 == other.e164
    return bool(one.reversed) and one.reversed == other.reversed


def dialable(text: str) -> bool:
    """Return whether `text` may be handed to a dialling command: figures and `* # , ;`, + in front, 3 to 20.

    Nothing that a program could take for an option passes (CVE-2017-1000117 and its kind).
    """
    return re.fullmatch(r"\+?[0-9*#,;]{3,20}", text) is not None


def format_phone(phone: Phone, region: str = "CN") -> str:
    """Return the number for people in `region`: `138 0013 8000`, `020-8000 0000 转 12`, `+852 2345 6789`.

    One that is not understood is returned as it was written.
    """
    if phone.e164 is None:
        return phone.raw
    national = phone.reversed[::-1]
    country = phone.e164[1 : len(phone.e164) - len(national)]
    text = _written(country, national, region)
    word = _EXTENSION_WORD.get(country, "ext.")
    return f"{text} {word} {phone.extension}" if phone.extension else text


def with_label(raw: str, label: str) -> str:
    """Return a number as it was written and what was said of it, once: `020-80000000 前台`, `前台 020-80000000`."""
    return raw if label in raw else f"{raw} {label}"


def _ungrouped(text: str) -> str:
    return text.replace("-", "").replace(" ", "").replace("(", "").replace(")", "")


def plain_phones(texts: Sequence[str]) -> list[Phone | None]:
    """Return what `plain_phone` does of each text; of a column of mobiles in half the time."""
    is_mobile, made = _mobile().fullmatch, partial(tuple.__new__, Phone)
    return [
        made((text, "+86" + text, "", text[::-1], ""))
        if text.isdecimal() and is_mobile(text)
        else plain_phone(text)
        if text
        else None
        for text in texts
    ]


def plain_phone(text: str) -> Phone | None:
    """Return a Chinese number in one of the commonest forms, which are most of a list; None for any other text.

    `13800138000`, `+86 138 0013 8000`, `020-8000 0000 转 801`: quicker than taking it apart, with the same result.
    """
    if (written := _written_plainly().fullmatch(text)) is not None:
        bare = written[1] + written[2]
        if _landline().fullmatch(bare):
            return Phone(text, "+86" + bare[1:], written[3] or "", bare[:0:-1], "")
    said, sign, extension = text.partition("转") if "转" in text else (text, "", "")
    extension = extension.strip()
    if sign and not (_is_extension(extension) and said.rstrip()[-1:].isdecimal()):
        return None
    bare = said if said.isdecimal() else _ungrouped(said).removeprefix("+86")
    if not (_landline() if bare.startswith("0") else _mobile()).fullmatch(bare):
        return None
    national = bare.removeprefix("0")
    return Phone(text, "+86" + national, extension, national[::-1], "")


def _is_extension(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_EXTENSION


def _understood(number: str, region: str, area_code: str) -> tuple[str, str] | None:
    """Return country code and national number of `number`, or None when no reading of it is valid."""
    bare = digits(number)
    abroad = number.lstrip("(").startswith("+")
    if not abroad and re.match("00[1-9]", bare):
        abroad, bare = True, bare[2:]
    if abroad:
        return _international(bare)
    if region in {"CN", "TW"} and is_local(bare):
        # By its length a local number: libphonenumber would read 22951234 as area 022 and a short number.
        if area_code:
            return _national(_with_area(bare, area_code), region)
        return None if region == "CN" else _national(bare, region)
    found = _national(bare, region)
    if found is None and bare.startswith(_NEIGHBOURS):
        found = _international(bare)
    # Not in China: what is shorter than a local number there is a nationwide service such as 95533.
    if found is None and area_code and region != "CN" and 6 <= len(bare) <= 8:
        found = _national(_with_area(bare, area_code), region)
    return found


def is_local(figures: str) -> bool:
    """Say whether figures are a number without its area code, as they are in China and on Taiwan (YD/T 1126)."""
    return len(figures) in {7, 8} and figures[0] not in "01"


def _with_area(local: str, area_code: str) -> str:
    return "0" + digits(area_code).lstrip("0") + local


def _international(bare: str) -> tuple[str, str] | None:
    if bare.startswith("86") and _mobile().fullmatch(bare, 2):
        return "86", bare[2:]
    if bare.startswith("86") and _landline().fullmatch("0" + bare[2:]):
        return "86", bare[2:]
    return _by_library("+" + bare, None)


def _national(bare: str, region: str) -> tuple[str, str] | None:
    if region == "CN":
        if (plain := plain_phone(bare)) is not None:
            return "86", plain.reversed[::-1]
        if len(bare) < 7:
            return None
    return _by_library(bare, region)


def _by_library(text: str, region: str | None) -> tuple[str, str] | None:
    """Ask libphonenumber, whose import costs more than most commands: only for what is rare."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(number.country_code), phonenumbers.national_significant_number(number)


def _written(country: str, national: str, region: str) -> str:
    if country == "86":
        return _chinese(national) if region == "CN" else f"+86 {_chinese(national, trunk='')}"
    if country in _EIGHT and len(national) == 8:
        text = f"{national[:4]} {national[4:]}"
        return text if region == _EIGHT[country] else f"+{country} {text}"
    if country == "886" and region == "TW" and re.fullmatch(r"9\d{8}", national):
        return f"0{national[:3]}-{national[3:6]}-{national[6:]}"
    return _written_by_library(country, national, region)


def _written_by_library(country: str, national: str, region: str) -> str:
    import phonenumbers

    number = phonenumbers.parse(f"+{country}{national}", None)
    styles = phonenumbers.PhoneNumberFormat
    home = phonenumbers.region_code_for_number(number) == region
    return str(phonenumbers.format_number(number, styles.NATIONAL if home else styles.INTERNATIONAL))


def _chinese(national: str, trunk: str = "0") -> str:
    if len(national) == 11 and national[0] == "1":
        return f"{national[:3]} {national[3:7]} {national[7:]}"
    if len(national) == 10 and national[:3] in {"400", "800"}:
        return f"{national[:3]}-{national[3:6]}-{national[6:]}"
    # 10 begins Beijing's numbers, but short and twelve-figure ones are nationwide services, as is 950.
    if national.startswith(("1", "950")) and not re.fullmatch(r"10\d{8}", national):
        return national
    size = 2 if national[0] in "12" else 3
    area, local = national[:size], national[size:]
    local = f"{local[:-4]} {local[-4:]}" if len(local) in {7, 8} else local
    return f"{trunk}{area}{'-' if trunk else ' '}{local}"
