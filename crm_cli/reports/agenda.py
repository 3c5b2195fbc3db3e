"""The agenda: what each rep has planned and promised for some days, side by side, and what does not go together."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _
from crm_cli.reports.agenda_conflicts import Conflict, find_conflicts
from crm_cli.reports.scope import Scope, days_between
from crm_cli.services.desk import Desk
from crm_cli.storage.absences import FIND_ABSENCES, AbsenceRow
from crm_cli.storage.agenda import AGENDA_PLANS, OPEN_STEPS, AgendaPlanRow, AgendaStepRow
from crm_cli.storage.reps import FIND_REPS, RepRow

SHOWN_STATES = ("planned", "visited", "cancelled_by_us", "cancelled_by_them", "incident")
"""A plan that was moved stands on its new day."""


class Entry(Frozen):
    """Something in a rep's day: a plan, a sweep, a callback, a step or a task.

    `at` is when it begins, None for some time that day; `minutes` how long it takes, 0 for what takes a moment.
    `position` is its order among the plans of the day, `is_open` whether it is still to be done.
    """

    kind: str
    no: int
    rep_no: int
    rep: str
    day: date
    at: datetime | None
    minutes: int
    position: int
    customer_no: int | None
    customer: str
    contact: str
    building: str
    words: str
    expected: str
    state: str
    is_open: bool
    sweep_no: int | None

    @property
    def number(self) -> str:
        """The number of the plan or step, with its letter."""
        return number("plan" if self.is_visit else "step", self.no) or ""

    @property
    def is_visit(self) -> bool:
        """Whether it is a plan, at a customer or of a sweep."""
        return self.kind in {"plan", "sweep"}


class Person(Frozen):
    """A rep whose time it is."""

    no: int
    name: str
    team: str


class Day(Frozen):
    """A day of the agenda: whether it is worked, and whether it is a holiday of the firm."""

    day: date
    is_working: bool
    is_holiday: bool


class Agenda(Frozen):
    """The days of a rep, of teams or of the firm: the people in the order of their numbers, and what each has to do.

    `scope` names all teams asked for, and is numbered where it is one.
    """

    scope: Scope
    days: list[Day]
    people: list[Person]
    entries: list[Entry]
    absences: list[AbsenceRow]
    conflicts: list[Conflict]

    def cells(self) -> Mapping[tuple[date, int], list[Entry]]:
        """Return the entries of each day and rep that has any."""
        found: dict[tuple[date, int], list[Entry]] = {}
        for entry in self.entries:
            found.setdefault((entry.day, entry.rep_no), []).append(entry)
        return found

    def away(self, day: date, rep_no: int) -> AbsenceRow | None:
        """Return the absence of a rep on a day, None where they are there."""
        for row in self.absences:
            if row.rep_no == rep_no and row.starts_on <= day <= row.ends_on:
                return row
        return None


def agenda(desk: Desk, scopes: Sequence[Scope], since: date, until: date) -> Agenda:
    """Return the agenda of a rep, of teams or of the firm from `since` to `until`, both included."""
    span: dict[str, Any] = {"since": since, "until": until}
    entries: list[Entry] = []
    absences: list[AbsenceRow] = []
    reps: dict[int, RepRow] = {}
    with desk.database.snapshot():
        for one in scopes:
            entries += _entries(desk, one, span)
            absences += desk.database.all(FIND_ABSENCES, **span, **one.filters())
            who = {"no": one.no} if one.kind == "rep" else one.filters()
            reps |= {row.no: row for row in desk.database.all(FIND_REPS, **who)}
    entries.sort(key=_order)
    calendar = desk.workdays()
    days = [
        Day(day, calendar.is_working(day), day in calendar.holidays) for day in days_between(since, until)
    ]
    scope = together(scopes)
    people = _people(scope, [reps[no] for no in sorted(reps)], {entry.rep_no for entry in entries})
    conflicts = find_conflicts(desk, entries, absences, since, until)
    return Agenda(scope, days, people, entries, absences, conflicts)


def together(scopes: Sequence[Scope]) -> Scope:
    """Return scopes of one kind under one name: 甲, 乙; one alone stays what it is."""
    return scopes[0] if len(scopes) == 1 else Scope(scopes[0].kind, _(", ").join(one.name for one in scopes))


def _entries(desk: Desk, scope: Scope, span: dict[str, Any]) -> list[Entry]:
    plans = desk.database.all(AGENDA_PLANS, states=list(SHOWN_STATES), **span, **scope.filters())
    steps = desk.database.all(OPEN_STEPS, **span, **scope.filters())
    usual = int(desk.setting("visit_minutes"))
    return [*(_visit(row, usual) for row in plans), *(_promise(row) for row in steps)]


def _people(scope: Scope, reps: Sequence[RepRow], busy: set[int]) -> list[Person]:
    """Return who has a column: the rep asked for, every rep at work, and who else has something to do."""
    shown = (
        row for row in reps if scope.kind == "rep" or row.no in busy or (row.active and row.role == "rep")
    )
    return [Person(row.no, row.name, row.team) for row in shown]


def _visit(row: AgendaPlanRow, usual: int) -> Entry:
    return Entry(
        "sweep" if row.sweep_no is not None else "plan",
        row.no, row.rep_no, row.rep, row.day, row.at, usual if row.minutes is None else row.minutes, row.position,
        row.customer_no, row.customer, "", row.building, row.purpose, row.expected, row.state,
        row.state == "planned", row.sweep_no,
    )  # fmt: skip


def _promise(row: AgendaStepRow) -> Entry:
    return Entry(
        row.kind, row.no, row.rep_no, row.rep, row.due_on, row.due_at, 0, 0, row.customer_no, row.customer,
        row.contact, "", row.words, "", row.state, True, None,
    )  # fmt: skip


def _order(entry: Entry) -> tuple[Any, ...]:
    """Return what a rep's day is sorted by: what has a time, then the plans in their order, then the rest."""
    later = (entry.at is None, entry.at.timestamp() if entry.at else 0.0)
    return entry.day, entry.rep_no, *later, not entry.is_visit, entry.position, entry.no


def week_ahead(desk: Desk) -> tuple[date, date]:
    """Return today and the sixth day after it."""
    return desk.today(), desk.today() + timedelta(days=6)
