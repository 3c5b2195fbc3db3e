"""Excel workbooks: cells read as the text they show, and tables written so that no cell can run."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

from crm_cli.domain.cleaning import cell_width, storable
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.exchange.grid import LOT, MAX_ROWS, Grid, Row, SharedCells, too_many_rows
from crm_cli.exchange.merged import Merged
from crm_cli.exchange.office import check_workbook, damaged, protected
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.storage.whole_files import write_whole

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MAX_TEXT = 32_767
"""Characters Excel keeps in one cell."""
SHEET_ROWS = 1_048_576
"""Rows of one sheet, the header's included."""

_EXACT = 10**15
"""Excel's numbers have 15 digits: what is longer had its last ones replaced by zeros."""
_WIDEST, _MEASURED = 60, 1_000
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}

SheetToWrite = tuple[str, Sequence[str], Iterable[Sequence[object]]]


def read_workbook(path: Path, sheet: str | None = None) -> Grid:
    """Return every row of a sheet of the XLSX or XLS file at `path`, with the sheet's own row numbers.

    `sheet` is a name or a number from 1; without one it is the first visible sheet that holds anything, with
    a warning where there are more. Whole numbers lose their `.0`, dates and times become ISO text.
    Raises UsageError for a file that cannot be read, NotFoundError with the names for a missing sheet.
    """
    lots, grid = stream_workbook(path, sheet)
    return grid._replace(rows=list(chain.from_iterable(lots)))


def stream_workbook(path: Path, sheet: str | None = None) -> tuple[Iterator[list[Row]], Grid]:
    """Return the rows of `read_workbook` by the lot, and what else it reads: that is whole once the rows are read."""
    from python_calamine import load_workbook

    check_workbook(path)
    with _explained(path):
        workbook = load_workbook(path)
        chosen, warnings = _chosen(workbook, sheet)
    grid = Grid([], "", chosen.name, warnings, {})
    return _lots(path, workbook, chosen, grid), grid


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn the errors of the parser into sentences."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise protected(path) from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(path, error) from error
    except BaseException as error:
        # A panic of the Rust parser is no Exception, and has no class that could be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(path, error) from error


def write_xlsx(target: Path | BinaryIO, sheets: Iterable[SheetToWrite]) -> list[str]:
    """Write a workbook of (name, header, rows) to a path, whole or not at all, or to a stream.

    Text stays text, whatever it begins with; numbers, dates and times are real ones. Rows are taken one at a
    time and none is kept. Returns a warning for every sheet where text was cut at Excel's 32,767 characters.
    Raises RefusedError for more rows than a sheet has.
    """
    if isinstance(target, Path):
        warnings: list[str] = []
        write_whole(target, lambda stream: warnings.extend(write_xlsx(stream, sheets)))
        return warnings
    from xlsxwriter import Workbook

    # The writer keeps each sheet in a temporary file: in a folder of ours none outlives an error.
    with TemporaryDirectory(prefix="crm-") as folder:
        workbook = Workbook(target, {**_OPTIONS, "tmpdir": folder})
        writer, names = _Writer(workbook), set[str]()
        try:
            for name, header, rows in sheets:
                writer.add(_sheet_name(name, names), header, rows)
        except BaseException:
            for sheet in workbook.worksheets():
                sheet.row_data_fh.close()
            raise
        workbook.close()
    return writer.warnings


def sheet_names(path: Path) -> list[str]:
    """Return the names of the sheets that a workbook shows. Raises RefusedError for one that cannot be read."""
    from python_calamine import SheetVisibleEnum, load_workbook

    check_workbook(path)
    with _explained(path), load_workbook(path) as workbook:
        return [meta.name for meta in workbook.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]


def _chosen(workbook: "CalamineWorkbook", wish: str | None) -> "tuple[CalamineSheet, list[str]]":
    from python_calamine import SheetVisibleEnum

    names = workbook.sheet_names
    if wish is not None:
        by_number = names[int(wish) - 1] if wish.isdecimal() and 0 < int(wish) <= len(names) else None
        name = next((name for name in names if name.strip().casefold() == wish.strip().casefold()), by_number)
        if name is None:
            sentence, hint = _("No sheet is called {name}."), _("The sheets are: {names}.")
            raise NotFoundError(sentence.format(name=wish), hint.format(names=", ".join(names)))
        return workbook.get_sheet_by_name(name), []
    shown = [meta.name for meta in workbook.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
    filled = [sheet for sheet in map(workbook.get_sheet_by_name, shown) if sheet.start is not None]
    if not filled:
        raise UsageError(_("The workbook is empty."))
    if len(filled) == 1:
        return filled[0], []
    warning = _("Only sheet {name} was read; there are also: {others}. Choose with --sheet.")
    others = ", ".join(sheet.name for sheet in filled[1:])
    return filled[0], [warning.format(name=filled[0].name, others=others)]


def _lots(
    path: Path, workbook: "CalamineWorkbook", sheet: "CalamineSheet", grid: Grid
) -> Iterator[list[Row]]:
    """Yield the rows of a sheet by the lot, and tell `grid` what there is to warn of."""
    with _explained(path), workbook:
        shortened, kept, merged = 0, SharedCells(), Merged(sheet.merged_cell_ranges or ())
        every = enumerate(merged.filled(_cells(sheet)), start=1)
        while lot := list(islice(every, LOT)):
            for line, cells in lot:
                if _look_at(line, cells, grid.numeric) and not shortened:
                    shortened = line
            yield [
                Row(line, [kept[cell] if type(cell) is str else _text(cell) for cell in cells])
                for line, cells in lot
            ]
    if shortened:
        sentence = _("Line {line} has a number of more than 15 digits, whose last digits Excel has lost.")
        grid.warnings.append(sentence.format(line=shortened))
    grid.warnings.extend(merged.told())


def _look_at(line: int, cells: Sequence[Any], numeric: dict[int, tuple[int, str]]) -> bool:
    """Note the first number of each column that may lack a zero; return whether one has lost its last digits."""
    cut = False
    for column, cell in enumerate(cells):
        if type(cell) is float and cell != 0:
            cut |= abs(cell) >= _EXACT
            if column not in numeric and 10**8 <= cell < 10**11 and _may_lack_zero(cell):
                numeric[column] = (line, str(int(cell)))
    return cut


def _cells(sheet: "CalamineSheet") -> Iterator[list[Any]]:
    """Yield the rows of a sheet one by one, with the empty ones above and the empty columns before."""
    if sheet.start is None or sheet.end is None:
        return
    if sheet.end[0] >= MAX_ROWS:
        raise too_many_rows()
    # All at once they would be in memory twice; row by row, the columns before the first filled one are left out.
    before = [""] * sheet.start[1]
    for cells in sheet.iter_rows():
        yield [*before, *cells]


def _may_lack_zero(number: float) -> bool:
    """Return whether a whole number looks like a phone whose trunk zero was dropped.

    Nine digits are a Taiwan number without it, ten or eleven a mainland landline; a mainland mobile (eleven,
    the first a 1) and the 400 and 800 numbers never had one.
    """
    digits = str(int(number))
    if not number.is_integer() or len(digits) == 11:
        return number.is_integer() and digits[0] != "1"
    return not digits.startswith(("400", "800"))


def _text(cell: object) -> str:
    """Return what a cell of calamine's shows: `13800138000`, `2025-11-03`, `09:30`, `27:05:00`, `TRUE`."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return (
            cell.isoformat(" ", "seconds" if cell.second else "minutes") if cell.time() else str(cell.date())
        )
    if isinstance(cell, time):
        return cell.isoformat("seconds" if cell.second else "minutes")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(cell)


def _sheet_name(name: str, taken: set[str]) -> str:
    r"""Return `name` as Excel takes it: 31 characters at most, none of `[]:*?/\\`, and no name twice."""
    bare = "".join("_" if char in "[]:*?/\\" or not char.isprintable() else char for char in name).strip(" '")
    bare = (bare or "Sheet")[:31]
    bare, number = f"{bare}_" if bare.casefold() == "history" else bare, 2
    result = bare
    while result.casefold() in taken:
        result, number = f"{bare[:27]} {number}", number + 1
    taken.add(result.casefold())
    return result


class _Writer:
    """Writes sheets into one workbook, sharing its formats."""

    def __init__(self, workbook: "Workbook") -> None:
        self.workbook = workbook
        self.warnings: list[str] = []
        self.bold = workbook.add_format({"bold": True})
        formats = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "hh:mm", timedelta: "[h]:mm:ss"}
        self.formats = {kind: workbook.add_format({"num_format": look}) for kind, look in formats.items()}

    def add(self, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Add a sheet: the header bold, frozen and with filters, columns as wide as what is in them."""
        sheet = self.workbook.add_worksheet(name)
        widths = [cell_width(title) + 2 for title in header]
        line = cut = 0
        for column, title in enumerate(header):
            sheet.write_string(0, column, storable(title), self.bold)
        for line, row in enumerate(rows, start=1):
            if line >= SHEET_ROWS:
                raise RefusedError(
                    _("An Excel sheet ends at row {count}.").format(count=SHEET_ROWS), _("Use CSV.")
                )
            cut += sum(self._write(sheet, line, column, value) for column, value in enumerate(row))
            if line <= _MEASURED:
                _widen(widths, row)
        if header:
            sheet.autofilter(0, 0, line, len(header) - 1)
            sheet.freeze_panes(1, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, _WIDEST) + 1)
        if cut:
            sentence = ngettext(
                "{count} cell of sheet {name} was cut at {size} characters.",
                "{count} cells of sheet {name} were cut at {size} characters.",
                cut,
            )
            self.warnings.append(sentence.format(count=cut, name=name, size=MAX_TEXT))

    def _write(self, sheet: "Worksheet", line: int, column: int, value: object) -> bool:
        """Write one cell; return whether its text had to be cut."""
        if value is None or value == "":
            return False
        if isinstance(value, bool):
            sheet.write_boolean(line, column, value)
        elif isinstance(value, int | float | Decimal) and -_EXACT < value < _EXACT:
            sheet.write_number(line, column, value)
        elif isinstance(value, time | timedelta) or (isinstance(value, date) and value.year >= 1900):
            kind = next(kind for kind in self.formats if isinstance(value, kind))
            sheet.write_datetime(line, column, value, self.formats[kind])
        else:
            text = storable(str(value))
            sheet.write_string(line, column, text[:MAX_TEXT])
            return len(text) > MAX_TEXT
        return False


def _widen(widths: list[int], row: Sequence[object]) -> None:
    for column, value in enumerate(row[: len(widths)]):
        if value is not None:
            widths[column] = max(widths[column], cell_width(str(value).partition("\n")[0]))
