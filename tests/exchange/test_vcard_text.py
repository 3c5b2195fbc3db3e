"""The cards we write are read back by our reader and by another library; no name forges a property."""

import uuid
from datetime import date
from typing import Any

import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from crm_cli.domain.cleaning import clean
from crm_cli.exchange.vcard import properties
from crm_cli.exchange.vcard_table import cards_in, entry_of
from crm_cli.exchange.vcard_text import Person, split_name, vcard_text

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
HOSTILE = st.sampled_from(
    [
        "\r\nTEL:110", "\nEND:VCARD\nBEGIN:VCARD\nFN:x", "a;b;c", "a,b", "\\", "\\\\;", 'x"y', "item1.TEL:110", ":", "=0D=0A", " \tx", "名" * 60,
        "x\u2028TEL:110", "x\x85TEL:110", "\x0bTEL:1", "\\n", "ENCODING=QUOTED-PRINTABLE:=41=", "😀" * 30, "\0",
    ]
)  # fmt: skip
TEXT = st.one_of(WORDS, HOSTILE, st.tuples(HOSTILE, WORDS).map("".join))
NUMBER = st.from_regex(r"(?:1[38][0-9]{9}|020-8[0-9]{7}|\+852 9[0-9]{7})", fullmatch=True)


def line(text: str) -> str:
    """What a text is as one line: as it is shown anywhere else."""
    return " ".join(clean(text).split())


def lines(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(map(clean, plain)).strip()


@pytest.mark.trust("S16")
@given(
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    st.lists(NUMBER, max_size=3, unique=True),
    st.lists(TEXT, max_size=3),
    st.dates(),
)
@example("\\", "\\", "", "", "", "", [], [], date(1, 1, 1))
@example("", "", "", "", "", "", [], ["\\", "a,\\", "b"], date(1, 1, 1))
def test_what_is_written_is_read_back_and_nothing_else(
    person, company, title, notes, wechat, email, numbers, tags, born
):
    person, company = f"王{person}", f"某{company}"
    card = Person(
        "urn:uuid:x", person, company, "", title, [(number, "") for number in numbers], email, wechat, notes=notes, tags=tags, birthday=born
    )  # fmt: skip
    text = vcard_text(card)
    assert all(len(part.encode()) <= 75 for part in text.split("\r\n"))
    ((_first, whole),) = cards_in(text)
    found = properties(whole)
    assert sum(one.name == "TEL" for one in found) == len(numbers)
    assert sum(one.name in {"BEGIN", "END"} for one in found) == 2
    entry = entry_of(1, found)
    assert (line(entry.card.company), line(entry.card.title)) == (line(company), line(title))
    assert line(entry.card.person).replace(" ", "") == line(person).replace(" ", "")
    assert {*entry.card.mobiles, *entry.card.phones} == set(numbers)
    assert (entry.notes, entry.birthday) == (
        lines(notes),
        born.isoformat() if born.year != 1604 else born.isoformat()[5:],
    )
    assert set(entry.tags) == {line(tag) for tag in tags} - {""}


@pytest.mark.trust("S16")
@given(TEXT, TEXT, TEXT, NUMBER)
def test_another_library_reads_the_same(person, company, notes, number):
    text = vcard_text(
        Person("urn:uuid:x", f"王{person}", f"某{company}", phones=[(number, "前台")], notes=notes)
    )
    (read,) = vobject.readComponents(text)
    assert read.fn.value == line(f"王{person}")
    assert read.org.value == [line(f"某{company}")]
    assert [one.value for one in read.tel_list] == [number]
    assert [one.value for one in read.contents["x-ablabel"]] == ["前台"]
    if clean(notes.strip()):
        assert read.note.value.strip() == lines(notes)


@pytest.mark.parametrize(
    ("name", "told"),
    [("王丽", ("王", "丽")), ("欧阳强", ("欧阳", "强")), ("陳偉", ("陳", "偉")), ("David Ka Wai Chen", ("Chen", "David Ka Wai")), ("Li", ("", "Li")), ("David 陈", ("", "David 陈"))],
)  # fmt: skip
def test_a_name_is_parted_as_address_books_part_it(name, told):
    assert split_name(name) == told


def test_a_firms_cards_come_back_into_another_firm(desk, tmp_path):
    from crm_cli.exchange import exporting
    from crm_cli.services import contacts, customers
    from tests.exchange.importing import counts, dump, taken

    customers.add_customer(
        desk,
        "A\nTEL:110;公司, \\",
        phones=["总机: 020-83881234"],
        address="天河路1号",
        city="广州",
    )
    contacts.add_contact(
        desk,
        "王丽",
        "c1",
        phones=["13800138000", "家: 020-38880000"],
        title="经理",
        notes="早上打\n要报价",
        birthday="1988-06-12",
    )
    before = dump(desk)
    for noun in ("contacts", "customers"):
        path = tmp_path / f"{noun}.vcf"
        written: Any = exporting.export_to(desk, noun, "vcard", path, {})
        assert written.total == path.read_bytes().count(b"BEGIN:VCARD") == 1
        assert counts(taken(desk, noun, path)) == (0, 0, 1, 0)
    assert dump(desk) == before
    path.write_bytes((tmp_path / "contacts.vcf").read_bytes().replace(b"//crm//", b"//x//"))
    assert uuid.UUID(contacts.contacts(desk)[0].id)
    report = taken(desk, "customers", path, on_match="create")
    assert counts(report) == (1, 0, 0, 0)
    old, new = contacts.contacts(desk, sort="no")
    assert (new.name, new.title, new.birthday, new.notes) == (old.name, old.title, old.birthday, old.notes)
    told = [(one.e164, one.label) for one in contacts.phones(desk, contact_no=new.no)]
    assert told == [("+8613800138000", ""), ("+862038880000", "家")]
