"""What names a person, found and cut out of texts, commands and reports."""

import contextlib
import json
import sqlite3

import pytest

from crm_cli.storage.erasing_journal import command_without
from crm_cli.storage.mentions import Mentions, report_without


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("crm call log 张三丰 2 --note '要货'", "crm call log …"),
        ("crm --as 陈伟 customer edit c1 --notes 张三丰", "crm customer edit …"),
        ("crm --yes knock zhangsanfeng", "crm knock …"),
        ("crm import customers 名单.csv", "crm import customers 名单.csv"),
        ("crm import customers 张三丰.csv", "crm import customers ×.csv"),
        ("crm call log '没有结尾", "crm call log …"),
    ],
)
def test_a_command_loses_what_was_typed(typed: str, kept: str) -> None:
    assert command_without(typed, Mentions(["张三丰"], []), whole=True) == kept


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("打 190-0000-8000 或 +86 190 0000 8000", "打 × 或 +86 ×"),
        ("订单 1190000080001", "订单 1190000080001"),
        ("Anna, not Annapolis; ANNA", "×, not Annapolis; ×"),
        ("a@b.cn 与 xa@b.cn", "× 与 xa@b.cn"),
        ("50% [/b] =1+1", "× =1+1"),
    ],
)
def test_what_names_a_person_is_found_however_it_stands(text: str, left: str) -> None:
    assert Mentions(["Anna", "a@b.cn", "50% [/b]"], ["19000008000"]).without(text) == left


def test_a_report_keeps_its_figures() -> None:
    kept = {
        "calls": {
            "fields": ["no", "customer_no", "customer", "note", "outcome", "talk_seconds"],
            "rows": [[1, 12, "张三丰", "要两份", "talked", 60], [2, 13, "李四", "张三丰介绍的", "talked", 5]],
        },
        "totals": {"calls": 2, "rate": 0.5},
    }
    cut = json.loads(report_without(json.dumps(kept), Mentions(["张三丰"], []), [12], []))
    assert cut["calls"]["rows"] == [
        [1, 12, "× c12", "", "talked", 60],
        [2, 13, "李四", "×介绍的", "talked", 5],
    ]
    assert cut["totals"] == kept["totals"]


def test_what_is_too_short_or_anothers_is_left() -> None:
    found = Mentions(["王", "Bo", "张伟", "李娜"], ["123"], ["李娜"])
    assert (found.words, found.numbers, found.shared) == (("张伟",), (), ("李娜",))
    assert found.without("李娜问张伟 123") == "李娜问× 123"


@pytest.mark.parametrize(
    "text", ["劉廣發來過", "刘广发", "刘廣髮", "白雲航空禮品", "ＡＮＮＡ", "anna", "打 139-0000 4321"]
)
def test_a_row_is_found_in_every_writing_of_a_name(text: str) -> None:
    found = Mentions(["刘广发", "白云航空礼品", "Anna"], ["13900004321"])
    likely, values = found.likely(["said"])
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("create table note (said text)")
        connection.executemany("insert into note values (?)", [(text,), ("别人的话 4400",)])
        rows = connection.execute(f"select said from note where {likely}", values).fetchall()
    assert rows == [(text,)]
    assert found.without(text) != text
