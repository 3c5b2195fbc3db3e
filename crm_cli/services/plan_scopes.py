"""A plan that repeats, alone or with those that follow it: which are meant, how they end, where they move."""

from datetime import date, datetime, timedelta

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.plan_rows import at_time, time_of
from crm_cli.services.receipts import Notes
from crm_cli.storage.change import Change
from crm_cli.storage.plans import FIND_PLANS, FIND_SERIES, PlanRow, SeriesRow

ONE, FOLLOWING, SERIES = "one", "following", "series"


class Wish(Frozen):
    """How plans shall repeat, as typed: the rule, the last day or how many times, what happens on holidays."""

    rule: str
    until: str | None = None
    times: int | None = None
    on_holiday: str = "next"


def meant(desk: Desk, row: PlanRow, scope: str) -> list[PlanRow]:
    """Return the open plans that `scope` means of the series of `row`, in their order: those from `row` on, or from today on.

    Raises UsageError for more than one of a plan that does not repeat.
    """
    if scope == ONE:
        return [row]
    if row.series_no is None:
        raise UsageError(
            _("{number} does not repeat.").format(number=number("plan", row.no)),
            _("Leave --following and --series out."),
        )
    since = row.day if scope == FOLLOWING else min(row.day, desk.today())
    found = desk.database.all(FIND_PLANS, series_no=row.series_no, state="planned", since=since)
    return [one for one in found if one.day >= desk.today() or one.no == row.no or scope == FOLLOWING]


def end_series(desk: Desk, change: Change, row: PlanRow, rows: list[PlanRow], notes: Notes) -> None:
    """Let a series end before the first of the plans meant, inside an open change."""
    series = series_of(desk, row)
    change.update("plan_series", series.no, ends_on=rows[0].day - timedelta(days=1))
    notes.tell(
        _("{number} is not planned on after {day}.").format(
            number=number("plan_series", series.no), day=(rows[0].day - timedelta(days=1)).isoformat()
        )
    )


def series_of(desk: Desk, row: PlanRow) -> SeriesRow:
    """Return the series a plan is of."""
    return desk.database.one(FIND_SERIES, no=row.series_no)


def moments(
    desk: Desk,
    change: Change,
    row: PlanRow,
    rows: list[PlanRow],
    day: date,
    at: datetime | None,
    notes: Notes,
) -> tuple[int, list[tuple[date, datetime | None]]]:
    """Begin a series as the one of `row` would be if `row` were on `day`; return its number and when `rows` stand now.

    The one before ends. Each keeps its time where `at` is None. Raises UsageError where the rule names several
    days, or where the plan itself would not come to stand on `day`.
    """
    from crm_cli.domain.recurrence import first_days, moved, parse_rule
    from crm_cli.domain.repeat_words import say_rule
    from crm_cli.services.plan_series import placed

    series = series_of(desk, row)
    start = rows[0].day + (day - row.day)
    rule = moved(parse_rule(series.rule).rule, start)
    if rule is None or day == row.day:
        raise UsageError(
            _("{rule} cannot be moved as a whole.").format(rule=say_rule(series.rule)),
            _(
                "Cancel it with --following and plan it anew with --repeat; to change the time: crm plan edit."
            ),
        )
    days = first_days(rule.text(), start, start, len(rows))
    if days[rows.index(row) : rows.index(row) + 1] != [day]:
        raise UsageError(
            _("By the rule that day would be another one: {rule}.").format(rule=say_rule(rule.text())),
            _("Move those that follow alone: --following."),
        )
    end_series(desk, change, row, rows, notes)
    no = change.insert(
        "plan_series",
        rule=rule.text(),
        starts_on=start,
        ends_on=None if series.ends_on is None else max(series.ends_on, days[-1]),
        planned_until=max(series.planned_until, days[-1]),
        on_holiday=series.on_holiday,
    )
    usual = time_of(desk, at)
    # One that would fall on a holiday is never lost in a move.
    policy = "next" if series.on_holiday == "skip" else series.on_holiday
    stands = [placed(desk, one, policy, notes) or one for one in days]
    times = [usual or time_of(desk, one.at) for one in rows]
    return no, [(one, at_time(desk, one, its)) for one, its in zip(stands, times, strict=True)]
