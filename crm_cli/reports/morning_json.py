"""The sheet of the morning meeting for programs: as JSON, and as one flat table."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.reports.figures import AMOUNTS, Rate
from crm_cli.reports.morning import Morning, RepDay
from crm_cli.services.desk import Desk
from crm_cli.services.records import major, plain, record

FIELDS = ("block", "no", "at", "rep", "customer", "customer_no", "note", "key", "value", "goal")


def morning_json(found: Morning, desk: Desk) -> dict[str, Any]:
    """Return the sheet as JSON takes it; keys are a promise. `rows` are the numbers of the last working day."""
    from crm_cli.reports.handed_in_json import correction_json

    ahead = found.ahead

    def rows(kept: Any) -> list[dict[str, Any]]:
        return [plain(record(row, desk), desk) for row in kept]

    def plans(kept: Any) -> list[dict[str, Any]]:
        return [plain(record(row, desk), desk) | {"reps": ahead.reps.get(row.no, [])} for row in kept]

    return {
        "date": found.day.isoformat(),
        "scope": {"kind": found.scope.kind, "name": found.scope.name},
        "currency": desk.currency,
        "plans": plans(ahead.plans),
        "callbacks": rows(ahead.callbacks),
        "others_callbacks": rows(ahead.others_callbacks),
        "due": rows(ahead.due()),
        "overdue": rows(ahead.overdue()),
        "left_open": plans(ahead.left_open),
        "use_dates": [
            {
                "customer": one.customer.name,
                "customer_no": number("customer", one.customer.no),
                "need_on": one.customer.need_on.isoformat() if one.customer.need_on else None,
                "grade": one.customer.grade,
                "owner": one.customer.owner,
            }
            for one in found.near
        ],
        "pool": [
            {
                "customer": row.name,
                "customer_no": number("customer", row.no),
                "due_on": row.due_on.isoformat(),
                "owner": row.owner,
            }
            for row in found.pool
        ],
        "away": rows(found.away),
        "last_day": found.last_day.isoformat(),
        "rows": [_numbers(one, desk) for one in found.figures],
        "missing": [{"rep": one.rep, "rep_no": number("rep", one.rep_no)} for one in found.missing],
        "comments": [
            {"of": one.of_rep, "rep": one.rep, "comment": one.comment, "revision": one.revision}
            for one in found.comments
        ],
        "corrections": [correction_json(one, desk) for one in found.corrections],
        "doubts": [
            {"kind": doubt.kind, "sentence": doubt.sentence, "records": list(doubt.records)}
            for doubt in found.doubts
        ],
    }


def _numbers(one: RepDay, desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = {"rep": one.rep, "rep_no": number("rep", one.rep_no)}
    for metric, reached in one.numbers.items():
        parts: list[float | None] = [reached.done, reached.goal]
        if metric in AMOUNTS:
            parts = [major(reached.done, desk.currency), major(reached.goal, desk.currency)]
        share = Rate(reached.done, reached.goal).rate
        found[metric] = {"part": parts[0], "whole": parts[1], "rate": share}
    return found


def flat_rows(found: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield the sheet as JSON has it as rows of FIELDS: what is due, one by one, then what is behind."""
    for row in (*_ahead(found), *_care(found), *_behind(found)):
        yield [None if row.get(field) == "" else row.get(field) for field in FIELDS]


def _ahead(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for block in ("plans", "left_open"):
        for row in found[block]:
            at, reps = row["at"] or row["day"], ", ".join(row["reps"])
            where = row["customer"] or row["building"]
            yield {**row, "block": block, "at": at, "rep": reps, "customer": where, "note": row["purpose"]}
    for block in ("callbacks", "due", "overdue"):
        for row in found[block]:
            yield {**row, "block": block, "at": row["due_at"] or row["due_on"], "note": row["words"]}


def _care(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for row in found["use_dates"]:
        yield {**row, "block": "use_dates", "at": row["need_on"], "rep": row["owner"]}
    for row in found["pool"]:
        yield {**row, "block": "pool", "at": row["due_on"], "rep": row["owner"]}
    for row in found["away"]:
        yield {**row, "block": "away", "at": row["starts_on"], "value": row["ends_on"], "note": row["reason"]}


def _behind(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for row in found["rows"]:
        for key, one in row.items():
            if isinstance(one, dict):
                value, goal = one["part"], one["whole"]
                yield {"block": "figures", "rep": row["rep"], "key": key, "value": value, "goal": goal}
    for row in found["missing"]:
        yield {**row, "block": "missing", "at": found["last_day"]}
    for row in found["comments"]:
        yield {"block": "comments", "rep": row["of"], "note": row["comment"], "key": row["rep"]}
    for row in found["corrections"]:
        yield {**row, "block": "corrections", "key": row["change"]}
    for doubt in found["doubts"]:
        no = ", ".join(doubt["records"])
        yield {"block": "doubts", "no": no, "key": doubt["kind"], "note": doubt["sentence"]}
