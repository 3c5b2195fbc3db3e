"""Delimited text is read whatever its dialect and damage, and written so that it comes back the same."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_cli.errors import UsageError
from crm_cli.exchange import csv as ours
from crm_cli.exchange.csv import read_csv, write_csv
from crm_cli.exchange.encoding import decode

cells = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8
) | st.sampled_from(
    [
        "=1+1",
        "'=x",
        "''@a",
        "-3.5",
        "+86 138",
        "-1+1",
        "\t=1",
        "＝1",
        "a;b;c",
        "a|b\n|c|d",
        ';"',
        '";"',
        "name;phone;city",
        "sep=;",
        "\ufeffx",
        '"',
        "\r",
        "公司",
    ]
)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6)
)


@pytest.mark.trust("S5")
@settings(max_examples=200, deadline=None)
@given(tables, st.booleans())
def test_what_is_written_is_read_back(table, bom):
    stream = io.BytesIO()
    assert write_csv(stream, table[0], table[1:], bom=bom) == len(table) - 1
    text, encoding = decode(stream.getvalue(), "utf-8")
    grid = read_csv(text)
    assert [row.cells for row in grid.rows] == table
    assert (grid.warnings, encoding) == ([], "utf-8")


def test_excel_gets_a_mark_crlf_and_no_formula():
    stream = io.BytesIO()
    write_csv(
        stream, ["名称", "电话", "n"], [["=cmd|'/c calc'!A1", "+86 20-8000 0000", -5], ["@SUM(1)", None, 1.5]]
    )
    assert stream.getvalue() == (
        b"\xef\xbb\xbf"
        + "名称,电话,n\r\n\"'=cmd|'/c calc'!A1\",+86 20-8000 0000,-5\r\n'@SUM(1),,1.5\r\n".encode()
    )


HEADERS = [["公司名称", "电话", "地址"], ["name", "phone", "notes", "city"], ["Firma", "Preis", "Ort"]]
BODY = [
    ["甲公司", "010-62345678", "a, b; c", "1,5"],
    ["O'Neill", "", 'say "hi"', "2,5"],
    ["乙", "1", "x\ny", "3,5"],
]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("header", HEADERS, ids=len)
@pytest.mark.parametrize("title", ["", "客户资料表"])
def test_the_dialect_is_found(delimiter, end, header, title):
    rows = [header] + [row[: len(header)] for row in BODY]
    quoted = [
        ['"' + c.replace('"', '""') + '"' if set(c) & set(f'"\n{delimiter}') else c for c in row]
        for row in rows
    ]
    text = end.join([title] * bool(title) + [delimiter.join(row) for row in quoted]) + end
    grid = read_csv(text)
    assert grid.delimiter == delimiter
    assert [row.cells for row in grid.rows][bool(title) :] == rows
    assert [row.line for row in grid.rows][-1] == len(rows) + bool(title)


def test_one_column_of_names_with_commas_stays_one_column_when_quoted_and_a_word_names_it():
    assert [row.cells for row in read_csv("公司名称\n甲\n乙\n").rows] == [["公司名称"], ["甲"], ["乙"]]
    assert read_csv('name\n"Acme, Inc"\n"Bolt; Nut"\n').rows[1].cells == ["Acme, Inc"]


def test_the_first_line_may_say_the_delimiter():
    grid = read_csv("sep=|\r\na,b|c\r\n1|2\r\n")
    assert (grid.delimiter, grid.rows[0]) == ("|", (2, ["a,b", "c"], ""))


@pytest.mark.trust("S5")
def test_an_open_quote_costs_one_line_and_not_the_file():
    grid = read_csv('name,phone\nA,1\n"B,2\nC,3\nD,"4\nE,5\n"F""G",6\n"H"x,7\n', ",")
    assert [(row.line, row.cells[0], bool(row.problem)) for row in grid.rows] == [
        (1, "name", False),
        (2, "A", False),
        (3, '"B', True),
        (4, "C", False),
        (5, "D", True),
        (6, "E", False),
        (7, 'F"G', False),
        (8, "Hx", True),
    ]


def test_an_open_quote_in_a_long_file_is_still_only_one_line():
    grid = read_csv('name,phone\n"B,2\n' + "C,3\n" * 30_000 + 'D,"\n', ",")
    assert len(grid.rows) == 30_003
    assert [row.line for row in grid.rows if row.problem] == [2, 30_003]


def test_lines_are_counted_through_cells_of_several_lines():
    assert [row.line for row in read_csv('a,b\n"x\ny\nz",1\n\n2,3\n').rows] == [1, 2, 5, 6]


@pytest.mark.trust("S5")
def test_nul_huge_cells_and_too_many_rows(monkeypatch):
    grid = read_csv("na\0me,b\nx,y\n")
    assert grid.rows[0].cells == ["name", "b"]
    assert "1 NUL" in grid.warnings[0]
    assert len(read_csv("name,b\n" + "x" * 200_000 + ",y\n").rows[1].cells[0]) == 200_000
    with pytest.raises(UsageError, match="Line 2"):
        read_csv("name,b\n" + "x" * 1_000_001 + ",y\n")
    monkeypatch.setattr(ours, "MAX_ROWS", 3)
    with pytest.raises(UsageError, match="more than"):
        read_csv("name\n" * 4)
