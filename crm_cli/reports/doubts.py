"""What does not add up in a day's records, said before anyone else sees it (PRODUCT §6)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports import fair_play
from crm_cli.reports.fair_play import Found, Rules
from crm_cli.reports.scope import Scope
from crm_cli.services.desk import Desk
from crm_cli.services.standings import moments
from crm_cli.storage.calls import CallRow
from crm_cli.storage.dailies import GRADES_BEFORE, UNDATED_A
from crm_cli.storage.fair_play import TouchRow
from crm_cli.storage.followups import FollowupRow
from crm_cli.storage.money import FIND_MONEY
from crm_cli.storage.plans import PlanRow
from crm_cli.storage.visits import VisitRow

if TYPE_CHECKING:
    from crm_cli.reports.daily import DailyReport

DAY_ENDS = time(18)
_GRADES = "ABCDE"

SENTENCES = {
    "grade_raised": N_("{customer} was raised from {before} to {after} though nobody was reached."),
    "a_without_date": N_("{customer} is of grade A and has no next date."),
    "call_without_outcome": N_("Call {number} to {who} has no outcome."),
    "visit_without_outcome": N_("Visit {number} to {who} has no outcome."),
    "order_without_amount": N_("{number} at {customer} came to an order, and no amount is on record."),
    "doors_in_a_burst": N_("{rep} logged two doors within {count} s: {first} and {second}."),
    "all_reached.call": N_("{rep} reached the right person on every one of {count} dials."),
    "all_reached.visit": N_("{rep} met someone who matters on every one of {count} visits."),
    "doors_at_once": N_(
        "{rep} logged {count} doors of a sweep in one go, {opened} of them opened: {first} to {last}."
    ),
    "door_gap": N_(
        "{rep}: nothing was logged from {start} to {end}, between the doors {first} and {second}."
    ),
    "same_note": N_("{rep} wrote the same note on {count} touches: “{note}”."),
    "typed_together": N_(
        "{rep} typed {count} of the day's {total} touches between {start} and {end}, "
        "each more than an hour after it happened."
    ),
    "plan_left_open": N_("Plan {number} of {day} at {where} was never closed."),
}
"""What is said of each kind; a kind said of calls and of visits has a sentence for each `noun`."""


class Doubt(Frozen):
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


def find_doubts(
    desk: Desk,
    scope: Scope,
    days: Sequence[date],
    visits: Sequence[VisitRow],
    calls: Sequence[CallRow],
    plans: Sequence[PlanRow],
    followups: Sequence[FollowupRow] = (),
) -> tuple[Doubt, ...]:
    """Return the doubts about these rows, `calls` being those out and in; reads only what they point at.

    Those about a rep's own doing are left out while only that rep may see them (fair_play.is_shown).
    """
    return (
        *_without_date(desk, scope, days),
        *_without_outcome(visits, calls),
        *_unpaid_orders(desk, visits, calls),
        *(as_doubt(found) for found in find_fair_play(desk, touches_of(visits, calls, followups))),
        *_left_open(desk, plans),
    )


def find_unfinished(
    desk: Desk,
    scope: Scope,
    days: Sequence[date],
    visits: Sequence[VisitRow],
    calls: Sequence[CallRow],
    plans: Sequence[PlanRow],
) -> tuple[Doubt, ...]:
    """Return the doubts about records that want finishing, each by itself; those of fair play are not among them."""
    return (
        *_without_date(desk, scope, days),
        *_without_outcome(visits, calls),
        *_unpaid_orders(desk, visits, calls),
        *_left_open(desk, plans),
    )


def find_fair_play(desk: Desk, touches: Sequence[TouchRow]) -> list[Found]:
    """Return what is worth a word in these touches, without what who looks may not see yet, in order of time."""
    open_days = OpenDays(desk)
    shown = [touch for touch in touches if open_days.has(touch.rep_no, touch.day)]
    found = [*fair_play.check(shown, _rules(desk, open_days)), *_grades_raised(desk, shown)]
    return sorted(found, key=lambda one: (one.day, one.rep_no))


def shown_doubts(desk: Desk, doubts: Iterable[Doubt], rep_no: int, day: date) -> tuple[Doubt, ...]:
    """Return those doubts of one rep's day, kept from before, that who looks may see now."""
    is_open = OpenDays(desk).has(rep_no, day)
    return tuple(doubt for doubt in doubts if is_open or doubt.kind not in fair_play.KINDS)


def withheld_until(report: "DailyReport", desk: Desk) -> datetime | None:
    """Return when the last of a report's days is final whose doubts who looks may not see yet, None without one."""
    open_days = OpenDays(desk)
    if report.summed:
        reps = [one.rep_no for one in report.by_rep] or [report.scope.no or 0]
        days = [one.day for one in report.by_day if any(one.numbers.values())]
        whose = {(rep_no, day) for rep_no in reps for day in days}
    else:
        whose = {(one.rep_no, one.day) for one in (*report.calls, *report.incoming)}
        whose |= {(one.rep_no, one.day) for one in report.visits}
        whose |= {(one.rep_no, one.day) for one in report.followups}
    finals = [open_days.final(day) for rep_no, day in whose if not open_days.has(rep_no, day)]
    return max(finals, default=None)


def as_doubt(found: Found) -> Doubt:
    """Return what is worth a word as a doubt of a report."""
    return Doubt(found.kind, found.facts, found.records)


class OpenDays:
    """Which reps' days who looks may judge; the final moment of a day is worked out once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.viewer_no = desk.me.no if desk.me is not None else None
        self.now = clock.now()
        self._finals: dict[date, datetime] = {}

    def has(self, rep_no: int, day: date) -> bool:
        """Say whether the day of that rep may be judged."""
        return fair_play.is_shown(self.viewer_no, rep_no, self.now, lambda: self.final(day))

    def final(self, day: date) -> datetime:
        """Return the moment from which the reports of `day` are final."""
        if day not in self._finals:
            self._finals[day] = moments(self.desk, day).final
        return self._finals[day]


def _rules(desk: Desk, open_days: OpenDays) -> Rules:
    return Rules(
        burst_seconds=int(desk.setting("burst_seconds")),
        gap_minutes=int(desk.setting("door_gap_minutes")),
        copies=int(desk.setting("copied_notes")),
        day_ends=time.fromisoformat(desk.setting("provisional_at")),
        is_working=desk.workdays().is_working,
        final=open_days.final,
        wall=desk.wall,
    )


def touches_of(
    visits: Iterable[VisitRow], calls: Iterable[CallRow], followups: Iterable[FollowupRow]
) -> list[TouchRow]:
    """Return rows of the lists as the checks look at them, as TOUCHES_OF_DAYS would read them."""
    return [
        *(
            _touch("visit", row, at=row.arrived_at, left_at=row.left_at, counts=True, cold=row.how == "cold")
            for row in visits
        ),
        *(
            _touch("call", row, at=row.at, counts=row.direction == "out" and bool(row.dialled))
            for row in calls
        ),
        *(_touch("followup", row, at=row.at, reached=True) for row in followups),
    ]


def _touch(noun: str, row: VisitRow | CallRow | FollowupRow, **own: Any) -> TouchRow:
    usual = {
        "left_at": None,
        "day_only": False,
        "counts": False,
        "cold": False,
        "reached": False,
        "opened": False,
        "sweep_no": None,
    }
    values = {**usual, **row._asdict(), **own, "noun": noun}
    return TouchRow._make(
        bool(values[field]) if field in {"reached", "opened", "day_only"} else values[field]
        for field in TouchRow._fields
    )


def _record(noun: str, no: int | None) -> str:
    return number(noun, no) or ""


def _grades_raised(desk: Desk, touches: Iterable[TouchRow]) -> Iterator[Found]:
    """Yield the calls and visits on which a customer came nearer to buying though nobody was reached."""
    graded = [
        touch for touch in touches if touch.grade and not touch.reached and touch.customer_no is not None
    ]
    for touch in sorted(graded, key=lambda touch: touch.at):
        before = _grade_before(desk, touch)
        if _rank(touch.grade) < _rank(before):
            records = (fair_play.record_of(touch), _record("customer", touch.customer_no))
            yield fair_play.found_in(
                touch, "grade_raised", records,
                customer=touch.customer, before=before or "-", after=touch.grade,
            )  # fmt: skip


def _rank(grade: str) -> int:
    # No grade weighs as much as D: only a hope of buying is a raise.
    return _GRADES.index(grade or "D")


def _grade_before(desk: Desk, touch: TouchRow) -> str:
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


def _left_open(desk: Desk, plans: Sequence[PlanRow]) -> Iterator[Doubt]:
    """Yield the plans nobody closed of days that are over; today is over at six, when the report is read."""
    now = desk.now()
    last_day = now.date() if now.time() >= DAY_ENDS else now.date() - timedelta(days=1)
    for plan in plans:
        if plan.state == "planned" and plan.day <= last_day:
            no, where = _record("plan", plan.no), plan.customer or plan.building
            yield _doubt("plan_left_open", (no,), number=no, day=plan.day.isoformat(), where=where)
