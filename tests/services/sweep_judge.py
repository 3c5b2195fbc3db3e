"""How doors stand in a sweep, worked out again the long way: every row read, every rule spelled out."""

from datetime import datetime, timedelta
from typing import Any

from crm_cli.services.desk import Desk


def states(desk: Desk, sweep_no: int) -> dict[str, str]:
    """Return the state of each door of a sweep by its code."""
    (sweep,) = _rows(desk, f"select * from sweep where no = {sweep_no}")
    units = _rows(
        desk, f"select * from unit where building_no = {sweep['building_no']} and retired_on is null"
    )
    return {unit["code"]: _state(desk, sweep_no, unit["no"]) for unit in units}


def _state(desk: Desk, sweep_no: int, unit_no: int) -> str:
    behind = _rows(desk, f"select * from tenancy where unit_no = {unit_no} and until is null")
    barred = [_is_barred(desk, one["customer_no"]) for one in behind]
    rests = [_rests(desk, one["customer_no"]) for one in behind]
    if behind and all(barred):
        return "do_not_call"
    state = _after(desk, sweep_no, unit_no)
    if state in {"todo", "revisit"} and behind and all(map(max, barred, rests)):
        return "resting"
    return state


def _after(desk: Desk, sweep_no: int, unit_no: int) -> str:
    at = f"sweep_no = {sweep_no} and unit_no = {unit_no}"
    visits = _rows(desk, f"select * from visit where {at}")
    events = [(one["arrived_at"], 0, one["no"], one) for one in visits]
    events += [(one["at"], 1, one["no"], one) for one in _rows(desk, f"select * from sweep_mark where {at}")]
    if not events:
        return "todo"
    last = max(events, key=lambda event: event[:3])[3]
    if "kind" in last and "outcome_no" not in last:
        return {"skip": "skipped", "reopen": "todo"}[last["kind"]]
    if last["outcome_no"] is None:
        return "pending"
    visits = [one for one in visits if one["outcome_no"] is not None]
    (outcome,) = _rows(desk, f"select * from outcome where no = {last['outcome_no']}")
    if outcome["exhausted"]:
        return "exhausted"
    if outcome["effective"]:
        return "effective"
    again = outcome["retry_days"] or outcome["retry_minutes"]
    if again and (not outcome["tries"] or len(visits) < outcome["tries"]):
        return "revisit"
    return "met" if outcome["reached"] else "opened" if outcome["opened"] else "no_opening"


def _is_barred(desk: Desk, customer_no: int) -> bool:
    marks = _rows(desk, f"select * from do_not_call where customer_no = {customer_no} and lifted_at is null")
    return bool(marks)


def _rests(desk: Desk, customer_no: int) -> bool:
    """Say whether the last word of a customer, of those that mean rest or that reached it, means rest still."""
    said = _rows(
        desk,
        "select visit.arrived_at, visit.no, outcome.rest_days, outcome.reached from visit"
        f" join outcome on outcome.no = visit.outcome_no where visit.customer_no = {customer_no}"
        " and (outcome.reached or outcome.rest_days > 0)",
    )
    if not said:
        return False
    last = max(said, key=lambda one: (one["arrived_at"], one["rest_days"] > 0, one["no"]))
    if not last["rest_days"]:
        return False
    day = desk.wall(datetime.fromisoformat(last["arrived_at"])).date()
    return day + timedelta(days=last["rest_days"]) > desk.today()


def _rows(desk: Desk, sql: str) -> list[dict[str, Any]]:
    cursor = desk.database.connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, cells, strict=True)) for cells in cursor.fetchall()]
