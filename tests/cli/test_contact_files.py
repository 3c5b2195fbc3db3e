"""Contact files at the command line: recognised, asked about, taken back, and written for a phone."""

import json
from pathlib import Path

import pytest

BOOKS = Path(__file__).parents[1] / "exchange" / "address_books"


@pytest.mark.parametrize(
    ("name", "told"),
    [("google.csv", "Google Contacts"), ("iphone.vcf", "iPhone"), ("wecom-customers.xlsx", "企业微信")],
)
def test_an_address_book_is_named_before_anything_is_changed(run, name, told):
    done = run("import customers --dry-run", str(BOOKS / name))
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith(f"Recognised: {told}")
    assert "Nothing was changed" in done.stdout
    assert json.loads(run("customer list --format json").stdout) == []


def test_a_phones_people_come_in_and_go_back_out(run, tmp_path):
    book = tmp_path / "people.vcf"
    book.write_bytes((BOOKS / "android.vcf").read_bytes())
    done = run("import contacts --format json --add-customers", str(book))
    (told,) = json.loads(done.stdout)
    assert (told["source"], told["created"], told["rejected"]) == ("android", 2, 0)
    written = run("export contacts --format vcard").stdout
    assert written.count("BEGIN:VCARD\r\n") == 1
    assert "TEL;TYPE=CELL,VOICE:138-0013-8000\r\n" in written
    assert run("import undo i1 --yes").exit_code == 0
    assert json.loads(run("contact list --format json").stdout) == []


def _brought_in(firm, tmp_path, whose):
    """Import one card with a number; return its file and what came of it."""
    book = tmp_path / "people.vcf"
    book.write_text(f"BEGIN:VCARD\nVERSION:3.0\n{whose}\nTEL:19000008001\nEND:VCARD\n")
    return book, firm("import contacts", str(book))


def test_who_is_at_no_firm_is_asked_about(firm, tmp_path):
    book, done = _brought_in(firm, tmp_path, "FN:李娜")
    assert done.exit_code == 1
    assert "--customer" in done.stderr
    assert firm("import contacts --customer 广州白云航空服务有限公司", str(book)).exit_code == 0
    names = {one["name"] for one in json.loads(firm("contact list --customer c1 --format json").stdout)}
    assert names == {"王丽", "李娜"}


def test_the_card_of_a_firm_is_no_person_and_says_where_it_belongs(firm, tmp_path):
    _book, done = _brought_in(firm, tmp_path, "ORG:广州白云航空服务有限公司")
    assert done.exit_code == 1
    assert "This is a firm without a person. Bring firms in with: crm import customers FILE" in done.stderr


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("export calls --format vcard", "contacts, customers"),
        ("export plans --format ics", "crm agenda calendar"),
        ("export plans --output plans.ics", "crm agenda calendar"),
        ("import calls {book}", "crm import contacts"),
    ],
)
def test_what_is_no_contact_file_is_refused_with_the_way_out(run, line, says):
    done = run(line.format(book=BOOKS / "iphone.vcf"))
    assert done.exit_code == 2
    assert says in done.stderr
