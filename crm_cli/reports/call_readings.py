"""What a report of calls reads once, and every way of taking them apart shares."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from crm_cli.reports import figures
from crm_cli.reports.figures import Dialling, Rate
from crm_cli.reports.scope import Scope, days_between
from crm_cli.reports.totals import callback_rows
from crm_cli.services.desk import Desk
from crm_cli.storage import call_stats
from crm_cli.storage.call_stats import CallbackPlace, CallSlot, ListedAttempt, ListName, OrderOfCall
from crm_cli.storage.dailies import CallbackRow

HourOf = Callable[[datetime], int]


class Callback(NamedTuple):
    """A callback that was due, each call that may have been it, and what it is grouped by."""

    rows: tuple[CallbackRow, ...]
    place: CallbackPlace


class Coverage(NamedTuple):
    """Of the numbers on a list those tried, and of the customers on it those reached."""

    penetration: Rate
    customers: Rate


class Reading(NamedTuple):
    """The calls of some days in one scope, of one list or of all, as far as every way needs them.

    `where` are the parameters that choose them, `slots` are told by the firm's hour, `attempts` are outgoing,
    `rep_days` is the pace of each rep and day that has one, `coverage` of each list called from or open.
    """

    days: Sequence[date]
    where: Mapping[str, Any]
    conversation_seconds: int
    pause_seconds: int
    callback_minutes: int
    slots: Sequence[tuple[int, CallSlot]]
    attempts: Sequence[ListedAttempt]
    rep_days: Mapping[tuple[int, date], Dialling]
    orders: Sequence[OrderOfCall]
    callbacks: Sequence[Callback]
    coverage: Mapping[int, Coverage]
    lists: Mapping[int, ListName]
    hour_of: HourOf

    def kept(self, callbacks: Iterable[Callback]) -> Rate:
        """Return the callbacks made in time, of those due."""
        return figures.callbacks_kept((row for one in callbacks for row in one.rows), self.callback_minutes)


def read(desk: Desk, scope: Scope, start: date, end: date, call_list_no: int | None) -> Reading:
    """Return what is shared, read in the snapshot that is open."""
    days = days_between(start, end)
    chosen = {**scope.filters(), **({} if call_list_no is None else {"call_list_no": call_list_no})}
    where = {**chosen, "days": days}
    seconds, pause = int(desk.setting("conversation_seconds")), 60 * int(desk.setting("pause_minutes"))
    hour_of = hours_of(desk)
    slots = desk.database.all(call_stats.CALL_SLOTS, conversation_seconds=seconds, **where)
    attempts = desk.database.all(call_stats.LISTED_ATTEMPTS, **where)
    coverage, lists = _lists(desk, scope, where)
    return Reading(
        days=days,
        where=where,
        conversation_seconds=seconds,
        pause_seconds=pause,
        callback_minutes=int(desk.setting("callback_minutes")),
        slots=[(_slot_hour(desk, slot, hour_of), slot) for slot in slots],
        attempts=attempts,
        rep_days=paces(attempts, lambda row: (row.rep_no, row.day), pause),
        orders=desk.database.all(call_stats.ORDERS_OF_CALLS, **where),
        callbacks=_callbacks(desk, scope, days, call_list_no),
        coverage=coverage,
        lists=lists,
        hour_of=hour_of,
    )


def paces(
    attempts: Iterable[ListedAttempt], whose: Callable[[ListedAttempt], Any], pause_seconds: int
) -> dict[Any, Dialling]:
    """Return the pace of each run of attempts, told apart by `whose`, that has one."""
    return figures.paces(((whose(row), row.at, row.dialled) for row in attempts), pause_seconds)


def _callbacks(desk: Desk, scope: Scope, days: Sequence[date], call_list_no: int | None) -> list[Callback]:
    rows: dict[int, list[CallbackRow]] = {}
    for row in callback_rows(desk, scope, days):
        rows.setdefault(row.no, []).append(row)
    if not rows:
        return []
    places = desk.database.all(call_stats.CALLBACK_PLACES, days=days)
    return [
        Callback(tuple(rows[place.no]), place)
        for place in places
        if place.no in rows and call_list_no in {None, place.call_list_no}
    ]


def _lists(
    desk: Desk, scope: Scope, where: Mapping[str, Any]
) -> tuple[dict[int, Coverage], dict[int, ListName]]:
    """Return how far each list was worked, those called from on the days and those open, and every list."""
    lists = {one.no: one for one in desk.database.all(call_stats.LIST_NAMES, **scope.filters())}
    if not lists:
        return {}, lists
    tried = {row.call_list_no: row for row in desk.database.all(call_stats.LIST_TRIED, **where)}
    only = where.get("call_list_no")
    asked = [
        no for no, one in lists.items() if no == only or (only is None and (no in tried or one.is_worked))
    ]
    found = {}
    for size in desk.database.all(call_stats.LIST_SIZES, lists=asked, **scope.filters()):
        row = tried.get(size.call_list_no)
        numbers, customers = (row.numbers, row.customers) if row else (0, 0)
        found[size.call_list_no] = Coverage(Rate(numbers, size.numbers), Rate(customers, size.customers))
    return found, lists


def hours_of(desk: Desk) -> HourOf:
    """Return what gives the firm's hour of an instant; the zone is asked once for each quarter of an hour."""
    known: dict[tuple[date, int, int], int] = {}

    def hour_of(at: datetime) -> int:
        key = (at.date(), at.hour, at.minute // 15)
        if key not in known:
            known[key] = desk.wall(at).hour
        return known[key]

    return hour_of


def _slot_hour(desk: Desk, slot: CallSlot, hour_of: HourOf) -> int:
    """Return the firm's hour of a slot, whose day is the firm's and whose hour is not."""
    clock = time(slot.hour, 15 * slot.quarter, tzinfo=UTC)
    for ahead in (0, -1, 1):
        at = datetime.combine(slot.day, clock) + timedelta(days=ahead)
        if desk.wall(at).date() == slot.day:
            return hour_of(at)
    # The firm has moved to another zone since; its hours are today's.
    return hour_of(datetime.combine(slot.day, clock))
