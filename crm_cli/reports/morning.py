"""The sheet of the morning meeting (晨会): the day ahead, the working day behind, and what is worth a word."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.reports.doubts import Doubt
from crm_cli.reports.handed_in import Shown, read_daily
from crm_cli.reports.missing import Missing, missing_reports
from crm_cli.reports.scope import Scope, people_of
from crm_cli.reports.today import SHOWN, Today, today
from crm_cli.reports.totals import Progress, count_days, goals_of_days, metric_values
from crm_cli.services.absences import away_on
from crm_cli.services.desk import Desk
from crm_cli.storage.absences import AbsenceRow
from crm_cli.storage.reps import FIND_REPS, RepRow
from crm_cli.storage.submissions import SignOffRow

if TYPE_CHECKING:
    from crm_cli.reports.corrections import Correction
    from crm_cli.reports.neglected import Neglected
    from crm_cli.storage.pool import WarningRow

NEAR_SHOWN = 12
"""So many customers whose use date is near are on the sheet, the nearest first."""


class RepDay(NamedTuple):
    """One rep's numbers of a day against the goals; amounts in minor units."""

    rep_no: int
    rep: str
    numbers: Mapping[str, Progress]


class Morning(NamedTuple):
    """A morning's sheet. What is behind is of `last_day`, the working day before `day`."""

    day: date
    scope: Scope
    ahead: Today
    near: "tuple[Neglected, ...]"
    pool: "tuple[WarningRow, ...]"
    away: tuple[AbsenceRow, ...]
    last_day: date
    figures: tuple[RepDay, ...]
    missing: tuple[Missing, ...]
    comments: tuple[SignOffRow, ...]
    corrections: "tuple[Correction, ...]"
    doubts: tuple[Doubt, ...]


def morning(desk: Desk, scope: Scope, day: date) -> Morning:
    """Return the sheet of the morning of `day` for a rep, a team or the firm, read in one snapshot.

    Use dates and warnings of the pool are as of today, whatever the day.
    """
    last_day = desk.workdays().previous_working(day)
    with desk.database.snapshot():
        reps = _reps(desk, scope, last_day)
        behind = read_daily(desk, scope, last_day)
        return Morning(
            day=day,
            scope=scope,
            ahead=today(desk, scope, day),
            near=_near(desk, scope, reps),
            pool=_pool(desk, scope),
            away=tuple(away_on(desk, day, **scope.filters()).values()),
            last_day=last_day,
            figures=tuple(_numbers(desk, rep, last_day) for rep in reps),
            missing=missing_reports(desk, scope, last_day, last_day).missing,
            **_worth_a_word(behind),
        )


def _reps(desk: Desk, scope: Scope, last_day: date) -> list[RepRow]:
    if scope.kind == "rep":
        return desk.database.all(FIND_REPS, no=scope.no)
    return people_of(desk, scope, [last_day], sort="name", role="rep")


def _numbers(desk: Desk, rep: RepRow, day: date) -> RepDay:
    scope = Scope("rep", rep.name, rep.no)
    values = metric_values(count_days(desk, scope, [day]), desk.currency)
    goals = goals_of_days(desk, scope, day, day, values)
    shown = dict.fromkeys((*SHOWN, "order_amount", *goals))
    return RepDay(
        rep.no, rep.name, {metric: goals.get(metric, Progress(values[metric], None)) for metric in shown}
    )


def _near(desk: Desk, scope: Scope, reps: list[RepRow]) -> "tuple[Neglected, ...]":
    from crm_cli.reports.neglected import Asked, neglected

    owners = None if scope.kind == "firm" else [rep.no for rep in reps]
    # A promise made in time does not make the date less near.
    return tuple(neglected(desk, Asked(owners, kinds=("use_date",), promised=True), limit=NEAR_SHOWN))


def _pool(desk: Desk, scope: Scope) -> "tuple[WarningRow, ...]":
    from crm_cli.services.pool import warnings

    return tuple(warnings(desk, **scope.filters()))


def _worth_a_word(behind: Shown) -> dict[str, Any]:
    stands = behind.handed_in
    found = stands.corrections if stands else None
    return {
        "comments": tuple(one for one in stands.sign_offs if one.comment) if stands else (),
        "corrections": found.records if found else (),
        "doubts": behind.report.doubts,
    }
