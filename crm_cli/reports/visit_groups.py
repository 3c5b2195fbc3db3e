"""The groups that visits are taken apart into, each with every number as the daily report defines it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_cli.domain.codes import number
from crm_cli.reports import figures
from crm_cli.reports.fair_play import Found
from crm_cli.reports.figures import Average, PlanFigures, Rate, VisitFigures
from crm_cli.reports.periods import Number
from crm_cli.reports.visit_readings import Coverage, Pace, Reading, door_of, pace_of
from crm_cli.reports.ways import Names, by_key, names_of
from crm_cli.services.desk import Desk
from crm_cli.storage.plans import PlanRow
from crm_cli.storage.reps import FIND_REPS
from crm_cli.storage.tallies import TacticTally, VisitTally
from crm_cli.storage.visit_stats import FrontRow, OrderOfVisit, VisitFact

VisitNumber = Number | Average
PLAN_KEYS = (
    "planned", "done", "plan_completion", "plans_standing", "plans_added", "moved", "cancelled_by_us", "incident",
    "cancelled_by_them",
)  # fmt: skip
PACE_KEYS = ("paced_doors", "door_seconds", "doors_per_hour")
DOUBT_KEYS = {
    "door_gaps": ("door_gap",),
    "door_bursts": ("doors_in_a_burst", "doors_at_once"),
    "copied_notes": ("same_note",),
    "typed_late": ("typed_together",),
}
"""The doubts of reports/fair_play.py that a group counts, under the keys of their numbers."""
KEYS = (
    "visits", "doors", "opened", "opened_cold", "opened_invited", "met", "met_cold", "met_invited", "effective",
    "effective_cold", "effective_invited", "cards", "wechat_added", "new_customers", "past_front_desk", "target_met",
    "card_rate", *PLAN_KEYS, *PACE_KEYS, "knocked", "on_file", *DOUBT_KEYS, "expenses", "expenses_per_visit", "orders",
    "expenses_per_order",
)  # fmt: skip
"""The numbers of a group under their keys, in order; one that a group cannot have is None."""
RATES = frozenset(
    {"past_front_desk", "target_met", "card_rate", "plan_completion", "knocked", "on_file", "expenses_per_visit",
     "expenses_per_order"}
)  # fmt: skip
_OF_WHOLE_DAYS = frozenset({"total", "rep", "team", "day", "weekday"})
_OF_RUNS = frozenset({"hour", "building", "sweep", "front"})
"""Ways in whose groups doors were knocked at one after another, so that they have a pace and doubts."""
_OF_PLACE = frozenset({"building", "district", "industry", "sweep"})
Placed = VisitFact | OrderOfVisit


class Parts(NamedTuple):
    """What a group's numbers stand on; None for what cannot be told of it."""

    facts: Sequence[VisitFact]
    new: int
    orders: int
    plans: PlanFigures | None
    pace: Pace | None
    coverage: Coverage | None
    doubts: Sequence[Found] | None


def total_parts(reading: Reading) -> Parts:
    """Return what the numbers of all visits together stand on."""
    covered = [*(reading.buildings or reading.sweeps).values()]
    return Parts(
        reading.facts,
        _new(reading, "total", reading.facts),
        len(reading.orders),
        reading.plans.figures(None),
        _pace(reading, "total", reading.facts),
        _together(covered) if covered else None,
        [one for one in reading.doubtful.found if _visits_of(one)],
    )


def groups(desk: Desk, reading: Reading, way: str) -> list[tuple[str, str, dict[str, VisitNumber]]]:
    """Return of each group of a way its key for programs, its own name if it has one, and its numbers."""
    of = _key_of(reading, way)
    facts, orders = by_key(reading.facts, of), by_key(reading.orders, of)
    plans = _plans(desk, reading, way)
    doubts = _doubts(reading, way, of)
    named = _names(desk, reading, way)
    found = []
    for key in dict.fromkeys([*facts, *orders, *(plans or ())]):
        own = facts.get(key, [])
        parts = Parts(
            own,
            _new(reading, way, own),
            len(orders.get(key, ())),
            None if plans is None else figures.plan_figures(plans.get(key, []), reading.plans.starts),
            _pace(reading, way, own),
            _covered(reading, way, key),
            # What is for each rep alone to see would be told by a count of it.
            None if doubts is None or reading.doubtful.withheld else doubts.get(key, []),
        )
        found.append((*named(key), numbers(parts)))
    return found


def shown_figures(parts: Parts) -> VisitFigures:
    """Return the numbers of the daily report's own function."""
    doors = len({door_of(fact) for fact in parts.facts if fact.is_door})
    plans = parts.plans or figures.plan_figures([], {})
    return figures.visit_figures(_tally(parts.facts), doors, _tactics(parts.facts), plans, parts.new)


def numbers(parts: Parts) -> dict[str, VisitNumber]:
    """Return every number of KEYS; amounts in minor units."""
    shown = shown_figures(parts)
    found: dict[str, VisitNumber] = shown._asdict()
    for key in ("reached", "reached_cold", "reached_invited"):
        found[key.replace("reached", "met")] = found[key]
    pace, coverage = parts.pace, parts.coverage
    found |= {
        "orders": parts.orders,
        "expenses_per_visit": Average(shown.expenses, shown.visits),
        "expenses_per_order": Average(shown.expenses, parts.orders),
        "paced_doors": pace and pace.doors,
        "door_seconds": pace and pace.seconds,
        "doors_per_hour": pace and pace.per_hour,
        "knocked": coverage and coverage.knocked,
        "on_file": coverage and coverage.on_file,
        **{key: _count(parts.doubts, kinds) for key, kinds in DOUBT_KEYS.items()},
    }
    if parts.plans is None:
        found |= dict.fromkeys(PLAN_KEYS)
    return {key: found[key] for key in KEYS}


def _count(doubts: Sequence[Found] | None, kinds: tuple[str, ...]) -> int | None:
    return None if doubts is None else sum(one.kind in kinds for one in doubts)


def _tally(facts: Sequence[VisitFact]) -> VisitTally:
    def split(field: str) -> list[int]:
        return [
            sum(getattr(fact, field) and fact.how == how for fact in facts) for how in ("cold", "invited")
        ]

    return VisitTally._make(
        (
            date.min,
            len(facts),
            *split("opened"),
            *split("reached"),
            *split("effective"),
            sum(fact.card for fact in facts),
            sum(fact.wechat_added for fact in facts),
            sum(fact.expense_minor for fact in facts),
        )
    )


def _tactics(facts: Iterable[VisitFact]) -> list[TacticTally]:
    tactics = by_key((fact for fact in facts if fact.opened), lambda fact: fact.tactic)
    return [
        TacticTally(
            tactic,
            len(opened),
            sum(fact.past_front_desk for fact in opened),
            sum(fact.target_met for fact in opened),
            sum(fact.card for fact in opened),
        )
        for tactic, opened in sorted(tactics.items())
    ]


def _new(reading: Reading, way: str, facts: Iterable[VisitFact]) -> int:
    """Count the new customers met, on each day; in a rep's or a team's row those it met first itself."""
    own = {"rep": lambda one: (one.rep_no,), "team": lambda one: (one.team_no,)}.get(way, lambda _one: ())
    first = {(one.customer_no, one.day, *own(one)) for one in reading.fresh}
    return len(
        {
            fact.customer_no
            for fact in facts
            if fact.reached and (fact.customer_no, fact.day, *own(fact)) in first
        }
    )


def _pace(reading: Reading, way: str, facts: Iterable[VisitFact]) -> Pace | None:
    if way not in _OF_WHOLE_DAYS | _OF_RUNS:
        return None
    return pace_of(facts, lambda fact: (fact.rep_no, fact.day), reading.gap_minutes)


def _covered(reading: Reading, way: str, key: Any) -> Coverage | None:
    if way == "building":
        return reading.buildings.get(key)
    return reading.sweeps.get(key) if way == "sweep" else None


def _together(covered: Iterable[Coverage]) -> Coverage:
    return Coverage(
        *(
            Rate(sum(rate.part for rate in rates), sum(rate.whole or 0 for rate in rates))
            for rates in zip(*covered, strict=True)
        )
    )


def _key_of(reading: Reading, way: str) -> Callable[[Placed], Any]:
    """Return what gives a visit, or the visit an order came from, its group."""
    match way:
        case "rep" | "team" | "outcome" | "sweep":
            field = f"{way}_no"
            return lambda one: getattr(one, field)
        case "day":
            return lambda one: one.day.isoformat()
        case "weekday":
            return lambda one: one.day.isoweekday()
        case "hour":
            return lambda one: None if one.day_only else reading.hour_of(one.arrived_at)
        case "front":
            return lambda one: _front(reading, one.sweep_no, [one.rep_no])
    return lambda one: getattr(one, way)


def _front(reading: Reading, sweep_no: int | None, reps: Iterable[int]) -> tuple[int, int | None] | None:
    """Return the sweep and the front on it of the first of `reps` that is on one."""
    if sweep_no is None:
        return None
    fronts = (reading.front_of.get((sweep_no, rep)) for rep in sorted(reps))
    return sweep_no, next((front for front in fronts if front is not None), None)


def _plans(desk: Desk, reading: Reading, way: str) -> dict[Any, list[PlanRow]] | None:
    """Return the plans of each group, one of several reps in each of theirs; None where a plan has no group."""
    keys_of = _plan_keys(desk, reading, way)
    if keys_of is None:
        return None
    found: dict[Any, list[PlanRow]] = {}
    for row in reading.plans.rows:
        for key in keys_of(row):
            found.setdefault(key, []).append(row)
    return found


def _plan_keys(desk: Desk, reading: Reading, way: str) -> Callable[[PlanRow], Iterable[Any]] | None:
    places = reading.places
    if way in _OF_PLACE:
        field = "sweep_no" if way == "sweep" else way
        return lambda row: [getattr(places[row.no], field)]
    match way:
        case "rep":
            return lambda row: _reps(reading, row)
        case "team":
            teams = {rep.no: rep.team_no for rep in desk.database.all(FIND_REPS)}
            return lambda row: {teams[rep] for rep in _reps(reading, row)}
        case "day":
            return lambda row: [row.day.isoformat()]
        case "weekday":
            return lambda row: [row.day.isoweekday()]
        case "hour":
            return lambda row: [] if row.at is None else [reading.hour_of(row.at)]
        case "front":
            return lambda row: [_front(reading, places[row.no].sweep_no, _reps(reading, row))]
    return None


def _reps(reading: Reading, row: PlanRow) -> set[int]:
    reps = reading.plans.reps.get(row.no, set())
    return reps if reading.workers is None else reps & set(reading.workers)


def _doubts(reading: Reading, way: str, of: Callable[[VisitFact], Any]) -> dict[Any, list[Found]] | None:
    """Return the doubts of each group: those about any of its visits."""
    if way not in _OF_WHOLE_DAYS | _OF_RUNS:
        return None
    keys = {f"v{fact.no}": of(fact) for fact in reading.facts}
    found: dict[Any, list[Found]] = {}
    for one in reading.doubtful.found:
        for key in {keys[record] for record in _visits_of(one) if record in keys}:
            found.setdefault(key, []).append(one)
    return found


def _visits_of(found: Found) -> list[str]:
    return [record for record in found.records if record.startswith("v")]


def _names(desk: Desk, reading: Reading, way: str) -> Names:
    """Return what gives a group's key for programs and its own name."""
    if way in {"tactic", "how", "kind"}:
        return lambda key: (key, "")
    sweeps = {row.sweep_no: row for row in reading.fronts}
    if way == "sweep":
        return lambda key: (number("sweep", key) or "", _sweep_name(sweeps.get(key)))
    if way == "front":
        fronts = {row.front_no: row.front for row in reading.fronts}
        return lambda key: _front_name(key, sweeps, fronts)
    return names_of(desk, way, "visit")


def _sweep_name(row: FrontRow | None) -> str:
    return f"{row.building} {row.starts_on.isoformat()}" if row else ""


def _front_name(
    key: tuple[int, int | None] | None, sweeps: Mapping[int, FrontRow], fronts: Mapping[int, str]
) -> tuple[str, str]:
    if key is None:
        return "", ""
    sweep_no, front_no = key
    front = fronts[front_no] if front_no is not None else ""
    name = " ".join(part for part in (_sweep_name(sweeps.get(sweep_no)), front) if part)
    return f"{number('sweep', sweep_no)}/{front}", name
