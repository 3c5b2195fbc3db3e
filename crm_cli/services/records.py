"""Rows as records: the field names that lists, JSON and exports share, for every noun."""

from collections.abc import Hashable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast

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
    "CallbackView": "step",
    "HandedOn": "step",
    "PlanRow": "plan",
    "NoticeRow": "notice",
    "MoneyRow": "money",
    "RepRow": "rep",
    "AbsenceRow": "absence",
    "SubmissionRow": "submission",
    "TeamRow": "team",
    "ChangeBrief": "change",
    "ObjectionRow": "objection",
    "ObjectionCard": "objection",
    "ScriptRow": "script",
    "CompetitorRow": "competitor",
    "MemoRow": "memo",
    "AttachmentRow": "attachment",
    "RecordingRow": "attachment",
    "OutboxRow": "outbox",
    "CallListRow": "call_list",
    "BuildingRow": "building",
    "BuildingName": "building",
    "PaperRow": "sheet",
    "SweepRow": "sweep",
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
    "call_list_no": "call_list",
    "script_no": "script",
    "objection_no": "objection",
    "transferred_to_no": "rep",
    "visit_no": "visit",
    "followup_no": "followup",
    "done_by_call_no": "call",
    "done_by_visit_no": "visit",
    "done_by_followup_no": "followup",
    "became_no": "step",
    "plan_no": "plan",
    "step_no": "step",
    "moved_to_no": "plan",
    "series_no": "plan_series",
    "sweep_no": "sweep",
    "building_no": "building",
    "target_no": "change",
    "undone_by_no": "change",
    "submission_no": "submission",
}
LABELLED: Mapping[str, Mapping[str, str]] = {
    "customer": {
        "kind": "customer_kind", "stage": "stage", "value_class": "value_class", "need_state": "need_state",
        "source": "source",
    },
    "neglected": {"kind": "neglect", "stage": "stage"},
    "find": {"stage": "stage", "proposed": "stage"},
    "proposal": {"field": "proposed_field"},
    "pool": {"stage": "stage", "how": "pool_move"},
    "pool_warning": {"stage": "stage"},
    "pool_move": {"kind": "pool_move"},
    "contact": {"role": "role"},
    "call": {"direction": "direction"},
    "call_list": {"state": "call_list_state"},
    "list_number": {"turn": "turn"},
    "visit": {"how": "how", "kind": "visit_kind", "progress": "progress", "tactic": "tactic"},
    "followup": {"channel": "channel"},
    "step": {"kind": "step_kind", "state": "step_state", "scope": "scope"},
    "callback": {"standing": "standing", "scope": "scope"},
    "notice": {"kind": "notice_kind"},
    "plan": {"state": "plan_state"},
    "building": {"kind": "building_kind"},
    "sweep": {"state": "sweep_state", "kind": "building_kind"},
    "sheet": {"kind": "sheet_kind"},
    "door": {"state": "door_state", "side": "side"},
    "unit": {"side": "side"},
    "tenancy": {"stage": "stage"},
    "front_desk": {"kind": "front_desk_kind"},
    "directory": {"action": "directory_action"},
    "plan_conflict": {"kind": "plan_conflict"},
    "money": {"kind": "money_kind"},
    "rep": {"role": "role"},
    "goal": {"metric": "metric", "period": "period"},
    "field": {"noun": "field_noun", "kind": "field_kind"},
    "change": {"kind": "change_kind"},
    "change_row": {"kind": "change_kind"},
    "channel": {"kind": "medium"},
    "outbox": {"medium": "medium", "state": "outbox_state"},
    "attachment_check": {"state": "file_state"},
    "archive": {"state": "file_state"},
    "import_batch": {"noun": "import_noun", "state": "import_state"},
    "backup": {"reason": "backup_reason", "state": "backup_state"},
    "restore": {"rows_of": "rows_of"},
    "doctor": {"check": "check", "state": "check_state"},
    "recording": {"state": "file_state", "direction": "direction"},
    "recording_match": {"state": "match_state"},
    "setting": {"where": "setting_of"},
}  # fmt: skip
"""The kind of label (`domain.words`) of a field, by the noun of the record and the name of the field."""


_LEFT_OUT, _AS_IT_IS, _NUMBER, _MONEY = range(4)
_DATED = frozenset({datetime, date})
INTERNAL = frozenset({"name_key", "initials", "reversed", "version", "phone_no", "number_hash"})


def record(row: Any, desk: Desk) -> dict[str, Any]:
    """Return a row as a record: `no` with its letter, references as `<noun>_no`, money in major units.

    Instants stay aware datetimes and days stay dates; `plain` turns them into text.
    """
    found: dict[str, Any] = {}
    for (name, noun, kind), value in zip(_shape(cast("Hashable", type(row))), row, strict=True):
        if kind == _AS_IT_IS:
            found[name] = value
        elif kind == _NUMBER:
            found[name] = number(noun, value)
        elif kind == _MONEY:
            found[name] = major(value, str(getattr(row, "currency", desk.currency)))
    return found


@lru_cache(maxsize=128)
def _shape(row: Any) -> tuple[tuple[str, str, int], ...]:
    """Return of each column its name in a record, the noun it numbers, and what is made of it."""
    found = []
    for field in row._fields:
        noun = NOUN_OF_FIELD.get(field, "") if field != "no" else NOUN_OF_ROW.get(row.__name__, "")
        if field in INTERNAL:
            found.append(("", "", _LEFT_OUT))
        elif noun:
            found.append((field, noun, _NUMBER))
        elif field.endswith("_minor"):
            found.append((field.removesuffix("_minor"), "", _MONEY))
        else:
            found.append((field, "", _AS_IT_IS))
    return tuple(found)


def major(minor: int | None, currency: str) -> float | None:
    """Return an amount in major units, exact to the currency's decimals; None for None."""
    if minor is None:
        return None
    from crm_cli.domain.money import exponent

    return float(minor / 10 ** exponent(currency))


def plain(found: dict[str, Any], desk: Desk) -> dict[str, Any]:
    """Return a record with instants as local ISO text with their offset and days as ISO text."""
    return {field: _plain(value, desk) if type(value) in _DATED else value for field, value in found.items()}


def _plain(value: Any, desk: Desk) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(desk.tzinfo).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value
