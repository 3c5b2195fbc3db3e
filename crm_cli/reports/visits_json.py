"""Visits taken apart as JSON takes them: keys are those of PRODUCT §7 and never translated."""

from typing import Any

from crm_cli.reports.call_hours import Cell
from crm_cli.reports.doubts import as_doubt
from crm_cli.reports.figures import Average
from crm_cli.reports.heading import head_values, number_value, rate_value
from crm_cli.reports.visit_definitions import definitions
from crm_cli.reports.visit_groups import RATES, VisitNumber
from crm_cli.reports.visits import VisitsReport, VisitsRow
from crm_cli.services.desk import Desk
from crm_cli.services.records import major


def visits_values(desk: Desk, report: VisitsReport, *, explain: bool = False) -> dict[str, Any]:
    """Return the report: `rows` (the last one all visits, `by` total), plans not done, tactics, hours, the best, doubts.

    A number that a group cannot have is null, a rate then one of nulls. Times in seconds. Cells of `hours` say
    null for any weekday or any hour.
    """
    found = {
        **head_values(desk, report.scope, report.start, report.end),
        "by": list(report.ways),
        "rows": [_row(report, row) for row in (*report.rows, report.total)],
        "tactics": [
            {key: _value(report, key, value) for key, value in one._asdict().items()}
            for one in report.figures.tactics
        ],
        "not_done": [one._asdict() for one in report.not_done],
        "hours": [_cell(cell) for cell in report.hours],
        "best": {key: _cell(cell) if cell else None for key, cell in report.best._asdict().items()},
        "doubts": [
            {"day": one.day.isoformat(), "rep": one.rep, "kind": one.kind, "sentence": as_doubt(one).sentence,
             "records": list(one.records)}
            for one in report.found
        ],
        "day_only": report.day_only,
        "withheld": [day.isoformat() for day in report.withheld],
    }  # fmt: skip
    if explain:
        found["definitions"] = [
            {"number": one.number, "value": _value(report, one.number, one.value), "definition": one.words}
            for one in definitions(desk, report.total.numbers)
        ]
    return found


def _row(report: VisitsReport, row: VisitsRow) -> dict[str, Any]:
    numbers = {key: _value(report, key, value) for key, value in row.numbers.items()}
    return {"by": row.by, "key": row.key, "name": row.label if row.key else "", **numbers}


def _value(report: VisitsReport, key: str, value: VisitNumber | str) -> Any:
    if value is None and key in RATES:
        return {"part": None, "whole": None, "rate": None}
    if isinstance(value, Average):
        part, each = (major(one, report.currency) for one in (value.part, value.each))
        return {"part": part, "whole": value.whole, "rate": each}
    return value if isinstance(value, str) else number_value(key, value, report.currency)


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "weekday": cell.weekday,
        "hour": cell.hour,
        "knocks": cell.dials,
        "opened": rate_value("", cell.answer_rate, ""),
        "met": rate_value("", cell.reach_rate, ""),
    }
