"""Sheets of paper: rows with short codes, so that what was written by hand can be typed back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import pick, require_number
from crm_cli.storage.sheets import FIND_SHEETS, SHEET_LINES, PaperRow, SheetLineRow

_RECENT = 20


class Line(Frozen):
    """Whom, which door, plan or number a row of a sheet is of."""

    customer_no: int | None = None
    unit_no: int | None = None
    plan_no: int | None = None
    phone_no: int | None = None


def print_sheet(
    desk: Desk,
    kind: str,
    day: date,
    lines: Sequence[Line],
    *,
    rep_no: int | None,
    sweep_no: int | None = None,
    call_list_no: int | None = None,
) -> int:
    """Keep a sheet of a kind (codes.SHEET_KINDS) with its rows, coded from 1 in their order; return its number.

    It promises nothing: nobody is kept from calling or visiting who stands on it.
    """
    with desk.change() as change:
        no = change.insert(
            "sheet", kind=kind, day=day, rep_no=rep_no, sweep_no=sweep_no, call_list_no=call_list_no
        )
        change.insert_many(
            "sheet_row",
            [{"sheet_no": no, "code": code, **line._asdict()} for code, line in enumerate(lines, 1)],
        )
    return no


def sheets(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[PaperRow]:
    """Return the sheets that pass the filters, the one printed last first unless sorted otherwise."""
    return desk.database.all(FIND_SHEETS, sort=sort, descending=descending, **filters)


def find_sheet(desk: Desk, text: str) -> PaperRow:
    """Return the sheet numbered so (g7, in any case); raise NotFoundError where there is none."""
    found = desk.database.first(FIND_SHEETS, no=require_number("sheet", text))
    if found is None:
        raise NotFoundError(
            _("There is no sheet {number}.").format(number=text),
            _("It is printed large on the paper; see them with: crm sheet list --all"),
        )
    return found


def sheet_at_hand(desk: Desk, kind: str, day: date, **of: Any) -> PaperRow:
    """Return the sheet meant where none was named: the only one of that day with rows that were not typed back.

    `of` are filters of FIND_SHEETS, None for any. Several are asked about, or refused with AmbiguousError.
    """
    printed = desk.database.all(FIND_SHEETS, kind=kind, day=day, limit=_RECENT, **of)
    waiting = [one for one in printed if one.entered < one.rows]
    if not waiting:
        raise NotFoundError(
            _("No sheet of {day} waits to be typed back.").format(day=day.isoformat()),
            _("Name it with its number, which is printed large: --sheet g7"),
        )
    return pick(
        desk,
        _("The sheet"),
        waiting,
        described,
        _("Name it with its number, which is printed large: --sheet g7"),
    )


def described(sheet: PaperRow) -> str:
    """Return a sheet in a line: its number, day, rep, what it is of, and how much of it was typed back."""
    parts = (number("sheet", sheet.no), sheet.day.isoformat(), sheet.rep, sheet.building or sheet.call_list)
    return f"{' '.join(filter(None, parts))} ({sheet.entered}/{sheet.rows})"


def lines_of(desk: Desk, sheet_no: int) -> dict[int, SheetLineRow]:
    """Return the rows of a sheet by their codes."""
    return {row.code: row for row in desk.database.all(SHEET_LINES, sheet_no=sheet_no)}
