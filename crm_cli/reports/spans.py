"""What a report of several days has besides its totals: numbers by day and by rep, and what wants finishing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from crm_cli.reports.daily import DailyReport, DayNumbers, RepNumbers
from crm_cli.reports.doubts import Doubt, find_unfinished
from crm_cli.reports.scope import Scope, days_between
from crm_cli.reports.totals import Counts, count_days, metric_values, total_of
from crm_cli.services.desk import Desk
from crm_cli.storage.calls import FIND_CALLS
from crm_cli.storage.reps import FIND_REPS
from crm_cli.storage.rows import RecordNumber, Row
from crm_cli.storage.spans import CALLS_TO_MEND, FOLLOWUP_TALLY, VISITS_TO_MEND
from crm_cli.storage.statement import Statement
from crm_cli.storage.tallies import CallTally, DoorTally, MoneyTally, NewTally, VisitTally
from crm_cli.storage.visits import FIND_VISITS

Found = TypeVar("Found", bound=Row)
Dated = TypeVar("Dated", CallTally, VisitTally, DoorTally, NewTally, MoneyTally)
LISTED_DAYS = 7
MOST_DOUBTS = 200
OF_CALLS = frozenset(
    {"attempts", "dials", "answered", "reached", "conversations", "interested", "appointments", "incoming",
     "talk_seconds"}
)  # fmt: skip
OF_VISITS = frozenset({"visits", "doors", "opened", "met", "effective", "cards", "expenses"})


def is_summed(start: date, end: date, rows: bool | None) -> bool:
    """Say whether single touches are left out: as `rows` says, else of more than a week of days."""
    return not rows if rows is not None else (end - start).days >= LISTED_DAYS


def with_numbers(desk: Desk, report: DailyReport, counts: Counts) -> DailyReport:
    """Return `report` with its numbers by day and by rep; a summed one with what wants finishing too."""
    days = days_between(report.start, report.end)
    found = report._replace(by_day=tuple(_by_day(desk, report, counts, days)))
    if report.scope.kind != "rep":
        found = found._replace(by_rep=tuple(_by_rep(desk, report, days)))
    if report.summed:
        doubts, more = _unfinished(desk, report, days)
        found = found._replace(doubts=doubts, more_doubts=more)
    return found


def _by_day(desk: Desk, report: DailyReport, counts: Counts, days: Iterable[date]) -> Iterator[DayNumbers]:
    """Yield the days on which anything was done and the working days up to today on which nothing was."""
    days = list(days)
    calls, visits, doors = _by_date(counts.calls), _by_date(counts.visits), _by_date(counts.doors)
    new, money = _by_date(counts.new), _by_date(counts.money)
    followups = _followups(desk, report.scope, days)
    calendar, today = desk.workdays(), desk.today()
    for day in days:
        of_day = Counts(
            *(tuple(rows.get(day, ())) for rows in (calls, visits, doors, new, money))  # type: ignore[arg-type]
        )
        numbers = _numbers(of_day, followups.get(day, 0), report)
        if any(numbers.values()) or (day <= today and calendar.is_working(day)):
            yield DayNumbers(day=day, numbers=numbers)


def _by_date(rows: Iterable[Dated]) -> dict[date, list[Dated]]:
    found: dict[date, list[Dated]] = {}
    for row in rows:
        found.setdefault(row.day, []).append(row)
    return found


def _followups(desk: Desk, scope: Scope, days: list[date]) -> dict[date, int]:
    rows = desk.database.all(FOLLOWUP_TALLY, days=days, **scope.filters())
    return {row.day: row.followups for row in rows}


def _numbers(counts: Counts, followups: int, report: DailyReport) -> dict[str, int]:
    """Return the numbers that can be goals, and beside them those met, incoming calls and follow-ups."""
    visits, calls = total_of(VisitTally, counts.visits), total_of(CallTally, counts.calls)
    found = metric_values(counts, report.currency) | {
        "met": visits.reached_cold + visits.reached_invited,
        "incoming": calls.incoming,
        "talk_seconds": calls.talk_seconds,
        "followups": followups,
    }
    return _of_part(found, report.part)


def _of_part(numbers: Mapping[str, int], part: str | None) -> dict[str, int]:
    wanted = {"visits": OF_VISITS, "calls": OF_CALLS}.get(part or "", numbers.keys())
    return {key: value for key, value in numbers.items() if key in wanted}


def _by_rep(desk: Desk, report: DailyReport, days: Iterable[date]) -> Iterator[RepNumbers]:
    """Yield the reps who had not left when the days began, and whoever else has anything on these days, by number."""
    days = list(days)
    for rep in desk.database.all(FIND_REPS, sort="no", **report.scope.filters()):
        own = Scope("rep", rep.name, rep.no)
        followups = sum(_followups(desk, own, days).values())
        numbers = _numbers(count_days(desk, own, days), followups, report)
        if any(numbers.values()) or (rep.role == "rep" and rep.is_there(report.start)):
            yield RepNumbers(rep_no=rep.no, rep=rep.name, team=rep.team, numbers=numbers)


def _unfinished(desk: Desk, report: DailyReport, days: Iterable[date]) -> tuple[tuple[Doubt, ...], int]:
    """Return the first doubts about records that want finishing, and how many more there are."""
    days, today = list(days), desk.today()
    calls = _to_mend(desk, CALLS_TO_MEND, report.scope, days) if report.part != "visits" else []
    visits = _to_mend(desk, VISITS_TO_MEND, report.scope, days) if report.part != "calls" else []
    plans = [plan.row for plan in report.plans if plan.row.state == "planned" and plan.row.day <= today]
    doubts = find_unfinished(
        desk,
        report.scope,
        days,
        _read(desk, FIND_VISITS, visits[:MOST_DOUBTS]),
        _read(desk, FIND_CALLS, calls[:MOST_DOUBTS]),
        plans[:MOST_DOUBTS],
    )
    more = sum(max(len(of_kind) - MOST_DOUBTS, 0) for of_kind in (calls, visits, plans))
    return doubts[:MOST_DOUBTS], more + max(len(doubts) - MOST_DOUBTS, 0)


def _to_mend(desk: Desk, statement: Statement[RecordNumber], scope: Scope, days: list[date]) -> list[int]:
    return [row.no for row in desk.database.all(statement, days=days, **scope.filters())]


def _read(desk: Desk, statement: Statement[Found], numbers: Iterable[int]) -> list[Found]:
    return [desk.database.one(statement, no=no) for no in numbers]
