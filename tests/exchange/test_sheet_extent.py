"""No place that a workbook says a cell is at makes the parser reserve memory for the cells in between (S7)."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from crm_cli.errors import UsageError
from crm_cli.exchange.table import read_table

LAST = '<row r="199999"><c r="A199999"><v>1</v></c></row>'


def _sheet(path: Path, old: str, new: str) -> Path:
    book = Workbook()
    assert book.active is not None
    book.active.append(["公司名称", "电话", "地址"])
    book.active.append(["白云航空", 12345, "天河路"])
    book.save(path)
    made = path.with_name("made.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name).decode()
            target.writestr(name, data.replace(old, new) if "sheet1" in name else data)
    return made


@pytest.mark.trust("S7")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="B2"', f'r="B{"9" * 400}"'),
        ('r="B2"', 'r="B4294967295"'),
        ('r="B2"', 'r="ZZZZZZZ2"'),
        ('r="B2"', 'r="AAAA2"'),
        ('<row r="2"', '<row r="9999999"'),
        ('<row r="2"', '<row r="4000000000"'),
        ("</sheetData>", LAST.replace("A199999", "DZ199999") + "</sheetData>"),
        ("</sheetData>", LAST + f"<row>{'<c><v>1</v></c>' * 16_000}</row></sheetData>"),
        ("</sheetData>", LAST + f"<row>{'<x:c><v>1</v></x:c>' * 16_000}</row></sheetData>"),
    ],
)
def test_cells_out_of_any_sheet_are_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(UsageError, match=r"spread over|no spreadsheet|more than"):
        read_table(_sheet(tmp_path / "list.xlsx", old, new))


@pytest.mark.trust("S7")
def test_a_long_narrow_sheet_is_read(tmp_path: Path) -> None:
    table = read_table(_sheet(tmp_path / "list.xlsx", "</sheetData>", LAST + "</sheetData>"))
    assert [row.cells[0] for row in table.rows] == ["白云航空", "1"]
