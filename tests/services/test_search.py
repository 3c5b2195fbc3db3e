"""What `crm search` finds, shows first, and says of where it was found."""

import json
from collections.abc import Callable

import pytest

from crm_cli.errors import UsageError
from crm_cli.services import calls, contacts, customers, history
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_contact, find_party
from crm_cli.services.search import search, snippet

FULL = "广州白云航空服务有限公司"


@pytest.fixture
def firm(desk: Desk) -> Desk:
    customers.add_customer(desk, FULL, phones=["020-8000 0000"], city="广州", owner="陈伟")
    contacts.add_contact(
        desk,
        "王丽",
        "白云",
        phones=["190 0000 8000"],
        role="decision_maker",
        email="wl@foo.com",
        wechat="lili_88",
    )
    customers.add_customer(desk, "深圳白云海鲜酒楼", city="深圳", owner="李娜", short_name="云海楼")
    calls.log_call(
        desk,
        calls.Typed(FULL, "talked", at="2026-11-20 10:00", note="第一行\n他們要一千個C++杯子，下週送樣品"),
    )
    return desk


@pytest.mark.parametrize(
    ("text", "kind", "field", "phone"),
    [
        *((text, "customer", "name", "020-8000 0000") for text in ("航空服務", "广州白云", "航")),
        *((text, "customer", field, "020-8000 0000") for text, field in [("byhk", "initials"), ("hangkong", "pinyin")]),
        *((text, "phone", "phone", "190 0000 8000") for text in ("8000", "+86 190 00008000", "１９０００００８０００")),
        *((text, "phone", "phone", "020-8000 0000") for text in ("020-8000 0000", "+86 20 80000000", "80000000")),
        *((text, "contact", field, "190 0000 8000") for text, field in [("王麗", "name"), ("wl", "initials"), ("n1", "no")]),
        *((text, "contact", field, "190 0000 8000") for text, field in [("foo.com", "email"), ("LiLi_8", "wechat")]),
        *((text, "note", "call", "020-8000 0000") for text in ("c++", "杯子", "样品 航空")),
        ("c1", "customer", "no", "020-8000 0000"),
        ("广州 王丽", "contact", "name", "190 0000 8000"),
    ],
)  # fmt: skip
def test_a_customer_is_found_and_where_is_said(
    firm: Desk, text: str, kind: str, field: str, phone: str
) -> None:
    found = search(firm, text)
    assert [(hit.name, hit.kind, hit.field, hit.phone) for hit in found] == [(FULL, kind, field, phone)]


def test_exact_then_beginning_then_last_touched(firm: Desk) -> None:
    customers.add_customer(firm, "白云")
    customers.add_customer(firm, "白云小吃")
    assert [hit.name for hit in search(firm, "白云")] == ["白云", "白云小吃", FULL, "深圳白云海鲜酒楼"]
    assert [hit.name for hit in search(firm, "白云", limit=1)] == ["白云"]
    assert [hit.name for hit in search(firm, "云海楼")] == ["深圳白云海鲜酒楼"]


def test_mine_are_mine(firm: Desk, open_as: Callable[[str], Desk]) -> None:
    assert [hit.owner for hit in search(firm, "baiyun")] == ["陈伟", "李娜"]
    assert [hit.owner for hit in search(open_as("李娜"), "baiyun", mine=True)] == ["李娜"]
    assert search(open_as("李娜"), "c1", mine=True) == []


def test_undo_takes_the_words_out_again(firm: Desk) -> None:
    history.undo(firm)
    assert search(firm, "杯子") == []
    history.redo(firm)
    assert [hit.kind for hit in search(firm, "杯子")] == ["note"]


@pytest.mark.parametrize(
    "text", ["黑云", '"', "*", "NEAR(a b)", "x' or 1=1 --", "%", "\x00", "白云 黑云", "c99", "12"]
)
def test_nothing_is_an_empty_list_or_a_sentence(firm: Desk, text: str) -> None:
    if text == "\x00":
        with pytest.raises(UsageError):
            search(firm, text)
    else:
        assert search(firm, text) == []


def test_a_snippet_is_cut_around_the_hit(firm: Desk) -> None:
    assert search(firm, "杯子")[0].matched == "他們要一千個C++杯子，下週送樣品"
    long = "前" * 40 + "樣品" + "後" * 40
    assert snippet(long, ["样品"]) == ".." + "前" * 20 + "樣品" + "後" * 20 + ".."
    assert "㍿" in snippet("㍿" * 30 + "樣品", ["样品"])


@pytest.mark.parametrize("text", ["王", "丽", "wl", "wangli", "lì".encode().decode()[:1] + "i", "王丽"])
def test_a_person_is_named_by_any_part(firm: Desk, text: str) -> None:
    party = find_party(firm, text)
    assert (party.customer.name, party.contact and party.contact.name) == (FULL, "王丽")
    assert find_contact(firm, party.customer.no, text).name == "王丽"


def test_the_command_writes_records(
    firm: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from crm_cli.main import app

    database = ["--db", str(firm.database.path)]
    app(["search", "航空服務", "--format", "json", *database], standalone_mode=False)
    found = json.loads(capsys.readouterr().out)
    assert [(row["no"], row["contact"], row["phone"]) for row in found] == [("c1", "王丽", "020-8000 0000")]
    app(["search", "黑云", *database], standalone_mode=False)
    assert "黑云" in capsys.readouterr().err
