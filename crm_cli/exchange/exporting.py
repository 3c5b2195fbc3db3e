"""Every noun on its way out, under the field names that lists and JSON have too."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from crm_cli.domain.codes import MONEY_METRICS
from crm_cli.errors import UsageError
from crm_cli.exchange.csv import write_csv
from crm_cli.exchange.files import write_whole
from crm_cli.exchange.jsonl import write_jsonl
from crm_cli.i18n import gettext as _
from crm_cli.services import (
    bans,
    calls,
    contacts,
    customers,
    firm,
    followups,
    money,
    plans,
    reps,
    steps,
    visits,
)
from crm_cli.services.desk import Desk
from crm_cli.services.records import plain, record

Records = list[dict[str, Any]]

FORMATS = ("csv", "xlsx", "jsonl")
DATED = frozenset(
    {"calls", "visits", "followups", "plans", "money", "quotes", "samples", "orders", "payments"}
)
"""Nouns that `since` and `until` narrow."""


class Written(NamedTuple):
    """How many records were written, and what a person should know of the file."""

    total: int
    warnings: Sequence[str] = ()


def export_to(desk: Desk, noun: str, wish: str, path: Path, days: Mapping[str, Any]) -> Written:
    """Write a noun's records to the file at `path` whole or not at all."""
    done: list[Written] = []
    write_whole(path, lambda stream: done.append(export(desk, noun, wish, stream, days)))
    return done[0]


def export(
    desk: Desk, noun: str, wish: str, stream: BinaryIO, days: Mapping[str, Any], *, bom: bool = True
) -> Written:
    """Write a noun's records to a stream as one of FORMATS.

    `days` may hold `since` and `until`; `bom` is the mark Excel needs in a CSV file. Raises UsageError for
    a noun or format that is none, and for days with a noun that has none.
    """
    find = _finder(noun)
    if wish not in FORMATS:
        raise UsageError(
            _("There is no format called {name}.").format(name=wish),
            _("Formats: {names}").format(names=", ".join(FORMATS)),
        )
    if days and noun not in DATED:
        raise UsageError(_("{noun} are not of a day.").format(noun=noun), _("Leave out --since and --until."))
    with desk.database.snapshot():
        records = find(desk, days)
    if wish == "xlsx":
        return Written(len(records), _write_sheet(stream, noun, records, desk))
    plainly = (plain(one, desk) for one in records)
    if wish == "jsonl":
        return Written(write_jsonl(stream, plainly))
    header = list(records[0]) if records else []
    return Written(
        write_csv(stream, header, ([_cell(one[name]) for name in header] for one in plainly), bom=bom)
    )


def _write_sheet(stream: BinaryIO, noun: str, records: Records, desk: Desk) -> list[str]:
    """Write records as a workbook of one sheet, its instants on the firm's clock; return the warnings."""
    from crm_cli.exchange.xlsx import write_xlsx

    header = list(records[0]) if records else []
    rows = ([_sheet_cell(one[name], desk) for name in header] for one in records)
    return write_xlsx(stream, [(noun, header, rows)])


def _sheet_cell(value: object, desk: Desk) -> object:
    return desk.wall(value).replace(microsecond=0) if isinstance(value, datetime) else _cell(value)


def nouns() -> tuple[str, ...]:
    """Return what can be exported."""
    return tuple(_FINDERS)


def _finder(noun: str) -> Callable[[Desk, Mapping[str, Any]], Records]:
    if noun not in _FINDERS:
        raise UsageError(
            _("{noun} cannot be exported.").format(noun=noun),
            _("Choose from: {codes}").format(codes=", ".join(_FINDERS)),
        )
    return _FINDERS[noun]


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value


def _plainly(rows: Callable[..., Sequence[Any]]) -> Callable[[Desk, Mapping[str, Any]], Records]:
    return lambda desk, days: [record(row, desk) for row in rows(desk, sort="no", **days)]


def _kind_of_money(kind: str) -> Callable[[Desk, Mapping[str, Any]], Records]:
    return lambda desk, days: [
        record(row, desk) for row in money.money_events(desk, sort="no", kind=kind, **days)
    ]


def _customers(desk: Desk, _days: Mapping[str, Any]) -> Records:
    rows = customers.customers(desk, sort="no")
    numbers: dict[int, list[str]] = {}
    for phone in contacts.phones(desk):
        if phone.contact_no is None:
            numbers.setdefault(phone.customer_no, []).append(phone.raw)
    tags = _by_customer(desk)
    own = _own_values(desk, "customer")
    names = [field.name for field in customers.fields(desk, "customer")]
    return [
        {
            **record(row, desk),
            "phones": numbers.get(row.no, []),
            "tags": tags.get(row.no, []),
            **{name: own.get((row.no, name), "") for name in names},
        }
        for row in rows
    ]


def _by_customer(desk: Desk) -> dict[int, list[str]]:
    from crm_cli.storage.customers import TAGS

    found: dict[int, list[str]] = {}
    for tag in desk.database.all(TAGS):
        found.setdefault(tag.customer_no, []).append(tag.name)
    return found


def _own_values(desk: Desk, noun: str) -> dict[tuple[int, str], str]:
    found = {}
    for value in customers.own_values(desk):
        no = value.customer_no if noun == "customer" else value.contact_no
        if no is not None:
            found[no, value.name] = value.value
    return found


def _contacts(desk: Desk, _days: Mapping[str, Any]) -> Records:
    numbers: dict[int, list[str]] = {}
    for phone in contacts.phones(desk):
        if phone.contact_no is not None:
            numbers.setdefault(phone.contact_no, []).append(phone.raw)
    own = _own_values(desk, "contact")
    names = [field.name for field in customers.fields(desk, "contact")]
    return [
        {
            **record(row, desk),
            "phones": numbers.get(row.no, []),
            **{name: own.get((row.no, name), "") for name in names},
        }
        for row in contacts.contacts(desk, sort="no")
    ]


def _plans(desk: Desk, days: Mapping[str, Any]) -> Records:
    rows = plans.plans(desk, sort="no", **days)
    named: dict[int, list[str]] = {}
    for start in range(0, len(rows), 900):
        named |= plans.reps_of(desk, [row.no for row in rows[start : start + 900]])
    return [{**record(row, desk), "reps": named.get(row.no, [])} for row in rows]


def _teams(desk: Desk, _days: Mapping[str, Any]) -> Records:
    industries = reps.industries_of(desk)
    return [
        {**record(row, desk), "industries": industries.get(row.no, [])} for row in reps.teams(desk, sort="no")
    ]


def _goals(desk: Desk, _days: Mapping[str, Any]) -> Records:
    from crm_cli.services.records import major

    found = [record(row, desk) for row in firm.goals(desk)]
    for goal in found:
        if goal["metric"] in MONEY_METRICS:
            goal["amount"] = major(goal["amount"], desk.currency)
    return found


def _outcomes(desk: Desk, _days: Mapping[str, Any]) -> Records:
    return [record(row, desk) for subject in ("call", "visit") for row in desk.outcomes(subject)]


def _fields(desk: Desk, _days: Mapping[str, Any]) -> Records:
    return [record(row, desk) for row in customers.fields(desk)]


def _bans(desk: Desk, _days: Mapping[str, Any]) -> Records:
    return [record(row, desk) for row in bans.bans(desk, standing=None)]


def _notes(desk: Desk, _days: Mapping[str, Any]) -> Records:
    from crm_cli.storage.imports import NOTE_KEYS

    names = {row.no: row.name for row in reps.reps(desk)}
    return [{**record(row, desk), "rep": names[row.rep_no]} for row in desk.database.all(NOTE_KEYS)]


_FINDERS: dict[str, Callable[[Desk, Mapping[str, Any]], Records]] = {
    "customers": _customers,
    "contacts": _contacts,
    "calls": _plainly(calls.calls),
    "visits": _plainly(visits.visits),
    "followups": _plainly(followups.followups),
    "steps": _plainly(steps.steps),
    "plans": _plans,
    "money": _plainly(money.money_events),
    "quotes": _kind_of_money("quote"),
    "samples": _kind_of_money("sample"),
    "orders": _kind_of_money("order"),
    "payments": _kind_of_money("payment"),
    "reps": _plainly(reps.reps),
    "teams": _teams,
    "goals": _goals,
    "notes": _notes,
    "outcomes": _outcomes,
    "fields": _fields,
    "donotcall": _bans,
}
