"""Conflicts of plans: one rep in two places, two reps at one customer, closed doors, days off, reps away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations

from crm_cli import clock
from crm_cli.domain.calling_hours import parse_hours
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.workdays import Workdays
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.plan_rows import Draft
from crm_cli.services.queue_gate import Barred
from crm_cli.services.reading import say_when
from crm_cli.services.receipts import Notes
from crm_cli.services.visit_bars import barred_customers
from crm_cli.storage.absences import FIND_ABSENCES, AbsenceRow
from crm_cli.storage.plans import HOURS, STOP_REPS, STOPS, StopRow

KINDS = ("rep_twice", "customer_twice", "hours", "day_off", "away", "barred")


class Conflict(Frozen):
    """What does not go together on a day: of which plan (None while it is only meant), with which other, whose."""

    kind: str
    day: date
    at: datetime | None
    plan_no: int | None
    other_no: int | None
    reps: tuple[str, ...]
    rep_nos: tuple[int, ...]
    where: str
    sentence: str


class _Stop(Frozen):
    """A plan, on file or meant, with the reps who go."""

    row: StopRow
    reps: Mapping[int, str]

    @property
    def where(self) -> str:
        return self.row.customer or self.row.building


class _Days(Frozen):
    """What is known of the days asked about."""

    desk: Desk
    workdays: Workdays
    away: Sequence[AbsenceRow]
    minutes: int
    barred: Mapping[int, Barred]

    def end(self, stop: _Stop) -> datetime:
        """Return when a timed stop ends."""
        start = stop.row.at
        assert start is not None  # noqa: S101  # only timed ones are asked
        return start + timedelta(minutes=stop.row.minutes or self.minutes)


def conflicts(desk: Desk, since: date, until: date, rep_nos: Iterable[int] | None = None) -> list[Conflict]:
    """Return the conflicts among the plans that stand on these days, in their order.

    `rep_nos` leaves only those that one of these reps is in.
    """
    stops = _stops(desk, since, until)
    days = _days(desk, since, until, (stop.row.customer_no for stop in stops))
    by_day: dict[date, list[_Stop]] = {}
    for stop in stops:
        by_day.setdefault(stop.row.day, []).append(stop)
    found = [one for those in by_day.values() for one in _of_day(days, those)]
    wanted = None if rep_nos is None else set(rep_nos)
    return [one for one in found if wanted is None or wanted.intersection(one.rep_nos)]


def _of_day(days: _Days, stops: Sequence[_Stop]) -> Iterator[Conflict]:
    for stop in stops:
        yield from _alone(days, stop)
    groups: dict[tuple[str, int], list[_Stop]] = {}
    for stop in stops:
        if stop.row.customer_no is not None:
            groups.setdefault(("customer", stop.row.customer_no), []).append(stop)
        for no in stop.reps if stop.row.at is not None else ():
            groups.setdefault(("rep", no), []).append(stop)
    pairs = {
        (one.row.no, other.row.no): (one, other)
        for group in groups.values()
        for one, other in combinations(group, 2)
    }
    for one, other in pairs.values():
        yield from _between(days, one, other)


def warn(
    desk: Desk,
    draft: Draft,
    moments: Sequence[tuple[date, datetime | None]],
    notes: Notes,
    *,
    among: Iterable[int] = (),
    most: int = 5,
) -> None:
    """Warn of what a plan meant for these moments conflicts with; `among` are plans that give way to it.

    Of more than `most` conflicts only those are told, and how to see the rest.
    """
    found = [one for day, at in moments for one in _meant(desk, draft, day, at, set(among))]
    for conflict in found[:most]:
        notes.warn(conflict.sentence)
    if more := len(found) - most if len(found) > most else 0:
        notes.warn(_("{count} more conflicts; see them with: crm plan conflicts").format(count=more))


def _meant(desk: Desk, draft: Draft, day: date, at: datetime | None, among: set[int]) -> Iterator[Conflict]:
    days = _days(desk, day, day, [draft.customer_no])
    hours, zone = _hours(desk, draft.customer_no)
    row = StopRow(
        0, day, at, 0, draft.minutes, draft.sweep_no, draft.customer_no, draft.customer, draft.building, "", "", "",
        hours, zone, 0,
    )  # fmt: skip
    mine = _Stop(row, dict(draft.reps))
    yield from _alone(days, mine)
    for stop in _stops(desk, day, day):
        if stop.row.no not in among:
            yield from _between(days, mine, stop)


def _hours(desk: Desk, customer_no: int | None) -> tuple[str, str]:
    found = desk.database.first(HOURS, numbers=[customer_no]) if customer_no is not None else None
    return (found.hours, found.timezone) if found else ("", "")


def _days(desk: Desk, since: date, until: date, customers: Iterable[int | None]) -> _Days:
    away = desk.database.all(FIND_ABSENCES, since=since, until=until)
    barred = barred_customers(desk, sorted({no for no in customers if no is not None}))
    return _Days(desk, desk.workdays(), away, int(desk.setting("visit_minutes")), barred)


def _stops(desk: Desk, since: date, until: date) -> list[_Stop]:
    reps: dict[int, dict[int, str]] = {}
    for one in desk.database.all(STOP_REPS, since=since, until=until):
        reps.setdefault(one.plan_no, {})[one.rep_no] = one.rep
    found = desk.database.all(STOPS, since=since, until=until)
    return [_Stop(row, reps.get(row.no, {})) for row in found]


def _alone(days: _Days, stop: _Stop) -> Iterator[Conflict]:
    """Yield what speaks against a plan whatever else is planned."""
    row = stop.row
    said = day_off(days.workdays, row.day)
    if said:
        yield _conflict("day_off", stop, said.format(day=say_when(days.desk, row.day, None)))
    elif row.hours and not _is_open(days, row):
        yield _conflict(
            "hours",
            stop,
            _("{where} can be visited {hours}, not {day}.").format(
                where=stop.where, hours=row.hours, day=say_when(days.desk, row.day, row.at)
            ),
        )
    bar = days.barred.get(row.customer_no or 0)
    # A rest that is over by then bars nothing.
    if bar and (bar.until is None or days.desk.wall(bar.until).date() > row.day):
        yield _conflict(
            "barred", stop, _("{where} is not to be visited: {why}.").format(where=stop.where, why=bar.reason)
        )
    for one in days.away:
        if one.rep_no in stop.reps and one.starts_on <= row.day <= one.ends_on:
            told = _("{rep} is away on {day}: {reason}") if one.reason else _("{rep} is away on {day}.")
            sentence = told.format(rep=one.rep, day=say_when(days.desk, row.day, None), reason=one.reason)
            yield _conflict("away", stop._replace(reps={one.rep_no: one.rep}), sentence)


def day_off(workdays: Workdays, day: date) -> str:
    """Return the sentence (with `{day}`) for a day nobody works, '' for a working day."""
    if workdays.is_working(day):
        return ""
    return _("{day} is a holiday.") if day in workdays.holidays else _("{day} is no working day.")


def _is_open(days: _Days, row: StopRow) -> bool:
    """Say whether a customer can be visited then, or at all that day; on its own clock."""
    hours = parse_hours(row.hours)
    if row.at is None:
        return bool(hours.of_day(row.day, days.workdays))
    return hours.is_open(clock.to_wall(row.at, row.timezone or days.desk.zone), days.workdays)


def _between(days: _Days, mine: _Stop, other: _Stop) -> Iterator[Conflict]:
    """Yield what speaks against two plans of one day together."""
    shared = {no: name for no, name in mine.reps.items() if no in other.reps}
    if shared and _at_once(days, mine, other):
        yield _conflict(
            "rep_twice",
            mine._replace(reps=shared),
            _("{rep} is at {where} at that time ({number}).").format(
                rep=", ".join(shared.values()), where=other.where, number=number("plan", other.row.no)
            ),
            other,
        )
    if mine.row.customer_no is not None and mine.row.customer_no == other.row.customer_no:
        yield _conflict(
            "customer_twice",
            mine._replace(reps={**mine.reps, **other.reps}),
            _("{rep} has planned that customer for that day too ({number}).").format(
                rep=", ".join(other.reps.values()), number=number("plan", other.row.no)
            ),
            other,
        )


def _at_once(days: _Days, one: _Stop, other: _Stop) -> bool:
    if one.row.at is None or other.row.at is None:
        return False
    return one.row.at < days.end(other) and other.row.at < days.end(one)


def _conflict(kind: str, stop: _Stop, sentence: str, other: _Stop | None = None) -> Conflict:
    row = stop.row
    return Conflict(
        kind,
        row.day,
        row.at,
        row.no or None,
        other.row.no if other else None,
        tuple(stop.reps.values()),
        tuple(stop.reps),
        stop.where,
        sentence,
    )
