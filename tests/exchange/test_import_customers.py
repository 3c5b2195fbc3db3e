"""Customers come in from any list a firm has, once, whole, and can be taken back."""

import csv
import io
import random
from itertools import islice

import openpyxl
import pytest

from crm_cli.errors import CrmError, RefusedError
from crm_cli.exchange import exporting, importing
from crm_cli.exchange.importing import Reading
from crm_cli.services import bans, contacts, customers, history, own_fields
from crm_cli.services.importing import customers as taking
from tests.exchange.importing import counts, dump, taken, written

LIST = (
    "公司名称,城市,电话,联系人,职务,手机,邮箱,业务员,意向等级,标签\r\n"
    "白云商贸有限公司,广州,020-80001111,王丽,经理,13800138000,wang@example.com,陈伟,B,展会、重点\r\n"
    "黑土农业,广州,80002222转801 / 400-800-1234,李四,,1.3900139e10,,陳偉,,\r\n"
)
ENGLISH = "Company;Phone;Contact;Owner\r\nAcme;+44 20 7946 0000;Jo;陈伟\r\n"


def only(desk, **filters):
    (row,) = customers.customers(desk, **filters)
    return row


def test_whose_new_customers_are_is_said_for_the_whole_file(desk, tmp_path):
    customers.add_customer(desk, "老客户", owner="李娜", phones=["020-81110000"])
    path = written(
        tmp_path / "list.csv",
        "公司名称,电话,业务员\n甲公司,020-81111111,\n乙公司,020-81112222,李娜\n老客户,020-81110000,\n",
    )
    assert taken(desk, "customers", path, dry_run=True).notes == (
        "Nobody owns 1 new customer. Say whose it is with --owner NAME, or later: crm customer assign",
    )
    report = taken(desk, "customers", path, rep="陈伟", on_match="update")
    assert report.notes == ()
    assert {row.name: row.owner for row in customers.customers(desk)} == {
        "老客户": "李娜",
        "甲公司": "陈伟",
        "乙公司": "李娜",
    }
    plain = written(tmp_path / "plain.csv", "公司名称\n丙公司\n丁公司\n")
    assert taken(desk, "customers", plain, rep="陳偉").notes == ()
    assert {row.owner for row in customers.customers(desk) if row.name in {"丙公司", "丁公司"}} == {"陈伟"}
    with pytest.raises(CrmError, match="not a rep"):
        taken(desk, "customers", written(tmp_path / "more.csv", "公司名称\n戊公司\n"), rep="没有此人")
    assert len(customers.customers(desk)) == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_list_comes_in_from_any_encoding_with_people_and_numbers(desk, tmp_path, encoding):
    report = taken(desk, "customers", written(tmp_path / "客户.csv", LIST, encoding))
    assert counts(report) == (2, 0, 0, 0)
    first, second = customers.customers(desk, sort="no")
    assert (first.name, first.owner, first.grade, first.source) == ("白云商贸有限公司", "陈伟", "B", "")
    assert second.owner == "陈伟"
    assert customers.tags_of(desk, [first.no])[first.no] == ["展会", "重点"]
    people = contacts.contacts(desk, sort="no")
    assert [(one.name, one.title, one.customer_no) for one in people] == [
        ("王丽", "经理", 1),
        ("李四", "", 2),
    ]
    numbers = [(one.e164, one.extension, one.contact) for one in contacts.phones(desk, customer_no=second.no)]
    assert numbers == [
        ("+862080002222", "801", ""),
        ("+864008001234", "", ""),
        ("+8613900139000", "", "李四"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_traditional_and_english_headers_and_any_delimiter(desk, tmp_path, delimiter):
    big5 = "公司名稱,縣市,電話,聯絡人,業務員\r\n綺錦飯店,新北市,02-5550 6237,楊雅雯,陳偉\r\n".replace(
        ",", delimiter
    )
    taken(desk, "customers", written(tmp_path / "a.csv", big5, "cp950"))
    taken(desk, "customers", written(tmp_path / "b.csv", ENGLISH.replace(";", delimiter)))
    hotel, acme = customers.customers(desk, sort="no")
    assert (hotel.owner, contacts.phones(desk, customer_no=hotel.no)[0].e164) == ("陈伟", "+886255506237")
    assert contacts.phones(desk, customer_no=acme.no)[0].e164 == "+442079460000"


def test_a_workbook_with_numbers_for_phones_and_a_title_above(desk, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("名单", 0)
    for row in (["登记表"], [], ["客户", "手机"], ["白云", 13800138000], ["黑土", 13800138001.0]):
        sheet.append(row)
    book.save(tmp_path / "list.xlsx")
    assert counts(taken(desk, "customers", tmp_path / "list.xlsx")) == (2, 0, 0, 0)
    assert [one.e164 for one in contacts.phones(desk)] == ["+8613800138000", "+8613800138001"]


def test_the_same_file_twice_changes_nothing(desk, tmp_path):
    path = written(tmp_path / "a.csv", LIST)
    taken(desk, "customers", path)
    before = dump(desk), desk.database.connection.execute("select count(*) from change").fetchone()
    report = taken(desk, "customers", path)
    assert counts(report) == (0, 0, 2, 0)
    assert report.batch_no is None
    again = dump(desk), desk.database.connection.execute("select count(*) from change").fetchone()
    assert again == before


def test_a_dry_run_says_the_same_and_changes_nothing(desk, tmp_path):
    path, before = written(tmp_path / "a.csv", LIST + ",,,,,,,,,\r\n,广州,,,,,,,,\r\n"), dump(desk)
    rehearsed = taken(desk, "customers", path, dry_run=True)
    assert dump(desk) == before
    assert not (tmp_path / "a.rejects.csv").exists()
    done = taken(desk, "customers", path)
    assert (rehearsed.counts, rehearsed.preview, rehearsed.rejected) == (
        done.counts,
        done.preview,
        done.rejected,
    )


def test_undo_takes_the_whole_file_back(desk, tmp_path):
    before = dump(desk)
    report = taken(desk, "customers", written(tmp_path / "a.csv", LIST))
    assert report.batch_no == 1
    history.undo(desk)
    assert dump(desk) == before


MATCHES = [
    ("公司名称,电话\n别的名字,020 8000 1111\n", "the phone of c1"),
    ("公司名称,邮箱\n别的名字,WANG@example.com\n", "the e-mail address of c1"),
    ("公司名称,手机\n别的名字,13800138000\n", "the phone of c1"),
    ("公司名称,城市\n白雲商貿有限公司,深圳\n", "the name of c1"),
]


@pytest.mark.parametrize(("text", "reason"), MATCHES)
def test_a_customer_on_file_is_known_and_skipped(desk, tmp_path, text, reason):
    taken(desk, "customers", written(tmp_path / "a.csv", LIST))
    report = taken(desk, "customers", written(tmp_path / "b.csv", text))
    assert counts(report) == (0, 0, 1, 0)
    assert report.preview[0].reason == reason


def test_update_fills_and_overwrites_what_is_said_and_nothing_else(desk, tmp_path):
    taken(desk, "customers", written(tmp_path / "a.csv", LIST))
    text = "公司名称,电话,城市,行业,联系人,手机\n白云国际,020-80001111,,航空,王丽,13700137000\n"
    report = taken(desk, "customers", written(tmp_path / "b.csv", text), on_match="update")
    assert counts(report) == (0, 1, 0, 0)
    row = customers.customers(desk, no=1)[0]
    assert (row.name, row.city, row.industry, row.grade) == ("白云国际", "广州", "航空", "B")
    numbers = {one.e164: one.contact for one in contacts.phones(desk, customer_no=1)}
    assert numbers == {"+862080001111": "", "+8613800138000": "王丽", "+8613700137000": "王丽"}
    assert counts(taken(desk, "customers", tmp_path / "b.csv", on_match="update")) == (0, 0, 1, 0)


def test_a_name_alone_never_updates_and_create_makes_another(desk, tmp_path):
    taken(desk, "customers", written(tmp_path / "a.csv", LIST))
    path = written(tmp_path / "b.csv", "公司名称,城市\n黑土农业,深圳\n")
    report = taken(desk, "customers", path, on_match="update")
    assert counts(report) == (0, 0, 0, 1)
    assert "Only the name is that of c2" in report.rejected[2]
    assert counts(taken(desk, "customers", path, on_match="create")) == (1, 0, 0, 0)
    assert len(customers.customers(desk, city="深圳")) == 1


def test_match_says_what_a_customer_is_known_by(desk, tmp_path):
    taken(desk, "customers", written(tmp_path / "a.csv", LIST))
    path = written(tmp_path / "b.csv", "公司名称,电话\n新公司,020-80001111\n")
    assert counts(taken(desk, "customers", path, match=("name",))) == (1, 0, 0, 0)


def test_rows_of_one_customer_become_its_people_and_stay_so(desk, tmp_path):
    text = "公司,联系人,手机\n白云,王丽,13800138000\n白雲,李四,13800138001\n黑土,王丽,13800138002\n"
    path = written(tmp_path / "a.csv", text)
    assert counts(taken(desk, "customers", path)) == (2, 1, 0, 0)
    assert [one.name for one in contacts.contacts(desk, customer_no=1, sort="no")] == ["王丽", "李四"]
    assert counts(taken(desk, "customers", path)) == (0, 0, 3, 0)


def test_a_protected_customer_does_not_change_hands_by_a_file(open_as, tmp_path):
    from crm_cli.services import followups

    chen = open_as("陈伟")
    taken(chen, "customers", written(tmp_path / "a.csv", LIST))
    followups.add_followup(chen, "c1", note="聊过")
    path = written(tmp_path / "b.csv", "公司,电话,业务员\n白云商贸有限公司,020-80001111,李娜\n")
    assert counts(taken(open_as("李娜"), "customers", path, on_match="update")) == (0, 0, 0, 1)
    assert counts(taken(open_as("周敏"), "customers", path, on_match="update")) == (0, 1, 0, 0)


def test_rejects_are_corrected_and_brought_in_again(desk, tmp_path):
    path = written(
        tmp_path / "list.csv",
        "公司名称,电话,业务员\n白云,020-80001111,王强\n,123,陈伟\n黑土,,陈伟\n",
        "gb18030",
    )
    outcome = importing.import_file(desk, "customers", path)
    assert counts(outcome.report) == (1, 0, 0, 2)
    rejects = tmp_path / "list.rejects.csv"
    assert outcome.rejects == rejects
    rows = list(csv.DictReader(io.StringIO(rejects.read_text("gb18030"))))
    assert [(row["crm_line"], row["公司名称"], row["电话"]) for row in rows] == [
        ("2", "白云", "020-80001111"),
        ("3", "", "123"),
    ]
    assert "--add-reps" in rows[0]["crm_reason"]
    mended = rejects.read_text("gb18030").replace("王强", "李娜")
    rejects.write_text(mended, "gb18030")
    second = importing.import_file(desk, "customers", rejects)
    assert counts(second.report) == (1, 0, 0, 1)
    assert second.loaded.unknown == ()
    assert second.rejects == tmp_path / "list.rejects-2.csv"
    assert csv.DictReader(io.StringIO((tmp_path / "list.rejects-2.csv").read_text("gb18030"))).fieldnames == [
        "公司名称",
        "电话",
        "业务员",
        "crm_line",
        "crm_reason",
    ]


def test_a_rejects_file_is_never_overwritten(desk, tmp_path):
    kept, before = written(tmp_path / "kept.csv", "mine"), dump(desk)
    with pytest.raises(RefusedError):
        importing.import_file(desk, "customers", written(tmp_path / "a.csv", LIST), rejects=kept)
    assert (kept.read_text(), dump(desk)) == ("mine", before)


def test_a_rejects_file_that_cannot_be_written_stops_everything(desk, tmp_path):
    before = dump(desk)
    path = written(tmp_path / "a.csv", LIST + ",,1,,,,,,,\n")
    with pytest.raises(CrmError):
        importing.import_file(desk, "customers", path, rejects=tmp_path / "none" / "r.csv")
    assert dump(desk) == before


def test_ctrl_c_in_the_middle_leaves_nothing(desk, tmp_path):
    before = dump(desk)
    many = "公司,电话\n" + "".join(f"客户{n},020-3{n:07d}\n" for n in range(5000))

    def interrupted(blocks, total):
        assert total == 5000
        yield from islice(blocks, 2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.import_file(desk, "customers", written(tmp_path / "a.csv", many), watch=interrupted)
    assert dump(desk) == before
    with desk.change() as change:
        change.insert("customer", name="后来")


def test_cells_that_cannot_be_read_stay_in_the_notes(desk, tmp_path):
    text = "公司,电话,意向等级,使用日期,预算,备注\n白云,123,很高,春节前,五千左右,老客户\n"
    report = taken(desk, "customers", written(tmp_path / "a.csv", text))
    assert counts(report) == (1, 0, 0, 0)
    assert only(desk).notes == "老客户\n意向等级: 很高；使用日期: 春节前；预算: 五千左右"
    assert [one.raw for one in contacts.phones(desk)] == ["123"]
    assert len(report.warnings) == 2


def test_do_not_call_survives_an_import(desk, tmp_path):
    bans.ban(desk, "020-80001111", whole_customer=False, reason="投诉")
    report = taken(desk, "customers", written(tmp_path / "a.csv", LIST))
    assert report.notes == ("Marked do-not-call before, and still so: 020-80001111",)
    assert len(bans.bans(desk)) == 1


def test_hostile_text_is_kept_as_text(desk, tmp_path):
    name = "'; drop table customer;--[/b]\x1b[31m"
    path = written(tmp_path / "a.csv", f'公司,备注\n"{name}",=SUM(A1)\n"\ufeff龍\u202e",@x\n')
    assert counts(taken(desk, "customers", path)) == (2, 0, 0, 0)
    first, second = customers.customers(desk, sort="no")
    assert (first.name, first.notes, second.notes) == (name, "=SUM(A1)", "@x")


def test_own_fields_and_a_mapping(desk, tmp_path):
    own_fields.add_field(desk, "customer", "发质", kind="text", choices=[])
    own_fields.add_field(desk, "customer", "人数", kind="number", choices=[])
    path = written(tmp_path / "a.csv", "招牌,发质,人数,怪列\n白云,干,12,x\n黑土,油,很多,y\n")
    report = taken(desk, "customers", path, Reading(mapping={"招牌": "name"}))
    assert counts(report) == (2, 0, 0, 0)
    values = [(one.name, one.value) for one in own_fields.own_values(desk, customer_no=1)]
    assert values == [("发质", "干"), ("人数", "12")]
    assert "not understood, kept in the note: 人数: 很多" in report.warnings[0]


def test_broken_files_are_refused_with_a_sentence(desk, tmp_path):
    before = dump(desk)
    files = {"empty.csv": b"", "picture.csv": b"\x89PNG\r\n\x1a\n" + b"\0\1" * 99, "none.csv": b"a,b\n1,2\n"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CrmError):
            importing.import_file(desk, "customers", tmp_path / name)
    assert dump(desk) == before


def test_an_export_comes_back_into_this_and_into_another_database(desk, open_as, tmp_path, template):
    from crm_cli.services.desk import open_desk

    taken(desk, "customers", written(tmp_path / "a.csv", LIST))
    for name in ("customers", "contacts"):
        exporting.export_to(desk, name, "csv", tmp_path / f"{name}.csv", {})
        assert counts(taken(desk, name, tmp_path / f"{name}.csv"))[:2] == (0, 0)
        assert counts(taken(desk, name, tmp_path / f"{name}.csv", on_match="update"))[:2] == (0, 0)
    other_path = tmp_path / "other.db"
    other_path.write_bytes(template.read_bytes())
    other = open_desk(other_path, "李娜")
    try:
        for name in ("customers", "contacts"):
            assert counts(taken(other, name, tmp_path / f"{name}.csv")) == (2, 0, 0, 0)
        told = [exporting.records(one, "customers") for one in (desk, other)]
        for here, there in zip(*told, strict=True):
            unlike = {key for key in here if here[key] != there[key]}
            assert unlike <= {"grade_at", "created_at", "changed_at", "changed_by"}
    finally:
        other.close()


def test_a_row_of_totals_is_no_customer_unless_it_can_be_rung(desk, tmp_path):
    rows = "白云,020-80001111\n合計,\n 总 计：,41\n小计,2\nTOTAL,\nTotal,020-80002222\n合计费用公司,\n"
    report = taken(desk, "customers", written(tmp_path / "a.csv", f"公司,电话\n{rows}"))
    assert [one.name for one in customers.customers(desk, sort="no")] == ["白云", "Total", "合计费用公司"]
    assert (report.totals, report.rejected) == (4, {})


def test_an_extensions_column_belongs_to_the_desk_number_of_its_row(desk, tmp_path):
    rows = "白云,13800138000,020-80001111,王丽,801\n黑土,13800138001,,李四,802\n青山,,020-80002222-9,,803\n"
    taken(desk, "customers", written(tmp_path / "a.csv", f"公司,手机,电话,联系人,分机\n{rows}"))
    found = [(one.e164, one.extension) for one in contacts.phones(desk, customer_no=1)]
    assert sorted(found) == [("+8613800138000", ""), ("+862080001111", "801")]
    assert [one.extension for one in contacts.phones(desk, customer_no=2)] == [""]
    assert [one.extension for one in contacts.phones(desk, customer_no=3)] == ["9"]
    assert [one.notes for one in customers.customers(desk, sort="no")] == ["", "分机: 802", "分机: 803"]
    people = "姓名,公司,手机,座机,分機\n赵五,白云,13800138009,020-80001111,轉 805\n"
    taken(desk, "contacts", written(tmp_path / "b.csv", people))
    extensions = {
        one.e164: one.extension for one in contacts.phones(desk, customer_no=1) if one.contact == "赵五"
    }
    assert extensions == {"+8613800138009": "", "+862080001111": "805"}


def test_a_list_meets_itself_and_what_is_on_file_whether_it_is_remembered_or_asked(
    desk, tmp_path, monkeypatch
):
    dice = random.Random(5)
    rows = [
        (
            f"客户{dice.randrange(6000)}",
            f"1380013{dice.randrange(9000):04d}",
            dice.choice(["", "王丽", "李莉"]),
        )
        for _row in range(4_300)
    ]
    path = written(tmp_path / "a.csv", "公司,手机,联系人\n" + "".join(f"{','.join(row)}\n" for row in rows))
    customers.add_customer(desk, "客户1", phones=["13800130001"])
    found = []
    for remembered in (300_000, -1):
        monkeypatch.setattr(taking, "_REMEMBERED", remembered)
        report = taken(desk, "customers", path)
        asked = """select customer.name, phone.e164, phone.position, contact.name from phone
            join customer on customer.no = phone.customer_no left join contact on contact.no = phone.contact_no order by phone.no"""
        found.append((counts(report), desk.database.connection.execute(asked).fetchall()))
        history.undo(desk)
    assert found[0] == found[1]
    assert min(found[0][0][:3]) > 100
