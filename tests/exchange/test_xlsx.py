"""Workbooks are read as what their cells show, and written so that no cell can run."""

import io
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from crm_cli.errors import RefusedError
from crm_cli.exchange import xlsx
from crm_cli.exchange.table import read_table
from crm_cli.exchange.xlsx import write_xlsx


def written(header: list[str], rows: list[list]):
    stream = io.BytesIO()
    assert write_xlsx(stream, [("一", header, rows)]) == []
    sheet = openpyxl.load_workbook(stream).active
    assert sheet is not None
    return sheet


def test_cells_become_the_text_they_show(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    values = [
        (13800138000, "13800138000"), (13800138000.0, "13800138000"), (0.1, "0.1"), (-3, "-3"), (1e-7, "1e-07"),
        (date(2025, 11, 3), "2025-11-03"), (datetime(2025, 11, 3, 9, 5), "2025-11-03 09:05"),
        (datetime(2025, 11, 3, 9, 5, 7), "2025-11-03 09:05:07"), (time(9, 30), "09:30"),
        (timedelta(hours=27, minutes=5), "27:05:00"), (True, "TRUE"), (None, ""), (" x\ny ", " x\ny "),
    ]  # fmt: skip
    sheet.append([f"名称{number}" for number in range(len(values))])
    sheet.append([value for value, _text in values])
    sheet.append(["z"] * len(values))
    book.save(tmp_path / "a.xlsx")
    assert next(iter(read_table(tmp_path / "a.xlsx").rows)).cells == [text for _value, text in values]


def test_phones_kept_as_numbers_are_doubted_unless_they_are_mainland_mobiles(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["公司名称", "电话", "手机", "人数"],
        ["甲", 13800138000, "0912345678", 5],
        ["乙", 912345678, 13900139000, 6],
    ):
        sheet.append(row)
    sheet["D4"] = 12345678901234567
    book.save(tmp_path / "a.xlsx")
    warnings = read_table(tmp_path / "a.xlsx").warnings
    assert len(warnings) == 2
    assert "Line 4" in warnings[0]
    assert "电话" in warnings[1]
    assert "line 3" in warnings[1]


def test_the_old_format_of_excel_97_is_read():
    found = read_table(Path(__file__).parent / "data" / "excel97.xls")
    assert (found.sheet, found.header) == ("客户", ["公司名称", "电话", "日期"])
    assert [row.cells for row in found.rows] == [
        ["上海明珠贸易有限公司", "13800138000", "2025-11-03"],
        ["北京远航科技", "010-62345678", ""],
    ]


TEXTS = [
    "=1+1",
    "{=1}",
    "+8613800138000",
    "@SUM(1)",
    "-1",
    "007",
    "http://x.cn",
    "_x0041_",
    "a\nb",
    "'=x",
    " ",
    "公司",
    "1E5",
]


@pytest.mark.trust("S4")
def test_text_stays_text_whatever_it_begins_with(tmp_path):
    sheet = written(["n", *map(str, TEXTS)], [[1, *TEXTS]])
    for cell in sheet[2][1:]:
        assert cell.data_type == "s"
        assert cell.hyperlink is None
    write_xlsx(tmp_path / "a.xlsx", [("一", ["名称"] * len(TEXTS), [TEXTS])])
    assert next(iter(read_table(tmp_path / "a.xlsx").rows)).cells == TEXTS


def test_numbers_and_times_are_real_ones():
    row = [
        5,
        1.5,
        Decimal("19.90"),
        date(2025, 11, 3),
        datetime(2025, 11, 3, 9, 5, tzinfo=UTC),
        time(9, 30),
        True,
        None,
    ]
    cells = written(list("abcdefgh"), [row])[2]
    assert [cell.value for cell in cells] == [
        5,
        1.5,
        19.9,
        datetime(2025, 11, 3),
        datetime(2025, 11, 3, 9, 5),
        time(9, 30),
        True,
        None,
    ]
    assert cells[3].number_format == "yyyy-mm-dd"
    odd = [10**17 + 1, float("nan"), float("inf"), date(1850, 1, 1), "a\0\ud800b"]
    assert [cell.value for cell in written(list("abcde"), [odd])[2]] == [
        "100000000000000001",
        "nan",
        "inf",
        "1850-01-01",
        "ab",
    ]


def test_the_header_is_frozen_filtered_and_wide_enough():
    sheet = written(["公司", "n"], [["上海明珠贸易有限公司", 1], ["x" * 500, 2]])
    assert sheet["A1"].font.b
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert 60 <= sheet.column_dimensions["A"].width <= 62
    assert 16 <= written(["公司"], [["上海明珠贸易公司"]]).column_dimensions["A"].width <= 19


def test_sheets_get_names_excel_takes():
    stream = io.BytesIO()
    names = ["a/b", "A_b", "x" * 40, "x" * 40, "", "History", "'q'"]
    write_xlsx(stream, [(name, ["h"], []) for name in names])
    made = openpyxl.load_workbook(stream).sheetnames
    assert made == ["a_b", "A_b 2", "x" * 31, "x" * 27 + " 2", "Sheet", "History_", "q"]


def test_too_long_a_text_is_cut_with_a_warning_and_too_many_rows_are_refused(tmp_path, monkeypatch):
    assert "1 cell " in write_xlsx(tmp_path / "a.xlsx", [("一", ["h"], [["y" * 40_000]])])[0]
    monkeypatch.setattr(xlsx, "SHEET_ROWS", 3)
    with pytest.raises(RefusedError):
        write_xlsx(tmp_path / "b.xlsx", [("一", ["h"], [["y"]] * 3)])
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
