"""A form as an Excel workbook laid out as on paper: A4 landscape, the daily report two lines a visit."""

from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from crm_cli.domain.cleaning import cell_width, storable
from crm_cli.domain.form import Box, Chart, Figures, Form, Listing, Panel, Prose, Timetable
from crm_cli.exchange.form_grid import COLUMNS, lines

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

COLUMN_CELLS = 6
LINE_POINTS = 13.5
MOST_LINES = 12
MAX_TEXT = 32_767
BAR = "#5B9BD5"
FIXED = "Courier New"


class _Formats(NamedTuple):
    title: "Format"
    block: "Format"
    head: "Format"
    cell: "Format"


def write_form(target: BinaryIO, form: Form) -> None:
    """Write `form` to a stream as one sheet: title, date and names repeat on every page, every cell is text.

    Empty blocks say so, and the boxes to sign are left empty. Text is never a formula, whatever it begins
    with.
    """
    from xlsxwriter import Workbook

    # The writer keeps its parts in files until it closes: in a folder of ours none outlives an error.
    with TemporaryDirectory(prefix="crm-") as folder:
        workbook = Workbook(
            target, {"tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        )
        sheet = workbook.add_worksheet(form.name)
        formats = (_formats(workbook), _formats(workbook, align="right"), _formats(workbook, font_name=FIXED))
        _Paper(sheet, *formats).write(form)
        _set_up(sheet, len(form.header))
        workbook.close()


def _formats(workbook: "Workbook", align: str = "left", **more: str) -> _Formats:
    edge = {"border": 1, "font_size": 9, "text_wrap": True, "valign": "vcenter", "align": align, **more}
    return _Formats(
        title=workbook.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        block=workbook.add_format({**edge, "bold": True, "font_size": 11, "bg_color": "#D9D9D9"}),
        head=workbook.add_format({**edge, "bold": True, "bg_color": "#F2F2F2"}),
        cell=workbook.add_format(edge),
    )


def _set_up(sheet: "Worksheet", header_rows: int) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.6)
    sheet.set_footer("&C&P / &N")
    sheet.repeat_rows(0, min(header_rows, 3))
    sheet.hide_gridlines(2)


class _Paper:
    """Fills the sheet from the top; `row` is the next free one."""

    def __init__(self, sheet: "Worksheet", formats: _Formats, numbers: _Formats, fixed: _Formats) -> None:
        self.sheet = sheet
        self.formats, self.numbers, self.fixed = formats, numbers, fixed
        self.row = 0
        sheet.set_column(0, COLUMNS - 1, COLUMN_CELLS)

    def write(self, form: Form) -> None:
        self._line([(form.heading, COLUMNS, self.formats.title)], least=2)
        for title, text in form.header:
            self._line([(title, 3, self.formats.head), (text or form.none, COLUMNS - 3, self.formats.cell)])
        for block in form.blocks:
            self._line([(block.title, COLUMNS, self.formats.block)])
            if isinstance(block, Panel):
                self._panel(block)
            elif isinstance(block, Figures):
                self._panel(block.panel())
            elif isinstance(block, Chart):
                self._chart(block, form.none)
            elif isinstance(block, Prose):
                self._prose(block, form.none)
            else:
                self._listing(block.listing() if isinstance(block, Timetable) else block, form.none)
        if form.boxes:
            self._boxes(form.boxes)

    def _panel(self, panel: Panel) -> None:
        for title, text in panel.pairs:
            self._line([(title, 3, self.formats.head), (text, COLUMNS - 3, self.formats.cell)])

    def _prose(self, prose: Prose, none: str) -> None:
        from crm_cli.domain.prose import plain_text

        lines = [line for line in prose.lines if line.kind != "blank"]
        for line in lines:
            look = self.formats.head if line.kind == "heading" else self.formats.cell
            self._line([(plain_text([line]), COLUMNS, look)])
        if not lines:
            self._line([(none, COLUMNS, self.formats.cell)])

    def _chart(self, chart: Chart, none: str) -> None:
        """Write a line for each bar: what it is of, that in words, and a cell that its number fills as a bar.

        All bars of a chart are on one scale from nothing to the longest.
        """
        if not chart.bars:
            self._line([(none, COLUMNS, self.formats.cell)])
            return
        first = self.row
        for bar in chart.bars:
            self._line([(bar.label, 3, self.formats.head), (bar.text, 5, self.numbers.cell)])
            self.sheet.merge_range(self.row - 1, 8, self.row - 1, COLUMNS - 1, "", self.formats.cell)
            self.sheet.write_number(self.row - 1, 8, max(bar.value or 0, 0), self.formats.cell)
        most = max(bar.value or 0 for bar in chart.bars) or 1
        look = {"bar_solid": True, "bar_only": True, "bar_color": BAR, "min_type": "num", "min_value": 0,
                "max_type": "num", "max_value": most, "bar_border_color": BAR}  # fmt: skip
        self.sheet.conditional_format(first, 8, self.row - 1, 8, {"type": "data_bar", **look})

    def _listing(self, listing: Listing, none: str) -> None:
        if not listing.rows:
            self._line([(none, COLUMNS, self.formats.cell)])
            return
        fields, rows = listing.fields, lines(listing.fields)
        looks = [
            self.numbers if field.numeric else self.fixed if field.fixed else self.formats for field in fields
        ]
        if listing.legend:
            self._line([(listing.legend, COLUMNS, self.formats.cell)])
        for line in rows:
            self._line([(fields[place].title, span, looks[place].head) for place, span in line])
        for row in listing.rows:
            for line in rows:
                # Where something is written by hand there is room for it.
                least = 2 if any(fields[place].hand for place, _span in line) else 1
                self._line([(row[place], span, looks[place].cell) for place, span in line], least)

    def _boxes(self, boxes: Sequence[Box]) -> None:
        span = COLUMNS // len(boxes)
        self._line([(box.title, span, self.formats.head) for box in boxes])
        self._line([(box.text, span, self.formats.cell) for box in boxes], least=4)

    def _line(self, cells: Sequence[tuple[str, int, "Format"]], least: int = 1) -> None:
        """Write cells of a text, a span and a format side by side; the row is as high as its longest text."""
        column, lines = 0, least
        for text, span, look in cells:
            written = storable(text)[:MAX_TEXT]
            if span > 1:
                # merge_range guesses a type from the text; a blank one takes the string written over it.
                self.sheet.merge_range(self.row, column, self.row, column + span - 1, "", look)
            if written or span == 1:
                self.sheet.write_string(self.row, column, written, look)
            lines = max(lines, _lines(written, span))
            column += span
        self.sheet.set_row(self.row, LINE_POINTS * min(lines, MOST_LINES) + 3)
        self.row += 1


def _lines(text: str, span: int) -> int:
    """Return how many lines `text` takes in a cell of `span` columns."""
    room = max(1, int(span * COLUMN_CELLS * 1.2))
    return sum(max(1, -(-cell_width(part) // room)) for part in text.split("\n"))
