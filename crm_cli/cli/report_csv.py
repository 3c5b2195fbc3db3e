"""The daily report as one flat table: a row for each record and each number, told apart by `block`.

Keys are those of the JSON and never translated. A row of `totals`, `goals` or `month_to_date` has its number
in `key` and its value in `value`, a rate its `part` and `whole` too; one of `by_day` or `by_rep` has its `day` or `rep` as
well; other rows have the fields of the record.
"""

from collections.abc import Iterator, Mapping
from typing import Any

FIELDS = (
    "block", "no", "day", "at", "left_at", "rep", "customer_no", "customer", "contact", "title", "number", "building",
    "floor", "unit", "kind", "how", "channel", "outcome", "grade", "talk_seconds", "card", "wechat_added", "need",
    "supplier", "note", "heard", "competitors", "objections", "next_day", "next_step", "state", "reason", "key",
    "value", "part", "whole",
)  # fmt: skip
_LISTS = ("plans", "visits", "calls", "incoming", "followups")


def flat_rows(found: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield the rows of a report as JSON has it, each with a cell for every one of FIELDS."""
    for row in _rows(found):
        yield [_cell(row.get(field)) for field in FIELDS]


def _rows(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for block in _LISTS:
        for row in found.get(block, ()):
            yield {**row, "block": block, "at": row.get("at") or row.get("arrived_at"),
                   "rep": row.get("rep") or row.get("reps")}  # fmt: skip
    for one in found.get("sweeps", ()):
        yield from _sweep(one)
    yield from _numbers("totals", found["totals"])
    for block in ("by_day", "by_rep"):
        for one in found.get(block, ()):
            of = {key: one[key] for key in ("day", "rep") if key in one}
            counted = {key: value for key, value in one.items() if not isinstance(value, str)}
            yield from ({**row, **of} for row in _numbers(block, counted))
    for one in found.get("dial_plan", ()):
        yield from _dial_plan(one)
    for block in ("goals", "month_to_date"):
        yield from _numbers(block, found[block])
    yield from _market(found["market"])
    for note in found["problem"]:
        yield {"block": "problem", "rep": note["rep"], "note": note["problem"], "value": note["answer"]}
    for note in found["help_needed"]:
        yield {"block": "help_needed", "rep": note["rep"], "note": note["help_needed"]}
    for due in found.get("tomorrow", ()):
        yield {**due, "block": "tomorrow", "rep": due["reps"], "note": due["words"],
               "state": "overdue" if due["overdue"] else ""}  # fmt: skip
    for doubt in found["doubts"]:
        yield {"block": "doubts", "no": doubt["records"], "key": doubt["kind"], "note": doubt["sentence"]}
    yield from _standing(found)


def _sweep(one: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the numbers of a sweep; its doors by state as `doors.todo` and so on, its grid stays with the other formats."""
    of = {"block": "sweeps", "no": one["sweep_no"], "building": one["building"], "state": one["state"]}
    counted = {key: one[key] for key in ("doors", "opened", "met", "effective", "knocked", "on_file")}
    states = {f"doors.{state}": count for state, count in one["counts"].items()}
    left = {f"left.{front['name']}": front["left"] for front in one["fronts"]}
    yield from ({**row, **of} for row in _numbers("sweeps", {**counted, **states, **left}))


def _dial_plan(one: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what was planned on a call list and done: the number and the name of the list in `no` and `note`."""
    of = {"block": "dial_plan", "no": one["call_list_no"], "rep": one["rep"], "note": one["call_list"]}
    rate = round(one["dials"] / one["planned"], 4) if one["planned"] else None
    yield {**of, "key": "dials", "value": rate, "part": one["dials"], "whole": one["planned"]}
    yield from ({**of, "key": key, "value": one[key]} for key in ("reached", "left"))


def _standing(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield how the report of a day stands; that of a range or a part says nothing of it."""
    for one in found.get("submissions", ()):
        yield {**one, "block": "submissions", "at": one["submitted_at"], "state": one["status"],
               "value": one["revision"]}  # fmt: skip
    for one in found.get("sign_off", ()):
        yield {"block": "sign_off", "no": one["no"], "at": one["signed_at"], "rep": one["of"],
               "key": one["rep"], "note": one["comment"]}  # fmt: skip
    corrections = found.get("corrections", {})
    for one in corrections.get("records", ()):
        told = [f"{field['field']}: {field['before']} -> {field['after']}" for field in one["fields"]]
        yield {**one, "block": "corrections", "key": one["change"], "note": "; ".join(told)}
    for one in corrections.get("figures", ()):
        before, after = (_plain(one[key]) for key in ("before", "after"))
        yield {"block": "corrections", "key": one["figure"], "value": after, "note": f"{before} -> {after}"}


def _plain(value: Any) -> Any:
    return value["rate"] if isinstance(value, Mapping) else value


def _numbers(block: str, numbers: Mapping[str, Any], prefix: str = "") -> Iterator[dict[str, Any]]:
    for key, value in numbers.items():
        if isinstance(value, Mapping) and "whole" in value:
            yield {"block": block, "key": prefix + key, "value": value["rate"], "part": value["part"],
                   "whole": value["whole"]}  # fmt: skip
        elif isinstance(value, Mapping):
            yield from _numbers(block, value, f"{prefix}{key}.")
        elif isinstance(value, list):
            for one in value:
                name = one.get("tactic") or f"{one['kind']}.{one['currency']}"
                rest = {inner: what for inner, what in one.items() if not isinstance(what, str)}
                yield from _numbers(block, rest, f"{prefix}{key}.{name}.")
        else:
            yield {"block": block, "key": prefix + key, "value": value}


def _market(market: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for one in market["competitors"]:
        yield {"block": "competitors", "no": one["no"], "rep": one["reps"], "customer": one["customers"],
               "key": one["name"], "value": one["count"]}  # fmt: skip
    for one in market.get("heard", ()):
        yield {**one, "block": "heard"}
    for one in market["objections"]:
        yield {"block": "objections", "no": one["no"], "rep": one["reps"], "customer": one["customers"],
               "key": one["objection"], "value": one["count"], "note": one["answer"]}  # fmt: skip


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value == "" else value
