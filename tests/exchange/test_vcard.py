"""vCards of three versions and many programs become cards; what another library writes is read back."""

from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.exchange.vcard import properties, read_vcard, sections

TEXT = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters=';:,\\"|'), min_size=1, max_size=20
)
MOBILE = st.from_regex(r"1[38]\d{9}", fullmatch=True)

CARDS: list[tuple[str, dict[str, Any]]] = [
    ("""BEGIN:VCARD
VERSION:3.0
N:王;丽;;;
FN:王丽
ORG:广州宏达礼品有限公司;采购部
TITLE:采购经理
TEL;TYPE=CELL,VOICE:138 0013 8000
item1.TEL:020-83881234
item1.X-ABLabel:公司
item2.TEL:020-83881236
item2.X-ABLabel:_$!<WorkFAX>!$_
TEL;TYPE=WORK,FAX:020-83881235
EMAIL;TYPE=INTERNET:lily@hong
 da.com
ADR;TYPE=WORK:;;天河北路233号中信广场3012室;广州市;广东省;510620;中国
item3.IMPP;X-SERVICE-TYPE=WeChat:x-apple:lily_wang
X-QQ:283746152
NOTE:见于广交会\\n要报价\\, 急
PHOTO;ENCODING=b:AAAA
 BBBB
END:VCARD""",
     {"company": "广州宏达礼品有限公司", "department": "采购部", "person": "王丽", "title": "采购经理", "mobiles": ("138 0013 8000",), "phones": ("020-83881234",),
      "faxes": ("020-83881236", "020-83881235"), "emails": ("lily@hongda.com",), "city": "广州", "building": "中信广场", "unit": "3012", "wechat": "lily_wang",
      "qq": "283746152", "left": ("见于广交会 要报价, 急",)}),
    ("BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=CD=F5;=C0=F6\nTEL;CELL;PREF:+8613800138000\nTEL;WORK;FAX:020 83881235\nEND:VCARD",
     {"person": "王丽", "mobiles": ("+8613800138000",), "faxes": ("020 83881235",)}),
    ("BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B=E4=B8=\n=BD\nORG;CHARSET=BIG5;ENCODING=QUOTED-PRINTABLE:=A4=6A=A9=FA=A4=BD=A5=71\nEND:VCARD",
     {"person": "王丽", "company": "大明公司"}),
    ("BEGIN:VCARD\nVERSION:2.1\nFN;QUOTED-PRINTABLE:=CD=F5=C0=F6\nEND:VCARD", {"person": "王丽"}),
    ('begin:vcard\r\nversion:4.0\r\nfn:David Chen\r\nTEL;VALUE=uri;TYPE="work,voice":tel:+852-2345-6789;ext=12\r\nORG:ABC Ltd\r\nURL:https://abc.hk\r\nend:vcard\r\n',
     {"person": "David Chen", "phones": ("+852-2345-6789 ext. 12",), "company": "ABC Ltd", "website": "https://abc.hk"}),
    ("BEGIN:VCARD\nVERSION:3.0\nFN:宏达礼品公司\nORG:宏达礼品公司\nX-ABShowAs:COMPANY\nTEL:83881234\nEND:VCARD", {"company": "宏达礼品公司", "person": ""}),
    ("BEGIN:VCARD\nVERSION:3.0\nN:Chen;David;;Mr.;\nFN:陈伟\nthis is no property\nTEL;TYPE=CELL:13800138000\nEND:VCARD", {"person": "陈伟", "person_also": "David Chen", "mobiles": ("13800138000",)}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), CARDS)
def test_a_vcard_is_read(text: str, told: dict[str, Any]) -> None:
    card = read_vcard(text)._asdict()
    assert {field: card[field] for field in told} == told


def test_a_file_holds_several_and_one_cut_off_takes_no_other_with_it() -> None:
    text = "王丽 13800138000\nBEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\n\n李娜\nBEGIN:VCARD\nFN:C"
    found = sections(text)
    assert [is_card for is_card, _part in found] == [False, True, True, False, True]
    assert [read_vcard(part).person for is_card, part in found if is_card] == ["A", "B", "C"]


@given(TEXT, TEXT, TEXT, MOBILE, TEXT)
def test_what_another_library_writes_is_read_back(
    family: str, given_name: str, firm: str, mobile: str, title: str
) -> None:
    written = vobject.vCard()
    written.add("n").value = vobject.vcard.Name(family=family, given=given_name)
    written.add("fn").value = f"{given_name}|{family}"
    written.add("org").value = [firm, "采购部"]
    written.add("title").value = title
    tel = written.add("tel")
    tel.value, tel.type_param = mobile, "CELL"
    card = read_vcard(written.serialize())
    assert (card.person, card.company, card.title, card.mobiles) == (
        f"{given_name}|{family}",
        firm,
        title,
        (mobile,),
    )


@pytest.mark.trust("S5")
@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    for is_card, part in sections(f"BEGIN:VCARD\n{text}\nEND:VCARD"):
        if is_card:
            properties(part)
            read_vcard(part)
