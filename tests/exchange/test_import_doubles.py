"""Rows of one list that share a number, and cells where a number should be: nothing goes without a word."""

import pytest

from crm_cli.services import customers
from tests.exchange.importing import counts, taken, written

SHARED = """公司,电话,联系人
启明教育,020-80001111,
启明培训,020-80001111,
远大一号,13800138000,王丽
远大二号,13800138000,王丽
远大三号,13800138000,李四
远大三号,13800138009,赵五
"""


def test_rows_that_share_a_number_are_two_customers_and_told(desk, tmp_path):
    path = written(tmp_path / "a.csv", SHARED)
    report = taken(desk, "customers", path)
    assert counts(report) == (4, 1, 1, 0)
    assert [one.name for one in customers.customers(desk, sort="no")] == [
        "启明教育", "启明培训", "远大一号", "远大三号",
    ]  # fmt: skip
    assert list(report.warnings) == [
        "Line 3 has the number of line 2: 020-80001111.",
        "Line 6 has the number of line 4: 13800138000.",
    ]
    # The same person at the same number is the same customer, written otherwise; it is not lost without a word.
    assert [(one.line, one.name, one.reason) for one in report.skipped] == [
        (5, "远大二号", "the person and the number of line 4")
    ]
    assert [one.line for one in report.preview] == [5, 7, 2, 3, 4, 6]
    again = taken(desk, "customers", path)
    assert counts(again) == (0, 0, 6, 0)
    assert again.skipped[1].reason == "the phone of c2"


@pytest.mark.parametrize(
    ("match", "found"),
    [
        (("name",), (5, 1, 0, 0)),
        (("phone",), (5, 0, 1, 0)),
        (("name", "phone"), (4, 1, 1, 0)),
        (("email",), (6, 0, 0, 0)),
    ],
)
def test_what_a_customer_is_known_by_is_so_among_the_rows_of_a_file(desk, tmp_path, match, found):
    assert counts(taken(desk, "customers", written(tmp_path / "a.csv", SHARED), match=match)) == found


def test_a_number_of_a_whole_file_is_told_by_lines_across_its_blocks(desk, tmp_path):
    rows = "".join(f"公司{place},400-800-1234\n" for place in range(5000))
    report = taken(desk, "customers", written(tmp_path / "a.csv", f"公司,电话\n{rows}"))
    assert counts(report) == (5000, 0, 0, 0)
    assert report.warnings[0] == "Line 3 has the number of line 2: 400-800-1234."
    assert len(report.warnings) + report.more_warnings == 4999


def test_words_where_a_number_should_be_are_kept_and_told(desk, tmp_path):
    rows = "甲,没有,\n乙,-,abc\n丙,/,13800138000\n"
    report = taken(desk, "customers", written(tmp_path / "a.csv", f"公司,电话,手机\n{rows}"))
    assert list(report.warnings) == [
        "Line 2: not understood, kept in the note: 电话: 没有",
        "Line 3: not understood, kept in the note: 电话: abc",
    ]
    assert [one.notes for one in customers.customers(desk, sort="no")] == ["电话: 没有", "电话: abc", ""]
