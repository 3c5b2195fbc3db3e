"""Which encoding a text file is in, and its text, strictly decoded."""

import codecs
from functools import lru_cache
from itertools import pairwise

from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _

SAMPLE = 32_768
"""Bytes that the choice between GB18030 and Big5 looks at."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

# Windows and older programs name the subset; files hold characters of the superset all the same.
_TAKEN_AS = {
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
    "ascii": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
}
_KNOWN = (
    "utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be",
    "gb18030", "cp950", "big5hkscs", "cp932", "cp949", "cp1252",
)  # fmt: skip

# Lists of firms are made of few words; these characters settle a list of one name.
_FREQUENT = (
    "有限公司份科技工程商行店中心国國人大上海北京深圳台臺灣湾香港市区區路街号號室座楼樓"
    "名称稱客户戶电電话話手机機联聯系络絡地址备備注註职職位行业業姓先生女士经經理总總"
    "贸貿易发發展实實服务務信息息文化传傳食品饮飲建筑築设設计計广廣东東南西天新和生"
)


def detect(data: bytes) -> str:
    """Return the Python name of the encoding `data` is most likely in.

    A byte order mark decides, then UTF-16's pattern of NULs, then strict UTF-8; what is left is GB18030 or
    Big5, by the share of common characters. The name returned may still fail to decode a damaged file.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    return _wide(data) or ("utf-8" if _decodes(data, "utf-8") else _chinese(data))


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Return the text of `data` without its byte order mark, and the encoding used.

    `encoding` is a name a person typed, or None to detect it. Raises UsageError, with the line, the byte
    offset and the encodings that would work, when one byte does not fit: nothing is ever left out.
    """
    name = encoding_of(data, encoding)
    try:
        return data.decode(name).removeprefix("\ufeff"), name
    except UnicodeDecodeError as error:
        raise _undecodable(data, name, error.start) from None


def encoding_of(data: bytes, encoding: str | None = None) -> str:
    """Return the encoding that `data` is to be read in, as `decode` chooses it; raise UsageError for a name of none."""
    name = _named(encoding) if encoding else detect(data)
    if name == "cp950" and not _decodes(data, name) and _decodes(data, "big5hkscs"):
        name = "big5hkscs"
    return name


def _named(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding.strip()).name
    except (LookupError, ValueError):
        name = ""
    name = _TAKEN_AS.get(name, name)
    if name not in _KNOWN:
        raise UsageError(
            _("No encoding is called {name}.").format(name=encoding),
            _("These are known: {names}.").format(names=", ".join(_KNOWN)),
        )
    return name


def _undecodable(data: bytes, name: str, offset: int) -> UsageError:
    before = data[:offset].decode(name, "replace").replace("\r\n", "\n").replace("\r", "\n")
    others = [other for other in _KNOWN if other != name and _fits(data, other)]
    hint = _("Save the file again as UTF-8, or give its encoding with --encoding.")
    if others:
        hint = _("Try --encoding with one of: {names}.").format(names=", ".join(others))
    sentence = _("Line {line} (byte {offset}) is not {encoding} text.")
    return UsageError(sentence.format(line=before.count("\n") + 1, offset=offset, encoding=name), hint)


def _fits(data: bytes, name: str) -> bool:
    # UTF-16 and UTF-32 accept nearly any bytes: without their NULs they are no candidates.
    return (b"\0" in data or not name.startswith(("utf-16", "utf-32"))) and _decodes(data, name)


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _wide(data: bytes) -> str:
    """Return UTF-16's byte order when the NULs of ASCII characters all lie on one side, else nothing."""
    sample = data[:SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    for name, many, few in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if many * 40 > len(sample) and few * 10 <= many and len(data) % 2 == 0 and _decodes(data, name):
            return name
    return ""


def _chinese(data: bytes) -> str:
    """Return the better of GB18030, Big5 and its Hong Kong extension; where none can be, the likeliest other."""
    # The sample ends with a whole line, so that it does not cut a character in two.
    end = data.find(b"\n", SAMPLE)
    sample = data[: end if end >= 0 else len(data)]
    fitting = [name for name in ("gb18030", "cp950", "big5hkscs") if _decodes(data, name)]
    if not fitting and (damaged := _is_damaged_utf8(sample) or _is_latin(data)):
        return damaged
    names = fitting or ["gb18030", "cp950", "big5hkscs"]
    return max(names, key=lambda name: _share(sample.decode(name, "replace"), name))


def _is_damaged_utf8(sample: bytes) -> str:
    text = sample.decode("utf-8", "replace")
    return "utf-8" if 2 * text.count("\ufffd") < sum(char > "\x7f" for char in text) else ""


def _is_latin(data: bytes) -> str:
    high = [byte >= 0x80 for byte in data[:SAMPLE]]
    lone = not any(a and b for a, b in pairwise(high))
    return "cp1252" if lone and _decodes(data, "cp1252") else ""


def _share(text: str, encoding: str) -> float:
    """Return the mean weight of the characters beyond ASCII, from -3 (private use) to 2 (frequent)."""
    beyond = [char for char in text if char > "\x7f"]
    weigh = _gb_weight if encoding == "gb18030" else _big5_weight
    return sum(map(weigh, beyond)) / max(len(beyond), 1)


@lru_cache(maxsize=8192)
def _gb_weight(char: str) -> float:
    code = char.encode("gb18030", "replace")
    if len(code) == 2 and 0xB0 <= code[0] <= 0xD7 and code[1] >= 0xA1:
        return 2.0 if char in _FREQUENT else 1.0
    return _plain_weight(char)


@lru_cache(maxsize=8192)
def _big5_weight(char: str) -> float:
    code = char.encode("big5", "replace")
    if len(code) == 2 and b"\xa4\x40" <= code <= b"\xc6\x7e":
        return 2.0 if char in _FREQUENT else 1.0
    return _plain_weight(char)


def _plain_weight(char: str) -> float:
    if char in _FREQUENT:
        return 2.0
    if "\u4e00" <= char <= "\u9fff":
        return 0.0
    if "\u3000" <= char <= "\u3011" or "\uff01" <= char <= "\uff5e" or char in "·—…“”‘’":
        return 0.5
    return -3.0 if "\ue000" <= char <= "\uf8ff" or char == "\ufffd" else -1.0
