"""The paper form as a workbook: text cells only, two lines a visit, boxes to sign, one page wide."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from crm_cli.exchange.form_grid import COLUMNS
from crm_cli.exchange.form_xlsx import write_form
from crm_cli.reports.daily import daily_report
from crm_cli.reports.daily_form import daily_form
from crm_cli.reports.scope import find_scope
from crm_cli.services import customers, visits
from crm_cli.services.desk import Desk
from crm_cli.services.touches import Extras


def sheet_of(desk: Desk, day: date) -> Any:
    target = io.BytesIO()
    write_form(target, daily_form(daily_report(desk, find_scope(desk), day), desk))
    return openpyxl.load_workbook(io.BytesIO(target.getvalue())).active


@pytest.fixture
def sheet(desk: Desk) -> Any:
    customers.add_customer(desk, "=HYPERLINK(1)", building="国金")
    visits.log_visit(
        desk,
        visits.Typed(
            "HYPERLINK",
            "met_staff",
            arrive="2026-11-20 14:00",
            leave="14:40",
            need="+86 200套",
            note="长" * 400,
        ),
        Extras(grade="B", next="2026-11-23 送样"),
    )
    return sheet_of(desk, date(2026, 11, 20))


def rows_of(sheet: Any) -> list[list[str]]:
    return [[cell.value for cell in row if cell.value not in (None, "")] for row in sheet.iter_rows()]


def test_a_visit_takes_two_lines_under_two_lines_of_titles(sheet: Any) -> None:
    rows = rows_of(sheet)
    start = rows.index(["A. Visits"])
    assert rows[start + 1][:3] == ["no.", "arrived – left", "customer"]
    assert rows[start + 2][:3] == ["outcome", "grade", "next step"]
    assert rows[start + 3][:3] == ["v1", "14:00–14:40", "=HYPERLINK(1)"]
    assert rows[start + 4][:4] == ["met the person in charge of it", "B", "2026-11-23 送样", "长" * 400]


def test_no_cell_is_a_formula_and_empty_blocks_say_none(sheet: Any) -> None:
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "inlineStr"}
    rows = rows_of(sheet)
    assert rows[rows.index(["B. Calls"]) + 1] == ["none"]
    assert rows[-1] == []
    assert rows[-2] == ["F. Manager's comment", "Signature", "Firm's owner"]


def test_it_prints_on_a4_landscape_one_page_wide(sheet: Any) -> None:
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    # A width left out is one page; a height of 0 is as many as it takes.
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.print_title_rows is not None
    assert sheet.max_column == COLUMNS
    widths = [area.max_col for area in sheet.merged_cells.ranges]
    assert max(widths) == COLUMNS


def test_long_words_make_their_row_higher(sheet: Any) -> None:
    heights = {row: sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)}
    long_row = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "长" * 400)
    assert heights[long_row] > 100
    assert min(height for height in heights.values() if height) >= 15


def test_an_empty_day_is_a_form_too(desk: Desk) -> None:
    rows = rows_of(sheet_of(desk, date(2026, 1, 1)))
    assert rows[rows.index(["A. Visits"]) + 1] == ["none"]
