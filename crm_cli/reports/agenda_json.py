"""The agenda for programs: as JSON, and a row for everything in anybody's day."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.reports.agenda import Agenda, Entry
from crm_cli.services.desk import Desk
from crm_cli.services.records import plain, record

FIELDS = (
    "day", "at", "minutes", "rep", "rep_no", "kind", "no", "position", "customer", "customer_no", "contact",
    "building", "words", "expected", "state", "sweep_no", "conflicts",
)  # fmt: skip


def agenda_json(found: Agenda, desk: Desk) -> dict[str, Any]:
    """Return the agenda as JSON takes it; keys are a promise. `conflicts` of a row are their kinds."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for one in found.conflicts:
        for rep in one.reps:
            for no in one.records:
                kinds.setdefault((rep, no), []).append(one.kind)
    return {
        "scope": {"kind": found.scope.kind, "name": found.scope.name},
        "since": found.days[0].day.isoformat(),
        "until": found.days[-1].day.isoformat(),
        "days": [
            {"day": one.day.isoformat(), "working": one.is_working, "holiday": one.is_holiday}
            for one in found.days
        ],
        "reps": [
            {"rep": one.name, "rep_no": number("rep", one.no), "team": one.team} for one in found.people
        ],
        "absences": [plain(record(row, desk), desk) for row in found.absences],
        "conflicts": [
            {
                "kind": one.kind, "day": one.day.isoformat(), "reps": list(one.reps), "records": list(one.records),
                "sentence": one.sentence,
            }
            for one in found.conflicts
        ],
        "rows": [_row(entry, sorted(set(kinds.get((entry.rep, entry.number), ()))), desk) for entry in found.entries],
    }  # fmt: skip


def _row(entry: Entry, conflicts: list[str], desk: Desk) -> dict[str, Any]:
    at = None if entry.at is None else entry.at.astimezone(desk.tzinfo).isoformat(timespec="seconds")
    values = (
        entry.day.isoformat(), at, entry.minutes or None, entry.rep, number("rep", entry.rep_no), entry.kind,
        entry.number, entry.position if entry.is_visit else None, entry.customer,
        number("customer", entry.customer_no), entry.contact, entry.building, entry.words, entry.expected,
        entry.state, number("sweep", entry.sweep_no), conflicts,
    )  # fmt: skip
    return dict(zip(FIELDS, values, strict=True))


def flat_rows(found: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield the rows of the JSON as rows of FIELDS."""
    for row in found["rows"]:
        cells = {**row, "conflicts": ", ".join(row["conflicts"])}
        yield [None if cells[field] == "" else cells[field] for field in FIELDS]
