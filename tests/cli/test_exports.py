"""`crm export`: the format is what the file's name promises."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run


def test_a_workbook_has_one_sheet_with_real_dates_and_the_keys_of_lists(firm: Run, tmp_path: Path) -> None:
    firm("call", "log", "王丽", "talked", "--at", "2026-11-20 10:00", "--talk", "3:05", "--note", "=1+1")
    path = tmp_path / "calls.XLSX"
    assert "1 rows" in firm("export", "calls", "--output", str(path)).stderr
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["calls"]
    header, row = ([cell.value for cell in line] for line in book["calls"].iter_rows())
    told = dict(zip(header, row, strict=True))
    assert (told["no"], told["at"], told["talk_seconds"], told["note"]) == (
        "k1", datetime(2026, 11, 20, 10), 185, "=1+1",
    )  # fmt: skip
    assert set(firm("call", "list", "--format", "json").json()[0]) == set(header)


def test_an_exported_workbook_comes_back(firm: Run, tmp_path: Path) -> None:
    path = tmp_path / "customers.xlsx"
    firm("export", "customers", "--output", str(path))
    assert firm("import", "customers", str(path), "--dry-run").exit_code == 0


@pytest.mark.parametrize("ending", [".pdf", ".doc", ".htm", ".md", ".xls"])
def test_an_ending_that_is_no_format_is_refused_unless_one_is_named(
    firm: Run, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"out{ending}"
    for line in ("export customers", "report daily"):
        refused = firm(line, "--output", str(path))
        assert (refused.exit_code, path.exists()) == (2, False)
        assert ".xlsx" in refused.stderr
        assert firm(line, "--format", "csv", "--output", str(path)).exit_code == 0
        path.unlink()


def test_text_is_for_reports_and_a_workbook_needs_a_file(firm: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    assert firm("report", "daily", "--output", str(path)).exit_code == 0
    assert "陈伟" in path.read_text(encoding="utf-8")
    assert firm("export", "customers", "--output", str(path)).exit_code == 2
    assert firm("export", "customers", "--format", "xlsx").exit_code == 2
    assert firm("export", "customers", "--output", str(tmp_path / "customers")).exit_code == 0
