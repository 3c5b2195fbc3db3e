"""Who has not handed in a report that is expected, with what they logged and the last one they handed in."""

from datetime import date
from typing import Any, NamedTuple

from crm_cli.domain.codes import number
from crm_cli.domain.form import Field, Form, Listing
from crm_cli.i18n import gettext as _
from crm_cli.reports.scope import Scope, days_between
from crm_cli.services import standings
from crm_cli.services.absences import away_on
from crm_cli.services.desk import Desk
from crm_cli.storage.absences import LOGGED, AbsenceRow, ExpectedRow, LoggedRow


class Missing(NamedTuple):
    """A report that was not handed in; `last` is the day of the one before, None where there was none."""

    day: date
    rep_no: int
    rep: str
    team: str
    calls: int
    visits: int
    last: date | None


class MissingReports(NamedTuple):
    """The reports of some days that are missing, of how many expected; `away` are the days somebody was away."""

    start: date
    end: date
    scope: Scope
    expected: int
    missing: tuple[Missing, ...]
    away: tuple[tuple[date, AbsenceRow], ...]


def missing_reports(desk: Desk, scope: Scope, start: date, end: date) -> MissingReports:
    """Return who of `scope` has not handed in a report of the days, both included; days to come are not asked.

    Days off and days on which a rep is away are left out.
    """
    whose = scope.filters()
    days = [day for day in days_between(start, end) if day <= desk.today()]
    with desk.database.snapshot():
        rows = standings.submissions(desk, sort="no", since=start, until=end, is_last=True, **whose)
        held = {(row.day, row.rep_no) for row in rows}
        due = [(day, rep) for day in days for rep in standings.expected_reps(desk, day, **whose)]
        without = [(day, rep) for day, rep in due if (day, rep.no) not in held]
        reps = sorted({rep.no for _day, rep in without})
        logged = _logged(desk, sorted({day for day, _rep in without}), reps)
        last = standings.last_days(desk, reps, before=end)
        away = [
            (day, row)
            for day in days
            if desk.workdays().is_working(day)
            for row in away_on(desk, day, **whose).values()
        ]
    return MissingReports(
        start,
        end,
        scope,
        len(due),
        tuple(_missing(day, rep, logged.get((rep.no, day)), last.get(rep.no)) for day, rep in without),
        tuple(away),
    )


def _missing(day: date, rep: ExpectedRow, logged: LoggedRow | None, last: date | None) -> Missing:
    calls, visits = (logged.calls, logged.visits) if logged else (0, 0)
    return Missing(day, rep.no, rep.name, rep.team, calls, visits, last)


def _logged(desk: Desk, days: list[date], reps: list[int]) -> dict[tuple[int, date], LoggedRow]:
    rows = desk.database.all(LOGGED, days=days, reps=reps) if reps else []
    return {(row.rep_no, row.day): row for row in rows}


def missing_form(found: MissingReports) -> Form:
    """Return the list as a form, its days left out where there is one."""
    several = found.start != found.end
    first = (Field("day", _("day"), 1, main=True),) if several else ()
    fields = (
        *first,
        Field("rep", _("rep"), 1, main=True, weight=3),
        Field("team", _("team"), 1, main=True, weight=3),
        Field("calls", _("calls"), 1, main=True, numeric=True),
        Field("visits", _("visits"), 1, main=True, numeric=True),
        Field("last", _("last submitted"), 1, main=True, weight=3),
    )
    rows = [_cells(one)[0 if several else 1 :] for one in found.missing]
    return Form(
        name=_("Missing reports"),
        title=_("Missing reports of {name}").format(name=found.scope.name),
        header=_header(found),
        blocks=(Listing(_("Missing reports"), fields, tuple(rows)),),
        boxes=(),
        none=_say_none(found),
    )


def _cells(one: Missing) -> tuple[str, ...]:
    last = one.last.isoformat() if one.last else _("never")
    return (one.day.isoformat(), one.rep, one.team, str(one.calls), str(one.visits), last)


def _header(found: MissingReports) -> tuple[tuple[str, str], ...]:
    days = found.start.isoformat()
    if found.start != found.end:
        days = f"{days} – {found.end.isoformat()}"
    given = _("{count} of {whole}").format(count=found.expected - len(found.missing), whole=found.expected)
    pairs = [(_("date"), days), (_("submitted"), given)]
    if names := dict.fromkeys(
        f"{row.rep} ({row.reason})" if row.reason else row.rep for _day, row in found.away
    ):
        pairs.append((_("away"), ", ".join(names)))
    return tuple(pairs)


def _say_none(found: MissingReports) -> str:
    return _("Everyone has reported.") if found.expected else _("Nobody's report is expected.")


def missing_json(found: MissingReports) -> dict[str, Any]:
    """Return the list as JSON takes it; its keys are a promise."""
    one_day = found.start == found.end
    days = {"date": found.start.isoformat()} if one_day else {}
    if not one_day:
        days = {"from": found.start.isoformat(), "to": found.end.isoformat()}
    return {
        **days,
        "scope": {"kind": found.scope.kind, "name": found.scope.name},
        "expected": found.expected,
        "rows": [
            {
                "day": one.day.isoformat(),
                "rep": one.rep,
                "rep_no": number("rep", one.rep_no),
                "team": one.team,
                "calls": one.calls,
                "visits": one.visits,
                "last_submitted": one.last.isoformat() if one.last else None,
            }
            for one in found.missing
        ],
        "away": [
            {
                "day": day.isoformat(),
                "rep": row.rep,
                "rep_no": number("rep", row.rep_no),
                "reason": row.reason,
            }
            for day, row in found.away
        ],
    }
