"""What changed in a day's records since its report was handed in: record by record and figure by figure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from crm_cli.domain.codes import LETTER_OF
from crm_cli.reports.daily import DailyReport, Totals
from crm_cli.reports.figures import AMOUNTS, Rate
from crm_cli.reports.market import by_record
from crm_cli.services.desk import Desk
from crm_cli.storage.journal import CHANGE_ROWS
from crm_cli.storage.past import current

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
FIELDS: Mapping[str, tuple[str, ...]] = {
    "visit": (
        "arrived_at", "left_at", "customer", "contact", "building", "floor", "unit", "how", "kind", "outcome", "progress",
        "tactic", "card", "wechat_added", "need", "supplier", "heard", "grade", "expense_minor", "note", "objections",
        "competitors",
    ),
    "call": (
        "at", "direction", "customer", "contact", "number", "outcome", "talk_seconds", "grade", "note", "wechat_added",
        "heard", "objections", "competitors",
    ),
    "followup": (
        "at", "customer", "contact", "channel", "note", "grade", "heard", "objections", "competitors",
    ),
    "money": ("kind", "customer", "amount_minor", "note"),
    "plan": ("at", "customer", "building", "purpose", "expected", "state", "reason"),
    "report_note": ("problem", "answer", "help_needed"),
}  # fmt: skip
"""What a record says of itself, by its kind. A next step moves on after the day, and is not among it."""
_COMPARED = {"customer": "customer_no", "contact": "contact_no"}
_TELLING = frozenset(
    {"kind", "outcome", "channel", "state", "grade", "amount_minor", "note", "problem", "help_needed"}
)


class FieldChange(NamedTuple):
    """A field of a record before and after; None where the record was not there."""

    field: str
    before: Any
    after: Any


class Correction(NamedTuple):
    """A record added, changed or removed since; `row` is it as it is now, or was last seen.

    `at` and `by` are of the last change of it in the journal.
    """

    kind: str
    noun: str
    no: int
    rep: str
    row: Any
    fields: tuple[FieldChange, ...]
    at: datetime | None = None
    by: str = ""


class FigureChange(NamedTuple):
    """A number of the report (`calls.dials`) before and after.

    Those of a tactic are `visits.tactics.praise.card_rate`, amounts in another currency than the firm's
    `money.other_currencies.HKD.order_amount`.
    """

    key: str
    before: Rate | float | None
    after: Rate | float | None

    @property
    def metric(self) -> str:
        """What is counted, without the block it stands in."""
        return self.key.rpartition(".")[2]

    def currency(self, usual: str) -> str:
        """Return the currency of an amount: its own, else the firm's `usual` one."""
        parts = self.key.split(".")
        return parts[2] if parts[:2] == ["money", "other_currencies"] else usual


class Corrections(NamedTuple):
    """Everything that changed since; figures are those of one rep, a team's and the firm's are left out."""

    records: tuple[Correction, ...] = ()
    figures: tuple[FigureChange, ...] = ()


def corrections(before: DailyReport, after: DailyReport) -> Corrections:
    """Return what `after`, the day as it is now, has otherwise than `before`, as it was handed in."""
    return Corrections(tuple(differences(before, after)), figure_changes(before.totals, after.totals))


def differences(
    before: DailyReport, after: DailyReport, rep_no: int | None = None, rep: str = ""
) -> Iterator[Correction]:
    """Yield the records that differ, kind by kind; of `after`, a team's or the firm's day, only those of a rep.

    A customer that was renamed since is no difference: what it is called is not the touch's own.
    """
    old, new = _records(before), _records(after, rep_no, rep)
    who = rep or after.reps[0]
    for (noun, no), row in {**old, **new}.items():
        was, now = old.get((noun, no)), new.get((noun, no))
        if was is None:
            yield Correction(ADDED, noun, no, who, row.row, _told(noun, row))
        elif now is None:
            yield Correction(REMOVED, noun, no, who, row.row, ())
        elif fields := _changed(noun, was, now):
            yield Correction(CHANGED, noun, no, who, row.row, fields)


class _Kept(NamedTuple):
    """A row of a report with the objections and the competitors of its touch."""

    row: Any
    heard: Mapping[str, list[str]]

    def value(self, field: str) -> Any:
        return ", ".join(sorted(self.heard[field])) if field in self.heard else getattr(self.row, field, None)


def _records(report: DailyReport, rep_no: int | None = None, rep: str = "") -> dict[tuple[str, int], _Kept]:
    """Return the rows of a report, or of one rep in it, by kind and number."""
    objections, competitors = by_record(report.market.objections), by_record(report.market.competitors)
    of_rep: dict[str, tuple[Any, ...]] = {
        "visit": report.visits,
        "call": (*report.calls, *report.incoming),
        "followup": report.followups,
        "money": report.money,
        "report_note": report.notes,
    }
    found = {
        ("plan", plan.row.no): _Kept(plan.row, {})
        for plan in report.plans
        if rep_no is None or rep in plan.reps
    }
    for noun, rows in of_rep.items():
        for row in rows:
            if rep_no is None or row.rep_no == rep_no:
                name = f"{LETTER_OF.get(noun, '')}{row.no}"
                heard = {"objections": objections.get(name, []), "competitors": competitors.get(name, [])}
                found[noun, row.no] = _Kept(row, heard)
    return found


def _told(noun: str, now: _Kept) -> tuple[FieldChange, ...]:
    """Return of a record added the fields that tell what it is."""
    told = [FieldChange(field, None, now.value(field)) for field in FIELDS[noun] if field in _TELLING]
    return tuple(one for one in told if one.after not in {None, ""})


def _changed(noun: str, was: _Kept, now: _Kept) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field, was.value(field), now.value(field))
        for field in FIELDS[noun]
        if was.value(_COMPARED.get(field, field)) != now.value(_COMPARED.get(field, field))
    )


def figure_changes(before: Totals, after: Totals) -> tuple[FigureChange, ...]:
    """Return the numbers that differ, by their key in the JSON."""
    old, new = dict(_numbers(before)), dict(_numbers(after))
    return tuple(
        FigureChange(key, old.get(key), new.get(key))
        for key in {**old, **new}
        if old.get(key) != new.get(key)
    )


def _numbers(totals: Totals) -> Iterator[tuple[str, Rate | float | None]]:
    for block in ("visits", "calls", "money"):
        numbers = getattr(totals, block)
        for key, value in numbers._asdict().items() if numbers is not None else ():
            if value is None or isinstance(value, Rate | int | float):
                yield f"{block}.{key}", value
    yield from _listed(totals)
    for key in ("new_customers", "cards", "wechat_added"):
        yield key, getattr(totals, key)


def _listed(totals: Totals) -> Iterator[tuple[str, Rate | float | None]]:
    """Yield what a block lists by tactic and by currency."""
    for tactic in totals.visits.tactics if totals.visits is not None else ():
        for key in ("past_front_desk", "target_met", "card_rate"):
            yield f"visits.tactics.{tactic.tactic}.{key}", getattr(tactic, key)
    for other in totals.money.other_currencies:
        if (key := f"{other.kind}_amount") in AMOUNTS:
            yield f"money.other_currencies.{other.currency}.{key}", other.amount


def with_authors(desk: Desk, records: Iterable[Correction]) -> tuple[Correction, ...]:
    """Return the corrections with who made each and when, as the journal has it, the earliest first.

    Of a record whose history lies in an archive, or stayed behind when the firm moved, its own stamps tell it.
    """
    told = []
    for one in records:
        rows = desk.database.all(CHANGE_ROWS, table_name=one.noun, row_no=one.no)
        at, by = (rows[-1].at, rows[-1].actor) if rows else _stamped(desk, one)
        told.append(one._replace(at=at, by=by))
    return tuple(sorted(told, key=lambda one: (one.at.timestamp() if one.at else 0.0, one.noun, one.no)))


def _stamped(desk: Desk, one: Correction) -> tuple[datetime | None, str]:
    row = current(desk.database, one.noun, one.no)
    if row is None:
        return one.at, one.by
    stamp = "changed" if row["changed_at"] else "created"
    return datetime.fromisoformat(row[f"{stamp}_at"]), row[f"{stamp}_by"]
