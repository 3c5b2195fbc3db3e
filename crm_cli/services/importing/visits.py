"""A visit log from a file."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from crm_cli.domain import words
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing import persons, touches
from crm_cli.services.importing.cells import Cells, read_moment
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.services.importing.orders import read_order, write_orders
from crm_cli.services.importing.outcome_words import Outcomes
from crm_cli.services.importing.spellings import spelled
from crm_cli.services.importing.sweeps import Sweeps
from crm_cli.services.importing.touches import Log
from crm_cli.services.visit_rows import progress_columns
from crm_cli.storage.imports import FIRST_VISITS, PLANNED, VISIT_KEYS
from crm_cli.storage.outcomes import OutcomeRow


def take(intake: Intake, rows: Iterable[SourceRow]) -> None:
    """Take in visits: each closes its plan; a unit found vacant or moved out of closes its customer."""
    outcomes, sweeps = Outcomes(intake, "visit"), Sweeps(intake)
    logs = touches.collect(intake, rows, lambda _intake, cells: _read(intake, cells, outcomes, sweeps))
    sweeps.tell()
    intake.ledger.unknown, intake.ledger.taken = outcomes.unknown(), outcomes.taken()
    if not logs:
        return
    on_file = intake.desk.database.all(VISIT_KEYS, **touches.days(logs))
    keys = [(one.id, _key(*one[1:])) for one in on_file]
    new = touches.fresh(intake, logs, keys)
    if not new:
        return
    contacts = persons.people(intake, new)
    plans = _plans_closed(intake, new)
    firsts = {one.customer_no: one.at for one in intake.desk.database.all(FIRST_VISITS)}
    visits = [
        {
            **log.values,
            **_manner(log, firsts, planned=bool(plan)),
            "contact_no": contact.no if contact else None,
        }
        for log, contact, plan in zip(new, contacts, plans, strict=True)
    ]
    numbers = touches.insert(intake, "visit", visits)
    for no, plan in zip(numbers, plans, strict=True):
        if plan is not None:
            intake.change.update("plan", plan, state="visited", done_by_visit_no=no)
    touches.bring(intake, "visit", new, numbers, contacts)
    write_orders(intake, "visit", new, numbers)
    _close_customers(intake, new)
    sweeps.settle(new)


def _key(
    at: datetime, rep_no: int, customer_no: int | None, building: str, floor: str, unit: str
) -> tuple[Hashable, ...]:
    return ("visit", at, rep_no, customer_no or (building, floor, unit))


def _read(intake: Intake, cells: Cells, outcomes: Outcomes, sweeps: Sweeps) -> Log:
    at = touches.moment(intake, cells, "arrive")
    day = intake.desk.wall(at).date()
    rep = cells.attempt(intake.reps.worker, cells.text("rep"))
    place = {field: cells.text(field) for field in ("building", "floor", "unit")}
    outcome = cells.attempt(lambda text: outcomes.find(text, at), cells.text("outcome"))
    customer = touches.customer(intake, cells, rep, place=place)
    cells.refuse()
    if rep is None or (customer is None and not place["building"]):
        raise UsageError(_("There is neither a customer nor a building."))
    if customer is not None and not any(place.values()):
        place = {field: getattr(customer, field) for field in place}
    values: dict[str, Any] = {
        **cells.identity(),
        "arrived_at": at,
        "left_at": _left(intake, cells, day),
        "customer_no": customer.no if customer else None,
        "rep_no": rep.no,
        "outcome_no": outcome.no if outcome else None,
        **place,
        **sweeps.find(cells.text("sweep_no"), day, **place)._asdict(),
        **cells.ties("sweep", "unit"),
        "how": cells.code("how", "how"),
        "kind": cells.code("kind", "visit_kind"),
        **_progress(cells, outcome),
        "tactic": _tactic(cells),
        "card": cells.yes("card"),
        "wechat_added": cells.yes("wechat_added"),
        "grade": cells.grade("grade"),
        "expense_minor": cells.amount("expense"),
        "need": cells.words("need"),
        "supplier": cells.text("supplier"),
        "heard": cells.words("heard"),
    }
    following, _callback, plan = touches.promised(intake, cells, at, outcome.effect if outcome else "")
    order = read_order(cells, customer, outcome)
    values["note"] = cells.note("note")
    return Log(
        cells.line,
        at,
        day,
        rep,
        customer,
        cells.text("contact"),
        outcome,
        bool(outcome and outcome.reached),
        values,
        _key(at, rep.no, customer.no if customer else None, place["building"], place["floor"], place["unit"]),
        cells.record_id(),
        following,
        None,
        plan,
        tuple(cells.listed("objection")),
        tuple(cells.listed("competitor")),
        bool(values["wechat_added"]),
        order,
    )


def _left(intake: Intake, cells: Cells, day: date) -> datetime | None:
    text = cells.text("leave")
    if not text:
        return None
    try:
        wall, _timed = read_moment(intake, (day - intake.shift).isoformat(), text)
    except CrmError:
        cells.left.append(f"{intake.titles.get('leave', 'leave')}: {text}")
        return None
    return intake.desk.instant(wall)


def _progress(cells: Cells, outcome: OutcomeRow | None) -> dict[str, object]:
    """Return how far a visit got; our own export says apart what nobody typed, as it was then."""
    if said := cells.code("progress", "progress"):
        return {"progress": said, "progress_of_outcome": cells.yes("progress_of_outcome")}
    return progress_columns(None, None if cells.has("progress_of_outcome") else outcome)


def _tactic(cells: Cells) -> str:
    text = cells.text("tactic")
    try:
        return spelled("tactic", text) if text else ""
    except UsageError:
        return text


def _plans_closed(intake: Intake, logs: Sequence[Log]) -> list[int | None]:
    """Return the standing plan each visit closes: the earliest of its rep and customer, or building, that day."""
    standing: dict[tuple[Hashable, ...], list[int]] = {}
    for plan in intake.desk.database.all(PLANNED, **touches.days(logs)):
        where = plan.customer_no or plan.building
        standing.setdefault((plan.day, plan.rep_no, where), []).append(plan.no)
    closed: set[int] = set()
    found: list[int | None] = []
    for log in logs:
        place: Hashable = log.customer.no if log.customer else log.values["building"]
        open_plans = [no for no in standing.get((log.day, log.rep.no, place), ()) if no not in closed]
        found.append(open_plans[0] if open_plans else None)
        closed.update(open_plans[:1])
    return found


def _manner(log: Log, firsts: dict[int, datetime], *, planned: bool) -> dict[str, Any]:
    """Return how the visit came about and its kind, worked out where the file is silent."""
    customer_no = log.customer.no if log.customer else None
    earliest = log.at
    if customer_no is not None:
        earliest = firsts[customer_no] = min(firsts.get(customer_no, log.at), log.at)
    return {
        "how": log.values["how"] or ("invited" if planned and customer_no else "cold"),
        "kind": log.values["kind"] or ("return" if earliest < log.at else "first"),
    }


def _close_customers(intake: Intake, logs: Sequence[Log]) -> None:
    for log in logs:
        if log.outcome is None or log.outcome.effect != "close" or log.customer is None:
            continue
        reason = words.outcome_label("visit", log.outcome.code, log.outcome.name)
        if intake.change.row("customer", log.customer.no)["closed_on"] is None:
            intake.change.update("customer", log.customer.no, closed_on=log.day, closed_reason=reason)
