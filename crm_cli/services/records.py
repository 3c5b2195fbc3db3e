"""Rows as records: the field names that lists, JSON and exports share, for every noun."""

from datetime import date, datetime
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.services.desk import Desk

NOUN_OF_ROW = {
    "CustomerRow": "customer",
    "CustomerBrief": "customer",
    "PoolRow": "customer",
    "WarningRow": "customer",
    "ContactRow": "contact",
    "CallRow": "call",
    "VisitRow": "visit",
    "FollowupRow": "followup",
    "StepRow": "step",
    "PlanRow": "plan",
    "MoneyRow": "money",
    "RepRow": "rep",
    "AbsenceRow": "absence",
    "SubmissionRow": "submission",
    "TeamRow": "team",
    "ChangeBrief": "change",
    "ObjectionRow": "objection",
    "CompetitorRow": "competitor",
    "MemoRow": "memo",
    "AttachmentRow": "attachment",
    "OutboxRow": "outbox",
}
NOUN_OF_FIELD = {
    "customer_no": "customer",
    "referrer_no": "customer",
    "contact_no": "contact",
    "reports_to_no": "contact",
    "rep_no": "rep",
    "owner_no": "rep",
    "held_by_no": "rep",
    "team_no": "team",
    "call_no": "call",
    "visit_no": "visit",
    "followup_no": "followup",
    "done_by_call_no": "call",
    "done_by_visit_no": "visit",
    "done_by_followup_no": "followup",
    "plan_no": "plan",
    "moved_to_no": "plan",
    "target_no": "change",
    "undone_by_no": "change",
    "submission_no": "submission",
}
INTERNAL = frozenset({"name_key", "initials", "reversed", "version", "phone_no", "number_hash"})


def record(row: Any, desk: Desk) -> dict[str, Any]:
    """Return a row as a record: `no` with its letter, references as `<noun>_no`, money in major units.

    Instants stay aware datetimes and days stay dates; `plain` turns them into text.
    """
    noun = NOUN_OF_ROW.get(type(row).__name__)
    found: dict[str, Any] = {}
    for field, value in row._asdict().items():
        if field in INTERNAL:
            continue
        if field == "no":
            found["no"] = number(noun, value) if noun else value
        elif field in NOUN_OF_FIELD:
            found[field] = number(NOUN_OF_FIELD[field], value)
        elif field.endswith("_minor"):
            found[field.removesuffix("_minor")] = major(
                value, str(row._asdict().get("currency", desk.currency))
            )
        else:
            found[field] = value
    return found


def major(minor: int | None, currency: str) -> float | None:
    """Return an amount in major units, exact to the currency's decimals; None for None."""
    if minor is None:
        return None
    from crm_cli.domain.money import exponent

    return float(minor / 10 ** exponent(currency))


def plain(found: dict[str, Any], desk: Desk) -> dict[str, Any]:
    """Return a record with instants as local ISO text with their offset and days as ISO text."""
    return {field: _plain(value, desk) for field, value in found.items()}


def _plain(value: Any, desk: Desk) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(desk.tzinfo).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value
