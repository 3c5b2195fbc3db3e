"""What does not add up in a day's records, said before anyone else sees it (PRODUCT §6)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.scope import Scope
from crm_cli.services.desk import Desk
from crm_cli.storage.calls import CallRow
from crm_cli.storage.dailies import GRADES_BEFORE, UNDATED_A
from crm_cli.storage.money import FIND_MONEY
from crm_cli.storage.plans import PlanRow
from crm_cli.storage.visits import VisitRow

LEAST_BASE = 10
LIVE = timedelta(minutes=5)
DAY_ENDS = time(18)
_GRADES = "ABCDE"


SENTENCES = {
    "grade_raised": N_("{customer} was raised from {before} to {after} though nobody was reached."),
    "a_without_date": N_("{customer} is of grade A and has no next date."),
    "call_without_outcome": N_("Call {number} to {who} has no outcome."),
    "visit_without_outcome": N_("Visit {number} to {who} has no outcome."),
    "order_without_amount": N_("{number} at {customer} came to an order, and no amount is on record."),
    "doors_in_a_burst": N_("{rep} logged two doors within {count} seconds: {first} and {second}."),
    "all_reached.call": N_("{rep} reached the right person on every one of {count} dials."),
    "all_reached.visit": N_("{rep} met someone who matters on every one of {count} visits."),
    "plan_left_open": N_("Plan {number} of {day} at {where} was never closed."),
}
"""What is said of each kind; a kind said of calls and of visits has a sentence for each `noun`."""


class Doubt(NamedTuple):
    """One thing that does not add up: its kind, what is to be said of it, the records it is about.

    `facts` are the names and values its sentence is filled with, none of them translated, so that a report
    that was kept is read in any language.
    """

    kind: str
    facts: tuple[tuple[str, str | int], ...]
    records: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What does not add up, in the language in use."""
        facts = dict(self.facts)
        key = f"{self.kind}.{facts['noun']}" if "noun" in facts else self.kind
        return _(SENTENCES[key]).format(**facts)


def _doubt(kind: str, records: tuple[str, ...], **facts: str | int) -> Doubt:
    return Doubt(kind, tuple(facts.items()), records)


class Typed(NamedTuple):
    """A grade typed on a call or a visit where nobody was reached."""

    noun: str
    no: int
    at: datetime
    created_at: datetime
    customer_no: int
    customer: str
    grade: str


def find_doubts(
    desk: Desk,
    scope: Scope,
    days: Sequence[date],
    visits: Sequence[VisitRow],
    calls: Sequence[CallRow],
    plans: Sequence[PlanRow],
) -> tuple[Doubt, ...]:
    """Return the doubts about these rows, `calls` being those out and in; reads only what they point at."""
    outgoing = [call for call in calls if call.direction == "out"]
    return (
        *_grades_raised(desk, visits, calls),
        *_without_date(desk, scope, days),
        *_without_outcome(visits, calls),
        *_unpaid_orders(desk, visits, calls),
        *_bursts(visits, int(desk.setting("burst_seconds"))),
        *_all_reached("call", [(row.rep, row.no, row.reached) for row in outgoing if row.dialled]),
        *_all_reached("visit", [(row.rep, row.no, row.reached) for row in visits]),
        *_left_open(desk, plans),
    )


def _record(noun: str, no: int) -> str:
    return number(noun, no) or ""


def _grades_raised(desk: Desk, visits: Sequence[VisitRow], calls: Sequence[CallRow]) -> Iterator[Doubt]:
    for touch in _graded_unreached(visits, calls):
        before = _grade_before(desk, touch)
        if _rank(touch.grade) < _rank(before):
            records = (_record(touch.noun, touch.no), _record("customer", touch.customer_no))
            yield _doubt(
                "grade_raised", records, customer=touch.customer, before=before or "-", after=touch.grade
            )


def _graded_unreached(visits: Sequence[VisitRow], calls: Sequence[CallRow]) -> list[Typed]:
    found = [
        Typed("visit", row.no, row.arrived_at, row.created_at, row.customer_no, row.customer, row.grade)
        for row in visits
        if row.grade and not row.reached and row.customer_no is not None
    ]
    found += [
        Typed("call", row.no, row.at, row.created_at, row.customer_no, row.customer, row.grade)
        for row in calls
        if row.grade and not row.reached and row.customer_no is not None
    ]
    return sorted(found, key=lambda touch: touch.at)


def _rank(grade: str) -> int:
    # No grade weighs as much as D: only a hope of buying is a raise.
    return _GRADES.index(grade or "D")


def _grade_before(desk: Desk, touch: Typed) -> str:
    """Return the grade the customer had before `touch`, '' when none is known.

    It is the one typed on the touch before; with no such touch, the one on file then, which the journal
    kept if it was changed since.
    """
    earlier = desk.database.first(GRADES_BEFORE, customer_no=touch.customer_no, before=touch.at)
    if earlier is not None:
        return earlier.grade
    import json

    from crm_cli.storage.customers import BRIEFS
    from crm_cli.storage.journal import CHANGE_ROWS

    rows = desk.database.all(CHANGE_ROWS, table_name="customer", row_no=touch.customer_no)
    for row in rows:
        image = json.loads(row.before) if row.before and row.at >= touch.created_at else {}
        if "grade" in image:
            return str(image["grade"])
    customer = desk.database.first(BRIEFS, no=touch.customer_no)
    return customer.grade if customer else ""


def _without_date(desk: Desk, scope: Scope, days: Sequence[date]) -> Iterator[Doubt]:
    for row in desk.database.all(UNDATED_A, days=list(days), since=days[0], **scope.filters()):
        yield _doubt("a_without_date", (_record("customer", row.no),), customer=row.name)


def _without_outcome(visits: Iterable[VisitRow], calls: Iterable[CallRow]) -> Iterator[Doubt]:
    for call in calls:
        if call.outcome is None:
            no, who = _record("call", call.no), call.customer or call.number
            yield _doubt("call_without_outcome", (no,), number=no, who=who)
    for visit in visits:
        if visit.outcome is None:
            no, who = _record("visit", visit.no), visit.customer or visit.building
            yield _doubt("visit_without_outcome", (no,), number=no, who=who)


def _unpaid_orders(desk: Desk, visits: Sequence[VisitRow], calls: Sequence[CallRow]) -> Iterator[Doubt]:
    """Yield the touches that came to an order of which no amount is on record."""
    deals = {row.code for row in desk.outcomes("visit") if row.effect == "order"}
    found = [("call", row.no, row.customer) for row in calls if row.effect == "order"]
    found += [("visit", row.no, row.customer) for row in visits if row.outcome in deals]
    for noun, no, customer in found:
        if desk.database.first(FIND_MONEY, kind="order", limit=1, **{f"{noun}_no": no}) is None:
            touch = _record(noun, no)
            yield _doubt("order_without_amount", (touch,), number=touch, customer=customer)


def _bursts(visits: Sequence[VisitRow], seconds: int) -> Iterator[Doubt]:
    """Yield pairs of doors that one rep logged live, that is at the door, too soon after each other."""
    live = [row for row in visits if row.how == "cold" and abs(row.created_at - row.arrived_at) <= LIVE]
    live.sort(key=lambda row: (row.rep_no, row.arrived_at, row.no))
    for first, second in pairwise(live):
        gaps = (second.arrived_at - first.arrived_at, abs(second.created_at - first.created_at))
        if first.rep_no == second.rep_no and max(gaps).total_seconds() <= seconds:
            doors = (_record("visit", first.no), _record("visit", second.no))
            count = int(max(gaps).total_seconds())
            yield _doubt(
                "doors_in_a_burst", doors, rep=first.rep, count=count, first=doors[0], second=doors[1]
            )


def _all_reached(noun: str, touches: Sequence[tuple[str, int, bool | None]]) -> Iterator[Doubt]:
    by_rep: dict[str, list[tuple[int, bool]]] = {}
    for rep, no, reached in touches:
        by_rep.setdefault(rep, []).append((no, bool(reached)))
    for rep, found in by_rep.items():
        if len(found) >= LEAST_BASE and all(reached for _no, reached in found):
            records = tuple(_record(noun, no) for no, _reached in found)
            yield _doubt("all_reached", records, noun=noun, rep=rep, count=len(found))


def _left_open(desk: Desk, plans: Sequence[PlanRow]) -> Iterator[Doubt]:
    """Yield the plans nobody closed of days that are over; today is over at six, when the report is read."""
    now = desk.now()
    last_day = now.date() if now.time() >= DAY_ENDS else now.date() - timedelta(days=1)
    for plan in plans:
        if plan.state == "planned" and plan.day <= last_day:
            no, where = _record("plan", plan.no), plan.customer or plan.building
            yield _doubt("plan_left_open", (no,), number=no, day=plan.day.isoformat(), where=where)
