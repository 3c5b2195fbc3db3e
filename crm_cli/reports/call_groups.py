"""The groups that calls are taken apart into, each with every number as the daily report defines it."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from crm_cli.domain.codes import number
from crm_cli.reports import figures
from crm_cli.reports.call_readings import Callback, Coverage, Reading, paces
from crm_cli.reports.figures import Dialling, Rate
from crm_cli.reports.periods import Number
from crm_cli.reports.totals import total_of
from crm_cli.reports.ways import Names, by_key, names_of
from crm_cli.services.desk import Desk
from crm_cli.storage import call_stats
from crm_cli.storage.call_stats import CallGroup, CallSlot, ListedAttempt, OrderOfCall
from crm_cli.storage.reps import FIND_REPS
from crm_cli.storage.tallies import CallTally, TriedTally

Key = Hashable
KEYS = (
    "attempts", "dials", "invalid_rate", "answered", "answer_rate", "human", "reached", "reach_rate", "conversations",
    "interested", "talk_seconds", "average_talk_time", "paced_dials", "dialling_seconds", "dials_per_hour",
    "appointments", "appointment_rate", "orders", "conversion", "customers_tried", "customers_reached",
    "conversion_per_customer", "callback_kept", "penetration", "list_reach_rate", "wechat_added", "transfers", "recorded", "recorded_rate",
    "incoming", "incoming_answered", "incoming_reached", "incoming_recorded",
)  # fmt: skip
"""The numbers of a group under their keys, in order; one that a group cannot have is None."""
RATES = frozenset(
    {"invalid_rate", "answer_rate", "reach_rate", "appointment_rate", "conversion", "conversion_per_customer",
     "callback_kept", "penetration", "list_reach_rate", "recorded_rate"}
)  # fmt: skip
_COUNTED = CallTally._fields[1:]
_STATEMENTS = {
    "rep": call_stats.CALLS_BY_REP,
    "team": call_stats.CALLS_BY_TEAM,
    "list": call_stats.CALLS_BY_LIST,
    "script": call_stats.CALLS_BY_SCRIPT,
    "outcome": call_stats.CALLS_BY_OUTCOME,
    "industry": call_stats.CALLS_BY_INDUSTRY,
    "day": call_stats.CALLS_BY_DAY,
}


class Counted(NamedTuple):
    """What was counted of a group; customers are None where the group has none of its own."""

    tally: CallTally
    customers_tried: int | None = None
    customers_reached: int | None = None
    incoming_answered: int = 0
    incoming_reached: int = 0
    incoming_recorded: int = 0


class Parts(NamedTuple):
    """What else a group's numbers stand on; None for what cannot be told of it."""

    orders: int = 0
    pace: Dialling | None = None
    kept: Rate | None = None
    coverage: Coverage | None = None


class Way(NamedTuple):
    """How calls are taken apart: the counts of each group, and which group an order, callback or attempt is of.

    A callback's group is None where it has none; `paced` are the paces by group, None where there is no such thing.
    """

    counted: dict[Key, Counted]
    of_order: Callable[[OrderOfCall], Key]
    of_callback: Callable[[Callback], Key] | None
    paced: Mapping[Key, Dialling] | None


def total_numbers(reading: Reading, customers_tried: int, customers_reached: int) -> dict[str, Number]:
    """Return the numbers of all calls together, of which the customers were counted elsewhere."""
    parts = Parts(
        len(reading.orders),
        figures.pace_of(reading.rep_days.values()),
        reading.kept(reading.callbacks),
        _together(reading.coverage.values()),
    )
    return numbers(_sum_of(reading.slots, customers_tried, customers_reached), parts)


def groups(desk: Desk, reading: Reading, way: str) -> list[tuple[str, str, dict[str, Number]]]:
    """Return of each group of a way its key for programs, its own name if it has one, and its numbers."""
    apart = _way(desk, reading, way)
    orders, callbacks = by_key(reading.orders, apart.of_order), by_key(reading.callbacks, apart.of_callback)
    coverage = _coverage(reading, way)
    callbacks.pop(_NONE, None)
    named = _names(desk, reading, way)
    keys = dict.fromkeys([*apart.counted, *orders, *callbacks, *coverage])
    found = []
    for key in keys:
        parts = Parts(
            len(orders.get(key, ())),
            None if apart.paced is None else apart.paced.get(key, Dialling(0, 0)),
            None if apart.of_callback is None else reading.kept(callbacks.get(key, ())),
            coverage.get(key),
        )
        found.append((*named(key), numbers(apart.counted.get(key) or _nothing(way), parts)))
    return found


def numbers(counted: Counted, parts: Parts) -> dict[str, Number]:
    """Return every number of KEYS, those of the daily report through its own function."""
    tried = TriedTally._make((counted.customers_tried or 0, parts.orders))
    shown = figures.call_figures(
        counted.tally, tried, parts.pace or Dialling(0, 0), parts.kept or Rate(0, 0), new=0
    )
    found: dict[str, Number] = shown._asdict()
    found |= {
        "customers_reached": counted.customers_reached,
        "recorded_rate": Rate(shown.recorded, shown.answered),
        "penetration": parts.coverage.penetration if parts.coverage else None,
        "list_reach_rate": parts.coverage.customers if parts.coverage else None,
        "incoming_answered": counted.incoming_answered,
        "incoming_reached": counted.incoming_reached,
        "incoming_recorded": counted.incoming_recorded,
    }
    if counted.customers_tried is None:
        found |= {"customers_tried": None, "conversion_per_customer": None}
    if parts.pace is None:
        found |= {"paced_dials": None, "dialling_seconds": None, "dials_per_hour": None}
    if parts.kept is None:
        found["callback_kept"] = None
    return {key: found[key] for key in KEYS}


_NONE = object()
"""The group of what belongs to none."""


def _counted(row: CallGroup) -> Counted:
    # The counts stand in both rows in the same order, between the key and the customers.
    tally = CallTally._make((date.min, *row[2 : 2 + len(_COUNTED)]))
    return Counted(tally, *row[2 + len(_COUNTED) :])


def _sum_of(
    slots: Iterable[tuple[int, CallSlot]],
    customers_tried: int | None = None,
    customers_reached: int | None = None,
) -> Counted:
    """Return slots added up; a customer is in several of them, so customers are not."""
    columns = list(zip(*(slot[3:] for _hour, slot in slots), strict=True))
    sums = [sum(column) for column in columns] or [0] * len(CallSlot._fields[3:])
    tally = CallTally._make((date.min, *sums[: len(_COUNTED)]))
    return Counted(tally, customers_tried, customers_reached, *sums[len(_COUNTED) :])


def _nothing(way: str) -> Counted:
    customers = None if way == "hour" else 0
    return Counted(total_of(CallTally, ()), customers, customers)


def _together(coverage: Iterable[Coverage]) -> Coverage | None:
    """Return how far lists were worked together, a number on two of them counting on each; None without a list."""
    every = list(coverage)
    if not every:
        return None
    sums = [
        Rate(sum(rate.part for rate in rates), sum(rate.whole or 0 for rate in rates))
        for rates in zip(*every, strict=True)
    ]
    return Coverage(*sums)


def _coverage(reading: Reading, way: str) -> dict[Key, Coverage]:
    if way == "list":
        return {no: one for no, one in reading.coverage.items()}  # noqa: C416  # the keys become of any kind
    if way != "script":
        return {}
    scripts = by_key(reading.coverage, lambda no: reading.lists[no].script_no)
    return {
        key: together
        for key, lists in scripts.items()
        if (together := _together(reading.coverage[no] for no in lists)) is not None
    }


def _way(desk: Desk, reading: Reading, way: str) -> Way:
    if way == "hour":
        return _by_hour(reading)
    if way == "weekday":
        return _by_weekday(desk, reading)
    rows = desk.database.all(
        _STATEMENTS[way], conversation_seconds=reading.conversation_seconds, **reading.where
    )
    texts = way in {"day", "industry"}
    counted: dict[Key, Counted] = {row.key if texts else row.key_no: _counted(row) for row in rows}
    match way:
        case "rep":
            pace = _of_days(reading, lambda rep, _day: rep)
            return Way(counted, lambda one: one.rep_no, lambda one: one.rows[0].rep_no, pace)
        case "list":
            pace = _of_runs(reading, lambda row: row.call_list_no)
            return Way(counted, lambda one: one.call_list_no, lambda one: one.place.call_list_no, pace)
        case "day":
            pace = _of_days(reading, lambda _rep, day: day.isoformat())
            return Way(
                counted, lambda one: one.day.isoformat(), lambda one: one.place.due_on.isoformat(), pace
            )
        case "industry":
            return Way(counted, lambda one: one.industry, lambda one: one.place.industry, None)
        case "outcome":
            # A callback is due before there is an outcome of the call that keeps it.
            return Way(counted, lambda one: one.outcome_no, None, None)
    return _by_team(desk, reading, counted) if way == "team" else _by_script(reading, counted)


def _by_team(desk: Desk, reading: Reading, counted: dict[Key, Counted]) -> Way:
    teams = {rep.no: rep.team_no for rep in desk.database.all(FIND_REPS)}
    return Way(
        counted,
        lambda one: teams[one.rep_no],
        lambda one: teams[one.rows[0].rep_no],
        _of_days(reading, lambda rep, _day: teams[rep]),
    )


def _by_script(reading: Reading, counted: dict[Key, Counted]) -> Way:
    def script(call_list_no: int | None) -> int | None:
        found = reading.lists.get(call_list_no) if call_list_no is not None else None
        return found.script_no if found else None

    return Way(
        counted,
        lambda one: script(one.call_list_no),
        lambda one: script(one.place.call_list_no),
        _of_runs(reading, lambda row: script(row.call_list_no)),
    )


def _by_hour(reading: Reading) -> Way:
    hours = by_key(reading.slots, lambda one: one[0])
    counted: dict[Key, Counted] = {hour: _sum_of(slots) for hour, slots in hours.items()}

    def due(one: Callback) -> Key:
        at = one.rows[0].due_at
        return _NONE if at is None else reading.hour_of(at)

    return Way(
        counted, lambda one: reading.hour_of(one.at), due, _of_runs(reading, lambda row: reading.hour_of(row.at))
    )  # fmt: skip


def _by_weekday(desk: Desk, reading: Reading) -> Way:
    """Count each weekday's days together, so that a customer called on two Mondays is one."""
    counted: dict[Key, Counted] = {}
    for weekday, days in by_key(reading.days, lambda day: day.isoweekday()).items():
        asked = {**reading.where, "days": days, "conversation_seconds": reading.conversation_seconds}
        row = desk.database.one(call_stats.CALLS_TOTAL, **asked)
        if row.attempts or row.incoming:
            counted[weekday] = _counted(row)
    return Way(
        counted,
        lambda one: one.day.isoweekday(),
        lambda one: one.place.due_on.isoweekday(),
        _of_days(reading, lambda _rep, day: day.isoweekday()),
    )


def _of_days(reading: Reading, key_of: Callable[[int, date], Key]) -> dict[Key, Dialling]:
    """Return the pace of each group of reps' whole days."""
    parts = by_key(reading.rep_days.items(), lambda one: key_of(*one[0]))
    return {key: figures.pace_of(pace for _whose, pace in of) for key, of in parts.items()}


def _of_runs(reading: Reading, key_of: Callable[[ListedAttempt], Key]) -> dict[Key, Dialling]:
    """Return the pace of each group of attempts, of every rep and day in it by itself."""
    runs = paces(reading.attempts, lambda row: (key_of(row), row.rep_no, row.day), reading.pause_seconds)
    parts = by_key(runs.items(), lambda one: one[0][0])
    return {key: figures.pace_of(pace for _whose, pace in of) for key, of in parts.items()}


def _names(desk: Desk, reading: Reading, way: str) -> Names:
    """Return what gives a group's key for programs and its own name."""
    if way == "list":
        return lambda key: (number("call_list", key) or "", reading.lists[key].name if key else "")
    if way == "script":
        own = {one.script_no: one.script for one in reading.lists.values()}
        return lambda key: (number("script", key) or "", own.get(key, ""))
    return names_of(desk, way, "call")
