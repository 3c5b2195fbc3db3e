"""Whom to visit on a day: who is due or left alone, whose step is overdue, where to knock again, who is near."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from crm_cli import clock
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.retry import due_again, half_at
from crm_cli.domain.spellings import spellings
from crm_cli.domain.visit_order import Place, distance
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.reports.neglected import Asked, Reason, left_in_peace, neglected
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt
from crm_cli.services.retry_rules import rule_among, rules
from crm_cli.storage import plan_suggestions as rows
from crm_cli.storage.customers import FIND_CUSTOMERS, CustomerRow
from crm_cli.storage.plans import STOPS, StopRow
from crm_cli.storage.reps import RepRow

GRADE_POINTS = {"A": 40, "B": 30, "C": 20, "D": 10, "E": 5}
STEP_POINTS = 30
REASON_POINTS = {"quote": 25, "sample": 25, "use_date": 25}
REVISIT_POINTS = 15
NEAR_POINTS = {0: 20, 1: 8, 2: 2}
MOST_LATE = 10
"""Points for being late are no more than these, whatever it is late by."""

POOL = 200
_STEPS = 300
_KNOCKS = 2000
_KNOCKED_DAYS = 30
_AT_ONCE = 500
_HALVES = frozenset({"am", "pm"})


class Part(Frozen):
    """One reason to go: its kind, the points it gives, and what it is in words; `what` is what to do there."""

    kind: str
    points: int
    sentence: str
    what: str = ""


class Suggestion(Frozen):
    """A customer to visit, or (None) a building in which nameless doors are to be knocked at again."""

    customer: CustomerRow | None
    building: str
    parts: tuple[Part, ...]

    @property
    def score(self) -> int:
        """The sum of the points."""
        return sum(part.points for part in self.parts)

    @property
    def purpose(self) -> str:
        """What to go for: what is to be done there, else the first reason."""
        return next((part.what for part in self.parts if part.what), self.parts[0].sentence)


class _Look(Frozen):
    """One look: whose day it is, what is planned on it, and which buildings or districts are asked for."""

    desk: Desk
    worker: RepRow
    day: date
    planned: Sequence[StopRow]
    near: Sequence[str] | None


def suggest(
    desk: Desk, worker: RepRow, day: date, *, near: str | None = None, limit: int | None = 10
) -> list[Suggestion]:
    """Return whom a rep may best visit on a day, the highest score first; `near` is a building or a district.

    Left out are those planned by that day, closed, lost, dropped, do-not-call as a whole, or resting.
    """
    with desk.database.snapshot():
        planned = desk.database.all(STOPS, rep_no=worker.no, since=day, until=day)
        look = _Look(desk, worker, day, planned, sorted(spellings(near)) if near else None)
        parts = _parts(look)
        customers = _customers(look, list(parts))
    found = [_suggestion(look, row, parts[no]) for no, row in customers.items()]
    found = [one for one in found if one.parts]
    if doors := _doors(look):
        found += doors
    found.sort(key=lambda one: (-one.score, one.customer.no if one.customer else 0, one.building))
    return found[:limit]


def plan_these(desk: Desk, chosen: Sequence[Suggestion], rep: str, day: date) -> list[Receipt]:
    """Plan suggestions for a rep's day, in one change."""
    from crm_cli.services.plans import add_plan

    with desk.change():
        return [
            add_plan(
                desk, number("customer", one.customer.no) if one.customer else None, when=day.isoformat(),
                building=None if one.customer else one.building, reps=[rep], purpose=one.purpose,
            )
            for one in chosen
        ]  # fmt: skip


def _parts(look: _Look) -> dict[int, list[Part]]:
    """Return the reasons for each customer that has one, and those in buildings where the rep is anyway."""
    found: dict[int, list[Part]] = {}
    here = _in_buildings(look)
    asked = Asked([look.worker.no], near=look.near, on=look.day)
    for one in neglected(look.desk, asked, POOL, first=here):
        found[one.customer.no] = [_of_reason(reason) for reason in one.reasons]
    for no, part in (*_steps(look), *_revisits(look)):
        found.setdefault(no, []).append(part)
    for no in here:
        found.setdefault(no, [])
    return found


def _in_buildings(look: _Look) -> set[int]:
    """Return customers of the rep in the buildings of the day and in those asked for."""
    names = {row.building for row in look.planned if row.building} | set(look.near or ())
    spelled = sorted({spelling for name in names for spelling in spellings(name)})
    if not spelled:
        return set()
    near = look.desk.database.all(rows.IN_BUILDINGS, buildings=spelled, rep_no=look.worker.no, limit=POOL)
    return {row.no for row in near}


def _of_reason(reason: Reason) -> Part:
    late = min(int(max(reason.lateness - 1, 0) * MOST_LATE), MOST_LATE)
    points = GRADE_POINTS[reason.grade] if reason.kind == "grade" else REASON_POINTS[reason.kind]
    return Part(reason.kind, points + late, reason.sentence)


def _steps(look: _Look) -> Iterator[tuple[int, Part]]:
    """Yield the earliest due step of each customer."""
    found = look.desk.database.all(rows.DUE_STEPS, rep_no=look.worker.no, until=look.day, limit=_STEPS)
    for row in {row.customer_no: row for row in found}.values():
        days = (look.day - row.due_on).days
        told = ngettext("{number} {days} day overdue: {words}", "{number} {days} days overdue: {words}", days)
        said = told if days else _("{number} due that day: {words}")
        sentence = said.format(number=number("step", row.no), days=days, words=row.words)
        yield row.customer_no, Part("step", STEP_POINTS + min(days, MOST_LATE), sentence, row.words)


def _knocks(look: _Look) -> list[tuple[rows.KnockRow, str]]:
    """Return the rep's last visits by customer or door that are to be tried again by that day, with the half-day."""
    since = look.desk.instant(datetime.combine(look.desk.today() - timedelta(days=_KNOCKED_DAYS), time()))
    found = look.desk.database.all(rows.KNOCKS, rep_no=look.worker.no, since=since, limit=_KNOCKS)
    known, zone = rules(look.desk), look.desk.zone
    lasts = {row.customer_no or ("", row.unit_no, row.building, row.unit): row for row in reversed(found)}
    asked = [(row, rule_among(known, row.outcome_no or 0, None)) for row in reversed(lasts.values())]
    tries = _tries(look.desk, [row for row, rule in asked if rule.tries or rule.retry_minutes], since)
    again = []
    end = look.desk.instant(datetime.combine(look.day + timedelta(days=1), time()))
    for row, rule in asked:
        times = tries.get(row.no, 1)
        due = due_again(rule, row.arrived_at, zone, times)
        if due is not None and due < end:
            again.append((row, rule.half_wanted(times, half_at(row.arrived_at, zone), _HALVES)))
    return again


def _tries(desk: Desk, knocks: Sequence[rows.KnockRow], since: datetime) -> dict[int, int]:
    """Return by the numbers of visits how often was tried there up to them, since somebody was met."""
    customers = [row.customer_no for row in knocks if row.customer_no]
    units = [row.unit_no for row in knocks if not row.customer_no and row.unit_no]
    counts: Counter[tuple[int | None, int | None]] = Counter()
    parts: list[dict[str, Any]] = [
        {name: numbers[start : start + _AT_ONCE]}
        for name, numbers in (("customers", customers), ("units", units))
        for start in range(0, len(numbers), _AT_ONCE)
    ]
    for wanted in parts:
        met: set[tuple[int | None, int | None]] = set()
        for row in desk.database.all(rows.TRIES, since=since, **wanted):
            at = (row.customer_no, None if row.customer_no else row.unit_no)
            if row.reached:
                met.add(at)
            counts[at] += at not in met
    return {row.no: counts[row.customer_no, None if row.customer_no else row.unit_no] or 1 for row in knocks}


def _revisits(look: _Look) -> Iterator[tuple[int, Part]]:
    outcomes = {one.no: one for one in look.desk.outcomes("visit")}
    for row, half in _knocks(look):
        if row.customer_no is None or row.outcome_no not in outcomes:
            continue
        outcome = outcomes[row.outcome_no]
        said = {
            "": _("{outcome} on {day}: go again"),
            "am": _("{outcome} on {day}: go again in the morning"),
            "pm": _("{outcome} on {day}: go again in the afternoon"),
        }[half].format(
            outcome=words.outcome_label("visit", outcome.code, outcome.name),
            day=clock.to_wall(row.arrived_at, look.desk.zone).date().isoformat(),
        )
        yield row.customer_no, Part("revisit", REVISIT_POINTS, said)


def _doors(look: _Look) -> list[Suggestion]:
    """Return the buildings in which nameless doors are to be knocked at again, but for those swept that day."""
    swept = {row.building for row in look.planned if not row.customer_no}
    doors: dict[str, list[str]] = {}
    for row, _half in _knocks(look):
        if row.customer_no is None and row.building and row.unit and row.building not in swept:
            doors.setdefault(row.building, []).append(row.unit)
    found = []
    for building, units in doors.items():
        if look.near is not None and building not in look.near:
            continue
        told = ngettext(
            "{count} door to knock at again: {doors}", "{count} doors to knock at again: {doors}", len(units)
        )
        shown = ", ".join(sorted(set(units))[:12]) + (" …" if len(set(units)) > 12 else "")
        sentence = told.format(count=len(units), doors=shown)
        points = REVISIT_POINTS + min(len(units), MOST_LATE)
        part = Part("revisit", points, sentence, _("Knock again: {doors}").format(doors=shown))
        near = _near(look, Place(building=building))
        found.append(Suggestion(None, building, (part, *near)))
    return found


def _customers(look: _Look, numbers: Sequence[int]) -> Mapping[int, CustomerRow]:
    """Return the customers among those that may be visited and are not planned for by that day."""
    if not numbers:
        return {}
    read, desk = look.desk.database.all, look.desk
    out = left_in_peace(desk, numbers, look.day)
    since = min(look.day, desk.today())
    out |= {row.customer_no for row in read(rows.PLANNED, numbers=numbers, since=since, until=look.day)}
    found = read(FIND_CUSTOMERS, numbers=numbers, sort="no")
    return {
        row.no: row
        for row in found
        if row.no not in out
        and row.closed_on is None
        and row.stage not in {"lost", "dropped"}
        and (look.near is None or {row.building, row.district} & set(look.near))
    }


def _suggestion(look: _Look, row: CustomerRow, parts: Sequence[Part]) -> Suggestion:
    near = _near(look, Place(row.city, row.district, row.building, row.floor))
    if not parts and not _is_quiet(look, row):
        near = ()
    elif not parts and look.near is not None and not near:
        near = (Part("near", NEAR_POINTS[0], _("in {place}").format(place=row.building or row.district)),)
    elif not parts and near and near[0].points < NEAR_POINTS[0]:
        near = ()
    return Suggestion(row, row.building, (*parts, *near))


def _is_quiet(look: _Look, row: CustomerRow) -> bool:
    """Say whether nobody has been in touch for silent_days: to look in on the way is no nuisance then."""
    if row.last_touch_at is None:
        return True
    silent = (look.day - look.desk.wall(row.last_touch_at).date()).days
    return silent >= int(look.desk.setting("silent_days"))


def _near(look: _Look, place: Place) -> tuple[Part, ...]:
    """Return how near a place is to the nearest plan of the day: the same building, district or city."""
    ways = [(distance(place, _place_of(row, place)), row) for row in look.planned]
    if not ways:
        return ()
    way, row = min(ways, key=lambda one: one[0])
    if way not in NEAR_POINTS:
        return ()
    said = {
        0: _("same building as {plan} {where}"),
        1: _("same district as {plan} {where}"),
        2: _("same city as {plan} {where}"),
    }[way].format(plan=number("plan", row.no), where=row.customer or row.building)
    return (Part("near", NEAR_POINTS[way], said),)


def _place_of(row: StopRow, other: Place) -> Place:
    """Return where a plan is, its building spelled as the other's where it is the same."""
    alike = row.building and other.building in spellings(row.building)
    return Place(row.city, row.district, other.building if alike else row.building, row.floor)
