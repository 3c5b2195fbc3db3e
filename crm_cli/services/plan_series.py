"""Plans that repeat: begun by a rule, made ahead up to a horizon, and extended by cron."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.recurrence import MOST_TIMES, Repeat, anchored, days_of, first_days
from crm_cli.domain.repeat_words import read_repeat, say_rule
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services import plan_conflicts
from crm_cli.services.desk import Desk
from crm_cli.services.plan_rows import Draft, at_time, draft_of, time_of, write_plan
from crm_cli.services.plan_scopes import Wish
from crm_cli.services.reading import read_day, say_when
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Change
from crm_cli.storage.customers import BRIEFS
from crm_cli.storage.plans import FIND_PLANS, FIND_SERIES, PlanRow, SeriesRow
from crm_cli.storage.reps import FIND_REPS

_TOLD = 8
_SHIFTS = 3
"""So many days off are told by themselves."""
# A rule all of whose first days fall on holidays that are left out is as good as none.
_TRIED = 30


class Made(Frozen):
    """A plan that was made: its number, its day and when."""

    no: int
    day: date
    at: datetime | None


def begin(
    desk: Desk,
    change: Change,
    wish: Wish,
    draft: Draft,
    day: date,
    usual: time | None,
    notes: Notes,
    order: int | None = None,
    first: PlanRow | None = None,
) -> list[Made]:
    """Begin plans that repeat from `day` on, inside an open change; return those made, at least one.

    The first is on the first day of the rule that is not before `day`; or it is `first`, which stands on `day`
    already. Raises UsageError for a rule without
    days, and for an end before the first of them.
    """
    repeat = read_repeat(wish.rule)
    if wish.times is not None or wish.until is not None:
        repeat = Repeat(repeat.rule, wish.times, read_day(desk, wish.until) if wish.until else None)
    rule = anchored(repeat.rule, day)
    # Every second Tuesday begins next Tuesday, whichever week the rule would count from.
    start = next(iter(first_days(rule._replace(interval=1).text(), day, day, 1)), None)
    if start is None:
        raise UsageError(_("No day is as {rule} says.").format(rule=wish.rule), "--repeat 每月最后一天")
    ends_on = _end(rule.text(), start, repeat)
    horizon = desk.today() + timedelta(days=int(desk.setting("plan_days_ahead")))
    no = change.insert(
        "plan_series",
        rule=rule.text(),
        starts_on=start,
        ends_on=ends_on,
        planned_until=max(horizon, start),
        on_holiday=wish.on_holiday,
    )
    if ends_on is None or ends_on > horizon:
        ahead = _("Those after {day} are planned when they come near: {command}")
        notes.tell(ahead.format(day=horizon.isoformat(), command="crm plan repeat"))
    series = SeriesRow(no, "", rule.text(), start, ends_on, max(horizon, start), wish.on_holiday, 1)
    draft = draft._replace(series_no=no)
    if first is not None:
        # On another day than the rule's it is no pattern for those to come.
        change.update("plan", first.no, expect=first.version, series_no=no, apart=first.day != start)
    made = _make(desk, change, series, draft, usual, (start, horizon), notes, order)
    if first is not None:
        return [Made(first.no, first.day, first.at), *made]
    return made or [_first(desk, change, series, draft, usual, notes, order)]


def _end(rule: str, start: date, repeat: Repeat) -> date | None:
    """Return the last day of a rule: the last of so many times, or the day said; None when it never ends."""
    if repeat.times is not None:
        if not 1 <= repeat.times <= MOST_TIMES:
            raise UsageError(_("Plans repeat 1 to {most} times.").format(most=MOST_TIMES), "--times 4")
        return first_days(rule, start, start, repeat.times)[-1]
    if repeat.until is not None and repeat.until < start:
        raise UsageError(
            _("The first would be on {day}, after the last.").format(day=start.isoformat()), "--until +1y"
        )
    return repeat.until


def _first(
    desk: Desk,
    change: Change,
    series: SeriesRow,
    draft: Draft,
    usual: time | None,
    notes: Notes,
    order: int | None,
) -> Made:
    """Make the one plan without which a series that begins late would have nothing to be copied from."""
    for day in first_days(series.rule, series.starts_on, series.starts_on, _TRIED):
        if series.ends_on is None or day <= series.ends_on:
            change.update("plan_series", series.no, planned_until=day)
            if made := _make(desk, change, series, draft, usual, (day, day), notes, order):
                return made[0]
    raise UsageError(
        _("No day of {rule} is a working day.").format(rule=say_rule(series.rule)), "--on-holiday next"
    )


def _make(
    desk: Desk,
    change: Change,
    series: SeriesRow,
    draft: Draft,
    usual: time | None,
    between: tuple[date, date],
    notes: Notes,
    order: int | None = None,
) -> list[Made]:
    """Make the plans of a series whose days by the rule are between two days, both included."""
    since, until = between
    taken = {row.day for row in desk.database.all(FIND_PLANS, series_no=series.no, since=since)}
    made = []
    shifts = Notes()
    last = until if series.ends_on is None else min(until, series.ends_on)
    for by_rule in days_of(series.rule, series.starts_on, since, last):
        day = placed(desk, by_rule, series.on_holiday, shifts)
        # A day on which others were moved here, or one of the series is, gets one visit.
        if day is None or day in taken:
            continue
        taken.add(day)
        at = at_time(desk, day, usual)
        made.append(Made(write_plan(desk, change, draft, day, at, order), day, at))
    notes.lines += shifts.lines[:_SHIFTS]
    if (more := len(shifts.lines) - _SHIFTS) > 0:
        told = ngettext("… and so with {count} more day off", "… and so with {count} more days off", more)
        notes.tell(told.format(count=more))
    return made


def placed(desk: Desk, day: date, on_holiday: str, notes: Notes) -> date | None:
    """Return the day on which a plan of `day` stands: the next working day, None, or the day itself; and tell it."""
    workdays = desk.workdays()
    said = plan_conflicts.day_off(workdays, day)
    if not said or on_holiday == "keep":
        return day
    off = said.format(day=say_when(desk, day, None))
    if on_holiday == "skip":
        notes.tell(_("{why} It is left out.").format(why=off))
        return None
    later = workdays.next_working(day)
    notes.tell(_("{why} It is planned for {day}.").format(why=off, day=say_when(desk, later, None)))
    return later


def say_made(series_no: int, rule: str, made: Sequence[Made]) -> str:
    """Return the sentence of how a series repeats and which days of it are planned."""
    days = ", ".join(one.day.isoformat() for one in made[:_TOLD]) + (" …" if made[_TOLD:] else "")
    told = ngettext(
        "{number} {rule}: {count} plan: {days}", "{number} {rule}: {count} plans: {days}", len(made)
    )
    return told.format(
        number=number("plan_series", series_no), rule=say_rule(rule), count=len(made), days=days
    )


def extend(desk: Desk) -> list[Receipt]:
    """Make the plans that are missing up to plan_days_ahead, of every series that goes on; in one change.

    What is planned is read under the lock, so each is made once, however often and by however many this runs.
    """
    horizon = desk.today() + timedelta(days=int(desk.setting("plan_days_ahead")))
    with desk.change() as change:
        found = desk.database.all(FIND_SERIES, planned_before=horizon)
        active = {row.no for row in desk.database.all(FIND_REPS, active=True)} if found else set()
        receipts = [_extended(desk, change, row, active, horizon) for row in found]
    return [one for one in receipts if one.lines or one.warnings]


def _extended(desk: Desk, change: Change, series: SeriesRow, active: set[int], horizon: date) -> Receipt:
    notes, name = Notes(), number("plan_series", series.no)
    pattern = pattern_of(desk, series.no)
    if pattern is None or _is_over(desk, pattern):
        change.update("plan_series", series.no, ends_on=series.planned_until)
        told = (
            _("{number} ends: {customer} is closed.")
            if pattern
            else _("{number} ends: no plan of it is left.")
        )
        notes.tell(told.format(number=name, customer=pattern.customer if pattern else ""))
        return notes.receipt("plan_series", series.no, series.id)
    draft = draft_of(desk, pattern)
    here = tuple(one for one in draft.reps if one[0] in active)
    if not here:
        notes.warn(
            _(
                "{number} is not planned on: {rep} has left. Give it to somebody: crm plan assign {plan}"
            ).format(
                number=name,
                rep=", ".join(rep for _no, rep in draft.reps),
                plan=f"{number('plan', pattern.no)} --series --rep …",
            )
        )
        return notes.receipt("plan_series", series.no, series.id, changed=False)
    change.update("plan_series", series.no, expect=series.version, planned_until=horizon)
    between = (series.planned_until + timedelta(days=1), horizon)
    draft = draft._replace(reps=here, series_no=series.no, sweep_no=None, apart=False)
    if made := _make(desk, change, series, draft, time_of(desk, pattern.at), between, notes):
        plan_conflicts.warn(
            desk, draft, [(one.day, one.at) for one in made], notes, among=[one.no for one in made]
        )
        notes.lines.insert(0, f"{draft.where}: {say_made(series.no, series.rule, made)}")
    return notes.receipt("plan_series", series.no, series.id)


def _is_over(desk: Desk, pattern: PlanRow) -> bool:
    if pattern.customer_no is None:
        return False
    customer = desk.database.first(BRIEFS, no=pattern.customer_no)
    return customer is None or customer.closed_on is not None


def pattern_of(desk: Desk, series_no: int) -> PlanRow | None:
    """Return the plan that those to come are copied from: the last not changed by itself, else the last."""
    for apart in (False, None):
        found = desk.database.first(FIND_PLANS, series_no=series_no, apart=apart, descending=True, limit=1)
        if found is not None:
            return found
    return None
