"""Real files, and what chance makes of them: bytes flipped, parts lost, doubled, exchanged, hostile words put in."""

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from openpyxl import Workbook

SAMPLES = Path(__file__).parents[2] / "sample_data"
HOSTILE = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b'"', b'""', b"'", b"\r", b"\n\n", b"\t", b";", b",", b"=1+1",
    b'=HYPERLINK("http://x")', b"\x1b]52;c;YQ==\x07", b"\x1b[2J", "\u202e".encode(), "\u200b".encode(), b"[/b]",
    b"<script>", b"&#0;", b"%s%n", b"{0}", b"../../etc/passwd", b"9" * 400, b"-1e999", b"NaN", b"sep=;\n",
    b"2026-13-45", b"0000-00-00", b"25:99", b"1899-12-31", b"'; drop table customer; --", b"x" * 70_000,
    b"{" * 2000, b"[" * 2000, b"\\u0000", b"\\ud800", b"END:VCARD\n", b"BEGIN:VCARD\n", b"ENCODING=QUOTED-PRINTABLE:=",
    b";CHARSET=KLINGON", b";ENCODING=BASE64:!!!", "王".encode("gb18030"), "陳".encode("cp950"), "👨‍👩‍👧".encode(),
    b'<c t="e"/>', b'<c r="XFD1048576" t="s"><v>99999</v></c>', b'<!DOCTYPE a [<!ENTITY a "&a;&a;">]>',
)  # fmt: skip
ROWS = (
    ("公司名称", "联系人", "电话", "地址", "行业", "日期", "结果", "备注"),
    (
        "广州白云航空服务有限公司",
        "王丽",
        "020-80000000",
        "天河路1号",
        "航空",
        "2026-11-02 10:00",
        "没人接",
        "爱喝茶",
    ),
    ("深圳前海印刷厂", "李强", "138 0013 8000", "前海路2号", "印刷", "2026/11/3", "要报价", "=1+1"),
    ("O'Brien & Söhne", "Ann", "+44 20 7946 0958", "1 High St", "x", "11月4日 下午3点", "拒绝", "[/b]"),
)
_CARD = """BEGIN:VCARD
VERSION:3.0
N:王;丽;;;
FN:王丽
ORG:白云航空;采购部
TITLE:采购经理
TEL;TYPE=CELL:138 0013 8000
item1.TEL;TYPE=WORK:020-8000 0000
item1.X-ABLabel:_$!<Work>!$_
EMAIL;TYPE=INTERNET:wang@by.cn
ADR;TYPE=WORK:;;天河路1号;广州;广东;510000;中国
BDAY:1990-02-03
NOTE:爱喝茶\\n下午打
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=8E;=E5=BC=BA
TEL;CELL;PREF:13900139000
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E4=B8=8A=
=E5=8D=88
END:VCARD
"""
_LINES = """{"name": "白云航空", "phones": ["020-80000000"], "city": "广州", "tags": ["新"], "grade": "B"}
{"name": "前海印刷", "phone": "13800138000", "notes": "a\\nb", "unknown": {"a": [1, 2.5, null, true]}}
{"name": "Ann", "contact": "Ann", "no": "c1", "id": "0192e4a0-0000-7000-8000-000000000000"}
"""


def _workbook() -> bytes:
    book, stream = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    book.save(stream)
    return stream.getvalue()


def _tables() -> list[bytes]:
    own = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in ROWS)
    heads = [b"\n".join(path.read_bytes().split(b"\n")[:12]) for path in sorted(SAMPLES.glob("*.csv"))]
    return [own.encode(), own.encode("utf-16"), own.replace(",", "\t").encode("gb18030"), *heads]


SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "csv": _tables,
    "xlsx": lambda: [_workbook()],
    "vcf": lambda: [_CARD.encode(), _CARD.replace("\n", "\r\n").encode("gb18030")],
    "jsonl": lambda: [_LINES.encode()],
}


@cache
def seeds_of(kind: str) -> list[bytes]:
    """Return the real files of a kind."""
    return SEEDS[kind]()


def mutated(kind: str, seed: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return a file that chance made of `seed`, with parts of `other`; of a workbook mostly the XML inside is changed."""
    if kind == "xlsx" and chance.random() < 0.8:
        return _repacked(seed, chance)
    return _spoilt(seed, other, chance)


def _spoilt(data: bytes, other: bytes, chance: random.Random) -> bytes:
    content = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        at, size = chance.randrange(len(content) + 1), int(chance.paretovariate(0.7))
        match chance.randrange(7):
            case 0 if content:
                content[at % len(content)] ^= 1 << chance.randrange(8)
            case 1:
                del content[at : at + size]
            case 2:
                content[at:at] = content[at : at + size] * chance.choice((1, 2, 20))
            case 3 | 4:
                content[at:at] = chance.choice(HOSTILE)
            case 5:
                start = chance.randrange(len(other) + 1)
                content[at : at + size] = other[start : start + size]
            case _:
                content[at : at + size] = chance.randbytes(min(size, 50))
        del content[400_000:]
    return bytes(content[: chance.randrange(len(content) + 1)] if chance.random() < 0.05 else content)


def _repacked(seed: bytes, chance: random.Random) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(seed)) as book,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        names = book.namelist()
        changed = {chance.choice(names), chance.choice([n for n in names if "sheet" in n or "Strings" in n])}
        for name in names:
            data = book.read(name)
            if name in changed:
                data = _spoilt(data, seed, chance)
                if chance.random() < 0.03:
                    continue
            new.writestr(name, data)
    return stream.getvalue()
