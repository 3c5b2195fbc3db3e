"""Address books that phones and mail programs exported come in by themselves: nothing is mapped, nothing is lost."""

import shutil
from pathlib import Path

import pytest

from crm_cli.errors import UsageError
from crm_cli.exchange import importing
from crm_cli.exchange.address_books import program_of
from crm_cli.exchange.importing import Reading, import_file
from crm_cli.exchange.vcard_table import birthday_in
from crm_cli.services import contacts, customers, history
from crm_cli.services import import_history as imports
from crm_cli.services.importing.intake import Options
from tests.exchange.importing import counts, dump, taken, written

BOOKS = Path(__file__).with_name("address_books")
FIRM = "广州宏达礼品有限公司"
LI = "王丽"

RECOGNISED = [
    ("google.csv", "google", "utf-8", (3, 0, 0, 0)),
    ("google-old.csv", "google", "utf-16-le", (2, 0, 0, 0)),
    ("outlook-en.csv", "outlook", "cp1252", (2, 0, 0, 0)),
    ("outlook-zh-Hans.csv", "outlook", "gb18030", (2, 0, 0, 0)),
    ("outlook-zh-Hant.csv", "outlook", "cp950", (1, 0, 0, 0)),
    ("wecom-customers.xlsx", "wecom", "", (2, 0, 0, 0)),
    ("wecom-members.xlsx", "wecom-members", "", (2, 0, 0, 0)),
    ("iphone.vcf", "iphone", "utf-8", (2, 1, 0, 0)),
    ("android.vcf", "android", "utf-8", (2, 0, 0, 0)),
]
OF_LI = {
    "google.csv": ("采购经理", "采购部", "lily@hongda.example", "1988-06-12", ["+8613800138000"], ["+862083881234", "+862083881236"]),
    "google-old.csv": ("采购经理", "", "lily@hongda.example", "1988-06-12", ["+8613800138000"], ["+862083881234"]),
    "outlook-zh-Hans.csv": ("采购经理", "采购部", "lily@hongda.example", "1988-06-12", ["+8613800138000", "+862038880000"], ["+862083881234"]),
    "wecom-customers.xlsx": ("采购经理", "", "lily@hongda.example", "None", ["+8613800138000"], ["+862083881234"]),
    "iphone.vcf": ("采购经理", "采购部", "lily@hongda.example", "None", ["+8613800138000", "+8613900139001", "+862038880000"], ["+862083881200", "+862083881234"]),
    "android.vcf": ("采购经理", "采购部", "lily@hongda.example", "1988-06-12", ["+8613800138000", "+862038880000"], ["+862083881234", "+862083881237"]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "source", "encoding", "told"), RECOGNISED)
def test_each_is_recognised_and_every_person_comes_in(desk, name, source, encoding, told):
    loaded = importing.load(desk, "customers", BOOKS / name)
    assert (loaded.source, loaded.table.encoding, loaded.unknown) == (source, encoding, ())
    assert counts(taken(desk, "customers", BOOKS / name)) == told
    (batch,) = imports.batches(desk, 9)
    assert batch.row.source == source
    again = taken(desk, "customers", BOOKS / name)
    assert (again.counts["created"], again.counts["rejected"], again.batch_no) == (0, 0, None)


@pytest.mark.parametrize("name", OF_LI)
def test_what_a_book_says_of_a_person_and_her_firm(desk, name):
    before = dump(desk)
    taken(desk, "customers", BOOKS / name)
    firm = next(one for one in customers.customers(desk, sort="no") if one.name == FIRM)
    (person,) = contacts.contacts(desk, customer_no=firm.no)
    numbers = contacts.phones(desk, customer_no=firm.no)
    title, department, email, born, own, desks = OF_LI[name]
    assert (person.name, person.title, person.department, person.email, str(person.birthday)) == (
        LI, title, department, email, born,
    )  # fmt: skip
    assert [one.e164 for one in numbers if one.contact_no is not None] == own
    assert [one.e164 for one in numbers if one.contact_no is None] == desks
    history.undo(desk)
    assert dump(desk) == before


def test_what_has_no_field_of_ours_is_in_the_notes_and_labels_stay_with_numbers(desk):
    taken(desk, "customers", BOOKS / "google.csv")
    people = {one.name: one for one in contacts.contacts(desk, sort="no")}
    for word in (
        "Spouse: 陈伟",
        "微信昵称: 丽丽",
        "lily@home.example",
        "wangli@home.example",
        "020-83881235",
    ):
        assert word in people[LI].notes
    assert "03-01" in people["David Ka Wai Chen"].notes
    labels = {one.e164: one.label for one in contacts.phones(desk, contact_no=people["David Ka Wai Chen"].no)}
    assert labels == {"+85291234567": "", "+85223456789": "Home"}
    assert sorted(customers.tags_of(desk, [1])[1]) == ["展会", "重点"]


def test_people_of_contacts_go_to_their_firms_and_those_without_one_are_asked_about(desk, tmp_path):
    book = Path(shutil.copy(BOOKS / "google.csv", tmp_path))
    customers.add_customer(desk, FIRM)
    result = import_file(desk, "contacts", book)
    assert counts(result.report) == (1, 0, 0, 2)
    assert all(
        "--add-customers" in reason or "Harbour" in reason for reason in result.report.rejected.values()
    )
    assert result.rejects is not None
    # The rejects say what the book said, under our own headers: the firm is written in and they come in.
    text = result.rejects.read_text("utf-8-sig").replace(",Harbour Trading Ltd,", f",{FIRM},")
    fixed = written(tmp_path / "fixed.csv", text)
    assert counts(taken(desk, "contacts", fixed)) == (1, 0, 0, 1)
    assert counts(taken(desk, "contacts", book, customer=FIRM)) == (1, 0, 2, 0)
    assert [one.name for one in contacts.contacts(desk, sort="no")] == [LI, "David Ka Wai Chen", "李娜"]
    assert len(customers.customers(desk)) == 1


def test_a_person_at_no_firm_is_a_customer_once(desk):
    for told in ((3, 0, 0, 0), (0, 0, 3, 0)):
        assert counts(taken(desk, "contacts", BOOKS / "google.csv", add_customers=True)) == told
    kinds = {one.name: one.kind for one in customers.customers(desk)}
    assert kinds == {FIRM: "company", "Harbour Trading Ltd": "company", "李娜": "person"}
    # The firm that was made on the way has none of its people's own numbers.
    assert not [one for one in contacts.phones(desk, customer_no=1) if one.contact_no is None]


def test_two_people_of_one_firm_lose_nothing_to_each_other(desk, tmp_path):
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:{}\nORG:A公司\nTEL;TYPE=CELL:1380013800{}\nNOTE:{}\nADR:;;{};;;;\nX-LINE:{}\nEND:VCARD\n"
    book = written(
        tmp_path / "a.vcf",
        card.format("张三", 1, "早上打", "一路1号", "z3") + card.format("李四", 2, "晚上打", "二路2号", "l4"),
    )
    assert counts(taken(desk, "customers", book)) == (1, 1, 0, 0)
    first, second = contacts.contacts(desk, sort="no")
    assert (first.notes, first.line, second.line) == ("早上打", "z3", "l4")
    assert second.notes.startswith("晚上打")
    assert "二路2号" in second.notes


def test_a_column_that_is_mapped_stays_what_it_was_said_to_be(desk):
    reading = Reading({"描述": "need_occasion", "添加人": "-"})
    report = taken(desk, "customers", BOOKS / "wecom-customers.xlsx", reading)
    assert counts(report) == (2, 0, 0, 0)
    firm = next(one for one in customers.customers(desk) if one.name == FIRM)
    assert (firm.need_occasion, firm.owner) == ("要报价", "")


@pytest.mark.parametrize(
    "header",
    [
        "公司名称,联系人,手机,邮箱,职务",
        "First Name,Last Name,Company",
        "姓名,部门,手机",
        "Name,Phone,E-mail",
        "客户名称,手机,地址,职务",
    ],
)
def test_a_list_of_the_firms_own_is_no_address_book(header):
    assert program_of(header.split(",")) == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "cp950", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_vcards_of_any_encoding_and_end_of_line(desk, tmp_path, encoding, end):
    text = "BEGIN:VCARD\nVERSION:3.0\nFN:陳偉明\nORG:大明公司\nTEL;TYPE=CELL:0912345678\nEND:VCARD\n".replace(
        "\n", end
    )
    book = written(tmp_path / "people.txt", "\ufeff" * (encoding == "utf-16-be") + text, encoding)
    assert counts(taken(desk, "customers", book)) == (1, 0, 0, 0)
    assert contacts.contacts(desk)[0].name == "陳偉明"


def test_vcards_are_nothing_but_people(desk, tmp_path):
    with pytest.raises(UsageError, match="vCards"):
        import_file(desk, "calls", BOOKS / "iphone.vcf", options=Options(rep="陈伟"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1988-06-12", "1988-06-12"), ("19880612", "1988-06-12"), ("--0612", "06-12"), ("--06-12", "06-12"), ("1604-06-12", "06-12"),
        ("1988-06-12T00:00:00Z", "1988-06-12"), ("1988/6/2", "1988-06-02"), ("1988年6月2日", "1988-06-02"), ("0000-00-00", ""), ("1988-13-40", "1988-13-40"),
        ("circa 1800", "circa 1800"), ("", ""),
    ],
)  # fmt: skip
def test_a_birthday_without_a_year_is_given_none(text, told):
    assert birthday_in(text) == told


@pytest.mark.parametrize(
    ("city", "street", "told"),
    [("广州", "环市东路1号", "广州"), ("Guangzhou", "超市街8号", "Guangzhou"), ("佛山市", "都市路", "佛山")],
)
def test_a_city_of_its_own_cell_is_the_city_and_what_else_is_known_of_a_person_is_noted(
    desk, tmp_path, city, street, told
):
    outlook = (
        "First Name,Last Name,Company,Business Phone,E-mail Address,Business Street,Business City,Gender\n"
    )
    rows = f"丽,王,宏达,020-83881234,a@b.example,{street},{city},Female\n"
    taken(desk, "customers", written(tmp_path / "outlook.csv", outlook + rows))
    google = (
        "First Name,Last Name,Organization Name,Labels,Phone 1 - Value,Address 1 - Street,Address 1 - City\n"
    )
    taken(
        desk,
        "customers",
        written(tmp_path / "google.csv", google + f"娜,李,宏图,,020-83881235,{street},{city}\n"),
    )
    first, second = customers.customers(desk, sort="no")
    assert (first.city, second.city) == (told, told)
    (person,) = contacts.contacts(desk, customer_no=first.no)
    assert "Gender: Female" in f"{person.notes} {first.notes}"
