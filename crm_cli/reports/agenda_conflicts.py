"""What does not go together in an agenda: two places at one time, two reps at one customer, days nobody works."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _

if TYPE_CHECKING:
    from crm_cli.reports.agenda import Entry
    from crm_cli.storage.absences import AbsenceRow


class Conflict(Frozen):
    """What does not go together on a day: `kind` is at_once, same_customer, away or day_off.

    `reps` are whose it is, `records` the numbers of what it is about, `customer` where it is one.
    """

    kind: str
    day: date
    reps: tuple[str, ...]
    records: tuple[str, ...]
    customer: str = ""

    def sentence(self) -> str:
        """Return it in words, without its day."""
        reps, records = ", ".join(self.reps), ", ".join(self.records)
        if self.kind == "at_once":
            return _("{rep} has {numbers} at one time").format(rep=reps, numbers=records)
        if self.kind == "same_customer":
            return _("{reps} go to {customer} apart ({numbers})").format(
                reps=reps, customer=self.customer, numbers=records
            )
        if self.kind == "away":
            return _("{rep} is away, with {numbers}").format(rep=reps, numbers=records)
        return _("a day off, with {numbers}").format(numbers=records)


def conflicts_among(
    entries: "Sequence[Entry]", absences: "Sequence[AbsenceRow]", off: Collection[date]
) -> list[Conflict]:
    """Return what does not go together among open entries, by day; `off` are days that are not worked."""
    due = [entry for entry in entries if entry.is_open]
    found = [*_at_once(due), *_same_customer(due), *_away(due, absences), *_day_off(due, off)]
    return sorted(found, key=lambda one: (one.day, one.kind, one.records))


def _at_once(entries: "Iterable[Entry]") -> Iterator[Conflict]:
    """Yield each appointment of a rep that begins while a visit of theirs goes on, with that visit.

    A call that was promised for the time of another call is no conflict: neither takes long.
    """
    timed = sorted(
        (
            (entry.rep_no, entry.at, not entry.is_visit, entry.no, entry)
            for entry in entries
            if entry.at is not None
        ),
        key=lambda one: one[:4],
    )
    for _rep, group in groupby(timed, key=lambda one: one[0]):
        going: list[tuple[datetime, Entry]] = []
        for _no, at, _is_call, _number, entry in group:
            going = [(end, visit) for end, visit in going if end > at]
            yield from (
                Conflict("at_once", entry.day, (entry.rep,), (visit.number, entry.number))
                for _end, visit in going
            )
            if entry.is_visit:
                going.append((at + timedelta(minutes=entry.minutes), entry))


def _same_customer(entries: "Iterable[Entry]") -> Iterator[Conflict]:
    """Yield the customers to whom several plans take different reps on one day."""
    groups: dict[tuple[date, int], list[Entry]] = {}
    for entry in entries:
        if entry.is_visit and entry.customer_no is not None:
            groups.setdefault((entry.day, entry.customer_no), []).append(entry)
    for (day, _customer), group in groups.items():
        plans = {entry.number: {one.rep for one in group if one.no == entry.no} for entry in group}
        reps = tuple(dict.fromkeys(entry.rep for entry in group))
        # Reps named in one plan go together.
        if len(plans) > 1 and len(reps) > 1:
            yield Conflict("same_customer", day, reps, tuple(plans), group[0].customer)


def _away(entries: "Iterable[Entry]", absences: "Sequence[AbsenceRow]") -> Iterator[Conflict]:
    """Yield the appointments of who is away; a step for some time of a day can be done on another."""
    gone: dict[int, list[AbsenceRow]] = {}
    for row in absences:
        gone.setdefault(row.rep_no, []).append(row)
    groups: dict[tuple[date, str], list[str]] = {}
    for entry in entries:
        spans = gone.get(entry.rep_no, ()) if entry.is_visit or entry.at is not None else ()
        if any(row.starts_on <= entry.day <= row.ends_on for row in spans):
            groups.setdefault((entry.day, entry.rep), []).append(entry.number)
    yield from (Conflict("away", day, (rep,), tuple(numbers)) for (day, rep), numbers in groups.items())


def _day_off(entries: "Iterable[Entry]", off: Collection[date]) -> Iterator[Conflict]:
    groups: dict[date, list[Entry]] = {}
    for entry in entries:
        if entry.is_visit and entry.day in off:
            groups.setdefault(entry.day, []).append(entry)
    for day, group in groups.items():
        reps = tuple(dict.fromkeys(entry.rep for entry in group))
        yield Conflict("day_off", day, reps, tuple(dict.fromkeys(entry.number for entry in group)))
