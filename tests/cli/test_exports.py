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
    listed = set(firm("call", "list", "--format", "json").json()[0])
    # By their ids the records that a row names are found again in another firm; competitors go by their names.
    assert set(header) - listed == {"customer_id", "contact_id", "call_list_id", "competitor"}
    assert listed <= set(header)


def test_an_exported_workbook_comes_back(firm: Run, tmp_path: Path) -> None:
    path = tmp_path / "customers.xlsx"
    firm("export", "customers", "--output", str(path))
    assert firm("import", "customers", str(path), "--dry-run").exit_code == 0


@pytest.mark.parametrize("ending", [".pdf", ".doc", ".htm", ".md", ".xls"])
def test_an_ending_that_is_no_format_is_refused_unless_one_is_named(
    firm: Run, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"out{ending}"
    # A report can be a page for a browser or a text to paste.
    report = [] if ending in {".htm", ".md"} else ["report daily"]
    for line in ("export customers", *report):
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


@pytest.mark.parametrize("wish", ["csv", "jsonl"])
def test_pages_follow_one_another_without_a_gap(
    firm: Run, tmp_path: Path, wish: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crm_cli.exchange import export_nouns

    for day in (18, 19, 20):
        for number in range(3):
            firm(
                "call",
                "log",
                "王丽",
                "talked",
                "--at",
                f"2026-11-{day} 10:0{number}",
                "--note",
                f"第{number}次",
            )
    calls = ("export", "calls", "--format", wish)
    days = (*calls, "--since", "2026-11-19", "--until", "2026-11-19")
    whole, some = firm(*calls).stdout, firm(*days).stdout
    assert [word for word in ("第0次", "第1次", "第2次") if some.count(word) == 1 and whole.count(word) == 3]
    monkeypatch.setattr(export_nouns, "PAGE", 2)
    assert (firm(*calls).stdout, firm(*days).stdout) == (whole, some)
    assert firm("export", "calls", "--since", "2026-12-01").stdout.splitlines()[1:] == []
    for noun in ("customers", "contacts", "plans", "donotcall"):
        assert firm("export", noun).exit_code == 0
