"""Address books that were damaged in every way: each is read or refused with a sentence, and no import is half."""

import os
import random
from pathlib import Path

import pytest

from crm_cli.errors import CrmError
from crm_cli.exchange import importing
from tests.exchange.importing import counts, dump, taken

BOOKS = Path(__file__).with_name("address_books")
COUNT = 100_000 if os.environ.get("HYPOTHESIS_PROFILE") == "torture" else 2_000
"""Damaged cards."""
TABLES = COUNT // 4
TOGETHER = 100
"""Cards of one file."""
SNIPPETS = (
    b"\r\nEND:VCARD\r\n", b"BEGIN:VCARD", b"\nTEL:", b";;;;;;;;", b"ENCODING=QUOTED-PRINTABLE:=E7=8E", b";CHARSET=NO-SUCH:", b"=\r\n", b"\\", b'"',
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", "名".encode("gb18030"), "名".encode(), b"item1.", b"X-ABLabel:", b" ::: ", b"','", b',"""', b"\x1b[31m",
    b"{0.__class__}", b"%s%n", b"=cmd|' /C calc'!A0", b"ORG:", b"FN:\n", b"BDAY:99999999", b"TEL;TYPE=CELL:" + b"9" * 300, "٣٤".encode(), b"\xed\xa0\x80",
    b"\n" * 20, b"PHOTO;ENCODING=b:" + b"A" * 500, b"X-ANDROID-CUSTOM:", b"\xf0\x9f\x98\x80", b"tel:+1;ext=", b"CATEGORIES:,,,\\,", b"\t", b"\r",
)  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    """A text with a few bytes changed, left out, doubled, or something hostile put in."""
    for _turn in range(chance.randint(1, 5)):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.randrange(1, 40))
        what = chance.randrange(5)
        if what == 0:
            data = data[:at] + chance.choice(SNIPPETS) + data[at:]
        elif what == 1:
            data = data[:at] + data[to:]
        elif what == 2:
            data = data[:to] + data[at:]
        elif what == 3:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        else:
            data = data[: max(at, 20)]
    return data


def cards() -> list[bytes]:
    found = []
    for name in ("iphone.vcf", "android.vcf"):
        parts = (BOOKS / name).read_bytes().split(b"BEGIN:VCARD")[1:]
        found += [b"BEGIN:VCARD" + part for part in parts]
    return found


@pytest.mark.trust("S5")
def test_damaged_cards_come_in_or_are_rejected_and_all_is_taken_back(desk, tmp_path):
    chance, whole = random.Random(7), cards()
    path = tmp_path / "people.vcf"
    read = 0
    for turn in range(COUNT // TOGETHER):
        lot = [damaged(chance.choice(whole), chance) for _card in range(TOGETHER)]
        # Most files are text by the time that they are written; every fifth is not.
        text = b"\r\n".join(lot)
        path.write_bytes(text if turn % 5 == 0 else text.decode("utf-8", "replace").encode())
        noun = ("customers", "contacts")[turn % 2]
        before = dump(desk)
        try:
            loaded = importing.load(desk, noun, path)
            report = taken(desk, noun, path, add_customers=True, dry_run=bool(turn % 3))
        except CrmError:
            # Refused with a sentence, and nothing of it is there.
            assert dump(desk) == before
            continue
        read += sum(counts(report)) + report.totals
        assert sum(counts(report)) + report.totals == len(loaded.table.rows)
        if turn % 3:
            assert dump(desk) == before
        path.with_name("people.rejects.csv").unlink(missing_ok=True)
    assert read > COUNT // 2


@pytest.mark.trust("S5")
def test_damaged_tables_are_read_or_refused(desk, tmp_path):
    chance = random.Random(8)
    books = [path.read_bytes() for path in sorted(BOOKS.glob("*.csv"))]
    path = tmp_path / "people.csv"
    recognised, before = 0, dump(desk)
    for turn in range(TABLES):
        path.write_bytes(damaged(chance.choice(books), chance))
        try:
            loaded = importing.look(desk, "customers", path)
            rows = len(loaded.table.rows)
            if turn % 50 == 0 and not loaded.missing:
                report = taken(desk, "customers", path, dry_run=True)
                assert sum(counts(report)) + report.totals == rows
        except CrmError:
            continue
        else:
            recognised += bool(loaded.source)
    assert dump(desk) == before
    assert recognised > TABLES // 3
