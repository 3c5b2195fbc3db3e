"""Visits taken apart: by rep, day, hour, building, outcome and more, each part counted as the whole is."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.reports.figures import Rate
from crm_cli.reports.heading import head_values, number_value
from crm_cli.reports.periods import Number
from crm_cli.reports.scope import Scope, days_between
from crm_cli.services.desk import Desk
from crm_cli.storage.breakdowns import FIRST_MET, VISIT_FACTS, VisitFact

Facts = Sequence[VisitFact]
Met = Callable[[VisitFact], bool]
WAYS = (
    "rep", "team", "day", "weekday", "hour", "building", "district", "industry", "outcome", "tactic", "how", "kind",
)  # fmt: skip
_IN_ORDER = frozenset({"day", "weekday", "hour"})


class VisitsRow(NamedTuple):
    """The visits of one group: `by` is the way they are taken apart, `key` the group's for programs.

    `name` is the group's own name where it has one, '' where the key has a name in each language.
    """

    by: str
    key: str
    name: str
    numbers: dict[str, Number]

    @property
    def label(self) -> str:
        """What the group is called in the language in use."""
        if not self.key:
            return {"team": _("no team"), "outcome": _("no outcome")}.get(self.by, _("not said"))
        if self.by == "weekday":
            # Any Monday-first week tells what its days are called.
            return words.weekday(date(2024, 1, int(self.key)))
        if self.by == "day":
            return f"{self.key} {words.weekday(date.fromisoformat(self.key))}"
        if self.by in {"how", "tactic"}:
            return words.label(self.by, self.key)
        if self.by == "kind":
            return words.label("visit_kind", self.key)
        return words.outcome_label("visit", self.key, self.name) if self.by == "outcome" else self.name


class VisitsReport(NamedTuple):
    """The groups of each way the visits were taken apart, and all of them in `total`."""

    start: date
    end: date
    scope: Scope
    currency: str
    ways: tuple[str, ...]
    rows: tuple[VisitsRow, ...]
    total: VisitsRow


def visits_report(desk: Desk, scope: Scope, start: date, end: date, ways: Sequence[str]) -> VisitsReport:
    """Return the visits of the days in `scope`, taken apart in each of WAYS named.

    Days, weekdays and hours come in their order, other groups by their visits, the most first. A new customer
    counts in a rep's or a team's row when that rep or team met it first, in any other when anybody of `scope`
    did. Raises UsageError for a way there is not.
    """
    for way in ways:
        if way not in WAYS:
            raise UsageError(
                _("Visits cannot be taken apart by {name}.").format(name=way),
                _("Choose from: {codes}").format(codes=", ".join(WAYS)),
            )
    days = days_between(start, end)
    with desk.database.snapshot():
        facts = desk.database.all(VISIT_FACTS, days=days, **scope.filters())
        first = desk.database.all(FIRST_MET, days=days, **scope.filters())
    anyone = {(one.customer_no, one.day) for one in first}
    reps = {(one.customer_no, one.day, one.rep_no) for one in first}
    teams = {(one.customer_no, one.day, one.team_no) for one in first}
    met: dict[str, Met] = {
        "rep": lambda fact: (fact.customer_no, fact.day, fact.rep_no) in reps,
        "team": lambda fact: (fact.customer_no, fact.day, fact.team_no) in teams,
    }
    by_anyone: Met = lambda fact: (fact.customer_no, fact.day) in anyone  # noqa: E731  # beside its two brothers
    rows = [row for way in ways for row in _groups(desk, facts, way, met.get(way, by_anyone))]
    total = VisitsRow("total", "total", "", _numbers(facts, by_anyone))
    return VisitsReport(start, end, scope, desk.currency, tuple(ways), tuple(rows), total)


def _groups(desk: Desk, facts: Facts, way: str, met: Met) -> list[VisitsRow]:
    key_of = _keys(desk)[way]
    groups: dict[tuple[str, str], list[VisitFact]] = {}
    for fact in facts:
        groups.setdefault(key_of(fact), []).append(fact)
    rows = [VisitsRow(way, key, name, _numbers(of, met)) for (key, name), of in groups.items()]
    if way in _IN_ORDER:
        return sorted(rows, key=lambda row: row.key)
    return sorted(rows, key=lambda row: (-_visits(row), row.key == "", row.name, row.key))


def _visits(row: VisitsRow) -> int:
    found = row.numbers["visits"]
    return found if isinstance(found, int) else 0


def _keys(desk: Desk) -> dict[str, Callable[[VisitFact], tuple[str, str]]]:
    """Return for each way what gives a visit its group: the key and the name."""
    plain = ("building", "district", "industry")
    coded = ("tactic", "how", "kind")

    def hour(fact: VisitFact) -> tuple[str, str]:
        at = f"{desk.wall(fact.arrived_at):%H}"
        return at, f"{at}:00"

    return {
        "rep": lambda fact: (number("rep", fact.rep_no) or "", fact.rep),
        "team": lambda fact: (number("team", fact.team_no) or "", fact.team),
        "day": lambda fact: (fact.day.isoformat(), ""),
        "weekday": lambda fact: (str(fact.day.isoweekday()), ""),
        "hour": hour,
        "outcome": lambda fact: (fact.outcome, fact.outcome_name),
        **{way: _own_name(way) for way in plain},
        **{way: _code(way) for way in coded},
    }


def _own_name(field: str) -> Callable[[VisitFact], tuple[str, str]]:
    return lambda fact: (getattr(fact, field), getattr(fact, field))


def _code(field: str) -> Callable[[VisitFact], tuple[str, str]]:
    return lambda fact: (getattr(fact, field), "")


def _numbers(facts: Facts, met: Met) -> dict[str, Number]:
    """Return the numbers of some visits; a door counts once a day, a new customer once."""
    opened = [fact for fact in facts if fact.opened]
    doors = {
        (fact.day, fact.door_building, fact.door_floor, fact.door_unit, fact.door_customer)
        for fact in facts
        if fact.is_door
    }
    new = {fact.customer_no for fact in facts if fact.reached and fact.customer_no is not None and met(fact)}

    def count(of: Iterable[VisitFact], field: str) -> int:
        return sum(getattr(fact, field) for fact in of)

    return {
        "visits": len(facts),
        "doors": len(doors),
        "opened": len(opened),
        "met": count(facts, "reached"),
        "effective": count(facts, "effective"),
        "cards": count(facts, "card"),
        "wechat_added": count(facts, "wechat_added"),
        "new_customers": len(new),
        "past_front_desk": Rate(count(opened, "past_front_desk"), len(opened)),
        "target_met": Rate(count(opened, "target_met"), len(opened)),
        "card_rate": Rate(count(opened, "card"), len(opened)),
        "expenses": count(facts, "expense_minor"),
    }


def visits_values(desk: Desk, report: VisitsReport) -> dict[str, Any]:
    """Return the report as JSON takes it: `rows`, the last one all visits (`by` total)."""
    return {
        **head_values(desk, report.scope, report.start, report.end),
        "by": list(report.ways),
        "rows": [_values(report, row) for row in (*report.rows, report.total)],
    }


def _values(report: VisitsReport, row: VisitsRow) -> dict[str, Any]:
    name = _("all") if row.by == "total" else row.label
    numbers = {key: number_value(key, value, report.currency) for key, value in row.numbers.items()}
    return {"by": row.by, "key": row.key, "name": name if row.key else "", **numbers}


def read_ways(wish: Collection[str] | None) -> list[str]:
    """Return the ways asked for, each once and in the order asked; by rep when none is."""
    asked = [way.strip().lower() for one in wish or ["rep"] for way in one.split(",")]
    return list(dict.fromkeys(way for way in asked if way)) or ["rep"]
