"""Calls taken apart as JSON takes them: keys are those of PRODUCT §7 and never translated."""

from typing import Any

from crm_cli.domain.codes import number
from crm_cli.reports.call_definitions import definitions
from crm_cli.reports.call_groups import RATES
from crm_cli.reports.call_hours import Cell
from crm_cli.reports.call_stats import MOST_TRIES, CallsReport, CallsRow
from crm_cli.reports.heading import head_values, number_value, rate_value
from crm_cli.reports.periods import Number
from crm_cli.services.desk import Desk


def calls_values(
    desk: Desk, report: CallsReport, call_list_no: int | None = None, *, explain: bool = False
) -> dict[str, Any]:
    """Return the report: `rows` (the last one all calls, `by` total), the funnel, the tries, the hours, the best.

    A number that a group cannot have is null, a rate then one of nulls. Times in seconds. Cells of `hours` say
    null for any weekday or any hour.
    """
    found = {
        **head_values(desk, report.scope, report.start, report.end),
        "call_list_no": number("call_list", call_list_no),
        "call_list": report.call_list,
        "by": list(report.ways),
        "rows": [_row(row) for row in (*report.rows, report.total)],
        "funnel": [
            {
                "number": step.number,
                "calls": step.calls,
                "of_previous": _value("of_previous", step.of_previous),
                "of_attempts": _value("of_attempts", step.of_attempts),
            }
            for step in report.funnel
        ],
        "tries": [
            {
                "tries": one.tries,
                "or_more": one.tries == MOST_TRIES,
                "customers": _value("customers", one.customers),
            }
            for one in report.tries
        ],
        "hours": [_cell(cell) for cell in report.hours],
        "best": {key: _cell(cell) if cell else None for key, cell in report.best._asdict().items()},
    }
    if explain:
        found["definitions"] = [
            {"number": one.number, "value": _value(one.number, one.value), "definition": one.words}
            for one in definitions(desk, report.total.numbers)
        ]
    return found


def _row(row: CallsRow) -> dict[str, Any]:
    name = row.label if row.key else ""
    return {"by": row.by, "key": row.key, "name": name} | {
        key: _value(key, value) for key, value in row.numbers.items()
    }


def _value(key: str, value: Number) -> Any:
    if value is None and key in RATES:
        return {"part": None, "whole": None, "rate": None}
    return rate_value("", value, "") if hasattr(value, "whole") else number_value("", value, "")  # type: ignore[arg-type]  # a rate has a whole


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "weekday": cell.weekday,
        "hour": cell.hour,
        "dials": cell.dials,
        "answer_rate": rate_value("", cell.answer_rate, ""),
        "reach_rate": rate_value("", cell.reach_rate, ""),
    }
