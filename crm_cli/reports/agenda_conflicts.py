"""What does not go together in an agenda: conflicts of plans, and what is promised while a visit goes on or when away."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.plan_conflicts import conflicts

if TYPE_CHECKING:
    from crm_cli.reports.agenda import Entry
    from crm_cli.storage.absences import AbsenceRow


class Conflict(Frozen):
    """What does not go together on a day; `kind` is of services/plan_conflicts.KINDS.

    `reps` are whose it is, `records` the numbers of the plans and steps it is about.
    """

    kind: str
    day: date
    reps: tuple[str, ...]
    records: tuple[str, ...]
    sentence: str


def find_conflicts(
    desk: Desk, entries: "Sequence[Entry]", absences: "Sequence[AbsenceRow]", since: date, until: date
) -> list[Conflict]:
    """Return what does not go together among entries and with the plans of others, by day."""
    due = [entry for entry in entries if entry.is_open]
    found = [
        *_of_plans(desk, {entry.rep_no for entry in due}, since, until),
        *_at_once(due),
        *_away(due, absences),
    ]
    return sorted(found, key=lambda one: (one.day, one.kind, one.records))


def _of_plans(desk: Desk, reps: set[int], since: date, until: date) -> Iterator[Conflict]:
    if not reps:
        return
    for one in conflicts(desk, since, until, reps):
        records = tuple(filter(None, (number("plan", one.plan_no), number("plan", one.other_no))))
        about = " ".join((*records[:1], one.where))
        sentence = _("{about}: {sentence}").format(about=about, sentence=one.sentence)
        yield Conflict(one.kind, one.day, one.reps, records, sentence)


def _at_once(entries: "Iterable[Entry]") -> Iterator[Conflict]:
    """Yield each step or callback whose time is while a visit of its rep goes on, with that visit."""
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
        for _no, at, is_step, _number, entry in group:
            going = [(end, visit) for end, visit in going if end > at]
            if is_step:
                yield from (_while_visiting(visit, entry) for _end, visit in going)
            else:
                going.append((at + timedelta(minutes=entry.minutes), entry))


def _while_visiting(visit: "Entry", entry: "Entry") -> Conflict:
    told = _("{about}: {rep} is at {where} at that time ({number}).")
    sentence = told.format(
        about=" ".join(filter(None, (entry.number, entry.customer or entry.words))),
        rep=entry.rep,
        where=visit.customer or visit.building,
        number=visit.number,
    )
    return Conflict("rep_twice", entry.day, (entry.rep,), (entry.number, visit.number), sentence)


def _away(entries: "Iterable[Entry]", absences: "Sequence[AbsenceRow]") -> Iterator[Conflict]:
    """Yield what is promised for a time at which its rep is away; without one it can be done on another day."""
    for entry in entries:
        if entry.is_visit or entry.at is None:
            continue
        if any(row.rep_no == entry.rep_no and row.starts_on <= entry.day <= row.ends_on for row in absences):
            about = " ".join(filter(None, (entry.number, entry.customer or entry.words)))
            sentence = _("{about}: {rep} is away.").format(about=about, rep=entry.rep)
            yield Conflict("away", entry.day, (entry.rep,), (entry.number,), sentence)
